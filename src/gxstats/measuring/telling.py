"""Numbers as people read them, on a page and on paper alike."""

from __future__ import annotations

from math import isnan

from gxstats import catalog

_STEPS = ((1e8, 1e8, "hundred million"), (1e5, 1e4, "ten thousand"))  # from, divided by, word


def number(value: float | None, language: str, unit: str = "") -> str:
    """A count: thousands separators, and in Chinese 万 and 亿 from a hundred thousand on; a dash where it is missing."""
    if value is None or isnan(value):
        return "—"
    sign = "−" if value < 0 else ""
    size = abs(value)
    if language == "zh":
        for least, by, word in _STEPS:
            if size >= least:
                return f"{sign}{size / by:,.2f}".rstrip("0").rstrip(".") + " " + catalog.say(word, language) + unit
    text = f"{size:,.0f}" if size == int(size) else f"{size:,.2f}"
    return f"{sign}{text}" + (f" {unit}" if unit else "")


def signed(value: float, language: str, digits: int | None = None) -> str:
    """A difference with its sign; with `digits`, so many decimals."""
    plus = "+" if value > 0 else ""
    return plus + (number(value, language) if digits is None else f"{value:,.{digits}f}".replace("-", "−"))


def percent(value: float | None, digits: int = 1) -> str:
    """A share between 0 and 1 as a percentage with one decimal."""
    return "—" if value is None or isnan(value) else f"{value * 100:.{digits}f}%"


def rate(value: float | None, indicator: str, digits: int = 1) -> str:
    """A value of an indicator: a share in percent, what is no share as a number a hundred."""
    told = percent(value, digits)
    return told if catalog.is_share(indicator) else told.removesuffix("%")
