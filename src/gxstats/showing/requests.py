"""What the requests page is made of: applicant kinds, the steps of a change, units over years."""

from __future__ import annotations

from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import change, queries
from gxstats.showing.charts import Series
from gxstats.showing.overview import rows_for_table
from gxstats.showing.ui import Context

KINDS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other_org")
_STEPS = 8
MOST_UNITS = 60


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


def series(context: Context, frame: pd.DataFrame) -> list[Series]:
    """One layer a kind of applicant, natural persons first."""
    return [Series(catalog.label("column", "requests", kind, context.language, short=True),
                   [None if pd.isna(v) else float(v) for v in frame[f"requests/received/{kind}"]],
                   context.look.colour("applicant", kind)) for kind in KINDS]


def kind_table(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """The twin table of both charts."""
    columns = {"year": context.say("year")} | {
        f"requests/received/{kind}": catalog.label("column", "requests", kind, context.language) for kind in (*KINDS, "total")}
    return rows_for_table(frame, columns)


def decomposition(context: Context) -> pd.DataFrame:
    """label, value, total, unit, year: last year's total, the largest steps, the rest, this year's total."""
    chosen = context.filter
    lines = change.largest(context.ask, chosen, "received", chosen.last - 1, chosen.last, _STEPS, by_kind=True)
    if lines.empty or not lines["before"].sum() or not lines["after"].sum():
        return pd.DataFrame({"label": [], "value": [], "total": [], "unit": [], "year": []})
    steps: list[dict[str, Any]] = [{"label": str(chosen.last - 1), "value": float(lines["before"].sum()), "total": True,
                                    "unit": "", "year": chosen.last}]
    rest = lines["unit"].isna()
    for _, line in lines[~rest].sort_values("change", ascending=False, kind="stable").iterrows():
        if line["change"]:
            name = context.unit_name(line)
            kind = catalog.label("column", "requests", line["column"], context.language, short=True)
            if line["kind"] != "both":
                name += "*"
            steps.append({"label": f"{name}<br>{kind}", "value": float(line["change"]), "total": False,
                          "unit": line["unit"], "year": chosen.last})
    if rest.any():
        steps.append({"label": context.say("all others"), "value": float(lines.loc[rest, "change"].sum()), "total": False,
                      "unit": "", "year": chosen.last})
    steps.append({"label": str(chosen.last), "value": float(lines["after"].sum()), "total": True, "unit": "",
                  "year": chosen.last})
    return pd.DataFrame(steps)


def step_table(context: Context, steps: pd.DataFrame) -> pd.DataFrame:
    """The steps as rows; a row with a unit opens its report."""
    shown = steps.copy()
    shown["label"] = [str(label).replace("<br>", " · ") for label in shown["label"]]
    shown["value"] = [int(v) for v in shown["value"]]
    return shown[["unit", "label", "value", "year"]].rename(
        columns={"label": context.say("step"), "value": context.say("cases")})


def by_unit(context: Context) -> dict[str, list[Any]]:
    """Units in their stable order with their received requests a year, None where there is no data; the largest ones
    where there are many."""
    chosen = context.filter
    frame = queries.by_unit(context.ask, chosen, ["requests/received/total"], most=MOST_UNITS)
    years = range(chosen.first, chosen.last + 1)
    found: dict[str, list[Any]] = {"label": [], "unit": [], "values": []}
    for unit, rows in frame.groupby("unit", sort=False):
        values = rows.drop_duplicates("year").set_index("year")["requests/received/total"]
        found["unit"].append(unit)
        found["label"].append(context.unit_name(rows.iloc[-1]))
        found["values"].append([float(values[y]) if y in values.index and pd.notna(values[y]) else None for y in years])
    return found


def unit_table(context: Context, units: dict[str, list[Any]]) -> pd.DataFrame:
    """One row a unit, one column a year."""
    years = range(context.filter.first, context.filter.last + 1)
    return pd.DataFrame([
        {"unit": unit, context.say("unit"): label} | {
            str(year): "—" if value is None else str(int(value)) for year, value in zip(years, values, strict=True)}
        for unit, label, values in zip(units["unit"], units["label"], units["values"], strict=True)])
