"""Small stores to ask: opened for questions as the pages ask them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

from gxstats.measuring.queries import Ask
from gxstats.storing.store import Store, connect
from gxstats.storing.writing import Stored
from tests.truth.made import store


@contextmanager
def asking(data: Path) -> Iterator[Ask]:
    """Questions to the current store of a data directory."""
    connection = connect(Store(data).path())

    def ask(sql: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
        cursor = connection.cursor()
        try:
            return cursor.execute(sql, dict(parameters)).df() if parameters else cursor.execute(sql).df()
        finally:
            cursor.close()

    try:
        yield ask
    finally:
        connection.close()


def made(path: Path, seed: int, change: Callable[[list[Stored]], Sequence[Stored]] = list, units: int = 4,
         first: int = 2020, last: int = 2023) -> Path:
    """A small store from a seed; `change` may take reports or cells away."""
    return store(path, Random(seed), units, first, last, change)
