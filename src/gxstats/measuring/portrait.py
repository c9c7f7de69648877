"""One unit over all its years: deadlines, names, where it came from and what became of it, findings, its prose."""

from __future__ import annotations

import pandas as pd

from gxstats.measuring.queries import Ask, Filter, by_unit, sql
from gxstats.storing.figures import paths


def deadlines(ask: Ask, unit: str, scope: str) -> pd.DataFrame:
    """year, due, confirmed, source, report_id, form, published, expected, state (kept, late, unknown or missing), finding_id;
    newest first. A day that nobody has confirmed is not held against anyone: unknown."""
    return ask(sql("deadlines"), {"unit": unit, "scope": scope})


def successions(ask: Ask, unit: str) -> pd.DataFrame:
    """year, relation, other, names of the other, came (it came from there) or became, note; oldest first."""
    return ask("""
        WITH moved AS (
          SELECT year, relation, coalesce(note, '') AS note, "to" = $unit AS came,
                 CASE WHEN "to" = $unit THEN "from" ELSE "to" END AS unit
          FROM succession WHERE "from" = $unit OR "to" = $unit),
        named AS (
          SELECT unit, arg_max(short_name, from_year) AS short_name, arg_max(name_en, from_year) AS name_en FROM unit GROUP BY unit)
        SELECT m.*, n.short_name, n.name_en FROM moved m LEFT JOIN named n ON n.unit = m.unit ORDER BY m.year, m.relation""",
               {"unit": unit})


def findings(ask: Ask, unit: str, scope: str) -> pd.DataFrame:
    """Every failed finding on the unit's reports that count, newest year first, errors first."""
    return ask("SELECT f.* FROM finding f JOIN report r ON r.report_id = f.report_id AND r.counts "
               "WHERE f.unit = $unit AND r.scope = $scope AND f.status = 'fail' "
               "ORDER BY f.year DESC, CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f.check_code, "
               "f.code_table, f.code_row, f.code_column", {"unit": unit, "scope": scope})


def figures(ask: Ask, unit: str, scope: str, years: range, table: str) -> pd.DataFrame:
    """A row a figure of a table that any of these years prints (its path) and a column a year; missing where it is not printed."""
    wanted = [path for path in paths() if path.startswith(f"{table}/")]
    frame = by_unit(ask, Filter(scope, years.start, years.stop - 1, units=(unit,)), wanted)
    return frame.set_index("year")[wanted].astype(float).T.reindex(columns=years).dropna(how="all")


def sections(ask: Ask, report_id: int) -> pd.DataFrame:
    """code, heading, text of the six sections of a report, in its order."""
    return ask("SELECT code, heading, text FROM section WHERE report_id = $report AND text IS NOT NULL ORDER BY line_no, code",
               {"report": report_id})


def names(ask: Ask, unit: str, year: int) -> list[str]:
    """What the unit and the one above it were called in a year: masked where prose is compared."""
    frame = ask("SELECT name, short_name FROM unit WHERE (unit = $unit OR unit IN (SELECT parent FROM unit WHERE unit = $unit)) "
                "AND $year BETWEEN from_year AND coalesce(to_year, 9999)", {"unit": unit, "year": year})
    return [str(name) for column in frame for name in frame[column] if isinstance(name, str) and name]
