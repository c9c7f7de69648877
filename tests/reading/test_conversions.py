"""Reports that another program has converted: merged areas written out, tables with pipes between cells only, named sheets."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from gxstats.demo.made import Made
from gxstats.demo.numbers import History, form_in, year_of
from gxstats.exporting.official import html_table
from gxstats.pipeline import read_reports


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
