"""Published faults and contradictions of real reports are found, and sound reports are accused of nothing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from gxstats import catalog, pipeline
from gxstats.checking import checks
from gxstats.checking.answers import Answer, answers
from gxstats.storing.data import DataDirectory
from gxstats.storing.writing import Stored, write

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
SOUND = {
    "julu-office-2023", "suqian-2023", "suqian-2024", "pingtan-2019", "pingtan-2021", "pingtan-2023", "pingtan-2025"}
TOLD = {  # contradictions between prose and tables that the corpus declares: report -> checks and what they name
    "pingtan-2023": {("text_normative_documents", "normative_document")},
    "suqian-2024": {("text_reconsideration", "reconsideration"), ("text_litigation", None)},
    "shanghai-kewei-2024": {("text_all_closed", "carried_out")},
    "shanghai-office-2019": {("narrative_conflict", "granted"), ("narrative_conflict", "unavailable"),
                             ("text_outcome", "reconsideration"), ("text_outcome", "litigation_direct")},
}
READING = {code for code, check in catalog.checks().items() if check.kind in ("extraction", "timeliness", "structure")}


@pytest.fixture(scope="module")
def told() -> dict[str, list[Answer]]:
    """The answers on every report of the corpus, checked together as one collection."""
    if not CORPUS.exists():
        pytest.skip("the corpus of real reports (../shared/corpus) is not here")
    stored: list[Stored] = []
    names: list[str] = []
    for folder in sorted(path.parent for path in CORPUS.glob("*/truth.json")):
        source = next(path for path in sorted(folder.glob("source.*")) if not path.name.endswith("textlayer.txt"))
        for report in pipeline.show(source).reports:
            truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
            unit = folder.name.rsplit("-", 1)[0]
            stored.append(Stored(report, unit, truth["year"], truth["scope"], folder.name,
                                 published_on=truth["published_on"]))
            names.append(folder.name)
    connection = duckdb.connect()
    write(connection, DataDirectory(CORPUS, "", "", False), stored, "corpus")
    checks.run(connection)
    found: dict[str, list[Answer]] = {name: [] for name in names}
    for answer in answers(connection):
        assert answer.report_id is not None
        found[names[answer.report_id - 1]].append(answer)
    return found


def test_published_faults_are_found(told: dict[str, list[Answer]]) -> None:
    for name, found in told.items():
        truth = json.loads((CORPUS / name / "truth.json").read_text(encoding="utf-8"))
        failed = {(a.check, a.row, a.column) for a in found if a.status == "fail" and a.severity == "error"}
        for fault in truth["published_findings"]:
            assert (fault["check"], fault.get("row"), fault.get("column")) in failed, (name, fault)


@pytest.mark.parametrize("name", sorted(TOLD))
def test_contradictions_between_prose_and_tables_are_found(told: dict[str, list[Answer]], name: str) -> None:
    failed = {(a.check, a.row) for a in told[name] if a.status == "fail" and a.severity == "warning"}
    assert TOLD[name] <= failed


@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_sound_report_is_accused_of_no_error(told: dict[str, list[Answer]], name: str) -> None:
    assert [a.check for a in told[name]
            if a.status == "fail" and a.severity == "error" and a.check not in READING] == []
