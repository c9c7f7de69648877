"""The requests table: which runs are its rows, over one or several copies in a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gxstats import catalog
from gxstats.model import Cell, Finding, Form, Place, Table
from gxstats.reading import digits
from gxstats.reading.events import Event, Head, Label, Run, Token
from gxstats.reading.settle import Settled, name_runs, settle

_WIDTH = 7
_LATE, _EARLY = 15, 3
_MANY = 3  # rows printed twice with different numbers: more than a misprint


@dataclass
class Found:
    """What was read of one table. `form` is the edition its rows belong to, when they tell."""

    cells: list[Cell] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    form: str | None = None
    seen: set[str] = field(default_factory=set)  # rows whose label is printed, with or without numbers


def _order(with_other: bool, with_parts: bool) -> list[str]:
    """Row codes in printed order; "other handling" stands where its parts do."""
    newest = list(catalog.forms().values())[-1].table("requests")
    parts = next(group.sum_of for group in newest.groups if group.code == "other")
    order: list[str] = []
    for row in newest.rows:
        if row.code == parts[0] and with_other:
            order.append("other")
        if row.code not in parts or with_parts:
            order.append(row.code)
    return order


def _strong(run: Run) -> bool:
    digits_printed = sum(letter.isdigit() for letter in run.glued)
    return run.own is not None and run.table in (None, "requests") and (
        len(run.tokens) == _WIDTH or (not run.framed and digits_printed >= _WIDTH))


def instances(events: Sequence[Event]) -> list[list[Run]]:
    """The strong rows of each copy of the table: runs of seven (or of digits run together) behind a row's label."""
    name_runs(events)
    index = {row: number for number, row in enumerate(_order(True, True))}
    parts: list[list[Run]] = []
    highest = -1
    for event in events:
        if not isinstance(event, Run) or not _strong(event) or event.own not in index:
            continue
        here = index[str(event.own)]
        if not parts or (here <= _EARLY and highest >= _LATE):
            parts.append([])
        elif here <= highest:
            continue  # a heading word such as "total" before the numbers of another table, or a second copy
        parts[-1].append(event)
        highest = here
    return [part for part in parts if len(part) > 2] or parts[:1]


def same_numbers(parts: Sequence[Sequence[Run]], events: Sequence[Event]) -> bool:
    """Whether all copies print the same numbers (a page that shows its table twice)."""
    first = [{run.own: [token.numeral.value for token in run.tokens] for run in part} for part in parts]
    return all(other == first[0] for other in first[1:])


def region(part: Sequence[Run], events: Sequence[Event]) -> tuple[float, float]:
    """From the table's head to the next table's head, as positions."""
    first, last = part[0].position, part[-1].position
    start = max((e.position for e in events if isinstance(e, Head) and e.table == "requests" and e.position <= first),
                default=first - 400)
    end = min((e.position for e in events if isinstance(e, Head) and e.table == "disputes" and e.position > last),
              default=last + 2_000)
    return start, end


def read(events: Sequence[Event], parts: Sequence[Sequence[Run]], form: Form | None) -> Found:
    """Cells and findings of the (first) requests table."""
    found = Found()
    if not parts:
        labels = {event.row for event in events if isinstance(event, Label) and event.table == "requests"}
        found.seen = labels if len(labels) > _LATE else set()  # all of it may be printed without a number
        return found
    start, end = region(parts[0], events)
    here = [event for event in events if start <= event.position < end and getattr(event, "table", "") in (None, "requests")]
    _set_strays_aside(here, found)
    own = {event.own for event in here if isinstance(event, Run)}
    split = own & {"other_uncorrected", "other_unpaid", "other_rest"}
    # an empty row beside its parts is a head, not a row
    here = [event for event in here if not (isinstance(event, Run) and (
        event.problem == "stray" or (event.own == "other" and split and not event.numbers and event.framed)))]
    whole = any(isinstance(event, Run) and event.own == "other" for event in here)
    newest = list(catalog.forms().values())[-1]
    with_parts = bool(split) or not (whole or (form is not None and form.code != newest.code))
    order = _order(whole or not with_parts, with_parts)
    found.form = newest.code if split else None
    if form is not None and whole and not split and form.code == newest.code:
        found.findings.append(Finding(
            "form_mismatch", "warning", "row {row} stands undivided, as in the form before", "requests", "other"))
    found.seen = {event.row for event in here if isinstance(event, Label)}
    settled = settle(here, order)
    table = newest.table("requests")
    columns = [column.code for column in table.rows[0].columns]
    readings = _readings(settled, order, table)
    for row in order:
        if run := settled.runs.get(row):
            _row(found, row, run, columns, readings)
    if any(run.framed and not run.proved and not run.problem for run in settled.runs.values()):
        found.findings.append(by_order("requests", next(iter(settled.runs.values())).place))
    set_aside(found, "requests", settled.runs.values())
    _other_order(found, settled.runs.values(), columns)
    _remarks(found, settled, whole=all(row in settled.runs for row in order))
    return found


def _set_strays_aside(events: Sequence[Event], found: Found) -> None:
    """A number or two alone beside a whole row, such as a page number or a cell fallen out of its row."""
    runs = [event for event in events if isinstance(event, Run)]
    whole = [run for run in runs if len(run.tokens) >= _WIDTH and not run.framed]
    if len(whole) * 2 < len(runs):
        return
    for run, after in zip(runs, [*runs[1:], None], strict=True):
        if run.framed or len(run.tokens) > 2 or len(run.glued) >= _WIDTH:
            continue
        if run.line == (after.line if after else None) or len(run.glued.strip()) > 6:
            continue
        between = [e for e in events if isinstance(e, Label) and after and run.position < e.position < after.position]
        if after and len(after.tokens) >= _WIDTH and not between and after.own is None:
            after.own, run.problem = run.own, "stray"
            found.findings.append(Finding(
                "label_unmapped", "warning", "{text} stands alone inside {table} and belongs to no row",
                "requests", values={"text": run.glued.strip()}, place=run.place))


# --- rows ---------------------------------------------------------------------------------------------------------

def _clean(run: Run) -> list[Token] | None:
    """The seven tokens of a run that need no solving, empty cells at its edges left out; None when there are not seven."""
    tokens = list(run.tokens)
    if run.framed:
        return tokens if len(tokens) == _WIDTH and not run.problem else None
    if run.problem:
        return None
    while len(tokens) > _WIDTH and tokens[0].numeral.state == "blank":
        tokens = tokens[1:]
    while len(tokens) > _WIDTH and tokens[-1].numeral.state == "blank":
        tokens = tokens[:-1]
    if len(tokens) != _WIDTH or any(token.numeral.state == "unreadable" for token in tokens):
        return None
    return tokens


def _readings(settled: Settled, order: Sequence[str], table: Table) -> dict[str, tuple[int, ...] | None]:
    """Solved readings for rows whose digits run together; empty where the table prints its numbers apart."""
    unclean = [run for run in settled.runs.values() if _clean(run) is None and not run.framed]
    if not any(digits.run_together(run.glued, _WIDTH) for run in unclean):
        return {}
    lines = [digits.Line(row, _digits_of(run), _WIDTH) for row in order if (run := settled.runs.get(row))
             and (_clean(run) or (not run.problem and digits.run_together(run.glued, _WIDTH)))]
    return digits.solve_requests(lines)


def _digits_of(run: Run) -> str:
    clean = _clean(run)
    return " ".join(token.text for token in clean) if clean else run.glued


def _row(
    found: Found, row: str, run: Run, columns: Sequence[str], readings: dict[str, tuple[int, ...] | None],
) -> None:
    tokens = _clean(run)
    if tokens is None and run.empty:
        found.seen.add(row)
        return
    if tokens is None:
        solved = readings.get(row)
        if solved is not None:
            found.cells.extend(
                Cell("requests", row, column, digits.Decimal(value), run.glued.strip(), run.place, origin="solved")
                for column, value in zip(columns, solved, strict=True))
            return
        check = "digits_unresolved" if row in readings else "cell_unreadable"
        message = ("the digits {text} of row {row} run together and can be read in more than one way"
                   if row in readings else "row {row} has {count} values where {width} belong: {text}")
        found.findings.append(Finding(
            check, "error", message, "requests", row, place=run.place,
            values={"text": run.glued.strip() or " ".join(t.text for t in run.tokens), "count": len(run.tokens),
                    "width": _WIDTH}))
        return
    order = run.columns or columns
    add_cells(found, "requests", row, order, tokens)
    if not run.framed and any(token.numeral.state == "blank" for token in tokens):
        found.findings.append(Finding(
            "cell_unreadable", "warning", "row {row} has an empty cell in running text; which column it is cannot be proved",
            "requests", row, place=run.place))


def add_cells(found: Found, table: str, row: str, columns: Sequence[str], tokens: Sequence[Token]) -> None:
    """One cell a token; what cannot be read or was put together from two lines gets a finding."""
    for column, token in zip(columns, tokens, strict=True):
        value = token.numeral
        text = " ".join(token.text.split())
        found.cells.append(Cell(table, row, column, value.value, text, token.place, value.state))
        if value.state == "unreadable":
            found.findings.append(Finding(
                "cell_unreadable", "error", "{text} in row {row}, column {column} is neither a number nor a blank",
                table, row, column, values={"text": text}, place=token.place))
            if any(other.numeral.state == "blank" for other in tokens):  # two numbers in one cell, and one cell too few
                found.findings.append(Finding(
                    "cell_unreadable", "warning", "the cells of row {row} may have shifted: one is not a number, another is empty",
                    table, row, place=token.place))
        elif value.joined:
            found.findings.append(Finding(
                "cell_unreadable", "warning", "the number {text} in row {row}, column {column} is broken over lines",
                table, row, column, values={"text": text}, place=token.place))


def _other_order(found: Found, runs: Iterable[Run], columns: Sequence[str]) -> None:
    """A warning where the heads stand in an order of their own in which some row's total is not the sum of its parts: a
    head that was lost may have moved those behind it."""
    for run in runs:
        values = [token.numeral.value for token in run.tokens]
        if not run.columns or list(run.columns) == list(columns) or len(values) != _WIDTH:
            continue
        by_column = dict(zip(run.columns, values, strict=True))
        total = by_column.pop("total", None)
        if total is not None and total != sum(value or 0 for value in by_column.values()):
            found.findings.append(Finding(
                "label_unmapped", "warning",
                "the columns of {table} stand in an order of their own in which its totals do not add up", "requests",
                place=run.place))
            return


def by_order(table: str, place: Place, row: str | None = None) -> Finding:
    """The warning that the heads do not name all columns, so that the order of the form was taken."""
    return Finding(
        "label_unmapped", "warning",
        "the heads above row {row} do not name all its columns; its numbers were read in the order of the form" if row
        else "the heads of {table} do not name all its columns; its numbers were read in the order of the form",
        table, row, place=place)


def set_aside(found: Found, table: str, runs: Iterable[Run]) -> None:
    """A warning where rows print numbers in columns that the form does not have, such as those of the year before."""
    if run := next((run for run in runs if run.aside), None):
        found.findings.append(Finding(
            "label_unmapped", "warning",
            "{table} has a column that the form does not have; its numbers, such as {text}, were left out",
            table, values={"text": run.aside}, place=run.place))


def _remarks(found: Found, settled: Settled, whole: bool) -> None:
    """What is to be said of the rows; numbers left over are an error only where a row of the table has none."""
    for row, text in settled.likely.items():
        found.findings.append(Finding(
            "label_unmapped", "info", "the label {text} was read as {row}", "requests", row,
            values={"text": text.strip()}, place=settled.runs[row].place))
    for row in sorted(settled.doubtful):
        found.findings.append(Finding(
            "label_unmapped", "warning", "row {row} was placed by its order alone; its label was not found",
            "requests", row, place=settled.runs[row].place))
    for run in settled.left:
        found.findings.append(Finding(
            "label_unmapped", "warning" if whole else "error", "{count} numbers behind {text} match no row of {table}",
            "requests", values={"count": len(run.tokens), "text": run.behind}, place=run.place))
    differing = [run for run in settled.repeated if not _same(run, settled.runs.get(str(run.own)))]
    for run in differing:
        found.findings.append(Finding(
            "readings_differ", "warning", "row {row} stands twice with different numbers", "requests", run.own,
            place=run.place))
    if len({run.own for run in differing}) >= _MANY:
        found.findings.append(Finding(
            "reports_mixed", "error", "the file holds tables of several reports that cannot be told apart"))


def _same(run: Run, kept: Run | None) -> bool:
    return kept is not None and [t.numeral.value for t in kept.tokens] == [t.numeral.value for t in run.tokens]
