"""`gxstats export briefing` and `slides`: what the buttons of the overview page give, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gxstats.export_command import taking

if TYPE_CHECKING:
    from gxstats.exporting.choice import Choice, Progress


@click.command()
@taking(".docx", ".html", ".pdf", ".csv")
def briefing(choice: Choice, work: Path, progress: Progress) -> None:
    """A briefing on the last year as Word, web page or PDF; .csv is the list of its figures with their references."""
    _write(choice, work, progress)


@click.command()
@taking(".pptx")
def slides(choice: Choice, work: Path, progress: Progress) -> None:
    """The briefing as slides with charts that can be edited."""
    _write(choice, work, progress)


def _write(choice: Choice, work: Path, progress: Progress) -> None:
    from gxstats.exporting.briefing import briefing as made
    from gxstats.exporting.briefing import written_as
    progress(0, 2, "")
    found = made(choice)
    progress(1, 2, "")
    work.write_bytes(written_as(found, work.suffix))
    progress(2, 2, "")
