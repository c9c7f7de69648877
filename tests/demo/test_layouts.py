"""Every layout of ours is read back: right where the document is intact, right or told where it is not."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from gxstats import catalog
from gxstats.demo.layouts import LAYOUTS, write
from gxstats.demo.made import Made
from gxstats.demo.numbers import beginning, year_of
from gxstats.demo.prose import sections
from gxstats.demo.spellings import some, spellings
from tests.demo.reading import lost, loud, printed_cells, read_back, unread, wrong

INTACT = [name for name, layout in LAYOUTS.items() if layout.intact]
WORN = [name for name, layout in LAYOUTS.items() if not layout.intact]
FORMS = {"form_2019": 2020, "form_2021": 2023}


def made(form: str, seed: int = 1, size: float = 60, **options: object) -> Made:
    random = Random(f"{form}/{seed}")
    year, edition = FORMS[form], catalog.forms()[form]
    history = beginning(random, 500)
    year_of(edition, size, 500, random, history)
    cells = year_of(edition, size, 500, random, history)
    if options.get("undivided"):
        cells = whole_group(cells)
    prose = sections("示例县水利局", year, cells, random)
    return Made("示例县水利局", year, edition, cells, prose, f"{year + 1}-01-20", **options)  # type: ignore[arg-type]


def whole_group(cells: dict) -> dict:
    """The numbers of a report that prints other handling as one row."""
    members = [path for path in cells if path.startswith("requests/other_")]
    kept = {path: value for path, value in cells.items() if path not in members}
    for path in members:
        column = path.rsplit("/", 1)[1]
        kept[f"requests/other/{column}"] = kept.get(f"requests/other/{column}", 0) + cells[path]
    return kept


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", INTACT)
def test_an_intact_document_is_read_wholly_and_quietly(layout: str, form: str, tmp_path: Path) -> None:
    report_made = made(form)
    report = read_back(report_made, layout, tmp_path)
    assert (report.unit, report.year, report.form) == ("示例县水利局", FORMS[form], form)
    assert wrong(report_made, report) == []
    assert unread(report_made, report) == []
    assert loud(report) == []


@pytest.mark.parametrize("layout", INTACT)
def test_a_hybrid_of_both_forms_is_read_with_its_one_row(layout: str, tmp_path: Path) -> None:
    report_made = made("form_2021", undivided=True)
    assert "requests/other/total" in printed_cells(report_made)
    report = read_back(report_made, layout, tmp_path)
    assert wrong(report_made, report) == []
    assert unread(report_made, report) == []


@pytest.mark.parametrize("spelling", spellings())
@pytest.mark.parametrize("layout", ["html_plain", "text_tabs", "docx"])
def test_labels_spelt_as_writers_spell_them(layout: str, spelling: str, tmp_path: Path) -> None:
    for form in FORMS:
        report_made = made(form, spelling=spellings()[spelling])
        report = read_back(report_made, layout, tmp_path)
        assert wrong(report_made, report) == []
        assert unread(report_made, report) == []


@pytest.mark.parametrize("seed", range(6))
def test_several_habits_at_once(seed: int, tmp_path: Path) -> None:
    for layout in INTACT:
        report_made = made("form_2021", seed, spelling=some(Random(seed)))
        report = read_back(report_made, layout, tmp_path)
        assert wrong(report_made, report) + lost(report_made, report) == []


@pytest.mark.parametrize("zero", ["", "/", "-"])
@pytest.mark.parametrize("layout", ["html_plain", "html_word", "docx", "xlsx", "markdown"])
def test_a_blank_is_never_read_as_nought(layout: str, zero: str, tmp_path: Path) -> None:
    report_made = made("form_2021", zero=zero)
    report = read_back(report_made, layout, tmp_path)
    assert wrong(report_made, report) + lost(report_made, report) == []
    state = "not_applicable" if zero else "blank"
    assert {cell.state for cell in report.cells if cell.value is None} == {state}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", WORN)
@pytest.mark.parametrize("seed", range(4))
def test_a_worn_document_is_read_right_or_says_so(layout: str, form: str, seed: int, tmp_path: Path) -> None:
    report_made = made(form, seed)
    report = read_back(report_made, layout, tmp_path)
    assert wrong(report_made, report) + lost(report_made, report) == []


def test_the_same_report_gives_the_same_bytes() -> None:
    for layout in LAYOUTS:
        if not layout.startswith(("docx", "xlsx")):
            assert write(made("form_2021"), layout) == write(made("form_2021"), layout)
