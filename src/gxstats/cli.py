"""The command line: show, build, demo and the commands that other modules add. Imports wait until a command runs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gxstats import __version__

if TYPE_CHECKING:
    from gxstats.model import Cell, Finding, Report
    from gxstats.pipeline import Shown

DATA = Path("data/public")


class Later(click.Group):
    """A group that imports the commands of other modules only when they are asked for: name -> module:attribute."""

    def __init__(self, *args: Any, elsewhere: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self._elsewhere = elsewhere

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted([*super().list_commands(context), *self._elsewhere])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self._elsewhere:
            return super().get_command(context, name)
        module, attribute = self._elsewhere[name].split(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Later, elsewhere={
    "assess": "gxstats.assess_command:assess", "check": "gxstats.check_command:check",
    "export": "gxstats.export_command:export", "trace": "gxstats.trace_command:trace",
    **{name: f"gxstats.intake_command:{at}" for name, at in (("import", "bring"), ("undo", "undo"), ("init", "init"),
       ("backup", "backup"), ("restore", "restore"))},
}, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", envvar="GXSTATS_LANG", show_default=True,
              help="Language of messages.")
@click.pass_context
def main(context: click.Context, lang: str) -> None:
    """Read, check and compare annual reports on government information disclosure."""
    context.obj = lang


# --- show ---------------------------------------------------------------------------------------------------------

@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each report.")
@click.pass_obj
def show(lang: str, files: tuple[Path, ...], as_json: bool) -> None:
    """Say what was read in FILES: form, cells, findings. Exit 2 when one could not be read or is no report."""
    from gxstats import pipeline
    failed = False
    for shown in pipeline.show_all(files):
        if not shown.reports:
            failed = True
            _tell_failure(shown, lang, as_json)
        for report in shown.reports:
            if as_json:
                click.echo(json.dumps(_as_json(report, lang), ensure_ascii=False))
            else:
                from gxstats.exporting.printed import printed
                click.echo(printed(report, lang))
        sys.stdout.flush()
    sys.exit(2 if failed else 0)


def _tell_failure(shown: Shown, lang: str, as_json: bool) -> None:
    from gxstats import catalog, pipeline
    finding = pipeline.unreadable(shown.error) if shown.error else pipeline.NOT_A_REPORT
    sentence = catalog.tell(finding, lang)
    if as_json:
        click.echo(json.dumps({"file": str(shown.file), "report": None, "cells": [],
                               "findings": [_finding(finding, lang)]}, ensure_ascii=False))
    click.echo(f"{shown.file}: {sentence}", err=True)


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _cell(cell: Cell) -> dict[str, Any]:
    place = {name: number for name, number in cell.place._asdict().items() if number is not None}
    return {"table": cell.table, "row": cell.row, "column": cell.column, "value": _number(cell.value),
            "text": cell.text, "place": place, "origin": cell.origin}


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    from gxstats import catalog
    return {"check": finding.check, "severity": finding.severity, "table": finding.table, "row": finding.row,
            "column": finding.column, "message": catalog.tell(finding, lang)}


def _as_json(report: Report, lang: str) -> dict[str, Any]:
    return {
        "file": report.file,
        "report": {name: getattr(report, name) for name in (
            "unit", "year", "form", "scope", "title", "published_on", "sha256")},
        "cells": [_cell(cell) for cell in report.cells],
        "findings": [_finding(finding, lang) for finding in report.findings],
    }


# --- commands that live elsewhere ---------------------------------------------------------------------------------

@main.command()
@click.option("--data", type=click.Path(path_type=Path), default=DATA, envvar="GXSTATS_DATA", show_default=True,
              help="The data directory to build.")
@click.option("--fresh", is_flag=True, help="Read every document again.")
@click.pass_obj
def build(lang: str, data: Path, fresh: bool) -> None:
    """Turn the documents of a data directory into its store."""
    from gxstats import catalog, pipeline
    from gxstats.errors import GxstatsError
    try:
        with click.progressbar(length=1, label=catalog.say("Reading documents", lang), file=sys.stderr) as bar:
            def progress(done: int, total: int, name: str) -> None:
                bar.length = max(total, 1)
                bar.update(done - bar.pos)
            summary = pipeline.build(data, progress=progress, fresh=fresh)
    except KeyboardInterrupt:
        raise click.ClickException(catalog.say(
            "interrupted; what was read is kept and the next build goes on from here", lang)) from None
    except GxstatsError as error:
        raise click.ClickException(catalog.say(error.sentence, lang, **error.values)) from error
    click.echo(catalog.say(
        "{reports} reports of {units} units, {read} read now, {kept} unchanged, {failed} unreadable; "
        "{errors} errors and {warnings} warnings; {snapshot}", lang, **asdict(summary)))


@main.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--units", default=45, show_default=True, help="How many units report for the last year.")
@click.option("--seed", default=2026, show_default=True, help="The same seed writes the same county.")
@click.pass_obj
def demo(lang: str, directory: Path, units: int, seed: int) -> None:
    """Write an invented county as documents into DIRECTORY, with a list of the faults planted in them."""
    from gxstats import catalog
    from gxstats.demo.county import write_county
    from gxstats.errors import GxstatsError
    try:
        count = write_county(directory, units=units, seed=seed)
    except GxstatsError as error:
        raise click.ClickException(catalog.say(error.sentence, lang, **error.values)) from error
    click.echo(catalog.say("{count} invented reports written to {directory}", lang, count=count, directory=directory))
