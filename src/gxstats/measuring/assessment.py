"""The score: a pure function of scheme, facts and decisions. Every point taken or given has its reason.

What cannot be judged is neither zero nor full marks: the item is open, its unit has no total and no rank until a person
settles it. Points are rounded to two decimals once an item, so that a sheet adds up as printed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from gxstats.measuring.facts import Facts
from gxstats.measuring.judging import Judged
from gxstats.measuring.schemes import Item, Rule, Scheme
from gxstats.storing.decisions import Decision

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Reason:
    """Why a rule takes (or gives) `points`; where it is `open`, `points` is the most it could be.

    `sentence` with `values` says what was put in; `figures` are the numbers used by cell path, `cells` those paths whose
    place is known, `findings` the ids of findings, `decision` what a person entered.
    """

    rule: int
    points: float
    open: bool
    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    decision: Decision | None = None


@dataclass(frozen=True)
class ItemScore:
    """One item of one unit: `points` it is worth for this kind of unit, `score` (None while open) between low and high.

    `computed` is what the rules alone give (None while open); `adjusted` the adjustment in force; `stale` one that was made
    on another computed score and therefore leaves the item open.
    """

    item: str
    points: float
    score: float | None
    low: float
    high: float
    computed: float | None
    reasons: tuple[Reason, ...]
    adjusted: Decision | None = None
    stale: Decision | None = None

    @property
    def taken(self) -> float:
        """Points taken off what the item is worth (given, for a bonus, as a negative number); 0 while open."""
        return 0.0 if self.score is None else round(self.points - self.score, 2)


@dataclass(frozen=True)
class UnitScore:
    """The sheet of one unit. `total` is None while any item is open; `rank` is 0 where there is none."""

    unit: str
    kind: str
    about: Mapping[str, Any]
    items: tuple[ItemScore, ...]
    total: float | None
    low: float
    high: float
    rank: int = 0
    shares_rank: bool = False

    @property
    def open(self) -> tuple[ItemScore, ...]:
        return tuple(item for item in self.items if item.score is None)

    @property
    def reported(self) -> bool:
        return not _missing(self.about.get("report_id"))

    def item(self, code: str) -> ItemScore:
        return next(item for item in self.items if item.item == code)


@dataclass(frozen=True)
class Result:
    """All sheets of a scheme for a year, units in their stable order."""

    scheme: Scheme
    year: int
    units: tuple[UnitScore, ...]

    @cached_property
    def _by_code(self) -> dict[str, UnitScore]:
        return {unit.unit: unit for unit in self.units}

    def unit(self, code: str) -> UnitScore:
        return self._by_code[code]


def assess(scheme: Scheme, facts: Facts, judged: Judged) -> Result:
    """Score and rank every unit of the facts. The order of units, or units the scheme is not for, change nothing."""
    return Result(scheme, facts.year, tuple(ranked(scheme, scores(scheme, facts, judged))))


def scores(scheme: Scheme, facts: Facts, judged: Judged, only: Collection[str] | None = None) -> list[UnitScore]:
    """The score of every unit of the facts, or of some, in their stable order and without a rank."""
    figures = {str(row["unit"]): row for row in _records(facts.figures)}
    findings: dict[tuple[str, str], list[Row]] = {}
    for row in _records(facts.findings):
        findings.setdefault((str(row["unit"]), str(row["check_code"])), []).append(row)
    units = []
    for about in sorted(_records(facts.units), key=lambda row: (row["position"], row["unit"])):
        unit = str(about["unit"])
        if not scheme.is_for(unit, str(about["kind"])) or (only is not None and unit not in only):
            continue
        sheet = _Sheet(scheme, facts, judged, about, figures.get(unit, {}),
                       _View(findings, unit))
        units.append(sheet.scored())
    return units


def ranked(scheme: Scheme, units: Iterable[UnitScore]) -> list[UnitScore]:
    """The units with their rank among all, or among their kind; equal totals share a rank, an open sheet has none."""
    found = list(units)
    totals: dict[str, list[float]] = {}
    for unit in found:
        if unit.total is not None:
            totals.setdefault(_class(scheme, unit), []).append(unit.total)
    for same in totals.values():
        same.sort()
    result = []
    for unit in found:
        same = totals.get(_class(scheme, unit), [])
        if unit.total is None:
            result.append(replace(unit, rank=0, shares_rank=False))
        else:
            above, from_here = bisect_right(same, unit.total), bisect_left(same, unit.total)
            result.append(replace(unit, rank=1 + len(same) - above, shares_rank=above - from_here > 1))
    return result


def _class(scheme: Scheme, unit: UnitScore) -> str:
    return unit.kind if scheme.rank_by == "kind" else ""


class _View:
    """The findings of one unit by check."""

    def __init__(self, findings: Mapping[tuple[str, str], list[Row]], unit: str) -> None:
        self.findings, self.unit = findings, unit

    def of(self, check: str) -> list[Row]:
        return self.findings.get((self.unit, check), [])


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.astype(object).itertuples(index=False, name=None)]


def _missing(value: Any) -> bool:
    return value is None or value is pd.NA or bool(value != value)


# --- one sheet ----------------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class _Sheet:
    scheme: Scheme
    facts: Facts
    judged: Judged
    about: Row
    figures: Row
    findings: _View

    @property
    def readable(self) -> bool:
        """Whether there is a report of which tables were recognised."""
        return not _missing(self.about["report_id"]) and not _missing(self.about["form"])

    def scored(self) -> UnitScore:
        items = tuple(self.item(item) for item in self.scheme.items)
        kind, unit = str(self.about["kind"]), str(self.about["unit"])
        plain = [s for s, item in zip(items, self.scheme.items, strict=True) if not item.bonus]
        bonus = [s for s, item in zip(items, self.scheme.items, strict=True) if item.bonus]

        def total(of: str) -> float:
            more = sum(float(getattr(item, of)) for item in bonus)
            sure = sum(float(getattr(item, of)) for item in plain)
            return round(sure + min(more, self.scheme.bonus_cap or more), 2)

        settled = all(item.score is not None for item in items)
        return UnitScore(unit, kind, dict(self.about), items, total("score") if settled else None, total("low"), total("high"))

    def item(self, item: Item) -> ItemScore:
        group = self.scheme.group(item.group)
        factor = group.weight(str(self.about["kind"])) / group.points if not item.bonus else 1.0
        reasons = tuple(reason for number, rule in enumerate(item.rules) for reason in self.rule(number, rule, item))
        sure = min(item.cap, sum(reason.points for reason in reasons if not reason.open))
        most = min(item.cap, sum(reason.points for reason in reasons))
        low, high = (sure, most) if item.bonus else (item.points - most, item.points - sure)
        low, high = round(low * factor, 2), round(high * factor, 2)
        computed = high if low == high else None
        made = ItemScore(item.code, round(item.points * factor, 2), computed, low, high, computed, reasons)
        return self.adjusted(made)

    def adjusted(self, made: ItemScore) -> ItemScore:
        """The item with the adjustment in force: it stands while the rules give what it was made on."""
        decision = self.judged.adjustment(str(self.about["unit"]), made.item)
        if decision is None:
            return made
        if decision.outdated({"computed": shown(made.computed)}):
            return replace(made, score=None, low=0.0, high=made.points, stale=decision)
        points = min(made.points, max(0.0, round(float(decision.choice), 2)))
        return replace(made, score=points, low=points, high=points, adjusted=decision)

    def rule(self, number: int, rule: Rule, item: Item) -> list[Reason]:
        most = rule.cap or item.points
        reason = _BY_SOURCE[rule.source](self, number, rule, item)
        return [reason if reason.points <= most else replace(reason, points=most)]

    # --- each source ----------------------------------------------------------------------------------------------

    def _timeliness(self, number: int, rule: Rule, item: Item) -> Reason:
        if _missing(self.about["report_id"]):
            if rule.missing:
                return Reason(number, rule.missing, False, "no report is in")
            return Reason(number, item.points, True, "no report is in")
        found = self.findings.of("late_publication")
        published = "" if _missing(self.about["published_on"]) else str(self.about["published_on"])[:10]
        for finding in found:
            if finding["status"] == "fail":
                if self.judged.dismissed(finding):
                    return Reason(number, 0.0, False, "published late, which a person found explained", {"date": published},
                                  findings=(str(finding["finding_id"]),))
                days = _days(finding)
                return Reason(number, rule.points + rule.per_day * days, False, "published on {date}, {days} days late (due {due})",
                              {"date": finding["found"], "days": days, "due": finding["expected"], "each": rule.per_day},
                              findings=(str(finding["finding_id"]),))
        if found or not published or not self.readable:
            return Reason(number, _worst(rule, item), True, "whether it was published in time cannot be judged",
                          findings=tuple(str(f["finding_id"]) for f in found))
        return Reason(number, 0.0, False, "published on {date}, in time", {"date": published})

    def _check(self, number: int, rule: Rule, item: Item) -> Reason:
        if not self.readable:
            return self._no_report(number, rule, item)
        failed: list[Row] = []
        unsaid: list[Row] = []
        waiting: list[Row] = []
        for code in rule.checks:
            for finding in self.findings.of(code):
                if finding["status"] != "fail":
                    unsaid.append(finding)
                elif self.judged.dismissed(finding):
                    continue
                elif rule.confirmed and not self.judged.confirmed(finding):
                    waiting.append(finding)
                else:
                    failed.append(finding)
        ids = tuple(str(finding["finding_id"]) for finding in failed)
        if failed:
            times = {"report": 1, "check": len({f["check_code"] for f in failed}), "finding": len(failed)}[rule.per]
            return Reason(number, rule.points * times, False, "{count} findings, counted {times} times",
                          {"count": len(failed), "times": times, "each": rule.points}, findings=ids)
        if waiting:
            return Reason(number, rule.points, True, "{count} findings wait for a person to confirm them", {"count": len(waiting)},
                          findings=tuple(str(finding["finding_id"]) for finding in waiting))
        if unsaid:
            return Reason(number, _worst(rule, item), True, "{count} of these checks cannot be judged",
                          {"count": len({f["check_code"] for f in unsaid})},
                          findings=tuple(str(finding["finding_id"]) for finding in unsaid))
        return Reason(number, 0.0, False, "{count} checks, nothing found", {"count": len(rule.checks)})

    def _indicator(self, number: int, rule: Rule, item: Item) -> Reason:
        if not self.readable:
            return self._no_report(number, rule, item)
        about = self.facts.definitions["indicators"][f"{rule.indicator}/{rule.variant}"]
        used = {path: self._figure(path) for path in (*about["numerator"], *about["denominator"])}
        if any(value is None for value in used.values()):
            return self._no_number(number, rule, item, used)
        known = {path: value for path, value in used.items() if value is not None}
        n, of = (sum(known[path] for path in about[part]) for part in ("numerator", "denominator"))
        if of < self.facts.definitions["limits"]["min_denominator"]:
            values = {"n": _plain(n), "of": _plain(of), "least": self.facts.definitions["limits"]["min_denominator"]}
            if rule.small == "none":
                sentence = "{n} of {of}: fewer than {least}, no rate; the scheme takes nothing"
                return Reason(number, 0.0, False, sentence, values, known)
            return Reason(number, _worst(rule, item), True, "{n} of {of}: fewer than {least}, no rate", values, known)
        return Reason(number, _stepped(rule, n / of), False, "{n} / {of} = {share}", {
                          "n": _plain(n), "of": _plain(of), "share": f"{100 * n / of:.1f}{'%' * about.get('share', True)}"}, known)

    def _figures(self, number: int, rule: Rule, item: Item) -> Reason:
        if not self.readable:
            return self._no_report(number, rule, item)
        used = {path: self._figure(path) for path in rule.figures}
        if any(value is None for value in used.values()):
            return self._no_number(number, rule, item, used)
        known = {path: value for path, value in used.items() if value is not None}
        count = sum(known.values())
        points = _stepped(rule, count) if rule.steps else rule.each * count
        return Reason(number, points, False, "{count} cases × {each}" if rule.each else "{count} cases",
                      {"count": _plain(count), "each": _plain(rule.each)}, known)

    def _entry(self, number: int, rule: Rule, item: Item) -> Reason:
        decision = self.judged.entry(str(self.about["unit"]), item.code)
        if decision is None:
            if rule.unless_entered == "none":
                return Reason(number, 0.0, False, "nothing entered, which counts as none")
            return Reason(number, _worst(rule, item), True, "to be entered by a person")
        given = float(decision.choice)
        if rule.each:
            points = rule.each * given
            return Reason(number, points, False, "{count} × {each}, entered by {who}",
                          {"count": _plain(given), "each": _plain(rule.each), "who": decision.who}, decision=decision)
        points = given if item.bonus or rule.points else item.points - given
        return Reason(number, max(0.0, points), False, "{count} points, entered by {who}",
                      {"count": _plain(given), "who": decision.who}, decision=decision)

    def _no_report(self, number: int, rule: Rule, item: Item) -> Reason:
        sentence = "no report is in" if _missing(self.about["report_id"]) else "no table of the report could be read"
        return Reason(number, _worst(rule, item), True, sentence)

    def _no_number(self, number: int, rule: Rule, item: Item, used: Mapping[str, float | None]) -> Reason:
        known = {path: value for path, value in used.items() if value is not None}
        missing = [path for path, value in used.items() if value is None]
        return Reason(number, _worst(rule, item), True, "{count} needed numbers are not printed",
                      {"count": len(missing), "missing": missing}, known)

    def _figure(self, path: str) -> float | None:
        value = self.figures.get(path)
        return None if value is None or _missing(value) else float(value)


_BY_SOURCE: dict[str, Callable[[_Sheet, int, Rule, Item], Reason]] = {
    "timeliness": _Sheet._timeliness, "check": _Sheet._check, "indicator": _Sheet._indicator, "figure": _Sheet._figures,
    "entry": _Sheet._entry}


def _worst(rule: Rule, item: Item) -> float:
    """The most a rule could take or give."""
    if rule.source == "check":
        return rule.points if rule.per == "report" else item.points
    if rule.steps:
        return max(step.points for step in rule.steps)
    return item.points


def _stepped(rule: Rule, number: float) -> float:
    points = 0.0
    for step in rule.steps:
        if (number > step.limit) if step.above else (number < step.limit):
            points = step.points
    return points


def _days(finding: Row) -> int:
    return int((pd.Timestamp(str(finding["found"])) - pd.Timestamp(str(finding["expected"]))).days)


def _plain(number: float) -> int | float:
    return int(number) if number == int(number) else number


def shown(points: float | None) -> str:
    """Points as text, the same wherever they are compared; `open` where there are none."""
    return "open" if points is None else f"{points:.2f}"
