"""Waterfalls and the lines of a funnel plot, computed once more."""

from __future__ import annotations

from itertools import product
from math import exp, lgamma, log

from gxstats import catalog
from tests.truth.evidence import KINDS, OUTCOMES
from tests.truth.facts import PUT_TOGETHER, RATES, Facts

_TAILS = (0.025, 0.001)


def funnel_line(facts: Facts, x: list[float], y: list[float]) -> str:
    """Empty when the line is a pooled share or one of its control limits; else what is wrong."""
    for code, times in product(RATES, PUT_TOGETHER):
        n, of = (sum(values.values()) for values in (facts.of_unit.get((f"{times}{side}", code), {}) for side in ("n", "of")))
        if not of:
            continue
        pooled = n / of
        if all(abs(v - pooled) < 1e-9 for v in y):
            return ""
        if not 0 < pooled < 1:
            continue
        for tail in (*_TAILS, *(1 - tail for tail in _TAILS)):
            if all(abs(v - limit(pooled, round(count), tail)) < 1e-7 for count, v in zip(x, y, strict=True)):
                return ""
    return f"no pooled share and no control limit is {list(zip(x, y, strict=True))[:4]}"


def limit(pooled: float, of: int, wanted: float) -> float:
    """The binomial quantile, interpolated between whole counts, from the logarithms of its terms."""
    below = 0.0
    for count in range(of + 1):
        here = exp(lgamma(of + 1) - lgamma(count + 1) - lgamma(of - count + 1) + count * log(pooled)
                   + (of - count) * log(1 - pooled))
        if below + here >= wanted:
            return min(1.0, max(0.0, (count - (below + here - wanted) / here) / of))
        below += here
    return 1.0


def walked(bases: list[float], heights: list[float]) -> tuple[list[float], list[str]]:
    """What the bars of a waterfall say: a signed step where a bar begins or ends where the one before ended, else a total."""
    values, measure, run = [], [], 0.0
    for place, (base, height) in enumerate(zip(bases, heights, strict=True)):
        ground = place in (0, len(bases) - 1)
        values.append(height if ground or abs(base - run) < 1e-9 else -height)
        measure.append("absolute" if ground else "relative")
        if not ground and abs(base - run) > 1e-9 and abs(base + height - run) > 1e-9:
            values[-1] = float("nan")
        run = height if ground else run + values[-1]
    return values, measure


def steps(facts: Facts, labels: list[str], values: list[float], measure: list[str], language: str) -> str:
    """Empty when the steps lead exactly from the first total to the last and each is what its label says."""
    run = values[0]
    for value, kind in list(zip(values, measure, strict=True))[1:]:
        if kind == "relative":
            run += value
        elif abs(run - value) > 1e-9:
            return f"the steps lead to {run} and not to {value}"
    plain = [str(label).replace("<br>", " · ") for label in labels]
    units = {facts.evidence.label(unit, language): unit for unit in facts.evidence.named}
    kinds = {catalog.label("column", "requests", kind, language, True): kind for kind in (*KINDS, "total")}
    told = dict(zip(plain, values, strict=True))
    years = (str(facts.choice.last - 1), str(facts.choice.last))
    if plain[0] == years[0] and any(" · " in label for label in plain):
        return _of_change(facts, told, years, units, kinds)
    if plain[0] == years[0]:
        return _of_stock(facts, told, years, language)
    return _of_flow(facts, told, language)


def _of_change(facts: Facts, told: dict[str, float], years: tuple[str, str], units: dict[str, str], kinds: dict[str, str]) -> str:
    for year, side in zip(years, (0, 1), strict=True):
        if told[year] != sum(change[side] for change in facts.changes.values()):
            return f"{year} is {told[year]}"
    for label, value in told.items():
        if " · " in label:
            name, kind = label.rsplit(" · ", 1)
            change = facts.changes.get((units.get(name.rstrip("*"), ""), kinds.get(kind, "")))
            if change is None or change[1] - change[0] != value:
                return f"{label} is {value}, the cells say {change}"
    return ""


def _of_stock(facts: Facts, told: dict[str, float], years: tuple[str, str], language: str) -> str:
    """Either kind of document: the page says which in its title."""
    complaints = []
    for row in ("normative_document", "regulation"):
        if stock := facts.stock(row):
            wanted = {years[0]: stock["start"], years[1]: stock["end"],
                      catalog.label("column", "disclosure", "issued", language): stock["issued"],
                      catalog.label("column", "disclosure", "repealed", language): -stock["repealed"]}
            complaints.append(_against(told, wanted))
    if not complaints:
        return "no unit prints all that is shown"
    return "" if "" in complaints else complaints[0]


def _of_flow(facts: Facts, told: dict[str, float], language: str) -> str:
    flow = facts.flow()
    if not flow:
        return "no report prints all that is shown"
    wanted = {}
    for row, value in flow.items():
        wanted[catalog.label("row", "requests", row, language, True)] = -value if row in OUTCOMES else value
    return _against(told, wanted)


def _against(told: dict[str, float], wanted: dict[str, float]) -> str:
    for label, value in wanted.items():
        if label not in told:
            return f"{label} is not among {list(told)}"
        if told[label] != value:
            return f"{label} is {told[label]}, the cells say {value}"
    return ""
