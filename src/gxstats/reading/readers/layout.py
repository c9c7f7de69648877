"""Where the cells of a table stand: spans become positions, and lines and tables are numbered, for every reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gxstats.errors import TooLargeError
from gxstats.model import Block, Grid, GridCell, Paragraph, Picture, Place
from gxstats.reading.readers import limits


@dataclass(slots=True)
class Spanned:
    """A cell as mark-up gives it: a text and how far it reaches; `row_span` 0 means to the end of the row group."""

    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class Laid:
    """A table's cells by row; `groups` names each row's group, beyond which no merged cell reaches."""

    rows: list[list[Spanned]]
    groups: Sequence[object] = ()


def place_cells(laid: Laid, name: str) -> list[GridCell]:
    """The distinct cells with row and column from 0; none overlaps another and none reaches past its group.

    A cell takes the first free column of its row, as a browser does it. TooLargeError over MAX_COLUMNS columns.
    """
    ends = _group_ends(laid)
    until: dict[int, int] = {}  # column -> first row in which it is free again
    cells: list[GridCell] = []
    for row, spanned in enumerate(laid.rows):
        column = 0
        for cell in spanned:
            while until.get(column, 0) > row:
                column += 1
            wide = max(1, min(cell.column_span, limits.MAX_SPAN))
            while wide > 1 and any(until.get(column + i, 0) > row for i in range(1, wide)):
                wide -= 1
            left = ends[row] - row
            high = left if cell.row_span == 0 else max(1, min(cell.row_span, left))
            cells.append(GridCell(cell.text, row, column, high, wide))
            for covered in range(column, column + wide):
                until[covered] = row + high
            column += wide
            if column > limits.MAX_COLUMNS:
                raise TooLargeError("{name} has a table of more than {limit} columns; no report has so many",
                                    name=name, limit=limits.MAX_COLUMNS)
    return cells


def _group_ends(laid: Laid) -> list[int]:
    """For each row, the first row behind its group."""
    height = len(laid.rows)
    ends = [height] * height
    for row in range(height - 2, -1, -1):
        same = not laid.groups or laid.groups[row] == laid.groups[row + 1]
        ends[row] = ends[row + 1] if same else row + 1
    return ends


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture among the texts; `row` and `column` from 0 when it stands in a cell of the table before it."""

    text: str = ""
    row: int | None = None
    column: int | None = None


def number(items: Iterable[str | Laid | Shown], name: str) -> tuple[Block, ...]:
    """Texts, tables and pictures in reading order as blocks with their places; TooLargeError over the limits."""
    blocks: list[Block] = []
    line, tables, count = 1, 0, 0
    for item in items:
        if isinstance(item, Laid):
            tables += 1
            count += sum(map(len, item.rows))
            limits.check_cells(count, name)
            grid = Grid(tuple(
                GridCell(c.text, c.row, c.column, c.row_span, c.column_span,
                         Place(None, tables, c.row + 1, c.column + 1, line + c.row))
                for c in place_cells(item, name)), Place(None, tables, line=line))
            blocks.append(grid)
            line += grid.height
            continue
        if isinstance(item, Shown):
            inside = item.row is not None and item.column is not None
            blocks.append(Picture(item.text, Place(
                None, tables if inside else None, (item.row or 0) + 1 if inside else None,
                (item.column or 0) + 1 if inside else None, line)))
        else:
            blocks.append(Paragraph(item, Place(line=line)))
        line += 1
    limits.check_blocks(len(blocks), name)
    return tuple(blocks)
