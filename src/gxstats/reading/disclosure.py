"""The disclosure table: short rows under several heads, each read by its own label and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gxstats import catalog
from gxstats.model import Column, Finding, Form, Row
from gxstats.reading import digits
from gxstats.reading.events import Event, Head, Label, Run, Token
from gxstats.reading.from_text import Text
from gxstats.reading.labels import likeness, normalise
from gxstats.reading.matching import rows
from gxstats.reading.requests import Found, add_cells, by_order, set_aside

_REACH = 4_000  # letters before the requests table in which the disclosure table is looked for
_LIKE = 0.6
_CLEAR = 0.1  # by which a label is more like its row than like any other: "行政" alone names none
_APART = 4  # letters between two column heads of one line
_TOUCHING = re.compile(r"\d[+\-−]\d")  # a number ends where the sign of the next begins: its own end is not proved
_SLASH = re.compile(r"[\s/／]+")  # labels are compared without it


def read(events: Sequence[Event], text: Text, end: float, form: Form | None) -> Found:
    """Cells and findings of the disclosure table, which stands before position `end`."""
    found = Found()
    here = _region(events, end)
    found.seen = {event.row for event in here if isinstance(event, Label)}
    _name(here, text)
    runs = [event for event in here if isinstance(event, Run) and event.table in (None, "disclosure")]
    form = form or list(catalog.forms().values())[-1]
    known = {row.code: row for row in form.table("disclosure").rows}
    known |= {row.code: row for row in rows("disclosure") if row.code not in known}
    taken: dict[str, Run] = {}
    orphans: list[Run] = []
    for run in runs:
        if run.own is None:
            orphans.append(run)
        elif run.own not in taken:
            taken[run.own] = run
        elif [t.numeral.value for t in taken[run.own].tokens] != [t.numeral.value for t in run.tokens]:
            found.findings.append(Finding(
                "readings_differ", "warning", "row {row} stands twice with different numbers", "disclosure", run.own,
                place=run.place))
    _by_likeness(orphans, taken, known, form, found)
    for code, run in taken.items():
        _row(found, known[code], run, here, text)
    set_aside(found, "disclosure", taken.values())
    missing = [row for row in form.table("disclosure").rows if row.code not in taken]
    for run in orphans:
        if taken and run.problem != "placed" and (run.numbers or not run.framed):
            found.findings.append(Finding(
                "label_unmapped", "error" if missing else "warning",
                "{count} numbers behind {text} match no row of {table}", "disclosure", place=run.place,
                values={"count": len(run.tokens), "text": run.behind}))
    return found


def _region(events: Sequence[Event], end: float) -> list[Event]:
    """The events between the first head of the table and the next table."""
    heads = [e.position for e in events if isinstance(e, Head) and e.table == "disclosure"
             and e.position < end and _is_article(e.text)]
    if not heads:  # the article lines are lost: trust framed rows, and what stands directly before the requests table
        heads = [e.position for e in events if isinstance(e, Head | Run) and getattr(e, "table", None) == "disclosure"
                 and e.position < end]
    if not heads:
        return []
    last = heads[-1]
    start = min(head for head in heads if last - head < _REACH)
    stop = min((e.position for e in events if isinstance(e, Head) and e.table in ("requests", "disputes")
                and e.position > last), default=float("inf"))
    return [event for event in events if start <= event.position < min(end, stop)]


def _is_article(text: str) -> bool:
    return normalise(text).startswith(tuple(catalog.load("characters.toml")["article_words"]))


def _name(events: Sequence[Event], text: Text) -> None:
    """A run belongs to the label that stands directly before it, with nothing but white space between."""
    last: Label | None = None
    for event in events:
        if isinstance(event, Label) and event.table == "disclosure":
            last = event
        elif isinstance(event, Run) and not event.framed:
            if last and not text.text[int(last.end):int(event.position)].strip(" \t\n\r\u00a0\u3000:：|"):
                event.own, event.table = last.row, "disclosure"
            elif event.table is None:
                event.own = None
            last = None


def _by_likeness(orphans: list[Run], taken: dict[str, Run], known: dict[str, Row], form: Form, found: Found) -> None:
    """A misprinted label names the one missing row it looks like; the reading says so."""
    for run in orphans:
        label = run.label or run.before.strip().split("\n")[-1]
        ranked = sorted(((likeness(label, row), row.code) for row in form.table("disclosure").rows
                         if row.code not in taken), reverse=True)
        if ranked and ranked[0][0] >= _LIKE and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _CLEAR):
            taken[ranked[0][1]] = run
            run.problem = run.problem or "placed"
            found.findings.append(Finding(
                "label_unmapped", "info", "the label {text} was read as {row}", "disclosure", ranked[0][1],
                values={"text": label.strip()}, place=run.place))


def _row(found: Found, row: Row, run: Run, events: Sequence[Event], text: Text) -> None:
    columns = row.columns if run.framed else _columns(row, _above(run, events, text))
    order = run.columns or tuple(column.code for column in columns)
    if not set(order) <= {column.code for column in row.columns}:
        # the head above belongs to other rows (one was lost): only the width speaks, and that is not enough
        found.findings.append(Finding(
            "label_unmapped", "error", "the columns above row {row} are not those of its form", "disclosure", row.code,
            place=run.place))
        return
    tokens = list(run.tokens)
    if not run.framed:
        tokens = _once(tokens, columns, _above(run, events, text))
        filled = [token for token in tokens if token.numeral.state != "blank"]
        if len(tokens) > len(filled) == len(order):
            tokens = filled  # every column has its value: the empty cells are what a conversion made of merged ones
        while len(tokens) > len(order) and tokens[-1].numeral.state == "blank":
            tokens = tokens[:-1]
    touching = not run.framed and bool(_TOUCHING.search(run.glued))
    spoilt = run.problem not in ("", "placed")
    sound = len(tokens) == len(order) and not spoilt and not touching
    if sound and not run.framed:
        sound = all(token.numeral.state != "unreadable" for token in tokens)
    if sound:
        add_cells(found, "disclosure", row.code, order, tokens)
        if run.framed and not run.proved:
            found.findings.append(by_order("disclosure", run.place, row.code))
        if not run.framed and any(token.numeral.state == "blank" for token in tokens):
            found.findings.append(Finding(
                "cell_unreadable", "warning",
                "row {row} has an empty cell in running text; which column it is cannot be proved",
                "disclosure", row.code, place=run.place))
        return
    if run.empty:
        found.seen.add(row.code)
        return
    printed = run.glued.strip() or " ".join(token.text for token in tokens)
    glued = touching or (
        not run.framed and len(tokens) < len(order) and sum(letter.isdigit() for letter in printed) >= len(order))
    if glued and not spoilt and printed.isdigit() and (reading := digits.only_reading(printed, len(order))):
        add_cells(found, "disclosure", row.code, order, [_solved(value, run) for value in reading])
        return
    check = "digits_unresolved" if glued else "cell_unreadable"
    message = ("the digits {text} of row {row} run together and can be read in more than one way" if glued
               else "row {row} has {count} values where {width} belong: {text}")
    found.findings.append(Finding(
        check, "error", message, "disclosure", row.code, place=run.place,
        values={"text": printed, "count": len(tokens), "width": len(order)}))


def _solved(value: int, run: Run) -> Token:
    from gxstats.reading.numerals import numeral
    return Token(str(value), numeral(str(value)), run.place)


def _above(run: Run, events: Sequence[Event], text: Text) -> str:
    """What is printed between the article line above a run and the run, without white space."""
    start = max((e.position for e in events if isinstance(e, Head) and e.position < run.position
                 and _is_article(e.text)), default=run.position - 200)
    return _SLASH.sub("", text.text[int(max(start, 0)):int(run.position)])


def _columns(row: Row, above: str) -> Sequence[Column]:
    """The row's columns in the order the nearest head above prints them, where all their labels stand there together:
    labels that are wrapped over lines tell no order."""
    found = []
    for column in row.columns:
        start, label = max((above.rfind(word), word) for word in map(normalise, (column.label, *column.spellings)))
        found.append((start, start + len(label), column))
    found.sort(key=lambda item: item[:2])
    together = found[0][0] >= 0 and all(0 <= second[0] - first[1] <= _APART for first, second in pairwise(found))
    return [column for _, _, column in found] if together else row.columns


def _once(tokens: list[Token], columns: Sequence[Column], above: str) -> list[Token]:
    """The tokens of written-out merged cells once each: a head as often as the same number stands below it."""
    times = [above.count(normalise(column.label)) for column in columns]
    if len(tokens) == len(columns) or sum(times) != len(tokens) or 0 in times:
        return tokens
    starts = [sum(times[:index]) for index in range(len(times))]
    if any(len({token.text for token in tokens[at:at + count]}) > 1 for at, count in zip(starts, times, strict=True)):
        return tokens
    return [tokens[at] for at in starts]
