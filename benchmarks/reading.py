"""Reading beside well-known tools on the same files: documents or pages a second, and rows of the requests table right.

Ours includes the whole extraction, from bytes to placed cells; the others only give tables of strings.
"""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pdfplumber
import weasyprint
from docx import Document as WordDocument

from gxstats.demo.layouts import write
from gxstats.demo.made import Made
from gxstats.demo.numbers import History, form_in, year_of
from gxstats.exporting.official import html_table
from gxstats.pipeline import read_reports

_RUNS = 15


def _made() -> Made:
    random, year = Random(7), 2024
    form = form_in(year)
    cells = year_of(form, 300, 2_000, random, History())
    return Made("某某县财政局", year, form, cells, {"overview": ["一段文字。" * 40]}, "2025-01-20")


def _seconds(work: Callable[[], Any]) -> float:
    work()
    times = []
    for _ in range(_RUNS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def _right(rows: list[list[str]], made: Made) -> int:
    """How many rows of the requests table end in their seven numbers."""
    table = made.form.table("requests")
    wanted = [[made.text(f"requests/{row.code}/{column.code}") for column in row.columns] for row in table.rows]
    ends = [[str(cell).strip() for cell in row if str(cell).strip() not in ("", "nan", "None")][-7:] for row in rows]
    return sum(numbers in ends for numbers in wanted)


def _ours(path: Path, made: Made) -> int:
    report = read_reports(path)[0]
    table = made.form.table("requests")
    return sum(all(report.value(f"requests/{row.code}/{c.code}") == made.cells[f"requests/{row.code}/{c.code}"]
                   for c in row.columns) for row in table.rows)


def main() -> None:
    """Print a line for each kind of file: ours, the peer, the ratio, and rows right of 25."""
    made = _made()
    with tempfile.TemporaryDirectory() as folder:
        page, word, printed = (Path(folder) / f"report.{suffix}" for suffix in ("html", "docx", "pdf"))
        page.write_bytes(write(made, "html_word"))
        word.write_bytes(write(made, "docx"))
        tables = "".join(html_table(table) for table in made.tables().values())
        weasyprint.HTML(string=f"<style>td{{padding:9px 2px;border:1px solid}}table{{border-collapse:collapse}}</style>"
                               f"<h1>{made.title}</h1>{tables}").write_pdf(printed)

        def frames() -> list[list[str]]:
            return [[str(v) for v in row] for frame in pd.read_html(io.StringIO(page.read_text(encoding="utf-8")))
                    for row in frame.values.tolist()]

        def paragraphs() -> list[list[str]]:
            return [[cell.text for cell in row.cells] for table in WordDocument(str(word)).tables for row in table.rows]

        def lattice() -> list[list[str]]:
            with pdfplumber.open(printed) as pdf:
                return [[str(cell or "") for cell in row]
                        for sheet in pdf.pages for table in sheet.extract_tables() for row in table]

        for name, path, peer, other in (("HTML", page, "pandas.read_html", frames), ("Word", word, "python-docx", paragraphs),
                                        ("PDF", printed, "pdfplumber", lattice)):
            ours, theirs = _seconds(lambda path=path: read_reports(path)), _seconds(other)  # type: ignore[misc]
            print(f"{name:5} ours {ours * 1000:7.1f} ms  {_ours(path, made)}/25 rows   {peer} {theirs * 1000:7.1f} ms  "
                  f"{_right(other(), made)}/25 rows   {theirs / ours:5.2f} x as fast")


if __name__ == "__main__":
    main()
