"""The figures at the top and the numbers in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from math import isnan

from gxstats import catalog
from tests.truth.facts import PUT_TOGETHER, RATES, Facts
from tests.truth.rendered import Printed, numbers, words

_TILE = re.compile(r"<div class='gx-tile.*?(?=<div class='gx-tile|$)", re.S)
_PART = r"<div class='gx-{}[^']*'>(.*?)</div>"
_SUMS = {"Received": "received", "Handled": "handled", "Carried over": "carried_out"}
_RATES = {"Disclosure rate": "disclosure_rate", "Reviews corrected": "review_correction_rate",
          "Lawsuits lost": "litigation_correction_rate"}
_BESIDE = {"Handled": "closure_rate", "Carried over": "carry_out_rate"}


def tiles(facts: Facts, text: str, language: str) -> Iterator[str]:
    """What is wrong with the figures of a row of tiles."""
    sums = {catalog.say(label, language): row for label, row in _SUMS.items()}
    rates = {catalog.say(label, language): code for label, code in _RATES.items()}
    beside = {catalog.say(label, language): code for label, code in _BESIDE.items()}
    last = facts.choice.last
    for tile in _TILE.findall(text.split("<div class='gx-tiles'>", 1)[-1]):
        label, value, change, base = (words(found.group(1)).strip() if (found := re.search(_PART.format(name), tile, re.S)) else ""
                                      for name in ("label", "value", "change", "base"))
        allowed: list[float] = []
        shown = numbers(value)
        if label in sums:
            now = facts.yearly["sum", f"requests/{sums[label]}/total"]
            if not _is(shown, float(now[last])):
                yield f"{label} is {value}, the cells say {now[last]}"
            allowed += _changes(now.to_dict(), last)
            counts = facts.yearly["count", f"requests/{sums[label]}/total"]
            allowed += [float(counts[last]), float(facts.coverage.loc[last, "have"])]
        elif label in rates:
            code = rates[label]
            rate, n, of = (facts.yearly[side, code] for side in ("rate", "n", "of"))
            if "/" in value:
                if [item.value for item in shown] != [n[last], of[last]] or of[last] >= catalog.limits()["min_denominator"]:
                    yield f"{label} is {value}, the cells say {n[last]} / {of[last]}"
            elif not _is(shown, float(rate[last])):
                yield f"{label} is {value}, the cells say {rate[last]}"
            allowed += [*_changes(rate.to_dict(), last), *(100 * v for v in _changes(rate.to_dict(), last))]
        else:
            yield f"nothing is known of a figure called {label}"
            continue
        code = rates.get(label) or beside.get(label, "")
        if code:
            allowed += [float(facts.yearly[side, code][last]) for side in ("n", "of", "rate", "low", "high")] + [0.95]
        allowed += [float(last - 1), float(last), float(catalog.limits()["min_denominator"])]
        for part in (change, base):
            for item in numbers(part):
                if not any(item == value or item == abs(value) for value in allowed if not isnan(value)):
                    yield f"{label}: {item.value} in {part!r}"


def _changes(series: dict[int, float], last: int) -> list[float]:
    now, before = series.get(last, float("nan")), series.get(last - 1, float("nan"))
    return [now - before, (now - before) / before if before else float("nan"), before]


def _is(shown: list[Printed], fact: float) -> bool:
    return (not shown and isnan(fact)) or (len(shown) == 1 and not isnan(fact) and shown[0] == fact)


def unknown(facts: Facts, text: str) -> Iterator[str]:
    """Numbers of a sentence that are no fact of this choice at all."""
    for name in sorted((str(value) for about in facts.evidence.named.values() for value in (about["short_name"], about["name_en"])),
                       key=len, reverse=True):
        text = text.replace(name, " ")
    known = _known(facts)
    for item in numbers(re.sub(r"[–-](?=\d)", " ", text)):
        if not any(item == value for value in known):
            yield f"{item.value} in {text!r}"


@cache
def _known(facts: Facts) -> list[float]:
    """Whatever a sentence may speak of: years, limits, coverage, the last year's sums, counts of units, changes."""
    last = facts.choice.last
    found = [float(year) for year in range(2018, 2031)] + [float(v) for v in catalog.limits().values()]
    found += [0.95, 0.998, 2, 1000, 100, 10_000, float(len(facts.coverage)), float(facts.rows["unit"].nunique())]
    for year in facts.choice.years:
        have, due = facts.coverage.loc[year]
        found += [float(have), float(due), float(due - have)]
    found.append(float(facts.coverage["have"].sum()))
    found += [float(series[last]) for fact, series in facts.yearly.items() if fact[0] in ("sum", "n", "of", "rate")]
    for (before, after) in facts.changes.values():
        found += [before, after, after - before]
    for name in ("before", "after", "change"):
        found += list(facts.of_unit.get((name, "received"), {}).values())
    found += list(facts.of_unit["corrected",].values())
    findings = facts.evidence.finding
    ours = findings[(findings["year"] == last) & findings["report_id"].isin(facts.rows.index) & (findings["status"] == "fail")]
    found += [float(count) for count in ours.groupby("check_code")["unit"].nunique()]
    units, before, after = facts.in_both
    found += [float(units), after - before, (after - before) / before if before else 0.0, *facts.complete()]
    found += [float(series[last]) for fact, series in facts.yearly.items() if fact[0] in ("count", "rated")]
    for code, times in product(RATES, PUT_TOGETHER):
        for least in (catalog.limits()["min_denominator"], catalog.limits()["ranking_min_denominator"]):
            small = [of for of in facts.of_unit.get((f"{times}of", code), {}).values() if of < least]
            found.append(float(len(small)))
    return [value for value in found if not isnan(value)]
