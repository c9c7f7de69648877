"""What changed between two snapshots, and what a replaced report said before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from gxstats.measuring import revised, since
from gxstats.measuring.queries import Filter
from gxstats.storing.writing import Stored
from tests.measuring.stores import asking, made

CODE = "requests/received/total"


def _of(stored: Sequence[Stored], unit: str, year: int) -> int:
    return next(n for n, item in enumerate(stored)
                if (item.unit, item.year) == (unit, year) and item.current and any(c.path == CODE for c in item.report.cells))


def _with(item: Stored, code: str, value: int | None) -> Stored:
    """The report with another number in a cell, or without the cell, from another document."""
    cells = [cell for cell in item.report.cells if cell.path != code]
    if value is not None:
        cells.append(next(c for c in item.report.cells if c.path == code)._replace(value=Decimal(value), text=str(value)))
    return replace(item, report=replace(item.report, cells=tuple(cells), sha256=item.report.sha256 + "new"))


def _edited(stored: list[Stored]) -> list[Stored]:
    stored = [item for item in stored if not item.file.endswith((".again", ".old"))]
    at = _of(stored, "u1", 2022)
    stored[at] = _with(stored[at], CODE, 999)
    at = _of(stored, "u2", 2021)
    stored[at] = _with(stored[at], CODE, None)
    gone = _of(stored, "u1", 2023)
    return [item for n, item in enumerate(stored) if n != gone]


def _plain(stored: list[Stored]) -> list[Stored]:
    return [item for item in stored if not item.file.endswith((".again", ".old"))]


def test_added_replaced_removed_and_every_figure_with_both_values(tmp_path: Path) -> None:
    with asking(made(tmp_path / "then", 11, _plain)) as then, asking(made(tmp_path / "now", 11, _edited)) as now:
        found, back = since.changes(then, now), since.changes(now, then)
        old = then("SELECT requests__received__total AS v FROM figure WHERE unit = 'u1' AND year = 2022", {})["v"][0]
    assert found.added.empty
    assert found.removed.values.tolist() == [["u1", 2023, "organ"]]
    assert found.replaced.values.tolist() == [["u1", 2022, "organ"], ["u2", 2021, "organ"]]
    received = found.figures[found.figures["code"] == CODE].set_index("unit")
    assert (received.loc["u1", "old"], received.loc["u1", "new"]) == (old, 999)
    assert pd.isna(received.loc["u2", "new"]), "a number that is no longer printed is missing, not 0"
    assert back.added.values.tolist() == found.removed.values.tolist()
    assert len(back.figures) == len(found.figures)


def test_the_same_store_has_not_changed(tmp_path: Path) -> None:
    with asking(made(tmp_path / "then", 11)) as then, asking(made(tmp_path / "now", 11)) as now:
        assert since.changes(then, now).nothing


def _superseding(stored: list[Stored]) -> list[Stored]:
    stored = _plain(stored)
    at = _of(stored, "u1", 2022)
    old = replace(stored[at], current=False)
    new = replace(_with(stored[at], CODE, 999), file="reports/u1/2022-second.html", supersedes=old.report.sha256)
    return [*stored[:at], old, new, *stored[at + 1:]]


def test_a_revised_figure_knows_its_old_value(tmp_path: Path) -> None:
    chosen = Filter("organ", 2020, 2023)
    with asking(made(tmp_path / "plain", 11, _plain)) as plain, asking(made(tmp_path / "revised", 11, _superseding)) as ask:
        assert revised.figures(plain, chosen).empty
        assert revised.by_year(plain, chosen, CODE) == {}
        found = revised.figures(ask, chosen)
        before = plain("SELECT sum(requests__received__total) AS v FROM figure WHERE year = 2022 AND scope = 'organ' "
                       "AND unit IS NOT NULL", {})["v"][0]
        assert found[["unit", "year", "code", "new"]].values.tolist() == [["u1", 2022, CODE, 999.0]]
        assert revised.by_year(ask, chosen, CODE) == {2022: pytest.approx(before)}
        assert revised.by_year(ask, chosen, "requests/granted/total") == {}
