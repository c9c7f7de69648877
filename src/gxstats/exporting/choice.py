"""What is taken away: whose numbers, of which snapshot, told in which language; and a file that is whole or not there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.measuring import queries
from gxstats.measuring.queries import Ask, Filter
from gxstats.storing.store import connect

Progress = Callable[[int, int, str], None]  # done, of, what: an error raised in it ends the export


def silent(done: int, of: int, what: str) -> None:
    """Progress that nobody looks at."""


@dataclass(frozen=True)
class Choice:
    """The reader's choice as every export starts from it, the same for a button and for the command line. `data` is the
    data directory, for registers and decisions."""

    ask: Ask
    chosen: Filter
    language: str
    data: Path

    def say(self, sentence: str, /, **values: Any) -> str:
        return catalog.say(sentence, self.language, **values)

    @cached_property
    def about(self) -> dict[str, str]:
        """What the store says of itself (queries.about)."""
        return queries.about(self.ask)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """Who should have reported and who has, year by year (queries.coverage)."""
        return queries.coverage(self.ask, self.chosen)

    @property
    def area(self) -> str:
        """The name of the data."""
        return self.about["label_zh" if self.language == "zh" else "label_en"]

    def standing(self) -> list[str]:
        """Where the numbers come from, as it stands below every page and in every export."""
        return standing(self.about, self.chosen, self.coverage, self.language)


def standing(about: dict[str, str], chosen: Filter, coverage: pd.DataFrame, language: str) -> list[str]:
    """Date of the data, years, reports, scope, definitions and snapshot; that they are invented, where they are."""
    def say(sentence: str, /, **values: Any) -> str:
        return catalog.say(sentence, language, **values)

    parts = [
        say("data as of {when}", when=about.get("built_at", "")),
        str(chosen.last) if chosen.first == chosen.last else say("{first}–{last}", first=chosen.first, last=chosen.last),
        say("{count} reports", count=int(coverage["have"].sum()) if len(coverage) else 0),
        say("scope") + " " + catalog.word("scope", chosen.scope, language),
        say("definitions {version}", version=about.get("definitions_version", "")),
        say("snapshot {name}", name=about.get("snapshot", "")),
    ]
    return [*parts, say("all units and figures are invented")] if about.get("invented") == "true" else parts


@contextmanager
def opened(path: Path) -> Iterator[Ask]:
    """Questions to a snapshot, each answered anew."""
    connection = connect(path)

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


@contextmanager
def written(target: Path) -> Iterator[Path]:
    """A path beside `target` to write to, which takes its name when the block ends well; else nothing is left. GxstatsError
    where there is no room or no right."""
    work = target.with_name(f".{target.stem}.{os.getpid()}.part{target.suffix}")
    try:
        yield work
        os.replace(work, target)
    except OSError as error:
        why = str(error.strerror or error)[:120]
        raise GxstatsError("{file} could not be written ({why})", file=target.name, why=why) from error
    finally:
        work.unlink(missing_ok=True)
