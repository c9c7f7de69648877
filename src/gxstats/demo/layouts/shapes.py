"""Official tables in the shapes that conversions give them: heads unmerged, tables cut, spans moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from gxstats.exporting.official import OfficialCell, OfficialTable, placed

Placed = tuple[int, int, OfficialCell]


def regrid(table: OfficialTable, cells: Iterable[Placed], height: int, heads: int | None = None) -> OfficialTable:
    """The table rebuilt from placed cells."""
    rows: list[list[tuple[int, OfficialCell]]] = [[] for _ in range(height)]
    for r, c, cell in cells:
        rows[r].append((c, cell))
    return replace(table, rows=tuple(tuple(cell for _, cell in sorted(row, key=lambda item: item[0])) for row in rows),
                   heads=table.heads if heads is None else heads)


def unmerged_heads(table: OfficialTable) -> OfficialTable:
    """Heads with an empty cell below instead of one cell over several rows."""
    def cells() -> Iterator[Placed]:
        for r, c, cell in placed(table):
            if r >= table.heads or cell.row_span == 1:
                yield r, c, cell
                continue
            yield r, c, replace(cell, row_span=1)
            for below in range(1, cell.row_span):
                yield r + below, c, OfficialCell("", 1, cell.column_span)
    return regrid(table, cells(), len(table.rows))


def repeated_label(table: OfficialTable, after: int) -> OfficialTable:
    """The label over all results ends after some rows and stands there once more."""
    def cells() -> Iterator[Placed]:
        for r, c, cell in placed(table):
            if r >= table.heads and c == 0 and cell.row_span > after:
                yield r, c, replace(cell, row_span=after)
                yield r + after, c, replace(cell, row_span=cell.row_span - after)
            else:
                yield r, c, cell
    return regrid(table, cells(), len(table.rows))


def shifted_spans(table: OfficialTable) -> OfficialTable:
    """One grid column more, taken by the last cell but one of heads and by the second of rows of numbers."""
    rows = []
    for row in table.rows:
        taken = len(row) - 2 if not any(cell.path for cell in row) else 1
        at = max(0, min(taken, len(row) - 1))
        rows.append(tuple(replace(cell, column_span=cell.column_span + (n == at)) for n, cell in enumerate(row)))
    return replace(table, rows=tuple(rows))


def cut(table: OfficialTable, at: int, repeat: bool) -> tuple[OfficialTable, OfficialTable]:
    """The table in two pieces, the second beginning with row `at`. A label over the cut loses its tail to the second
    piece; `repeat` prints the heads again."""
    heads = table.heads if repeat else 0
    upper: list[Placed] = []
    lower: list[Placed] = []
    for r, c, cell in placed(table):
        if repeat and r < heads:
            lower.append((r, c, cell))
        end = r + cell.row_span
        if r < at < end:
            half = (len(cell.text) + 1) // 2
            upper.append((r, c, replace(cell, text=cell.text[:half], row_span=at - r)))
            lower.append((heads, c, replace(cell, text=cell.text[half:], row_span=end - at)))
        elif r < at:
            upper.append((r, c, cell))
        else:
            lower.append((r - at + heads, c, cell))
    return regrid(table, upper, at), regrid(table, lower, len(table.rows) - at + heads, heads)


def grid_of(table: OfficialTable) -> list[list[str]]:
    """The texts of a table as a rectangle, a merged cell at its upper left corner."""
    cells = list(placed(table))
    width = max(c + cell.column_span for _, c, cell in cells)
    rows = [[""] * width for _ in table.rows]
    for r, c, cell in cells:
        rows[r][c] = cell.text
    return rows
