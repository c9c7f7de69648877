"""What the disputes page is made of: routes and results, rates with their denominators, units against chance."""

from __future__ import annotations

import pandas as pd

from gxstats import catalog
from gxstats.measuring import indicators, queries
from gxstats.showing.address import Address
from gxstats.showing.charts import Series
from gxstats.showing.look import number, percent
from gxstats.showing.overview import rows_for_table
from gxstats.showing.ui import Context

RESULTS = ("upheld", "corrected", "other", "pending")
ROUTES = ("reconsideration", "litigation_direct", "litigation_after")
RATES = {"review_correction_rate": "corrected", "litigation_correction_rate": "corrected"}
LEAST = catalog.limits()["min_denominator"]
LEAST_REQUESTS = catalog.limits()["ranking_min_denominator"]


def routes(context: Context) -> dict[str, str]:
    """The three routes with their names."""
    return {route: catalog.label("row", "disputes", route, context.language) for route in ROUTES}


def by_year(context: Context) -> pd.DataFrame:
    """Cases by year, route and result."""
    return queries.by_year(context.ask, context.filter, [
        f"disputes/{route}/{result}" for route in ROUTES for result in (*RESULTS, "total")])


def series(context: Context, sums: pd.DataFrame, route: str) -> list[Series]:
    """Results of a route as layers; pending is hatched, it is not a result yet."""
    return [Series(catalog.label("column", "disputes", result, context.language, short=True),
                   [None if pd.isna(v) else float(v) for v in sums[f"disputes/{route}/{result}"]],
                   context.look.colour("dispute", result), "x" if result == "pending" else "") for result in RESULTS]


def route_table(context: Context, sums: pd.DataFrame, route: str) -> pd.DataFrame:
    """The twin table of a route."""
    return rows_for_table(sums, {"year": context.say("year")} | {
        f"disputes/{route}/{result}": catalog.label("column", "disputes", result, context.language)
        for result in (*RESULTS, "total")})


def variant(context: Context) -> str:
    """Whether rates are of decided or of all cases."""
    return Address.current().select("base", {"": context.say("of decided cases"), "all": context.say("of all cases")}, "",
                                    context.say("base"), segmented=True)


def rate(context: Context, code: str, base: str, colour: str) -> tuple[pd.DataFrame, Series]:
    """A rate by year with its line."""
    frame = indicators.by_year(context.ask, context.filter, code, base)
    return frame, Series(title(context, code), list(frame["value"]), context.look.colour("dispute", colour))


def title(context: Context, code: str) -> str:
    """The rate's name."""
    return str(catalog.indicators()[code][context.language])


def note(context: Context, code: str, base: str) -> str:
    """The rate's definition with the denominator in force."""
    about = catalog.indicators()[code]
    text = str(about[f"note_{context.language}"])
    return f"{text} · {about['variants'][base][context.language]}" if base else text


def funnel(context: Context) -> tuple[pd.DataFrame, float, int]:
    """unit, label, n, of, value over all chosen years; the pooled share; how many units are too small to draw."""
    pooled, small = indicators.pooled(context.ask, context.filter, "review_correction_rate", least=LEAST)
    large = indicators.over_years(context.ask, context.filter, "review_correction_rate", least=LEAST)
    large["label"] = context.unit_names(large)
    return large, pooled.value or 0.0, small


def funnel_table(context: Context, points: pd.DataFrame) -> pd.DataFrame:
    """Units with their n, N and share, largest N first."""
    shown = points.sort_values("of", ascending=False, kind="stable")
    return pd.DataFrame({"unit": shown["unit"], context.say("unit"): shown["label"], "n": [int(v) for v in shown["n"]],
                         "N": [int(v) for v in shown["of"]], context.say("rate"): [percent(v) for v in shown["value"]]})


def per_hundred(context: Context, most: int = 15) -> pd.DataFrame:
    """unit, label, value, text: disputes per 100 requests over all chosen years, units with enough requests."""
    sums = indicators.over_years(context.ask, context.filter, "dispute_rate", least=LEAST_REQUESTS)
    sums["value"] = 100 * sums["n"] / sums["of"]
    sums = sums.sort_values("value", ascending=False, kind="stable").head(most).reset_index(drop=True)
    sums["label"] = context.unit_names(sums)
    sums["text"] = [f"{v:.1f}  ({number(n, context.look)} / {number(of, context.look)})" for v, n, of in zip(
        sums["value"], sums["n"], sums["of"], strict=True)]
    return sums


def hundred_table(context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """The same as rows."""
    return pd.DataFrame({"unit": rows["unit"], context.say("unit"): rows["label"], "n": [int(v) for v in rows["n"]],
                         "N": [int(v) for v in rows["of"]], context.say("per 100"): [f"{v:.1f}" for v in rows["value"]]})
