"""The words of the invented county, read once from words.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> dict[str, Any]:
    """Names, sizes and sentences; everything in it is made up."""
    return tomllib.loads((files("gxstats.demo") / "words.toml").read_text(encoding="utf-8"))
