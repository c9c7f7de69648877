"""The figures an export speaks of: each numbered, said how it is made, and led back to printed cells by references.

A reference is `unit/year/scope/code@sha256`; `gxstats trace` opens it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from gxstats import catalog
from gxstats.exporting.choice import Choice
from gxstats.measuring import queries
from gxstats.measuring.references import reference


@dataclass(frozen=True)
class Figure:
    """A number said somewhere in an export, `[number]` behind it. It is made of the cells `codes` of `reports` (unit, year),
    out of `asked` reports that could have printed them."""

    number: int
    label: str
    value: str
    codes: tuple[str, ...]
    reports: tuple[tuple[str, int], ...]
    asked: int


@dataclass
class Figures:
    """Collects the figures of an export while its sentences are made. `wide` has a line a report and a column a code."""

    wide: pd.DataFrame
    language: str
    found: list[Figure] = field(default_factory=list)

    def mark(self, label: str, value: str, codes: Sequence[str], years: Iterable[int], units: Sequence[str] = (),
             every: bool = True) -> str:
        """`value` with the number of its figure behind it; a figure said twice keeps its number. It is made of the reports that
        print every one of the codes, or with `every` off at least one of them."""
        years = list(years)
        asked = self.wide[self.wide["year"].isin(years)]
        if units:
            asked = asked[asked["unit"].isin(units)]
        printed = asked[list(codes)].notna()
        whole = asked[printed.all(axis=1) if every else printed.any(axis=1)]
        reports = tuple((str(unit), int(year)) for unit, year in zip(whole["unit"], whole["year"], strict=True))
        figure = Figure(len(self.found) + 1, label, value, tuple(codes), reports, len(asked))
        same = [f for f in self.found if (f.value, f.codes, f.reports) == (figure.value, figure.codes, figure.reports)]
        if not same:
            self.found.append(figure)
        told = f"{value}[{(same or [figure])[0].number}]"
        if len({*years}) == 1 and 0 < len(reports) < len(asked):
            told += catalog.say(" (printed by {count} of {asked} reports)", self.language, count=len(reports), asked=len(asked))
        return told


def cells(choice: Choice, codes: Sequence[str], units: Sequence[str] = ()) -> pd.DataFrame:
    """Every printed cell that figures of these codes are made of: unit, year, scope, code, value, text, sha256, file and
    `reference`; of all chosen units or of some. Where a code is a computed group or a total left blank, its printed parts
    stand in its place."""
    frame = queries.from_chosen(choice.ask, choice.chosen, (
        "SELECT c.report_id, c.unit, c.year, c.scope, x.code, x.value, x.text, x.origin, r.sha256, r.file FROM chosen c "
        "JOIN report r ON r.report_id = c.report_id JOIN cell x ON x.report_id = c.report_id "
        "LEFT JOIN named n ON n.unit = c.unit "
        "WHERE x.value IS NOT NULL AND list_contains($codes::VARCHAR[], x.code) "
        "AND (len($only::VARCHAR[]) = 0 OR list_contains($only::VARCHAR[], c.unit)) "
        "ORDER BY c.year DESC, n.position, c.unit, x.code"),
        codes=sorted({part for code in codes for part in _all(code)}), only=list(units))
    printed: dict[int, set[str]] = {}
    for report, code in zip(frame["report_id"], frame["code"], strict=True):
        printed.setdefault(report, set()).add(code)
    wanted = {report: {part for code in codes for part in made_of(code, there)} for report, there in printed.items()}
    keep = [code in wanted[report] for report, code in zip(frame["report_id"], frame["code"], strict=True)]
    frame = frame[pd.Series(keep, frame.index, dtype=bool)]  # a plain list would choose columns where there is no line
    frame = frame.drop(columns="report_id").reset_index(drop=True)
    frame["reference"] = [reference(*line) for line in frame[["unit", "year", "scope", "code", "sha256"]].itertuples(
        index=False, name=None)]
    return frame


def made_of(code: str, printed: set[str]) -> list[str]:
    """The printed cells behind a code of one report: itself, or its parts where it is computed or left blank."""
    return [code] if code in printed else [cell for part in parts(code) for cell in made_of(part, printed)]


@cache
def parts(code: str) -> tuple[str, ...]:
    """The cells that a computed group or a summed total is the sum of, over all forms; empty for other codes."""
    table, row, column = code.split("/")
    found: dict[str, None] = {}
    for form in catalog.forms().values():
        for group in form.table(table).groups:
            if group.code == row:
                found.update(dict.fromkeys(f"{table}/{part}/{column}" for part in group.sum_of if part != row))
        for identity in form.identities:
            if identity.total == (code,):
                found.update(dict.fromkeys(identity.parts))
    return tuple(found)


@cache
def _all(code: str) -> frozenset[str]:
    return frozenset({code}.union(*(_all(part) for part in parts(code))))
