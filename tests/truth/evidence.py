"""The cells of a store, long as they were read, and what they add up to: plain pandas, no use of measuring or of `figure`.

The official structure is written down here once more, from the notices, so that a fault of the definitions is seen too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd

from gxstats.storing.store import Store

KINDS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other_org")
OUTCOMES = ("granted", "partly_granted", "denied", "unavailable", "refused", "other")
ROUTES = ("reconsideration", "litigation_direct", "litigation_after")
RESULTS = ("upheld", "corrected", "other", "pending")
REASONS = {
    "denied": ("state_secret", "other_law", "security", "third_party", "internal", "process", "enforcement", "query"),
    "unavailable": ("not_held", "not_compiled", "unclear"),
    "refused": ("petition", "duplicate", "publication", "excessive", "reissue"),
    "other": ("uncorrected", "unpaid", "rest"),
}
LEAVES = {group: tuple(f"{group}_{reason}" for reason in reasons) for group, reasons in REASONS.items()}
_SINGLE = ("received", "carried_in", "granted", "partly_granted", "handled", "carried_out")


@dataclass(frozen=True)
class Choice:
    """What the reader chose, as the address has it."""

    scope: str
    first: int
    last: int
    kind: str = ""
    units: tuple[str, ...] = ()
    like: bool = False

    @property
    def years(self) -> list[int]:
        return list(range(self.first, self.last + 1))


@dataclass
class Evidence:
    """The tables of a store as frames."""

    report: pd.DataFrame
    cell: pd.DataFrame
    unit: pd.DataFrame
    expected: pd.DataFrame
    finding: pd.DataFrame
    named: dict[str, dict[str, object]] = field(default_factory=dict)

    @staticmethod
    def of(data: Path) -> Evidence:
        """The evidence in the current store of a data directory."""
        connection = duckdb.connect(str(Store(data).path()), read_only=True)
        try:
            found = Evidence(*(connection.execute(f"SELECT * FROM {table}").df()
                               for table in ("report", "cell", "unit", "expected", "finding")))
        finally:
            connection.close()
        for line in found.unit.sort_values("from_year").to_dict("records"):
            found.named[str(line["unit"])] = {str(key): value for key, value in line.items()}
        return found

    @cached_property
    def wide(self) -> pd.DataFrame:
        """One row a current report with cells: passport columns and a column a code, blank totals and groups added up."""
        current = self.report[self.report["current"] & (self.report["cells"] > 0) & self.report["unit"].notna()]
        current = current.sort_values(["complete", "cells", "report_id"], ascending=[False, False, True], kind="stable")
        current = current.drop_duplicates(["unit", "year", "scope"]).set_index("report_id")
        cells = self.cell[self.cell["report_id"].isin(current.index)]
        values = cells[cells["value"].notna()].pivot(index="report_id", columns="code", values="value")
        blanks = {(int(r), str(c)) for r, c in cells.loc[cells["state"] == "blank", ["report_id", "code"]].itertuples(index=False)}
        rows = {}
        for report in current.index:
            row = values.loc[report].dropna().to_dict() if report in values.index else {}
            rows[report] = _added_up(row, {code for number, code in blanks if number == report}, str(current.loc[report, "form"]))
        frame = pd.DataFrame.from_dict(rows, orient="index")
        return pd.concat([current[["unit", "year", "scope", "form"]], frame], axis=1).astype({"year": int})

    def units_of_kind(self, kind: str) -> set[str]:
        return set(self.unit["unit"] if not kind else self.unit.loc[self.unit["kind"] == kind, "unit"])

    def chosen(self, choice: Choice) -> pd.DataFrame:
        """The rows of `wide` in the choice."""
        frame = self.wide[(self.wide["scope"] == choice.scope) & self.wide["year"].between(choice.first, choice.last)]
        if choice.kind:
            frame = frame[frame["unit"].isin(self.units_of_kind(choice.kind))]
        if choice.units:
            frame = frame[frame["unit"].isin(choice.units)]
        if choice.like:
            every = frame.groupby("unit")["year"].nunique() == len(choice.years)
            frame = frame[frame["unit"].isin(every[every].index)]
        return frame

    def due(self, choice: Choice) -> pd.DataFrame:
        """unit, year: who should have reported, or has."""
        frame, have = self.expected, self.chosen(choice)[["unit", "year"]]
        frame = frame[(frame["scope"] == choice.scope) & frame["year"].between(choice.first, choice.last)]
        if choice.kind:
            frame = frame[frame["unit"].isin(self.units_of_kind(choice.kind))]
        if choice.units:
            frame = frame[frame["unit"].isin(choice.units)]
        if choice.like:
            frame = frame[frame["unit"].isin(set(have["unit"]))]
        return pd.concat([frame[["unit", "year"]], have]).drop_duplicates()

    def label(self, unit: str, language: str = "zh") -> str:
        about = self.named[unit]
        return str(about["short_name" if language == "zh" else "name_en"])


def _added_up(row: dict[str, float], blank: set[str], form: str) -> dict[str, float]:
    """The numbers of a report with its groups and, where a total is left blank, the sum of its printed parts."""
    def add(code: str, parts: list[str]) -> None:
        if code not in row and all(part in row for part in parts):
            row[code] = sum(row[part] for part in parts)

    groups = [group for group in LEAVES if group != "other" or form != "form_2019"]

    def add_groups() -> None:
        for group in groups:
            for column in (*KINDS, "total"):
                add(f"requests/{group}/{column}", [f"requests/{leaf}/{column}" for leaf in LEAVES[group]])

    add_groups()
    for line in (*_SINGLE, *OUTCOMES, *(leaf for leaves in LEAVES.values() for leaf in leaves)):
        if f"requests/{line}/total" in blank:
            add(f"requests/{line}/total", [f"requests/{line}/{kind}" for kind in KINDS])
    for column in (*KINDS, "total"):
        if f"requests/handled/{column}" in blank:
            add(f"requests/handled/{column}", [f"requests/{outcome}/{column}" for outcome in OUTCOMES])
    for route in ROUTES:
        if f"disputes/{route}/total" in blank:
            add(f"disputes/{route}/total", [f"disputes/{route}/{result}" for result in RESULTS])
    add_groups()
    return row
