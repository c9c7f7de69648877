"""A table row that the end of a page cuts in two: its label on one page, its numbers on the other."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from gxstats import catalog
from gxstats.model import Grid, GridCell
from gxstats.reading.readers.pdf_rules import Lattice

_NEAR = 3.0  # points between the edges of a column on two pages


def joined(above: Grid, lattice_above: Lattice, below: Grid, lattice_below: Lattice) -> tuple[Grid, Grid]:
    """Two pieces of a table on two pages; a row cut between them is put together in the first piece.

    That the last row above and the first row below are one is proved when they have the same columns and no column
    holds something in both, while each holds something: no row has numbers without a label. A label may go on below
    when its ordinal stands above and none below.
    """
    end = above.height
    last = [cell for cell in above.cells if cell.row + cell.row_span == end]
    first = [cell for cell in below.cells if cell.row == 0]
    pairs = _pairs(last, _edges(lattice_above), first, _edges(lattice_below))
    # cells that span rows go on over the page: they belong to the row as little as to those before it
    pairs = [(upper, lower) for upper, lower in pairs
             if (upper.row == end - 1 and lower.row_span == 1) or (lower.row_span == 1 and lower.text.strip())]
    if not pairs or above.place.page == below.place.page or not _halves(pairs):
        return above, below
    whole = {id(upper): lower._replace(
        text=f"{upper.text}\n{lower.text}" if upper.text.strip() else lower.text, row=upper.row,
        column=upper.column, column_span=upper.column_span) for upper, lower in pairs if lower.text.strip()}
    gone = {id(lower) for _, lower in pairs}
    return (replace(above, cells=tuple(whole.get(id(cell), cell) for cell in above.cells)),
            replace(below, cells=tuple(cell for cell in below.cells if id(cell) not in gone)))


def _edges(lattice: Lattice) -> dict[tuple[int, int], tuple[float, float]]:
    return {(box.row, box.column): (box.left, box.right) for box in lattice.boxes}


def _pairs(
    last: list[GridCell], above: dict[tuple[int, int], tuple[float, float]],
    first: list[GridCell], below: dict[tuple[int, int], tuple[float, float]],
) -> list[tuple[GridCell, GridCell]]:
    """The cells of both rows column by column; empty when their columns are not the same."""
    if len(last) != len(first):
        return []
    pairs = list(zip(last, first, strict=True))
    same = all(abs(one - other) <= _NEAR for upper, lower in pairs for one, other in zip(
        above[upper.row, upper.column], below[lower.row, lower.column], strict=True))
    return pairs if same else []


def _halves(pairs: list[tuple[GridCell, GridCell]]) -> bool:
    filled = [(upper.text.strip(), lower.text.strip()) for upper, lower in pairs]
    both = [pair for pair in filled if all(pair)]
    goes_on = [_begins(upper) and not _begins(lower) for upper, lower in both]
    above, below = (sum(bool(pair[half]) for pair in filled) - len(both) for half in (0, 1))
    if both:  # the label stands on both pages, so all numbers stand on one
        return len(both) == 1 and all(goes_on) and (not above) != (not below)
    return bool(above and below)


def _begins(label: str) -> bool:
    """Whether a text begins as the labels of rows do, with an ordinal."""
    return bool(_ordinal().match("".join(label.split())))


@cache
def _ordinal() -> re.Pattern[str]:
    return re.compile(str(catalog.load("characters.toml")["label_ordinal"]))
