"""What the prose of a report states: numbers and claims, each with its sentence. The words are data (statements.toml).

A statement of another year is left out, one of a whole area is marked: it may fit the table but cannot contradict the
report of one body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from gxstats import catalog
from gxstats.model import Figure, Section

_COUNT = re.compile(r"\{number:(\w+)\}")
_PROSE = ("overview", "problems", "other_matters")


@dataclass(frozen=True, slots=True)
class _Statement:
    """A kind of statement: `value` is what its words mean when it has no number; `unless` are words that spoil it;
    `counts` says that it needs a number with a measure."""

    code: str
    pattern: re.Pattern[str]
    counts: bool
    value: Decimal | None
    unless: re.Pattern[str] | None
    about: frozenset[str]
    carry: bool
    named: bool
    each: bool
    until: re.Pattern[str] | None


@cache
def _words() -> dict[str, Any]:
    return catalog.load("statements.toml")


@cache
def _pattern(*path: str) -> re.Pattern[str]:
    found: Any = _words()
    for name in path:
        found = found[name]
    return re.compile(str(found))


@cache
def _statements() -> tuple[_Statement, ...]:
    number = f"({_words()['numbers']['pattern']})"
    return tuple(_Statement(
        item["code"], re.compile(_COUNT.sub(lambda count: f"{number}[{count[1]}]", item.get("pattern") or item["words"])),
        bool(_COUNT.search(item.get("pattern", ""))),
        Decimal(item.get("value", 1)) if "words" in item else None,
        re.compile(item["unless"]) if "unless" in item else None,
        frozenset(item.get("about", ())), item.get("carry", False), item.get("named", False), item.get("each", False),
        re.compile(item["until"]) if "until" in item else None,
    ) for item in _words()["statements"])


@cache
def _claims() -> tuple[_Statement, ...]:
    """Those that need no number with a measure."""
    return tuple(item for item in _statements() if not item.counts)


@cache
def _count() -> re.Pattern[str]:
    """The end of any number with its measure: most sentences have none, and one search says so."""
    patterns = (item.get("pattern", "") for item in _words()["statements"])
    measures = "".join(count[1] for pattern in patterns for count in _COUNT.finditer(pattern))
    letters = "".join((*_words()["numbers"]["letters"], *_words()["numbers"]["tens"]))
    return re.compile(rf"[\d,{letters}][{measures}]")


@cache
def _topics() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{topic['code']}>{topic['pattern']})" for topic in _words()["topics"]))


def figures(found: Sequence[Section], year: int | None = None) -> tuple[Figure, ...]:
    """The numbers stated in the prose sections, each with its sentence; words alone have the value they mean.

    `year`: the report year, where it is known; what is said of other years is left out.
    """
    result: list[Figure] = []
    for section in found:
        if section.code not in _PROSE:
            continue
        sentences = _pattern("sentence").split("".join(section.text.split()))
        before: frozenset[str] = frozenset()
        known = 0  # sentences of which the topics were looked for
        for index, sentence in enumerate(sentences):
            if matches := _matches(sentence):
                for other in sentences[known:index]:
                    before = _named(other) or before
                known = index
                told = dict.fromkeys(_of_sentence(sentence, matches, before, year))
                result += [Figure(code, value, sentence, section.place, wide) for code, value, _, wide in told]
    return tuple(result)


def _matches(sentence: str) -> list[tuple[_Statement, re.Match[str]]]:
    """What a sentence might state: most nothing."""
    statements = _statements() if _count().search(sentence) else _claims()
    return [(item, match) for item in statements if item.pattern.search(sentence) for match in item.pattern.finditer(sentence)]


def _of_sentence(
    sentence: str, matches: Sequence[tuple[_Statement, re.Match[str]]], before: frozenset[str], year: int | None,
) -> Iterator[tuple[str, Decimal, int, bool]]:
    """(code, value, where the number stands, said of a whole area) of every statement in a sentence."""
    for item, match in matches:
        if item.unless and item.unless.search(match[0]):
            continue
        topics = _about(sentence, match, item.until) or (before if item.carry else frozenset())
        alone = item.carry and not item.named and not topics
        if item.about and not item.about & topics and not alone:
            continue
        place = match.start(1) if item.value is None else -1
        if item.value is None and _of_another_time(sentence[:place], year):
            continue
        value = item.value if item.value is not None else number(match[1])
        wide = _of_a_whole_area(sentence, match)
        for topic in sorted(item.about & topics) if item.each else ("",):
            yield f"{item.code}_{topic}" if topic else item.code, value, place, wide


def _named(text: str) -> frozenset[str]:
    return frozenset(match.lastgroup or "" for match in _topics().finditer(text))


def _clauses(sentence: str, match: re.Match[str]) -> Iterator[str]:
    """The clause of a match up to its end, then those before it."""
    edges = [0, *(edge.end() for edge in _pattern("clause").finditer(sentence, 0, match.start() + 1))]
    stop = match.end()
    for edge in reversed(edges):
        yield sentence[edge:stop]
        stop = edge


def _about(sentence: str, match: re.Match[str], until: re.Pattern[str] | None) -> frozenset[str]:
    """The topics of the clause of a match, or of the nearest clause before it that names any; with `until`, of all
    clauses before it back to one that holds these words."""
    first, *others = _clauses(sentence, match)
    named = _named(first)
    for clause in others:
        if named and (until is None or named == _named(first) or until.search(clause)):
            break
        named |= _named(clause)
    return named


def _of_a_whole_area(sentence: str, match: re.Match[str]) -> bool:
    before = sentence[:match.end()]
    found = [*_pattern("wide", "pattern").finditer(before)]
    return bool(found) and not _pattern("wide", "narrow").search(before, found[-1].start())


def _of_another_time(before: str, year: int | None) -> bool:
    """Whether the last time named before a number is another than the report year."""
    last, other = -1, False
    for match in _pattern("time", "own").finditer(before):
        last, other = max(last, match.start()), False
    for match in _pattern("time", "year").finditer(before):
        if match.start() > last and not _compared(before, match):
            last, other = match.start(), year is not None and int(match[1]) not in (year, year + 1)
    for match in _pattern("time", "other").finditer(before):
        if match.start() > last and not _compared(before, match):
            last, other = match.start(), True
    return other


def _compared(before: str, match: re.Match[str]) -> bool:
    return bool(_pattern("time", "compared").match(before[match.end():]))


def number(text: str) -> Decimal:
    """A number as prose writes it, in figures or in letters up to thousands.

    >>> number("1,204"), number("二十三"), number("一百零五")
    (Decimal('1204'), Decimal('23'), Decimal('105'))
    """
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    letters, tens = _words()["numbers"]["letters"], _words()["numbers"]["tens"]
    total, last = 0, 0
    for letter in text:
        if letter in tens:
            total += (last or 1) * tens[letter]
            last = 0
        else:
            last = letters[letter]
    return Decimal(total + last)
