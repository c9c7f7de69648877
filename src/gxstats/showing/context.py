"""What a page starts from: language, data and choice; questions and pictures that are kept as long as the snapshot is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock as Lock
from typing import Any, TypeVar

import duckdb
import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.exporting.choice import Choice
from gxstats.exporting.workbook import Card
from gxstats.measuring.queries import Filter
from gxstats.showing.address import Address
from gxstats.showing.look import Look
from gxstats.storing.data import DataDirectory
from gxstats.storing.store import connect

T = TypeVar("T")
_MOST_KEPT = 2_000  # frames and figures in memory for all sessions together


@dataclass
class Context:
    """What every page starts from: the reader's language and theme, the data and the choice in force."""

    look: Look
    data: DataDirectory
    path: Path
    about: dict[str, str]
    filter: Filter
    units: pd.DataFrame
    printing: bool = False
    decided: str = ""  # decisions.stamp of the data directory
    here: Any = None  # the page being shown, as the navigation knows it
    root: Path = Path()  # where the data directories are, or the only one itself
    cards: list[Card] = field(default_factory=list)  # what the page has shown so far, for its workbook
    drawn: list[str] = field(default_factory=list)  # the charts drawn so far
    behind: dict[str, Any] = field(default_factory=dict)  # what lies behind the marks of the charts drawn so far

    @property
    def language(self) -> str:
        return self.look.language

    def say(self, sentence: str, /, **values: Any) -> str:
        return catalog.say(sentence, self.look.language, **values)

    @property
    def area(self) -> str:
        """What the data are of, in the reader's language."""
        return self.about["label_zh" if self.language == "zh" else "label_en"]

    @property
    def years(self) -> list[int]:
        """Every year of the choice."""
        return list(range(self.filter.first, self.filter.last + 1))

    @property
    def span(self) -> str:
        """The years of the choice in words; one year is one number."""
        if self.filter.first == self.filter.last:
            return str(self.filter.last)
        return self.say("{first}–{last}", first=self.filter.first, last=self.filter.last)

    def ask(self, sql: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
        """Answer a question from the snapshot; answers are kept as long as the snapshot is."""
        return answer(str(self.path), sql, parameters)

    @property
    def choice(self) -> Choice:
        """The reader's choice as an export starts from it."""
        return Choice(self.ask, self.filter, self.language, self.data.path)

    def keep(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, kept as long as snapshot, decisions, choice, language and theme are the same. Not to be changed."""
        state = tuple(sorted(Address.current().wanted.items()))
        key = (str(self.path), self.decided, self.filter, self.look, name, state)
        kept = _kept()
        if key not in kept:
            with _making().setdefault(key, Lock()):  # many readers ask at once: one makes it, the others wait
                if len(kept) > _MOST_KEPT:
                    kept.clear()
                    _making().clear()
                if key not in kept:
                    kept[key] = make()
        found: T = kept[key]
        return found

    def unit_name(self, row: Mapping[str, Any] | pd.Series[Any]) -> str:
        """A unit's short name in the reader's language."""
        name = row["short_name"] if self.language == "zh" else row["name_en"]
        return str(name if isinstance(name, str) and name else row.get("unit", ""))

    def unit_names(self, frame: pd.DataFrame) -> list[str]:
        """`unit_name` for every row of a frame."""
        names = frame["short_name" if self.language == "zh" else "name_en"]
        return [name if isinstance(name, str) and name else str(unit) for name, unit in zip(names, frame["unit"], strict=True)]


def answer(path: str, sql: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
    """The answer of any snapshot to a question, kept as long as the snapshot is."""
    return _ask(path, sql, repr(sorted(parameters.items())), dict(parameters))


@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda connection: connection.close())
def _connection(path: str) -> duckdb.DuckDBPyConnection:
    return connect(Path(path))


@st.cache_data(max_entries=500, show_spinner=False)
def _ask(path: str, sql: str, key: str, _parameters: dict[str, Any]) -> pd.DataFrame:
    cursor = _connection(path).cursor()
    try:
        return cursor.execute(sql, _parameters).df() if _parameters else cursor.execute(sql).df()
    finally:
        cursor.close()


@st.cache_resource(show_spinner=False)
def _kept() -> dict[Any, Any]:
    """Frames and figures already made, shared by all sessions."""
    return {}


@st.cache_resource(show_spinner=False)
def _making() -> dict[Any, Lock]:
    """A lock for each of them while it is made."""
    return {}
