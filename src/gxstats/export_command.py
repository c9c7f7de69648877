"""`gxstats export`: the group of all exports, the choice they share, and the file they write."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gxstats import catalog
from gxstats.cli import DATA, Later
from gxstats.errors import GxstatsError

if TYPE_CHECKING:
    from datetime import datetime

    from gxstats.exporting.choice import Choice, Progress


@click.group(cls=Later, elsewhere={
    "briefing": "gxstats.briefing_command:briefing", "slides": "gxstats.briefing_command:slides",
    "chart": "gxstats.chart_command:chart"})
def export() -> None:
    """Take figures away as a file. The same choice and snapshot give the same file."""


_CHOICE = (
    click.option("--data", type=click.Path(path_type=Path), default=DATA, envvar="GXSTATS_DATA", show_default=True,
                 help="A data directory with its store."),
    click.option("--years", metavar="FIRST-LAST", help="One year or two; all years without it."),
    click.option("--scope", help="Whose numbers; without it the scope most reports have."),
    click.option("--kind", "kinds", multiple=True, help="Only units of this kind; may be given again."),
    click.option("--unit", "units", multiple=True, help="Only this unit, by code; may be given again."),
    click.option("--like", is_flag=True, help="Only units that have every year."),
)


def taking(*suffixes: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes a function (choice, work, progress, **more) a command that writes one file.

    Adds the options of the choice, opens the store, shows progress, and gives `work` the name asked for only when it was
    written whole (an interrupted export leaves nothing). `work` ends in one of `suffixes`, the first where nothing is said.
    """
    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        def run(lang: str, /, out: Path | None, data: Path, years: str | None, scope: str | None, kinds: tuple[str, ...],
                units: tuple[str, ...], like: bool, **more: Any) -> None:
            from gxstats.exporting.choice import written
            name = click.get_current_context().info_name
            try:
                with choosing(data, lang, years, scope, kinds, units, like) as choice:
                    target = out or Path(f"{data.resolve().name}-{name}-{choice.chosen.last}{suffixes[0]}")
                    if target.suffix not in suffixes:
                        raise GxstatsError("a file of this kind ends in {suffixes}", suffixes=", ".join(suffixes))
                    with shown(lang) as progress, written(target) as work:
                        function(choice, work, progress, **more)
            except GxstatsError as error:
                raise click.ClickException(catalog.say(error.sentence, lang, **error.values)) from error
            click.echo(str(target))

        made: Callable[..., None] = update_wrapper(click.pass_obj(run), function)
        for option in (click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False),
                                    help=f"The file to write: {' or '.join(suffixes)}."), *reversed(_CHOICE)):
            made = option(made)
        return made
    return decorate


@contextmanager
def choosing(data: Path, lang: str, years: str | None, scope: str | None, kinds: tuple[str, ...] = (),
             units: tuple[str, ...] = (), like: bool = False) -> Iterator[Choice]:
    """The choice of a command line over the current store of a data directory, checked against what it holds."""
    from gxstats.errors import StoreMissingError
    from gxstats.exporting.choice import Choice, opened
    from gxstats.measuring import queries
    from gxstats.storing.store import Store
    with opened(Store(data).path()) as ask:
        span = queries.years(ask)
        if span is None:
            raise StoreMissingError("there is no built store yet; build it first")
        known = queries.units(ask)
        for value, having in ((kinds, "kind"), (units, "unit")):
            for unknown in set(value) - set(known[having]):
                raise GxstatsError("{value} is not in these data", value=unknown)
        scopes = queries.scopes(ask)
        if scope and scope not in scopes:
            raise GxstatsError("{value} is not in these data", value=scope)
        first, last = _years(years) if years else span
        yield Choice(ask, queries.Filter(scope or scopes[0], first, last, kinds, units, like), lang, data)


def _years(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{4})(?:\D+(\d{4}))?", text.strip())
    if not found:
        raise GxstatsError("{value} is no year and no span such as 2021-2025", value=text)
    first = int(found.group(1))
    return first, max(first, int(found.group(2) or first))


@contextmanager
def shown(lang: str) -> Iterator[Progress]:
    """Progress as a bar on the terminal."""
    with click.progressbar(length=1, label=catalog.say("Writing", lang), file=sys.stderr) as bar:
        def progress(done: int, of: int, what: str) -> None:
            bar.length = max(of, 1)
            bar.update(done - bar.pos)
        yield progress


@export.command()
@taking(".zip", ".docx")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="The date under the letter; today without it.")
def letter(choice: Choice, work: Path, progress: Progress, date: datetime | None) -> None:
    """Correction letters on the reports of the last year: one unit's as a Word file, those of several as a zip."""
    from datetime import date as calendar

    from gxstats.exporting.letters import letter as one
    from gxstats.exporting.letters import letters as several
    from gxstats.measuring.findings import open_ones
    from gxstats.measuring.queries import unit_codes
    from gxstats.storing.decisions import Decisions
    found = open_ones(choice.ask, Decisions(choice.data), choice.chosen.last, choice.chosen.scope)
    found = found[found["unit"].isin(unit_codes(choice.ask, choice.chosen))]
    if found.empty:
        raise GxstatsError("There is nothing open to write about for {year}.", year=choice.chosen.last)
    if work.suffix == ".docx" and found["unit"].nunique() > 1:
        raise GxstatsError("one letter is for one unit: name it with --unit, or write a .zip of all")
    write = one if work.suffix == ".docx" else several
    work.write_bytes(write(found, date.date() if date else calendar.today()))


@export.command()
@taking(".zip", ".xlsx", ".docx", ".html")
@click.option("--as", "kind", type=click.Choice(["xlsx", "docx", "html"]), default="xlsx", show_default=True,
              help="What the files in a .zip are.")
@click.option("--sum", "summed", is_flag=True, help="The sum over the chosen units for the last year, as a draft.")
def official(choice: Choice, work: Path, progress: Progress, kind: str, summed: bool) -> None:
    """Reports in the State's three tables: one as .xlsx, .docx or .html, several as a .zip of them."""
    from gxstats.exporting import filed
    from gxstats.exporting.draft import draft
    from gxstats.exporting.word import zipped
    one = work.suffix.removeprefix(".")
    made = [draft(choice, choice.chosen.last)] if summed else filed.reports_of(choice, progress)
    if one == "zip":
        work.write_bytes(zipped([(f"{item.name}.{kind}", filed.WRITERS[kind](item)) for item in made]))
    else:
        work.write_bytes(filed.WRITERS[one](filed.only(list(islice(made, 2)))))


@export.command()
@taking(".xlsx")
def workbook(choice: Choice, work: Path, progress: Progress) -> None:
    """A whole area: sums and rates by year with charts, rates by unit, every figure of every report, findings, dictionary."""
    from gxstats.exporting.area import of_area
    of_area(choice, work, progress)


@export.command()
@taking(".zip")
def package(choice: Choice, work: Path, progress: Progress) -> None:
    """Open data: every figure as CSV and Parquet, long and wide, with dictionary, sources and licence (Data Package 2)."""
    from gxstats.exporting.package import write
    write(choice, work, progress)
