"""Consistent tables made at random, for properties that must hold of all of them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from gxstats import catalog
from gxstats.model import Cell, Form

KINDS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other_org")
small = st.integers(0, 9)


@st.composite
def consistent(draw: st.DrawFn, code: str = "form_2021", hybrid: bool = False) -> tuple[Form, list[Cell]]:
    """A form and the cells of a report in which every identity holds; a hybrid prints one row for the last group."""
    form = catalog.forms()[code]
    numbers: dict[str, int] = {}
    for table in form.tables:
        for row in table.rows:
            for column in row.columns:
                numbers[f"{table.code}/{row.code}/{column.code}"] = draw(small)
    requests, disputes = form.table("requests"), form.table("disputes")
    results = [r.code for r in requests.rows if r.code not in ("received", "carried_in", "handled", "carried_out")]
    for kind in KINDS:
        handled = sum(numbers[f"requests/{row}/{kind}"] for row in results)
        numbers[f"requests/handled/{kind}"] = handled
        new = draw(st.integers(0, handled))
        numbers[f"requests/received/{kind}"] = new + numbers[f"requests/carried_out/{kind}"]
        numbers[f"requests/carried_in/{kind}"] = handled - new
    for row in requests.rows:
        numbers[f"requests/{row.code}/total"] = sum(numbers[f"requests/{row.code}/{kind}"] for kind in KINDS)
    for row in disputes.rows:
        parts = [c.code for c in row.columns if c.code != "total"]
        numbers[f"disputes/{row.code}/total"] = sum(numbers[f"disputes/{row.code}/{part}"] for part in parts)
    if hybrid:
        group = next(g for g in requests.groups if g.code == "other")
        for column in (*KINDS, "total"):
            paths = [f"requests/{row}/{column}" for row in group.sum_of]
            numbers[f"requests/other/{column}"] = sum(numbers.pop(path) for path in paths)
    return form, [cell(path, number) for path, number in numbers.items()]


def cell(path: str, number: int | str | Decimal) -> Cell:
    """A printed cell."""
    table, row, column = path.split("/")
    return Cell(table, row, column, Decimal(number), str(number))


def blank(cells: list[Cell], path: str) -> list[Cell]:
    """The cells with one of them left blank."""
    return [Cell(c.table, c.row, c.column, None, "", state="blank") if c.path == path else c for c in cells]
