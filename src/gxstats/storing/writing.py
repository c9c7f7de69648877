"""Reports become rows of the store. Same inputs give the same rows in the same order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from gxstats import catalog
from gxstats.model import Finding, Report
from gxstats.storing.copying import Copied, copy
from gxstats.storing.data import DataDirectory
from gxstats.storing.figures import column_of, figures, paths

_IDENTITY_CHECKS = {"blank_cells", "total_missing", "count_not_whole"}


@dataclass(frozen=True)
class Stored:
    """A report with its passport: who, when, whose numbers, and whether a later one replaces it."""

    report: Report
    unit: str | None
    year: int | None
    scope: str
    file: str
    extent: str = "full"
    published_on: str | None = None
    url: str | None = None
    supersedes: str | None = None
    current: bool = True

    @property
    def unit_name(self) -> str | None:
        """What the document calls its unit."""
        return self.report.unit

    @property
    def cells(self) -> int:
        return len(self.report.cells)

    @property
    def complete(self) -> bool:
        """Whether nothing was lost in reading: broken sums are the report's own."""
        return not any(f.severity == "error" and not _is_identity(f) for f in self.report.findings)


def write(connection: duckdb.DuckDBPyConnection, data: DataDirectory, stored: Sequence[Stored | Copied], snapshot: str,
          made_from: Mapping[str, str] | None = None, before: Path | None = None) -> None:
    """Fill an empty work file with schema, registers, reports and their evidence. `made_from` by file is noted for the next
    build; what is only to be copied comes from the snapshot `before`."""
    connection.execute((files("gxstats.storing") / "schema.sql").read_text(encoding="utf-8"))
    columns = ", ".join(f"{column_of(path)} DOUBLE" for path in paths())
    connection.execute(
        f"CREATE TABLE figure (report_id INTEGER, unit TEXT, year INTEGER, scope TEXT, form TEXT, {columns})")
    years = [item.year for item in stored if item.year]
    _registers(connection, data, min(years, default=0), max(years, default=-1), _scopes(data, stored))
    counted = _counted(stored)
    _reports(connection, stored, counted)
    copied = [(item.before, number, number in counted) for number, item in enumerate(stored, 1) if isinstance(item, Copied)]
    if copied and before:
        copy(connection, before, copied)
    _insert(connection, "document", [{"file": file, "made_from": of} for file, of in sorted((made_from or {}).items())])
    _meta(connection, data, snapshot)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    frame = pd.DataFrame.from_records(rows).astype(object)
    frame = frame.where(frame.notna(), None)
    connection.register("incoming", frame)
    names = ", ".join(f'"{name}"' for name in frame.columns)
    connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming")
    connection.unregister("incoming")


def _scopes(data: DataDirectory, stored: Sequence[Stored | Copied]) -> dict[str, str]:
    """The scope each unit reports in: that of its reports, else what its kind usually reports."""
    region = set(catalog.wording()["scope"]["region_kinds"])
    scopes = {line["unit"]: "region" if line["kind"] in region else "organ" for line in data.units}
    scopes.update({item.unit: item.scope for item in stored if item.unit and item.current})
    return scopes


def _registers(
    connection: duckdb.DuckDBPyConnection, data: DataDirectory, first: int, last: int, scopes: dict[str, str],
) -> None:
    def number(text: str) -> int | None:
        return int(text) if text else None

    _insert(connection, "unit", [{
        "unit": line["unit"], "from_year": int(line["from_year"]), "to_year": number(line["to_year"]),
        "name": line["name"], "short_name": line.get("short_name") or line["name"],
        "name_en": line.get("name_en") or line["name"], "kind": line["kind"], "level": line.get("level"),
        "parent": line.get("parent") or None, "region_code": line.get("region_code"),
        "credit_code": line.get("credit_code"), "position": number(line.get("position", "")) or index,
    } for index, line in enumerate(data.units, 1)])
    _insert(connection, "succession", [{
        "from": line["from"], "to": line["to"] or None, "year": int(line["year"]), "relation": line["relation"],
        "note": line.get("note"),
    } for line in data.succession])
    _insert(connection, "due_date", [{
        "area": line.get("area"), "kind": line["kind"], "year": int(line["year"]), "due": line["due"],
        "confirmed": line.get("confirmed", "true").lower() == "true", "source": line.get("source"),
    } for line in data.due_dates])
    _insert(connection, "expected", [{"unit": unit, "year": year, "scope": scopes[unit]}
                                     for unit, year in data.expected(first, last)])


def _reports(connection: duckdb.DuckDBPyConnection, stored: Sequence[Stored | Copied], counted: set[int]) -> None:
    reports: list[dict[str, Any]] = []
    cells: list[dict[str, Any]] = []
    wide: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = []
    sections: list[dict[str, Any]] = []
    stated: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for number, item in enumerate(stored, 1):
        if isinstance(item, Copied):
            continue
        report = item.report
        form = catalog.forms().get(report.form or "")
        values, summed = figures(form, report.cells)
        reports.append({
            "report_id": number, "unit": item.unit, "unit_name": item.unit_name, "year": item.year, "scope": item.scope,
            "extent": item.extent, "form": report.form, "title": report.title, "published_on": item.published_on,
            "sha256": report.sha256, "file": item.file, "url": item.url, "supersedes": item.supersedes,
            "current": item.current, "cells": item.cells, "complete": item.complete, "counts": number in counted,
        })
        cells.extend({
            "report_id": number, "code": cell.path, "value": None if cell.value is None else float(cell.value),
            "text": cell.text, "state": cell.state, "origin": "summed" if cell.path in summed else cell.origin,
            "page": cell.place.page, "grid": cell.place.table, "line_no": cell.place.line, "row_no": cell.place.row,
            "column_no": cell.place.column,
        } for cell in report.cells)
        if number in counted and report.cells:
            wide.append({"report_id": number, "unit": item.unit, "year": item.year, "scope": item.scope,
                         "form": report.form, **{column_of(path): float(value) for path, value in values.items()}})
        found.extend(finding_row(f, number, item.unit, item.year, item.scope,
                                 "identity" if _is_identity(f) else "reading") for f in report.findings)
        sections.extend({"report_id": number, "code": s.code, "heading": s.heading, "text": s.text,
                         "line_no": s.place.line} for s in report.sections)
        stated.extend({"report_id": number, "code": s.code, "value": float(s.value), "sentence": s.sentence,
                       "line_no": s.place.line, "wide": s.wide} for s in report.figures)
        lines.extend({"report_id": number, "line_no": n, "text": text} for n, text in enumerate(report.lines, 1))
    for table, rows in (("report", reports), ("cell", cells), ("figure", wide), ("finding", found),
                        ("section", sections), ("stated", stated), ("line", lines)):
        _insert(connection, table, rows)


def _counted(stored: Sequence[Stored | Copied]) -> set[int]:
    """The reports that count: the current ones, and of several by one unit for one year and scope only one, the most complete,
    so that nothing is added twice. A unit that nobody knows is told by its name, else by its file."""
    best: dict[Any, tuple[bool, int, int]] = {}
    for number, item in enumerate(stored, 1):
        if item.current:
            key = (item.unit or item.unit_name or item.file, item.year, item.scope)
            best[key] = max(best.get(key, (False, -1, 0)), (item.complete, item.cells, -number))
    return {-number for _, _, number in best.values()}


def _is_identity(finding: Finding) -> bool:
    return finding.check in _IDENTITY_CHECKS or any(
        finding.check == identity.check for form in catalog.forms().values() for identity in form.identities)


def finding_row(
    finding: Finding, report_id: int | None, unit: str | None, year: int | None, scope: str | None, origin: str,
    status: str = "fail",
) -> dict[str, Any]:
    """A finding as a row; its id depends on what, where and which values, so that a verdict outlives rebuilds."""
    found = None if finding.found is None else str(finding.found)
    expected = None if finding.expected is None else str(finding.expected)
    identity = [finding.check, unit, year, scope, finding.table, finding.row, finding.column, found, expected,
                json.dumps(finding.values, default=str, sort_keys=True, ensure_ascii=False)]
    return {
        "finding_id": sha256("|".join(str(part) for part in identity).encode()).hexdigest()[:16],
        "report_id": report_id, "unit": unit, "year": year, "scope": scope, "check_code": finding.check,
        "severity": finding.severity, "status": status, "code_table": finding.table, "code_row": finding.row,
        "code_column": finding.column, "found": found, "expected": expected, "message": finding.message,
        "values": json.dumps(finding.values, default=str, ensure_ascii=False), "origin": origin,
    }


def _meta(connection: duckdb.DuckDBPyConnection, data: DataDirectory, snapshot: str) -> None:
    about = {
        "built_at": datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M"), "snapshot": snapshot,
        "label_zh": data.label_zh, "label_en": data.label_en, "invented": str(data.invented).lower(),
        "source": data.source, "definitions_version": definitions_version(),
    }
    _insert(connection, "meta", [{"key": key, "value": value} for key, value in about.items()])


def definitions_version() -> str:
    """The newest form and a short hash of all definitions."""
    digest = sha256()
    root = files("gxstats") / "definitions"
    for name in ("vocabulary.csv", "comparability.csv", "wording.toml", "characters.toml"):
        digest.update((root / name).read_bytes())
    newest = list(catalog.forms().values())[-1]
    return f"{newest.first_year}.{digest.hexdigest()[:6]}"
