"""gxstats import, init, backup, restore: documents and whole data directories in and out, from the command line."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from gxstats import catalog, pipeline
from gxstats.cli import DATA
from gxstats.errors import GxstatsError
from gxstats.intake import read_as, read_in, store
from gxstats.storing import imports, moving, roles
from gxstats.storing.data import DataDirectory, load
from gxstats.storing.staged import DOUBT, MAY, NEW, SAME, Staged, doubts, state

_DATA = click.option("--data", type=click.Path(path_type=Path), default=DATA, envvar="GXSTATS_DATA", show_default=True,
                     help="The data directory.")


def _told(lang: str, act: Callable[[], Any]) -> Any:
    try:
        return act()
    except GxstatsError as error:
        raise click.ClickException(catalog.say(error.sentence, lang, **error.values)) from error


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_DATA
@click.option("--unit", help="Code of the unit in units.csv, where the document does not tell.")
@click.option("--year", type=int, help="Report year, where the document does not tell.")
@click.option("--scope", type=click.Choice(imports.SCOPES), help="Whose numbers they are.")
@click.option("--form", type=click.Choice(list(catalog.forms())), help="The form it has, where its words do not tell.")
@click.option("--replace", is_flag=True, help="A report of the same unit, year and scope replaces the one there is.")
@click.option("--dry-run", is_flag=True, help="Say what would be stored, store nothing.")
@click.option("--who", default=getpass.getuser, show_default="your login", help="The name that stands in the log.")
@click.pass_obj
def bring(lang: str, files: tuple[Path, ...], data: Path, unit: str | None, year: int | None, scope: str | None,
          form: str | None, replace: bool, dry_run: bool, who: str) -> None:
    """Take FILES (also .zip) into a data directory. Exit 2 when one was not stored."""
    known: DataDirectory = _told(lang, lambda: load(data))
    lines = imports.existing(known)
    items: list[Staged] = []
    ready: list[Staged] = []
    failed = False
    for item in read_in([(path.name, path.read_bytes()) for path in files], known):
        if form and item.report and item.report.form != form:
            try:
                read_as(item, form)
            except GxstatsError as error:
                item.error = error
        item.unit, item.year, item.scope = unit or item.unit, year or item.year, scope or item.scope
        item.replacing = replace
        items.append(item)
        now = state(item, known, lines, items)
        failed |= now not in (*MAY, SAME)
        ready += [item] if now in MAY else []
        click.echo(f"{item.name}: {describe(item, now, lang)}", err=now not in (*MAY, SAME))
    if ready and not dry_run:
        person = roles.load(data).typed(who)
        done = _told(lang, lambda: store(data, ready, person))
        click.echo(catalog.say("{count} reports stored as import {id}", lang, count=len(ready), id=done.id))
        click.echo(_told(lang, lambda: pipeline.build(data)).snapshot)
    sys.exit(2 if failed else 0)


def describe(item: Staged, now: str, lang: str) -> str:
    """One file in one sentence: what was recognised, what is in its way, what to do next."""
    if item.error:
        return catalog.say(item.error.sentence, lang, **item.error.values)
    place = f"{item.unit or '?'}/{item.year or '?'}/{item.scope or '?'}"
    text = f"{place} · {catalog.word('staged', now, lang)}"
    if now in (NEW, DOUBT) and doubts(item):
        text += " · " + catalog.say("Findings: {count}", lang, count=doubts(item))
    if item.suggestions and not item.unit:
        text += " · " + catalog.say("perhaps {names}", lang, names=catalog.say(", ", lang).join(item.suggestions))
    return text


@click.command()
@click.argument("number")
@_DATA
@click.option("--who", default=getpass.getuser, show_default="your login", help="The name that stands in the log.")
@click.pass_obj
def undo(lang: str, number: str, data: Path, who: str) -> None:
    """Take an import back completely, by its number."""
    done = _told(lang, lambda: imports.undo(data, number, roles.load(data).typed(who)))
    click.echo(catalog.say("{count} documents of import {id} taken back", lang, count=len(done.lines), id=done.id))
    click.echo(_told(lang, lambda: pipeline.build(data)).snapshot)


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--label", default="", help="What it is called on the pages.")
@click.pass_obj
def init(lang: str, directory: Path, label: str) -> None:
    """Begin an empty data directory with commented registers."""
    _told(lang, lambda: moving.init(directory, label, label))
    _told(lang, lambda: pipeline.build(directory))
    click.echo(catalog.say("{path} is ready: write its units into units.csv, then import documents", lang, path=directory))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@_DATA
@click.pass_obj
def backup(lang: str, file: Path, data: Path) -> None:
    """Pack a data directory into FILE, also while it is in use."""
    count = _told(lang, lambda: moving.backup(data, file))
    click.echo(catalog.say("{count} files packed into {file}", lang, count=count, file=file))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("directory", type=click.Path(path_type=Path))
@click.pass_obj
def restore(lang: str, file: Path, directory: Path) -> None:
    """Unpack a backup into a new DIRECTORY and build its store."""
    count = _told(lang, lambda: moving.restore(file, directory))
    _told(lang, lambda: pipeline.build(directory))
    click.echo(catalog.say("{count} files restored to {path}, every one as it was packed", lang, count=count, path=directory))
