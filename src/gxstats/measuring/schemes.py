"""Assessment schemes as files: `schemes/<name>.toml` of a data directory, and the examples that come along.

A scheme has groups, a group has items, an item has points and rules. An item begins with its points and its rules take some
away (a bonus item begins with nothing and its rules give some), never more than its cap. Where a rule cannot be judged the
item is open until a person settles it. Sources of a rule:

    timeliness   late (points once), per_day, missing (no report is in)
    check        checks, points; per = "report" (once a report and item, the default), "check" or "finding";
                 confirmed = true counts only what a person has confirmed
    indicator    indicator, variant, steps = [{ above = 0.03, points = 1 }] or { below = ... }; the last that fits counts;
                 small = "open" (the default) or "none" where the denominator is below the minimum
    figure       figures (cell paths, added), each (points for one), or steps on the sum
    entry        a person enters points (or, with `each`, a number of cases); unless_entered = "open" (default) or "none"

`kinds`, `units` and `peers` say whom the scheme is for: kinds of unit, units by code, peer groups by code (measuring/peers.py, such
as "township.county" or "own.towns"); without them everyone.
`weights` of a group say how many points it has for a kind of unit instead of its own; every kind must come to the same total.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from gxstats import catalog
from gxstats.errors import SchemeError

SOURCES = ("timeliness", "check", "indicator", "figure", "entry")
_EXAMPLES = files("gxstats") / "definitions" / "schemes"


@dataclass(frozen=True)
class Step:
    """`points` where the number is above (or below) `limit`."""

    limit: float
    points: float
    above: bool


@dataclass(frozen=True)
class Rule:
    """One reason to take points away (or to give them, in a bonus item)."""

    source: str
    zh: str
    en: str
    points: float = 0.0
    each: float = 0.0
    per_day: float = 0.0
    missing: float = 0.0
    cap: float = 0.0
    checks: tuple[str, ...] = ()
    per: str = "report"
    confirmed: bool = False
    indicator: str = ""
    variant: str = ""
    steps: tuple[Step, ...] = ()
    figures: tuple[str, ...] = ()
    small: str = "open"
    unless_entered: str = "open"

    def label(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Item:
    """One line of the sheet; `points` is what it is worth (for a bonus: what it may give at most)."""

    code: str
    group: str
    zh: str
    en: str
    points: float
    cap: float
    bonus: bool
    rules: tuple[Rule, ...]

    def label(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

    @property
    def by_hand(self) -> bool:
        """Whether a person gives the points of the whole item."""
        return len(self.rules) == 1 and self.rules[0].source == "entry" and not self.rules[0].each and not self.rules[0].points


@dataclass(frozen=True)
class Group:
    """Items under one heading; `weights` are its points for some kinds of unit instead of `points`."""

    code: str
    zh: str
    en: str
    points: float
    weights: dict[str, float] = field(default_factory=dict)

    def label(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

    def weight(self, kind: str) -> float:
        return self.weights.get(kind, self.points)


@dataclass(frozen=True)
class Scheme:
    """A scheme as read; `text` is the file, so that a sign-off can keep it."""

    name: str
    zh: str
    en: str
    note_zh: str
    note_en: str
    version: str
    example: bool
    points: float
    first: int
    last: int | None
    kinds: tuple[str, ...]
    units: tuple[str, ...]
    peers: tuple[str, ...]
    scope: str
    rank_by: str
    second_name: bool
    bonus_cap: float
    groups: tuple[Group, ...]
    items: tuple[Item, ...]
    text: str
    file: str

    def label(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

    def note(self, language: str) -> str:
        return self.note_zh if language == "zh" else self.note_en

    def item(self, code: str) -> Item:
        return next(item for item in self.items if item.code == code)

    def group(self, code: str) -> Group:
        return self._groups[code]

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {group.code: group for group in self.groups}

    def speaks_of(self, year: int) -> bool:
        """Whether the scheme was made for this report year."""
        return self.first <= year <= (self.last or year)

    def is_for(self, unit: str, kind: str) -> bool:
        """Whether the scheme assesses this unit."""
        return (not self.kinds or kind in self.kinds) and (not self.units or unit in self.units)

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def figures(self) -> tuple[str, ...]:
        """Every cell path a rule needs, those of its indicators included, in a stable order."""
        found: dict[str, None] = {}
        for item in self.items:
            for rule in item.rules:
                found.update(dict.fromkeys(rule.figures))
                if rule.indicator:
                    numerator, denominator = of_indicator(rule)
                    found.update(dict.fromkeys((*numerator, *denominator)))
        return tuple(found)

    @property
    def checks(self) -> tuple[str, ...]:
        """Every check a rule needs."""
        found = {code for item in self.items for rule in item.rules for code in rule.checks}
        if any(rule.source == "timeliness" for item in self.items for rule in item.rules):
            found.add("late_publication")
        return tuple(sorted(found))


def of_indicator(rule: Rule) -> tuple[list[str], list[str]]:
    """The cell paths of numerator and denominator of an indicator rule."""
    about = catalog.indicators()[rule.indicator]
    lower = about["variants"][rule.variant]["denominator"] if rule.variant else about["denominator"]
    return list(about["numerator"]), list(lower)


# --- finding and reading ------------------------------------------------------------------------------------------

def available(data: Path) -> dict[str, str]:
    """Name -> text of every scheme at hand: the examples, and those of the data directory, which go first by name."""
    found = {item.name[:-5]: item.read_text(encoding="utf-8") for item in sorted(_EXAMPLES.iterdir(), key=lambda i: i.name)
             if item.name.endswith(".toml")}
    folder = data / "schemes"
    own = {path.stem: path.read_text(encoding="utf-8-sig") for path in sorted(folder.glob("*.toml"))} if folder.is_dir() else {}
    return {**own, **{name: text for name, text in found.items() if name not in own}}


def load(data: Path, name: str) -> Scheme:
    """One scheme by name; SchemeError when there is none or it is wrong."""
    texts = available(data)
    if name not in texts:
        raise SchemeError("there is no scheme {name}; there are: {names}", name=name, names=", ".join(texts))
    return read(name, texts[name])


@lru_cache(maxsize=64)
def read(name: str, text: str) -> Scheme:
    """A scheme from the text of its file; SchemeError names file, item and reason."""
    from gxstats.measuring.scheme_rules import verify
    file = f"{name}.toml"
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemeError("{file} cannot be read: {why}", file=file, why=str(error)) from error
    try:
        scheme = _scheme(name, file, text, raw)
    except KeyError as error:
        raise SchemeError("{file}, {item}: {name} is missing", file=file, item="-", name=str(error.args[0])) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise SchemeError("{file} cannot be read: {why}", file=file, why=str(error)) from error
    verify(scheme)
    return scheme


def _scheme(name: str, file: str, text: str, raw: dict[str, Any]) -> Scheme:
    years = list(raw["years"])
    return Scheme(
        name=name, zh=raw["zh"], en=raw["en"], note_zh=raw.get("note_zh", ""), note_en=raw.get("note_en", ""),
        version=str(raw.get("version", "1")), example=bool(raw.get("example")), points=float(raw["points"]),
        first=int(years[0]), last=int(years[1]) if len(years) > 1 else None, kinds=tuple(raw.get("kinds", ())),
        units=tuple(raw.get("units", ())), peers=tuple(raw.get("peers", ())),
        scope=raw.get("scope", "organ"), rank_by=raw.get("rank_by", "all"),
        second_name=bool(raw.get("second_name", True)), bonus_cap=float(raw.get("bonus_cap", 0)),
        groups=tuple(Group(g["code"], g["zh"], g["en"], float(g["points"]), {k: float(v) for k, v in g.get("weights", {}).items()})
                     for g in raw["groups"]),
        items=tuple(_items(file, raw["items"])), text=text, file=file)


def _items(file: str, raw: list[dict[str, Any]]) -> Iterator[Item]:
    for item in raw:
        code = str(item.get("code", "-"))
        try:
            points = float(item["points"])
            yield Item(code, item["group"], item["zh"], item["en"], points, float(item.get("cap", points)),
                       bool(item.get("bonus")), tuple(_rule(file, code, item, rule) for rule in item["rules"]))
        except KeyError as error:
            raise SchemeError("{file}, {item}: {name} is missing", file=file, item=code, name=str(error.args[0])) from error


def _rule(file: str, code: str, item: dict[str, Any], raw: dict[str, Any]) -> Rule:
    known = set(Rule.__dataclass_fields__)
    for name in raw:
        if name not in known:
            raise SchemeError("{file}, {item}: {name} is no part of a rule", file=file, item=code, name=name)
    steps = []
    for step in raw.get("steps", ()):
        above = "above" in step
        steps.append(Step(float(step["above" if above else "below"]), float(step["points"]), above))
    plain = {name: raw[name] for name in known & set(raw) - {"steps", "checks", "figures"}}
    for name in ("points", "each", "per_day", "missing", "cap"):
        if name in plain:
            plain[name] = float(plain[name])
    return Rule(**{"zh": item["zh"], "en": item["en"], **plain}, steps=tuple(steps), checks=tuple(raw.get("checks", ())),
                figures=tuple(raw.get("figures", ())))
