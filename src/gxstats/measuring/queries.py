"""Questions to the store. Each takes `ask` (SQL and parameters in, DataFrame out) and the Filter every page shares.

A sum over units carries how many units it is made of; where a unit prints nothing it is missing, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from gxstats.storing.figures import column_of, paths

_IF = re.compile(r"-- if (\w+)$")
_COLUMN = re.compile(r"\b[a-z_]+__[a-z_]+__[a-z_]+\b")
Ask = Callable[[str, Mapping[str, Any]], pd.DataFrame]


@dataclass(frozen=True)
class Filter:
    """The choice every page shares. Empty `kinds` and `units` mean all; years are inclusive."""

    scope: str = "organ"
    first: int = 2019
    last: int = 2025
    kinds: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    like_for_like: bool = False

    def parameters(self) -> dict[str, Any]:
        return {"scope": self.scope, "first": self.first, "last": self.last, "kinds": list(self.kinds),
                "units": list(self.units)}

    def in_force(self) -> set[str]:
        """Which parts of the choice narrow it."""
        return {name for name, on in (("kinds", self.kinds), ("units", self.units), ("like", self.like_for_like)) if on}


@cache
def sql(name: str) -> str:
    """The text of sql/<name>.sql."""
    return (files("gxstats.measuring") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def from_chosen(ask: Ask, chosen: Filter, select: str, **more: Any) -> pd.DataFrame:
    """The answer to a SELECT that may speak of `chosen`, `due` and `named` (sql/chosen.sql); `more` are its parameters.

    Conditions that are not in force and columns that nobody asks for are left out: it answers several times sooner.
    """
    force = chosen.in_force()
    lines = [line for line in sql("chosen").splitlines() if (found := _IF.search(line)) is None or found.group(1) in force]
    columns = ", ".join(f"f.{name}" for name in ("report_id", "unit", "year", "scope", "form",
                                                 *sorted(set(_COLUMN.findall(select)) & _columns())))
    text = "\n".join(lines).replace("f.*", columns) + "\n" + select
    parameters = {**chosen.parameters(), **more}
    return ask(text, {name: value for name, value in parameters.items() if f"${name}" in text})


@cache
def _columns() -> frozenset[str]:
    return frozenset(column_of(path) for path in paths())


def coverage(ask: Ask, chosen: Filter) -> pd.DataFrame:
    """year, due, have, missing_zh, missing_en: who should have reported and who has, year by year."""
    return from_chosen(ask, chosen, sql("coverage"))


def attention(ask: Ask, chosen: Filter, dismissed: Sequence[str] = ()) -> pd.DataFrame:
    """check_code, severity, findings, units, first_unit for the last year of the choice, findings in `dismissed` apart."""
    return from_chosen(ask, chosen, sql("attention"), dismissed=sorted(dismissed))


def by_year(ask: Ask, chosen: Filter, codes: Sequence[str]) -> pd.DataFrame:
    """One row a year: for each code its sum over units and, as <code>#n, how many units print it. Codes are paths."""
    sums = ", ".join(f'sum({column_of(c)}) AS "{c}", count({column_of(c)}) AS "{c}#n"' for c in codes)
    frame = from_chosen(ask, chosen, f"SELECT year, count(*) AS reports, {sums} FROM chosen GROUP BY year ORDER BY year")
    return every_year(frame, chosen)


def every_year(frame: pd.DataFrame, chosen: Filter) -> pd.DataFrame:
    """The frame with a row for every year of the choice; years without a report are missing, not zero."""
    return frame.set_index("year").reindex(range(chosen.first, chosen.last + 1)).copy().reset_index()


def by_unit(ask: Ask, chosen: Filter, codes: Sequence[str], years: Sequence[int] = (), most: int = 0) -> pd.DataFrame:
    """One row a unit and year: unit, names, kind, year, report_id, and each code, units in their stable order.

    `years` keeps only these, with the choice (and like-for-like) as it stands; `most` keeps the units whose first code is
    the largest over the years, 0 means all.
    """
    columns = ", ".join(f'c.{column_of(code)} AS "{code}"' for code in codes)
    only = f" AND c.year IN ({', '.join(str(int(year)) for year in years)})" if years else ""
    if most:
        only += (f" AND c.unit IN (SELECT unit FROM chosen GROUP BY unit ORDER BY sum({column_of(codes[0])}) DESC NULLS LAST, "
                 f"unit LIMIT {int(most)})")
    return from_chosen(ask, chosen, (
        f"SELECT c.unit, n.short_name, n.name, n.name_en, n.kind, c.year, c.report_id, {columns} "
        f"FROM chosen c LEFT JOIN named n ON n.unit = c.unit WHERE true{only} ORDER BY n.position, c.unit, c.year"))


def unit_count(ask: Ask, chosen: Filter) -> int:
    """How many units have a report in the choice."""
    return int(from_chosen(ask, chosen, "SELECT count(DISTINCT unit) AS units FROM chosen")["units"][0])


def reports_in(ask: Ask, chosen: Filter) -> pd.DataFrame:
    """The report of each unit and year in the choice: passport columns, what the unit was called in that year (`name`) and the
    latest `short_name`, `name_en`, `kind`, `parent`; units in their stable order."""
    return from_chosen(ask, chosen, (
        "SELECT r.*, coalesce(u.name, n.name, r.unit_name, r.unit) AS name, n.short_name, n.name_en, n.kind, u.parent "
        "FROM chosen c JOIN report r ON r.report_id = c.report_id LEFT JOIN named n ON n.unit = c.unit "
        "LEFT JOIN unit u ON u.unit = c.unit AND c.year BETWEEN u.from_year AND coalesce(u.to_year, 9999) "
        "ORDER BY n.position, c.unit, c.year"))


def missing_in(ask: Ask, chosen: Filter) -> pd.DataFrame:
    """unit, name, short_name, name_en, kind, year: who had to report in the choice and has not."""
    return from_chosen(ask, chosen, (
        "SELECT d.unit, n.name, n.short_name, n.name_en, n.kind, d.year FROM due d LEFT JOIN named n ON n.unit = d.unit "
        "WHERE NOT EXISTS (SELECT 1 FROM chosen c WHERE c.unit = d.unit AND c.year = d.year) "
        "ORDER BY d.year, n.position, d.unit"))


def unit_codes(ask: Ask, chosen: Filter) -> list[str]:
    """The units that had to report in the choice, or did."""
    return [str(unit) for unit in from_chosen(ask, chosen, "SELECT DISTINCT unit FROM due ORDER BY unit")["unit"]]


def years(ask: Ask) -> tuple[int, int] | None:
    """First and last report year in the store, None when it holds no report."""
    frame = ask("SELECT min(year) AS first, max(year) AS last FROM report WHERE current", {})
    if frame.empty or pd.isna(frame["first"][0]):
        return None
    return int(frame["first"][0]), int(frame["last"][0])


def about(ask: Ask) -> dict[str, str]:
    """What the store says of itself: snapshot, built_at, labels, invented, definitions_version."""
    return dict(ask("SELECT key, value FROM meta", {}).itertuples(index=False, name=None))


def units(ask: Ask) -> pd.DataFrame:
    """unit, short_name, name, name_en, kind, from_year, to_year by position; the latest names."""
    return ask("SELECT unit, arg_max(short_name, from_year) AS short_name, arg_max(name, from_year) AS name, "
               "arg_max(name_en, from_year) AS name_en, arg_max(kind, from_year) AS kind, min(from_year) AS from_year, "
               "CASE WHEN bool_or(to_year IS NULL) THEN NULL ELSE max(to_year) END AS to_year "
               "FROM unit GROUP BY unit ORDER BY min(position)", {})


def scopes(ask: Ask) -> list[str]:
    """The scopes that reports in the store have, the one with most reports first."""
    frame = ask("SELECT scope, count(*) AS n FROM report WHERE current GROUP BY scope ORDER BY n DESC, scope", {})
    return [str(scope) for scope in frame["scope"]]


# --- one report ---------------------------------------------------------------------------------------------------

def reports_of(ask: Ask, unit: str) -> pd.DataFrame:
    """Every report of a unit: passport columns, newest year first."""
    return ask("SELECT * FROM report WHERE unit = $unit ORDER BY year DESC, current DESC, counts DESC, report_id", {"unit": unit})


def cells_of(ask: Ask, report_id: int) -> pd.DataFrame:
    """Every printed cell of a report with text, state, origin and place."""
    return ask("SELECT * FROM cell WHERE report_id = $report", {"report": report_id})


def findings_of(ask: Ask, report_id: int) -> pd.DataFrame:
    """Every finding on a report, errors first."""
    return ask("SELECT * FROM finding WHERE report_id = $report ORDER BY CASE severity WHEN 'error' THEN 0 "
               "WHEN 'warning' THEN 1 ELSE 2 END, check_code, code_table, code_row, code_column", {"report": report_id})


def lines_around(ask: Ask, report_id: int, line: int, around: int = 2) -> pd.DataFrame:
    """line_no, text: a line of the document and those around it."""
    return ask("SELECT line_no, text FROM line WHERE report_id = $report AND line_no BETWEEN $low AND $high "
               "ORDER BY line_no", {"report": report_id, "low": line - around, "high": line + around})


def names_of(ask: Ask, unit: str) -> pd.DataFrame:
    """from_year, to_year, name, kind: what a unit was called when."""
    return ask("SELECT from_year, to_year, name, name_en, kind FROM unit WHERE unit = $unit ORDER BY from_year", {"unit": unit})


def cells_by_hash(ask: Ask, sha256: str) -> pd.DataFrame:
    """code, value, state, text, origin of the document with this hash, as the store has it: with what was corrected."""
    return ask("SELECT c.code, c.value, c.state, c.text, c.origin FROM cell c JOIN report r USING (report_id) "
               "WHERE r.sha256 = $sha256 ORDER BY c.code", {"sha256": sha256})


def unknown_names(ask: Ask) -> pd.DataFrame:
    """unit_name, year (the first), documents: names in documents that no unit of the register has."""
    return ask("SELECT unit_name, min(year) AS year, count(*) AS documents FROM report "
               "WHERE unit IS NULL AND unit_name IS NOT NULL GROUP BY unit_name ORDER BY documents DESC, unit_name", {})


def due_of(ask: Ask, unit: str, year: int) -> pd.DataFrame:
    """due, confirmed, source for a unit and a report year: the date of its area."""
    return ask("SELECT due, confirmed, source FROM due_on WHERE unit = $unit AND year = $year", {"unit": unit, "year": year})


# --- quality ------------------------------------------------------------------------------------------------------

def calendar(ask: Ask, chosen: Filter) -> pd.DataFrame:
    """One line a unit and year that is due: report_id (missing when none is in), errors, warnings, late, due."""
    return from_chosen(ask, chosen, sql("calendar"))


def findings(ask: Ask, chosen: Filter, year: int) -> pd.DataFrame:
    """Failed findings of a year, errors first, with the unit's names and the report they are on; `closed` are those of a
    report that a corrected one has replaced without them."""
    return from_chosen(ask, chosen, (
        "SELECT f.*, n.short_name, n.name_en, r.report_id AS on_report, r.sha256, r.file, "
        "coalesce(own.report_id <> r.report_id AND NOT own.current, false) AS closed FROM finding f "
        "JOIN named n ON n.unit = f.unit LEFT JOIN report own ON own.report_id = f.report_id "
        "LEFT JOIN report r ON r.unit = f.unit AND r.year = f.year AND r.scope = $scope "
        "AND CASE WHEN own.current THEN r.report_id = own.report_id ELSE r.counts END "
        "WHERE f.status = 'fail' AND (f.scope = $scope OR f.scope IS NULL) "
        f"AND f.year = {int(year)} AND f.unit IN (SELECT unit FROM due) "
        "AND NOT (closed AND EXISTS (FROM finding o WHERE o.report_id = r.report_id AND o.check_code = f.check_code "
        "AND o.status = 'fail' AND o.code_table IS NOT DISTINCT FROM f.code_table AND o.code_row IS NOT DISTINCT FROM f.code_row "
        "AND o.code_column IS NOT DISTINCT FROM f.code_column)) "
        "ORDER BY closed, CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, n.position, f.check_code, "
        "f.code_table, f.code_row, f.code_column"))
