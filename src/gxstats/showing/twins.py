"""Twin tables: the numbers of a chart as rows, missing as a dash; and the n/N that stands below a year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan
from typing import Any

import pandas as pd

from gxstats.showing.context import Context
from gxstats.showing.look import percent


def notes_by_year(coverage: pd.DataFrame, years: Sequence[int], printed: Sequence[float] | None = None) -> list[str]:
    """have/due under each year tick; with `printed`, how many units print the figure instead of how many report."""
    by_year = {int(row["year"]): (int(row["have"]), int(row["due"])) for _, row in coverage.iterrows()}
    counts = printed if printed is not None else [by_year[year][0] if year in by_year else 0 for year in years]
    return [f"{0 if n != n else int(n)}/{by_year[year][1]}" if year in by_year else ""
            for year, n in zip(years, counts, strict=True)]


def rate_notes(rates: pd.DataFrame) -> list[str]:
    """n/N of each year of a rate."""
    return [f"{n:.0f}/{of:.0f}" if of == of else "" for n, of in zip(rates["n"], rates["of"], strict=True)]


def rate_chart(rates: pd.DataFrame, make: Callable[[], Any]) -> Callable[[], Any] | None:
    """What makes the chart of a rate; None where no year has enough cases for one."""
    return make if rates["value"].notna().any() else None


def rate_table(context: Context, rates: pd.DataFrame) -> pd.DataFrame:
    """A rate by year with n, N and its interval."""
    say = context.say
    return rows_for_table(rates, {"year": say("year"), "value": say("rate"), "n": "n", "of": "N", "low": say("95 % from"),
                                  "high": say("95 % to")}, ("value", "low", "high"))


def rows_for_table(frame: pd.DataFrame, columns: dict[str, str], as_percent: tuple[str, ...] = ()) -> pd.DataFrame:
    """A frame as its twin table: chosen columns renamed, shares as percentages, missing as a dash."""
    shown: dict[str, list[Any]] = {}
    for code, label in columns.items():
        values: list[Any] = []
        for value in frame[code].tolist():
            if value is None or (isinstance(value, float) and isnan(value)) or pd.isna(value):
                values.append("—")
            elif code in as_percent:
                values.append(percent(float(value)))
            elif isinstance(value, float) and value == int(value):
                values.append(int(value))
            else:
                values.append(value)
        if "—" in values:  # one kind of thing in a column
            values = [value if isinstance(value, str) else f"{value:,}" for value in values]
        shown[label] = values
    return pd.DataFrame(shown)
