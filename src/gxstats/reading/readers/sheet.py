"""Workbooks (.xlsx as raw XML, .xls) and tables in text (.csv, .tsv): values as shown, not formulas.

A sheet is cut at its empty rows into regions; a region of single cells is running text, any other a grid. Hidden
sheets are left out; they and hidden rows are named in the document's `meta`.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from gxstats.errors import DamagedFileError
from gxstats.model import Document, Finding, Place
from gxstats.reading.readers import limits, office, workbook
from gxstats.reading.readers.encoding import decode, refuse_garbled
from gxstats.reading.readers.layout import Item, OpenCell, Placed, number, too_wide
from gxstats.reading.readers.package import damaged, opened

_LONGEST = 131_072  # letters of one field; a limit of our own, since that of the csv module is shared by the whole process
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".tsv")

_OLE = b"\xd0\xcf\x11\xe0"
_DELIMITERS = ",\t;|"
_NO_SIGN = "\x1f"
_UNTITLED = re.compile(r"sheet\s*\d*", re.IGNORECASE)
_NOTE = 60  # characters; a longer single cell below a table is running text


@dataclass(slots=True)
class Sheet:
    """One sheet: texts by (row, column) and merged areas as (first row, first column, last row, last column).

    `widths` is how many fields a line of delimited text has: what lies beyond is not an empty cell, it is no cell.
    """

    title: str = ""
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    widths: dict[int, int] = field(default_factory=dict)


def read(path: Path) -> Document:
    """A workbook or delimited text as a Document; DamagedFileError, TooLargeError, UnsupportedFileError."""
    with path.open("rb") as file:
        head = file.read(4096).lstrip()
    if zipfile.is_zipfile(path):
        return _new(path, path.name)
    if head.startswith(_OLE):
        return _old(path)
    if head.startswith((b"<?xml", b"\xef\xbb\xbf<?xml", b"<")):
        with office.converted(path, "xlsx") as newer:
            document = _new(newer, path.name)
        document.meta["converted"] = "xlsx"
        return document
    return _delimited(path)


def _new(path: Path, name: str) -> Document:
    with opened(path, name) as package:
        meta = package.meta()
        found, hidden = workbook.read(package)
    return _document(name, [Sheet(title, *cells) for title, cells in found], hidden, meta)


def _old(path: Path) -> Document:
    """The binary workbooks of before 2007, by calamine; its number styles are not known."""
    import python_calamine

    found: list[Sheet] = []
    hidden: list[str] = []
    try:
        book = python_calamine.load_workbook(path)
        visible = {entry.name: entry.visible == python_calamine.SheetVisibleEnum.Visible
                   for entry in book.sheets_metadata if entry.typ == python_calamine.SheetTypeEnum.WorkSheet}
        for title, shown in visible.items():
            if not shown:
                hidden.append(title)
                continue
            page = book.get_sheet_by_name(title)
            sheet = Sheet(title)
            for row, values in enumerate(page.to_python(skip_empty_area=False)):
                sheet.texts.update({(row, column): _text(value) for column, value in enumerate(values) if value != ""})
            sheet.merged = [(*first, *last) for first, last in page.merged_cell_ranges or []]
            found.append(sheet)
    except python_calamine.PasswordError as error:
        raise DamagedFileError("{name} is locked with a password; save it without one", name=path.name) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise damaged(path.name) from error
    return _document(path.name, found, hidden, {})


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return workbook.shown(repr(value), "")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _delimited(path: Path) -> Document:
    text, encoding = decode(path.read_bytes(), name=path.name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("sep=") and len(text.partition("\n")[0]) == 5:  # what Excel writes for itself
        delimiter, text = text[4], text.partition("\n")[2]
    else:
        delimiter = _delimiter(text)
    sheet = Sheet()
    widths: list[int] = []
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter)):
            limits.check_cells(len(sheet.texts), path.name)
            if any(len(value) > _LONGEST for value in values):
                raise damaged(path.name)  # a quote that is never closed has swallowed the lines behind it
            widths.append(len(values))
            sheet.widths[row] = len(values)
            sheet.texts.update({(row, column): value for column, value in enumerate(values) if value})
    except csv.Error as error:
        raise damaged(path.name) from error
    return replace(_document(path.name, [sheet], [], {"encoding": encoding}), remarks=tuple(_short_lines(widths)))


def _short_lines(widths: list[int]) -> Iterable[Finding]:
    """A warning for each line with fewer fields than nearly all others: its later fields may stand one too far left."""
    usual = max(set(widths), key=widths.count, default=0)
    if widths.count(usual) * 10 < 7 * len(widths):
        return
    for line, width in enumerate(widths, 1):
        if 1 < width < usual:
            yield Finding(
                "cell_unreadable", "warning", "line {line} has {count} fields and the others {usual}: one may be lost",
                values={"line": line, "count": width, "usual": usual}, place=Place(line=line))


def _delimiter(text: str) -> str:
    """The sign that parts most lines; of two that part as many, the one that parts them oftener.

    Where it parts few lines the text is prose, and what is returned stands in none of them.
    """
    lines = [line for line in text.split("\n")[:500] if line.strip()]
    sign = max(_DELIMITERS, key=lambda sign: (sum(sign in line for line in lines), text.count(sign)))
    return sign if sum(sign in line for line in lines) * 4 >= len(lines) else _NO_SIGN


def _document(name: str, sheets: list[Sheet], hidden: list[str], meta: dict[str, str]) -> Document:
    items = [item for sheet in sheets for item in _items(sheet, name)]
    if hidden:
        meta["hidden_sheets"] = ", ".join(hidden)
    if rows := [f"{sheet.title} {row + 1}".strip() for sheet in sheets for row in sheet.hidden_rows]:
        meta["hidden_rows"] = ", ".join(rows[:50])
    blocks = number(items, name)
    if not blocks:
        raise DamagedFileError("{name} holds neither text nor tables", name=name)
    refuse_garbled("".join("".join(sheet.texts.values()) for sheet in sheets), name)
    return Document(name, "sheet", blocks, meta)


# --- regions ------------------------------------------------------------------------------------------------------

def _items(sheet: Sheet, name: str) -> Iterable[Item]:
    """A sheet's title, running text and tables, top to bottom."""
    filled: dict[int, list[int]] = {}  # row -> columns with something to read
    for (row, column), text in sheet.texts.items():
        if text.strip():
            filled.setdefault(row, []).append(column)
    if filled and sheet.title and not _UNTITLED.fullmatch(sheet.title):
        yield sheet.title
    last = max(filled, default=0)
    held = set(filled)
    limits.check_cells(sum(min(bottom, last) - top for top, _, bottom, _ in sheet.merged), name)
    for top, left, bottom, _ in sheet.merged:
        if sheet.texts.get((top, left), "").strip():
            held.update(range(top, min(bottom, last) + 1))
    region: list[int] = []
    for row in sorted(held):
        if region and row != region[-1] + 1:
            yield from _region(sheet, region, filled, name)
            region = []
        region.append(row)
    if region:
        yield from _region(sheet, region, filled, name)


def _region(sheet: Sheet, rows: list[int], filled: dict[int, list[int]], name: str) -> Iterable[Item]:
    """Rows without a gap: titles above, a table, notes below. What stands right above a table stays its first row."""
    alone = [len(filled.get(row, [])) == 1 for row in rows]
    if all(alone):
        yield from _lines(sheet, rows, filled)
        return
    head = max(0, alone.index(False) - 1)
    tail = len(rows)
    while alone[tail - 1] and len(sheet.texts[rows[tail - 1], filled[rows[tail - 1]][0]]) > _NOTE:
        tail -= 1
    yield from _lines(sheet, rows[:head], filled)
    yield _table(sheet, rows[head:tail], filled, name)
    yield from _lines(sheet, rows[tail:], filled)


def _lines(sheet: Sheet, rows: list[int], filled: dict[int, list[int]]) -> Iterable[str]:
    for row in rows:
        for column in sorted(filled.get(row, [])):
            yield from (line for line in sheet.texts[row, column].split("\n") if line.strip())


def _table(sheet: Sheet, rows: list[int], filled: dict[int, list[int]], name: str) -> Placed:
    top, bottom = rows[0], rows[-1]
    columns = [column for row in rows for column in filled.get(row, [])]
    left, right = min(columns), max(columns)
    if right - left >= limits.MAX_COLUMNS:
        raise too_wide(name)
    limits.check_cells((bottom - top + 1) * (right - left + 1), name)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    size = 0
    for r1, c1, r2, c2 in sheet.merged:
        r2, c2 = min(r2, bottom), min(c2, right)
        if not (top <= r1 <= r2 and left <= c1 <= c2):
            continue
        size += (r2 - r1 + 1) * (c2 - c1 + 1)
        limits.check_cells(size, name)
        area = {(r, c) for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)}
        if area & covered:
            continue
        spans[r1, c1] = (r2 - r1 + 1, c2 - c1 + 1)
        covered |= area
    return Placed([
        OpenCell(*spans.get((r, c), (1, 1)), r - top, c - left, [sheet.texts.get((r, c), "")])
        for r in range(top, bottom + 1) for c in range(left, right + 1)
        if c < sheet.widths.get(r, right + 1) and ((r, c) in spans or (r, c) not in covered)])
