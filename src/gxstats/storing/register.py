"""The register of units: who there is under which name, who became whom, what is due when; changed in one audited step.

Three files make it up. A change is first written whole into one hidden file; the moment that has its name the change
counts. What a kill left undone after that is finished by `finish` (every import, build and change begins with it).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.model import Finding
from gxstats.storing.data import DataDirectory, Line, load
from gxstats.storing.decisions import Decision, Decisions
from gxstats.storing.locking import write_whole, writing
from gxstats.storing.roles import KINDS, Person
from gxstats.storing.unit_codes import check_sign, credit_code_is_right, region_code_is_right

UNITS = ("unit", "from_year", "to_year", "name", "short_name", "name_en", "kind", "level", "parent", "region_code", "credit_code",
         "position", "reports")
SUCCESSION = ("from", "to", "year", "relation", "note")
DUE_DATES = ("area", "kind", "year", "due", "confirmed", "source")
RELATIONS = ("renamed", "merged", "split", "transferred", "abolished")
COLUMNS = {"units": UNITS, "succession": SUCCESSION, "due_dates": DUE_DATES}
_MOST_TOLD = 4_000  # letters of what changed, in the log


@dataclass(frozen=True)
class Register:
    """The lines of units.csv (one a unit and name), succession.csv and due_dates.csv."""

    units: tuple[Line, ...] = ()
    succession: tuple[Line, ...] = ()
    due_dates: tuple[Line, ...] = ()

    def lines(self, part: str) -> tuple[Line, ...]:
        found: tuple[Line, ...] = getattr(self, part)
        return found

    def last(self, unit: str) -> Line:
        """The newest line of a unit; GxstatsError where there is no such unit."""
        if unit not in self.by_unit:
            raise GxstatsError("the register has no unit {unit}", unit=unit)
        return max(self.by_unit[unit], key=lambda line: year_of(line["from_year"]) or 0)

    @cached_property
    def by_unit(self) -> dict[str, list[Line]]:
        """unit -> its lines, in the order of the register."""
        found: dict[str, list[Line]] = {}
        for line in self.units:
            found.setdefault(line["unit"], []).append(line)
        return found

    def codes(self) -> list[str]:
        """The code of every unit, in the order of the register."""
        return list(dict.fromkeys(line["unit"] for line in self.units))

    @property
    def version(self) -> str:
        """A hash of all lines, by which a change is told to be made on an old state."""
        return hashlib.sha256(json.dumps([self.lines(part) for part in COLUMNS], ensure_ascii=False).encode()).hexdigest()


def of(data: DataDirectory) -> Register:
    """The register of a data directory as it stands in its files."""
    return Register(tuple(data.units), tuple(data.succession), tuple(data.due_dates))


def year_of(text: str) -> int | None:
    """A year of four digits, or None."""
    return int(text) if re.fullmatch(r"[12]\d{3}", text) else None


def new_code(register: Register, more: Collection[str] = ()) -> str:
    """A code no unit has or had: it means nothing, so that a new name never makes it wrong."""
    taken = {*register.codes(), *more, *(line[side] for line in register.succession for side in ("from", "to"))}
    highest = max((int(code[1:]) for code in taken if re.fullmatch(r"u\d+", code)), default=0)
    return f"u{highest + 1:04d}"


# --- what is wrong with it ----------------------------------------------------------------------------------------

def problems(register: Register, used: Collection[str] = ()) -> list[Finding]:
    """What a register says that cannot be (errors) or is doubtful (warnings). `used` are units that have documents."""
    return [*_of_units(register, used), *_of_succession(register), *_of_due_dates(register)]



def _of_units(register: Register, used: Collection[str]) -> Iterator[Finding]:
    codes = set(register.codes())
    parents = {line["unit"]: line.get("parent", "") for line in register.units}
    periods: dict[str, list[tuple[int, int, str]]] = {}
    for line in register.units:
        name, first, last = line["name"] or line["unit"], year_of(line["from_year"]), year_of(line["to_year"] or "9999")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", line["unit"]):
            yield Finding("register", "error", "{name}: its code {code} may have letters, digits, - and _ only",
                          values={"name": name, "code": line["unit"][:40]})
        if not line["name"].strip():
            yield Finding("register", "error", "the unit {code} has no name", values={"code": line["unit"]})
        if first is None or (line["to_year"] and last is None) or (last or 9999) < first:
            yield Finding("register", "error", "{name}: from {first} to {last} is no span of years",
                          values={"name": name, "first": line["from_year"] or "—", "last": line["to_year"] or "—"})
            continue
        periods.setdefault(line["unit"], []).append((first, last if line["to_year"] and last else 9999, name))
        if line["kind"] not in catalog.words("kind"):
            yield Finding("register", "error", "{name}: there is no kind of unit {kind}",
                          values={"name": name, "kind": line["kind"] or "—"})
        if line.get("parent") and line["parent"] not in codes:
            yield Finding("register", "error", "{name}: the unit above it, {parent}, is not in the register",
                          values={"name": name, "parent": line["parent"]})
        yield from _of_codes(line, name)
    for unit, spans in periods.items():
        spans.sort()
        for (_, end, name), (start, _, other) in pairwise(spans):
            if start <= end:
                yield Finding("register", "error", "{unit}: the years of {name} and {other} overlap",
                              values={"unit": unit, "name": name, "other": other})
        above, seen = unit, set[str]()
        while (above := parents.get(above, "")) and above not in seen:
            if above == unit:
                yield Finding("register", "error", "{name} stands below itself", values={"name": spans[-1][2]})
            seen.add(above)
    for unit in sorted(set(used) - codes):
        yield Finding("register", "error", "the unit {code} has reports and must stay in the register; abolish it instead",
                      values={"code": unit})
    now = Counter((line["name"]) for line in {line["unit"]: line for line in register.units if not line["to_year"]}.values())
    for name, count in now.items():
        if count > 1:
            yield Finding("register", "warning", "{count} units are called {name}; a document of that name is asked about",
                          values={"count": count, "name": name})


def _of_codes(line: Line, name: str) -> Iterator[Finding]:
    credit, region = line.get("credit_code", ""), line.get("region_code", "")
    if credit and not credit_code_is_right(credit):
        try:
            check = check_sign(credit) if len(credit) == 18 else ""
        except ValueError:
            check = ""
        if check:
            yield Finding("register", "error", "{name}: the credit code {code} is mistyped; its last sign should be {check}",
                          values={"name": name, "code": credit, "check": check})
        else:
            yield Finding("register", "error", "{name}: {code} is no credit code of eighteen signs",
                          values={"name": name, "code": credit[:30]})
    if region and not region_code_is_right(region):
        yield Finding("register", "error", "{name}: {code} is no division code of six, nine or twelve digits",
                      values={"name": name, "code": region[:30]})


def _of_succession(register: Register) -> Iterator[Finding]:
    codes = set(register.codes())
    for line in register.succession:
        for unit in (line["from"], line["to"]):
            if unit not in codes and (unit or line["relation"] != "abolished"):
                yield Finding("register", "error", "the change of {year} names {code}, which is not in the register",
                              values={"year": line["year"], "code": unit or "—"})
        if line["relation"] not in RELATIONS or year_of(line["year"]) is None:
            yield Finding("register", "error", "the change of {code} needs a year and one of: {relations}",
                          values={"code": line["from"], "relations": ", ".join(RELATIONS)})


def _of_due_dates(register: Register) -> Iterator[Finding]:
    codes = set(register.codes())
    for line in register.due_dates:
        area, year = line.get("area", ""), year_of(line["year"])
        if area and area not in codes and not area.isdigit():
            yield Finding("register", "error", "a due date names the area {code}, which is not in the register",
                          values={"code": area[:40]})
        if line["kind"] not in catalog.words("kind"):
            yield Finding("register", "error", "a due date is for the kind {kind}, which there is not",
                          values={"kind": line["kind"] or "—"})
        try:
            late_enough = year is not None and date.fromisoformat(line["due"]).year > year
        except ValueError:
            late_enough = False
        if not late_enough:
            yield Finding("register", "error", "the due date {due} for the reports of {year} is no day after that year",
                          values={"due": line["due"] or "—", "year": line["year"] or "—"})


# --- changing it --------------------------------------------------------------------------------------------------

def change(data: Path, new: Register, act: str, subject: str, who: Person, why: str, seen: str) -> Decision:
    """Put a new register in the place of the one of version `seen`, in one step that a kill cannot halve, and note who did
    it, why, and each line that went or came. GxstatsError changes nothing."""
    who.require("register")
    if not why.strip():
        raise GxstatsError("a change of the register needs a reason")
    used = {line["unit"] for line in load(data).passports.values()}
    for finding in problems(new, used):
        if finding.severity == "error":
            raise GxstatsError(finding.message, **finding.values)
    with writing(data / "imports" / ".lock"):
        finish(data)
        old = of(load(data))
        if old.version != seen:
            raise GxstatsError("somebody changed the register meanwhile; nothing was changed, look again")
        if old.version == new.version:
            raise GxstatsError("nothing was changed")
        number = hashlib.sha256((seen + new.version).encode()).hexdigest()[:12]
        write_whole(_pending(data), json.dumps({
            "number": number, "act": act, "subject": subject, "who": who.name.strip(), "why": why, "told": difference(old, new),
            **{part: new.lines(part) for part in COLUMNS}}, ensure_ascii=False).encode())
        finish(data)
        return Decisions(data).history("register", subject)[-1]


def finish(data: Path) -> None:
    """Under the lock of imports: bring the files to what an interrupted change says, and note it once."""
    pending = _pending(data)
    if not pending.exists():
        return
    wanted = json.loads(pending.read_text(encoding="utf-8"))
    for part, columns in COLUMNS.items():
        write_whole(data / f"{part}.csv", as_csv(wanted[part], columns))
    decisions = Decisions(data)
    if not any(d.expects.get("change") == wanted["number"] for d in decisions.history("register", wanted["subject"])):
        who = Person(wanted["who"], (), frozenset(KINDS), "typed")  # the right was asked for before the change counted
        decisions.append("register", wanted["subject"], wanted["act"], who, wanted["why"], {"change": wanted["number"]},
                         evidence=wanted["told"])
    pending.unlink()


def difference(old: Register, new: Register) -> str:
    """Every line that went (-) or came (+), for the log and for a look before storing."""
    told = []
    for part, columns in COLUMNS.items():
        before, after = ([tuple(line.get(c, "") for c in columns) for line in side.lines(part)] for side in (old, new))
        there, here = set(before), set(after)
        told += [f"- {part}: {','.join(line)}" for line in before if line not in here]
        told += [f"+ {part}: {','.join(line)}" for line in after if line not in there]
    text = "\n".join(told)
    return text if len(text) <= _MOST_TOLD else text[:_MOST_TOLD] + f"\n… {len(told)}"


def as_csv(lines: Sequence[Line], columns: Sequence[str]) -> bytes:
    """Lines as the bytes of a CSV file that Excel opens with Chinese letters; columns of others are kept."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys([*columns, *(name for line in lines for name in line)])), restval="",
                            lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def _pending(data: Path) -> Path:
    return data / "imports" / ".register.json"
