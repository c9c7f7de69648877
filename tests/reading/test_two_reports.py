"""Two reports in one file are read as two, or the file is refused: never mixed."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from gxstats.demo.layouts import LAYOUTS, write
from gxstats.demo.made import Made
from gxstats.demo.numbers import History, form_in, year_of
from gxstats.pipeline import read_reports


@pytest.fixture(scope="module")
def pair() -> tuple[Made, Made]:
    """Two years of one unit."""
    random, history = Random(3), History()
    return tuple(  # type: ignore[return-value]
        Made("某某县财政局", year, form_in(year), year_of(form_in(year), 40, 500, random, history), {}, "")
        for year in (2022, 2023))


@pytest.mark.parametrize("layout", ["text_tabs", "text_rows", "text_lines", "markdown"])
def test_one_after_the_other(layout: str, pair: tuple[Made, Made], tmp_path: Path) -> None:
    path = tmp_path / f"both{LAYOUTS[layout].suffix}"
    path.write_bytes(b"\n".join(write(made, layout) for made in pair))
    reports = read_reports(path)
    assert [(report.unit, report.year) for report in reports] == [("某某县财政局", 2022), ("某某县财政局", 2023)]
    for report, made in zip(reports, pair, strict=True):
        assert {cell.path: cell.value for cell in report.cells} == dict(made.cells)


def test_one_page_of_two_reports(pair: tuple[Made, Made], tmp_path: Path) -> None:
    first, second = (write(made, "html_plain").decode() for made in pair)
    path = tmp_path / "both.html"
    path.write_text(first.replace("</body></html>", "") + second.split("<body>")[1], encoding="utf-8")
    assert [report.year for report in read_reports(path)] == [2022, 2023]


def test_what_cannot_be_told_apart_is_refused(pair: tuple[Made, Made], tmp_path: Path) -> None:
    path = tmp_path / "both.txt"
    path.write_bytes(b" ".join(write(made, "text_glued") for made in pair))
    findings = [finding for report in read_reports(path) for finding in report.findings]
    assert any(f.check == "reports_mixed" and f.severity == "error" and f.table is None for f in findings)
