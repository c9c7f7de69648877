"""What the outcomes page is made of: the tree of reasons, the flow from received to carried over, one outcome over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import indicators, queries
from gxstats.measuring.headline import OUTCOMES
from gxstats.measuring.queries import Filter
from gxstats.showing import charts, charts_parts, choosers
from gxstats.showing.address import Address
from gxstats.showing.charts import Series
from gxstats.showing.context import Context
from gxstats.showing.drill import Drill
from gxstats.showing.look import number, towards
from gxstats.showing.twins import rate_notes, rate_table, rows_for_table

RATES = {"granted": "granted_rate", "partly_granted": "partial_rate", "denied": "denial_rate", "unavailable": "unable_rate",
         "refused": "unprocessed_rate", "other": "other_rate"}
_PARTS = (0.85, 0.7, 0.55, 0.4)  # so much of the outcome's colour have its reasons
_OFFERED = 200  # units offered by name; among more than these the reader picks on the left first
_LEAST = catalog.limits()["min_denominator"]


def _label(context: Context, code: str) -> str:
    return catalog.label("row", "requests", code, context.language, short=True)


def tree(context: Context) -> dict[str, list[Any]]:
    """Nodes of the tree for the last year: outcomes, and under the groups their reasons where all are printed."""
    table = list(catalog.forms().values())[-1].table("requests")
    parts = {group.code: group.sum_of for group in table.groups}
    leaves = [leaf for group in parts.values() for leaf in group]
    sums = queries.by_year(context.ask, context.filter, [f"requests/{code}/total" for code in (*OUTCOMES, *leaves)])
    row = sums[sums["year"] == context.filter.last].iloc[0]
    found: dict[str, list[Any]] = {"id": [], "label": [], "parent": [], "value": [], "colour": []}
    if any(pd.isna(row[f"requests/{code}/total"]) for code in OUTCOMES):
        return {}
    whole = sum(float(row[f"requests/{code}/total"]) for code in OUTCOMES)
    _node(found, "all", context.say("Handled"), "", whole, context.look.colour("page", "panel"))
    ground = context.look.colour("page", "background")
    for code in OUTCOMES:
        value, colour = float(row[f"requests/{code}/total"]), context.look.colour("outcome", code)
        below = [float(v) if pd.notna(v := row[f"requests/{leaf}/total"]) else None for leaf in parts.get(code, ())]
        _node(found, code, _label(context, code), "all", value, colour)
        if below and None not in below and sum(v for v in below if v is not None) == value:
            shown = [(leaf, count) for leaf, count in zip(parts[code], below, strict=True) if count]
            for place, (leaf, count) in enumerate(shown):
                _node(found, leaf, _label(context, leaf), code, count, towards(colour, ground, _PARTS[place % len(_PARTS)]))
    return found


def _node(found: dict[str, list[Any]], code: str, label: str, parent: str, value: float | None, colour: str) -> None:
    for name, item in (("id", code), ("label", label), ("parent", parent), ("value", value), ("colour", colour)):
        found[name].append(item)


def tree_chart(context: Context, leaves: dict[str, list[Any]]) -> Any:
    """The tree as nested areas."""
    return lambda: charts_parts.tree(leaves["label"], leaves["parent"], leaves["value"], leaves["id"], leaves["colour"],
                                     context.look, 280)


def tree_table(context: Context, leaves: dict[str, list[Any]]) -> pd.DataFrame:
    """The nodes as rows."""
    if not leaves:
        return pd.DataFrame()
    return pd.DataFrame({context.say("outcome"): [("" if p in ("", "all") else "　") + label for label, p in zip(
        leaves["label"], leaves["parent"], strict=True)], context.say("cases"): [int(v) for v in leaves["value"]]})


def flow(context: Context) -> tuple[pd.DataFrame, int]:
    """label, value, total, colour for the last year, over units that print every part: in, outcomes, carried over; and how
    many units these are."""
    codes = ["received", "carried_in", *OUTCOMES, "carried_out"]
    paths = [f"requests/{code}/total" for code in codes]
    frame = queries.by_unit(context.ask, context.filter, paths, [context.filter.last]).dropna(subset=paths)
    if frame.empty:
        return pd.DataFrame(), 0
    sums = {code: float(frame[path].sum()) for code, path in zip(codes, paths, strict=True)}
    colour = {code: context.look.colour("outcome", code) for code in (*OUTCOMES, "carried_out")}
    steps: list[tuple[str, float, bool, str]] = [
        (_label(context, "received"), sums["received"], True, context.look.colour("page", "muted")),
        (_label(context, "carried_in"), sums["carried_in"], False, colour["carried_out"])]
    steps += [(_label(context, code), -sums[code], False, colour[code]) for code in OUTCOMES]
    left = sums["received"] + sums["carried_in"] - sum(sums[code] for code in OUTCOMES)
    if left != sums["carried_out"]:  # some reports do not balance: the difference is a step of its own
        steps.append((context.say("does not balance"), sums["carried_out"] - left, False, context.look.colour("severity", "error")))
    steps.append((_label(context, "carried_out"), sums["carried_out"], True, colour["carried_out"]))
    return pd.DataFrame(steps, columns=["label", "value", "total", "colour"]), len(frame)


def flow_chart(context: Context, steps: pd.DataFrame) -> Any:
    """The steps as a waterfall, each outcome in its colour."""
    return lambda: charts_parts.waterfall(list(steps["label"]), list(steps["value"]), list(steps["total"]), context.look, 260,
                                          list(steps["colour"]))


def flow_table(context: Context, steps: pd.DataFrame) -> pd.DataFrame:
    """The steps as rows."""
    if steps.empty:
        return pd.DataFrame()
    return pd.DataFrame({context.say("step"): steps["label"], context.say("cases"): [int(v) for v in steps["value"]]})


# --- one outcome over time ------------------------------------------------------------------------------------------

def pick(context: Context) -> tuple[str, str]:
    """The outcome to follow over time, and the unit (none: all together)."""
    say, names = context.say, choosers.names(context, *context.filter.kinds)
    outcome = Address.current().select("outcome", {code: _label(context, code) for code in OUTCOMES}, OUTCOMES[0],
                                       say("Outcome"), segmented=True)
    offered = {unit: names[unit] for unit in context.filter.units or names if unit in names}
    if len(offered) > _OFFERED:
        return outcome, ""
    return outcome, Address.current().select("of", {"": say("all units together"), **offered}, "", say("Unit"), bare=True)


def behind(code: str) -> Drill:
    """The units behind a year of an outcome's share."""
    return Drill(indicator=RATES[code])


def title(context: Context, code: str, unit: str) -> str:
    """The outcome's name, and whose."""
    whose = f" · {choosers.names(context)[unit]}" if unit else ""
    return context.say("One outcome over time: {outcome}", outcome=_label(context, code)) + whose


def _group(context: Context, unit: str) -> Filter:
    """What a unit is held against: the units of the choice, of its own kind where one is picked."""
    chosen = replace(context.filter, units=()) if unit else context.filter
    if not unit or chosen.kinds:
        return chosen
    found = context.units[context.units["unit"] == unit]["kind"]
    return replace(chosen, kinds=(str(found.iloc[0]),)) if len(found) else chosen


def over_time(context: Context, code: str, unit: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The share of one outcome by year, and how it is spread over the units it is held against."""
    chosen = replace(context.filter, units=(unit,)) if unit else context.filter
    return (indicators.by_year(context.ask, chosen, RATES[code]),
            indicators.spread(context.ask, _group(context, unit), RATES[code], least=_LEAST))


def over_time_note(context: Context, unit: str, spread: pd.DataFrame) -> str:
    """What the dashed line and the band are."""
    units = spread["units"].fillna(0).iloc[-1]
    kind = _group(context, unit).kinds
    return context.say("share of handled; dashed: median, band: middle half of {count} units{kind} with at least {least} handled",
                       count=number(float(units), context.look), least=_LEAST,
                       kind=f" ({catalog.word('kind', kind[0], context.language)})" if kind else "")


def over_time_chart(context: Context, code: str, unit: str, rates: pd.DataFrame, spread: pd.DataFrame) -> Any:
    """The line of the unit or of all, against median and middle half of the group."""
    look = context.look
    name = choosers.names(context)[unit] if unit else context.say("all")
    lines: Sequence[Series] = [
        Series(name, list(rates["value"]), look.colour("outcome", code)),
        Series(context.say("median"), list(spread["median"]), look.colour("page", "muted"), thin=True)]
    return lambda: charts.lines(context.years, lines, look, rate_notes(rates), True,
                                (list(spread["lower"]), list(spread["upper"])), 250)


def over_time_table(context: Context, rates: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    """The share by year with n, N and interval, and the quartiles of the group."""
    say = context.say
    group = rows_for_table(spread, {"lower": say("lower quartile"), "median": say("median"), "upper": say("upper quartile")},
                           ("lower", "median", "upper"))
    return pd.concat([rate_table(context, rates), group], axis=1)
