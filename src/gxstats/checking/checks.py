"""The checks across reports, run on the open work file of a store before it is published."""

from __future__ import annotations

import duckdb


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the findings of every check that needs more than one report into `finding`."""
