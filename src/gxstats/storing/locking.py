"""One writer at a time, among threads and processes; the system lets go when a process dies. Files written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from gxstats.errors import GxstatsError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until nobody else holds this file, hold it, let go at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        _hold(stream)
        yield  # closing the file lets go


def _hold(stream: IO[bytes]) -> None:
    if sys.platform == "win32":
        while True:  # the system itself waits for ten seconds only
            try:
                stream.seek(0)
                msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
                return
            except OSError:
                continue
    else:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """`alone`, and a sentence where the disk is full or the directory may not be written."""
    try:
        with alone(path):
            yield
    except OSError as error:
        raise no_room(error) from error


def no_room(error: OSError) -> GxstatsError:
    """What a failed write means for people."""
    return GxstatsError("nothing could be written here ({why}); what was stored before is untouched. Make room or ask for the "
                        "right to write, then confirm again", why=str(error.strerror or error)[:120])


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in the place of another in one step that survives a power cut; OSError leaves the old one as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    work = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with work.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(work, path)
    finally:
        work.unlink(missing_ok=True)
    keep_names(path.parent)


def keep_names(directory: Path) -> None:
    """Make the names in a directory last, where the system can."""
    if sys.platform != "win32":
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
