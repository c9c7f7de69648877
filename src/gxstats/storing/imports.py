"""Documents taken into a data directory in one step, and taken out again: an import is there whole or not at all.

Each import is one file `imports/<id>.json`. Documents are first written beside their place under hidden names; the moment
that file has its name, the import counts. What a kill left undone after that is finished by `recover` (every build and
import begins with it); what a kill left before that is swept away.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.storing import register
from gxstats.storing.corrections import AS_PRINTED, TYPED, Correction, typed_reports
from gxstats.storing.data import DataDirectory, Line, load
from gxstats.storing.decisions import Decisions
from gxstats.storing.locking import keep_names, write_whole, writing
from gxstats.storing.roles import KINDS, Person

PASSPORT = ("unit", "year", "scope", "extent", "file", "url", "published_on", "sha256", "supersedes", "name", "form")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
SCOPES = ("organ", "level", "region")


@dataclass(frozen=True)
class Incoming:
    """A document that somebody confirms: its content, whose report it is, the hash of the report it replaces (or "")."""

    name: str
    content: bytes
    unit: str
    year: int
    scope: str
    published_on: str = ""
    url: str = ""
    replaces: str = ""
    corrections: tuple[Correction, ...] = ()
    form: str = ""  # chosen by a person, where the words of the document do not tell it

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def file(self) -> str:
        """Where it is kept, relative to the data directory; nothing of the name it came under but a plain suffix."""
        return f"reports/{self.unit}/{self.year}-{self.sha256[:8]}{plain_suffix(self.name)}"


def plain_suffix(name: str) -> str:
    """The suffix of a file name where it is a plain one: all of a name that ever becomes part of a path."""
    suffix = Path(name.replace("\\", "/")).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ".bin"


@dataclass(frozen=True)
class Import:
    """One import as the log knows it; `state` is stored or undone (confirmed, undoing: a kill came between)."""

    id: str
    state: str
    who: str
    when: str
    lines: tuple[Line, ...]
    names: tuple[str, ...]
    corrections: tuple[dict[str, Any], ...] = field(default=())


def existing(data: DataDirectory) -> list[Line]:
    """The passport of every document there is and of every typed report in force; a document without a line in reports.csv is
    known by its folder and name."""
    lines = list(data.passports.values())
    for name in data.documents():
        if name not in data.passports:
            path = Path(name)
            year = path.name[:4]
            lines.append({"unit": path.parent.name, "year": year if year.isdigit() else "", "scope": "", "file": name,
                          "sha256": data.digest(name)})
    lines += [{"unit": typed.unit, "year": str(typed.year), "scope": typed.scope, "file": TYPED, "sha256": typed.report.sha256,
               "supersedes": typed.supersedes} for typed in typed_reports(Decisions(data.path).read("typed"))]
    return lines


def rivals(lines: Sequence[Line], unit: str, year: int, scope: str) -> list[Line]:
    """The documents in force for this unit, year and scope."""
    replaced = {line.get("supersedes") for line in lines if line.get("supersedes")}
    return [line for line in lines if (line["unit"], line["year"]) == (unit, str(year))
            and line.get("scope") in (scope, "") and line.get("sha256") not in replaced]


@contextmanager
def _writing(data: Path) -> Iterator[Path]:
    with writing(data / "imports" / ".lock"):
        register.finish(data)
        _recover(data)
        yield data / "imports"


def recover(data: Path) -> None:
    """Finish what a kill interrupted. Does nothing, and writes nothing, where nothing was ever imported."""
    if (data / "imports").exists() and os.access(data / "imports", os.W_OK):
        with _writing(data):
            pass


def confirm(data: Path, documents: Sequence[Incoming], who: Person) -> Import:
    """Store documents with passports and corrections in one step; GxstatsError stores none of them."""
    who.require("import")
    if not documents:
        raise GxstatsError("there is nothing to store")
    with _writing(data) as log:
        known = load(data)
        _check(known, documents)
        number = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        parts = [_part(data, item, number) for item in documents]
        try:
            for item, part in zip(documents, parts, strict=True):
                part.parent.mkdir(parents=True, exist_ok=True)
                with part.open("wb") as stream:
                    stream.write(item.content)
                    stream.flush()
                    os.fsync(stream.fileno())
            done = Import(
                number, "confirmed", who.name.strip(), datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
                tuple(_line(item) for item in documents), tuple(item.name for item in documents),
                tuple({"subject": f"{item.unit}/{item.year}/{item.scope}/{c.path}", "choice": c.text, "why": c.why,
                       "expects": c.expects(item.sha256)} for item in documents for c in item.corrections))
            _note(log, done)
        except BaseException:
            if not (log / f"{number}.json").exists():
                for part in parts:
                    part.unlink(missing_ok=True)
            raise
        return _to_the_end(data, log, done)


def undo(data: Path, number: str, who: Person) -> Import:
    """Take an import back completely. The documents go to imports/undone/, the log keeps both acts."""
    who.require("import")
    with _writing(data) as log:
        found = {item.id: item for item in _all(log)}.get(number)
        if found is None or found.state != "stored":
            raise GxstatsError("this import is not here any more, or was taken back already")
        asked = Import(found.id, "undoing", who.name.strip(), found.when, found.lines, found.names, found.corrections)
        _note(log, asked)
        return _to_the_end(data, log, asked)


def history(data: Path) -> list[Import]:
    """Every import, newest first."""
    return sorted(_all(data / "imports"), key=lambda item: item.id, reverse=True)


def _check(known: DataDirectory, documents: Sequence[Incoming]) -> None:
    lines = existing(known)
    hashes = {line.get("sha256") for line in lines}
    units = {line["unit"] for line in known.units}
    taken = set()
    for item in documents:
        place = (item.unit, item.year, item.scope)
        if item.unit not in units or not re.fullmatch(r"[\w-]+", item.unit):
            raise GxstatsError("{name}: choose its unit from the register first", name=item.name)
        if item.scope not in SCOPES or not 2000 <= item.year <= 2100:
            raise GxstatsError("{name}: choose its year and whose numbers it holds first", name=item.name)
        if item.form and item.form not in catalog.forms():
            raise GxstatsError("{name}: there is no such form ({form})", name=item.name, form=item.form[:40])
        if item.sha256 in hashes:
            raise GxstatsError("{name} is stored already; somebody may have been faster. Nothing was stored, look again",
                               name=item.name)
        if place in taken or [r for r in rivals(lines, *place) if r.get("sha256") != item.replaces]:
            raise GxstatsError("{name}: there is another report of this unit, year and scope; say whether this one replaces it",
                               name=item.name)
        taken.add(place)
        hashes.add(item.sha256)


def _line(item: Incoming) -> Line:
    return {"unit": item.unit, "year": str(item.year), "scope": item.scope, "extent": "full", "file": item.file(),
            "url": item.url, "published_on": item.published_on, "sha256": item.sha256, "supersedes": item.replaces,
            "name": item.name, "form": item.form}


def _part(data: Path, item: Incoming, number: str) -> Path:
    final = data / item.file()
    return final.with_name(f".{number}.{final.name}.part")


def _note(log: Path, item: Import) -> None:
    write_whole(log / f"{item.id}.json", json.dumps(item.__dict__, ensure_ascii=False, indent=1).encode("utf-8"))


def _all(log: Path) -> list[Import]:
    found = []
    for path in log.glob("*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        found.append(Import(content["id"], content["state"], content["who"], content["when"], tuple(content["lines"]),
                            tuple(content["names"]), tuple(content["corrections"])))
    return found


def _recover(data: Path) -> None:
    """Under the lock: finish what counts, sweep away what does not."""
    log = data / "imports"
    for item in _all(log):
        if item.state in ("confirmed", "undoing"):
            _finish(data, log, item)
    for left in (data / "reports").glob("*/.*.part"):
        left.unlink(missing_ok=True)


def _to_the_end(data: Path, log: Path, item: Import) -> Import:
    """`_finish`; where that fails the import counts all the same, and that is what is said."""
    try:
        return _finish(data, log, item)
    except (OSError, GxstatsError) as error:
        raise GxstatsError("what you confirmed counts (import {id}) but could not be written to its end; make room, and the next "
                           "import or build finishes it ({why})", id=item.id, why=str(error)[:120]) from error


def _finish(data: Path, log: Path, item: Import) -> Import:
    """Bring the directory to what the log says; may be run again after any interruption."""
    adding = item.state == "confirmed"
    for line in item.lines:
        final = data / line["file"]
        if adding:
            part = final.with_name(f".{item.id}.{final.name}.part")
            if part.exists():
                os.replace(part, final)
        elif final.exists():
            kept = log / "undone" / f"{line['sha256'][:16]}{final.suffix}"
            kept.parent.mkdir(exist_ok=True)
            os.replace(final, kept)
        keep_names(final.parent)
    files = {line["file"] for line in item.lines}
    passports = [line for name, line in load(data).passports.items() if name not in files]
    lines = [*passports, *item.lines] if adding else passports
    write_whole(data / "reports.csv", register.as_csv(lines, PASSPORT))
    _decide(data, item, adding)
    done = Import(item.id, "stored" if adding else "undone", item.who, item.when, item.lines, item.names, item.corrections)
    _note(log, done)
    return done


def _decide(data: Path, item: Import, adding: bool) -> None:
    """The corrections and the act itself, as decisions, each once."""
    who = Person(item.who, (), frozenset(KINDS), "typed")  # the right was asked for before the import counted
    decisions = Decisions(data)
    for wanted in item.corrections:
        choice = wanted["choice"] if adding else AS_PRINTED
        last = [d for d in decisions.history("correction", wanted["subject"]) if d.evidence == item.id]
        if not last or last[-1].choice != choice:
            decisions.append("correction", wanted["subject"], choice, who, wanted["why"], wanted["expects"], evidence=item.id)
    if not adding:  # what was corrected later in these documents goes with them
        gone = {line["sha256"] for line in item.lines}
        last_of = {(d.subject, d.expects.get("sha256")): d for d in decisions.read("correction")}
        for (subject, sha256), d in last_of.items():
            if sha256 in gone and d.choice != AS_PRINTED:
                decisions.append("correction", subject, AS_PRINTED, who, d.why, d.expects, evidence=item.id)
    act = "stored" if adding else "undone"
    if not any(d.choice == act for d in decisions.history("import", item.id)):
        decisions.append("import", item.id, act, who, "", evidence="; ".join(item.names)[:2_000])
