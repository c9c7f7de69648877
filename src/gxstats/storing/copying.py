"""What has not changed is copied from the snapshot before: the very rows that making them anew would give.

A snapshot notes of each document what its rows were made from (table `document`). Where that is the same now, the rows are
the same but for the number of the report; an import, a correction or an undo then costs its own documents only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

from gxstats.storing.store import connect

# of every table that holds reports: which of its rows are copied; what depends on other reports is made anew
_COPIED = {"report": "true", "cell": "true", "figure": "m.counts", "finding": "o.origin <> 'check'", "section": "true",
           "stated": "true", "line": "true"}


class NotCopiedError(Exception):
    """The snapshot before cannot be read to its end: everything is to be made anew."""


@dataclass(frozen=True)
class Copied:
    """A report of the snapshot before, by its number there; the rest as in `writing.Stored`."""

    before: int
    unit: str | None
    unit_name: str | None
    year: int | None
    scope: str
    file: str
    current: bool
    cells: int
    complete: bool


def unchanged(snapshot: Path, made_from: Callable[[str, Sequence[Copied]], str]) -> list[Copied]:
    """The reports of a snapshot whose documents would be made from the same now (`made_from` a file and its reports). Of one
    in force that did not count there are no figures to copy: it is made anew. A snapshot that cannot be asked has
    nothing to copy."""
    try:
        connection = connect(snapshot)
    except duckdb.Error:
        return []
    try:
        rows = connection.execute(
            "SELECT d.made_from, r.current AND NOT r.counts, r.report_id, r.unit, r.unit_name, r.year, r.scope, r.file, r.current, "
            "r.cells, r.complete FROM document d JOIN report r USING (file) ORDER BY r.file, r.report_id").fetchall()
    except duckdb.Error:
        return []
    finally:
        connection.close()
    found = []
    for file, of_file in groupby(rows, key=lambda row: str(row[7])):
        lines = list(of_file)
        reports = [Copied(*line[2:]) for line in lines]
        if not any(line[1] for line in lines) and lines[0][0] == made_from(file, reports):
            found += reports
    return found


def copy(connection: duckdb.DuckDBPyConnection, snapshot: Path, numbers: Iterable[tuple[int, int, bool]]) -> None:
    """Add the rows of reports (number there, number here, whether it counts) of a snapshot to those made anew, in the
    order of their reports. NotCopiedError where that snapshot is damaged."""
    try:
        _copy(connection, snapshot, numbers)
    except duckdb.Error as error:
        raise NotCopiedError(str(error)) from error


def _copy(connection: duckdb.DuckDBPyConnection, snapshot: Path, numbers: Iterable[tuple[int, int, bool]]) -> None:
    before, here, counts = (list(column) for column in zip(*numbers, strict=True))
    connection.execute("CREATE TEMP TABLE moved AS SELECT unnest(?) AS before, unnest(?) AS here, unnest(?) AS counts",
                       [before, here, counts])
    connection.execute(f"ATTACH '{str(snapshot).replace(chr(39), chr(39) * 2)}' AS before (READ_ONLY)")
    for table, chosen in _COPIED.items():
        connection.execute(f"CREATE TEMP TABLE made AS FROM {table}")
        connection.execute(f"TRUNCATE {table}")
        connection.execute(
            f"INSERT INTO {table} SELECT * EXCLUDE (place) FROM (SELECT *, rowid AS place FROM made UNION ALL BY NAME "
            f"SELECT o.* REPLACE (m.here AS report_id{', m.counts AS counts' if table == 'report' else ''}), o.rowid AS place "
            f"FROM before.{table} o JOIN moved m ON m.before = o.report_id WHERE {chosen}) ORDER BY report_id, place")
        connection.execute("DROP TABLE made")
    connection.execute("DETACH before")
    connection.execute("DROP TABLE moved")
