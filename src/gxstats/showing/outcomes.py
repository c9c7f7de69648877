"""What the outcomes page is made of: the tree of reasons, the flow from received to carried over, one outcome over time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import indicators, queries
from gxstats.measuring.headline import OUTCOMES
from gxstats.showing.address import Address
from gxstats.showing.charts import Series
from gxstats.showing.ui import Context

_RATES = {"granted": "granted_rate", "partly_granted": "partial_rate", "denied": "denial_rate", "unavailable": "unable_rate",
          "refused": "unprocessed_rate", "other": "other_rate"}


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
    _node(found, "all", context.say("Handled"), "", whole, context.look.colour("page", "axis"))
    for code in OUTCOMES:
        value = float(row[f"requests/{code}/total"])
        below = [float(v) if pd.notna(v := row[f"requests/{leaf}/total"]) else None for leaf in parts.get(code, ())]
        _node(found, code, _label(context, code), "all", value, context.look.colour("outcome", code))
        if below and None not in below and sum(v for v in below if v is not None) == value:
            for leaf, count in zip(parts[code], below, strict=True):
                if count:
                    _node(found, leaf, _label(context, leaf), code, count, context.look.colour("outcome", code))
    return found


def _node(found: dict[str, list[Any]], code: str, label: str, parent: str, value: float, colour: str) -> None:
    for name, item in (("id", code), ("label", label), ("parent", parent), ("value", value), ("colour", colour)):
        found[name].append(item)


def tree_table(context: Context, leaves: dict[str, list[Any]]) -> pd.DataFrame:
    """The nodes as rows."""
    if not leaves:
        return pd.DataFrame()
    return pd.DataFrame({context.say("outcome"): [("" if p in ("", "all") else "　") + label for label, p in zip(
        leaves["label"], leaves["parent"], strict=True)], context.say("cases"): [int(v) for v in leaves["value"]]})


def flow(context: Context) -> pd.DataFrame:
    """label, value, total for the last year, over units that print every part: in, outcomes, carried over."""
    codes = ["received", "carried_in", *OUTCOMES, "carried_out"]
    paths = [f"requests/{code}/total" for code in codes]
    frame = queries.by_unit(context.ask, context.filter, paths, [context.filter.last]).dropna(subset=paths)
    if frame.empty:
        return pd.DataFrame()
    sums = {code: float(frame[path].sum()) for code, path in zip(codes, paths, strict=True)}
    steps = [(_label(context, "received"), sums["received"], True), (_label(context, "carried_in"), sums["carried_in"], False)]
    steps += [(_label(context, code), -sums[code], False) for code in OUTCOMES]
    left = sums["received"] + sums["carried_in"] - sum(sums[code] for code in OUTCOMES)
    if left != sums["carried_out"]:  # some reports do not balance: the difference is a step of its own
        steps.append((context.say("does not balance"), sums["carried_out"] - left, False))
    steps.append((_label(context, "carried_out"), sums["carried_out"], True))
    return pd.DataFrame(steps, columns=["label", "value", "total"])


def flow_table(context: Context, steps: pd.DataFrame) -> pd.DataFrame:
    """The steps as rows."""
    if steps.empty:
        return pd.DataFrame()
    return pd.DataFrame({context.say("step"): steps["label"], context.say("cases"): [int(v) for v in steps["value"]]})


def pick(context: Context) -> str:
    """The outcome to follow over time."""
    return Address.current().select("outcome", {code: _label(context, code) for code in OUTCOMES}, OUTCOMES[0],
                                    context.say("Outcome"), segmented=True)


def title(context: Context, code: str) -> str:
    """The outcome's name."""
    return _label(context, code)


def over_time(context: Context, code: str) -> tuple[list[Series], pd.DataFrame]:
    """The share of one outcome by year with its interval."""
    rates = indicators.by_year(context.ask, context.filter, _RATES[code])
    return [Series(_label(context, code), list(rates["value"]), context.look.colour("outcome", code))], rates
