"""Which row or column of a form a printed text names: exact, by pattern, by its beginning, by likeness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from gxstats import catalog
from gxstats.model import Column, Group, Row, Table
from gxstats.reading.labels import exactly, likeness, normalise, simplify

_LIKELY, _MARGIN, _BEGINNING = 0.72, 0.12, 5


@dataclass(frozen=True, slots=True)
class Match:
    """`likely` says that the text is only like the label: the reading must say so."""

    code: str
    likely: bool = False


@cache
def rows(table: str) -> tuple[Row, ...]:
    """The rows of a table over all forms, each code once, newest form first."""
    found: dict[str, Row] = {}
    for form in reversed(catalog.forms().values()):
        for row in form.table(table).rows:
            found.setdefault(row.code, row)
    return tuple(found.values())


@cache
def groups() -> tuple[Group, ...]:
    """The heads of the requests table, over all forms."""
    found: dict[str, Group] = {}
    for form in catalog.forms().values():
        for group in form.table("requests").groups:
            found.setdefault(group.code, group)
    return tuple(found.values())


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table over all forms, one for each printed label."""
    found: dict[str, Column] = {}
    for form in catalog.forms().values():
        for row in form.table(table).rows:
            for column in row.columns:
                found.setdefault(normalise(column.label), column)
    return tuple(found.values())


@cache
def tables() -> tuple[Table, ...]:
    """The tables of the newest form."""
    return list(catalog.forms().values())[-1].tables


@lru_cache(maxsize=4_000)
def row_named(table: str, text: str) -> Match | None:
    """The row of a table that a label names, or None. The head of a group is not a row, except "other handling"."""
    plain = normalise(text)
    if not plain:
        return None
    candidates = rows(table)
    if row := exactly(text, candidates):
        return Match(row.code)
    if table == "requests" and exactly(text, groups()):
        group = exactly(text, groups())
        return Match(group.code) if group and group.code in {row.code for row in candidates} else None
    if table == "requests" and (part := _under_group(text)):
        return part
    by_pattern = [row for row in candidates if re.search(row.pattern, plain)]
    if len(by_pattern) == 1:
        return Match(by_pattern[0].code)
    if table != "requests":
        return None
    if len(plain) >= _BEGINNING:
        inside = [row for row in candidates if plain in normalise(row.label)]
        if len(inside) == 1:
            return Match(inside[0].code, likely=True)
    ranked = sorted(((likeness(text, row), row.code) for row in candidates), reverse=True)
    if len(plain) >= 3 and ranked[0][0] >= _LIKELY and ranked[0][0] - ranked[1][0] >= _MARGIN:
        return Match(ranked[0][1], likely=True)
    return None


def _under_group(text: str) -> Match | None:
    """The row of a label that is printed with its group's name before its own."""
    plain = "".join(simplify(text).split())
    found = _group_names().match(plain)
    if not found or found.end() == len(plain):
        return None
    rest = plain[found.end():]
    parts = {code for group in groups() for code in group.sum_of if normalise(found.group()).endswith(
        tuple(normalise(name) for name in (group.label, *group.spellings)))}
    row = exactly(rest, [row for row in rows("requests") if not parts or row.code in parts])
    return Match(row.code) if row else None


@cache
def _group_names() -> re.Pattern[str]:
    """What is printed before a row's label where merged heads were written into it: the head over all results, a group's."""
    names = [name for group in groups() for name in (group.label, *group.spellings)]
    every = [form.table("requests").result_label for form in catalog.forms().values()]
    ordinal, joint = rf"(?:{catalog.load('characters.toml')['chinese_ordinal']}\s*)?", r"[-—–:>/|,]*"
    body = "|".join(re.escape(normalise(name)) for name in sorted(names, key=len, reverse=True))
    over = "|".join(re.escape(normalise(name)) for name in {name for name in every if name})
    return re.compile(f"(?:{ordinal}(?:{over}){joint})?(?:{ordinal}(?:{body}){joint})?")


@lru_cache(maxsize=4_000)
def column_named(table: str, text: str) -> str | None:
    """The column code that a head cell names, or None. A head over columns may be written into each of their labels."""
    column = exactly(text, columns(table))
    if column:
        return column.code
    plain = normalise(text)
    over = next((head for head in over_columns() if plain.startswith(head) and plain != head), None)
    if over and (column := exactly(plain.removeprefix(over), columns(table))):
        return column.code
    if len(plain) < 3 or plain in over_columns():
        return None
    ranked = sorted(((likeness(text, column), column.code) for column in columns(table)), reverse=True)
    if ranked[0][0] >= _LIKELY and (len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _MARGIN):
        return ranked[0][1]
    return None


@cache
def over_columns() -> frozenset[str]:
    """Heads that span several columns and name none, such as "legal persons or other organisations"."""
    heads = [head for table in tables() for head in table.heads]
    rows_under = [row.under for table in tables() for row in table.rows]
    columns_under = [column.under for table in tables() for row in table.rows for column in row.columns]
    return frozenset(normalise(text) for text in (*heads, *rows_under, *columns_under) if text)


def in_order(codes: Sequence[str], table: str) -> bool:
    """Whether column codes stand in the printed order of the table's form."""
    order = [column.code for column in columns(table)]
    positions = [order.index(code) for code in codes]
    return positions == sorted(positions)
