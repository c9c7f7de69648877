"""What one printed cell says: a number, a blank, a sign for "does not apply", or something unreadable."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from gxstats import catalog
from gxstats.model import State

_NUMBER = re.compile(r"[+\-]?(?:0|[1-9]\d*)(?:\.\d+)?")  # "007" is not a number but digits run together
_GROUPED = re.compile(r"[+\-]?[1-9]\d{0,2}(?:[,']\d{3})+(?:\.\d+)?")
_SPACED = re.compile(r"[+\-]?[1-9]\d{0,2}(?: \d{3})+(?:\.\d+)?")
_SPACE = re.compile(r"[\s\u00a0\u200b-\u200d\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class Numeral:
    """`value` is set when `state` is reported. `unit` is the suffix printed behind it, `note` a remark inside the cell.

    `joined` says that the digits stood on two lines of the cell and were put together: the reader must say so.
    """

    state: State
    value: Decimal | None = None
    unit: str = ""
    note: str = ""
    joined: bool = False


@cache
def _characters() -> dict[str, object]:
    return catalog.load("characters.toml")


@cache
def note_pattern() -> re.Pattern[str]:
    """A remark such as "(of which 16 amended)" inside a cell or a row of numbers."""
    return re.compile(str(_characters()["note"]))


@cache
def _suffix_pattern() -> re.Pattern[str]:
    suffixes = _characters()["suffixes"]
    assert isinstance(suffixes, list)
    return re.compile(r"^(.*?\d)\s*(" + "|".join(suffixes) + r")$", re.DOTALL)


@cache
def _signed_words() -> list[tuple[str, str]]:
    words = _characters()
    more, less = words["more"], words["less"]
    assert isinstance(more, list)
    assert isinstance(less, list)
    return [(word, "+") for word in more] + [(word, "-") for word in less]


@cache
def _words(name: str) -> frozenset[str]:
    words = _characters()[name]
    assert isinstance(words, list)
    return frozenset(words)


@lru_cache(maxsize=20_000)
def numeral(text: str) -> Numeral:
    """Read the text of one cell. Source of the spellings: definitions/characters.toml.

    >>> numeral("１,２３４件").value
    Decimal('1234')
    >>> numeral(" ").state, numeral("/").state, numeral("1O").state
    ('blank', 'not_applicable', 'unreadable')
    """
    note = " ".join(note_pattern().findall(text))
    plain = unicodedata.normalize("NFKC", note_pattern().sub(" ", text)).replace("−", "-").replace("－", "-")
    lines = [_SPACE.sub(" ", line).strip() for line in plain.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return Numeral("blank", note=note)
    whole = " ".join(lines)
    if whole.replace(" ", "") in _words("not_applicable"):
        return Numeral("not_applicable", note=note)
    if whole in _words("zero"):
        return Numeral("reported", Decimal(0), note=note)
    value, unit = _value(whole)
    if value is not None:
        return Numeral("reported", value, unit, note)
    if len(lines) > 1 or _SPACED.fullmatch(whole):
        value, unit = _value(whole.replace(" ", ""))
        if value is not None:
            return Numeral("reported", value, unit, note, joined=True)
    return Numeral("unreadable", note=note)


def _value(text: str) -> tuple[Decimal | None, str]:
    unit = ""
    if match := _suffix_pattern().match(text):
        text, unit = match.group(1), match.group(2)
    text = text.strip()
    for word, sign in _signed_words():
        if text.startswith(word):
            text = sign + text[len(word):].strip()
            break
    text = re.sub(r"^([+\-])\s+", r"\1", text)
    if _NUMBER.fullmatch(text):
        return Decimal(text), unit
    if _GROUPED.fullmatch(text):
        return Decimal(re.sub("[,']", "", text)), unit
    return None, unit
