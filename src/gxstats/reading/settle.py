"""Which row each run of the requests table belongs to: by its own label, else by the only place left between others.

A run that stands behind exactly one label belongs to it. Runs whose label stands elsewhere (pieces of a broken table)
are placed only where the rows around them leave exactly as many places as there are runs. The rest is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from gxstats.reading.events import Event, Label, Run
from gxstats.reading.labels import likeness, normalise
from gxstats.reading.matching import groups, rows

_SOMEWHAT_LIKE = 0.45
_WIDTH = 7


@dataclass
class Settled:
    """Runs by row. `doubtful` rows were placed by order alone; `left` runs found no row; `likely` read a misprint."""

    runs: dict[str, Run] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    likely: dict[str, str] = field(default_factory=dict)
    left: list[Run] = field(default_factory=list)
    repeated: list[Run] = field(default_factory=list)


def name_runs(events: Sequence[Event]) -> None:
    """Give each run without a label of its own the one label that stands before it, if there is exactly one."""
    waiting: list[Label] = []
    pieces: list[Run] = []
    for event in events:
        if isinstance(event, Label) and event.table == "requests":
            waiting.append(event)
        elif isinstance(event, Run):
            if event.own is None and not event.framed:
                event.own = _own(waiting, event)
            if event.detached:
                pieces.append(event)
            else:
                _untold(pieces, [label for label in waiting if label.row != event.own and not label.group])
                pieces = []
            waiting = []
        elif event.table in ("disputes", "after"):  # what is printed below belongs to no row above, which may be blank
            _untold(pieces, waiting)
            pieces, waiting = [], []


def _untold(pieces: Sequence[Run], left: Sequence[Label]) -> None:
    """Rows of numbers without a label inside keep the name printed before each only where labels and rows take turns.

    A conversion may print such a label above its row or below it: a row without a label before it, or a label without
    a row behind it, says that it does both. Then their order tells which is which, or nothing does.
    """
    if left or any(run.own is None for run in pieces):
        for run in pieces:
            run.own = None


def _own(waiting: list[Label], run: Run) -> str | None:
    """The row a run belongs to by the labels since the run before it: the only one, or the one on its own line."""
    rows_here = [label for index, label in enumerate(waiting) if not _is_head(label, waiting[index + 1:])]
    if len({label.row for label in rows_here}) == 1:
        return rows_here[-1].row
    if len(rows_here) == 2 and rows_here[1].row in _inside(rows_here[0].row):
        return rows_here[0].row  # a word of a long label that goes on below the numbers
    here = [label for label in rows_here if label.line == run.line]
    if not here or (len(here) == 1 and here[0].row in _inside(rows_here[0].row)):
        return None
    return here[-1].row


@cache
def _inside(code: str) -> frozenset[str]:
    """The rows whose whole label is a word of the official label of another one."""
    label = next((row.label for row in rows("requests") if row.code == code), "")
    words = {row.code: normalise(row.label) for row in rows("requests") if row.code != code}
    return frozenset(other for other, word in words.items() if word in label)


def _is_head(label: Label, after: list[Label]) -> bool:
    """Whether "other handling" stands as a head here: one of its own rows comes next."""
    return label.group and bool(after) and after[0].row in _parts(label.row)


@cache
def _parts(group: str) -> frozenset[str]:
    return frozenset(row for item in groups() if item.code == group for row in item.sum_of)


def settle(events: Sequence[Event], order: Sequence[str]) -> Settled:
    """Place the runs of one table. `order` is the form's row codes as printed."""
    index = {row: number for number, row in enumerate(order)}
    runs = [event for event in events if isinstance(event, Run)]
    seen = {event.row for event in events if isinstance(event, Label)} | {run.own for run in runs if run.own}
    named = [run for run in runs if run.own in index]
    anchors = _rising(named, index)
    settled = Settled()
    for run in anchors:
        settled.runs[str(run.own)] = run
        if run.likely:
            settled.likely[str(run.own)] = run.label
    anchored = {id(run) for run in anchors}
    loose = [run for run in runs if id(run) not in anchored]
    bounds = [(-1, float("-inf")), *((index[str(run.own)], run.position) for run in anchors),
              (len(order), float("inf"))]
    for (low, start), (high, end) in pairwise(bounds):
        here = [run for run in loose if start < run.position < end]
        _fill(here, list(order[low + 1:high]), seen, settled)
    return settled


def _rising(runs: list[Run], index: dict[str, int]) -> list[Run]:
    """The longest sequence of named runs in the form's order; of two for one row the first complete one."""
    places = [index[str(run.own)] for run in runs]
    if all(above < below for above, below in pairwise(places)):
        return runs
    best: list[tuple[int, int]] = []  # weight of the best chain that ends here, its predecessor
    for i, run in enumerate(runs):
        weight = 2 if run.numbers >= _WIDTH else 1
        before = [(best[j][0], j) for j in range(i) if places[j] < places[i]]
        top, previous = max(before, key=lambda pair: (pair[0], -pair[1]), default=(0, -1))
        best.append((top + weight, previous))
    if not best:
        return []
    at = max(range(len(best)), key=lambda i: best[i][0])
    chain = []
    while at >= 0:
        chain.append(runs[at])
        at = best[at][1]
    return chain[::-1]


def _fill(loose: list[Run], missing: list[str], seen: set[str], settled: Settled) -> None:
    """Runs between two anchors go to the rows missing there when both are equally many, else they are left."""
    here = [run for run in loose if run.own is None]
    for run in loose:
        if run.own is not None:
            settled.repeated.append(run)
    if not here:
        return
    if len(here) != len(missing):
        settled.left.extend(here)
        return
    for run, row in zip(here, missing, strict=True):
        settled.runs[row] = run
        official = next(item for item in rows("requests") if item.code == row)
        like = likeness(run.label or last_words(run.before), official) >= _SOMEWHAT_LIKE
        if like:
            settled.likely[row] = run.label or last_words(run.before)
        elif row not in seen:
            settled.doubtful.add(row)


def last_words(text: str) -> str:
    """What is printed directly before a run, back to the last number."""
    words = text.strip()
    for position in range(len(words) - 1, -1, -1):
        if words[position].isdigit() and words[position + 1:position + 2] not in (".", "、", "．"):
            return words[position + 1:]
    return words
