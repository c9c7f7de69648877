"""How reports spell the labels and headings of the official tables: habits read from spellings.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from gxstats import catalog

Spelling = tuple[tuple[str, str], ...]


@cache
def _habits() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("gxstats.demo") / "spellings.toml").read_text(encoding="utf-8"))


@cache
def spellings() -> dict[str, Spelling]:
    """Every habit by code: pairs of official and own words, replaced in order. `traditional` turns whole labels into
    the letters of mirror sites."""
    found = {code: tuple((old, new) for old, new in habit["replaced"]) for code, habit in _habits().items()}
    found["traditional"] = tuple((new, old) for old, new in catalog.load("characters.toml")["simplified"].items())
    return found


def some(random: Random, most: int = 3) -> Spelling:
    """The everyday habits of one writer: up to `most` of them, in a fixed order so that none undoes another."""
    everyday = [code for code, habit in _habits().items() if not habit.get("rare")]
    chosen = random.sample(everyday, random.randint(0, most))
    return tuple(pair for code in everyday if code in chosen for pair in spellings()[code])
