"""Schemes and facts made by hand for the tests of assessment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from gxstats.measuring.facts import Facts, definitions, facts
from gxstats.measuring.queries import Ask
from gxstats.measuring.schemes import Scheme, read
from gxstats.storing.roles import Person, Roles
from gxstats.storing.store import Store, connect

HEAD = """
zh = "试"
en = "Try"
points = 10
years = [2019]
[[groups]]
code = "g"
zh = "组"
en = "Group"
points = 10
"""
RECEIVED = "requests/received/total"


def scheme(rules: str, head: str = HEAD, points: float = 10, more: str = "") -> Scheme:
    """A scheme of one item with these rules."""
    return read("try", f'{head}[[items]]\ncode = "1"\ngroup = "g"\nzh = "项"\nen = "Item"\npoints = {points}\n{more}\n{rules}')


def facts_of(made: Scheme, units: list[dict[str, Any]], findings: list[dict[str, Any]] | None = None, year: int = 2024) -> Facts:
    """Facts from short descriptions: a unit may say kind, report (None for none), published and its figures by path."""
    about = [{**dict.fromkeys(("unit", "short_name", "name", "name_en"), u["unit"]), "kind": u.get("kind", "department"),
              "position": n, "report_id": u.get("report", n), "form": u.get("form", "form_2021"), "extent": "full",
              "complete": True, "published_on": u.get("published", "2025-01-20"), "sha256": "0" * 64, "file": "x"}
             for n, u in enumerate(units, 1)]
    figures = [{"unit": u["unit"], **{path: u.get(path, float("nan")) for path in made.figures}} for u in units]
    columns = ["unit", "finding_id", "check_code", "severity", "status", "year", "scope", "code_table", "code_row", "code_column",
               "found", "expected", "message", "values", "page", "grid", "row_no", "column_no", "line_no"]
    lines = [{"finding_id": f"f{n}", "status": "fail", "message": "no table of any official form was recognised", **f}
             for n, f in enumerate(findings or [])]
    cells = pd.DataFrame(columns=["unit", "code", "text", "origin", "page", "grid", "row_no", "column_no", "line_no"])
    return Facts(year, pd.DataFrame(about), pd.DataFrame(figures), pd.DataFrame(lines, columns=columns), cells,
                 definitions(made), {})


def here(name: str = "张三") -> Person:
    return Roles().typed(name)


def asking(data: Path) -> tuple[Ask, duckdb.DuckDBPyConnection]:
    connection = connect(Store(data).path())

    def ask(query: str, values: Any) -> pd.DataFrame:
        return (connection.execute(query, values) if values else connection.execute(query)).df()

    return ask, connection


def facts_in(data: Path, made: Scheme, year: int) -> Facts:
    """The facts of a data directory."""
    ask, connection = asking(data)
    try:
        return facts(ask, made, year, data)
    finally:
        connection.close()
