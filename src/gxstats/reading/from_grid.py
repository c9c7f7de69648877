"""Framed grids (mark-up or ruling lines) become runs: rows by their labels, columns by the head above them.

A value is placed by its head when the row has exactly as many distinct cells as the head has columns, or when every
column of the head has a cell of its own below it. Anything else is a run with a `problem`, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gxstats import catalog
from gxstats.model import Grid, GridCell
from gxstats.reading.events import Event, Head, Label, Run, Token
from gxstats.reading.labels import normalise
from gxstats.reading.matching import Match, column_named, row_named, tables
from gxstats.reading.numerals import numeral

# column labels that no other table prints: two of them make a row of cells the head of this table
_TELLING = {
    "requests": {"natural_person", "business", "research", "public_welfare", "legal_service"},
    "disputes": {"upheld", "corrected", "pending"},
}
_WORDS = catalog.load("characters.toml")
_DISPUTE_WIDTH = 15
_WIDTH = 7  # columns of the requests table


@dataclass
class _Heads:
    """What the rows above say of the columns: for each table the column codes by grid column."""

    table: str | None = None
    columns: dict[int, str | None] = field(default_factory=dict)
    disputes: list[GridCell] = field(default_factory=list)
    earlier: bool = True  # the columns are those of an earlier grid: a head in this one begins anew


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
    state.earlier = True
    for index, cells in enumerate(grid.rows()):
        here = position + index * 1e-4
        filled = [cell for cell in cells if cell.text.strip()]
        if not cells:
            continue
        table = _head_of(filled, state)
        if table is not None:
            yield Head(here, table, " ".join(cell.text for cell in filled))
            continue
        if state.disputes and (run := _dispute_part(cells, state, here) or _dispute_run(cells, state, here)):
            yield run
            continue
        yield from _row_events(cells, filled, state, here)


def new_heads() -> _Heads:
    """An empty memory of column heads, shared by the grids of one document (tables go on over pages)."""
    return _Heads()


# --- heads --------------------------------------------------------------------------------------------------------

def _head_of(filled: list[GridCell], state: _Heads) -> str | None:
    """The table whose head this row of cells belongs to; remembers its columns in `state`."""
    if not filled:
        return None
    first = normalise(filled[0].text)
    if first.startswith(tuple(_WORDS["article_words"])) and len({cell.text for cell in filled}) == 1:
        state.table, state.columns = "disclosure", {}
        return "disclosure"
    if any(numeral(cell.text).state == "reported" for cell in filled) or _is_dispute_row(filled, state):
        return None
    for table, telling in _TELLING.items():
        named = {cell.column: column_named(table, cell.text) for cell in filled}
        hits = telling & {code for code in named.values() if code}
        if len(hits) >= 2 or (table == "requests" and "natural_person" in hits):
            return _remember(table, filled, named, state)
    routes = [cell for cell in filled if row_named("disputes", cell.text) and not row_named("disclosure", cell.text)]
    if routes and (routes[0] is filled[0] or len(routes) > 1):
        return _remember("disputes", filled, {}, state)
    # an article written beside its rows stands before the first column
    begin = next((i for i, cell in enumerate(filled[:2], 1) if normalise(cell.text) == _WORDS["first_column"]), 0)
    if begin:
        state.table, state.earlier = "disclosure", False
        state.columns = {cell.column: column_named("disclosure", cell.text) for cell in filled[begin:]}
        return "disclosure"
    return None


def _is_dispute_row(filled: list[GridCell], state: _Heads) -> bool:
    """Whether a route such as "review" stands beside its numbers, all of them blank or signs: results stand above."""
    if not row_named("disputes", filled[0].text):
        return False
    if sum(numeral(cell.text).state == "not_applicable" for cell in filled) > 1:
        return True
    return len(filled) == 1 and bool(state.disputes) and all(
        column_named("disputes", head.text) or head.column <= filled[0].column for head in state.disputes)


def _remember(table: str, filled: list[GridCell], named: dict[int, str | None], state: _Heads) -> str:
    if state.table != table or state.earlier:
        state.table, state.columns, state.disputes, state.earlier = table, {}, [], False
    if table == "disputes":
        state.disputes.extend(filled)
    else:
        state.columns.update({column: code for column, code in named.items() if code})
    return table


# --- rows ---------------------------------------------------------------------------------------------------------

def _row_events(cells: list[GridCell], filled: list[GridCell], state: _Heads, here: float) -> Iterator[Event]:
    texts = [cell for cell in filled if numeral(cell.text).state == "unreadable"]
    if not state.earlier and state.columns and any(cell.column < min(state.columns) for cell in texts):
        texts = [cell for cell in texts if cell.column < min(state.columns)]  # what is right of them is a bad value
    table, match, label = _named(texts, state)
    if table is None:
        if not any(numeral(cell.text).state == "reported" for cell in cells):
            return
        table = state.table
        if table in (None, "disputes"):
            return
    values, columns, problem = _values(cells, texts, label, state, table)
    line = cells[0].place.line or 0
    printed = " ".join(" ".join(cell.text.split()) for cell in texts)
    group = bool(match and match.code == "other")
    kinds = [numeral(cell.text).state for cell in values]
    printed_row = "reported" in kinds or kinds.count("not_applicable") == _WIDTH
    if not values or (group and columns is None and not printed_row):
        if match:
            yield Label(here, table or "", match.code, line, group=group, end=here)
        return
    yield Run(
        here, tuple(Token(cell.text, numeral(cell.text), cell.place) for cell in values), line, values[0].place,
        table=table, own=match.code if match else None, label=printed, columns=columns, framed=True,
        likely=bool(match and match.likely), problem=problem,
    )


def _named(texts: list[GridCell], state: _Heads) -> tuple[str | None, Match | None, GridCell | None]:
    """The table and row that the label cells of a grid row name: the last cell first, then all of them joined."""
    if not texts:
        return None, None, None
    order = [state.table] if state.table in ("requests", "disclosure") else []
    order += [table for table in ("requests", "disclosure") if table not in order]
    tries = [*reversed([cell.text for cell in texts]), "".join(cell.text for cell in texts)]
    for sure in (True, False):
        for table in order:
            for text in tries:
                match = row_named(table, text)
                if match and match.likely != sure:
                    return table, match, texts[-1]
    return None, None, texts[-1]


def _values(
    cells: list[GridCell], texts: list[GridCell], label: GridCell | None, state: _Heads, table: str | None,
) -> tuple[list[GridCell], tuple[str, ...] | None, str]:
    """The value cells of a row, the column codes they belong to where the head proves them, and what is wrong."""
    after_label = [cell for cell in cells if label is None or cell.column > label.column]
    head = dict(sorted(state.columns.items())) if state.table == table else {}
    if not head:
        return (_inner(after_label, _WIDTH) or after_label) if table == "requests" else after_label, None, ""
    codes = list(head.values())
    first = min(head)
    if len(after_label) == len(codes) and (once := _unmerged(after_label, codes)):
        after_label, codes = once
        return after_label, _proved(codes), ""
    # a piece on the next page has columns of its own: there only the cells right of the label count
    below = after_label if state.earlier else [cell for cell in after_label if cell.column >= first]
    complete = table != "requests" or len(codes) == 7
    # a number left of the first column: cells were lost there, and what stands below a head is not its own
    shifted = any(cell.column < first and numeral(cell.text).state != "blank" for cell in after_label)
    for candidates in (after_label,) if shifted else (below, after_label):
        if len(candidates) == len(codes) and complete:
            return candidates, _proved(codes), ""
    by_column = {cell.column: cell for cell in after_label}
    if complete and not state.earlier and all(column in by_column for column in head) and all(
            not cell.text.strip() for cell in after_label if cell.column not in head):
        return [by_column[column] for column in head], _proved(codes), ""
    if not complete:
        return after_label, None, ""
    if inner := _inner(after_label, len(codes), gaps=table == "disclosure"):
        return inner, _proved(codes), ""
    return after_label, None, f"{len(after_label)}/{len(codes)}"


def _inner(cells: list[GridCell], width: int, gaps: bool = False) -> list[GridCell] | None:
    """The cells without the empty ones at both ends, where exactly `width` are left and none of those is empty.

    With `gaps` empty ones between them are passed over too: a conversion writes those for merged cells, and where heads
    and values are merged differently they stand anywhere.
    """
    filled = [index for index, cell in enumerate(cells) if cell.text.strip()]
    if len(filled) != width or (not gaps and filled[-1] - filled[0] != width - 1):
        return None
    return [cells[index] for index in filled]


def _unmerged(cells: list[GridCell], codes: list[str | None]) -> tuple[list[GridCell], list[str | None]] | None:
    """Cells and codes once each where a merged area was written out: a head again and again, below it one text."""
    texts: dict[str | None, set[str]] = {}
    for cell, code in zip(cells, codes, strict=True):
        texts.setdefault(code, set()).add(cell.text)
    if len(texts) == len(codes) or None in texts or any(len(found) > 1 for found in texts.values()):
        return None
    return [cells[codes.index(code)] for code in texts], list(texts)


def _proved(codes: list[str | None]) -> tuple[str, ...] | None:
    found = tuple(code for code in codes if code)
    return found if len(found) == len(codes) and len(set(found)) == len(found) else None


# --- disputes: one line of fifteen under three heads ---------------------------------------------------------------

def _dispute_run(cells: list[GridCell], state: _Heads, here: float) -> Run | None:
    kinds = [numeral(cell.text).state for cell in cells]
    while kinds and kinds[0] == "unreadable" and len(kinds) > _DISPUTE_WIDTH:
        cells, kinds = cells[1:], kinds[1:]
    readable = sum(kind == "reported" for kind in kinds)
    if not readable and not (len(cells) == _DISPUTE_WIDTH and all(k in ("blank", "not_applicable") for k in kinds)):
        return None
    if readable and sum(kind == "unreadable" for kind in kinds) > 3:
        return None
    problem = "" if len(cells) == _DISPUTE_WIDTH else f"{len(cells)}/{_DISPUTE_WIDTH}"
    tokens = tuple(Token(cell.text, numeral(cell.text), cell.place) for cell in cells)
    columns = None if problem else _dispute_columns(cells, state.disputes)
    return Run(here, tokens, cells[0].place.line or 0, cells[0].place, table="disputes", columns=columns, framed=True,
               problem=problem)


def _dispute_part(cells: list[GridCell], state: _Heads, here: float) -> Run | None:
    """A row of the disputes with a name of its own, where each route or each result has a line: its cells named by
    what stands beside and above them."""
    first = next((i for i, cell in enumerate(cells) if numeral(cell.text).state != "unreadable"), len(cells))
    names, values = cells[:first], cells[first:]
    if not any(row_named("disputes", name.text) or column_named("disputes", name.text) for name in names):
        return None
    found = [_crossing([*_over(cell, state.disputes), *names]) for cell in values]
    while found and not found[-1] and not values[-1].text.strip():
        found, values = found[:-1], values[:-1]  # the sheet is wider than the table
    paths = tuple(path for path in found if path)
    if not paths or len(paths) < len(found) or len(set(paths)) < len(paths) or len(paths) == _DISPUTE_WIDTH:
        return None
    tokens = tuple(Token(cell.text, numeral(cell.text), cell.place) for cell in values)
    return Run(here, tokens, cells[0].place.line or 0, cells[0].place, table="disputes", columns=paths, framed=True)


def _over(cell: GridCell, heads: list[GridCell]) -> list[GridCell]:
    return [head for head in heads if head.column <= cell.column < head.column + head.column_span]


def _crossing(names: list[GridCell]) -> str | None:
    """`row/column` of the disputes that the names beside and above a cell tell, the last of each; or None."""
    routes = [match.code for name in names if (match := row_named("disputes", name.text))]
    results = [code for name in names if (code := column_named("disputes", name.text))]
    return f"{routes[-1]}/{results[-1]}" if routes and results else None


def _dispute_columns(cells: list[GridCell], heads: list[GridCell]) -> tuple[str, ...] | None:
    """`row/column` for each cell from the heads that stand above it, or None when they do not tell all fifteen apart."""
    found = [_crossing(_over(cell, heads)) for cell in cells]
    paths = tuple(path for path in found if path)
    return paths if len(set(paths)) == _DISPUTE_WIDTH else None
