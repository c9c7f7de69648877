"""What drove a change between two years: parts that add up to it exactly."""

from __future__ import annotations

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
    lines = []
    for unit, reports in frame.groupby("unit", sort=False):
        then, now = (reports[reports["year"] == year] for year in (before, after))
        whole = all(r[kinds].notna().all() and r[kinds].sum() == r[total] for _, r in reports.iterrows())
        state = "both" if len(then) and len(now) else ("entered" if len(now) else "left")
        for column in kinds if whole else [total]:
            old = float(then[column].iloc[0]) if len(then) else 0.0
            new = float(now[column].iloc[0]) if len(now) else 0.0
            last = reports.iloc[-1]
            lines.append({"unit": unit, "short_name": last["short_name"], "name_en": last["name_en"], "column": column,
                          "before": old, "after": new, "change": new - old, "kind": state})
    return pd.DataFrame(lines, columns=["unit", "short_name", "name_en", "column", "before", "after", "change", "kind"])
