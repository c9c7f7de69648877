"""Identities inside one report: nothing said of a sound table, every planted break and every lost number told."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats import catalog
from gxstats.checking.within import again, sums_of, within
from gxstats.model import Cell, Finding, Form, Report
from tests.checking.tables import blank, cell, consistent

FORMS = st.one_of(consistent("form_2019"), consistent("form_2021"), consistent("form_2021", hybrid=True))


def names(finding: Finding, path: str) -> bool:
    table, row, column = path.split("/")
    return finding.table == table and finding.row in (None, row) and finding.column in (None, column)


def form(code: str = "form_2021") -> Form:
    return catalog.forms()[code]


@settings(max_examples=30, deadline=None)
@given(FORMS)
def test_a_consistent_report_gives_no_finding(made: tuple[Form, list[Cell]]) -> None:
    assert within(*made) == ()


@settings(max_examples=30, deadline=None)
@given(FORMS, st.data())
def test_every_planted_break_is_found(made: tuple[Form, list[Cell]], data: st.DataObject) -> None:
    edition, cells = made
    summed = {path for i in edition.identities for path in (*i.total, *i.parts)}
    target = data.draw(st.sampled_from([c for c in cells if c.path in summed or c.row == "other"]))
    more = data.draw(st.integers(1, 50))
    changed = [c._replace(value=c.value + more) if c is target and c.value is not None else c for c in cells]
    found = within(edition, changed)
    assert any(f.severity == "error" and names(f, target.path) for f in found)


@settings(max_examples=30, deadline=None)
@given(FORMS, st.data())
def test_any_number_removed_is_told_and_never_an_error(made: tuple[Form, list[Cell]], data: st.DataObject) -> None:
    edition, cells = made
    path = data.draw(st.sampled_from([c.path for c in cells]))
    found = within(edition, blank(cells, path))
    assert any(f.severity == "warning" and names(f, path) for f in found)
    assert not any(f.severity == "error" for f in found)


@settings(max_examples=30, deadline=None)
@given(FORMS, st.data())
def test_a_number_removed_where_no_zero_is_printed_is_told(made: tuple[Form, list[Cell]], data: st.DataObject) -> None:
    """Blank is the table's way to write none; a lost number still breaks a sum or leaves a blank that none proves."""
    edition, cells = made
    no_zero = [blank([c], c.path)[0] if c.value == 0 else c for c in cells]
    assert all(f.severity != "error" for f in within(edition, no_zero))
    printed = [c.path for c in no_zero if c.value is not None]
    if not printed:
        return
    path = data.draw(st.sampled_from(printed))
    found = within(edition, blank(no_zero, path))
    assert any(f.severity == "warning" and names(f, path) for f in found)
    assert not any(f.severity == "error" for f in found)


def zeros(code: str = "form_2021") -> dict[str, Cell]:
    return {path: cell(path, 0) for path in form(code).paths()}


def test_a_total_printed_zero_over_parts_says_so() -> None:
    cells = zeros()
    cells["disputes/reconsideration/upheld"] = cell("disputes/reconsideration/upheld", 11)
    [finding] = within(form(), list(cells.values()))
    assert (finding.check, finding.row, finding.column) == ("disputes_total", "reconsideration", None)
    assert "0" in finding.message
    assert finding.expected == 11
    assert "合计为0而分项不为0" in catalog.tell(finding, "zh")


def test_parts_above_the_printed_total_are_an_error_though_one_is_blank() -> None:
    cells = zeros()
    cells["disputes/reconsideration/upheld"] = cell("disputes/reconsideration/upheld", 3)
    cells["disputes/reconsideration/total"] = cell("disputes/reconsideration/total", 2)
    broken = blank(list(cells.values()), "disputes/reconsideration/other")
    assert {"disputes_total", "blank_cells"} == {f.check for f in within(form(), broken)}


@pytest.mark.parametrize(("path", "value", "wrong"), [
    ("requests/received/total", "-1", True), ("disclosure/penalty/decisions", "1.5", True),
    ("disclosure/fee/amount", "24252.311082", False), ("disclosure/fee/amount", "-2", True),
])
def test_counts_are_whole_and_money_is_not_negative(path: str, value: str, wrong: bool) -> None:
    found = within(form(), [cell(path, value)])
    assert [f.check for f in found] == (["count_not_whole"] if wrong else [])


def test_a_change_of_items_may_be_negative_but_is_whole() -> None:
    path = "disclosure/licensing/item_change"
    assert within(form("form_2019"), [cell(path, "-18")]) == ()
    assert [f.check for f in within(form("form_2019"), [cell(path, "-1.5")])] == ["count_not_whole"]


def test_a_missing_total_names_its_row_and_a_missing_handled_its_cell() -> None:
    cells = zeros()
    cells["requests/received/natural_person"] = cell("requests/received/natural_person", 4)
    told = within(form(), blank(list(cells.values()), "requests/received/total"))
    assert ("total_missing", "received", None) in {(f.check, f.row, f.column) for f in told}
    told = within(form(), blank(list(zeros().values()), "requests/handled/business"))
    assert ("total_missing", "handled", "business") in {(f.check, f.row, f.column) for f in told}


def test_a_sign_in_the_disclosure_table_is_info_and_a_blank_a_warning() -> None:
    paths = form().table("disclosure").paths()
    cells = [cell(path, 5) for path in paths[1:]]
    table, row, column = paths[0].split("/")
    sign = Cell(table, row, column, None, "/", state="not_applicable")
    assert [f.severity for f in within(form(), [sign, *cells])] == ["info"]
    assert [f.severity for f in within(form(), [sign._replace(text="", state="blank"), *cells])] == ["warning"]


def test_one_finding_a_row() -> None:
    cells = list(zeros().values())
    for column in ("business", "research", "other_org"):
        cells = blank(cells, f"requests/granted/{column}")
    [finding] = within(form(), cells)
    assert (finding.row, finding.column, finding.values) == ("granted", None, {"count": 3})


def test_exact_arithmetic() -> None:
    assert within(form(), [cell("disclosure/fee/amount", Decimal("0.1") + Decimal("0.2"))]) == ()


@settings(max_examples=30, deadline=None)
@given(FORMS, st.data())
def test_the_sums_of_a_cell_give_its_number(made: tuple[Form, list[Cell]], data: st.DataObject) -> None:
    """Whatever stands in a cell: each of its sums asks for the number with which it holds."""
    edition, cells = made
    target = data.draw(st.sampled_from([c for c in cells if c.table != "disclosure"]))
    wrong = [c._replace(value=Decimal(77_777)) if c is target else c for c in cells]
    asked = sums_of(edition, wrong, target.path)
    assert asked
    assert set(asked) == {target.value}
    assert sums_of(edition, cells, "disclosure/fees/collected") == []


def test_what_a_change_mends_is_told_no_more() -> None:
    """Findings on numbers are made anew, those of the reading are kept."""
    edition = form()
    cells = [cell(path, 0) for path in edition.paths()]
    broken = tuple(c._replace(value=Decimal(5)) if c.path == "requests/received/total" else c for c in cells)
    of_reading = Finding("title_unclear", "warning", "text", None)
    report = Report("x", None, None, edition.code, None, None, None, "", broken, (*within(edition, broken), of_reading))
    assert len(report.findings) > 1
    assert again(report, dataclasses.replace(report, cells=tuple(cells))).findings == (of_reading,)
    assert again(report, report) is report
