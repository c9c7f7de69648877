"""What drove a change between two years: parts that add up to it exactly."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import queries
from gxstats.measuring.queries import Ask, Filter


def parts(ask: Ask, chosen: Filter, row: str, before: int, after: int) -> pd.DataFrame:
    """unit, short_name, name_en, column, before, after, change, kind: one line a unit and applicant kind.

    `kind` is `both` for a unit that reported in both years, `entered` or `left` otherwise. The changes add up to the
    change of the total over the same reports. A unit whose applicant kinds are not all printed, or do not add to its
    printed total, is one line of its own (column `total`), so that nothing is lost or made up.
    """
    columns = [column.code for column in list(catalog.forms().values())[-1].table("requests").rows[0].columns]
    kinds, total = columns[:-1], columns[-1]
    frame = queries.by_unit(ask, chosen, [f"requests/{row}/{column}" for column in columns])
    frame = frame.rename(columns={f"requests/{row}/{column}": column for column in columns})
    frame = frame[frame["year"].isin([before, after]) & frame[total].notna()]
    reports: dict[str, dict[int, dict[str, Any]]] = {}
    for line in frame.to_dict("records"):
        reports.setdefault(str(line["unit"]), {})[int(line["year"])] = {str(key): value for key, value in line.items()}
    lines = []
    for unit, years in reports.items():
        whole = all(_adds_up(report, kinds, total) for report in years.values())
        then, now = years.get(before), years.get(after)
        state = "both" if then and now else ("entered" if now else "left")
        last = now or then or {}
        for column in kinds if whole else [total]:
            old = float(then[column]) if then else 0.0
            new = float(now[column]) if now else 0.0
            lines.append({"unit": unit, "short_name": last["short_name"], "name_en": last["name_en"], "column": column,
                          "before": old, "after": new, "change": new - old, "kind": state})
    return pd.DataFrame(lines, columns=["unit", "short_name", "name_en", "column", "before", "after", "change", "kind"])


def _adds_up(report: dict[str, Any], kinds: list[str], total: str) -> bool:
    """Whether every kind of applicant is printed and they add to the printed total."""
    values = [report[kind] for kind in kinds]
    return not any(pd.isna(value) for value in values) and sum(values) == report[total]
