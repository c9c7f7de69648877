"""Figures of reports that a later document replaced: what they were before. Source: `supersedes` in reports.csv."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from gxstats.measuring import queries
from gxstats.measuring.queries import Ask, Filter


def figures(ask: Ask, chosen: Filter, codes: Sequence[str] = ()) -> pd.DataFrame:
    """unit, short_name, name_en, year, code, old, new, report_id, old_id: one line a printed figure that is another than in the
    document that the report replaces. A number that was or is not printed is missing. Empty `codes` mean all."""
    only = " AND list_contains($codes::VARCHAR[], code)" if codes else ""
    return queries.from_chosen(ask, chosen, f"""
        , pair AS (SELECT c.unit, c.year, c.report_id, o.report_id AS old_id
                   FROM chosen c JOIN report r ON r.report_id = c.report_id
                   JOIN report o ON o.sha256 = r.supersedes AND o.report_id <> c.report_id
                   QUALIFY row_number() OVER (PARTITION BY c.report_id ORDER BY o.complete DESC, o.report_id) = 1),
        value_now AS (SELECT p.report_id, k.code, k.value FROM pair p JOIN cell k ON k.report_id = p.report_id WHERE true{only}),
        value_then AS (SELECT p.report_id, k.code, k.value FROM pair p JOIN cell k ON k.report_id = p.old_id WHERE true{only}),
        code AS (SELECT report_id, code FROM value_now UNION SELECT report_id, code FROM value_then)
        SELECT p.unit, n.short_name, n.name_en, p.year, x.code, t.value AS "old", v.value AS "new", p.report_id, p.old_id
        FROM code x JOIN pair p ON p.report_id = x.report_id
        LEFT JOIN value_now v ON v.report_id = x.report_id AND v.code = x.code
        LEFT JOIN value_then t ON t.report_id = x.report_id AND t.code = x.code
        LEFT JOIN named n ON n.unit = p.unit
        WHERE v.value IS DISTINCT FROM t.value ORDER BY n.position, p.unit, p.year, x.code""",
                               **({"codes": list(codes)} if codes else {}))


def by_year(ask: Ask, chosen: Filter, code: str) -> dict[int, float]:
    """year -> the sum of a printed figure as it was before reports were replaced, for the years in which it was another one.

    A year in which a replaced report printed the number and its replacement does not, or the other way round, is left
    out: the two sums would be of different reports.
    """
    found = figures(ask, chosen, [code])
    sums = queries.by_year(ask, chosen, [code]).set_index("year")[code]
    years = [int(year) for year in found["year"].unique()]
    before: dict[int, float] = {}
    for year in years:
        rows = found[found["year"] == year]
        if rows["old"].notna().all() and rows["new"].notna().all():
            before[year] = float(sums[year] + (rows["old"] - rows["new"]).sum())
    return before
