"""Units of a peer group against each other: values, intervals and ranks, never more than the numbers carry.

The limits (definitions/indicators.toml) are in force here, so that no page can go round them: with N below `min_denominator` there
is no value, below `ranking_min_denominator` no rank; missing figures, no cases, no report and a report that breaks its sums
have neither, and each says why (`state`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gxstats import catalog
from gxstats.measuring import indicators, queries
from gxstats.measuring.queries import Ask, Filter
from gxstats.storing.figures import column_of, paths

RANKED = "ranked"
STATES = (RANKED, "small", "few", "no_cases", "no_figure", "broken", "no_report")
ORDERS = ("high", "low", "cases", "change", "register")
MOST_SIDE = 6


@dataclass(frozen=True)
class Spread:
    """How the ranked units of a group lie: how many, median and quartiles (missing where none is ranked)."""

    count: int
    lower: float
    median: float
    upper: float


def within(chosen: Filter, members: Sequence[str]) -> Filter:
    """The choice narrowed to a group; the reader's own choice of units still counts."""
    kept = tuple(unit for unit in members if not chosen.units or unit in chosen.units)
    return replace(chosen, units=kept or ("-",))


def alone(chosen: Filter, units: Sequence[str]) -> Filter:
    """The years and scope of the choice for these units, whatever else narrows it."""
    return Filter(chosen.scope, chosen.first, chosen.last, units=tuple(units) or ("-",))


def judged(n: pd.Series[Any], of: pd.Series[Any], indicator: str,
           least: int = 0) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.float64]]:
    """What may be said of n and N: the state of each, and its value, missing where there is none. `least` may raise the limit of N
    for a rank, never lower it."""
    limits = catalog.limits()
    top, bottom = n.to_numpy(float), of.to_numpy(float)
    states = np.select(
        [np.isnan(top) | np.isnan(bottom), bottom == 0, catalog.is_share(indicator) & (top > bottom),
         bottom < limits["min_denominator"], bottom < max(least, limits["ranking_min_denominator"])],
        ["no_figure", "no_cases", "broken", "few", "small"], RANKED)
    known = (states == RANKED) | (states == "small")
    return states, np.divide(top, bottom, out=np.full(len(top), np.nan), where=known)


def compared(ask: Ask, chosen: Filter, indicator: str, variant: str, on: int, least: int = 0) -> pd.DataFrame:
    """One line a unit that had to report for the year `on`, or did: unit, names, kind, report_id, n, of, state, value, low, high,
    rank (1 is the highest value, equal values share one; missing without one), tied, change on the year before. Units in their
    stable order."""
    numerator, denominator = indicators.codes(indicator, variant)
    codes = list(dict.fromkeys([*numerator, *denominator]))
    n, of = (" + ".join(column_of(path) for path in found) for found in (numerator, denominator))
    whole = " AND ".join(f"{column_of(path)} IS NOT NULL" for path in codes)
    frame = queries.from_chosen(ask, chosen, queries.sql("compared").format(n=n, of=of, whole=whole), on=on)
    states, values = judged(frame["n"], frame["of"], indicator, least)
    _, before = judged(frame["n_before"], frame["of_before"], indicator)
    low, high = indicators.intervals(frame["n"], frame["of"])
    value = pd.Series(values, frame.index)
    states = np.where(frame["report_id"].isna(), "no_report", states)
    ranked = value.where(states == RANKED)
    return frame.drop(columns=["n_before", "of_before"]).assign(
        state=states, value=value, low=low.where(value.notna()), high=high.where(value.notna()), change=value - before,
        rank=ranked.rank(method="min", ascending=False), tied=ranked.notna() & ranked.duplicated(keep=False))


def spread(frame: pd.DataFrame) -> Spread:
    """Median and quartiles of the ranked units of `compared`."""
    values = frame.loc[frame["state"] == RANKED, "value"]
    return Spread(len(values), *(float(values.quantile(share)) for share in (.25, .5, .75)))


def ordered(frame: pd.DataFrame, order: str) -> pd.DataFrame:
    """The lines of `compared` as the reader wants them: ranked units first by value (`high` or `low` first), by cases or by change,
    units without a rank behind them by N and never by their rate; or as the register has them."""
    if order == "register":
        return frame.reset_index(drop=True)
    by = {"high": frame["rank"], "low": -frame["rank"], "cases": -frame["of"], "change": -frame["change"]}[order]
    ranked = frame["state"] == RANKED
    key = by.where(ranked, -frame["of"])
    return (frame.assign(_behind=~ranked, _key=key).sort_values(["_behind", "_key"], kind="stable", na_position="last")
            .drop(columns=["_behind", "_key"]).reset_index(drop=True))


def rates(ask: Ask, chosen: Filter, indicator: str, variant: str, units: Sequence[str]) -> pd.DataFrame:
    """unit, year, n, of, state, value of some units for every year of the choice for which they report."""
    frame = indicators.by_unit(ask, alone(chosen, units), indicator, variant)
    states, values = judged(frame["n"], frame["of"], indicator)
    return frame.assign(state=states, value=values)[["unit", "year", "n", "of", "state", "value"]]


def history(ask: Ask, chosen: Filter, indicator: str, variant: str, units: Sequence[str]) -> pd.DataFrame:
    """A row a unit and a column a year of the choice: the value, missing where N is too small for one."""
    table = rates(ask, chosen, indicator, variant, units).pivot(index="unit", columns="year", values="value")
    return table.reindex(index=list(units), columns=range(chosen.first, chosen.last + 1)).astype(float)


def paired(one: pd.DataFrame, other: pd.DataFrame, size: pd.DataFrame) -> pd.DataFrame:
    """Units that have a value of both: unit, names, x, y, n, of, n_y, of_y, both ranked or not (`ranked`), requests received
    (`size`)."""
    lines = one[one["value"].notna()].merge(other.loc[other["value"].notna(), ["unit", "value", "state", "n", "of"]], on="unit",
                                            suffixes=("", "_y"))
    lines["ranked"] = (lines["state"] == RANKED) & (lines["state_y"] == RANKED)
    return lines.merge(size, on="unit", how="left").rename(columns={"value": "x", "value_y": "y"})


def received(ask: Ask, chosen: Filter, on: int) -> pd.DataFrame:
    """unit, size: requests received in a year."""
    return queries.from_chosen(ask, chosen, "SELECT unit, requests__received__total AS size FROM chosen WHERE year = $on", on=on)


def figures_side_by_side(ask: Ask, chosen: Filter, units: Sequence[str], table: str) -> pd.DataFrame:
    """code, year, unit, value: every figure of a table of up to six units for every year of the choice, codes in the order of the
    forms, years newest first; what a unit does not print is missing, a figure that none of them prints is left out."""
    wanted = [path for path in paths() if path.startswith(f"{table}/")]
    frame = queries.by_unit(ask, alone(chosen, units[:MOST_SIDE]), wanted)
    long = frame.melt(id_vars=["unit", "year"], value_vars=wanted, var_name="code", value_name="value")
    return _ordered(long[long.groupby(["code", "year"])["value"].transform("count") > 0], wanted)


def rates_side_by_side(ask: Ask, chosen: Filter, units: Sequence[str]) -> pd.DataFrame:
    """code (an indicator), year, unit, n, of, state, value: every indicator of up to six units, years newest first."""
    return _ordered(_every_indicator(queries.by_unit(ask, alone(chosen, units[:MOST_SIDE]), _needed())), list(catalog.indicators()))


def everything(ask: Ask, chosen: Filter, on: int) -> pd.DataFrame:
    """code (an indicator), unit, n, of, state, value, low, high: every indicator of every unit of the choice that reports for a
    year, under the limits of `compared`."""
    long = _every_indicator(queries.by_unit(ask, chosen, _needed(), [on])).reset_index(drop=True)
    low, high = indicators.intervals(long["n"], long["of"])
    known = long["value"].notna()
    return long.assign(low=low.where(known), high=high.where(known))


def _needed() -> list[str]:
    return list(dict.fromkeys(path for code in catalog.indicators() for found in indicators.codes(code) for path in found))


def _every_indicator(frame: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for code in catalog.indicators():
        n, of = (frame[found].astype(float).sum(axis=1, skipna=False) for found in indicators.codes(code))
        states, values = judged(n, of, code)
        parts.append(frame[["unit", "year"]].assign(code=code, n=n, of=of, state=states, value=values))
    return pd.concat(parts)


def _ordered(long: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    place = long["code"].map({code: number for number, code in enumerate(codes)})
    return (long.assign(_place=place).sort_values(["_place", "year"], ascending=[True, False], kind="stable")
            .drop(columns="_place").reset_index(drop=True))
