"""The disputes table in a framed grid: each value named by what stands above and beside it, in any arrangement.

The official line of fifteen under three heads; a line for each route or each result; heads and lines stacked; a line for
each number. What the names do not tell apart is taken in the order of the form only where they do not contradict it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from gxstats import catalog
from gxstats.model import GridCell, State
from gxstats.reading.events import Run, Token
from gxstats.reading.labels import normalise
from gxstats.reading.matching import column_named, row_named, rows
from gxstats.reading.numerals import numeral

_WIDTH = 15
_RESULTS = 5
_WORDS_BESIDE = 3  # cells of a line of numbers that may hold something else


@dataclass
class Names:
    """What names the values of a row: the heads above it, and the names beside the row before by grid column."""

    heads: list[GridCell] = field(default_factory=list)
    beside: dict[int, GridCell] = field(default_factory=dict)
    used: bool = False  # values have stood below these heads

    def add(self, cells: list[GridCell]) -> None:
        """One more row of heads. Below values it begins anew: with other routes, or with other results."""
        if self.used:
            results = any(column_named("disputes", cell.text) for cell in cells)
            self.heads = [head for head in self.heads if not route(head) and not (results and is_named(head))]
        self.heads, self.used = [*self.heads, *cells], False


def official() -> tuple[str, ...]:
    """`row/column` of the fifteen cells in printed order."""
    table = list(catalog.forms().values())[-1].table("disputes")
    return tuple(f"{row.code}/{column.code}" for row in table.rows for column in row.columns)


def is_named(cell: GridCell) -> bool:
    """Whether a cell names a route or a result."""
    return _route(cell.text) is not None or column_named("disputes", cell.text) is not None


def run_of(cells: list[GridCell], states: list[State], names: Names, here: float) -> Run | None:
    """The run of a row of the disputes, None where the row is none."""
    words = min((states.index(kind) for kind in ("reported", "not_applicable") if kind in states), default=len(cells))
    while words and not cells[words - 1].text.strip():
        words -= 1
    labels, values = cells[:words], cells[words:]
    if any(map(is_named, labels)) and (beside := _inherited(labels, values, names)):
        names.beside = beside
        return _part(list(beside.values()), values, names.heads, here)
    names.beside = {}
    if not names.heads:
        return None
    names.used = names.used or any(kind != "unreadable" for kind in states)
    if not labels and (below := _below(values, names.heads, here)):
        return below
    return _line(cells, states, names.heads, here)


def _inherited(labels: Sequence[GridCell], values: Sequence[GridCell], names: Names) -> dict[int, GridCell]:
    """The names beside a row by column: its own, and in columns without one of its own those of the row before."""
    own = {cell.column: cell for cell in labels if cell.text.strip()}
    covered = {column for cell in own.values() for column in range(cell.column, cell.column + cell.column_span)}
    edge = values[0].column if values else max(own, default=-1) + 1
    above = {column: cell for column, cell in names.beside.items() if column not in covered and column < edge}
    return dict(sorted({**above, **own}.items()))


def _part(beside: list[GridCell], values: list[GridCell], heads: list[GridCell], here: float) -> Run | None:
    """A row with a name of its own: a line for a route, for a result, or for one number."""
    own = next((code for cell in reversed(beside) if (code := route(cell))), None)
    alone = _crossing(beside)
    while len(values) > 1 and not values[-1].text.strip() and (alone or values[-1].column > max(
            (head.column for head in heads if is_named(head)), default=-1)):
        values = values[:-1]  # the sheet is wider than the table
    if not values:
        return None
    if alone:
        return _run(values, (alone,), here, proved=True) if len(values) == 1 else None
    named = [head for head in heads if is_named(head) and head.column > beside[-1].column]
    lowest = sorted((head for head in named if head.place.line == named[-1].place.line), key=lambda head: head.column)
    if not lowest or all(route(head) for head in lowest) == (own is not None):
        return None
    if len(values) > len(lowest):
        values = [cell for cell in values if cell.column >= lowest[0].column or cell.text.strip()]
    found = [_crossing([*_over(head, heads), *beside]) for head in lowest]
    paths = tuple(path for path in found if path)
    if len(values) != len(lowest) or len(set(paths)) < len(lowest):
        run = _run(values, None, here, problem=f"{len(values)}/{len(lowest)}")
        run.own = own
        return run
    return _run(values, paths, here, proved=True)


def _below(values: list[GridCell], heads: list[GridCell], here: float) -> Run | None:
    """Fewer than fifteen values that stand exactly below the results of the routes above them."""
    lowest = {head.column for head in heads if head.place.line == heads[-1].place.line}
    below = [cell for cell in values if cell.column in lowest]
    if len(below) != len(lowest) or len(below) >= _WIDTH or any(cell.text.strip() for cell in values if cell not in below):
        return None
    if not any(cell.text.strip() for cell in below):
        return None  # an empty row below the table
    paths = tuple(path for cell in below if (path := _crossing(_over(cell, heads))))
    return _run(below, paths, here, proved=True) if len(set(paths)) == len(below) else None


def _line(cells: list[GridCell], kinds: list[State], heads: list[GridCell], here: float) -> Run | None:
    """The official line of fifteen."""
    while kinds and kinds[0] == "unreadable" and len(kinds) > _WIDTH:
        cells, kinds = cells[1:], kinds[1:]
    while len(cells) > _WIDTH and kinds[-1] == "blank" and not _over(cells[-1], heads):
        cells, kinds = cells[:-1], kinds[:-1]
    readable = sum(kind == "reported" for kind in kinds)
    empty = len(cells) == _WIDTH and all(kind in ("blank", "not_applicable") for kind in kinds)
    if not readable and not (empty and any(column_named("disputes", head.text) for head in heads)):
        return None
    if readable and sum(kind == "unreadable" for kind in kinds) > _WORDS_BESIDE:
        return None
    if len(cells) != _WIDTH:
        return _run(cells, None, here, problem=f"{len(cells)}/{_WIDTH}")
    reaches = [(head, _reach(head, heads)) for head in heads]
    found = [_crossing([head for head, reach in reaches if head.column <= cell.column < reach]) for cell in cells]
    paths = tuple(path for path in found if path)
    if len(set(paths)) == _WIDTH:
        return _run(cells, paths, here, proved=True)
    if _in_order(heads):
        return _run(cells, official(), here, proved=_adds_up(cells))
    return _run(cells, None, here, problem="heads")


def _in_order(heads: list[GridCell]) -> bool:
    """Whether routes and results are named in the order of the form, wherever they stand and however many are lost."""
    table = list(catalog.forms().values())[-1].table("disputes")
    results = [column.code for column in table.rows[0].columns] * len(table.rows)
    routes = [row.code for row in table.rows]
    lines = {head.place.line for head in heads}
    return _within([code for head in heads if (code := route(head))], routes) and all(_within(
        [code for head in heads if head.place.line == line and (code := column_named("disputes", head.text))], results)
        for line in lines)


def _within(some: Sequence[str], order: Sequence[str]) -> bool:
    """Whether some codes stand in this order."""
    rest = iter(order)
    return all(code in rest for code in some)


def _adds_up(cells: Sequence[GridCell]) -> bool:
    """Whether each fifth of fifteen numbers is the sum of the four before it: no other order would do so."""
    found = [numeral(cell.text).value for cell in cells]
    known = [value for value in found if value is not None]
    return len(known) == _WIDTH and all(
        sum(known[start:start + _RESULTS - 1]) == known[start + _RESULTS - 1] for start in range(0, _WIDTH, _RESULTS))


def _run(cells: list[GridCell], columns: tuple[str, ...] | None, here: float, problem: str = "", proved: bool = False) -> Run:
    tokens = tuple(Token(cell.text, numeral(cell.text), cell.place) for cell in cells)
    return Run(here, tokens, cells[0].place.line or 0, cells[0].place, table="disputes", columns=columns, framed=True,
               proved=proved, problem=problem)


def _over(cell: GridCell, heads: list[GridCell]) -> list[GridCell]:
    return [head for head in heads if head.column <= cell.column < _reach(head, heads)]


def _reach(head: GridCell, heads: list[GridCell]) -> int:
    """The first column right of a head. Where merged cells are lost, a route goes on to the next head of its row."""
    end = head.column + head.column_span
    if head.column_span > 1 or not route(head):
        return end
    after = [other.column for other in heads if other.place.line == head.place.line and other.column > head.column]
    return min([*after, head.column + _RESULTS])


def route(cell: GridCell) -> str | None:
    """The code of the route that a cell names; the title of the table names none."""
    return _route(cell.text)


@lru_cache(maxsize=4_000)
def _route(text: str) -> str | None:
    match = row_named("disputes", text)
    if match is None or (not _under()[match.code] and any(over in normalise(text) for over in _under().values() if over)):
        return None
    return match.code


@cache
def _under() -> dict[str, str]:
    """The head over each route, such as "lawsuits"."""
    return {row.code: normalise(row.under) for row in rows("disputes")}


def is_row(filled: list[GridCell], heads: list[GridCell]) -> bool:
    """Whether a row without numbers is one of values, all of them blank or signs, beside names of its own."""
    if not filled or not route(filled[0]):
        return False
    signs = [cell for cell in filled if numeral(cell.text).state == "not_applicable"]
    words = [cell for cell in filled if cell not in signs]
    results = [cell for cell in words if column_named("disputes", cell.text)]
    if len(signs) > 1 or (results == words[-1:] and len(words) > 1):
        return True
    first = min((head.column for head in heads if column_named("disputes", head.text)), default=-1)
    over = set(_under().values())
    return not signs and all(cell.column < first and (route(cell) or normalise(cell.text) in over) for cell in filled)


def _crossing(names: Sequence[GridCell]) -> str | None:
    """`row/column` of the disputes that the names beside and above a cell tell, the last of each; or None."""
    own = next((code for name in reversed(names) if (code := _route(name.text))), None)
    result = own and next((code for name in reversed(names) if (code := column_named("disputes", name.text))), None)
    return f"{own}/{result}" if result else None
