"""Indicators: sums of codes over sums of codes, with n, N and an interval. Source: definitions/indicators.toml."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, sqrt
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import queries
from gxstats.measuring.queries import Ask, Filter

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
        if self.n is None or not self.of or self.of >= catalog.limits()["interval_below"]:
            return None
        return wilson(self.n, self.of)


def wilson(n: float, of: float) -> tuple[float, float]:
    """The Wilson score interval at 95 % for n of `of` (E. B. Wilson, 1927); both ends between 0 and 1."""
    share = n / of
    centre = (share + _Z ** 2 / (2 * of)) / (1 + _Z ** 2 / of)
    half = _Z / (1 + _Z ** 2 / of) * sqrt(share * (1 - share) / of + _Z ** 2 / (4 * of ** 2))
    return max(0.0, centre - half), min(1.0, centre + half)


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
    """year, value, n, of, low, high: the indicator over all chosen units, only those that print every needed number."""
    return _over(ask, chosen, indicator, variant, "year")


def by_unit(ask: Ask, chosen: Filter, indicator: str, variant: str = "") -> pd.DataFrame:
    """unit, year, value, n, of, low, high: the indicator of each report."""
    numerator, denominator = codes(indicator, variant)
    frame = queries.by_unit(ask, chosen, list(dict.fromkeys([*numerator, *denominator])))
    return _rated(frame, indicator, variant, ["unit", "short_name", "name", "name_en", "kind", "year", "report_id"])


def _over(ask: Ask, chosen: Filter, indicator: str, variant: str, key: str) -> pd.DataFrame:
    numerator, denominator = codes(indicator, variant)
    paths = list(dict.fromkeys([*numerator, *denominator]))
    frame = queries.by_unit(ask, chosen, paths).dropna(subset=paths)
    sums = frame.groupby(key)[paths].sum().reindex(range(chosen.first, chosen.last + 1)).reset_index()
    return _rated(sums, indicator, variant, [key])


def _rated(frame: pd.DataFrame, indicator: str, variant: str, keep: list[str]) -> pd.DataFrame:
    numerator, denominator = codes(indicator, variant)
    result = frame[keep].copy()
    result["n"] = frame[numerator].astype(float).sum(axis=1, skipna=False)
    result["of"] = frame[denominator].astype(float).sum(axis=1, skipna=False)
    result["value"] = result["n"] / result["of"].where(result["of"] > 0)
    bounds = [wilson(n, of) if n == n and of == of and of > 0 else (float("nan"), float("nan"))
              for n, of in zip(result["n"], result["of"], strict=True)]
    result["low"] = [low for low, _ in bounds]
    result["high"] = [high for _, high in bounds]
    return result
