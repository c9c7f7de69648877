"""What was read is kept by content: an unchanged document is not read again, an interrupted build loses nothing."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from gxstats.model import Cell, Figure, Finding, Place, Report, Section


def engine() -> str:
    """A hash of everything that decides how a document is read: definitions, model and the reading code."""
    digest = sha256()
    root = Path(str(files("gxstats")))
    chosen = [root / "model.py", root / "catalog.py", *sorted((root / "definitions").rglob("*")),
              *sorted((root / "reading").rglob("*.py")), root / "checking" / "within.py"]
    for path in chosen:
        if path.is_file() and path.suffix in (".py", ".toml", ".csv") and "texts.zh" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def program() -> str:
    """A hash of everything that decides what a store holds: a store built by another program is built again."""
    digest = sha256(engine().encode())
    root = Path(str(files("gxstats")))
    for path in [root / "pipeline.py", *sorted((root / "storing").iterdir()), *sorted((root / "checking").rglob("*"))]:
        if path.is_file() and path.suffix in (".py", ".sql"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class Kept:
    """Readings kept under `directory`, one small file a document, named by its hash and the engine's."""

    def __init__(self, directory: Path, version: str) -> None:
        self.directory, self.version = directory / version, version
        self.directory.mkdir(parents=True, exist_ok=True)

    def get(self, digest: str) -> list[Report] | None:
        """The reports read from a document with this hash, or None when it has not been read by this engine."""
        path = self.directory / f"{digest}.json"
        try:
            return [_report(item) for item in json.loads(path.read_text(encoding="utf-8"))]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, digest: str, reports: list[Report]) -> None:
        """Keep what was read; written whole or not at all."""
        path = self.directory / f"{digest}.json"
        work = path.with_suffix(f".{os.getpid()}.part")
        try:
            work.write_text(json.dumps([asdict(report) for report in reports], default=str, ensure_ascii=False),
                            encoding="utf-8")
            os.replace(work, path)
        finally:
            work.unlink(missing_ok=True)

    def forget_others(self) -> None:
        """Drop what older engines read."""
        for path in self.directory.parent.iterdir():
            if path.is_dir() and path != self.directory:
                for item in path.iterdir():
                    item.unlink(missing_ok=True)
                path.rmdir()


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _report(data: dict[str, Any]) -> Report:
    data = dict(data)
    data["cells"] = tuple(Cell(table, row, column, _decimal(value), text, Place(*place), *how)
                          for table, row, column, value, text, place, *how in data["cells"])
    data["findings"] = tuple(Finding(**{**f, "place": Place(*f["place"])}) for f in data["findings"])
    data["sections"] = tuple(Section(**{**s, "place": Place(*s["place"])}) for s in data["sections"])
    data["figures"] = tuple(Figure(**{**s, "value": Decimal(s["value"]), "place": Place(*s["place"])})
                            for s in data["figures"])
    data["lines"] = tuple(data["lines"])
    return Report(**{field.name: data[field.name] for field in fields(Report)})
