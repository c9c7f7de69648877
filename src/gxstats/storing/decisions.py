"""What people decided, append-only: verdicts on findings, corrections of cells, adjustments, typed reports.

One CSV a kind under `<data>/decisions/`. A decision is never changed or removed: a later one on the same subject takes
its place. Each line says when, who, what about, what, why, and what it expects to find, so that it can be told to be
outdated. One lock for all processes and threads; a line is on the disk before `append` returns.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gxstats.errors import GxstatsError, StaleCorrectionError
from gxstats.storing.locking import alone, keep_names
from gxstats.storing.roles import Person

# kind -> the choices it allows; an empty tuple allows any text (a new value, points)
KINDS: dict[str, tuple[str, ...]] = {
    "verdict": ("confirmed", "dismissed", "asked"), "correction": (), "typed": (),
    "entry": (), "adjustment": (), "appeal": ("raised", "upheld", "rejected"), "signature": ("signed", "confirmed", "withdrawn"),
    "import": ("stored", "undone"), "peer_group": (),
    "register": ("added", "changed", "renamed", "merged", "split", "transferred", "abolished", "due", "replaced"),
}
_COLUMNS = ("when", "who", "subject", "where", "choice", "why", "expects", "evidence")


@dataclass(frozen=True)
class Decision:
    """One decision. `subject` is what it is about (a finding's id, `unit/year/scope/table/row/column`), `where` the
    same without values, `expects` the values it was made on."""

    kind: str
    when: str
    who: str
    subject: str
    where: str
    choice: str
    why: str
    expects: dict[str, Any] = field(default_factory=dict)
    evidence: str = ""

    def outdated(self, found: Mapping[str, Any]) -> bool:
        """Whether any value it expects is another one now; values are compared as text."""
        return any(str(found.get(name)) != str(value) for name, value in self.expects.items())

    def require(self, found: Mapping[str, Any]) -> None:
        """StaleCorrectionError unless every value it expects is still there."""
        if self.outdated(found):
            raise StaleCorrectionError(
                "the decision on {subject} expects other values than are there now; look at it again",
                subject=self.subject)


@dataclass(frozen=True)
class Standing:
    """The last verdict on a finding; `outdated` when the values it was made on have changed since."""

    decision: Decision
    outdated: bool


def place_of(finding: Mapping[str, Any]) -> str:
    """What a row of `finding` is about, without values: check/unit/year/scope/table/row/column, blank where none."""
    names = ("check_code", "unit", "year", "scope", "code_table", "code_row", "code_column")
    return "/".join("" if _missing(finding.get(name)) else str(finding[name]) for name in names)


def _closing(data: bytes) -> str:
    """What ends the last line of a file so that it is not read as a decision; empty where that line is whole."""
    open_quote = data.count(b'"') % 2 == 1
    if data.endswith(b"\n") and not open_quote:
        return ""
    return ('"' if open_quote else "") + ",cut off" * (len(_COLUMNS) + 2) + "\n"


def _whole(text: str) -> int:
    """Where the last whole line of a file ends: the last end of line that stands outside quotes."""
    at, quotes, end = 0, 0, 0
    for line in text.split("\n")[:-1]:
        at += len(line) + 1
        quotes += line.count('"')
        if quotes % 2 == 0:
            end = at
    return end


def _behind(line: Mapping[Any, Any]) -> list[str]:
    """What a line has behind the last column of its head."""
    more = line.get(None)
    return [str(part) for part in more] if isinstance(more, list) else []


def _missing(value: Any) -> bool:
    return value is None or value != value  # a missing number in a frame is not equal to itself


def stamp(data: Path) -> str:
    """Another text whenever a decision was written, or a file that people edit beside them (peer_groups.toml) has changed."""
    found = [path for folder, pattern in ((data / "decisions", "*.csv"), (data, "*.toml")) for path in sorted(folder.glob(pattern))]
    return "/".join(f"{path.name}-{about.st_mtime_ns}-{about.st_size}" for path in found if (about := path.stat()))


class Decisions:
    """The decisions of one data directory."""

    def __init__(self, data: Path) -> None:
        self.directory = data / "decisions"

    def append(
        self, kind: str, subject: str, choice: str, who: Person, why: str = "", expects: Mapping[str, Any] | None = None,
        where: str = "", evidence: str = "",
    ) -> Decision:
        """Write one decision and return it. NotAllowedError when this person may not, GxstatsError without a name or with
        a choice the kind does not allow. `evidence` is what it rests on: a document, an address, a letter."""
        if kind not in KINDS or (KINDS[kind] and choice not in KINDS[kind]):
            raise GxstatsError("{choice} is no {kind}", choice=choice, kind=kind)
        who.require(kind)
        when = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        decision = Decision(kind, when, who.name.strip(), subject, where, choice, why.strip(), dict(expects or {}),
                            evidence.strip())
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([
            when, decision.who, subject, where, choice, decision.why,
            json.dumps(decision.expects, ensure_ascii=False, default=str) if decision.expects else "",
            decision.evidence])
        try:
            with alone(self.directory / ".lock"):
                self._write(self._file(kind), line.getvalue())
        except OSError as error:
            raise GxstatsError("the decision could not be written: {why}", why=str(error)[:120]) from error
        return decision

    def verdict(self, finding: Mapping[str, Any], choice: str, who: Person, why: str = "") -> Decision:
        """A verdict on a row of `finding`: confirmed, dismissed or asked."""
        expects = {name: finding.get(name) for name in ("found", "expected") if not _missing(finding.get(name))}
        return self.append("verdict", str(finding["finding_id"]), choice, who, why, expects, place_of(finding))

    def read(self, kind: str) -> list[Decision]:
        """Every decision of a kind, oldest first; a line that was cut off while being written is left out."""
        path = self._file(kind)
        if not path.exists():
            return []
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        if _closing(text.encode("utf-8")):  # the last line is not whole: being written just now, or cut off
            text = text[:_whole(text)]
        found = []
        for line in csv.DictReader(io.StringIO(text, newline="")):
            more = _behind(line)
            try:
                expects = json.loads(line["expects"]) if line["expects"] else {}
            except (TypeError, ValueError):
                continue
            if isinstance(expects, dict) and len(more) <= 1 and all(line[name] is not None for name in _COLUMNS[:-1]):
                # a file begun before there was a column for evidence has it behind its last column
                found.append(Decision(kind, **{name: line[name] for name in _COLUMNS[:-2]}, expects=expects,
                                      evidence=line.get("evidence") or "".join(more)))
        return found

    def latest(self, kind: str) -> dict[str, Decision]:
        """The decision in force for each subject: the last one."""
        return {decision.subject: decision for decision in self.read(kind)}

    def history(self, kind: str, subject: str, where: str = "") -> list[Decision]:
        """All decisions on a subject, or on the same place with other values, oldest first."""
        return [d for d in self.read(kind) if d.subject == subject or (where and d.where == where)]

    def standing(self, findings: Iterable[Mapping[str, Any]]) -> dict[str, Standing]:
        """The verdict on each of these rows of `finding` by id; one made on other values of its place is outdated."""
        verdicts = self.read("verdict")
        by_subject = {decision.subject: decision for decision in verdicts}
        by_place = {decision.where: decision for decision in verdicts if decision.where}
        found = {}
        for finding in findings:
            name = str(finding["finding_id"])
            if name in by_subject:
                found[name] = Standing(by_subject[name], False)
            elif (place := place_of(finding)) in by_place:
                found[name] = Standing(by_place[place], True)
        return found

    def _file(self, kind: str) -> Path:
        return self.directory / f"{kind}s.csv"

    def _write(self, path: Path, line: str) -> None:
        """Put a line behind the last one. What was cut off there (a power cut, a full disk) is closed and marked, so that
        it is never read as a decision and never swallows the next one; a head that was cut off is written anew."""
        head = ("\ufeff" + ",".join(_COLUMNS) + "\n").encode("utf-8")
        with path.open("ab+", buffering=0) as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            there = stream.read()
            if head.startswith(there):
                stream.truncate(0)
                data = head + line.encode("utf-8")
            else:
                data = (_closing(there) + line).encode("utf-8")
            while data:
                data = data[stream.write(data):]
            os.fsync(stream.fileno())
        if size == 0:
            keep_names(path.parent)
