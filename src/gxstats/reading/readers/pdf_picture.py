"""Pictures of a PDF for the eye: a page, or the strip of it around one cell with the cell framed."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image, ImageDraw

from gxstats.model import Place
from gxstats.reading.readers.pdf import letters_of, page_blocks
from gxstats.reading.readers.pdf_rules import Box

_SCALE, _CLOSE = 1.3, 2.0  # pixels a point, of a page and of a strip
_BESIDE, _ABOVE = 120.0, 12.0  # points around a cell that a strip shows
_FRAME = "#C47B11"


def picture(content: bytes, place: Place, strip: bool = False) -> bytes | None:
    """The page of a place as a PNG; with `strip` only what stands around its cell. None where it cannot be drawn, or where
    the page has no ruled cell at this place."""
    number = place.page or 1
    try:
        with pypdfium2.PdfDocument(content) as document:
            box = _box(document, place) if strip else None
            if strip and box is None:
                return None
            page = document[number - 1]
            drawn = page.render(scale=_CLOSE if box else _SCALE).to_pil().convert("RGB")
            if box:
                drawn = _strip(drawn, box, page.get_height())
    except (pypdfium2.PdfiumError, IndexError, ValueError):
        return None
    target = io.BytesIO()
    drawn.save(target, "PNG")
    return target.getvalue()


def _box(document: pypdfium2.PdfDocument, place: Place) -> Box | None:
    """Where a cell stands on its page; the tables of the pages before it are counted as in reading."""
    tables = 0
    for number in range(1, (place.page or 0) + 1):
        page = document[number - 1]
        for _, lattice in page_blocks(page, list(letters_of(page.get_textpage())), number, tables):
            if lattice is None:
                continue
            tables += 1
            if (number, tables) == (place.page, place.table):
                return next((box for box in lattice.boxes if (box.row + 1, box.column + 1) == (place.row, place.column)), None)
    return None


def _strip(page: Image.Image, box: Box, height: float) -> Image.Image:
    """A page cut to a cell and what stands beside it, most of it to the left, where labels stand."""
    def pixels(left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
        return round(left * _CLOSE), round((height - top) * _CLOSE), round(right * _CLOSE), round((height - bottom) * _CLOSE)

    ImageDraw.Draw(page).rectangle(pixels(box.left, box.top, box.right, box.bottom), outline=_FRAME, width=3)
    left, top, right, bottom = pixels(box.left - _BESIDE, box.top + _ABOVE, box.right + _BESIDE / 4, box.bottom - _ABOVE)
    return page.crop((max(0, left), max(0, top), min(page.width, right), min(page.height, bottom)))
