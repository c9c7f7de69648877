"""Files that come in are unpacked and read: the one door of the import page and of `gxstats import`."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from gxstats import pipeline
from gxstats.errors import GxstatsError
from gxstats.storing.data import DataDirectory
from gxstats.storing.imports import plain_suffix
from gxstats.storing.staged import Staged, staged, unpacked


def read_in(files: Sequence[tuple[str, bytes]], data: DataDirectory) -> Iterator[Staged]:
    """Files as they came in, archives unpacked, each read under a name of ours; the one door of page and command line."""
    for given, content in files:
        try:
            for name, part in unpacked(given, content):
                yield _read(name, part, data)
        except GxstatsError as error:
            yield Staged(given, b"", hashlib.sha256(content).hexdigest(), error=error)


def _read(name: str, content: bytes, data: DataDirectory) -> Staged:
    with tempfile.TemporaryDirectory(prefix="gxstats-") as folder:
        path = Path(folder) / f"document{plain_suffix(name)}"
        path.write_bytes(content)
        shown = pipeline.show(path, name)
    error = shown.error
    if not shown.reports and error is None:
        error = GxstatsError("no table of any official form was recognised")
    return staged(name, content, hashlib.sha256(content).hexdigest(), shown.reports, error, data)
