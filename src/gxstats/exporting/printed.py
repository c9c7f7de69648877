"""A report as text for people at a terminal: what was seen, each label's match, and what there is to say about it."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from gxstats import catalog
from gxstats.model import Cell, Report

_SIGN = {"error": "x", "warning": "!", "info": "."}


def printed(report: Report, language: str) -> str:
    """The passport, the three tables and the findings of a report, one below the other."""
    return "\n".join([*_passport(report, language), *_tables(report, language), *_findings(report, language), ""])


def _wide(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * max(0, width - _wide(text))


def _passport(report: Report, language: str) -> Iterator[str]:
    unknown = catalog.say("not recognised", language)
    form = catalog.forms().get(report.form or "")
    yield f"== {report.file}"
    for label, value, reason in (
        ("unit", report.unit, "unit"), ("year", report.year, "year"), ("scope", report.scope, "scope"),
        ("title", report.title, "title"), ("published on", report.published_on, "published_on"),
        ("form", getattr(form, f"label_{language}", None), ""), ("sha256", report.sha256[:16], ""),
    ):
        why = report.reasons.get(reason, "")
        yield f"{_pad(catalog.say(label, language), 14)}{value or unknown}" + (
            f"  ({catalog.say(why, language)})" if why else "")


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
            yield f"   {_pad(label, 22)}{values}   {row_cells[0].place}"


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
