"""Copied text: sections of one report that resemble last year's or another unit's."""
from __future__ import annotations
from collections.abc import Iterator
from typing import Any
import duckdb


def copied(connection: duckdb.DuckDBPyConnection, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Stub."""
    yield from ()
