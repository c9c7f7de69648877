"""Files that come in are unpacked, read and stored: the one door of the import page and of `gxstats import`."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from gxstats import pipeline
from gxstats.apart import LostError, crew
from gxstats.errors import GxstatsError
from gxstats.model import Place
from gxstats.storing import imports
from gxstats.storing.data import DataDirectory, load
from gxstats.storing.imports import Import, plain_suffix
from gxstats.storing.roles import Person
from gxstats.storing.staged import Staged, staged, unpacked

_LONGEST = 30  # seconds to draw one page
Progress = Callable[[int, int, str], None]


def read_in(files: Sequence[tuple[str, bytes]], data: DataDirectory, progress: Progress | None = None) -> Iterator[Staged]:
    """Files as they came in, archives unpacked, each read in a process apart under a name of ours. `progress` is told how many
    are read, how many there are, and which is being read, every half second; an error in it calls off the rest."""
    parts: list[tuple[str, bytes]] = []
    for given, content in files:
        try:
            parts.extend(unpacked(given, content))
        except GxstatsError as error:
            yield Staged(given, b"", hashlib.sha256(content).hexdigest(), error=error)
    with tempfile.TemporaryDirectory(prefix="gxstats-", ignore_cleanup_errors=True) as folder:
        paths = []
        for number, (name, content) in enumerate(parts):
            paths.append(Path(folder) / f"{number}{plain_suffix(name)}")
            paths[-1].write_bytes(content)
        at = 0

        def waiting() -> None:
            if progress:
                progress(at, len(parts), parts[min(at, len(parts) - 1)][0])

        answers = pipeline.show_apart(paths, [name for name, _ in parts], waiting)
        for (name, content), shown in zip(parts, answers, strict=True):
            at += 1
            why = shown.error
            if not shown.reports and why is None:
                why = GxstatsError("no table of any official form was recognised")
            yield staged(name, content, hashlib.sha256(content).hexdigest(), shown.reports, why, data)


def read_as(item: Staged, form: str) -> None:
    """A file read again by the form that a person says it has, or by its own words (""). What was said of its cells is gone."""
    with tempfile.TemporaryDirectory(prefix="gxstats-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / f"0{plain_suffix(item.name)}"
        path.write_bytes(item.content)
        (shown,) = pipeline.show_apart([path], [item.name], forms=[form])
    if shown.error or not shown.reports:
        raise shown.error or GxstatsError("no table of any official form was recognised")
    item.report, item.count, item.form = shown.reports[0], len(shown.reports), form
    item.corrections.clear()
    item.confirmed.clear()
    item.looked, item.checked = False, None


def picture(content: bytes, place: Place, strip: bool = False) -> bytes | None:
    """A page of a PDF as a PNG, or the strip around a cell, drawn in a process apart: what draws it may not be used by several
    threads, and may break."""
    try:
        drawn: bytes | None = crew().call("gxstats.reading.readers.pdf_picture:picture", (content, place, strip), _LONGEST)
    except LostError:
        return None
    return drawn


def store(data: Path, chosen: Sequence[Staged], who: Person) -> Import:
    """Confirm files in one step and keep what was read of them, so that the build that follows is short."""
    lines = imports.existing(load(data))
    documents = [item.incoming(lines) for item in chosen]
    done = imports.confirm(data, documents, who)
    pipeline.keep(data, [(pipeline.kept_under(item.sha256, item.form), document.file(), [item.report])
                         for item, document in zip(chosen, documents, strict=True) if item.report])
    return done
