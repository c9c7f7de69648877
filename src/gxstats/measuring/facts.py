"""What a scheme is scored on: units with their reports, figures, findings and cells of a year, and the definitions in force.

Asked from a store, or read back from a sign-off: the score is the same function of either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.errors import SchemeError
from gxstats.measuring.peers import peers
from gxstats.measuring.queries import Ask, sql
from gxstats.measuring.schemes import Scheme, of_indicator
from gxstats.storing.figures import column_of

FRAMES = ("units", "figures", "findings", "cells")


@dataclass(frozen=True)
class Facts:
    """The facts of one year. `units`: unit, names, kind, position, report_id, form, complete, extent, published_on, sha256, file.
    `figures`: unit and one column a cell path. `findings` and `cells`: see sql/assessed_*.sql. `definitions`: the limits and
    indicators the scheme uses; `about`: what the store says of itself."""

    year: int
    units: pd.DataFrame
    figures: pd.DataFrame
    findings: pd.DataFrame
    cells: pd.DataFrame
    definitions: Mapping[str, Any]
    about: Mapping[str, str]

    @cached_property
    def cell_of(self) -> dict[tuple[str, str], dict[str, Any]]:
        """(unit, cell path) -> the cell with text and place."""
        return {(row["unit"], row["code"]): {str(k): v for k, v in row.items()} for row in self.cells.to_dict("records")}

    @cached_property
    def finding_of(self) -> dict[str, dict[str, Any]]:
        """id -> the finding."""
        return {row["finding_id"]: {str(k): v for k, v in row.items()} for row in self.findings.to_dict("records")}


def facts(ask: Ask, scheme: Scheme, year: int, data: Path) -> Facts:
    """The facts a scheme needs for a year, in a handful of questions however many units there are. `data` is the data directory,
    whose peer groups a scheme may name."""
    place = {"year": year, "scope": scheme.scope}
    wanted = scheme.figures
    if scheme.units:
        registered = set(ask("SELECT DISTINCT unit FROM unit", {})["unit"])
        for code in scheme.units:
            if code not in registered:
                raise SchemeError("{file}, {item}: there is no unit {code}", file=scheme.file, item="units", code=code)
    columns = "".join(f', {column_of(path)} AS "{path}"' for path in wanted)
    units = ask(sql("assessed_units"), {**place, "kinds": list(scheme.kinds)})
    if scheme.units:
        units = units[units["unit"].isin(scheme.units)].reset_index(drop=True)
    if scheme.peers:
        units = units[units["unit"].isin(_members(ask, scheme, year, data))].reset_index(drop=True)
    figures = ask(f"SELECT unit, report_id{columns} FROM figure WHERE year = $year AND scope = $scope AND unit IS NOT NULL "
                  "ORDER BY unit, report_id", place)
    figures = figures[figures["report_id"].isin(units["report_id"].dropna())].drop(columns="report_id")
    findings = ask(sql("assessed_findings"), {**place, "checks": list(scheme.checks)})
    cells = ask(sql("assessed_cells"), {**place, "codes": list(wanted)})
    known = set(units["unit"])
    return Facts(year, units, figures.reset_index(drop=True), _of(findings, known), _of(cells, known), definitions(scheme),
                 {str(k): str(v) for k, v in ask("SELECT key, value FROM meta", {}).itertuples(index=False, name=None)})


def _members(ask: Ask, scheme: Scheme, year: int, data: Path) -> set[str]:
    """The units of the peer groups a scheme is for."""
    groups = peers(ask, data, year, scheme.scope).groups
    for code in scheme.peers:
        if code not in groups:
            raise SchemeError("{file}, {item}: there is no peer group {code}", file=scheme.file, item="peers", code=code)
    return {unit for code in scheme.peers for unit in groups[code].members}


def _of(frame: pd.DataFrame, units: set[str]) -> pd.DataFrame:
    return frame[frame["unit"].isin(units)].reset_index(drop=True)


def definitions(scheme: Scheme) -> dict[str, Any]:
    """The limits, and numerator and denominator of every indicator the scheme uses, as they are defined now."""
    found = {}
    for item in scheme.items:
        for rule in item.rules:
            if rule.indicator:
                numerator, denominator = of_indicator(rule)
                found[f"{rule.indicator}/{rule.variant}"] = {
                    "numerator": numerator, "denominator": denominator, "share": catalog.is_share(rule.indicator)}
    return {"limits": catalog.limits(), "indicators": found}
