"""The order of things: reading, the checks inside a report, storing, the checks across reports."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from os import cpu_count
from pathlib import Path

from gxstats import catalog
from gxstats.checking.within import within
from gxstats.errors import GxstatsError
from gxstats.model import Finding, Report

Progress = Callable[[int, int, str], None]
_ALONE = 3  # so few documents are read without starting other processes


@dataclass(frozen=True)
class Shown:
    """What reading one file gave: its reports, or the error that says why there are none."""

    file: Path
    reports: tuple[Report, ...] = ()
    error: GxstatsError | None = None


def read_reports(path: Path) -> list[Report]:
    """The reports of one file with every finding of their own; ReadError when the file cannot be read.

    An empty list means that the file prints no official table.
    """
    from gxstats.reading.extract import extract
    from gxstats.reading.readers import read
    document = read(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    reports = []
    for report in extract(document, sha256):
        form = catalog.forms()[report.form] if report.form else list(catalog.forms().values())[-1]
        reports.append(replace(report, file=str(path), findings=(*report.findings, *within(form, report.cells))))
    return reports


def show(path: Path) -> Shown:
    """One file read, its failure kept as a value so that a batch goes on."""
    try:
        if not path.exists():
            raise GxstatsError("{name} does not exist", name=str(path))
        return Shown(path, tuple(read_reports(path)))
    except GxstatsError as error:
        return Shown(path, error=error)
    except (MemoryError, RecursionError, OSError) as error:
        return Shown(path, error=GxstatsError("{name} could not be read: {why}", name=path.name, why=type(error).__name__))


def show_all(paths: Sequence[Path]) -> Iterator[Shown]:
    """Many files read on all cores, answered in the order given."""
    if len(paths) <= _ALONE:
        yield from map(show, paths)
        return
    with ProcessPoolExecutor(max_workers=min(cpu_count() or 1, len(paths))) as pool:
        yield from pool.map(show, paths, chunksize=1)


def unreadable(error: GxstatsError) -> Finding:
    """The finding that stands for a file that could not be read."""
    return Finding("unreadable", "error", error.sentence, values=dict(error.values))


NOT_A_REPORT = Finding("not_a_report", "error", "no table of any official form was recognised")
