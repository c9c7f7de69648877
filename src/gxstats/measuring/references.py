"""References: `unit/year/scope/table/row/column@sha256` names a figure wherever it is printed, and leads back to its document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.measuring.queries import Ask
from gxstats.storing.figures import column_of, paths

_SHAPE = re.compile(r"(?P<unit>.+)/(?P<year>\d{4})/(?P<scope>[a-z_]+)/(?P<code>[a-z_]+/[a-z_]+/[a-z_]+)@(?P<sha256>[0-9a-f]{8,64})")
_FOUND = """SELECT r.*, n.name FROM report r LEFT JOIN unit n ON n.unit = r.unit
  AND r.year BETWEEN n.from_year AND coalesce(n.to_year, 9999)
WHERE r.unit = $unit AND r.year = $year AND r.scope = $scope ORDER BY r.current DESC, r.report_id"""


def reference(unit: str, year: int, scope: str, code: str, sha256: str) -> str:
    """The reference of one figure of one document; the first 8 letters of the hash or more will do."""
    return f"{unit}/{year}/{scope}/{code}@{sha256}"


@dataclass(frozen=True)
class Traced:
    """A figure and where it stands: its value, the report's row of the store, and the printed cells it is made of (one, or
    the parts of a group or of a total that is left blank), rows of `cell` with the line of the document as `line_text`."""

    code: str
    value: float | None
    report: pd.Series[Any]
    cells: pd.DataFrame


def trace(ask: Ask, text: str) -> Traced:
    """The figure that a reference names; GxstatsError says what of it is not in this store."""
    found = _SHAPE.fullmatch(text.strip())
    if not found:
        raise GxstatsError("{text} is no reference; one looks like unit/year/scope/table/row/column@sha256", text=text[:120])
    code, sha256 = found["code"], found["sha256"]
    if code not in paths():
        raise GxstatsError("the official form has no cell {path}", path=code)
    reports = ask(_FOUND, {"unit": found["unit"], "year": int(found["year"]), "scope": found["scope"]})
    if reports.empty:
        raise GxstatsError("this store has no report of {unit} for {year} in the scope {scope}", unit=found["unit"],
                           year=found["year"], scope=found["scope"])
    same = reports[reports["sha256"].str.startswith(sha256)]
    if same.empty:
        raise GxstatsError("the document {sha} is not in this store; for the same report it has {others}", sha=sha256[:16],
                           others=", ".join(sha[:16] for sha in reports["sha256"]))
    report = same.iloc[0]
    figure = ask(f"SELECT {column_of(code)} AS value FROM figure WHERE report_id = $report", {"report": int(report["report_id"])})
    value = None if figure.empty or pd.isna(figure["value"][0]) else float(figure["value"][0])
    cells = ask(
        "SELECT c.*, l.text AS line_text FROM cell c LEFT JOIN line l ON l.report_id = c.report_id AND l.line_no = c.line_no "
        "WHERE c.report_id = $report AND list_contains($codes::VARCHAR[], c.code)",
        {"report": int(report["report_id"]), "codes": [code, *_parts(report["form"], code)]})
    own = cells[cells["code"] == code]
    return Traced(code, value, report, own if len(own) and own["state"].iloc[0] != "blank" else cells)


def _parts(form: Any, code: str) -> list[str]:
    """The cells that a group, or a total left blank, is the sum of."""
    known = catalog.forms().get(form) or list(catalog.forms().values())[-1]
    table, row, column = code.split("/")
    for group in known.table(table).groups:
        if group.code == row:
            return [f"{table}/{part}/{column}" for part in group.sum_of]
    parts = [part for identity in known.identities if identity.total == (code,) for part in identity.parts]
    return [deeper for part in parts for deeper in (_parts(form, part) if part not in known.paths() else [part])]
