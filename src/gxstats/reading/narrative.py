"""The prose of a report: its six sections found by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache

from gxstats import catalog
from gxstats.model import Document, Form, Grid, Paragraph, Place, Section
from gxstats.reading.labels import normalise, simplify
from gxstats.reading.wording import Wording

_ALIKE = 0.85
_MARKS = r"(?:[^\S\n]|[#*])*"  # blanks and mark-up before a heading
_BETWEEN = r"[\s、，,“”\"]*"


@cache
def _ordinal() -> str:
    return str(catalog.load("characters.toml")["chinese_ordinal"])


@cache
def _problems() -> re.Pattern[str]:
    return re.compile(catalog.wording()["sections"]["problems"], re.MULTILINE)


@cache
def _headings(form_code: str) -> tuple[tuple[str, tuple[str, ...], Wording, re.Pattern[str]], ...]:
    """For each section its code, its titles, and its heading numbered anywhere, and unnumbered alone on its line."""
    found = []
    for code, titles in catalog.forms()[form_code].sections.items():
        words = Wording.of([re.sub("[、，,]", "", title) for title in titles], _BETWEEN, _ordinal())
        alone = rf"^{_MARKS}(?:{words.pattern.pattern})[:：]?{_MARKS}$"
        found.append((code, titles, words, re.compile(alone, re.MULTILINE)))
    return tuple(found)


def sections(document: Document, form: Form) -> tuple[Section, ...]:
    """The sections in the order found, each with the prose up to the next heading; tables are left out.

    A heading is an ordinal followed by the section's words, alone on its line or glued to what stands around it;
    failing that the words alone on a line, or a numbered line much like them (a misprint). Numbers decide nothing.
    Where the numbering starts again, the last heading counts, except for the overview. Problems may be known by
    their sub-headings alone.
    """
    text, places = _prose(document)
    heads: dict[str, tuple[int, int]] = {}
    letters = frozenset(text)
    for code, titles, words, alone in _headings(form.code):
        found = list(words.found_in(text, letters, numbered=True)) or [match.span() for match in alone.finditer(text)] \
            or _alike(text, titles)
        if found:
            heads[code] = found[0] if code == "overview" else found[-1]
    after = max((end for code, (_, end) in heads.items() if code not in ("overview", "other_matters")), default=0)
    if "problems" not in heads and (part := _problems().search(text, after)):
        heads["problems"] = part.span()
    ordered = sorted(heads.items(), key=lambda item: item[1][0])
    edges = [*(start for _, (start, _) in ordered), len(text)]
    return tuple(
        Section(code, text[start:end].strip(), text[end:stop].strip(),
                places[min(text.count("\n", 0, start), len(places) - 1)])
        for (code, (start, end)), stop in zip(ordered, edges[1:], strict=True))


def _alike(text: str, titles: Sequence[str]) -> list[tuple[int, int]]:
    """Numbered lines that differ from a title by a letter or two."""
    line = re.compile(rf"^{_MARKS}(?:{_ordinal()}\s*)(.{{4,40}})$", re.MULTILINE)
    wanted = [normalise(title) for title in titles]
    return [match.span() for match in line.finditer(text) if any(
        SequenceMatcher(None, normalise(match[0]), title, autojunk=False).ratio() >= _ALIKE for title in wanted)]


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
