"""One unit over its years: deadlines as the check of timeliness has them, where units came from, all its figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from gxstats import pipeline
from gxstats.demo.county import write_county
from gxstats.measuring import portrait
from tests.measuring.stores import asking
from tests.truth.evidence import Evidence


@pytest.fixture(scope="module")
def example(county: Path) -> Path:
    return county / "example"


@pytest.fixture(scope="module")
def late(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county with one report published in March, and one that is not in."""
    data = tmp_path_factory.mktemp("late") / "example"
    shutil.copytree(county / "example", data, ignore=shutil.ignore_patterns("store", "decisions"))
    lines = (data / "reports.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line.replace("2025-01-09", "2025-03-09") if line.startswith("housing,2024,") else line for line in lines
            if not line.startswith("office,2023,")]
    (data / "reports.csv").write_text("".join(kept), encoding="utf-8")
    for path in (data / "reports" / "office").glob("2023-*"):
        path.unlink()
    pipeline.build(data)
    return data


def test_every_year_due_is_kept_missed_or_not_judged(late: Path) -> None:
    example, evidence = late, Evidence.of(late)
    judged = evidence.finding[evidence.finding["check_code"] == "late_publication"]
    seen = set()
    with asking(example) as ask:
        for unit in evidence.named:
            lines = portrait.deadlines(ask, unit, "organ").set_index("year")
            due = evidence.expected[(evidence.expected["unit"] == unit) & (evidence.expected["scope"] == "organ")]
            assert set(due["year"]) <= set(lines.index)
            assert list(lines.index) == sorted(lines.index, reverse=True)
            for year, line in lines.iterrows():
                found = judged[(judged["unit"] == unit) & (judged["year"] == year) & (judged["scope"] == "organ")]
                report = evidence.report[(evidence.report["report_id"] == line["report_id"])]
                if report.empty:
                    assert line["state"] == "missing"
                elif len(found):
                    assert line["state"] == ("late" if "fail" in set(found["status"]) else "unknown")
                else:
                    assert line["state"] == "kept"
                    assert pd.Timestamp(line["published"]) <= pd.Timestamp(line["due"])
                seen.add(line["state"])
    assert seen >= {"kept", "late", "missing"}


def test_figures_are_those_of_the_cells_and_missing_stays_missing(example: Path) -> None:
    wide = Evidence.of(example).wide
    wide = wide[(wide["unit"] == "housing") & (wide["scope"] == "organ")].set_index("year")
    for table in ("requests", "disputes", "disclosure"):
        with asking(example) as ask:
            frame = portrait.figures(ask, "housing", "organ", range(2019, 2026), table)
        for path in frame.index:
            for year in range(2019, 2026):
                wanted = wide.loc[year, path] if year in wide.index and path in wide.columns else float("nan")
                assert frame.loc[path, year] == pytest.approx(wanted, nan_ok=True), (path, year)


def test_where_units_came_from_and_what_became_of_them(tmp_path: Path) -> None:
    write_county(tmp_path, units=30, first=2020, last=2021)
    pipeline.build(tmp_path)
    with asking(tmp_path) as ask:
        new, old = portrait.successions(ask, "reform"), portrait.successions(ask, "grain")
    assert new[["year", "relation", "unit", "came"]].values.tolist() == [[2021, "merged", "grain", True]]
    assert old[["year", "relation", "unit", "came"]].values.tolist() == [[2021, "merged", "reform", False]]


def test_findings_and_names(example: Path) -> None:
    evidence = Evidence.of(example)
    failed = evidence.finding[(evidence.finding["unit"] == "housing") & (evidence.finding["status"] == "fail")]
    with asking(example) as ask:
        found = portrait.findings(ask, "housing", "organ")
        names = portrait.names(ask, "housing", 2024)
    assert set(found["finding_id"]) == set(failed["finding_id"])
    assert list(found["year"]) == sorted(found["year"], reverse=True)
    assert {"示例县住房和城乡建设局", "住建局", "示例县人民政府"} <= set(names)
