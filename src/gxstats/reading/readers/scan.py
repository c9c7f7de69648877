"""Pictures of reports: scans and PDF files without letters, recognised offline through the extra `ocr`.

Tables are found by the lines in the picture; every cell that holds ink is read, and a word that lies over several
cells is read again cell by cell. The angle classifier is off: it turns numbers upside down with full confidence.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from gxstats.errors import DamagedFileError, TooLargeError, UnsupportedFileError
from gxstats.model import Block, Document, Grid, GridCell, Paragraph, Place
from gxstats.reading.readers.pdf_rules import Box, Lattice, Rule, lattices
from gxstats.reading.readers.text import page_mark

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")

MAX_PAGES = 30
_DOTS = 200  # dots an inch; more buys nothing, fewer loses letters
_SCALE = _DOTS / 72  # dots a point: lines and words are counted in points, as in a PDF
_LINE = 45  # shortest ruling line in dots
_INK = 0.004  # share of dark dots above which a cell is not empty
_MAX_SIDE = 8_000


def read(path: Path) -> Document:
    """A picture, or a PDF of pictures, as a Document of origin `ocr`.

    UnsupportedFileError without the extra `ocr`, TooLargeError over MAX_PAGES pages, DamagedFileError for a picture
    that cannot be opened.
    """
    engine = _engine(path.name)
    blocks: list[Block] = []
    tables = 0
    for number, picture in enumerate(_pictures(path), 1):
        for block in _page(picture, engine, number, tables):
            tables += isinstance(block, Grid)
            blocks.append(block)
    return Document(path.name, "scan", tuple(blocks), {"recognised": "1"}, origin="ocr")


@cache
def _engine(name: str) -> Any:
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise UnsupportedFileError(
            "{name} is a picture without letters; install the extra ocr to have it recognised, or type it in",
            name=name) from error
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error"})


def _pictures(path: Path) -> Iterator[Any]:
    """The pages as arrays of red, green and blue."""
    import numpy
    if path.suffix.lower() == ".pdf":
        import pypdfium2
        pdf = pypdfium2.PdfDocument(path)
        try:
            if len(pdf) > MAX_PAGES:
                raise TooLargeError("{name} has {count} scanned pages; up to {limit} are recognised", name=path.name,
                                    count=len(pdf), limit=MAX_PAGES)
            for page in pdf:
                yield numpy.asarray(page.render(scale=_DOTS / 72).to_pil().convert("RGB"))
        finally:
            pdf.close()
        return
    from PIL import Image, UnidentifiedImageError
    try:
        with Image.open(path) as picture:
            if max(picture.size) > _MAX_SIDE:
                picture.thumbnail((_MAX_SIDE, _MAX_SIDE))
            yield numpy.asarray(picture.convert("RGB"))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise DamagedFileError("{name} is cut off or damaged; fetch it again", name=path.name) from error


def _rules(picture: Any) -> list[Rule]:
    """Long dark runs, as rules; y grows upwards as in a PDF."""
    import cv2
    height = picture.shape[0]
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    found = []
    for upright in (False, True):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (1, _LINE) if upright else (_LINE, 1))
        runs = cv2.dilate(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel), cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
        for x, y, width, tall in (cv2.boundingRect(c) for c in cv2.findContours(
                runs, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]):
            if upright and tall > width:
                found.append(Rule(True, (x + width / 2) / _SCALE, (height - y - tall) / _SCALE, (height - y) / _SCALE))
            elif not upright and width > tall:
                found.append(Rule(False, (height - y - tall / 2) / _SCALE, x / _SCALE, (x + width) / _SCALE))
    return found


def _page(picture: Any, engine: Any, number: int, tables: int) -> Iterator[Block]:
    height = picture.shape[0]
    found = [lattice for lattice in lattices(_rules(picture)) if len(lattice.boxes) > 3]
    result = engine(picture, use_det=True, use_cls=False, use_rec=True)  # a call without det is remembered by the engine
    words = [] if result.txts is None else [
        (text, float(box[:, 0].min()) / _SCALE, (height - float(box[:, 1].max())) / _SCALE,
         float(box[:, 0].max()) / _SCALE, (height - float(box[:, 1].min())) / _SCALE)
        for text, box in zip(result.txts, result.boxes, strict=True)]
    placed: list[tuple[float, Block]] = []
    rest = []
    for word in words:
        middle_x, middle_y = (word[1] + word[3]) / 2, (word[2] + word[4]) / 2
        if not any(t.left <= middle_x <= t.right and t.bottom <= middle_y <= t.top for t in found):
            rest.append(word)
    for index, lattice in enumerate(found):
        placed.append((lattice.top, _grid(lattice, words, picture, engine, number, tables + index + 1)))
    for text, _, bottom, _, top in rest:
        if not page_mark().match(text):
            placed.append(((top + bottom) / 2, Paragraph(text, Place(page=number))))
    yield from (block for _, block in sorted(placed, key=lambda pair: -pair[0]))


def _grid(lattice: Lattice, words: list[Any], picture: Any, engine: Any, page: int, table: int) -> Grid:
    """Words dealt to cells; a cell with ink but no word of its own is read alone."""
    cells = []
    for box in sorted(lattice.boxes, key=lambda box: (box.row, box.column)):
        own, crossed = _words_in(box, words)
        text = "\n".join(own)
        if crossed or (not own and _inked(picture, box)):
            text = _alone(picture, box, engine)
        cells.append(GridCell(text, box.row, box.column, box.row_span, box.column_span,
                              Place(page, table, box.row + 1, box.column + 1)))
    return Grid(tuple(cells), Place(page, table))


def _words_in(box: Box, words: list[Any]) -> tuple[list[str], bool]:
    """The words that lie in a cell, top to bottom, and whether one of them reaches far into a neighbour."""
    inside = []
    crossed = False
    for text, left, bottom, right, top in words:
        middle_y = (bottom + top) / 2
        if not box.bottom <= middle_y <= box.top or right < box.left or left > box.right:
            continue
        shared = min(right, box.right) - max(left, box.left)
        if shared < 0.25 * (right - left) and shared < 0.25 * (box.right - box.left):
            continue
        if left < box.left - 0.3 * (top - bottom) or right > box.right + 0.3 * (top - bottom):
            crossed = True
        inside.append((-middle_y, left, text))
    return [text for _, _, text in sorted(inside)], crossed


def _crop(picture: Any, box: Box, inset: int) -> Any:
    height = picture.shape[0]
    top, bottom = int(height - box.top * _SCALE) + inset, int(height - box.bottom * _SCALE) - inset
    return picture[max(top, 0):max(bottom, 0), int(box.left * _SCALE) + inset:int(box.right * _SCALE) - inset]


def _inked(picture: Any, box: Box) -> bool:
    """Whether anything dark is printed inside a cell, its borders left out."""
    piece = _crop(picture, box, 6)
    return piece.size > 0 and float((piece.mean(axis=2) < 140).mean()) > _INK


def _alone(picture: Any, box: Box, engine: Any) -> str:
    """A cell recognised by itself; what cannot be read is a question mark, so that it is not taken for a blank."""
    piece = _crop(picture, box, 5)
    if not piece.size or not _inked(picture, box):
        return ""
    result = engine(piece, use_det=False, use_cls=False, use_rec=True)
    return " ".join(result.txts) if result.txts and any(result.txts) else "?"
