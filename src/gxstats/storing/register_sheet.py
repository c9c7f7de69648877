"""The register as a workbook and back: three sheets, heads and codes in words people read; nothing in it is a formula."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import python_calamine
import xlsxwriter

from gxstats import catalog
from gxstats.errors import DamagedFileError, GxstatsError, TooLargeError
from gxstats.storing.data import Line
from gxstats.storing.register import COLUMNS, Register, new_code

_MOST_BYTES = 100 * 2**20  # of the sheets, unpacked
_MOST_LINES = 100_000
_WORDED = {"kind": "kind", "relation": "reform", "reports": "reporting"}  # columns whose codes are written as words


def workbook(register: Register, language: str) -> bytes:
    """An .xlsx that `read_workbook` reads back to the same register."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    for part, columns in COLUMNS.items():
        sheet = book.add_worksheet(catalog.word("register", part, language))
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, catalog.word("register", column, language), head)
            sheet.set_column(at, at, 26 if "name" in column or column in ("credit_code", "note", "source") else 13, text)
            for row, line in enumerate(register.lines(part), 1):
                value = line.get(column, "")
                sheet.write_string(row, at, catalog.word(_WORDED[column], value, language) if column in _WORDED else value, text)
    book.close()
    return target.getvalue()


def read_workbook(content: bytes, before: Register) -> Register:
    """The register in an .xlsx with the sheets and heads of `workbook`, in either language or as codes. A sheet that is not
    there leaves that part of `before` as it was; a unit without a code is given one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
                raise TooLargeError("{name} would unpack to more than {limit} MB", name="xlsx", limit=_MOST_BYTES // 2**20)
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    except (zipfile.BadZipFile, python_calamine.CalamineError, ValueError, EOFError) as error:
        raise DamagedFileError("{name} is cut off or damaged; fetch it again", name="xlsx") from error
    found = Register(before.units, before.succession, before.due_dates)
    seen = False
    for name, rows in sheets.items():
        part = _code("register", name)
        if part in COLUMNS:
            found = replace(found, **{part: _lines(part, rows)})
            seen = True
    if not seen:
        raise GxstatsError("this workbook has no sheet called {names}; download the register and edit that",
                           names=", ".join(catalog.word("register", part) for part in COLUMNS))
    return _coded(found, before)


def _coded(found: Register, before: Register) -> Register:
    """New units are given codes; names of units in the columns for codes are taken for their codes."""
    lines: list[Line] = []
    taken = [*before.codes(), *(line["unit"] for line in found.units)]
    for line in found.units:
        code = line["unit"] or new_code(found, [*taken, *(one["unit"] for one in lines)])
        lines.append({**line, "unit": code, "kind": line["kind"] or catalog.unit_kind(line["name"])})
    codes = {line["name"]: line["unit"] for line in lines}

    def known(line: Line, *columns: str) -> Line:
        return {**line, **{column: codes.get(line[column], line[column]) for column in columns}}

    return Register(tuple(known(line, "parent") for line in lines), tuple(known(line, "from", "to") for line in found.succession),
                    tuple(known(line, "area") for line in found.due_dates))


def _lines(part: str, rows: Sequence[Sequence[Any]]) -> tuple[Line, ...]:
    if len(rows) > _MOST_LINES:
        raise TooLargeError("{name} has more than {limit} table cells; no report has so many", name=part, limit=_MOST_LINES)
    heads = [_code("register", _text(cell)) for cell in rows[0]] if rows else []
    needed = [column for column in COLUMNS[part][:4] if column not in heads]
    if needed:
        raise GxstatsError("the sheet {sheet} lacks the columns {columns}", sheet=catalog.word("register", part),
                           columns=", ".join(catalog.word("register", column) for column in needed))
    found = []
    for row in rows[1:]:
        texts = {head: _text(cell) for head, cell in zip(heads, row, strict=False) if head in COLUMNS[part]}
        if any(texts.values()):
            line = {**dict.fromkeys(COLUMNS[part], ""), **texts}
            found.append({column: _code(_WORDED[column], value) if column in _WORDED else value for column, value in line.items()})
    return tuple(found)


def _code(family: str, text: str) -> str:
    """The code of a word in either language; the text itself where it is no such word."""
    return next((code for language in catalog.LANGUAGES for code, word in catalog.words(family, language).items() if word == text),
                text)


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, days as ISO dates."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())[:10]
    return "" if cell is None else str(cell).strip()
