"""What the requests page is made of: applicant kinds, the steps of a change, units over years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import change, indicators, queries
from gxstats.measuring.headline import unit_name
from gxstats.showing import charts, charts_parts, marking
from gxstats.showing.address import Address
from gxstats.showing.charts import Series
from gxstats.showing.context import Context
from gxstats.showing.drill import Drill
from gxstats.showing.twins import rate_notes, rate_table, rows_for_table

KINDS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other_org")
RECEIVED = "requests/received/total"
PERSONS, ORGANISATIONS = Drill(("requests/received/natural_person",)), Drill(tuple(f"requests/received/{k}" for k in KINDS[1:]))
SHARE = Drill(indicator="natural_person_share")
_STEPS, _SMALL = 8, 12
MOST_UNITS = 60


def shares(context: Context) -> bool:
    """Whether applicant kinds are shown as shares; the reader chooses."""
    say = context.say
    return Address.current().select("measure", {"": say("counts"), "share": say("shares")}, "", say("measure"),
                                    segmented=True) == "share"


def map_note(context: Context, shown: int) -> str:
    """What a square of the map is, and how many units are not drawn."""
    count = queries.unit_count(context.ask, context.filter)
    note = context.say("click a square to open the report; empty: no data")
    if count <= shown:
        return note
    return note + " · " + context.say("the {shown} units with most requests of {count}; choose units on the left", shown=shown,
                                      count=count)


def by_kind(context: Context) -> pd.DataFrame:
    """Received requests by year and kind of applicant, with how many units print each."""
    return queries.by_year(context.ask, context.filter, [f"requests/received/{kind}" for kind in (*KINDS, "total")])


def persons(context: Context, frame: pd.DataFrame, notes: Sequence[str], share: bool) -> tuple[Any, pd.DataFrame]:
    """The chart of natural persons, as counts or as their share of all requests, and its twin table."""
    look, years, values = context.look, context.years, _values(frame, "natural_person")
    if share:
        rates = context.keep("person_share", lambda: indicators.by_year(context.ask, context.filter, "natural_person_share"))
        line = Series(_label(context, "natural_person"), list(rates["value"]), look.colour("applicant", "natural_person"))
        return (lambda: charts.lines(years, [line], look, rate_notes(rates), True, height=240)), rate_table(context, rates)
    marks = marking.marks(context, ["requests/received/natural_person"])
    return (lambda: charts.bars(years, values, look, notes, 240, marks, width=480)), kind_table(context, frame)


def organisations(context: Context, frame: pd.DataFrame, notes: Sequence[str], share: bool) -> Any:
    """The chart of the five kinds of organisation, as counts or as shares of their sum."""
    layers = [Series(_label(context, kind), _values(frame, kind), context.look.colour("applicant", kind)) for kind in KINDS[1:]]
    return lambda: charts.stack(context.years, layers, context.look, notes, share, 240)


def _label(context: Context, kind: str) -> str:
    return catalog.label("column", "requests", kind, context.language, short=True)


def _values(frame: pd.DataFrame, kind: str) -> list[float | None]:
    return [None if pd.isna(v) else float(v) for v in frame[f"requests/received/{kind}"]]


def kind_table(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """The twin table of both charts."""
    columns = {"year": context.say("year")} | {
        f"requests/received/{kind}": catalog.label("column", "requests", kind, context.language) for kind in (*KINDS, "total")}
    return rows_for_table(frame, columns)


def decomposition(context: Context) -> pd.DataFrame:
    """label, value, total, unit, cell: last year's total, the largest steps, the rest, this year's total."""
    chosen = context.filter
    lines = change.largest(context.ask, chosen, "received", chosen.last - 1, chosen.last, _STEPS, by_kind=True)
    if lines.empty or not lines["before"].sum() or not lines["after"].sum():
        return pd.DataFrame({"label": [], "value": [], "total": [], "unit": [], "cell": []})
    steps: list[dict[str, Any]] = [_step(str(chosen.last - 1), lines["before"].sum(), True)]
    rest = lines["unit"].isna()
    for _, line in lines[~rest].sort_values("change", ascending=False, kind="stable").iterrows():
        if line["change"]:
            name = unit_name(line, context.language) + ("" if line["kind"] == "both" else "*")
            steps.append(_step(f"{name} · {_label(context, line['column'])}", line["change"], False, line["unit"],
                               f"requests/received/{line['column']}"))
    if rest.any():
        steps.append(_step(context.say("all others"), lines.loc[rest, "change"].sum(), False))
    steps.append(_step(str(chosen.last), lines["after"].sum(), True))
    return pd.DataFrame(steps)


def _step(label: str, value: float, total: bool, unit: str = "", cell: str = "") -> dict[str, Any]:
    return {"label": label, "value": float(value), "total": total, "unit": unit, "cell": cell}


def steps_chart(context: Context, steps: pd.DataFrame) -> Any:
    """The steps as a waterfall; what stands for many units is grey, a step of one unit opens its report."""
    grey = context.look.colour("page", "axis")
    colours = [grey if not total and not unit else "" for total, unit in zip(steps["total"], steps["unit"], strict=True)]
    return lambda: charts_parts.waterfall(
        list(steps["label"]), list(steps["value"]), list(steps["total"]), context.look, 280, colours,
        list(zip(steps["unit"], steps["cell"], strict=True)), 13)


def step_table(context: Context, steps: pd.DataFrame) -> pd.DataFrame:
    """The steps as rows; a row with a unit opens its report."""
    return pd.DataFrame({"_unit": steps["unit"], "_cell": steps["cell"], context.say("step"): steps["label"],
                         context.say("cases"): [int(v) for v in steps["value"]]})


def by_unit(context: Context) -> dict[str, list[Any]]:
    """Units in their stable order with their received requests a year, None where there is no data; the largest ones
    where there are many."""
    chosen = context.filter
    frame = queries.by_unit(context.ask, chosen, [RECEIVED], most=MOST_UNITS)
    found: dict[str, list[Any]] = {"label": [], "unit": [], "values": []}
    for unit, rows in frame.groupby("unit", sort=False):
        values = rows.drop_duplicates("year").set_index("year")[RECEIVED]
        found["unit"].append(unit)
        found["label"].append(context.unit_name(rows.iloc[-1]))
        found["values"].append([float(values[y]) if y in values.index and pd.notna(values[y]) else None for y in context.years])
    return found


def largest(units: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The units with most requests over the years, in their stable order."""
    totals = [sum(v for v in row if v is not None) for row in units["values"]]
    kept = sorted(sorted(range(len(totals)), key=lambda place: -totals[place])[:_SMALL])
    return {name: [column[place] for place in kept] for name, column in units.items()}


def unit_table(context: Context, units: dict[str, list[Any]]) -> pd.DataFrame:
    """The units as rows, a dash where there is no data; a row opens the last report."""
    frame = pd.DataFrame([
        {"_unit": unit, "_cell": RECEIVED, context.say("unit"): label} | {
            str(year): "—" if value is None else str(int(value)) for year, value in zip(context.years, values, strict=True)}
        for unit, label, values in zip(units["unit"], units["label"], units["values"], strict=True)])
    if len(frame):
        last = [next((y for y, v in zip(reversed(context.years), reversed(row), strict=True) if v is not None), context.filter.last)
                for row in units["values"]]
        frame.insert(1, "_year", last)
    return frame
