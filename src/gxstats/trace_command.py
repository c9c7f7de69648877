"""`gxstats trace`: from a reference printed anywhere back to the document, the place in it and the printed text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gxstats import catalog
from gxstats.cli import DATA
from gxstats.errors import GxstatsError

if TYPE_CHECKING:
    from gxstats.measuring.references import Traced

_LINE = 200  # letters of the line that are shown


@click.command()
@click.argument("references", nargs=-1, required=True)
@click.option("--data", type=click.Path(path_type=Path), default=DATA, envvar="GXSTATS_DATA", show_default=True,
              help="A data directory with its store.")
@click.pass_obj
def trace(lang: str, references: tuple[str, ...], data: Path) -> None:
    """Document, place and printed text of each of REFERENCES (unit/year/scope/table/row/column@sha256)."""
    from gxstats.exporting.choice import opened
    from gxstats.measuring.references import trace as follow
    from gxstats.storing.store import Store
    try:
        with opened(Store(data).path()) as ask:
            for reference in references:
                for line in _lines(follow(ask, reference), data, lang):
                    click.echo(line)
    except GxstatsError as error:
        raise click.ClickException(catalog.say(error.sentence, lang, **error.values)) from error


def _lines(found: Traced, data: Path, lang: str) -> Iterator[str]:
    def say(sentence: str, /, **values: Any) -> str:
        return catalog.say(sentence, lang, **values)

    from gxstats.exporting.letters import place_of
    report = found.report
    name = report["name"] if isinstance(report["name"], str) else report["unit"]
    value = say("no number") if found.value is None else f"{found.value:,.10g}"
    scope = catalog.word("scope", report["scope"], lang)
    yield f"{name} · {int(report['year'])} · {scope} · {catalog.told(found.code, lang)}: {value}"
    yield say("document {file}", file=data / report["file"])
    yield f"sha256 {report['sha256']}"
    if isinstance(report["url"], str) and report["url"]:
        yield report["url"]
    if not report["current"]:
        yield say("A later report has replaced this one.")
    if found.cells.empty:
        yield say("The document prints no such cell.")
    elif list(found.cells["code"]) != [found.code]:
        yield say("The sum of these printed cells:")
    for _, cell in found.cells.iterrows():
        text = cell["text"] if isinstance(cell["text"], str) else ""
        yield f"  {catalog.told(cell['code'], lang)}"
        yield "    " + say("printed “{text}”, read as {origin}", text=text, origin=catalog.word("origin", cell["origin"], lang))
        yield "    " + say("in the document: {place}", place=place_of(cell, lang) or say("not known"))
        if isinstance(cell["line_text"], str):
            yield f"    | {cell['line_text'][:_LINE].replace(chr(9), '  ')}"
