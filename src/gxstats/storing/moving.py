"""A data directory moved: an empty one begun, one packed into a single file while it is in use, and unpacked elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path

from gxstats.errors import DamagedFileError, GxstatsError
from gxstats.storing.data import load
from gxstats.storing.imports import PASSPORT, recover
from gxstats.storing.locking import alone, no_room
from gxstats.storing.register import COLUMNS, as_csv

_MANIFEST = "gxstats-backup.json"
_FILES = {**{f"{part}.csv": columns for part, columns in COLUMNS.items()}, "reports.csv": PASSPORT}
_ABOUT = """# What this data directory is called, in both languages.
label_zh = {zh}
label_en = {en}
# true marks every page as made up
invented = false
# where the documents come from, one sentence
source = ""

# The register is kept on the page of that name, or in these files:
# units.csv       one line a unit and name: from_year and to_year (empty: still so), kind as in wording.toml (department,
#                 county_gov, township, ...), level, parent: the unit above it, reports: no where it stands in the tree only
# succession.csv  relation: renamed, merged, split, transferred, abolished
# due_dates.csv   the last day for a kind of unit and a year, such as ,department,2025,2026-01-31,true,Regulation article 49
# reports.csv     written by importing; it need not be edited
"""


def init(path: Path, label_zh: str = "", label_en: str = "") -> None:
    """Begin an empty data directory with commented registers; GxstatsError where there is something already."""
    if path.exists() and any(path.iterdir()):
        raise GxstatsError("{path} is not empty; name a new directory", path=str(path))
    try:
        (path / "reports").mkdir(parents=True, exist_ok=True)
        for name, columns in _FILES.items():
            (path / name).write_bytes(as_csv((), columns))
        (path / "data.toml").write_text(_ABOUT.format(
            zh=json.dumps(label_zh or path.name, ensure_ascii=False), en=json.dumps(label_en or path.name, ensure_ascii=False)),
            encoding="utf-8")
    except OSError as error:
        raise no_room(error) from error


def begin(root: Path, label: str) -> Path:
    """`init` under a root of data directories, in the first free place there; its name is ours, the label is the reader's."""
    number = next(n for n in range(1, 10_000) if not (root / f"data-{n}").exists())
    init(root / f"data-{number}", label, label)
    return root / f"data-{number}"


def backup(path: Path, target: Path) -> int:
    """Pack all but the store, which can be built again, into one file with a hash of each; the number of files.

    It is taken between two imports and two decisions, so it is one moment of the directory. The file has its name only when
    it is whole.
    """
    load(path)
    recover(path)
    work = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with alone(path / "imports" / ".lock"), alone(path / "decisions" / ".lock"):
            files = [p for p in sorted(path.rglob("*")) if _packed(p, path)]
            hashes = {}
            with zipfile.ZipFile(work, "w", zipfile.ZIP_DEFLATED) as archive:
                for file in files:
                    content, name = file.read_bytes(), file.relative_to(path).as_posix()
                    hashes[name] = hashlib.sha256(content).hexdigest()
                    archive.writestr(name, content)
                archive.writestr(_MANIFEST, json.dumps(hashes, ensure_ascii=False, indent=1))
        os.replace(work, target)
        return len(files)
    except OSError as error:
        raise no_room(error) from error
    finally:
        work.unlink(missing_ok=True)


def _packed(file: Path, root: Path) -> bool:
    inside = file.relative_to(root)
    return file.is_file() and not file.is_symlink() and inside.parts[0] != "store" and not file.name.startswith(".")


def restore(source: Path, path: Path) -> int:
    """Unpack a backup into a new directory; the number of files. Every file is compared with its hash before the directory
    has its name; nothing is written outside it."""
    if path.exists() and any(path.iterdir()):
        raise GxstatsError("{path} is not empty; name a new directory", path=str(path))
    work = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        work.mkdir(parents=True)
        with zipfile.ZipFile(source) as archive:
            hashes = json.loads(archive.read(_MANIFEST))
            for name, wanted in hashes.items():
                final = (work / name).resolve()
                if work.resolve() not in final.parents:
                    raise _damaged(source)
                content = archive.read(name)
                if hashlib.sha256(content).hexdigest() != wanted:
                    raise _damaged(source)
                final.parent.mkdir(parents=True, exist_ok=True)
                final.write_bytes(content)
        load(work)
        if path.exists():
            path.rmdir()
        os.replace(work, path)
        return len(hashes)
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError, TypeError, EOFError, RuntimeError) as error:
        raise _damaged(source) from error
    except OSError as error:
        raise no_room(error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _damaged(source: Path) -> DamagedFileError:
    return DamagedFileError("{name} is no whole backup: a file in it is missing or changed. Nothing was restored", name=source.name)
