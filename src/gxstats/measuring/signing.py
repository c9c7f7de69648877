"""Sign-off: scheme, facts, decisions and scores frozen together into `signed/<scheme>-<year>/`, confirmed by a second name.

A sign-off is prepared in a work folder and appears under its name in one step, so that it is whole or not there. It is never
changed: a confirmation or a withdrawal is a further file, a new sign-off after a withdrawal a further folder (`-2`, `-3`).
It says who and when in itself, and can be recomputed from itself alone.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from gxstats.errors import GxstatsError
from gxstats.measuring.assessment import Result, assess, shown
from gxstats.measuring.facts import FRAMES, Facts
from gxstats.measuring.judging import Judged, as_rows, from_rows
from gxstats.measuring.schemes import Scheme, read
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Person

_MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Signed:
    """A sign-off as it stands in its folder."""

    folder: Path
    manifest: dict[str, Any]
    confirmed: dict[str, Any] | None
    withdrawn: dict[str, Any] | None

    @property
    def in_force(self) -> bool:
        """Whether it is signed, confirmed where a second name is asked for, and not withdrawn."""
        return self.withdrawn is None and (self.confirmed is not None or not self.manifest["second_name"])


def sign(data: Path, scheme: Scheme, facts: Facts, judged: Judged, who: Person, why: str, open_too: bool = False) -> Signed:
    """Freeze a result. Refused while one stands, without the right to, and while items are open unless `open_too`: then
    their units stay without total and rank in the signed sheet."""
    who.require("signature")
    if latest(data, scheme.name, facts.year):
        raise GxstatsError("this year is signed off already; withdraw that first")
    result = assess(scheme, facts, judged)
    open_items = sum(len(unit.open) for unit in result.units)
    if open_items and not open_too:
        raise GxstatsError("{count} items are open; settle them, or sign with them open", count=open_items)
    if not result.units:
        raise GxstatsError("there is no unit to sign off")
    used = set(facts.findings["finding_id"])
    kept = Judged(judged.scheme, judged.year, judged.decisions, tuple(v for v in judged.verdicts if v.subject in used))
    root = data / "signed"
    work = root / f".work-{os.getpid()}-{datetime.now(UTC).timestamp():.6f}"
    work.mkdir(parents=True)
    try:
        _freeze(work, scheme, facts, kept, result)
        manifest = {
            "scheme": scheme.name, "version": scheme.version, "year": facts.year, "second_name": scheme.second_name,
            "signed_by": who.name, "signed_at": _now(), "why": why.strip(), "open_items": open_items,
            "units": len(result.units), "snapshot": facts.about.get("snapshot", ""), "about": dict(facts.about),
            "sha256": {path.name: _digest(path) for path in sorted(work.iterdir())},
        }
        _write(work / _MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
        _last(work)
        folder = _publish(root, work, f"{scheme.name}-{facts.year}")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    Decisions(data).append("signature", f"{scheme.name}/{facts.year}", "signed", who, why,
                           {"folder": folder.name, "manifest": _digest(folder / _MANIFEST)})
    return _signed(folder)


def _publish(root: Path, work: Path, name: str) -> Path:
    """The work folder under its name, or the next free one; renaming is one step. Two at once: the second is refused."""
    number = 1
    while True:
        folder = root / (name if number == 1 else f"{name}-{number}")
        if folder.exists():
            if not (folder / "withdrawn.json").exists():
                raise GxstatsError("this year is signed off already; withdraw that first")
            number += 1
            continue
        try:
            os.rename(work, folder)
        except OSError:
            if folder.exists():
                continue
            raise
        _last(root)
        return folder


def _freeze(work: Path, scheme: Scheme, facts: Facts, judged: Judged, result: Result) -> None:
    _write(work / "scheme.toml", scheme.text)
    _write(work / "definitions.json", json.dumps(facts.definitions, ensure_ascii=False, indent=1, sort_keys=True))
    _write(work / "decisions.json", json.dumps(
        {"decisions": as_rows(judged.decisions), "verdicts": as_rows(judged.verdicts)}, ensure_ascii=False, indent=1))
    _write(work / "result.json", json.dumps(as_lines(result), ensure_ascii=False, indent=1))
    connection = duckdb.connect()
    try:
        for name in FRAMES:
            frame = getattr(facts, name)
            connection.register("incoming", frame)
            path = work / f"{name}.parquet"
            connection.execute(f"COPY (SELECT * FROM incoming) TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet)")
            connection.unregister("incoming")
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    finally:
        connection.close()


def as_lines(result: Result) -> list[dict[str, Any]]:
    """The result as plain data: unit by unit total, rank and the score of each item, all points as text."""
    return [{"unit": unit.unit, "kind": unit.kind, "total": shown(unit.total), "low": shown(unit.low), "high": shown(unit.high),
             "rank": unit.rank, "items": {item.item: shown(item.score) for item in unit.items}} for unit in result.units]


# --- what stands --------------------------------------------------------------------------------------------------

def all_signed(data: Path, scheme: str, year: int) -> list[Signed]:
    """Every sign-off of a scheme and year, oldest first, withdrawn ones included."""
    folders: list[tuple[int, Path]] = []
    for path in (data / "signed").glob(f"{scheme}-{year}*"):
        rest = path.name.removeprefix(f"{scheme}-{year}").removeprefix("-")
        if (path / _MANIFEST).exists() and (rest == "" or rest.isdigit()):
            folders.append((int(rest or 1), path))
    return [_signed(path) for _, path in sorted(folders)]


def latest(data: Path, scheme: str, year: int) -> Signed | None:
    """The sign-off that stands, None where there is none or it was withdrawn."""
    found = [signed for signed in all_signed(data, scheme, year) if signed.withdrawn is None]
    return found[-1] if found else None


def _signed(folder: Path) -> Signed:
    def one(name: str) -> dict[str, Any] | None:
        path = folder / name
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None

    manifest = one(_MANIFEST)
    if manifest is None:
        raise GxstatsError("{path} is no sign-off: it has no manifest.json", path=str(folder))
    return Signed(folder, manifest, one("confirmed.json"), one("withdrawn.json"))


def confirm(data: Path, signed: Signed, who: Person, why: str = "") -> Signed:
    """The second name: another person than the one who signed."""
    who.require("signature")
    if who.name.strip() == signed.manifest["signed_by"]:
        raise GxstatsError("{who} has signed it; another person confirms", who=who.name)
    return _further(data, signed, "confirmed", who, why)


def withdraw(data: Path, signed: Signed, who: Person, why: str) -> Signed:
    """Take a sign-off back; its folder stays as it is."""
    who.require("signature")
    if not why.strip():
        raise GxstatsError("give the reason; it stands beside the points")
    return _further(data, signed, "withdrawn", who, why)


def _further(data: Path, signed: Signed, what: str, who: Person, why: str) -> Signed:
    path = signed.folder / f"{what}.json"
    work = signed.folder / f".{what}-{os.getpid()}"
    _write(work, json.dumps({"who": who.name, "when": _now(), "why": why.strip(), "manifest": _digest(signed.folder / _MANIFEST)},
                            ensure_ascii=False))
    try:
        os.link(work, path)  # never over one that is there
    except FileExistsError:
        raise GxstatsError("this has been done already; reload the page") from None
    finally:
        work.unlink(missing_ok=True)
    _last(signed.folder)
    Decisions(data).append("signature", f"{signed.manifest['scheme']}/{signed.manifest['year']}", what, who, why,
                           {"folder": signed.folder.name})
    return _signed(signed.folder)


# --- reading back -------------------------------------------------------------------------------------------------

def thawed(folder: Path) -> tuple[Signed, Scheme, Facts, Judged]:
    """What a sign-off was made of, from its own files; GxstatsError when one is missing or not what was signed."""
    signed = _signed(folder)
    for name, digest in signed.manifest["sha256"].items():
        path = folder / name
        if not path.exists() or _digest(path) != digest:
            raise GxstatsError("{path} is not the file that was signed", path=str(path))
    text = (folder / "scheme.toml").read_text(encoding="utf-8")
    decided = json.loads((folder / "decisions.json").read_text(encoding="utf-8"))
    connection = duckdb.connect()
    try:
        frames = {name: _frame(connection, folder / f"{name}.parquet") for name in FRAMES}
    finally:
        connection.close()
    scheme, year = read(signed.manifest["scheme"], text), int(signed.manifest["year"])
    facts = Facts(year, frames["units"], frames["figures"], frames["findings"], frames["cells"],
                  json.loads((folder / "definitions.json").read_text(encoding="utf-8")), signed.manifest["about"])
    return signed, scheme, facts, Judged(scheme.name, year, from_rows(decided["decisions"]), from_rows(decided["verdicts"]))


def _frame(connection: duckdb.DuckDBPyConnection, path: Path) -> pd.DataFrame:
    return connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).df()


def reproduced(folder: Path) -> tuple[Signed, Result, bool]:
    """A sign-off computed again from its own files, and whether that gives exactly what was signed."""
    signed, scheme, facts, judged = thawed(folder)
    result = assess(scheme, facts, judged)
    return signed, result, as_lines(result) == json.loads((folder / "result.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Difference:
    """A unit's item (or total, with an empty `item`) that is not what was signed; points as text, empty where there is none."""

    unit: str
    item: str
    signed: str
    now: str


def differences(signed: Signed, now: Result) -> Iterator[Difference]:
    """What has changed since the sign-off, unit by unit."""
    before = {line["unit"]: line for line in json.loads((signed.folder / "result.json").read_text(encoding="utf-8"))}
    after = {line["unit"]: line for line in as_lines(now)}
    for unit in [*before, *(unit for unit in after if unit not in before)]:
        old, new = before.get(unit), after.get(unit)
        for item in dict.fromkeys([*(old["items"] if old else ()), *(new["items"] if new else ())]):
            one, other = (line["items"].get(item, "") if line else "" for line in (old, new))
            if one != other:
                yield Difference(unit, item, one, other)
        totals = (old["total"] if old else "", new["total"] if new else "")
        if totals[0] != totals[1]:
            yield Difference(unit, "", *totals)


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _last(folder: Path) -> None:
    """Make the names in a folder last, where the system can."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
