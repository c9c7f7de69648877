"""Tables that a program has laid out anew: heads written into labels, a line for each route, mark-up inside Markdown."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from gxstats.demo.made import Made
from gxstats.demo.numbers import History, form_in, year_of
from gxstats.errors import TooLargeError
from gxstats.exporting.official import html_table
from gxstats.model import Report
from gxstats.pipeline import read_reports
from gxstats.reading.disclosure import _columns

ROUTES = {"reconsideration": "行政复议", "litigation_direct": "未经复议直接起诉", "litigation_after": "复议后起诉"}
Rows = list[list[str]]


def made_in(year: int) -> Made:
    form = form_in(year)
    return Made("某某县财政局", year, form, year_of(form, 500, 3_000, Random(3), History()), {}, "")


def disclosure(made: Made) -> Rows:
    rows: Rows = []
    for row in made.form.table("disclosure").rows:
        head = [row.article, "信息内容", *(column.label for column in row.columns)]
        label = ["", row.label, *(made.text(f"disclosure/{row.code}/{column.code}") for column in row.columns)]
        rows += [head + [""] * (5 - len(head)), label + [""] * (5 - len(label))]
    return rows


def requests(made: Made) -> Rows:
    """One head row, one column of labels; a row's group and the head over all results are written before its own label."""
    table = made.form.table("requests")
    columns = table.rows[0].columns
    rows: Rows = [["项目", *(f"{column.under}-{column.label}" if column.under else column.label for column in columns)]]
    for row in table.rows:
        group = next((group.label for group in table.groups if row.code in group.sum_of), "")
        over = table.result_label if row.code not in ("received", "carried_in", "carried_out") else ""
        rows.append([over + (f"{group}-" if group else "") + row.label,
                     *(made.text(f"requests/{row.code}/{column.code}") for column in columns)])
    return rows


def disputes(made: Made, turned: bool) -> Rows:
    rows: Rows = [["类型", *(column.label for column in made.form.table("disputes").rows[0].columns)]]
    for row in made.form.table("disputes").rows:
        rows.append([ROUTES[row.code], *(made.text(f"disputes/{row.code}/{column.code}") for column in row.columns)])
    return [list(column) for column in zip(*rows, strict=True)] if turned else rows


def written(made: Made, path: Path, turned: bool = False) -> None:
    """The three tables as Markdown, a web page, boxes of letters or lines with tabs, by the suffix."""
    tables = [disclosure(made), requests(made), disputes(made, turned)]
    titles = [table.title for table in made.form.tables]
    lines = [made.title]
    for title, rows in zip(titles, tables, strict=True):
        lines += ["", title, ""]
        if path.suffix == ".md":
            lines += [f"| {' | '.join(row)} |" for row in rows]
            lines.insert(len(lines) - len(rows) + 1, "|" + "---|" * len(rows[0]))
        elif path.suffix == ".html":
            cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
            lines.append(f"<table><tr>{'</tr><tr>'.join(cells)}</tr></table>")
        elif path.stem == "box":
            lines += ["┌" + "─" * 20 + "┐", *(f"│ {' │ '.join(row)} │" for row in rows), "└" + "─" * 20 + "┘"]
        else:
            lines += ["\t".join(cell for cell in row if cell) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")


def sound(report: Report, made: Made) -> None:
    assert {cell.path: cell.value for cell in report.cells} == dict(made.cells)
    assert not [finding for finding in report.findings if finding.severity == "error"]


@pytest.mark.parametrize("year", [2020, 2023])
@pytest.mark.parametrize("name", ["report.md", "report.html", "box.txt", "report.txt"])
def test_every_number_lands_in_its_cell(name: str, year: int, tmp_path: Path) -> None:
    made, path = made_in(year), tmp_path / name
    written(made, path)
    sound(read_reports(path)[0], made)


@pytest.mark.parametrize("name", ["report.md", "report.html"])
def test_results_may_have_a_line_each(name: str, tmp_path: Path) -> None:
    made, path = made_in(2023), tmp_path / name
    written(made, path, turned=True)
    sound(read_reports(path)[0], made)


def test_tables_in_mark_up_inside_markdown_are_read(tmp_path: Path) -> None:
    made, path = made_in(2023), tmp_path / "report.md"
    tables = "\n\n".join(f"## {table.title}\n\n{html_table(table)}" for table in made.tables().values())
    path.write_text(f"# {made.title}\n\n{tables}\n\n本年度未收取信息处理费。\n", encoding="utf-8")
    report = read_reports(path)[0]
    sound(report, made)
    assert {cell.place.table for cell in report.cells} == {1, 2, 3}
    assert "本年度未收取信息处理费。" in report.lines


@pytest.mark.parametrize(("printed", "read"), [("3 | 2 | 5 | ", [3, 2, 5]), ("3 | | 5 | ", None), ("3 | 2 | | ", None)])
def test_a_row_that_lost_its_first_cell(printed: str, read: list[int] | None, tmp_path: Path) -> None:
    """A conversion that drops the cell of a merged area shifts the row: what then stands below a head is not its own."""
    path = tmp_path / "report.md"
    path.write_text(
        "# 某某县财政局2023年政府信息公开工作年度报告\n\n"
        "| 第二十条第（一）项 | 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|---|\n"
        f"| 规章 | 0 | 0 | 0 | |\n| 行政规范性文件 | {printed} |\n", encoding="utf-8")
    report = read_reports(path)[0]
    found = [cell.value for cell in report.cells if cell.row == "normative_document"]
    assert found == (read or [])
    assert bool(read) != bool([f for f in report.findings if f.row == "normative_document" and f.severity == "error"])


def test_a_number_lost_from_a_whole_markdown_table_is_told(tmp_path: Path) -> None:
    made, path = made_in(2023), tmp_path / "report.md"
    written(made, path)
    rows = requests(made)
    row = next(row for row in rows if "予以公开" in row[0])
    path.write_text(path.read_text("utf-8").replace(f"| {' | '.join(row)} |", f"| {' | '.join([row[0], '', *row[2:]])} |"), "utf-8")
    report = read_reports(path)[0]
    assert report.value("requests/granted/natural_person") is None
    assert [f for f in report.findings if f.severity != "info" and f.row == "granted"]


def test_wrapped_heads_tell_no_order() -> None:
    """Printed text keeps its lines: a head above may be another row's, and a head wrapped over lines comes in pieces."""
    row = next(row for row in form_in(2020).table("disclosure").rows if row.code == "fee")
    whole, pieces = "信息内容上一年项目数量本年增减", "上一年项目处理决定数信息内容本年增减数量量"
    assert [column.code for column in _columns(row, pieces + whole)] == ["prior_items", "item_change"]
    turned = whole + "信息内容本年增减上一年项目数量"
    assert [column.code for column in _columns(row, turned)] == ["item_change", "prior_items"]


def test_tables_with_tabs_keep_their_blanks(tmp_path: Path) -> None:
    made, path = made_in(2023), tmp_path / "report.txt"
    lines = [made.title]
    for table, rows in zip(made.form.tables, (disclosure(made), requests(made), disputes(made, False)), strict=True):
        lines += ["", table.title, *("\t".join("" if cell == "0" else cell for cell in row) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    report = read_reports(path)[0]
    found = {cell.path: cell.value for cell in report.cells if cell.value is not None}
    assert found == {path: value for path, value in made.cells.items() if value}
    assert not [finding for finding in report.findings if finding.severity == "error"]


def test_a_row_with_tabs_keeps_its_blanks_where_tables_are_ragged(tmp_path: Path) -> None:
    """Merged heads have fewer fields than rows: a row is still read where all its fields stand behind its label."""
    made, path = made_in(2023), tmp_path / "report.txt"
    lines = [made.title]
    for table, rows in zip(made.form.tables, (disclosure(made), requests(made), disputes(made, False)), strict=True):
        lines += ["", table.title, "申请人情况\t法人或其他组织\t"]
        lines += ["\t".join("" if cell == "0" and i > 1 else cell for i, cell in enumerate(row)) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    report = read_reports(path)[0]
    for row in ("received", "granted", "handled"):
        for column in ("natural_person", "business", "other_org", "total"):
            code = f"requests/{row}/{column}"
            blank = not made.cells[code] and column != "natural_person"
            assert report.value(code) == (None if blank else made.cells[code]), code


def test_a_report_of_blanks_only_is_told_without_an_error(tmp_path: Path) -> None:
    made, path = made_in(2023), tmp_path / "report.txt"
    lines = [made.title]
    for table in made.form.tables:
        lines += ["", table.title, *(row.label for row in table.rows)]
    path.write_text("\n".join([*lines, "结果维持 结果纠正 其他结果 尚未审结 总计"]), encoding="utf-8")
    found = [f for report in read_reports(path) for f in report.findings if f.check == "table_missing" and f.table == "requests"]
    assert [f.severity for f in found] in ([], ["warning"])


@pytest.mark.parametrize("sign", ["|", "\t"])
def test_a_text_of_cells_without_end_is_refused(sign: str, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text((sign * 1_000 + "\n") * 1_000, encoding="utf-8")
    with pytest.raises(TooLargeError):
        read_reports(path)
