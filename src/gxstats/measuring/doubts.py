"""Which figures of a choice people should not trust yet: cells with open findings, by year and code."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from gxstats.measuring import queries
from gxstats.measuring.queries import Ask, Filter


def doubted(ask: Ask, chosen: Filter, codes: Sequence[str], dismissed: Collection[str] = ()) -> pd.DataFrame:
    """year, code, unit, short_name, name_en: one line a chosen report and code whose cell a failed check of severity error
    or warning names, findings in `dismissed` (their ids) apart."""
    return queries.from_chosen(ask, chosen, (
        "SELECT DISTINCT c.year, f.code_table || '/' || f.code_row || '/' || f.code_column AS code, c.unit, "
        "  n.short_name, n.name_en, n.position "
        "FROM chosen c JOIN finding f ON f.report_id = c.report_id LEFT JOIN named n ON n.unit = c.unit "
        "WHERE f.status = 'fail' AND f.severity IN ('error', 'warning') "
        "  AND list_contains($codes, f.code_table || '/' || f.code_row || '/' || f.code_column) "
        "  AND NOT list_contains($dismissed, f.finding_id) ORDER BY c.year, n.position, c.unit, code"),
        codes=list(codes), dismissed=sorted(dismissed)).drop(columns="position")
