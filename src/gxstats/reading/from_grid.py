"""Framed grids (mark-up or ruling lines) become runs: rows by their labels, columns by the head above them.

Which column a value belongs to is decided in `grid_columns` and `grid_disputes`. What they cannot tell is a run with a
`problem`, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from gxstats import catalog
from gxstats.model import Grid, GridCell, State
from gxstats.reading.events import Event, Head, Label, Run, Token
from gxstats.reading.grid_columns import Columns, place
from gxstats.reading.grid_disputes import Names, is_row, route, run_of
from gxstats.reading.labels import normalise
from gxstats.reading.matching import Match, column_named, row_named, tables
from gxstats.reading.numerals import numeral

# column labels that no other table prints: two of them make a row of cells the head of this table
_TELLING = {
    "requests": {"natural_person", "business", "research", "public_welfare", "legal_service"},
    "disputes": {"upheld", "corrected", "pending"},
}
_WORDS = catalog.load("characters.toml")
_ARTICLE = tuple(_WORDS["article_words"])
_WIDTH = 7  # columns of the requests table


@dataclass
class _Heads:
    """What the rows above say of the columns. `above` are the cells of rows without numbers, up to the last numbers."""

    table: str | None = None
    columns: Columns | None = None
    disputes: Names = field(default_factory=Names)
    above: list[GridCell] = field(default_factory=list)
    earlier: bool = True  # the heads stand in an earlier grid or above other numbers: a head that comes begins anew


def concerns(grid: Grid) -> bool:
    """Whether a grid prints anything of the official tables."""
    return any(_names_something(cell.text) for cell in grid.cells)


def _names_something(text: str) -> bool:
    if not text.strip() or len(text) > 80:
        return False
    return any(row_named(table.code, text) or column_named(table.code, text) for table in tables())


def events_of(grid: Grid, position: float, heads: _Heads | None = None) -> Iterator[Event]:
    """The heads, labels and runs of one grid. `position` orders them among the events of the document."""
    state = heads or _Heads()
    state.earlier, state.above = True, []
    if state.columns:
        _go_on(grid, state.columns)
    for index, cells in enumerate(grid.rows):
        if not cells:
            continue
        here = position + index * 1e-4
        states = [numeral(cell.text).state for cell in cells]
        numbers = "reported" in states
        filled = [cell for cell in cells if cell.text.strip()]
        table = _head_of(filled, numbers, state)
        if table and state.columns:
            state.columns.width = grid.width
        state.above = [] if numbers else [*state.above, *filled]
        state.earlier |= numbers
        if table is not None:
            yield Head(here, table, " ".join([cell.text for cell in filled]))
        elif run := run_of(cells, states, state.disputes, here):
            yield run
        else:
            yield from _row_events(cells, states, state, here)


def _go_on(grid: Grid, columns: Columns) -> None:
    """Heads of an earlier grid: whether this one goes on below them, else where its own numbers begin. A page may cut other
    columns in the same number: then a row with a number for each head stands beside them."""
    named = list(columns.told.named)
    full = {tuple(found) for cells in grid.rows if len(found := _counts(cells)) == len(named)}
    columns.here = grid.width == columns.width and full <= {tuple(named)}
    columns.begins = min(full.pop(), default=0) if len(full) == 1 else 0


def _counts(cells: Sequence[GridCell]) -> list[int]:
    """The columns of a row's numbers right of its words; a number left of them counts the rows."""
    found: list[int] = []
    for cell in cells:
        state = numeral(cell.text).state
        if state == "unreadable":
            found = []
        elif state == "reported":
            found.append(cell.column)
    return found


def new_heads() -> _Heads:
    """An empty memory of column heads, shared by the grids of one document (tables go on over pages)."""
    return _Heads()


# --- heads --------------------------------------------------------------------------------------------------------

def _head_of(filled: list[GridCell], numbers: bool, state: _Heads) -> str | None:
    """The table whose head this row of cells belongs to; remembers its columns in `state`."""
    if not filled:
        return None
    if normalise(filled[0].text).startswith(_ARTICLE) and len({cell.text for cell in filled}) == 1:
        state.table, state.columns, state.disputes = "disclosure", None, Names()
        return "disclosure"
    if numbers or is_row(filled, state.disputes.heads):
        return None
    for table, telling in _TELLING.items():
        hits = telling & {code for cell in filled if (code := column_named(table, cell.text))}
        if len(hits) >= 2 or (table == "requests" and "natural_person" in hits):
            return _remember(table, filled, state)
    routes = [cell for cell in filled if route(cell) and not row_named("disclosure", cell.text)]
    if routes and (routes[0] is filled[0] or len(routes) > 1):
        return _remember("disputes", filled, state)
    # an article written beside its rows stands before the first column
    begin = next((i for i, cell in enumerate(filled[:2], 1) if normalise(cell.text) == _WORDS["first_column"]), 0)
    if begin:
        state.table, state.earlier, state.disputes = "disclosure", False, Names()
        state.columns = Columns("disclosure", filled[begin:])
        return "disclosure"
    return None


def _remember(table: str, filled: list[GridCell], state: _Heads) -> str:
    """Adds a row of heads. Below values heads begin anew; a page may end between two rows of heads."""
    if table == "disputes" and (state.table != table or (state.earlier and state.disputes.used)):
        state.disputes = Names()
    if table == "requests" and (state.table != table or state.columns is None or state.columns.used):
        state.columns, state.disputes = Columns(table, list(state.above)), Names()
    state.table = table
    state.earlier = False
    if table == "disputes":
        state.disputes.add(filled)
    elif state.columns:
        state.columns.add(filled)
    return table


# --- rows ---------------------------------------------------------------------------------------------------------

def _row_events(cells: list[GridCell], states: list[State], state: _Heads, here: float) -> Iterator[Event]:
    texts = [cell for cell, kind in zip(cells, states, strict=True) if kind == "unreadable"]
    numbers = "reported" in states
    first = state.columns.told.first if state.columns and state.columns.here else 0
    counts = [cell.column for cell, kind in zip(cells, states, strict=True) if kind == "reported" and cell.column >= first]
    for edge in ([first] if first else []) + counts[:1]:  # a number left of the first head counts the rows
        texts = [cell for cell in texts if cell.column < edge] or texts  # what is right of them is a bad value or a remark
    table, match = _named(tuple([cell.text for cell in texts]), state.table)
    label = texts[-1] if texts else None
    if table is None:
        table = state.table
        if table in (None, "disputes") or not (numbers or (table == "disclosure" and texts)):
            return
    after = [cell for cell in cells if cell.column > label.column] if label else cells
    placed = place(after, state.columns if state.table == table else None, table, match.code if match else None)
    values = placed.values
    if state.columns and state.table == table:
        state.columns.used = True
    if match is None and not numbers and not (placed.proved and all(cell.text.strip() for cell in values)):
        return  # words beside empty cells; a misprinted label may stand beside signs
    line = cells[0].place.line or 0
    printed = " ".join(" ".join(cell.text.split()) for cell in texts)
    group = bool(match and match.code == "other")
    if not values or (group and placed.columns is None and not numbers
                      and sum(numeral(cell.text).state == "not_applicable" for cell in values) != _WIDTH):
        if match:
            yield Label(here, table or "", match.code, line, group=group, end=here)
        return
    yield Run(
        here, tuple([Token(cell.text, numeral(cell.text), cell.place) for cell in values]), line, values[0].place,
        table=table, own=match.code if match else None, label=printed, columns=placed.columns, framed=True,
        proved=placed.proved, likely=bool(match and match.likely), problem=placed.problem,
        aside=" ".join(cell.text.strip() for cell in placed.aside if numeral(cell.text).state == "reported"),
    )


@lru_cache(maxsize=4_000)
def _named(texts: tuple[str, ...], current: str | None) -> tuple[str | None, Match | None]:
    """The table and row that the label cells of a grid row name: the last cell first, then all of them joined."""
    if not texts:
        return None, None
    order = [current] if current in ("requests", "disclosure") else []
    order += [table for table in ("requests", "disclosure") if table not in order]
    tries = [*reversed(texts), "".join(texts)]
    for sure in (True, False):
        for table in order:
            for text in tries:
                match = row_named(table, text)
                if match and match.likely != sure:
                    return table, match
    return None, None
