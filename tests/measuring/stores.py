"""Small stores to ask: opened for questions as the pages ask them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from gxstats.exporting.choice import opened
from gxstats.measuring.queries import Ask
from gxstats.storing.store import Store
from gxstats.storing.writing import Stored
from tests.truth.made import store


@contextmanager
def asking(data: Path) -> Iterator[Ask]:
    """Questions to the current store of a data directory."""
    with opened(Store(data).path()) as ask:
        yield ask


def made(path: Path, seed: int, change: Callable[[list[Stored]], Sequence[Stored]] = list, units: int = 4,
         first: int = 2020, last: int = 2023) -> Path:
    """A small store from a seed; `change` may take reports or cells away."""
    return store(path, Random(seed), units, first, last, change)
