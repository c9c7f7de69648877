"""PDF files: tables by their lines, over page ends too; what is broken is refused with a sentence."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random

import pypdfium2
import pytest
from PIL import Image

from gxstats.demo.made import Made
from gxstats.demo.numbers import History, form_in, year_of
from gxstats.errors import DamagedFileError, TooLargeError
from gxstats.exporting.official import html_table
from gxstats.model import Grid
from gxstats.pipeline import read_reports
from gxstats.reading.readers import pdf, pdf_picture, read
from gxstats.reading.readers.pdf_rules import Rule, lattices

weasyprint = pytest.importorskip("weasyprint", reason="the PDF maker is not installed", exc_type=Exception)


def printed(folder: Path, style: str, year: int = 2023) -> tuple[Path, Made]:
    """A report printed to PDF with a style sheet."""
    form = form_in(year)
    made = Made("某某县财政局", year, form, year_of(form, 500, 3_000, Random(9), History()), {}, "")
    tables = "".join(f"<p>{table.title}</p>{html_table(table)}" for table in made.tables().values())
    path = folder / "report.pdf"
    weasyprint.HTML(string=(
        "<style>table{border-collapse:collapse;width:100%}td{border:1px solid}@page{size:A4;margin:2cm;@bottom-center"
        f"{{content:'- ' counter(page) ' -'}}}}{style}</style><h1>{made.title}</h1>{tables}")).write_pdf(path)
    return path, made


@pytest.mark.parametrize("style", [
    "", "tr{break-inside:avoid}", "td{padding:10px 2px;height:34px}",
    "td{border-width:.3px;font-size:9px}", "@page{size:A4 landscape}", "td{border:none}",
])
@pytest.mark.parametrize("year", [2020, 2023])
def test_every_number_lands_in_its_cell(style: str, year: int, tmp_path: Path) -> None:
    path, made = printed(tmp_path, style, year)
    report = read_reports(path)[0]
    assert {cell.path: cell.value for cell in report.cells} == dict(made.cells)
    assert not [f for f in report.findings if f.severity == "error"]


def test_letters_of_several_fonts_on_one_line_are_one_line() -> None:
    """One font is taller than the other and reaches deeper; both stand on the same line."""
    letters = [pdf.Letter("县", 10, 98, 20, 110, 100), pdf.Letter("1", 20, 84, 26, 104, 100), pdf.Letter("下", 10, 84, 20, 96, 86)]
    assert ["".join(letter.text for letter in row) for row in pdf._lines(letters)] == ["县1", "下"]


def test_page_marks_are_left_out(tmp_path: Path) -> None:
    path, _ = printed(tmp_path, "td{padding:10px 2px}")
    assert not [line for line in pdf.read(path).lines if line.strip().startswith("- ") and line.strip().endswith(" -")]


def test_a_table_cut_at_the_page_edge_is_closed() -> None:
    """Three rows, the last one without a line below: the ends of the uprights close it."""
    rules = [Rule(True, x, 100, 160) for x in (50, 100, 150)] + [Rule(False, y, 50, 150) for y in (160, 140, 120)]
    boxes = lattices(rules)[0].boxes
    assert {(box.row, box.column) for box in boxes} == {(r, c) for r in range(3) for c in range(2)}


def test_cells_that_a_missing_line_joins_do_not_lie_over_others() -> None:
    """A merged head down the left side, open to the last row because the page ends without a line: no box over another."""
    rules = [Rule(True, x, 100, 160) for x in (50, 150)] + [Rule(True, 100, 120, 160)]
    rules += [Rule(False, 160, 50, 150), Rule(False, 140, 100, 150), Rule(False, 120, 100, 150)]
    boxes = lattices(rules)[0].boxes
    taken = [(row, column) for box in boxes for row in range(box.row, box.row + box.row_span)
             for column in range(box.column, box.column + box.column_span)]
    assert sorted(taken) == [(row, column) for row in range(3) for column in range(2)]


def test_a_lattice_around_a_table_only_frames_it() -> None:
    """A table inside another of two cells: the letters between are its own, not those of a cell of the frame."""
    outer = [Rule(True, x, 0, 200) for x in (0, 200)] + [Rule(False, y, 0, 200) for y in (0, 20, 200)]
    inner = [Rule(True, x, 50, 150) for x in (50, 100, 150)] + [Rule(False, y, 50, 150) for y in (50, 100, 150)]
    frame, table = lattices([*outer, *inner])
    assert pdf._frames(frame, table)
    assert not pdf._frames(table, frame)
    assert not pdf._frames(table, table)


def test_borders_drawn_cell_by_cell_make_one_table() -> None:
    rules = [Rule(True, x, 100, 140) for x in (50, 150)]
    rules += [Rule(False, y, a, a + 50.5) for y in (140, 120, 100) for a in (50, 99.8)]
    assert len(lattices(rules)[0].boxes) == 2


def test_two_lines_near_each_other_close_no_sliver() -> None:
    """Two tables that touch, the second with its last line three points further right: each row has its own line alone."""
    rules = [Rule(True, x, 100, 140) for x in (50, 150)] + [Rule(True, 100, 120, 140), Rule(True, 103, 100, 120)]
    rules += [Rule(False, y, 50, 150) for y in (140, 120, 100)]
    boxes = lattices(rules)[0].boxes
    assert sorted((box.row, box.column, box.column_span) for box in boxes) == [(0, 0, 1), (0, 1, 2), (1, 0, 2), (1, 2, 1)]


@pytest.mark.parametrize("content", [b"%PDF-1.7 and nothing more", b"%PDF-1.4\n" + b"\x00\xff" * 2_000])
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    with pytest.raises(DamagedFileError):
        read(path)


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(300):
        document.new_page(595, 842)
    document.save(tmp_path / "long.pdf")
    with pytest.raises(TooLargeError):
        read(tmp_path / "long.pdf")


def test_the_real_one(corpus: Path) -> None:
    grids = [block for block in read(corpus / "huaian-hongze-2023" / "source.pdf").blocks if isinstance(block, Grid)]
    assert max(grid.width for grid in grids) == 15


def test_the_strip_around_a_cell_shows_the_cell_in_a_frame(tmp_path: Path) -> None:
    path, _ = printed(tmp_path, "")
    content = path.read_bytes()
    cell = next(cell for cell in read_reports(path)[0].cells if cell.path == "requests/granted/natural_person")
    whole, strip = (Image.open(io.BytesIO(pdf_picture.picture(content, cell.place, strip) or b"")) for strip in (False, True))
    assert strip.height < whole.height / 3
    orange = sum(count for count, colour in strip.convert("RGB").getcolors(2**20) or [] if colour == (0xC4, 0x7B, 0x11))
    assert orange > 40
    with pypdfium2.PdfDocument(content) as document:
        box = pdf_picture._box(document, cell.place)
        assert box
        page = document[(cell.place.page or 1) - 1].get_textpage()
        assert page.get_text_bounded(box.left, box.bottom, box.right, box.top).strip() == cell.text
    nowhere = cell.place._replace(row=999)
    assert pdf_picture.picture(content, nowhere, strip=True) is None
    assert pdf_picture.picture(content, nowhere) is not None
    assert pdf_picture.picture(b"%PDF-1.4 nothing", cell.place) is None
