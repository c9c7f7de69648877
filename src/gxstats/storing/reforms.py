"""What happens to units: begun, changed, renamed, merged, split, moved, abolished. Each takes a register and gives a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.storing.data import Line
from gxstats.storing.register import UNITS, Register, new_code, year_of


def added(register: Register, about: Mapping[str, str]) -> Register:
    """A new unit; without a code it is given one, without a kind the one its name tells."""
    line = {**dict.fromkeys(UNITS, ""), **about}
    line["unit"] = line["unit"] or new_code(register)
    line["kind"] = line["kind"] or catalog.unit_kind(line["name"])
    line["position"] = line["position"] or str(len(register.codes()) + 1)
    if line["unit"] in register.codes():
        raise GxstatsError("the code {code} is taken by another unit", code=line["unit"])
    return replace(register, units=(*register.units, line))


def changed(register: Register, unit: str, about: Mapping[str, str]) -> Register:
    """The newest line of a unit with other entries: a slip of the pen put right, not something that happened."""
    return _with(register, register.last(unit), about)


def renamed(register: Register, unit: str, year: int, names: Mapping[str, str]) -> Register:
    """Another name from the reports of `year` on; the same unit, its series goes on."""
    old = register.last(unit)
    new = {**old, **names, "from_year": str(year)}
    closed = _closed(register, unit, year)
    return _noted(replace(closed, units=(*closed.units, new)), unit, unit, year, "renamed", "")


def merged(register: Register, sources: Sequence[str], target: str, year: int, note: str = "") -> Register:
    """Units that end and whose work another does from `year` on."""
    if target in sources or not sources:
        raise GxstatsError("a merger needs units that end and another one that goes on")
    register.last(target)
    for source in sources:
        register = _noted(_closed(register, source, year), source, target, year, "merged", note)
    return register


def split(register: Register, unit: str, names: Sequence[str], year: int, goes_on: bool, note: str = "") -> Register:
    """New units taken out of one, which goes on or ends."""
    old = register.last(unit)
    if not names:
        raise GxstatsError("name the new units, one a line")
    for name in names:
        code = new_code(register)
        line = {"unit": code, "from_year": str(year), "name": name.strip(), "level": old.get("level", ""),
                "parent": old.get("parent", ""), "region_code": old.get("region_code", "")}
        kind = catalog.unit_kind(name.strip())
        line["kind"] = old["kind"] if kind == "unknown" else kind
        register = _noted(added(register, line), unit, code, year, "split", note)
    return register if goes_on else _closed(register, unit, year)


def transferred(register: Register, unit: str, target: str, year: int, note: str = "") -> Register:
    """Part of the work of a unit given to another; both go on, and their numbers before and after differ."""
    register.last(unit)
    register.last(target)
    if unit == target:
        raise GxstatsError("choose the other unit")
    return _noted(register, unit, target, year, "transferred", note)


def abolished(register: Register, unit: str, year: int, note: str = "") -> Register:
    """A unit that is no more; `year` is the first for which it does not report."""
    return _noted(_closed(register, unit, year), unit, "", year, "abolished", note)


def _closed(register: Register, unit: str, year: int) -> Register:
    last = register.last(unit)
    first = year_of(last["from_year"])
    if first is None or year <= first or (last["to_year"] and last["to_year"] < str(year - 1)):
        raise GxstatsError("{name} reports from {first} to {last}; choose a year after the first", name=last["name"],
                           first=last["from_year"], last=last["to_year"] or "—")
    return _with(register, last, {"to_year": str(year - 1)})


def _with(register: Register, line: Line, about: Mapping[str, str]) -> Register:
    return replace(register, units=tuple({**one, **about} if one is line else one for one in register.units))


def _noted(register: Register, old: str, new: str, year: int, relation: str, note: str) -> Register:
    line = {"from": old, "to": new, "year": str(year), "relation": relation, "note": note}
    return replace(register, succession=(*register.succession, line))
