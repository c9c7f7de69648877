"""Two readings that disagree are said to; a misread cell of a picture is located by the sums, never changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

from gxstats.checking.within import within
from gxstats.demo.layouts import write
from gxstats.demo.made import Made
from gxstats.demo.numbers import History, form_in, year_of
from gxstats.model import Paragraph
from gxstats.reading.extract import extract
from gxstats.reading.readers import read


def made() -> Made:
    form = form_in(2023)
    return Made("某某县财政局", 2023, form, year_of(form, 60, 300, Random(5), History()), {}, "")


def test_a_text_layer_that_says_otherwise_is_told(tmp_path: Path) -> None:
    report = made()
    page, text = tmp_path / "a.html", tmp_path / "a.txt"
    page.write_bytes(write(report, "html_plain"))
    other = replace(report, cells={**report.cells, "requests/granted/natural_person": Decimal(999)})
    text.write_bytes(write(other, "text_rows"))
    lines = tuple(Paragraph(line) for line in text.read_text(encoding="utf-8").splitlines())
    assert not [f for f in extract(read(page), "x")[0].findings if f.check == "readings_differ"]
    told = [f for f in extract(replace(read(page), again=lines), "x")[0].findings if f.check == "readings_differ"]
    assert [(f.row, f.column, f.expected) for f in told] == [("granted", "natural_person", Decimal(999))]


def test_a_misread_cell_is_located_and_kept(tmp_path: Path) -> None:
    report = made()
    page = tmp_path / "a.html"
    page.write_bytes(write(report, "html_plain"))
    cells = [cell._replace(origin="ocr") for cell in extract(read(page), "x")[0].cells]
    wrong = [cell._replace(value=cell.value + 30) if cell.path == "requests/granted/business" and cell.value is not None
             else cell for cell in cells]
    told = [f for f in within(report.form, wrong) if f.check == "cell_unreadable"]
    assert [(f.row, f.column, f.expected) for f in told] == [
        ("granted", "business", report.cells["requests/granted/business"])]
    assert not [f for f in within(report.form, cells) if f.check == "cell_unreadable"]
