"""A briefing on an area and year as plain sentences, charts and lists; Word, web page, PDF and slides are ways to write it.

Every sentence is filled with stored figures, each with its number in the list of figures; nothing says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.exporting.choice import Choice
from gxstats.exporting.figures import Figure, Figures
from gxstats.measuring import queries
from gxstats.measuring.headline import OUTCOMES, Headline, headlines

ROUTES = ("reconsideration", "litigation_direct", "litigation_after")
RESULTS = ("upheld", "corrected", "other", "pending")
RECEIVED, HANDLED, CARRIED = (f"requests/{row}/total" for row in ("received", "handled", "carried_out"))
CODES = (RECEIVED, "requests/carried_in/total", *(f"requests/{row}/total" for row in OUTCOMES), HANDLED, CARRIED,
         *(f"disputes/{route}/{result}" for route in ROUTES for result in (*RESULTS, "total")))
_MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class Layer:
    """A series of a chart: a value a category, None where it is missing; one colour, or one for each value."""

    label: str
    values: tuple[float | None, ...]
    colour: str
    colours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """`kind`: bars (one series, counts), shares and stack (layers as 100 % or as counts), line (shares between 0 and 1), across
    (differences, a line a category). A note stands under its category. `low` and `high` are an interval."""

    kind: str
    title: str
    caption: str
    categories: tuple[str, ...]
    notes: tuple[str, ...]
    layers: tuple[Layer, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Listed:
    """A few counted lines under a heading."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A section: sentences, then charts, then lists."""

    code: str
    title: str
    sentences: tuple[str, ...]
    charts: tuple[Chart, ...] = ()
    lists: tuple[Listed, ...] = ()


@dataclass(frozen=True)
class Tile:
    """A figure of the first row, with the number of its figure."""

    headline: Headline
    number: int


@dataclass(frozen=True)
class Briefing:
    """All that a briefing says. `wide` has a line a report with every code; `standing` is where the numbers come from."""

    choice: Choice
    title: str
    coverage: str
    tiles: tuple[Tile, ...]
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]
    wide: pd.DataFrame
    standing: tuple[str, ...]

    @property
    def language(self) -> str:
        return self.choice.language

    @property
    def invented(self) -> bool:
        return self.choice.about.get("invented") == "true"

    @property
    def area(self) -> str:
        return self.choice.area


def briefing(choice: Choice) -> Briefing:
    """The briefing on the last year of a choice. One report only, or none for the year, is said and not an error."""
    from gxstats.exporting import briefing_parts as told
    chosen, say = choice.chosen, choice.say
    if choice.coverage.empty or not choice.coverage["have"].sum():
        raise GxstatsError("No report fits this choice. Widen kind, scope or years on the left.")
    wide = queries.by_unit(choice.ask, chosen, CODES)
    found = Figures(wide, choice.language)
    tiles = []
    for item in headlines(choice.ask, chosen, choice.language):
        marked = found.mark(f"{item.label} {chosen.last}", f"{item.value} {item.unit}".strip(), item.codes[:1] if item.unit
                            else item.codes, [chosen.last])
        tiles.append(Tile(item, int(_MARK.findall(marked)[-1])))
    parts = tuple(part for make in (told.requests, told.outcomes, told.disputes, told.units, told.quality)
                  if (part := make(choice, found)) is not None)
    return Briefing(choice, say("{area}: briefing on the annual reports for {year}", area=choice.area, year=chosen.last),
                    _coverage(choice), tuple(tiles), parts, tuple(found.found), wide, tuple(choice.standing()))


def _coverage(choice: Choice) -> str:
    """Whose numbers, how many units of how many, and what else narrows the choice."""
    chosen, say = choice.chosen, choice.say
    scope = catalog.word("scope", chosen.scope, choice.language)
    of_year = choice.coverage[choice.coverage["year"] == chosen.last]
    if of_year.empty:
        return say("{scope} · no unit had to report for {year}", scope=scope, year=chosen.last)
    have, due = int(of_year["have"].iloc[0]), int(of_year["due"].iloc[0])
    said = [say("{scope} · {have} of {due} units have data for {year}", scope=scope, have=have, due=due, year=chosen.last)]
    if have < due:
        said.append(say("provisional"))
    if chosen.kinds:
        said.append(say("only {kinds}", kinds=say(", ").join(catalog.word("kind", kind, choice.language) for kind in chosen.kinds)))
    if chosen.units:
        said.append(say("{count} units chosen", count=len(chosen.units)))
    if chosen.like_for_like:
        said.append(say("units with every year"))
    return " · ".join(said)


def written_as(made: Briefing, suffix: str) -> bytes:
    """A briefing as a file of the kind its suffix names; .csv is the list of its figures with their references."""
    if suffix == ".docx":
        from gxstats.exporting.briefing_word import docx
        return docx(made)
    if suffix == ".pptx":
        from gxstats.exporting.slides import pptx
        return pptx(made)
    if suffix == ".pdf":
        from gxstats.exporting.briefing_pdf import pdf
        return pdf(made)
    if suffix == ".csv":
        from gxstats.exporting.appendix import listed
        return listed(made)
    from gxstats.exporting.briefing_html import html
    return html(made).encode()


def runs(text: str) -> Iterator[tuple[str, str]]:
    """A sentence in pieces: (text, "") and, for the number of a figure, ("", its number)."""
    pieces: Sequence[str] = _MARK.split(text)
    for place, piece in enumerate(pieces):
        if piece:
            yield ("", piece) if place % 2 else (piece, "")


def plain(text: str) -> str:
    """A sentence without the numbers of its figures."""
    return _MARK.sub("", text)
