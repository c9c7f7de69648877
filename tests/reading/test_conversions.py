"""Reports that another program has converted: merged areas written out, tables with pipes between cells only, named sheets."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from gxstats.demo.made import Made
from gxstats.demo.numbers import History, form_in, year_of
from gxstats.exporting.official import html_table
from gxstats.pipeline import read_reports
from tests.demo.reading import lost, read_bytes, unread, wrong


def made_in(year: int) -> Made:
    form = form_in(year)
    return Made("某某县财政局", year, form, year_of(form, 500, 3_000, Random(3), History()), {}, "")


def written_out(made: Made) -> list[pd.DataFrame]:
    """The tables with the text of each merged cell in every place it covers."""
    return [frame.astype(str) for table in made.tables().values()
            for frame in pd.read_html(StringIO(html_table(table)), keep_default_na=False)]


def csv(made: Made, path: Path) -> None:
    tables = "\n".join(frame.to_csv(index=False, header=False) for frame in written_out(made))
    path.write_text(f"{made.title}\n{tables}", encoding="utf-8")


def xlsx(made: Made, path: Path) -> None:
    with pd.ExcelWriter(path) as book:
        for number, frame in enumerate(written_out(made), 1):
            frame.to_excel(book, sheet_name=f"表{number}", index=False, header=False)


def pipes(made: Made, path: Path) -> None:
    """Cells as a crawler writes them: pipes between them, none at the edges, merged cells once."""
    lines = [made.title]
    for table in made.tables().values():
        for number, row in enumerate(table.rows):
            lines.append("| ".join(cell.text for cell in row) + "  ")
            if number == 0:
                lines.append("|".join("---" for _ in row) + "  ")
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def ruled(made: Made, path: Path) -> None:
    """Columns set apart by blanks, a line of dashes above and below each table."""
    rule = "  ".join(["", *["-" * 8] * 8])
    lines = [made.title]
    for table in made.tables().values():
        lines += ["", table.title, rule, *("    ".join(cell.text for cell in row) for row in table.rows), rule]
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize("year", [2020, 2023])
@pytest.mark.parametrize(("write", "suffix"), [(csv, ".csv"), (xlsx, ".xlsx"), (pipes, ".md"), (pipes, ".txt"), (ruled, ".txt")])
def test_every_number_lands_in_its_cell(write, suffix: str, year: int, tmp_path: Path) -> None:
    made, path = made_in(year), tmp_path / f"report{suffix}"
    write(made, path)
    report = read_reports(path)[0]
    assert {cell.path: cell.value for cell in report.cells} == dict(made.cells)
    assert not [finding for finding in report.findings if finding.severity == "error"]


def test_a_written_out_area_with_two_numbers_is_refused(tmp_path: Path) -> None:
    made, path = made_in(2023), tmp_path / "report.csv"
    csv(made, path)
    number = f"{made.cells['disclosure/licensing/decisions']}"
    path.write_text(path.read_text("utf-8").replace(f"行政许可,{number},{number}", f"行政许可,{number},9{number}"), "utf-8")
    report = read_reports(path)[0]
    assert "disclosure/licensing/decisions" not in {cell.path for cell in report.cells}
    assert [f for f in report.findings if f.row == "licensing" and f.severity == "error"]


def test_a_whole_sheet_as_one_table_of_a_page_is_read(tmp_path: Path) -> None:
    """Headings, prose and empty rows between the tables, every row filled up to the width of the widest."""
    made = made_in(2024)
    width = 15
    rows = []
    for part in [made.title, *made.parts()]:
        lines = [[(part, 1, 1)], []] if isinstance(part, str) else [
            [(cell.text, cell.row_span, cell.column_span) for cell in row] for row in part.rows]
        inner = width if isinstance(part, str) else sum(cell.column_span for cell in part.rows[0])
        covered: dict[int, int] = {}
        for at, line in enumerate(lines):
            used = sum(span for _, _, span in line) + covered.get(at, 0)
            filler = (inner - used if isinstance(part, str) else 0) + width - inner
            for _, high, span in line:
                for below in range(at + 1, at + high):
                    covered[below] = covered.get(below, 0) + span
            rows.append("".join(f'<td rowspan="{high}" colspan="{span}">{text}</td>' for text, high, span in line)
                        + "<td><br></td>" * filler)
    page = "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    report = read_bytes(page.encode(), "sheet.html", tmp_path)
    assert wrong(made, report) == lost(made, report) == unread(made, report) == []


def test_fifteen_numbers_behind_the_heads_of_another_table_are_refused(tmp_path: Path) -> None:
    """A print whose lines are mixed: what stands behind the title of the disputes comes from the requests."""
    made = made_in(2024)
    text = "\n".join(part for part in [made.title, *made.parts()] if isinstance(part, str))
    heading = next(line for line in text.split("\n") if line.startswith("四、"))
    heads = "行政复议\n法人或其他组织\n自然人\n商业 科研 社会公益 法律服务\n其他\n"
    mixed = text.replace(heading, f"{heading}\n{heads}" + "\n".join("100010000010001"))
    report = read_bytes(mixed.encode(), "report.txt", tmp_path)
    assert not [cell for cell in report.cells if cell.table == "disputes"]
    assert any(finding.table == "disputes" and finding.severity == "error" for finding in report.findings)


def test_a_head_repeated_in_other_columns_begins_anew(tmp_path: Path) -> None:
    """A print joins two pieces of a table that are not drawn alike: below the second head the columns are its own."""
    made = made_in(2024)
    page = "".join(f"<p>{part}</p>" if isinstance(part, str) else repeated(html_table(part)) if part.code == "requests"
                   else html_table(part) for part in made.parts())
    report = read_bytes(page.encode(), "report.html", tmp_path)
    assert wrong(made, report) == lost(made, report) == unread(made, report) == []


def repeated(table: str) -> str:
    """The table with its heads again in the middle, everything below them one column further right."""
    rows = re.findall("<tr>.*?</tr>", table, re.DOTALL)
    middle = next(at for at, row in enumerate(rows) if "（四）" in row)
    wider = [re.sub(r'colspan="(\d)"', lambda span: f'colspan="{int(span[1]) + 1}"', row, count=1) if "colspan" in row
             else row.replace("<td", "<td colspan=2", 1) for row in (*rows[:3], *rows[middle:])]
    return "<table>" + "".join([*rows[:middle], *wider]) + "</table>"
