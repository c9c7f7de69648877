"""Indicators: sums of codes over sums of codes, with n, N and an interval. Source: definitions/indicators.toml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gxstats import catalog
from gxstats.measuring import queries
from gxstats.measuring.queries import Ask, Filter
from gxstats.storing.figures import column_of

Numbers = npt.NDArray[np.float64]
_Z = 1.959963984540054  # 95 %


@dataclass(frozen=True)
class Rate:
    """n of N as a share between 0 and 1, None where a needed number is missing or N is 0."""

    n: float | None
    of: float | None

    @property
    def value(self) -> float | None:
        return self.n / self.of if self.n is not None and self.of else None

    @property
    def small(self) -> bool:
        """Too few for a rate: only the counts are shown."""
        return self.of is None or self.of < catalog.limits()["min_denominator"]

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson 95 % interval, where N is small enough to need one."""
        if self.n is None or not self.of or self.of >= catalog.limits()["interval_below"] or not 0 <= self.n <= self.of:
            return None
        return wilson(self.n, self.of)


def wilson(n: float, of: float) -> tuple[float, float]:
    """The Wilson score interval at 95 % for n of `of` (E. B. Wilson, 1927); both ends between 0 and 1."""
    low, high = _wilson(np.array([n], float), np.array([of], float))
    return float(low[0]), float(high[0])


def codes(indicator: str, variant: str = "") -> tuple[list[str], list[str]]:
    """The cell paths of numerator and denominator."""
    about = catalog.indicators()[indicator]
    denominator = about["variants"][variant]["denominator"] if variant else about["denominator"]
    return list(about["numerator"]), list(denominator)


def of_row(row: pd.Series[Any], indicator: str, variant: str = "") -> Rate:
    """The indicator from one row of a frame that has its codes as columns."""
    numerator, denominator = codes(indicator, variant)
    return Rate(_sum(row, numerator), _sum(row, denominator))


def _sum(row: pd.Series[Any], paths: list[str]) -> float | None:
    values = [float(row[path]) for path in paths if row[path] is not None and not pd.isna(row[path])]
    return sum(values) if len(values) == len(paths) and not any(isnan(v) for v in values) else None


def by_year(ask: Ask, chosen: Filter, indicator: str, variant: str = "") -> pd.DataFrame:
    """year, value, n, of, low, high: the indicator over all chosen units, only those that print every needed number; where N is
    below the limit for a rate only n and of stand."""
    frame = queries.from_chosen(ask, chosen, f"SELECT year, {_sums(indicator, variant)} FROM chosen GROUP BY year ORDER BY year")
    frame = _rated(queries.every_year(frame, chosen))
    frame.loc[frame["of"] < catalog.limits()["min_denominator"], ["value", "low", "high"]] = np.nan
    return frame


def by_unit(ask: Ask, chosen: Filter, indicator: str, variant: str = "", years: Sequence[int] = ()) -> pd.DataFrame:
    """unit, names, kind, year, report_id, value, n, of, low, high: the indicator of each report (of some years only)."""
    numerator, denominator = codes(indicator, variant)
    frame = queries.by_unit(ask, chosen, list(dict.fromkeys([*numerator, *denominator])), years)
    result = frame[["unit", "short_name", "name", "name_en", "kind", "year", "report_id"]].copy()
    result["n"] = frame[numerator].astype(float).sum(axis=1, skipna=False)
    result["of"] = frame[denominator].astype(float).sum(axis=1, skipna=False)
    return _rated(result)


def over_years(ask: Ask, chosen: Filter, indicator: str, variant: str = "", least: int = 0, since: int = 0) -> pd.DataFrame:
    """unit, names, n, of, value, low, high: the indicator of each unit over all chosen years (from `since` on) together, of
    those reports that print every needed number; units with N below `least` are left out. Units in their stable order."""
    return _rated(queries.from_chosen(ask, chosen, (
        f"SELECT s.unit, n.short_name, n.name, n.name_en, s.n, s.of FROM "
        f"(SELECT unit, {_sums(indicator, variant)} FROM chosen WHERE year >= $since GROUP BY unit) s "
        "LEFT JOIN named n ON n.unit = s.unit WHERE s.of >= $least ORDER BY n.position, s.unit"), least=least, since=since))


def spread(ask: Ask, chosen: Filter, indicator: str, variant: str = "", least: int = 0) -> pd.DataFrame:
    """year, lower, median, upper, units: the quartiles of the indicator over the units of the choice whose N is at least `least`
    (without one: enough for a rank); missing where there is none. A report that breaks its sums is nobody's middle."""
    frame = queries.from_chosen(ask, chosen, (
        "SELECT year, quantile_cont(n / of, 0.25) AS lower, quantile_cont(n / of, 0.5) AS median, "
        "quantile_cont(n / of, 0.75) AS upper, count(*) AS units FROM "
        f"(SELECT unit, year, {_sums(indicator, variant)} FROM chosen GROUP BY unit, year) "
        "WHERE of >= $least AND (n <= of OR NOT $share) GROUP BY year ORDER BY year"),
        least=least or catalog.limits()["ranking_min_denominator"], share=catalog.is_share(indicator))
    return queries.every_year(frame, chosen)


def pooled(ask: Ask, chosen: Filter, indicator: str, variant: str = "", least: int = 0, since: int = 0) -> tuple[Rate, int]:
    """The indicator over all chosen units and years (from `since` on) together, and how many units have a denominator below
    `least`."""
    frame = queries.from_chosen(ask, chosen, (
        f"SELECT sum(n) AS n, sum(of) AS of, count(*) FILTER (of < $least) AS small FROM "
        f"(SELECT unit, {_sums(indicator, variant)} FROM chosen WHERE year >= $since GROUP BY unit)"), least=least, since=since)
    line = frame.iloc[0]
    return Rate(*(None if pd.isna(line[name]) else float(line[name]) for name in ("n", "of"))), int(line["small"])


def _sums(indicator: str, variant: str) -> str:
    """`n` and `of` as SQL sums over the reports that print every needed number; NULL where none does, never 0."""
    numerator, denominator = ([column_of(path) for path in paths] for paths in codes(indicator, variant))
    whole = " AND ".join(f"{column} IS NOT NULL" for column in dict.fromkeys([*numerator, *denominator]))
    return f"sum({' + '.join(numerator)}) FILTER ({whole}) AS n, sum({' + '.join(denominator)}) FILTER ({whole}) AS of"


def _rated(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with value, low and high beside its n and of."""
    n, of = frame["n"].to_numpy(float), frame["of"].to_numpy(float)
    frame["value"] = n / np.where(of > 0, of, np.nan)
    frame["low"], frame["high"] = _wilson(n, of)
    return frame


def intervals(n: pd.Series[Any], of: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """`wilson` for the rows of a frame."""
    low, high = _wilson(n.to_numpy(float), of.to_numpy(float))
    return pd.Series(low, n.index), pd.Series(high, n.index)


def _wilson(n: Numbers, of: Numbers) -> tuple[Numbers, Numbers]:
    """`wilson` for whole columns; missing where n or N is missing, N is 0, or n is more than N (a report that breaks its sums)."""
    of = np.where((of > 0) & (n <= of) & (n >= 0), of, np.nan)
    share = n / of
    centre = (share + _Z ** 2 / (2 * of)) / (1 + _Z ** 2 / of)
    half = _Z / (1 + _Z ** 2 / of) * np.sqrt(share * (1 - share) / of + _Z ** 2 / (4 * of ** 2))
    return np.maximum(0.0, centre - half), np.minimum(1.0, centre + half)
