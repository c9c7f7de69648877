"""The XML of .xlsx: which sheets there are, what each cell shows, which cells are merged."""

from __future__ import annotations

import posixpath
import re
from datetime import datetime, timedelta
from decimal import Context, Decimal, InvalidOperation

from lxml import etree

from gxstats.reading.readers import limits
from gxstats.reading.readers.package import Package, damaged

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_LAST_QUOTED = re.compile(r'"([^"]*)"\s*$')
_DATE_SIGNS = re.compile("[ymdhs]", re.IGNORECASE)
_PERCENT_STYLES = {9, 10}
_DATE_STYLES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_DIGITS = Context(prec=15)  # as many as a spreadsheet shows; what it stores behind them is the noise of binary
_DAY_ZERO = datetime(1899, 12, 30)

# texts by (row, column) from 0, merged areas as (first row, first column, last row, last column), hidden rows
Cells = tuple[dict[tuple[int, int], str], list[tuple[int, int, int, int]], list[int]]


def read(package: Package) -> tuple[list[tuple[str, Cells]], list[str]]:
    """The shown sheets as (title, cells) in their order, and the titles of the hidden ones."""
    links = {link.get("Id"): link.get("Target", "") for link in package.tree("xl/_rels/workbook.xml.rels")}
    strings, styles = _strings(package), _styles(package)
    found: list[tuple[str, Cells]] = []
    hidden: list[str] = []
    for sheet in package.tree("xl/workbook.xml").iter(_S + "sheet"):
        title = sheet.get("name", "")
        target = links.get(sheet.get(_R), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if sheet.get("state", "visible") != "visible":
            hidden.append(title)
        elif "worksheet" in part:
            found.append((title, _cells(package, part, strings, styles)))
    return found, hidden


def _cells(package: Package, part: str, strings: list[str], styles: list[str]) -> Cells:
    texts: dict[tuple[int, int], str] = {}
    merged: list[tuple[int, int, int, int]] = []
    hidden: list[int] = []
    row, column = -1, -1
    root = package.tree(part)
    for element in root.iter(_S + "row", _S + "c", _S + "mergeCell"):
        if element.tag == _S + "row":
            stated = element.get("r", "")
            row = int(stated) - 1 if stated.isdigit() and len(stated) < 8 else row + 1
            column = -1
            if element.get("hidden") in ("1", "true"):
                hidden.append(row)
        elif element.tag == _S + "c":
            place = _REFERENCE.fullmatch(element.get("r", ""))
            column = _column(place[1]) if place else column + 1
            text = _shown_in(element, strings, styles, package.name)
            if text:
                texts[int(place[2]) - 1 if place else row, column] = text
                limits.check_cells(len(texts), package.name)
        elif area := _area(element.get("ref", "")):
            merged.append(area)
            limits.check_cells(len(merged), package.name)
    return texts, merged, hidden


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _area(reference: str) -> tuple[int, int, int, int] | None:
    one, _, other = reference.partition(":")
    first, last = _REFERENCE.fullmatch(one), _REFERENCE.fullmatch(other)
    if not first or not last:
        return None
    return int(first[2]) - 1, _column(first[1]), int(last[2]) - 1, _column(last[1])


def _strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package.names:
        return []
    return [_plain(item) for item in package.tree("xl/sharedStrings.xml").iter(_S + "si")]


def _plain(item: etree._Element) -> str:
    """The runs of a string, without the reading aids that stand above characters."""
    return "".join(
        text.text or "" for text in item.iter(_S + "t")
        if (above := text.getparent()) is None or above.tag != _S + "rPh").replace("\r\n", "\n").replace("_x000D_", "")


def _styles(package: Package) -> list[str]:
    """For each cell style, what its numbers look like; "" when they are plain."""
    if "xl/styles.xml" not in package.names:
        return []
    root = package.tree("xl/styles.xml")
    own = {item.get("numFmtId"): item.get("formatCode", "") for item in root.iter(_S + "numFmt")}
    return [_look(item.get("numFmtId", "0"), own) for item in root.iterfind(f"{_S}cellXfs/{_S}xf")]


def _look(number: str, own: dict[str | None, str]) -> str:
    if number in own:
        return own[number]
    code = int(number) if number.isdigit() else 0
    return "0%" if code in _PERCENT_STYLES else "yyyy-mm-dd" if code in _DATE_STYLES else ""


def _shown_in(cell: etree._Element, strings: list[str], styles: list[str], name: str) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _plain(cell)
    value = cell.findtext(_S + "v")
    if not value:
        formula = cell.findtext(_S + "f")
        return f"={formula}" if formula else ""
    if kind == "s":
        if not value.strip().isdigit() or int(value) >= len(strings):
            raise damaged(name)
        return strings[int(value)]
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if kind != "n":
        return value
    style = cell.get("s", "0")
    return shown(value, styles[int(style)] if style.isdigit() and int(style) < len(styles) else "")


def shown(value: str, look: str) -> str:
    """A stored number as text: all its digits, a per cent sign, a date or a unit where its style has one."""
    try:
        number = _DIGITS.create_decimal(value.strip())
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return value
    first = look.split(";")[0]
    signs = _QUOTED.sub("", first)
    if "%" in signs:
        return _digits(number * 100) + "%"
    if _DATE_SIGNS.search(signs) and "general" not in signs.lower():
        return _day(number) or _digits(number)
    unit = _LAST_QUOTED.search(first)
    return _digits(number) + (unit[1] if unit else "")


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _day(number: Decimal) -> str:
    """A day count as an ISO date, with the time of day if it has one; "" outside the calendar."""
    try:
        moment = _DAY_ZERO + timedelta(days=float(number))
    except OverflowError:
        return ""
    return moment.date().isoformat() if number == int(number) else moment.isoformat(" ", "minutes")
