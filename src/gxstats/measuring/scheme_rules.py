"""What makes a scheme wrong: points that do not add up, unknown codes, rules that can never apply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose
from typing import Any

from gxstats import catalog
from gxstats.errors import SchemeError
from gxstats.measuring.schemes import SOURCES, Item, Rule, Scheme
from gxstats.storing.figures import paths

_NEEDS = {"timeliness": "late, per_day or missing", "check": "checks and points", "indicator": "indicator and steps",
          "figure": "figures, and each or steps"}


@dataclass(frozen=True)
class _Blame:
    """Raises with the file and the item in question."""

    file: str
    item: str

    def __call__(self, sentence: str, **values: Any) -> SchemeError:
        return SchemeError(sentence, file=self.file, item=self.item, **values)


def verify(scheme: Scheme) -> None:
    """SchemeError for the first thing that is wrong with a scheme."""
    blame = _Blame(scheme.file, "-")
    if scheme.last is not None and scheme.last < scheme.first:
        raise SchemeError("{file}, {item}: the years {first}–{last} hold no year", file=scheme.file, item="years",
                          first=scheme.first, last=scheme.last)
    if scheme.rank_by not in ("all", "kind"):
        raise SchemeError("{file}, {item}: {code} is not known; known are {known}", file=scheme.file, item="rank_by",
                          code=scheme.rank_by, known="all, kind")
    kinds = _kinds()
    for code in scheme.kinds:
        if code not in kinds:
            raise SchemeError("{file}, {item}: {code} is not known; known are {known}", file=scheme.file, item="kinds",
                              code=code, known=", ".join(kinds))
    _twice(blame, [group.code for group in scheme.groups])
    _twice(blame, [item.code for item in scheme.items])
    codes = {group.code for group in scheme.groups}
    for item in scheme.items:
        if item.group not in codes:
            raise _Blame(scheme.file, item.code)("{file}, {item}: {code} is not known; known are {known}", code=item.group,
                                                 known=", ".join(sorted(codes)))
        _item(scheme, item)
    _sums(scheme, kinds)


def _kinds() -> tuple[str, ...]:
    return tuple(line["code"] for line in catalog.rows_of("words.csv") if line["family"] == "kind")


def _twice(blame: _Blame, codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise SchemeError("{file}, {item}: the code stands twice", file=blame.file, item=code)


def _sums(scheme: Scheme, kinds: tuple[str, ...]) -> None:
    for group in scheme.groups:
        of_items = sum(item.points for item in scheme.items if item.group == group.code and not item.bonus)
        if not isclose(of_items, group.points):
            raise SchemeError("{file}, {item}: its items add up to {found} points, not {points}", file=scheme.file,
                              item=group.code, found=f"{of_items:g}", points=f"{group.points:g}")
        for kind in group.weights:
            if kind not in kinds or (scheme.kinds and kind not in scheme.kinds):
                raise SchemeError("{file}, {item}: the weight for {kind} can never apply: the scheme is not for this kind",
                                  file=scheme.file, item=group.code, kind=kind)
    for kind in dict.fromkeys(["", *(kind for group in scheme.groups for kind in group.weights)]):
        total = sum(group.weight(kind) for group in scheme.groups)
        if not isclose(total, scheme.points):
            raise SchemeError("{file}, {item}: the groups add up to {found} points, not {points}", file=scheme.file,
                              item=kind or "points", found=f"{total:g}", points=f"{scheme.points:g}")
    bonus = sum(item.points for item in scheme.items if item.bonus)
    if scheme.bonus_cap > bonus:
        raise SchemeError("{file}, {item}: the cap of {cap} can never be reached, the bonuses add up to {found}",
                          file=scheme.file, item="bonus_cap", cap=f"{scheme.bonus_cap:g}", found=f"{bonus:g}")


def _item(scheme: Scheme, item: Item) -> None:
    blame = _Blame(scheme.file, item.code)
    if item.points <= 0:
        raise blame("{file}, {item}: it is worth no points")
    if not 0 < item.cap <= item.points:
        raise blame("{file}, {item}: the cap of {cap} is not between 0 and its {points} points", cap=f"{item.cap:g}",
                    points=f"{item.points:g}")
    if not item.rules:
        raise blame("{file}, {item}: it has no rule")
    _twice(blame, [code for rule in item.rules for code in rule.checks])
    for rule in item.rules:
        for reason in _never(blame, scheme, rule):
            raise reason
        _rule(blame, item, rule)
    entries = [rule for rule in item.rules if rule.source == "entry"]
    if len(entries) > 1:
        raise blame("{file}, {item}: only one rule of an item may be entered by hand")
    if entries and len(item.rules) > 1 and not (entries[0].each or entries[0].points):
        raise blame("{file}, {item}: points given by hand leave no room for other rules; say points or each")


def _rule(blame: _Blame, item: Item, rule: Rule) -> None:
    if rule.source not in SOURCES:
        raise blame("{file}, {item}: {code} is not known; known are {known}", code=rule.source, known=", ".join(SOURCES))
    complete = {
        "timeliness": rule.points > 0 or rule.per_day > 0 or rule.missing > 0, "check": bool(rule.checks) and rule.points > 0,
        "indicator": bool(rule.indicator and rule.steps), "figure": bool(rule.figures) and (rule.each > 0 or bool(rule.steps)),
        "entry": True,
    }
    if not complete[rule.source]:
        raise blame("{file}, {item}: a rule of source {source} needs {needs}", source=rule.source, needs=_NEEDS[rule.source])
    for code, known in ((rule.per, ("report", "check", "finding")), (rule.small, ("open", "none")),
                        (rule.unless_entered, ("open", "none"))):
        if code not in known:
            raise blame("{file}, {item}: {code} is not known; known are {known}", code=code, known=", ".join(known))
    if rule.cap > item.points or min(rule.points, rule.each, rule.per_day, rule.missing, rule.cap) < 0:
        raise blame("{file}, {item}: the points of a rule are not between 0 and those of its item")
    if max(rule.points, rule.missing, *(step.points for step in rule.steps), 0) > item.points:
        raise blame("{file}, {item}: the points of a rule are not between 0 and those of its item")


def _never(blame: _Blame, scheme: Scheme, rule: Rule) -> Iterator[SchemeError]:
    """Why a rule can never apply, or speaks of what there is not."""
    last = scheme.last or 9999
    for code in rule.checks:
        check = catalog.checks().get(code)
        if check is None:
            yield blame("{file}, {item}: there is no check {code}", code=code)
        elif check.by == "rule":
            yield blame("{file}, {item}: the rule can never apply: {code} guards the program and finds nothing in reports",
                        code=code)
        elif check.since > last or not any(_in_force(form, scheme) for form in check.forms):
            yield blame("{file}, {item}: the rule can never apply: {code} is checked from {year} on", code=code, year=check.since)
    if rule.indicator:
        about = catalog.indicators().get(rule.indicator)
        if about is None:
            yield blame("{file}, {item}: there is no indicator {code}", code=rule.indicator)
            return
        if rule.variant and rule.variant not in about.get("variants", {}):
            yield blame("{file}, {item}: there is no indicator {code}", code=f"{rule.indicator}/{rule.variant}")
        if about["comparable_from"] > last:
            yield blame("{file}, {item}: the rule can never apply: {code} is comparable from {year} on", code=rule.indicator,
                        year=about["comparable_from"])
    printed = {path for form in catalog.forms().values() for path in form.paths()}
    known = {path for form in catalog.forms().values() if _in_force(form.code, scheme) for path in form.paths()}
    for path in rule.figures:
        if path not in paths():
            yield blame("{file}, {item}: there is no cell {code}", code=path)
        elif path in printed - known:
            yield blame("{file}, {item}: the rule can never apply: {code} is not printed in the years of the scheme", code=path)
    yield from _steps(blame, rule)


def _steps(blame: _Blame, rule: Rule) -> Iterator[SchemeError]:
    if len({step.above for step in rule.steps}) > 1:
        yield blame("{file}, {item}: steps are all above or all below")
    for before, after in zip(rule.steps, rule.steps[1:], strict=False):
        if (after.limit <= before.limit) == before.above or after.points <= before.points:
            yield blame("{file}, {item}: the step at {limit} can never apply: steps go on in one direction and take more each time",
                        limit=f"{after.limit:g}")
    share = rule.indicator and catalog.is_share(rule.indicator)
    for step in rule.steps:
        if step.points <= 0:
            yield blame("{file}, {item}: the step at {limit} has no points", limit=f"{step.limit:g}")
        if (share and step.above and step.limit >= 1) or (not step.above and step.limit <= 0):
            yield blame("{file}, {item}: the step at {limit} can never apply: no number goes there", limit=f"{step.limit:g}")


def _in_force(form: str, scheme: Scheme) -> bool:
    """Whether an edition is in force in a year of the scheme."""
    forms = list(catalog.forms().values())
    place = [item.code for item in forms].index(form)
    ends = forms[place + 1].first_year - 1 if place + 1 < len(forms) else 9999
    return forms[place].first_year <= (scheme.last or 9999) and ends >= scheme.first
