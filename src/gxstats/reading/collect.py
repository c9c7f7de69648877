"""A document becomes one ordered list of events: framed grids row by row, everything else as running text."""

from __future__ import annotations

from dataclasses import replace

from gxstats.model import Document, Grid, GridCell, Paragraph, Place
from gxstats.reading import from_grid, from_text
from gxstats.reading.events import Event
from gxstats.reading.from_text import BLANK, ROW_END, Text


def collect(document: Document) -> tuple[list[Event], Text]:
    """Every event of the document in order of position, and its running text. Line numbers are Document.lines."""
    lines: list[tuple[str, Place]] = []
    framed: list[tuple[int, Grid]] = []
    number = 0
    for block in document.blocks:
        if isinstance(block, Grid):
            placed = _numbered(block, number)
            if block.closed and from_grid.concerns(block):
                framed.append((len(lines), placed))
                lines.append(("", Place(line=number + 1)))
            else:
                lines.extend(_as_text(placed))
            number += block.height
        else:
            number += 1
            if isinstance(block, Paragraph):
                place = block.place._replace(line=number)
                lines.extend((piece, place) for piece in block.text.split("\n"))
    text = from_text.text_of(lines)
    events = list(from_text.events_of(text))
    heads = from_grid.new_heads()
    for index, grid in framed:
        events.extend(from_grid.events_of(grid, text.starts[index] - 0.5, heads))
    return sorted(events, key=lambda event: event.position), text


def _numbered(grid: Grid, before: int) -> Grid:
    """The same grid with the line number of each cell filled in; where it has its own, the reader has done so."""
    if grid.place.line == before + 1:
        return grid
    table = grid.place.table
    cells = tuple(GridCell(c.text, c.row, c.column, c.row_span, c.column_span, Place(
        c.place.page, c.place.table or table, c.place.row or c.row + 1, c.place.column or c.column + 1,
        before + c.row + 1)) for c in grid.cells)
    return replace(grid, cells=cells)


def _as_text(grid: Grid) -> list[tuple[str, Place]]:
    """The rows of an unframed grid as lines of text; an empty cell right of the label stays visible as a blank."""
    lines = []
    for row in grid.rows:
        if not row:
            lines.append(("", Place()))
            continue
        first = next((i for i, cell in enumerate(row) if any(letter.isdigit() for letter in cell.text[:1])), len(row))
        words = [" ".join(cell.text.split()) or (BLANK if i >= first else "") for i, cell in enumerate(row)]
        lines.append((ROW_END + "\t".join(words) + ROW_END, row[0].place))
    return lines
