"""Peer groups: who may be compared with whom, by what the register and the reports say of a unit, never by its name.

`peer_groups.toml` (of the data directory, else the one that comes along) divides units by kind, level and size, and may define
groups of one's own; further groups of named units are decided on by people (`decisions/peer_groups.csv`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.measuring.queries import Ask, sql
from gxstats.storing.decisions import Decision, Decisions
from gxstats.storing.roles import Person

KIND, WITHDRAWN = "peer_group", "withdrawn"
ALL = ""
_NAME = "peer_groups.toml"
_PARTS = {"kind": "kinds", "level": "levels", "size": "sizes"}


@dataclass(frozen=True)
class Rules:
    """A `peer_groups.toml`: the years and limits of size, the divisions, narrowest first, and the groups defined there."""

    years: int
    least: int
    divisions: tuple[tuple[str, ...], ...]
    sizes: tuple[Mapping[str, Any], ...]
    groups: tuple[Mapping[str, Any], ...]

    def size(self, mean: float | None) -> str:
        """The code of the size band, empty where no report of these years prints the number."""
        if mean is None or mean != mean:
            return ""
        return str(next(band["code"] for band in self.sizes if mean < band.get("below", float("inf"))))

    def size_label(self, code: str, language: str) -> str:
        return next((str(band[language]) for band in self.sizes if band["code"] == code), code)


@dataclass(frozen=True)
class Group:
    """Units to be compared. `parts` is what they have in common; a group of one's own has names instead."""

    code: str
    members: tuple[str, ...]
    parts: Mapping[str, str]
    zh: str = ""
    en: str = ""

    @property
    def own(self) -> bool:
        return bool(self.zh)


@dataclass(frozen=True)
class Peers:
    """All groups of a year by code, widest first. `frame`: unit, kind, level, mean, size of every unit."""

    rules: Rules
    frame: pd.DataFrame
    groups: Mapping[str, Group]
    division_of: Mapping[str, tuple[str, ...]]

    def label(self, code: str, language: str) -> str:
        """A group in words, with how many units are in it."""
        group = self.groups[code]
        if group.own:
            name = group.zh if language == "zh" else group.en
        elif not group.parts:
            name = catalog.say("all units", language)
        else:
            words = [self.rules.size_label(value, language) if part == "size" else catalog.word(part, value, language)
                     for part, value in group.parts.items()]
            name = " · ".join(words)
        return catalog.say("{name} ({count} units)", language, name=name, count=len(group.members))

    def of(self, unit: str) -> Group:
        """A unit's peers: the narrowest division in which it is one of enough; all units where there is none."""
        for code in self.division_of.get(unit, ()):
            if len(self.groups[code].members) >= self.rules.least:
                return self.groups[code]
        return self.groups[ALL]


def peers(ask: Ask, data: Path, year: int, scope: str) -> Peers:
    """The peer groups of a year and scope."""
    rules = load(data)
    frame = ask(sql("peers"), {"year": year, "scope": scope, "years": rules.years}).copy()
    frame["size"] = [rules.size(mean) for mean in frame["mean"]]
    divisions: dict[str, dict[str, tuple[str, ...]]] = {}
    division_of: dict[str, list[str]] = {}
    parts_of: dict[str, dict[str, str]] = {}
    for division in rules.divisions:
        for values, rows in frame.groupby(list(division), sort=False):
            if all(values):
                code = ".".join(str(value) for value in values)
                divisions.setdefault(".".join(division), {})[code] = tuple(str(unit) for unit in rows["unit"])
                parts_of[code] = dict(zip(division, (str(value) for value in values), strict=True))
                for unit in rows["unit"]:
                    division_of.setdefault(str(unit), []).append(code)
    groups = {ALL: Group(ALL, tuple(str(unit) for unit in frame["unit"]), {})}
    for division in reversed(rules.divisions):
        groups |= {code: Group(code, members, parts_of[code]) for code, members in divisions.get(".".join(division), {}).items()}
    groups |= {group.code: group for group in (*_defined(rules, frame), *_decided(data, frame))}
    return Peers(rules, frame, groups, {unit: tuple(codes) for unit, codes in division_of.items()})


def _defined(rules: Rules, frame: pd.DataFrame) -> list[Group]:
    """The groups of the file."""
    found = []
    for about in rules.groups:
        rows = frame
        for part, name in {**_PARTS, "unit": "units"}.items():
            if name in about:
                rows = rows[rows[part].isin(about[name])]
        found.append(Group(f"own.{about['code']}", tuple(str(unit) for unit in rows["unit"]), {}, about["zh"], about["en"]))
    return found


def _decided(data: Path, frame: pd.DataFrame) -> list[Group]:
    """The groups people have named, those taken back left out."""
    found = []
    for name, decision in Decisions(data).latest(KIND).items():
        if decision.choice != WITHDRAWN:
            wanted = set(decision.choice.split("."))
            members = tuple(str(unit) for unit in frame["unit"] if unit in wanted)
            found.append(Group(f"own.{name}", members, {}, name, name))
    return found


def define(decisions: Decisions, name: str, units: tuple[str, ...], who: Person, why: str = "") -> Decision:
    """Name a group of units; the same name again takes its place, no units take it back."""
    name = name.strip()
    if not name or len(name) > 40 or "." in name:
        raise GxstatsError("a group needs a name of at most 40 letters without a point")
    if units and len(units) < 2:
        raise GxstatsError("a group has at least two units")
    return decisions.append(KIND, name, ".".join(units) or WITHDRAWN, who, why)


# --- the file -----------------------------------------------------------------------------------------------------

def load(data: Path) -> Rules:
    """The rules of a data directory; GxstatsError names the file, the part and the reason when they are wrong."""
    path = data / _NAME
    if path.exists():
        return _read(path.read_text(encoding="utf-8-sig"), str(path))
    return _read((files("gxstats") / "definitions" / _NAME).read_text(encoding="utf-8"), _NAME)


@lru_cache(maxsize=16)
def _read(text: str, file: str) -> Rules:
    def wrong(part: str, why: str) -> GxstatsError:
        return GxstatsError("{path}, {part}: {why}", path=file, part=part, why=why)

    try:
        raw = tomllib.loads(text)
        rules = Rules(int(raw["years"]), int(raw["least"]), tuple(tuple(d) for d in raw["divisions"]), tuple(raw["sizes"]),
                      tuple(raw.get("groups", ())))
        limits = [float(band["below"]) for band in rules.sizes[:-1]]
        labels = [(about["code"], about["zh"], about["en"]) for about in (*rules.sizes, *rules.groups)]
    except tomllib.TOMLDecodeError as error:
        raise wrong("-", str(error)) from error
    except KeyError as error:
        raise wrong(str(error.args[0]), "missing") from error
    except (TypeError, ValueError) as error:
        raise wrong("-", str(error)) from error
    if not rules.sizes or limits != sorted(set(limits)) or "below" in rules.sizes[-1]:
        raise wrong("sizes", "limits must rise, and the last band has none")
    for division in rules.divisions:
        if not division or not set(division) <= set(_PARTS):
            raise wrong("divisions", f"only {', '.join(_PARTS)} divide units")
    known = {"code", "zh", "en", "units", *_PARTS.values()}
    for about in rules.groups:
        if unknown := set(about) - known:
            raise wrong(f"groups.{about['code']}", f"unknown: {', '.join(sorted(unknown))}")
        if not set(about) & {"units", *_PARTS.values()}:
            raise wrong(f"groups.{about['code']}", "says nothing about whom it holds")
    if len(set(labels)) != len(labels) or rules.years < 1:
        raise wrong("-", "a code is given twice, or years is below 1")
    return rules
