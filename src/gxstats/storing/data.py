"""A data directory: who reports, who must report by when, and the passport of each document. Read here, never written."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from gxstats.errors import GxstatsError

Line = dict[str, str]
_NAME = "data.toml"
_REGISTERS = ("units.csv", "succession.csv", "due_dates.csv", "reports.csv")
_YEARS = {"units.csv": ("from_year",), "succession.csv": ("year",), "due_dates.csv": ("year",)}  # what may not be blank


@dataclass(frozen=True)
class DataDirectory:
    """`label_zh`, `label_en` name it; `invented` data are marked on every page; `licence` is an SPDX name. The CSV files as
    dicts of strings."""

    path: Path
    label_zh: str
    label_en: str
    invented: bool
    source: str = ""
    licence: str = ""
    units: list[Line] = field(default_factory=list)
    succession: list[Line] = field(default_factory=list)
    due_dates: list[Line] = field(default_factory=list)
    passports: dict[str, Line] = field(default_factory=dict)  # by file, relative to `path`

    @cached_property
    def newest(self) -> dict[str, Line]:
        """unit -> its last line in the register."""
        return {line["unit"]: line for line in self.units}

    def documents(self) -> list[str]:
        """Every document under reports/, relative to the directory, in a stable order."""
        root = self.path / "reports"
        return sorted(p.relative_to(self.path).as_posix() for p in root.rglob("*") if p.is_file() and p.name[0] != ".")

    def digest(self, name: str) -> str:
        """The SHA-256 of a document; read again only when the system says that it has changed."""
        about = (self.path / name).stat()
        return _digest(self.path / name, about.st_mtime_ns, about.st_ctime_ns, about.st_size)

    def unit_named(self, name: str, year: int | None) -> str | None:
        """The code of the one unit that has this name (in that year), or None."""
        found = {line["unit"] for line in self.units if line["name"] == name and (
            year is None or int(line["from_year"]) <= year <= int(line["to_year"] or 9999))}
        return found.pop() if len(found) == 1 else None

    def expected(self, first: int, last: int) -> Iterator[tuple[str, int]]:
        """(unit, year) for each unit that must report for each year of a range."""
        for line in self.units:
            if line.get("reports") == "no":  # it stands in the tree only
                continue
            for year in range(max(first, int(line["from_year"])), min(last, int(line["to_year"] or last)) + 1):
                yield line["unit"], year


def directories(root: Path) -> list[Path]:
    """The data directories under a root (or the root itself), an invented one first."""
    if (root / _NAME).exists():
        return [root]
    found = [path.parent for path in sorted(root.glob(f"*/{_NAME}"))]
    return sorted(found, key=lambda path: (not load(path).invented, path.name))


def load(path: Path) -> DataDirectory:
    """A data directory with its registers; GxstatsError says which file is wrong. Read again only when a file has changed; not
    to be changed."""
    return _load(path, tuple(_stamp(path / name) for name in (_NAME, *_REGISTERS)))


def _stamp(path: Path) -> tuple[int, int]:
    try:
        about = path.stat()
    except OSError:
        return 0, 0
    return about.st_mtime_ns, about.st_size


@lru_cache(maxsize=20_000)
def _digest(path: Path, modified: int, changed: int, size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=16)
def _load(path: Path, stamps: tuple[tuple[int, int], ...]) -> DataDirectory:
    try:
        about = tomllib.loads((path / _NAME).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise GxstatsError("{path} is no data directory: it has no readable data.toml", path=str(path)) from error
    return DataDirectory(
        path, about.get("label_zh", path.name), about.get("label_en", path.name), bool(about.get("invented")),
        about.get("source", ""), about.get("licence", ""),
        _lines(path / "units.csv", ("unit", "from_year", "to_year", "name", "kind")),
        _lines(path / "succession.csv", ("from", "to", "year", "relation")),
        _lines(path / "due_dates.csv", ("kind", "year", "due")),
        {line["file"]: line for line in _lines(path / "reports.csv", ("unit", "year", "scope", "file"))},
    )


def _lines(path: Path, needed: tuple[str, ...]) -> list[Line]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in needed if name not in (reader.fieldnames or [])]
        if missing:
            raise GxstatsError("{path} lacks the columns {columns}", path=str(path), columns=", ".join(missing))
        lines = [{key: value or "" for key, value in line.items() if key} for line in reader]
    for number, line in enumerate(lines, 2):
        for column in ("from_year", "to_year", "year"):
            if not (line.get(column, "").isdigit() or (line.get(column, "") == "" and column not in _YEARS.get(path.name, ()))):
                raise GxstatsError("{path}, line {number}: {column} must be a year", path=str(path), number=number, column=column)
    return lines
