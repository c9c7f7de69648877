"""The disputes table: one line of fifteen numbers under three heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gxstats import catalog
from gxstats.model import Cell, Finding
from gxstats.reading import digits
from gxstats.reading.events import Event, Head, Run, Token
from gxstats.reading.from_text import Text
from gxstats.reading.grid_disputes import official
from gxstats.reading.labels import normalise
from gxstats.reading.matching import row_named
from gxstats.reading.requests import Found, add_cells, by_order
from gxstats.reading.settle import last_words

_WIDTH = 15


def read(events: Sequence[Event], text: Text, start: float) -> Found:
    """Cells and findings of the disputes table, which stands behind position `start` (the end of the requests)."""
    found = Found()
    heads = [e.position for e in events if isinstance(e, Head) and e.table == "disputes"]
    framed = [e for e in events if isinstance(e, Run) and e.framed and e.table == "disputes"]
    if any(head >= start for head in heads):
        found.seen = {"head"}
    parts = [run for run in framed if run.columns and len(run.tokens) < _WIDTH]
    if parts:
        _lines(found, parts)
        for run in framed:
            if run.own and run.problem:
                count, width = run.problem.split("/")
                found.findings.append(Finding(
                    "cell_unreadable", "error", "row {row} has {count} values where {width} belong: {text}", "disputes", run.own,
                    place=run.place, values={"text": " ".join(t.text for t in run.tokens), "count": count, "width": width}))
        return found
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
    if parts := _routes(runs, text.text[max(0, int(begin)):]):
        _lines(found, parts)
        return found
    runs = [run for run in runs if not run.empty or len(_tokens(run)) == _WIDTH]
    best = max(runs, key=lambda run: (len(_tokens(run)) == _WIDTH, sum(c.isdigit() for c in run.glued)), default=None)
    if best is not None and _behind_another(text.text[max(0, int(begin)):int(best.position)]):
        found.findings.append(Finding(
            "cell_unreadable", "error", "between the heads of {table} and its numbers stand those of another table",
            "disputes", place=best.place))
    elif best is not None and (len(_tokens(best)) >= 4 or sum(c.isdigit() for c in best.glued) >= _WIDTH - 2):
        _line(found, best)
    return found


def _behind_another(between: str) -> bool:
    """Whether most columns of the requests begin in a text: a conversion has mixed the lines of two tables."""
    plain = normalise(between)
    columns = list(catalog.forms().values())[-1].table("requests").rows[0].columns
    named = [normalise(column.label)[:2] in plain for column in columns if column.code not in ("other_org", "total")]
    return sum(named) * 2 > len(named)


def _routes(runs: Sequence[Run], text: str) -> list[Run]:
    """Three runs of five in running text, each behind the name of its route, their results named in order above."""
    table = list(catalog.forms().values())[-1].table("disputes")
    results = table.rows[0].columns
    parts = []
    for run in runs:
        match = row_named("disputes", last_words(run.before))
        if match and len(run.tokens) == len(results) and all(t.numeral.state != "unreadable" for t in run.tokens):
            parts.append(replace(run, columns=tuple(f"{match.code}/{column.code}" for column in results)))
    if len({run.columns for run in parts}) < len(table.rows):
        return []
    above = normalise(text[:text.find(parts[0].glued)])
    places = [above.rfind(normalise(column.label)) for column in results]
    return parts if places == sorted(places) and -1 not in places else []


def _lines(found: Found, parts: Sequence[Run]) -> None:
    """The table printed with a line for each route or each result."""
    taken: dict[str, Token] = {}
    for run in parts:
        for path, token in zip(run.columns or (), run.tokens, strict=True):
            row, column = path.split("/")
            if path not in taken:
                add_cells(found, "disputes", row, [column], [token])
            elif taken[path].numeral.value != token.numeral.value:
                found.findings.append(Finding(
                    "readings_differ", "warning", "row {row} stands twice with different numbers", "disputes", row,
                    column, place=token.place))
            taken.setdefault(path, token)


def _tokens(run: Run) -> list[Token]:
    tokens = list(run.tokens)
    while len(tokens) > _WIDTH and not run.framed and tokens[0].numeral.state == "blank":
        tokens = tokens[1:]
    while len(tokens) > _WIDTH and not run.framed and tokens[-1].numeral.state == "blank":
        tokens = tokens[:-1]
    return tokens


def _line(found: Found, run: Run) -> None:
    tokens = _tokens(run)
    order = run.columns or official()
    sound = len(tokens) == _WIDTH and not run.problem
    if sound and (run.framed or all(token.numeral.state != "unreadable" for token in tokens)):
        for path, token in zip(order, tokens, strict=True):
            row, column = path.split("/")
            add_cells(found, "disputes", row, [column], [token])
        if run.framed and not run.proved:
            found.findings.append(by_order("disputes", run.place))
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
