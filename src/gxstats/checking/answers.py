"""What the checks answered, read from a store: fails, what cannot be said, and on request the passes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb

from gxstats import catalog
from gxstats.model import Finding, Severity

_COLUMNS = ("finding", "check", "severity", "status", "unit", "year", "scope", "table", "row", "column", "found",
            "expected", "sentence")
_ORDER = {"fail": 0, "cannot_say": 1, "pass": 2}
_LOUD = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Answer:
    """One answer of one check on one report; `finding` is its stable id, empty for a pass."""

    finding: str
    check: str
    severity: Severity
    status: str
    unit: str | None
    year: int | None
    scope: str | None
    table: str | None = None
    row: str | None = None
    column: str | None = None
    found: str | None = None
    expected: str | None = None
    sentence: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    report_id: int | None = None

    def tell(self, language: str) -> str:
        """The message in a language; a pass is the check's formula."""
        if self.status == "pass":
            return str(getattr(catalog.checks()[self.check], f"formula_{language}"))
        return catalog.tell(Finding(
            self.check, self.severity, self.sentence, self.table, self.row, self.column, self.values, self.found,
            self.expected), language)

    def line(self, language: str) -> dict[str, Any]:
        """The answer as one JSON line of `gxstats check`."""
        return {**{name: getattr(self, name) for name in _COLUMNS[:-1]}, "message": self.tell(language)}


def answers(
    connection: duckdb.DuckDBPyConnection, unit: str | None = None, year: int | None = None, passes: bool = False,
) -> list[Answer]:
    """Answers on the current reports, by unit, year, status and severity. `connection`: a store or a cursor on one."""
    rows = connection.execute(
        'SELECT f.finding_id, f.check_code, f.severity, f.status, f.unit, f.year, f.scope, f.code_table, f.code_row, '
        'f.code_column, f.found, f.expected, f.message, f."values", f.report_id '
        "FROM finding f LEFT JOIN report r USING (report_id) WHERE coalesce(r.current, true) "
        "AND (? IS NULL OR f.unit = ?) AND (? IS NULL OR f.year = ?)", [unit, unit, year, year]).fetchall()
    found = [Answer(**dict(zip(_COLUMNS, row[:-2], strict=True)), report_id=row[-1], values=json.loads(row[-2] or "{}"))
             for row in rows]
    if passes:
        found.extend(_passes(connection, found, unit, year))
    return sorted(found, key=lambda a: (
        a.unit or "", a.year or 0, a.scope or "", a.report_id or 0, _ORDER[a.status], _LOUD[a.severity], a.check,
        a.table or "", a.row or "", a.column or "", a.finding))


def _passes(
    connection: duckdb.DuckDBPyConnection, found: list[Answer], unit: str | None, year: int | None,
) -> Iterator[Answer]:
    """Every check that speaks of a report and said nothing of it; of one document there is no twin to speak of."""
    spoken = {(answer.report_id, answer.check) for answer in found}
    reports = connection.execute(
        "SELECT r.report_id, r.unit, r.year, r.scope, r.form, EXISTS (FROM report o WHERE o.current AND NOT o.counts "
        "AND o.unit = r.unit AND o.year = r.year AND o.scope = r.scope) FROM report r WHERE r.counts AND r.form IS NOT NULL "
        "AND r.cells > 0 AND (? IS NULL OR r.unit = ?) AND (? IS NULL OR r.year = ?)", [unit, unit, year, year]).fetchall()
    for number, who, when, scope, form, twice in reports:
        for check in catalog.checks().values():
            known = check.kind != "cross_year" if when is None else when >= check.since
            asked = check.by != "rule" and form in check.forms and known and (twice or check.kind != "twin")
            if asked and (number, check.code) not in spoken:
                yield Answer("", check.code, check.severity, "pass", who, when, scope, report_id=number)
