"""The disputes table: one line of fifteen numbers under three heads."""

from __future__ import annotations

from collections.abc import Sequence

from gxstats import catalog
from gxstats.model import Cell, Finding
from gxstats.reading import digits
from gxstats.reading.events import Event, Head, Run
from gxstats.reading.requests import Found, add_cells

_WIDTH = 15


def _paths() -> list[str]:
    """`row/column` of the fifteen cells in printed order."""
    table = list(catalog.forms().values())[-1].table("disputes")
    return [f"{row.code}/{column.code}" for row in table.rows for column in row.columns]


def read(events: Sequence[Event], start: float) -> Found:
    """Cells and findings of the disputes table, which stands behind position `start` (the end of the requests)."""
    found = Found()
    heads = [e.position for e in events if isinstance(e, Head) and e.table == "disputes"]
    framed = [e for e in events if isinstance(e, Run) and e.framed and e.table == "disputes"]
    if any(head >= start for head in heads):
        found.seen = {"head"}
    if framed:
        _line(found, framed[0])
        for other in framed[1:]:
            if [t.numeral.value for t in other.tokens] != [t.numeral.value for t in framed[0].tokens]:
                found.findings.append(Finding(
                    "readings_differ", "warning", "{table} stands twice with different numbers", "disputes",
                    place=other.place))
        return found
    begin = max(start, min((head for head in heads if head >= start), default=start))
    if not heads:
        return found
    stop = min((e.position for e in events if isinstance(e, Head) and e.table == "after"
                and e.position > begin), default=float("inf"))
    runs = [e for e in events if isinstance(e, Run) and not e.framed and begin <= e.position < stop]
    best = max(runs, key=lambda run: (len(_tokens(run)) == _WIDTH, sum(c.isdigit() for c in run.glued)), default=None)
    if best is not None and (len(_tokens(best)) >= 4 or sum(c.isdigit() for c in best.glued) >= _WIDTH - 2):
        _line(found, best)
    return found


def _tokens(run: Run) -> list:  # type: ignore[type-arg]
    tokens = list(run.tokens)
    while len(tokens) > _WIDTH and not run.framed and tokens[0].numeral.state == "blank":
        tokens = tokens[1:]
    while len(tokens) > _WIDTH and not run.framed and tokens[-1].numeral.state == "blank":
        tokens = tokens[:-1]
    return tokens


def _line(found: Found, run: Run) -> None:
    tokens = _tokens(run)
    order = run.columns or tuple(_paths())
    sound = len(tokens) == _WIDTH and not run.problem
    if sound and (run.framed or all(token.numeral.state != "unreadable" for token in tokens)):
        for path, token in zip(order, tokens, strict=True):
            row, column = path.split("/")
            add_cells(found, "disputes", row, [column], [token])
        if not run.framed and any(token.numeral.state == "blank" for token in tokens):
            found.findings.append(Finding(
                "cell_unreadable", "warning", "{table} has an empty cell in running text; which one cannot be proved",
                "disputes", place=run.place))
        return
    if not run.framed and not run.problem and (reading := digits.solve_disputes(run.glued)) is not None:
        for path, value in zip(order, reading, strict=True):
            row, column = path.split("/")
            found.cells.append(Cell("disputes", row, column, digits.Decimal(value), run.glued.strip(), run.place,
                                    origin="solved"))
        if digits.only_reading(run.glued, _WIDTH) is None:
            found.findings.append(Finding(
                "digits_unresolved", "warning",
                "the digits {text} of {table} were split by its three totals alone; please compare them with the document",
                "disputes", place=run.place, values={"text": run.glued.strip()}))
        return
    glued = not run.framed and len(tokens) < _WIDTH and sum(c.isdigit() for c in run.glued) >= _WIDTH
    found.findings.append(Finding(
        "digits_unresolved" if glued else "cell_unreadable", "error",
        "the digits {text} of {table} run together and can be read in more than one way" if glued
        else "{table} has {count} values where {width} belong: {text}", "disputes", place=run.place,
        values={"text": run.glued.strip() or " ".join(t.text for t in run.tokens), "count": len(tokens),
                "width": _WIDTH}))
