"""What a reader says of a document we made, held against the numbers we put into it."""

from __future__ import annotations

from pathlib import Path

from gxstats import pipeline
from gxstats.demo.layouts import LAYOUTS, write
from gxstats.demo.made import Made
from gxstats.model import Finding, Report


def read_back(made: Made, layout: str, directory: Path) -> Report:
    """The report that is read from `made` in a layout; fails when there is not exactly one."""
    return read_bytes(write(made, layout), layout + LAYOUTS[layout].suffix, directory)


def read_bytes(data: bytes, name: str, directory: Path) -> Report:
    path = directory / name
    path.write_bytes(data)
    shown = pipeline.show(path)
    assert shown.error is None, shown.error
    assert len(shown.reports) == 1
    return shown.reports[0]


def wrong(made: Made, report: Report) -> list[str]:
    """The paths whose number is not the one printed, among those read."""
    printed = printed_cells(made)
    return [f"{cell.path}: {cell.value} for {printed.get(cell.path)}" for cell in report.cells
            if cell.value != printed.get(cell.path) and not flagged(report, cell.path)]


def lost(made: Made, report: Report) -> list[str]:
    """The printed numbers that were not read and that no finding tells of."""
    read = {cell.path for cell in report.cells}
    return [path for path in printed_cells(made) if path not in read and not flagged(report, path)]


def unread(made: Made, report: Report) -> list[str]:
    """The printed numbers that were not read, told or not."""
    read = {cell.path for cell in report.cells}
    return [path for path in printed_cells(made) if path not in read]


def printed_cells(made: Made) -> dict[str, object]:
    """The cells of the document: path -> number, None where it prints none."""
    texts = {cell.path for table in made.tables().values() for row in table.rows for cell in row if cell.path}
    return {path: made.cells.get(path) if made.text(path) not in ("", "/", "-") else None for path in texts}


def loud(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity != "info"]


def flagged(report: Report, path: str) -> bool:
    """Whether a finding of severity error or warning names the cell, its row, column, table or the whole report."""
    table, row, column = path.split("/")
    return any(f.table in (None, table) and f.row in (None, row) and f.column in (None, column) for f in loud(report))
