"""What mark-up tables become: grids, or what their cells hold when they only arrange a page; and the places of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gxstats.errors import TooLargeError
from gxstats.model import Block, Grid, GridCell, Paragraph, Picture, Place
from gxstats.reading.readers import limits

ICON = 60  # pixels; a picture that is narrower or lower cannot hold a table
_FEW = 10  # cells; a table of fewer that holds a long text only arranges the page
_LONG = 1500  # characters of one cell


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture among the texts; `row` and `column` from 0 when it stands in a cell of the table before it."""

    text: str = ""
    row: int | None = None
    column: int | None = None


@dataclass(slots=True)
class OpenCell:
    """A cell while it is being read; a `row_span` of 0 reaches to the end of its row group."""

    row_span: int = 1
    column_span: int = 1
    row: int = 0
    column: int = 0
    items: list[str | Placed | Shown] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its lines; of a table inside it, each cell is a line."""
        if len(self.items) == 1 and isinstance(self.items[0], str):
            return self.items[0]
        lines: list[str] = []
        for item in self.items:
            if isinstance(item, Placed):
                lines.extend(cell.text for cell in item.cells)
            elif isinstance(item, str):
                lines.append(item)
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Placed:
    """A table whose cells have their positions, but not yet their places in the document."""

    cells: Sequence[OpenCell]


Item = str | Placed | Shown


def place_cells(rows: Sequence[Sequence[OpenCell]], groups: Sequence[object], name: str) -> None:
    """Give cells row and column as a browser does: the first free column, no overlap, no reach past the row group.

    `groups` names each row's group. TooLargeError over MAX_COLUMNS columns.
    """
    ends = _group_ends(groups)
    until: dict[int, int] = {}  # column -> first row in which it is free again
    for row, cells in enumerate(rows):
        column = 0
        left = ends[row] - row
        for cell in cells:
            while until and until.get(column, 0) > row:
                column += 1
            cell.row, cell.column = row, column
            if cell.column_span == cell.row_span == 1:  # nearly all
                column += 1
            else:
                wide = max(1, min(cell.column_span, limits.MAX_SPAN))
                if wide > 1 and until:
                    wide = next((i for i in range(1, wide) if until.get(column + i, 0) > row), wide)
                high = min(cell.row_span, left) or left
                cell.row_span, cell.column_span = high, wide
                if high > 1:
                    until.update(dict.fromkeys(range(column, column + wide), row + high))
                column += wide
            if column > limits.MAX_COLUMNS:
                raise too_wide(name)


def too_wide(name: str) -> TooLargeError:
    """The error for a table of more columns than any report has."""
    return TooLargeError("{name} has a table of more than {limit} columns; no report has so many",
                         name=name, limit=limits.MAX_COLUMNS)


def _group_ends(groups: Sequence[object]) -> list[int]:
    """For each row, the first row behind its group."""
    ends = [len(groups)] * len(groups)
    for row in range(len(groups) - 2, -1, -1):
        ends[row] = ends[row + 1] if groups[row] is groups[row + 1] else row + 1
    return ends


def settle(cells: Sequence[OpenCell]) -> Iterator[Item]:
    """A table whose cells are placed as one grid, or, when it only arranges the page, what its cells hold."""
    held = [(cell, item) for cell in cells for item in cell.items if not isinstance(item, str)]
    if _arranges(cells, [item.cells for _, item in held if isinstance(item, Placed)]):
        for cell in cells:
            yield from cell.items
        return
    yield Placed(cells)
    for cell, item in held:
        if isinstance(item, Shown):
            yield Shown(item.text, cell.row, cell.column)


def _arranges(cells: Sequence[OpenCell], inside: Sequence[Sequence[OpenCell]]) -> bool:
    """Whether a table, with others inside its cells, only arranges the page."""
    if len({cell.column for cell in cells}) <= 1:
        return True
    if inner := sum(map(len, inside)):
        own = sum(any(isinstance(item, str) for item in cell.items) for cell in cells)
        return own < _FEW or own <= inner
    return len(cells) < _FEW and any(len(cell.text) > _LONG for cell in cells)


def number(items: Iterable[Item], name: str) -> tuple[Block, ...]:
    """Texts, tables and pictures in reading order as blocks with their places; blank texts are left out.

    TooLargeError over the limits.
    """
    blocks: list[Block] = []
    line, tables, count = 1, 0, 0
    for item in items:
        if isinstance(item, Placed):
            tables += 1
            count += len(item.cells)
            limits.check_cells(count, name)
            grid = Grid(tuple([
                GridCell(c.text, c.row, c.column, c.row_span, c.column_span,
                         Place(None, tables, c.row + 1, c.column + 1, line + c.row))
                for c in item.cells]), Place(None, tables, line=line))
            blocks.append(grid)
            line += grid.height
        elif isinstance(item, Shown):
            place = Place(line=line)
            if item.row is not None and item.column is not None:
                place = Place(None, tables, item.row + 1, item.column + 1, line)
            blocks.append(Picture(item.text, place))
            line += 1
        elif item.strip():
            blocks.append(Paragraph(item, Place(line=line)))
            line += 1
    limits.check_blocks(len(blocks), name)
    return tuple(blocks)
