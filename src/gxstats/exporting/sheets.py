"""Workbooks: one way to make one. Texts are never formulas or links, every name is legal, the same content gives the same bytes.

What spreadsheet programs are known to stumble over is settled here: names of sheets, texts that begin like a formula, texts
that are too long, digits that lose their end, control characters, dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from math import ceil, isfinite
from numbers import Real
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from gxstats import catalog

TIMELESS = datetime(2000, 1, 1)  # a file says when it was made; one date for all keeps the bytes the same
_LONGEST = 32_767  # letters a cell takes
_MOST_DIGITS = 15  # digits a number keeps
_NAME, _FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINE = 16  # points
_WIDEST, _READ = 60, 90  # letters: the widest column of a table, the column of a text
INK = "#1B2530"
_PANEL = "#F3F5F8"
_LOOKS: dict[str, dict[str, Any]] = {
    "text": {"valign": "top", "quote_prefix": True},
    "wrapped": {"valign": "top", "text_wrap": True, "quote_prefix": True},
    "count": {"num_format": "#,##0"},
    "plain": {"num_format": "#,##0.##########"},
    "decimal": {"num_format": "#,##0.00"},
    "share": {"num_format": "0.0%"},
    "points": {"num_format": "0.##"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "year": {"num_format": "0", "align": "left"},
    "head": {"bold": True, "bg_color": _PANEL, "bottom": 1, "text_wrap": True, "valign": "vcenter", "font_color": INK},
    "code": {"font_size": 8, "font_color": "#5A6675", "bg_color": _PANEL, "bottom": 1},
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "heading": {"bold": True, "font_size": 12, "font_color": INK},
    "note": {"font_color": "#5A6675", "valign": "top"},
    "link": {"font_color": "#1D4F91", "underline": 1},
    "box": {"border": 1, "text_wrap": True, "valign": "vcenter", "align": "center", "quote_prefix": True},
    "label": {"border": 1, "text_wrap": True, "valign": "vcenter", "quote_prefix": True},
}
_NUMERIC = {name for name, look in _LOOKS.items() if "num_format" in look}


class Book:
    """A workbook in the making. `sheet` begins a sheet, `put` writes one value as what it is, `close` gives the file.

    Without a path the file is made in memory and `close` returns its bytes.
    """

    def __init__(self, path: Path | None = None, title: str = "") -> None:
        self._stream = None if path else BytesIO()
        self.book = xlsxwriter.Workbook(str(path) if path else self._stream, {
            "in_memory": path is None, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        self.book.set_properties({"title": title, "author": "gxstats", "created": TIMELESS})
        self._looks: dict[str, Any] = {}
        self._names: set[str] = set()

    def look(self, name: str, **more: Any) -> Any:
        """A cell format by name; `more` are properties beside it, as a number format of its own."""
        key = f"{name}{sorted(more.items())}" if more else name
        if key not in self._looks:
            font = catalog.load("characters.toml")["fonts"]["sheet"]
            self._looks[key] = self.book.add_format({"font_name": font, **_LOOKS[name], **more})
        return self._looks[key]

    def sheet(self, name: str) -> Any:
        """A new sheet with a legal name that no other has, A4 across, as wide as one page."""
        made = self.book.add_worksheet(self._legal(name))
        made.set_paper(9)
        made.set_landscape()
        made.fit_to_pages(1, 0)
        made.set_footer("&C&P / &N")
        return made

    def _legal(self, name: str) -> str:
        """At most 31 letters, none that is forbidden, no quote at an end, not the one reserved name, unlike any other."""
        plain = _FORBIDDEN.sub(" ", name).strip().strip("'").strip() or "-"
        found, number = plain[:_NAME].rstrip("' "), 1
        while found.lower() in self._names or found.lower() == "history":
            number += 1
            found = f"{plain[:_NAME - 1 - len(str(number))]} {number}"
        self._names.add(found.lower())
        return found

    def put(self, sheet: Any, row: int, column: int, value: Any, look: str = "", **more: Any) -> None:
        """A value as what it is: text as text, whole numbers as counts, dates as dates; missing is an empty cell."""
        if value is None or value != value:
            if look in ("box", "label"):
                sheet.write_blank(row, column, None, self.look(look, **more))
        elif isinstance(value, Real) and not isinstance(value, bool) and isfinite(float(value)):
            number = int(float(value)) if float(value).is_integer() else float(value)
            sheet.write_number(row, column, number, self.look(look or ("count" if isinstance(number, int) else "decimal"), **more))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.look(look or "date", **more))
        else:
            text = look if look and look not in _NUMERIC else "text"
            sheet.write_string(row, column, legal_text(str(value)), self.look(text, **more))

    def table(self, sheet: Any, at: int, heads: Sequence[str | int], rows: Iterable[Sequence[Any]],
              looks: Mapping[int, str] | None = None, freeze: int = 0) -> int:
        """A table whose head stands in row `at`: the head stays in view with `freeze` columns, filters are on. `looks` names
        the format of columns, else each value has that of its kind. Returns the row below the last."""
        looks, wide = looks or {}, [width_of(head) for head in heads]
        row, counted = at, set()
        for row, values in enumerate(rows, at + 1):
            lines = 1
            for column, value in enumerate(values):
                look = looks.get(column, "")
                self.put(sheet, row, column, value, look)
                if look != "year" and isinstance(value, Real):
                    counted.add(column)
                if look == "wrapped" and isinstance(value, str):
                    lines = max(lines, lines_of(value, _WIDEST))
            if lines > 1:
                sheet.set_row(row, _LINE * lines)
            for column, value in enumerate(values):
                if row < at + 200:
                    wide[column] = max(wide[column], width_of(value))
        for column, head in enumerate(heads):  # over numbers a head stands where they end
            self.put(sheet, at, column, head, "head", **({"align": "right"} if column in counted else {}))
        for column, width in enumerate(wide):
            sheet.set_column(column, column, min(_WIDEST, width))
        sheet.freeze_panes(at + 1, freeze)
        if heads and row > at:
            sheet.autofilter(at, 0, row, len(heads) - 1)
        sheet.repeat_rows(at)
        return row + 1

    def lines(self, sheet: Any, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
        """Texts in the first columns of a row, which is as high as they need."""
        for column, text in enumerate(texts):
            self.put(sheet, row, column, text, "wrapped")
        sheet.set_row(row, _LINE * max(map(lines_of, texts, widths)))

    def texts(self, name: str, rows: Iterable[Sequence[str]]) -> Any:
        """A sheet of lines to read, each of one long text or of several short ones."""
        sheet = self.sheet(name)
        sheet.set_portrait()
        sheet.set_column(0, 0, _READ)
        sheet.set_column(1, 3, 24)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                self.put(sheet, number, column, text, "wrapped")
            if row:
                sheet.set_row(number, _LINE * lines_of(row[0], _READ))
        return sheet

    def close(self) -> bytes:
        """The file, when it is made in memory; OSError where it could not be written."""
        try:
            self.book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
        return self._stream.getvalue() if self._stream else b""


def legal_text(text: str) -> str:
    """A text as a cell can hold it: without control characters, cut with a sign where it is too long."""
    text = _CONTROL.sub(" ", text)
    return text if len(text) <= _LONGEST else text[:_LONGEST - 1] + "…"


def number_in(text: str) -> tuple[int | float, str] | None:
    """The number that a text prints and the number format that shows it so again; None where the text is more than a plain
    number, or has more digits than a spreadsheet keeps.

    >>> number_in("1,234"), number_in("12.50"), number_in("42.3%"), number_in("7 (3)"), number_in("007")
    ((1234, '#,##0'), (12.5, '0.00'), (0.423, '0.0%'), None, None)
    """
    found = re.fullmatch(r"([-−]?)(0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.(\d+))?(%?)", text)
    if not found:
        return None
    sign, whole, decimals, percent = found.groups()
    digits = whole.replace(",", "")
    if len(digits) + len(decimals or "") > _MOST_DIGITS:
        return None
    form = ("#,##0" if "," in whole else "0") + (f".{'0' * len(decimals)}" if decimals else "") + percent
    value: int | float = float(f"{digits}.{decimals}") if decimals else int(digits)
    if percent:
        value = float(f"{digits}{f'.{decimals}' if decimals else ''}e-2")
    return (-value if sign else value), form


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column."""
    return sum(max(1, ceil((width_of(line, len(line)) - 2) / max(1.0, width - 1))) for line in text.split("\n"))


def width_of(value: Any, most: int = _WIDEST) -> float:
    """The width of a column that shows a value: a Chinese letter is two wide; of several lines the longest counts."""
    lines = str(value).split("\n") if value is not None else [""]
    return 2 + max(sum(2.0 if ord(letter) > 0x2E7F else 1.1 for letter in line[:most]) for line in lines)
