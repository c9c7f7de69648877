"""The prose of a report: its six sections found by their words, and the numbers it states with their sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from gxstats import catalog
from gxstats.model import Document, Figure, Form, Grid, Paragraph, Place, Section
from gxstats.reading.labels import simplify

_PROSE = ("overview", "problems", "other_matters")
_BETWEEN = r"[\s、，,“”\"]*"


@cache
def _ordinal() -> str:
    return str(catalog.load("characters.toml")["chinese_ordinal"])


@cache
def _headings(form_code: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    form = catalog.forms()[form_code]
    found = []
    for code, titles in form.sections.items():
        words = "|".join(_BETWEEN.join(re.escape(letter) for letter in title if letter not in "、，,") for title in titles)
        found.append((code, re.compile(rf"{_ordinal().removesuffix('?')}(?:{words})")))
    return tuple(found)


def sections(document: Document, form: Form) -> tuple[Section, ...]:
    """The sections in the order found, each with the prose up to the next heading; tables are left out.

    A heading is an ordinal followed by the section's words, alone on its line or glued to what stands around it.
    """
    text, places = _prose(document)
    heads: list[tuple[int, int, str]] = []
    for code, pattern in _headings(form.code):
        found = list(pattern.finditer(text))
        if found:
            match = found[-1] if code not in ("overview",) else found[0]
            heads.append((match.start(), match.end(), code))
    heads.sort()
    result = []
    ends = [start for start, _, _ in heads[1:]] + [len(text)]
    for (start, end, code), stop in zip(heads, ends, strict=False):
        place = places[min(text.count("\n", 0, start), len(places) - 1)]
        result.append(Section(code, text[start:end].strip(), text[end:stop].strip(), place))
    return tuple(result)


def _prose(document: Document) -> tuple[str, list[Place]]:
    """All paragraphs joined by line breaks, letters simplified, with the place of each line."""
    lines: list[str] = []
    places: list[Place] = []
    number = 0
    for block in document.blocks:
        if isinstance(block, Grid):
            number += block.height
            continue
        number += 1
        if isinstance(block, Paragraph):
            for piece in block.text.split("\n"):
                lines.append(simplify(piece))
                places.append(Place(page=block.place.page, line=number))
    return "\n".join(lines), places or [Place()]


@cache
def _statements() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    return tuple((item["code"], re.compile(item.get("pattern") or item["words"]), "words" in item)
                 for item in catalog.wording()["statements"])


def figures(found: Sequence[Section]) -> tuple[Figure, ...]:
    """The numbers stated in the prose sections, each with its sentence; a statement in words has the value 1."""
    result: list[Figure] = []
    for section in found:
        if section.code not in _PROSE:
            continue
        for sentence in re.split(r"(?<=[。！？;；])", re.sub(r"\s+", "", section.text)):
            seen: set[tuple[str, Decimal]] = set()
            for code, pattern, in_words in _statements():
                for match in pattern.finditer(sentence):
                    value = Decimal(1) if in_words else Decimal(match.group(1).replace(",", ""))
                    if (code, value) not in seen:
                        seen.add((code, value))
                        result.append(Figure(code, value, sentence, section.place))
    return tuple(result)
