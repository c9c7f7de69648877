"""The wide row of a report: one number a code, computed groups and summed totals included."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from gxstats import catalog
from gxstats.model import Cell, Form


def column_of(path: str) -> str:
    """The column of `figure` that holds a cell path: requests/received/total -> requests__received__total."""
    return path.replace("/", "__")


@cache
def paths() -> tuple[str, ...]:
    """Every path that `figure` has a column for: all printed cells of all forms, then the computed groups."""
    found: dict[str, None] = {}
    for form in catalog.forms().values():
        found.update(dict.fromkeys(form.paths()))
    for form in catalog.forms().values():
        for table in form.tables:
            for group in table.groups:
                found.update(dict.fromkeys(f"{table.code}/{group.code}/{c.code}" for c in table.rows[0].columns))
    return tuple(found)


def figures(form: Form | None, cells: Sequence[Cell]) -> tuple[dict[str, Decimal], set[str]]:
    """The numbers of a report by path, and the paths that were summed because their printed total is blank.

    A group is its one printed row, else the sum of its rows when all are printed. A missing part leaves it missing.
    """
    values = {cell.path: cell.value for cell in cells if cell.value is not None}
    blank = {cell.path for cell in cells if cell.state == "blank"}
    form = form or list(catalog.forms().values())[-1]
    summed: set[str] = set()
    _groups(form, values)
    for identity in form.identities:
        if len(identity.total) > 1 or identity.total[0] not in blank:
            continue
        parts = [values.get(path) for path in identity.parts]
        if None not in parts:
            values[identity.total[0]] = sum((p for p in parts if p is not None), Decimal(0))
            summed.add(identity.total[0])
    _groups(form, values)
    return values, summed


def _groups(form: Form, values: dict[str, Decimal]) -> None:
    for table in form.tables:
        for group in table.groups:
            for column in table.rows[0].columns:
                path = f"{table.code}/{group.code}/{column.code}"
                parts = [values.get(f"{table.code}/{row}/{column.code}") for row in group.sum_of]
                if path not in values and None not in parts:
                    values[path] = sum((p for p in parts if p is not None), Decimal(0))
