"""The built DuckDB file: written once as a work file, published under a new name, read by pointer.

DuckDB locks a file against other processes and caches instances by path, so a snapshot's name is never used again and
a reader sees the old or the new store, never half.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from gxstats.errors import GxstatsError, StoreMissingError
from gxstats.storing.locking import alone, write_whole

_KEPT = 10
_POINTER = "CURRENT"


class Store:
    """The store of one data directory: `<data>/store/snap-<n>.duckdb` and the pointer CURRENT."""

    def __init__(self, data: Path) -> None:
        self.directory = data / "store"

    def snapshot(self) -> str:
        """The name of the current snapshot, such as snap-000012; StoreMissingError before the first build."""
        try:
            name = (self.directory / _POINTER).read_text(encoding="ascii").strip()
        except OSError as error:
            raise StoreMissingError("there is no built store yet; build it first") from error
        if not (self.directory / f"{name}.duckdb").exists():
            raise StoreMissingError("there is no built store yet; build it first")
        return name

    def kept(self) -> dict[str, Path]:
        """Every snapshot that is still there, by name, newest first."""
        found = {path.stem: path for path in self.directory.glob("snap-*.duckdb")}
        return dict(sorted(found.items(), reverse=True))

    def _built(self) -> dict[str, Any]:
        try:
            about = json.loads((self.directory / "BUILT").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return about if isinstance(about, dict) else {}

    def built_by(self) -> str:
        """The program that built the current snapshot (kept.program), empty when unknown."""
        return str(self._built().get("program", ""))

    def built_from(self, inputs: str) -> dict[str, Any] | None:
        """What the build of the current snapshot answered, where it was made from just these inputs."""
        about = self._built()
        try:
            same = about.get("inputs") == inputs and about["summary"]["snapshot"] == self.snapshot()
        except StoreMissingError:
            return None
        return dict(about["summary"]) if same else None

    def sign(self, program: str, inputs: str = "", summary: Mapping[str, Any] | None = None) -> None:
        """Note which program built the current snapshot, from what, and what it answered."""
        about = {"program": program, "inputs": inputs, "summary": dict(summary or {})}
        write_whole(self.directory / "BUILT", json.dumps(about).encode())

    def path(self) -> Path:
        """The file of the current snapshot."""
        return self.directory / f"{self.snapshot()}.duckdb"

    def newest(self) -> Path | None:
        """`path`, or None before the first build."""
        try:
            return self.path()
        except StoreMissingError:
            return None

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """An open work file that becomes the new snapshot when the block ends well; an error leaves the old one."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with alone(self.directory / "LOCK"):
            for left in self.directory.glob("work-*.duckdb*"):  # of a build that was killed
                left.unlink(missing_ok=True)
            work = self.directory / f"work-{os.getpid()}.duckdb"
            try:
                connection = duckdb.connect(str(work))
                try:
                    yield connection
                    connection.execute("CHECKPOINT")
                finally:
                    connection.close()
                self._publish(work)
            except (OSError, duckdb.IOException, duckdb.FatalException, duckdb.TransactionException) as error:
                raise GxstatsError("the store could not be written ({why}); the one before is untouched",
                                   why=str(error)[:120]) from error
            finally:
                work.unlink(missing_ok=True)
                Path(f"{work}.wal").unlink(missing_ok=True)

    def _publish(self, work: Path) -> None:
        numbers = [int(path.stem.split("-")[1]) for path in self.directory.glob("snap-*.duckdb")]
        name = f"snap-{max(numbers, default=0) + 1:06d}"
        with work.open("rb+") as stream:
            os.fsync(stream.fileno())  # the pointer never names a file that a power cut has emptied
        os.replace(work, self.directory / f"{name}.duckdb")
        pointer = self.directory / f"{_POINTER}.{os.getpid()}"
        with pointer.open("w", encoding="ascii") as stream:
            stream.write(name)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(pointer, self.directory / _POINTER)
        for number in sorted(numbers)[:-(_KEPT - 1)]:
            try:
                (self.directory / f"snap-{number:06d}.duckdb").unlink()
            except OSError:  # still open somewhere (Windows): the next build tries again
                continue

    def next_snapshot(self) -> str:
        """The name the next snapshot will have."""
        numbers = [int(path.stem.split("-")[1]) for path in self.directory.glob("snap-*.duckdb")]
        return f"snap-{max(numbers, default=0) + 1:06d}"


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """A snapshot opened for reading. Take a `.cursor()` for each query; never share one between threads."""
    return duckdb.connect(str(path), read_only=True)
