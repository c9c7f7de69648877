"""What drove a change between two years: parts that add up to it exactly."""

from __future__ import annotations

import pandas as pd

from gxstats import catalog
from gxstats.measuring import queries
from gxstats.measuring.queries import Ask, Filter
from gxstats.storing.figures import column_of


def parts(ask: Ask, chosen: Filter, row: str, before: int, after: int) -> pd.DataFrame:
    """unit, short_name, name_en, column, before, after, change, kind: one line a unit and applicant kind.

    `kind` is `both` for a unit that reported in both years, `entered` or `left` otherwise: its number in the other year is
    unknown, and its whole number enters or leaves the total. The changes add up to the change of the total over the
    same reports. A unit whose applicant kinds are not all printed, or do not add to its printed total, is one line of its
    own (column `total`), so that nothing is lost or made up.
    """
    return _ask(ask, chosen, row, before, after,
                'SELECT s.unit, n.short_name, n.name_en, "column", "before", "after", change, s.kind FROM steps s '
                "LEFT JOIN named n ON n.unit = s.unit ORDER BY n.position, s.unit, place")


def largest(ask: Ask, chosen: Filter, row: str, before: int, after: int, most: int, by_kind: bool = False) -> pd.DataFrame:
    """The lines of `parts` with the `most` largest changes either way, by unit or by unit and applicant kind, largest first,
    then one line for all the others (unit missing, `lines` how many they are). They add up as all lines do."""
    column = '"column"' if by_kind else "NULL::VARCHAR"
    return _ask(ask, chosen, row, before, after, f"""
        , grouped AS (SELECT unit, {column} AS "column", sum("before") AS "before", sum("after") AS "after",
                             sum(change) AS change, any_value(kind) AS kind, min(place) AS place
                      FROM steps GROUP BY ALL),
        ordered AS (SELECT g.*, n.short_name, n.name_en,
                           row_number() OVER (ORDER BY abs(change) DESC, n.position, g.unit, place) AS number
                    FROM grouped g LEFT JOIN named n ON n.unit = g.unit)
        SELECT unit, short_name, name_en, "column", "before", "after", change, kind, 1 AS lines, number FROM ordered
        WHERE number <= {int(most)}
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, sum("before"), sum("after"), sum(change),
               CASE WHEN bool_and(kind = 'entered') THEN 'entered' WHEN bool_and(kind = 'left') THEN 'left' ELSE 'both' END,
               count(*), {int(most) + 1}
        FROM ordered WHERE number > {int(most)} HAVING count(*) > 0
        ORDER BY number""").drop(columns="number")


def in_both(ask: Ask, chosen: Filter, row: str, before: int, after: int) -> tuple[int, float, float]:
    """How many units print the total in both years, and what they add up to in each: like with like."""
    line = _ask(ask, chosen, row, before, after, 'SELECT count(DISTINCT unit) AS units, coalesce(sum("before"), 0) AS "before", '
                'coalesce(sum("after"), 0) AS "after" FROM steps WHERE kind = \'both\'').iloc[0]
    return int(line["units"]), float(line["before"]), float(line["after"])


def _ask(ask: Ask, chosen: Filter, row: str, before: int, after: int, select: str) -> pd.DataFrame:
    codes = [column.code for column in list(catalog.forms().values())[-1].table("requests").rows[0].columns]
    names = {code: column_of(f"requests/{row}/{code}") for code in codes}
    *kinds, total = codes
    lines = " UNION ALL ".join(
        f"SELECT unit, '{code}' AS code, {place} AS place, before_{code} AS \"before\", after_{code} AS \"after\", kind "
        f"FROM sides WHERE {'NOT ' if code == total else ''}whole" for place, code in enumerate(codes))
    adds_up = f"coalesce({' + '.join(names[kind] for kind in kinds)} = {names[total]}, false)"
    sql = queries.sql("changes").format(
        columns=", ".join(names.values()), total=names[total], lines=lines, adds_up=adds_up,
        pairs=", ".join(f"b.{name} AS before_{code}, a.{name} AS after_{code}" for code, name in names.items()))
    return queries.from_chosen(ask, chosen, f"{sql}{select}", before_year=before, after_year=after)
