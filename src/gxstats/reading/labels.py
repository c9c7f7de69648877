"""Printed labels matched to the rows and columns of a form: normalise, then exact, spelling, pattern, likeness."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Protocol, TypeVar

from gxstats import catalog

_DROP = re.compile(r"[\s\u00a0\u200b-\u200d\u2060\ufeff“”‘’\"'「」『』《》〈〉*#]+")
_PUNCTUATION = re.compile(r"[、，,。.；;：:·/()（）\-—–]+")
_WIDE_MARKS = [(mark, unicodedata.normalize("NFKC", mark)) for mark in "\uff0c\uff08\uff09\uff1a\uff1b\uff05\u3000\u00a0"]
_TAIL = re.compile(r"[(（][^()（）]*[)）]?$")


class Labelled(Hashable, Protocol):
    """Anything of a form that is printed with a label."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def spellings(self) -> tuple[str, ...]: ...


T = TypeVar("T", bound=Labelled)


@cache
def _ordinal() -> re.Pattern[str]:
    return re.compile(str(catalog.load("characters.toml")["label_ordinal"]))


@cache
def _simplified() -> dict[int, str]:
    table = catalog.load("characters.toml")["simplified"]
    return {ord(old): new for old, new in table.items()}


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _simplified()))}]")


def simplify(text: str) -> str:
    """NFKC, and traditional letters to simplified ones.

    >>> simplify("（１）規章，廢止")
    '(1)规章,废止'
    """
    if text.isascii():
        return text
    for wide, narrow in _WIDE_MARKS:  # where none of them is left, most texts are NFKC as they are, which is quickly seen
        text = text.replace(wide, narrow)
    plain = unicodedata.normalize("NFKC", text)
    return plain.translate(_simplified()) if _traditional().search(plain) else plain  # most texts have none


@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """A label reduced to its letters: no ordinal, white space, quotes, punctuation or bracketed tail.

    >>> normalise("（二）部分公开（区分处理的，只计这一情形，不计其他情形）")
    '部分公开'
    >>> normalise("3.危及“三安全一稳定”")
    '危及三安全一稳定'
    """
    text = _DROP.sub("", simplify(text))
    text = _ordinal().sub("", text, count=1)
    without_tail = _TAIL.sub("", text)
    return _PUNCTUATION.sub("", without_tail or text)


@lru_cache(maxsize=2_000)
def _spellings(item: Labelled) -> frozenset[str]:
    return frozenset(normalise(text) for text in (item.label, *item.spellings))


def exactly(text: str, items: Sequence[T]) -> T | None:
    """The one item whose label or spelling equals the text, both normalised."""
    wanted = normalise(text)
    if not wanted:
        return None
    found = [item for item in items if wanted in _spellings(item)]
    return found[0] if len({item.code for item in found}) == 1 else None


def likeness(text: str, item: Labelled) -> float:
    """0 to 1: how much the text looks like the item's label; a fragment of the label counts by what it covers."""
    wanted = normalise(text)
    if not wanted:
        return 0.0
    best = 0.0
    for spelling in _spellings(item):
        if len(wanted) >= 4 and wanted in spelling:
            best = max(best, 0.9)
        best = max(best, SequenceMatcher(None, wanted, spelling, autojunk=False).ratio())
    return best
