"""The published figures: documents re-created from figures.csv are read back to exactly those figures."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from gxstats import pipeline
from gxstats.demo.public import write_public
from gxstats.model import Report

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = ROOT / "data" / "public"
CORPUS = ROOT.parent / "shared" / "corpus"
FOLDERS = {"hongze": "huaian-hongze", "julu_office": "julu-office", "shanghai_office": "shanghai-office",
           "shanghai_science": "shanghai-kewei"}


def lines(name: str) -> list[dict[str, str]]:
    with (PUBLIC / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def figures(unit: str, year: str) -> dict[str, Decimal | None]:
    return {line["code"]: Decimal(line["text"]) if line["text"] else None
            for line in lines("figures.csv") if (line["unit"], line["year"]) == (unit, year)}


def read(passport: dict[str, str]) -> Report:
    (report,) = pipeline.show(PUBLIC / passport["file"]).reports
    return report


PASSPORTS = lines("reports.csv")
BY_REPORT = pytest.mark.parametrize("passport", PASSPORTS, ids=lambda line: f"{line['unit']}-{line['year']}")


@BY_REPORT
def test_every_figure_is_read_back_and_no_other(passport: dict[str, str]) -> None:
    report = read(passport)
    assert {cell.path: cell.value for cell in report.cells} == figures(passport["unit"], passport["year"])
    assert str(report.year) == passport["year"]
    assert passport["extent"] == "tables_only"


@BY_REPORT
def test_figures_are_those_read_by_hand(passport: dict[str, str]) -> None:
    if not CORPUS.exists():
        pytest.skip("the corpus of real reports (../shared/corpus) is not here")
    folder = CORPUS / f"{FOLDERS.get(passport['unit'], passport['unit'])}-{passport['year']}"
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["cells"]
    by_hand = {path: None if value is None else Decimal(str(value)) for path, value in truth.items()}
    assert figures(passport["unit"], passport["year"]) == by_hand


def test_the_script_writes_the_documents_that_are_tracked(tmp_path: Path) -> None:
    for name in ("figures.csv", "sources.csv"):
        shutil.copy(PUBLIC / name, tmp_path / name)
    assert write_public(tmp_path) == len(PASSPORTS)
    assert (tmp_path / "reports.csv").read_bytes() == (PUBLIC / "reports.csv").read_bytes()
    for passport in PASSPORTS:
        assert (tmp_path / passport["file"]).read_bytes() == (PUBLIC / passport["file"]).read_bytes()


def test_published_faults_stay_in() -> None:
    by_report = {(line["unit"], line["year"]): line for line in PASSPORTS}
    hongze = [f for f in read(by_report["hongze", "2023"]).findings if f.check == "disputes_total"]
    pingtan = [f for f in read(by_report["pingtan", "2020"]).findings if f.check == "requests_handled_sum"]
    assert {finding.row for finding in hongze} == {"reconsideration", "litigation_after"}
    assert {finding.column for finding in pingtan} == {"natural_person", "total"}


def test_blanks_of_a_report_stay_blank() -> None:
    cells = read(next(line for line in PASSPORTS if line["unit"] == "shanghai_office")).cells
    assert any(cell.state == "blank" for cell in cells)
    assert all(cell.value is None for cell in cells if cell.state == "blank")


def test_every_report_has_a_unit_in_the_register_for_its_year() -> None:
    for passport in PASSPORTS:
        assert [line for line in lines("units.csv") if line["unit"] == passport["unit"]
                and int(line["from_year"]) <= int(passport["year"]) <= int(line["to_year"] or 9999)]
