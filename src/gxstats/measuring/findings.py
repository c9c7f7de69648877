"""Findings as people read them: each a sentence, and which of a report are still open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring.queries import Ask
from gxstats.model import Finding
from gxstats.storing.decisions import Decisions


def told(finding: Mapping[str, Any] | pd.Series[Any], language: str) -> str:
    """A row of `finding` as a sentence."""
    values = json.loads(finding["values"]) if isinstance(finding["values"], str) else {}

    def text(name: str) -> str | None:
        return finding[name] if isinstance(finding[name], str) else None

    return catalog.tell(Finding(finding["check_code"], finding["severity"], finding["message"], text("code_table"),
                                text("code_row"), text("code_column"), values, text("found"), text("expected")), language)


def open_ones(ask: Ask, decisions: Decisions, year: int, scope: str, unit: str = "") -> pd.DataFrame:
    """Failed findings of severity error or warning on the reports of a year that nobody has dismissed, unit by unit.

    Columns of `finding`, the unit's `name`, and page, grid, row_no, column_no, line_no of the cell it names (missing
    where it names none). A dismissal counts only while the values are those it was made on.
    """
    frame = ask(
        "SELECT f.*, n.name AS unit_label, r.title, r.sha256, c.page, c.grid, c.row_no, c.column_no, c.line_no "
        "FROM finding f JOIN report r ON r.report_id = f.report_id AND r.counts "
        "LEFT JOIN unit n ON n.unit = f.unit AND f.year BETWEEN n.from_year AND coalesce(n.to_year, 9999) "
        "LEFT JOIN cell c ON c.report_id = f.report_id AND c.code = f.code_table || '/' || f.code_row || '/' || f.code_column "
        "WHERE f.status = 'fail' AND f.severity IN ('error', 'warning') AND f.year = $year AND r.scope = $scope "
        "AND ($unit = '' OR f.unit = $unit) "
        "ORDER BY n.position, f.unit, f.severity, f.check_code, f.code_table, f.code_row, f.code_column",
        {"year": year, "scope": scope, "unit": unit})
    rows = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
    standing = decisions.standing(rows)
    gone = {name for name, found in standing.items() if found.decision.choice == "dismissed" and not found.outdated}
    return frame[~frame["finding_id"].isin(gone)].reset_index(drop=True)
