"""PDF files with letters: tables by their ruling lines, everything else as lines of text in reading order."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from gxstats.errors import DamagedFileError, TooLargeError
from gxstats.model import Block, Document, Grid, GridCell, Paragraph, Place
from gxstats.reading.readers import limits
from gxstats.reading.readers.pdf_rows import joined
from gxstats.reading.readers.pdf_rules import Lattice, lattices, rules_of
from gxstats.reading.readers.text import page_mark

SUFFIXES = (".pdf",)

_MARGIN = 0.09  # of the page height: a bare number up there or down there is a page number
_SLIVER = 4.0  # points: no number fits into so narrow a cell
_MAX_LETTERS = 400_000
_BARE = re.compile(r"^\s*\d{1,4}\s*$")


@dataclass(slots=True)  # made by the thousand: frozen ones take four times as long
class Letter:
    """One printed letter with its rectangle and the height of the line it stands on, in points."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    base: float

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


def read(path: Path) -> Document:
    """A PDF as a Document. A file without letters is handed to the scan reader.

    DamagedFileError for a damaged or locked file, TooLargeError over the page limit.
    """
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DamagedFileError("{name} is locked with a password; save it without one", name=path.name) from error
        raise DamagedFileError("{name} is cut off or damaged; fetch it again", name=path.name) from error
    try:
        if len(pdf) > limits.MAX_PAGES // 2:
            raise TooLargeError("{name} has {count} pages; no report has more than {limit}", name=path.name,
                                count=len(pdf), limit=limits.MAX_PAGES // 2)
        return _document(pdf, path)
    finally:
        pdf.close()


def _document(pdf: pypdfium2.PdfDocument, path: Path) -> Document:
    blocks: list[Block] = []
    tables = letters_seen = 0
    layer: list[str] = []
    table: Lattice | None = None  # of the block before
    for number in range(len(pdf)):
        page = pdf[number]
        written = page.get_textpage()
        letters = list(letters_of(written))
        layer.append(written.get_text_range())
        letters_seen += len(letters)
        if letters_seen > _MAX_LETTERS:
            raise TooLargeError("{name} holds too much text for a report", name=path.name)
        for block, lattice in page_blocks(page, letters, number + 1, tables):
            if lattice is not None and isinstance(block, Grid):
                tables += 1
                if blocks and table is not None and isinstance(blocks[-1], Grid):
                    blocks[-1], block = joined(blocks[-1], table, block, lattice)
            table = lattice
            blocks.append(block)
        page.close()
    if letters_seen < 20:
        from gxstats.reading.readers import scan
        return scan.read(path)
    meta = {name: value for name, value in (("title", pdf.get_metadata_value("Title")),
                                            ("pages", str(len(pdf)))) if value}
    return Document(path.name, "pdf", tuple(blocks), meta, again=tuple(
        Paragraph(line) for page in layer for line in page.splitlines() if not page_mark().match(line)))


# --- letters ------------------------------------------------------------------------------------------------------

def letters_of(text: pypdfium2.PdfTextPage) -> Iterator[Letter]:
    """The visible letters of a page; one drawn twice at the same place (for bold) counts once."""
    raw = text.raw
    left, right, bottom, top, along, base = (ctypes.c_double() for _ in range(6))
    advance = pdfium.FS_RECTF()  # the room a letter takes, not its ink: a "1" is narrow, a quotation mark stands high
    seen: set[tuple[int, int, int]] = set()
    for index in range(min(text.count_chars(), _MAX_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code < 32 or code in (0xFFFE, 0xFFFF) or not pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top):
            continue
        letter = chr(code)
        if letter.isspace():
            continue
        key = (code, round(left.value), round(bottom.value))
        if key in seen:
            continue
        seen.add(key)
        if not pdfium.FPDFText_GetCharOrigin(raw, index, along, base):
            base.value = bottom.value
        if pdfium.FPDFText_GetLooseCharBox(raw, index, advance) and advance.right > advance.left:
            yield Letter(letter, advance.left, advance.bottom, advance.right, advance.top, base.value)
        else:
            yield Letter(letter, left.value, bottom.value, right.value, top.value, base.value)


def _lines(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Letters grouped into lines, top to bottom, each left to right. What they stand on tells, since letters of several
    fonts on one line have their middles at several heights."""
    rows: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda letter: (-letter.base, letter.left)):
        height = max(letter.top - letter.bottom, 4.0)
        for row in reversed(rows[-3:]):
            if abs(row[0].base - letter.base) <= 0.55 * max(height, row[0].top - row[0].bottom):
                row.append(letter)
                break
        else:
            rows.append([letter])
    return [sorted(row, key=lambda letter: letter.left) for row in rows]


def _text(row: Sequence[Letter], tabs: bool = False) -> str:
    """A line as text: a gap of about a letter is a blank, of several letters (outside tables) a tab."""
    parts = [row[0].text]
    for before, letter in pairwise(row):
        size = max(letter.top - letter.bottom, before.top - before.bottom, 4.0)
        gap = letter.left - before.right
        if tabs and gap > 1.6 * size:
            parts.append("\t")
        elif gap > 0.32 * size:
            parts.append(" ")
        parts.append(letter.text)
    return "".join(parts)


# --- a page -------------------------------------------------------------------------------------------------------

def page_blocks(
    page: pypdfium2.PdfPage, letters: list[Letter], number: int, tables: int,
) -> Iterator[tuple[Block, Lattice | None]]:
    """The blocks of a page in reading order: lines of text, grids with their lattice; page numbers left out."""
    height = page.get_height()
    drawn = [lattice for lattice in lattices(rules_of(page)) if len(lattice.boxes) > 1]
    found = [lattice for lattice in drawn if not any(_frames(lattice, other) for other in drawn)]
    inside: dict[int, list[Letter]] = {index: [] for index in range(len(found))}
    outside: list[Letter] = []
    for letter in letters:
        middle = (letter.left + letter.right) / 2
        for index, lattice in enumerate(found):
            if lattice.left <= middle <= lattice.right and lattice.bottom <= letter.middle <= lattice.top:
                inside[index].append(letter)
                break
        else:
            outside.append(letter)
    placed: list[tuple[float, Block, Lattice | None]] = []
    for index, lattice in enumerate(found):
        if inside[index]:
            placed.append((lattice.top, _grid(lattice, inside[index], number, tables + 1), lattice))
            tables += 1
    for row in _lines(outside):
        text = _text(row, tabs=True)
        edge = row[0].middle > (1 - _MARGIN) * height or row[0].middle < _MARGIN * height
        if page_mark().match(text) or (edge and _BARE.match(text)):
            continue
        placed.append((row[0].top, Paragraph(text, Place(page=number)), None))
    placed.sort(key=lambda item: -item[0])
    yield from ((block, lattice) for _, block, lattice in placed)


def _frames(lattice: Lattice, other: Lattice) -> bool:
    """Whether a lattice only arranges the page around a table with more cells than itself."""
    return (lattice.left <= other.left and other.right <= lattice.right and lattice.bottom <= other.bottom
            and other.top <= lattice.top and len(lattice.boxes) < len(other.boxes))


def _grid(lattice: Lattice, letters: list[Letter], page: int, table: int) -> Grid:
    """The letters of a table dealt to its cells by where their middles lie."""
    by_box: dict[int, list[Letter]] = {index: [] for index in range(len(lattice.boxes))}
    boxes, last = lattice.boxes, 0
    for letter in letters:
        x, y = (letter.left + letter.right) / 2, letter.middle
        for index in chain(range(last, len(boxes)), range(last)):  # most stand in the cell of the letter before, or the next
            box = boxes[index]
            if box.left < x < box.right and box.bottom < y < box.top:
                break
        else:  # on a line: the first cell that it bounds
            index = next((index for index, box in enumerate(boxes)
                          if box.left <= x <= box.right and box.bottom <= y <= box.top), -1)
        if index >= 0:
            by_box[index].append(letter)
            last = index
    cells = []
    for index, box in sorted(enumerate(lattice.boxes), key=lambda pair: (pair[1].row, pair[1].column)):
        if not by_box[index] and box.right - box.left < _SLIVER:
            continue  # two tables that touch and whose columns nearly meet
        text = "\n".join(_text(row) for row in _lines(by_box[index])) if by_box[index] else ""
        cells.append(GridCell(text, box.row, box.column, box.row_span, box.column_span,
                              Place(page, table, box.row + 1, box.column + 1)))
    return Grid(tuple(cells), Place(page, table))

