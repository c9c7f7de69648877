"""Framed tables in other shapes: columns of other names, heads lost or displaced, rows shifted, disputes in other lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from gxstats.demo.made import Made
from gxstats.model import Finding, Report
from gxstats.pipeline import read_reports
from tests.reading.test_reshaped import ROUTES, Rows, disclosure, disputes, made_in, requests

RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def read(path: Path, made: Made, *tables: Rows) -> Report:
    """The report of a page with these tables; None in a row stands for a cell that a merged one covers."""
    lines = [made.title]
    for table, rows in zip(made.form.tables, tables, strict=True):
        cells = ["".join(cell if cell.startswith("<td") else f"<td>{cell}</td>" for cell in row) for row in rows]
        lines.append(f"<p>{table.title}</p><table><tr>{'</tr><tr>'.join(cells)}</tr></table>")
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_reports(path)[0]


def loud(report: Report, table: str, row: str, column: str) -> list[Finding]:
    """What names a cell."""
    return [f for f in report.findings if f.severity != "info" and f.table in (None, table) and f.row in (None, row)
            and f.column in (None, column)]


def wrong(report: Report, made: Made) -> list[str]:
    """Cells that are not as printed, and are not told either."""
    got = {cell.path: cell.value for cell in report.cells}
    return [path for path, value in made.cells.items() if got.get(path) != value and not loud(report, *path.split("/"))]


def all_right(report: Report, made: Made) -> bool:
    errors = [f for f in report.findings if f.severity == "error"]
    return not errors and {cell.path: cell.value for cell in report.cells} == dict(made.cells)


@pytest.fixture
def made() -> Made:
    return made_in(2023)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "report.html"


def stacked(made: Made) -> Rows:
    rows: Rows = []
    for route, name in ROUTES.items():
        rows += [[f'<td colspan="5">{name}</td>'], RESULTS, [made.text(f"disputes/{route}/{c.code}") for c in columns(made)]]
    return rows


def columns(made: Made) -> tuple:
    return made.form.table("disputes").rows[0].columns


def single(made: Made, repeated: bool) -> Rows:
    """A line for each number."""
    rows: Rows = [["类型", "结果", "件数"]]
    for route, name in ROUTES.items():
        for index, (column, result) in enumerate(zip(columns(made), RESULTS, strict=True)):
            beside = [name] if repeated else [f'<td rowspan="5">{name}</td>'] if not index else []
            rows.append([*beside, result, made.text(f"disputes/{route}/{column.code}")])
    return rows


def test_disputes_in_any_lines(made: Made, page: Path) -> None:
    for lines in (stacked(made), single(made, repeated=False), single(made, repeated=True), disputes(made, turned=True)):
        assert all_right(read(page, made, disclosure(made), requests(made), lines), made)


@pytest.mark.parametrize(("right", "misprint"), [
    ("复议后起诉", "复议后诉"), ("复议后起诉", "复议后请诉"), ("复议后起诉", "复义后起诉"), ("未经复议直接起诉", "未经复议直接诉"),
    ("未经复议直接起诉", "未经复议直起诉"), ("未经复议直接起诉", "未复议直接起诉")])
def test_a_misprinted_route_is_known(right: str, misprint: str, made: Made, page: Path) -> None:
    for turned in (True, False):
        lines = [[misprint if cell == right else cell for cell in row] for row in disputes(made, turned)]
        assert all_right(read(page, made, disclosure(made), requests(made), lines), made)


def test_a_route_that_lost_a_number_is_refused(made: Made, page: Path) -> None:
    lines = disputes(made, turned=False)
    del lines[1][2]
    report = read(page, made, disclosure(made), requests(made), lines)
    assert not wrong(report, made)
    assert not [cell for cell in report.cells if cell.row == "reconsideration"]


def test_a_stacked_route_without_its_name_does_not_take_another(made: Made, page: Path) -> None:
    lines = stacked(made)
    lines[3] = ['<td colspan="5"></td>']
    lines[1] = ["结果维持", "", *RESULTS[2:]]
    assert not wrong(read(page, made, disclosure(made), requests(made), lines), made)


def test_columns_of_other_names_are_set_aside(made: Made, page: Path) -> None:
    """Remarks are left out, last year's numbers beside this year's too, but not without a word."""
    old = [[*row, "上年数" if row[1] == "信息内容" else "41"] for row in disclosure(made)]
    remarks = [[*row, "备注" if not index else "含线上" if index % 2 else ""] for index, row in enumerate(requests(made))]
    report = read(page, made, old, remarks, disputes(made, turned=False))
    assert all_right(report, made)
    assert [f.table for f in report.findings if f.severity == "warning" and "41" in f.values.values()] == ["disclosure"]


def test_a_table_goes_on_without_its_heads(made: Made, page: Path) -> None:
    rows = [[*row, "备注" if not index else "含线上"] for index, row in enumerate(requests(made))]
    text = page.with_suffix(".cut.html")
    read(page, made, disclosure(made), rows, disputes(made, turned=False))
    text.write_text(page.read_text("utf-8").replace(f"<tr><td>{rows[9][0]}", f"</table><table><tr><td>{rows[9][0]}"), "utf-8")
    assert all_right(read_reports(text)[0], made)


def test_heads_printed_again_in_one_table_begin_anew(made: Made, page: Path) -> None:
    """Two pieces of a table that touch, of other widths: the lower one has its own heads."""
    rows = requests(made)
    again = [['<td colspan="2">项目</td>', *rows[0][1:]], *([f'<td colspan="2">{row[0]}</td>', *row[1:]] for row in rows[9:])]
    report = read(page, made, disclosure(made), [*rows[:9], *again], disputes(made, turned=False))
    assert all_right(report, made)


def test_a_page_that_cuts_other_columns_of_the_same_number(made: Made, page: Path) -> None:
    """Above the cut a column is as wide as two, below it the labels are: the heads do not stand above the numbers."""
    rows = requests(made)
    above = [[*row[:6], f'<td colspan="2">{row[6]}</td>', row[7]] for row in rows[:9]]
    below = [["（三）不予公开", row[0].rsplit("-")[-1], *row[1:]] for row in rows[9:]]
    text = page.with_suffix(".cut.html")
    read(page, made, disclosure(made), [*above, *below], disputes(made, turned=False))
    text.write_text(page.read_text("utf-8").replace(f"<tr><td>{below[0][0]}", f"</table><table><tr><td>{below[0][0]}", 1), "utf-8")
    assert all_right(read_reports(text)[0], made)


def test_counted_rows_go_on_after_a_cut_with_a_blank_among_their_numbers(made: Made, page: Path) -> None:
    """Each row has its serial number and empty cells beside its label: the complete rows tell where the numbers begin."""
    cells = dict(made.cells)
    blank = next(path for path in cells if path.startswith("requests/carried_out/") and cells[path] and "total" not in path)
    rows = [[str(index or "序号"), row[0], "", "", *row[1:]] for index, row in enumerate(requests(made))]
    column = [c.code for c in made.form.table("requests").rows[0].columns].index(blank.rsplit("/", 1)[1])
    rows[-1][4 + column] = ""
    rows[0] = ['<td>序号</td>', '<td colspan="2">项目</td>', *rows[0][4:]]  # the heads stand in other columns
    text = page.with_suffix(".cut.html")
    read(page, made, disclosure(made), rows, disputes(made, turned=False))
    text.write_text(page.read_text("utf-8").replace("<tr><td>9</td>", "</table><table><tr><td>9</td>", 1), "utf-8")
    got = {cell.path: cell.value for cell in read_reports(text)[0].cells}
    assert {path for path, value in cells.items() if got.get(path) != value} == {blank}


def test_a_serial_number_beside_a_group(made: Made, page: Path) -> None:
    """The number that counts a row stands between the group's name and the row's own."""
    rows = [["（三）不予公开" if "不予公开-" in row[0] else "", str(index or "序号"), row[0].rsplit("-")[-1], *row[1:]]
            for index, row in enumerate(requests(made))]
    assert all_right(read(page, made, disclosure(made), rows, disputes(made, turned=False)), made)


@pytest.mark.parametrize("lost", range(1, 8))
def test_a_lost_head_proves_nothing(lost: int, made: Made, page: Path) -> None:
    rows = requests(made)
    rows[0][lost] = ""
    report = read(page, made, disclosure(made), rows, disputes(made, turned=False))
    assert all_right(report, made)
    assert loud(report, "requests", "granted", "business")
    turned = [[row[0], *reversed(row[1:])] for row in rows]
    report = read(page, made, disclosure(made), turned, disputes(made, turned=False))
    assert not wrong(report, made)


def test_heads_that_a_wrong_span_has_displaced(made: Made, page: Path) -> None:
    """The lower heads stand left of the numbers: their columns say nothing of the numbers' columns."""
    rows = requests(made)
    names = [column.label for column in made.form.table("requests").rows[0].columns]
    two_rows = [f'<td rowspan="2">{names[0]}</td>', '<td colspan="5">法人或其他组织</td>', f'<td rowspan="2">{names[6]}</td>']
    heads = [["项目", *two_rows], names[1:6]]
    report = read(page, made, disclosure(made), [*heads, *rows[1:]], disputes(made, turned=False))
    assert not wrong(report, made)


def test_swapped_columns_with_an_unreadable_head(made: Made, page: Path) -> None:
    rows = [[row[0], row[1], row[4], row[2], row[3]] for row in disclosure(made)]
    report = read(page, made, rows, requests(made), disputes(made, turned=False))
    assert all_right(report, made)
    rows[0] = [cell.replace("现行有效件数", "口口口口口口") for cell in rows[0]]
    report = read(page, made, rows, requests(made), disputes(made, turned=False))
    assert not wrong(report, made)
    assert report.value("disclosure/regulation/in_force") == made.cells["disclosure/regulation/in_force"]


@pytest.mark.parametrize("at", [2, 3, 4])
def test_numbers_that_moved_up_are_told(at: int, made: Made, page: Path) -> None:
    """A number lost with its cell and the row filled up again: a blank stands where the last number was."""
    rows = disclosure(made)
    row = rows[3]
    del row[at]
    row.append("")
    assert not wrong(read(page, made, rows, requests(made), disputes(made, turned=False)), made)
    rows = requests(made)
    for row in rows[1:]:
        number = row[at]
        del row[at]
        row.append("")
        assert not wrong(read(page, made, disclosure(made), rows, disputes(made, turned=False)), made)
        row[at:at] = [number]
        row.pop()


def test_a_lost_row_for_a_whole_group_is_named(made: Made, page: Path) -> None:
    """Some reports print one row for "other handling"; where no row of the group is left, it may have been that one."""
    rows = [row for row in requests(made) if "其他处理" not in row[0]]
    report = read(page, made, disclosure(made), rows, disputes(made, turned=False))
    assert loud(report, "requests", "other", "total")
    assert loud(report, "requests", "other_rest", "total")


def test_signs_beside_a_misprinted_label(made: Made, page: Path) -> None:
    rows = [[row[0], row[1].replace("行政事业性收费", "行政事业收费"), *row[2:]] for row in disclosure(made)]
    rows[-1][2] = "/"
    report = read(page, made, rows, requests(made), disputes(made, turned=False))
    assert [cell.text for cell in report.cells if cell.row == "fee"] == ["/"]
    assert not [f for f in report.findings if f.severity == "error"]


def test_heads_that_a_page_parts_from_their_numbers(made: Made, page: Path) -> None:
    """Heads above the end of a page, more of them and the numbers below it: both are the heads of one table."""
    cut = page.with_suffix(".cut.html")
    for lines, before in ((stacked(made), "<tr><td>结果维持"), (disputes(made, turned=False), "<tr><td>行政复议")):
        read(page, made, disclosure(made), requests(made), lines)
        text = page.read_text("utf-8")
        at = text.rindex(before)
        cut.write_text(f"{text[:at]}</table><table>{text[at:]}", "utf-8")
        assert all_right(read_reports(cut)[0], made)


def test_an_order_of_their_own_in_which_totals_break_is_told_for_the_table(made: Made, page: Path) -> None:
    """The head over the organisations was lost, and the total's has moved beside the first: what still adds up is told too."""
    rows = requests(made)
    rows[0][2:] = [rows[0][-1], *rows[0][2:-1]]
    report = read(page, made, disclosure(made), rows, disputes(made, turned=False))
    assert wrong(report, made) == []
    assert any(f.table == "requests" and f.row is None and f.severity == "warning" for f in report.findings)
