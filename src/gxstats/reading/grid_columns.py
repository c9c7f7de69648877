"""Which column each value of a framed row belongs to, by the heads above it: proved, only by the form's order, or refused.

Heads prove the columns when all columns of the row are named and either stand directly above the values or stand in one
row, whose order holds even where merged cells have displaced it. Columns of other names (remarks, last year's numbers)
are set aside. Heads that are lost or partly unreadable prove nothing: then the order of the form is taken, where what is
left of the heads does not contradict it, and the reading says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from gxstats import catalog
from gxstats.model import GridCell
from gxstats.reading.labels import normalise
from gxstats.reading.matching import column_named, over_columns
from gxstats.reading.numerals import numeral

_WIDTH = 7  # columns of the requests table
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What heads name: column codes by grid column, left to right, None for a head that names no column of the form; the
    codes once each; the first of these columns; whether all heads with a code stand in one row."""

    named: dict[int, str | None]
    known: Codes
    first: int
    in_one_row: bool


@dataclass
class Columns:
    """The heads above a row: their cells, how wide their grid is, and whether they stand in the grid of the row or in one
    before it that is cut into other columns, whose numbers begin in column `begins` (0: not known)."""

    table: str
    cells: list[GridCell] = field(default_factory=list)
    here: bool = True
    begins: int = 0
    width: int = 0
    used: bool = False  # a row of values has stood below them
    worked_out: _Told | None = None

    def add(self, cells: Iterable[GridCell]) -> None:
        """One more row of heads."""
        self.cells.extend(cells)
        self.worked_out = None

    @property
    def told(self) -> _Told:
        """What the heads name, worked out once for all rows below."""
        if self.worked_out is None:
            self.worked_out = self._tell()
        return self.worked_out

    def _tell(self) -> _Told:
        heads = [(cell, column_named(self.table, cell.text)) for cell in self.cells]
        found: dict[int, str | None] = {cell.column: code for cell, code in heads if code}
        first = min(found, default=-1)
        for cell, code in heads:
            covered = range(cell.column, cell.column + cell.column_span)
            if code is None and cell.column > first and cell.text.strip() and not any(
                    column in found for column in covered) and normalise(cell.text) not in over_columns():
                found[cell.column] = None
        named = dict(sorted(found.items()))
        lines = {cell.place.line for cell, code in heads if code}
        return _Told(named, tuple(dict.fromkeys(code for code in named.values() if code)), min(named, default=0),
                     len(lines) <= 1)

    def in_order(self, codes: Codes) -> bool:
        """Whether what each row of heads names stands in the order of these codes."""
        by_row: dict[int | None, list[str]] = {}
        for cell in sorted(self.cells, key=lambda cell: cell.column):
            if code := column_named(self.table, cell.text):
                by_row.setdefault(cell.place.line, []).append(code)
        return all(_rises([codes.index(code) for code in dict.fromkeys(found) if code in codes]) for found in by_row.values())


class Placed(NamedTuple):
    """The values of a row with the columns they belong to; `columns` is None where nothing names them."""

    values: list[GridCell]
    columns: Codes | None = None
    proved: bool = False
    problem: str = ""
    aside: Sequence[GridCell] = ()  # cells of columns that the form does not have


def place(after: list[GridCell], heads: Columns | None, table: str | None, row: str | None) -> Placed:
    """The cells right of a row's label placed under the heads above. `row` is the row's code, if its label is known."""
    forms = widths(table, row)
    told = heads.told if heads else None
    if heads is None or told is None or not told.known:
        if any(len(after) == len(form) for form in forms):
            return Placed(after)
        return Placed(next((cells for form in forms if (cells := _inner(after, len(form)))), after))
    named, known = told.named, told.known
    if heads.here and len(known) == len(named) and [cell.column for cell in after] == list(named) and (
            not forms or _whole(forms, known)):
        return Placed(after, known, proved=True)  # nearly all rows: every head has its value exactly below
    begin = told.first if heads.here else heads.begins
    left = [cell for cell in after if cell.column < begin]
    # a number left of the first column: cells were lost there, and what stands below a head is not its own
    shifted = any(numeral(cell.text).state != "blank" for cell in left)
    below = after[len(left):] if left and not shifted else after
    aligned = heads.here and not shifted and _aligned(after, named)
    whole = _whole(forms, known)
    same = [cells for cells in (below, after) if len(cells) == len(named)]
    chosen = same[0] if same else aligned or _inner(after, len(named), gaps=table == "disclosure")
    if chosen and (whole or not forms):
        cells, codes = _unmerged(chosen, list(named.values()))
        ordered = told.in_one_row or (not heads.here and known == whole)
        if (aligned or ordered) and len(codes) - codes.count(None) == len(known) and (whole or None not in codes):
            if None not in codes:
                return Placed(cells, tuple(code for code in codes if code), proved=True)
            pairs = list(zip(cells, codes, strict=True))
            return Placed([cell for cell, code in pairs if code], tuple(code for code in codes if code), proved=True,
                          aside=[cell for cell, code in pairs if not code])
    if same and (filled := _filled(list(named.values()), forms)):
        return Placed(same[0], filled)
    for form in forms if chosen or not whole else ():
        fitting = [cells for cells in (below, after) if len(cells) == len(form)]
        taken = fitting[0] if fitting else _inner(after, len(form))
        if taken and set(known) <= set(form) and heads.in_order(form):
            return Placed(taken, form)
    return Placed(after, problem=f"{len(after)}/{len(named)}")


def _filled(codes: list[str | None], forms: Sequence[Codes]) -> Codes | None:
    """The codes of heads of which one cannot be read, where the form leaves one column for it."""
    for form in forms:
        left = [code for code in form if code not in codes]
        if len(codes) == len(form) and len(left) == 1 and codes.count(None) == 1:
            return tuple(code or left[0] for code in codes)
    return None


@cache
def _whole(forms: Sequence[Codes], known: Codes) -> Codes | None:
    """The form of which all columns and no others are named."""
    return next((form for form in forms if set(form) == set(known)), None)


@cache
def widths(table: str | None, row: str | None) -> tuple[Codes, ...]:
    """The columns that a row has, in each form that has it; newest form first."""
    if table not in ("requests", "disclosure") or (table == "disclosure" and row is None):
        return ()
    found: dict[Codes, None] = {}
    for form in reversed(catalog.forms().values()):
        known = form.table(table).rows
        of_row = known[:1] if table == "requests" else [item for item in known if item.code == row]
        found.update(dict.fromkeys(tuple(column.code for column in item.columns) for item in of_row))
    return tuple(found)


def _aligned(after: list[GridCell], named: dict[int, str | None]) -> list[GridCell] | None:
    """The cells that begin exactly below the heads, where every head has one and nothing else holds a value."""
    if [cell.column for cell in after] == list(named):
        return after
    at = {cell.column: cell for cell in after}
    if not all(column in at for column in named) or any(
            cell.text.strip() for cell in after if cell.column not in named):
        return None
    return [at[column] for column in named]


def _inner(cells: list[GridCell], width: int, gaps: bool = False) -> list[GridCell] | None:
    """The cells without the empty ones at both ends, where exactly `width` are left and none of those is empty.

    With `gaps` empty ones between them are passed over too: a conversion writes those for merged cells, and where heads
    and values are merged differently they stand anywhere.
    """
    filled = [index for index, cell in enumerate(cells) if cell.text.strip()]
    if not width or len(filled) != width or (not gaps and filled[-1] - filled[0] != width - 1):
        return None
    return [cells[index] for index in filled]


def _unmerged(cells: list[GridCell], codes: list[str | None]) -> tuple[list[GridCell], list[str | None]]:
    """Cells and codes once each where a merged area was written out: a head again and again, below it one text."""
    if len(set(codes)) == len(codes):
        return cells, codes
    texts: dict[str, set[str]] = {}
    for cell, code in zip(cells, codes, strict=True):
        if code:
            texts.setdefault(code, set()).add(cell.text.strip())
    if any(len(found) > 1 for found in texts.values()):
        return cells, codes
    kept = [index for index, code in enumerate(codes) if code is None or codes.index(code) == index]
    return [cells[index] for index in kept], [codes[index] for index in kept]


def _rises(places: Sequence[int]) -> bool:
    return list(places) == sorted(places)
