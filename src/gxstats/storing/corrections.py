"""Corrections of cells and typed reports: decisions that become cells of the store, marked by their origin."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.errors import GxstatsError, StaleCorrectionError
from gxstats.model import Cell, Finding, Origin, Report, State
from gxstats.storing.decisions import Decision, Decisions
from gxstats.storing.roles import Person
from gxstats.storing.store import Store, connect

AS_PRINTED = "as printed"  # the choice that takes a correction back
TYPED = "decisions/typeds.csv"  # where a typed report comes from
WITHDRAWN = "withdrawn"  # the choice that takes a typed report back
_OF_THE_CELL = ("cell_unreadable", "digits_unresolved", "readings_differ")


def cell_value(text: str) -> tuple[Decimal | None, State]:
    """What a typed text means: a number, nothing (blank) or a stroke (does not apply); GxstatsError for anything else."""
    text = text.strip()
    if not text:
        return None, "blank"
    if text in ("/", "-", "—"):
        return None, "not_applicable"
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= 10**15:
        raise GxstatsError("{text} is neither a number nor a stroke nor blank", text=text[:40])
    return value, "reported"


def stands(cell: Mapping[Any, Any] | pd.Series[Any]) -> str:
    """What counts in a cell of the store (value, state, text, origin): its text, and where that was read or corrected to be
    another number, that number; "" for a blank."""
    if cell["origin"] not in ("solved", "corrected"):
        return str(cell["text"]).strip() if isinstance(cell["text"], str) else ""
    return f"{cell['value']:.15g}" if pd.notna(cell["value"]) else "/" if cell["state"] == "not_applicable" else ""


def require_path(form: str | None, path: str) -> None:
    """GxstatsError unless the form prints this cell."""
    if form not in catalog.forms() or path not in catalog.forms()[form].paths():
        raise GxstatsError("the official form has no cell {path}", path=path[:80])


@dataclass(frozen=True)
class Correction:
    """A cell to be changed: `path` as table/row/column, the text now printed, the new text, and why."""

    path: str
    printed: str
    text: str
    why: str

    def expects(self, sha256: str) -> dict[str, str]:
        return {"sha256": sha256, "text": self.printed}

    def decision(self, place: str, sha256: str) -> Decision:
        """As a decision that nobody has signed yet, on a report of `place` (unit/year/scope)."""
        return Decision("correction", "", "", f"{place}/{self.path}", "", self.text, self.why, self.expects(sha256))


def corrected(report: Report, unit: str | None, year: int | None, scope: str, current: bool,
              decisions: Iterable[Decision]) -> Report:
    """A report with the corrections made on this very document; the text of a cell stays what is printed. One made on another
    document of the same unit, year and scope, or on another text, is not applied: it becomes a finding."""
    start = f"{unit}/{year}/{scope}/"
    cells = {cell.path: cell for cell in report.cells}
    findings = list(report.findings)
    latest = {(d.subject, d.expects.get("sha256")): d for d in decisions if d.subject.startswith(start)}
    for (subject, sha256), decision in latest.items():
        path = subject.removeprefix(start)
        if decision.choice == AS_PRINTED or path.count("/") != 2 or (sha256 != report.sha256 and not current):
            continue
        old = cells.get(path)
        try:
            decision.require({"sha256": report.sha256, "text": old.text if old else ""})
            value, state = cell_value(decision.choice)
        except StaleCorrectionError:
            if (subject, report.sha256) not in latest:  # nobody has looked at it again on the new document
                findings.append(_stale(path, decision, old))
            continue
        except GxstatsError:
            continue
        table, row, column = path.split("/")
        origin: Origin = "corrected"
        cells[path] = (old or Cell(table, row, column, None, ""))._replace(value=value, state=state, origin=origin)
        findings = [f for f in findings if not (f.check in _OF_THE_CELL and (f.table, f.row, f.column) == (table, row, column))]
    return replace(report, cells=tuple(cells.values()), findings=tuple(findings))


def _stale(path: str, decision: Decision, cell: Cell | None) -> Finding:
    table, row, column = path.split("/")
    return Finding(
        "correction_stale", "warning",
        "{who} corrected {row}, {column} to {choice} in another document; this one prints {text}: look at it again",
        table, row, column, values={"who": decision.who, "choice": decision.choice, "text": cell.text if cell else "—"})


def amend(data: Path, place: str, sha256: str, path: str, seen: str, text: str, why: str, who: Person) -> Decision:
    """Correct a cell of a stored report of `place` (unit/year/scope), or take that back (`text` AS_PRINTED). `seen` is what
    the one who decides saw in the cell. StaleCorrectionError where another document is in force by now, or another number."""
    if text != AS_PRINTED:
        cell_value(text)
    if not why.strip():
        raise GxstatsError("A correction needs a reason.")
    decisions, subject = Decisions(data), f"{place}/{path}"
    unit, year, scope = place.split("/")
    with closing(connect(Store(data).path())) as connection:
        found = connection.execute(
            "SELECT r.sha256, c.text, c.value, c.state, c.origin FROM report r LEFT JOIN cell c ON c.report_id = r.report_id "
            "AND c.code = $path WHERE r.unit = $unit AND r.year = $year AND r.scope = $scope AND r.sha256 = $sha AND r.current",
            {"path": path, "unit": unit, "year": int(year), "scope": scope, "sha": sha256}).df().to_dict("records")
    cell: dict[Hashable, Any] = found[0] if found else {"sha256": "", "text": "", "value": None, "state": "blank", "origin": ""}
    made = [d for d in decisions.read("correction") if d.subject == subject and d.expects.get("sha256") == sha256]
    if made and made[-1].choice != AS_PRINTED:  # the store may not have heard of it yet
        value, state = cell_value(made[-1].choice)
        now = stands({"value": None if value is None else float(value), "state": state, "origin": "corrected"})
    else:
        now = stands(cell if cell["origin"] != "corrected" else {**cell, "origin": "printed"})
    Decision("correction", "", "", subject, "", text, why, {"sha256": sha256, "text": seen}).require(
        {"sha256": cell["sha256"], "text": now})
    return decisions.append("correction", subject, text, who, why, {"sha256": sha256, "text": str(cell["text"] or "")})


# --- typed reports ------------------------------------------------------------------------------------------------

def write_typed(data: Path, unit: str, year: int, scope: str, form: str, cells: Mapping[str, str], who: Person, why: str,
                published_on: str = "", supersedes: str = "") -> Decision:
    """Keep a report that was typed from paper: `cells` as path -> text, `supersedes` the hash of a document whose report it
    replaces. GxstatsError for a cell the form does not have."""
    for path, text in cells.items():
        require_path(form, path)
        cell_value(text)
    if not any(text.strip() for text in cells.values()):
        raise GxstatsError("nothing has been typed yet")
    content = json.dumps({"form": form, "published_on": published_on, "supersedes": supersedes, "cells": dict(cells)},
                         ensure_ascii=False, sort_keys=True)
    return Decisions(data).append("typed", f"{unit}/{year}/{scope}", content, who, why)


@dataclass(frozen=True)
class Typed:
    """A typed report in force: whose it is, its cells (origin `typed`), and the hash of the document it replaces."""

    unit: str
    year: int
    scope: str
    report: Report
    supersedes: str
    who: str


def typed_reports(decisions: Iterable[Decision]) -> list[Typed]:
    """Each typed report that was not taken back."""
    latest = {decision.subject: decision for decision in decisions}
    found = []
    for subject, decision in sorted(latest.items()):
        parts = subject.split("/")
        if decision.choice == WITHDRAWN or len(parts) != 3 or not parts[1].isdigit():
            continue
        try:
            content: dict[str, Any] = json.loads(decision.choice)
            cells = tuple(typed_cell(path, text) for path, text in content["cells"].items())
            form = str(content["form"])
        except (ValueError, KeyError, TypeError, AttributeError, GxstatsError):
            continue
        if form not in catalog.forms():
            continue
        sha256 = hashlib.sha256(f"{subject}\n{decision.choice}".encode()).hexdigest()
        found.append(Typed(parts[0], int(parts[1]), parts[2], Report(
            TYPED, None, int(parts[1]), form, None, None, content.get("published_on") or None, sha256, cells),
            str(content.get("supersedes", "")), decision.who))
    return found


def typed_cell(path: str, text: str) -> Cell:
    """A cell as somebody typed it."""
    table, row, column = path.split("/")
    value, state = cell_value(text)
    return Cell(table, row, column, value, text.strip(), state=state, origin="typed")


def differences(old: pd.DataFrame, new: pd.DataFrame) -> list[tuple[str, str, str]]:
    """(path, text before, text now) for each cell whose value or state differs between two frames of cells (code, value, state,
    text, origin); "" where there is none."""
    before, now = ({row["code"]: row for row in frame.to_dict("records")} for frame in (old, new))
    found = []
    for path in [*now, *(path for path in before if path not in now)]:
        one, two = before.get(path), now.get(path)
        if _said(one) != _said(two):
            found.append((str(path), stands(one) if one else "", stands(two) if two else ""))
    return found


def _said(cell: dict[Hashable, Any] | None) -> tuple[Any, Any]:
    return (None, None) if cell is None else (None if pd.isna(cell["value"]) else float(cell["value"]), cell["state"])
