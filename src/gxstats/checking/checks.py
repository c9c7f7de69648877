"""The checks across reports and of prose against tables, run on the open work file of a store before it is published.

A check answers fail or cannot_say and is silent where it passes; where a number it needs is missing it never passes.
The order is that of the catalogue, and the same store gives the same findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import duckdb
import pandas as pd

from gxstats import catalog
from gxstats.checking import similarity
from gxstats.model import Check, Finding, Form, Identity, Severity
from gxstats.storing.figures import column_of
from gxstats.storing.writing import finding_row

_HERE = files("gxstats.checking")
_STANDARD = {"report_id", "status", "severity", "code_table", "code_row", "code_column", "found", "expected", "message"}
_PROSE = {"cross_section", "structure"}  # kinds of checks that need the prose, and not only the tables

Row = dict[str, Any]


def run(connection: duckdb.DuckDBPyConnection, only: str | None = None) -> None:
    """Write the findings of every check that the store decides (or of one) into `finding`, origin `check`."""
    _prepare(connection)
    found: list[Row] = []
    about = _reports(connection)
    for check in catalog.checks().values():
        of_check = []
        for row in _answers(connection, check) if only in (None, check.code) else ():
            report = about.get(row["report_id"])
            if report and report["form"] in check.forms and (report["year"] is None or report["year"] >= check.since):
                of_check.append(_stored(check, row, report))
        found += sorted(of_check, key=_order)  # a query answers in any order
    _insert(connection, found)


# --- what each check answers --------------------------------------------------------------------------------------

def _answers(connection: duckdb.DuckDBPyConnection, check: Check) -> Iterator[Row]:
    if check.by == "form":
        yield from _unproved(connection, check)
    elif check.by == "within":
        yield from _incomplete(connection, check)
    elif check.by == "sql":
        if check.kind in _PROSE or check.kind == "guard":
            yield from _without_prose(connection)
        yield from _rows(connection, sql(check.code), check.parameters)
    elif check.by == "similarity":
        yield from similarity.copied(connection, check.parameters)


@cache
def sql(code: str) -> str:
    """The query of a check that the store decides."""
    return (_HERE / "sql" / f"{code}.sql").read_text(encoding="utf-8")


def _rows(connection: duckdb.DuckDBPyConnection, query: str, parameters: dict[str, Any] | None = None) -> Iterator[Row]:
    named = {name: value for name, value in (parameters or {}).items() if re.search(rf"\${name}\b", query)}
    result = connection.execute(query, named) if named else connection.execute(query)
    names = [column[0] for column in result.description or []]
    for values in result.fetchall():
        yield dict(zip(names, values, strict=True))


def _without_prose(connection: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    for row in _rows(connection, "SELECT report_id FROM chosen WHERE extent <> 'full' AND form IS NOT NULL"):
        yield {**row, "status": "cannot_say", "message": "the prose of this report is not at hand"}


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    members = [{"form": form.code, "code_group": group.code, "code_row": row}
               for form in catalog.forms().values() for table in form.tables for group in table.groups
               for row in group.sum_of]
    connection.register("members", pd.DataFrame.from_records(members))
    connection.execute("CREATE OR REPLACE TEMP TABLE member AS SELECT * FROM members")
    connection.unregister("members")
    first = next(iter(catalog.forms().values())).first_year
    for statement in (_HERE / "views.sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            named = {"first_year": first} if "$first_year" in statement else {}
            connection.execute(statement, named) if named else connection.execute(statement)
    for code, in connection.execute("SELECT DISTINCT code FROM cell WHERE origin = 'summed'").fetchall():
        _forget(connection, code)
    for form in catalog.forms().values():
        connection.execute(f"CREATE OR REPLACE TEMP TABLE unproved_{form.code} AS SELECT *, {_undivided(form)} AS undivided "
                           f"FROM ({identity_select(form, 'printed')}) q")


def _forget(connection: duckdb.DuckDBPyConnection, code: str) -> None:
    """Take a summed total, and a group that contains it, out of the printed numbers."""
    table, row, column = code.split("/")
    groups = [group.code for form in catalog.forms().values() for part in form.tables if part.code == table
              for group in part.groups if row in group.sum_of]
    ids = "(SELECT report_id FROM cell WHERE code = ? AND origin = 'summed')"
    connection.execute(f"UPDATE printed SET {column_of(code)} = NULL WHERE report_id IN {ids}", [code])
    for group in sorted(set(groups)):
        path = f"{table}/{group}/{column}"
        connection.execute(
            f"UPDATE printed SET {column_of(path)} = NULL WHERE report_id IN {ids} AND report_id NOT IN "
            "(SELECT report_id FROM cell WHERE code = ? AND value IS NOT NULL)", [code, path])


# --- identities ---------------------------------------------------------------------------------------------------

def identity_select(form: Form, table: str = "figure") -> str:
    """One SELECT over the wide table: the reports of a form whose identities are not all proved.

    Columns report_id, and for each check of the form `broken_<check>` and `unknown_<check>`: how many of its
    identities do not hold, and how many lack a number. A report without a line holds all of them.
    """
    by_check: dict[str, list[str]] = {}
    for identity in form.identities:
        by_check.setdefault(identity.check, []).append(_equation(identity))
    columns = []
    for check, equations in by_check.items():
        columns.append(" + ".join(f"coalesce(NOT ({e}), false)::INTEGER" for e in equations) + f" AS broken_{check}")
        columns.append(" + ".join(f"(({e}) IS NULL)::INTEGER" for e in equations) + f" AS unknown_{check}")
    holds = " AND ".join(e for equations in by_check.values() for e in equations)
    return f"SELECT report_id, {', '.join(columns)} FROM {table} WHERE form = '{form.code}' AND ({holds}) IS NOT TRUE"


def _equation(identity: Identity) -> str:
    return f"{' + '.join(map(column_of, identity.total))} = {' + '.join(map(column_of, identity.parts))}"


def _unproved(connection: duckdb.DuckDBPyConnection, check: Check) -> Iterator[Row]:
    """Reports in which some identities of a check lack a number: the sums that hold prove nothing of those."""
    for form in catalog.forms().values():
        total = sum(identity.check == check.code for identity in form.identities)
        if not total:
            continue
        of_rows = any(i.check == check.code and i.row for i in form.identities)  # rows of an undivided group are not there
        count = f"unknown_{check.code} - {'undivided' if of_rows else 0}"
        query = f"SELECT report_id, {count} AS count FROM unproved_{form.code} WHERE count > 0"
        for row in _rows(connection, query):
            yield {**row, "status": "cannot_say", "of": total,
                   "message": "{count} of {of} sums cannot be checked: a number is missing"}


def _undivided(form: Form) -> str:
    """An expression for how many rows of a report stand in groups that it prints as one row."""
    groups = [(table.code, g.code, len(g.sum_of)) for table in form.tables for g in table.groups]
    there = "EXISTS (FROM cell c WHERE c.report_id = q.report_id AND starts_with(c.code, '{}/{}/'))::INTEGER"
    parts = [f"{size} * {there.format(table, group)}" for table, group, size in groups]
    return f"({' + '.join(parts)})" if parts else "0"


_LACKS = {  # what a check inside one report needs before its silence means that all is well
    "count_not_whole": "count(x.value)", "total_missing": "count(x.value)", "blank_cells": "count(x.code)",
}


def _incomplete(connection: duckdb.DuckDBPyConnection, check: Check) -> Iterator[Row]:
    """Reports that lack cells, so that a check of each cell cannot have seen them all."""
    for form in catalog.forms().values():
        wide = max(len(row.columns) for row in form.table("requests").rows)
        query = (f"SELECT c.report_id, {len(form.paths())} - {wide} * (SELECT max({_undivided(form)} - "
                 "EXISTS (FROM cell e JOIN member m ON e.code = 'requests/' || m.code_group || '/total' "
                 "AND m.form = q.form WHERE e.report_id = q.report_id)::INTEGER) "
                 f"FROM chosen q WHERE q.report_id = c.report_id) - {_LACKS[check.code]} AS missing "
                 "FROM chosen c LEFT JOIN cell x ON x.report_id = c.report_id "
                 f"WHERE c.form = '{form.code}' GROUP BY c.report_id HAVING missing > 0")
        for row in _rows(connection, query):
            yield {**row, "status": "cannot_say",
                   "message": "{missing} numbers are missing, so not all could be checked"}


# --- storing ------------------------------------------------------------------------------------------------------

def _reports(connection: duckdb.DuckDBPyConnection) -> dict[int, Row]:
    rows = _rows(connection, "SELECT report_id, unit, year, scope, form FROM report")
    return {row["report_id"]: row for row in rows}


def _stored(check: Check, row: Row, report: Row) -> Row:
    status = row["status"]
    severity: Severity = row.get("severity") or check.severity
    values = {name: _plain(value) for name, value in row.items() if name not in _STANDARD and value is not None}
    finding = Finding(
        check.code, severity if status == "fail" else "info", row["message"], row.get("code_table"),
        row.get("code_row"), row.get("code_column"), values, _plain(row.get("found")), _plain(row.get("expected")))
    return finding_row(finding, row["report_id"], report["unit"], report["year"], report["scope"], "check", status)


def _order(row: Row) -> tuple[Any, ...]:
    return row["report_id"], *(row[name] or "" for name in ("code_table", "code_row", "code_column", "status", "finding_id"))


def _plain(value: Any) -> Any:
    """A number as it is printed: whole without a point; dates as text."""
    if isinstance(value, float | Decimal):
        return int(value) if value == int(value) else round(float(value), 6)
    return value.isoformat() if isinstance(value, date) else value


def _insert(connection: duckdb.DuckDBPyConnection, rows: Iterable[Row]) -> None:
    records = list(rows)
    if not records:
        return
    frame = pd.DataFrame.from_records(records).astype(object)
    connection.register("incoming", frame.where(frame.notna(), None))
    names = ", ".join(f'"{name}"' for name in frame.columns)
    connection.execute(f"INSERT INTO finding ({names}) SELECT {names} FROM incoming")
    connection.unregister("incoming")
