"""A report as text for people at a terminal: what was seen, each label's match, and what there is to say about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from unicodedata import east_asian_width

from gxstats import catalog
from gxstats.model import Cell, Report

_LABEL, _LABEL_LINES, _LONG = 40, 4, 200  # letters, lines, letters
_NUMBERS = re.compile(r"(?<![（(\d.])[+\-−]?\d[\d,，.]*(?![\d.、．])")
_SIGN = {"error": "x", "warning": "!", "info": "."}


def printed(report: Report, language: str) -> str:
    """The passport, the three tables and the findings of a report, one below the other."""
    return "\n".join([*_passport(report, language), *_seen(report, language), *_tables(report, language),
                      *_findings(report, language), ""])


def _wide(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * max(0, width - _wide(text))


def _passport(report: Report, language: str) -> Iterator[str]:
    unknown = catalog.say("not recognised", language)
    form = catalog.forms().get(report.form or "")
    yield f"== {report.file}"
    for label, value, reason in (
        ("unit", report.unit, "unit"), ("year", report.year, "year"),
        ("scope", report.scope and catalog.word("scope", report.scope, language), "scope"),
        ("title", report.title, "title"), ("published on", report.published_on, "published_on"),
        ("form", getattr(form, f"label_{language}", None), ""), ("sha256", report.sha256[:16], ""),
    ):
        why = report.reasons.get(reason, "")
        yield f"{_pad(catalog.say(label, language), 14)}{value or unknown}" + (
            f"  ({catalog.say(why, language)})" if why else "")


def _seen(report: Report, language: str) -> Iterator[str]:
    """The grids of the document with the official tables read from each; what the reader did or left out."""
    filled = sum(bool(line.strip()) for line in report.lines)
    yield ""
    yield "-- " + catalog.say("seen: {kind}, {grids} grids, {lines} lines with text", language,
                              kind=catalog.word("reader", report.seen.kind, language),
                              grids=len(report.seen.grids), lines=filled)
    for name, text in report.seen.remarks:
        yield f"   {catalog.word('reader', name, language)}: {text}"
    for place, height, width in report.seen.grids:
        read = Counter(cell.table for cell in report.cells if place.table and cell.place.table == place.table)
        tables = ", ".join(f"{catalog.label('table', '', table, language)} {count}" for table, count in read.items())
        yield "   " + catalog.say("{place}: {height} rows, {width} columns: {read}", language, place=place, height=height,
                                  width=width, read=tables or catalog.say("nothing of the official tables", language))
    if away := Counter(cell.table for cell in report.cells if not cell.place.table):
        tables = ", ".join(f"{catalog.label('table', '', table, language)} {count}" for table, count in away.items())
        yield "   " + catalog.say("running text: {read}", language, read=tables)


def _printed_label(report: Report, cell: Cell) -> str:
    """The words of the document on the line of a row's first number, or on the lines above it where it has none."""
    line = cell.place.line or 0
    whole = report.lines[line - 1] if 0 < line <= len(report.lines) else ""
    if len(whole) > _LONG:  # digits run together on one line: the words right before these, where they stand once
        return "…" + whole[:whole.find(cell.text)][-_LABEL // 2:].strip() if whole.count(cell.text) == 1 else ""
    for number in range(line, max(0, line - _LABEL_LINES), -1):
        words = _NUMBERS.sub(" ", report.lines[number - 1]).split() if number <= len(report.lines) else []
        if words:
            text = " ".join(words)
            return text if len(text) <= _LABEL else text[:_LABEL - 1] + "…"
    return ""


def _tables(report: Report, language: str) -> Iterator[str]:
    form = catalog.forms().get(report.form or "") or list(catalog.forms().values())[-1]
    for table in form.tables:
        cells = [cell for cell in report.cells if cell.table == table.code]
        yield ""
        yield f"-- {catalog.label('table', '', table.code, language)}: " + catalog.say(
            "{count} of {total} cells", language, count=len(cells), total=len(table.paths()))
        rows: dict[str, list[Cell]] = {}
        for cell in cells:
            rows.setdefault(cell.row, []).append(cell)
        for row, row_cells in rows.items():
            values = "  ".join(f"{_shown(cell):>6}" for cell in row_cells)
            label = catalog.label("row", table.code, row, language, short=True)
            yield f"   {_pad(label, 22)}{values}   {row_cells[0].place}  {_printed_label(report, row_cells[0])}".rstrip()


def _shown(cell: Cell) -> str:
    mark = {"solved": "*", "ocr": "~", "typed": "^"}.get(cell.origin, "")
    return (f"{cell.value.normalize():f}" if cell.value is not None else cell.text or "-") + mark


def _findings(report: Report, language: str) -> Iterator[str]:
    yield ""
    if not report.findings:
        yield catalog.say("no findings", language)
    order = ["error", "warning", "info"]
    for finding in sorted(report.findings, key=lambda finding: order.index(finding.severity)):
        yield f"{_SIGN[finding.severity]} {finding.check}: {catalog.tell(finding, language)}  {finding.place}".rstrip()
    if any(cell.origin == "solved" for cell in report.cells):
        yield catalog.say("* solved: digits ran together and the sums of the table leave one reading", language)
