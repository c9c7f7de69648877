"""What the disputes page is made of: routes and results, rates with their denominators, units against chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import indicators, queries
from gxstats.showing import charts, charts_units, marking
from gxstats.showing.address import Address
from gxstats.showing.charts import Series
from gxstats.showing.context import Context
from gxstats.showing.drill import Drill
from gxstats.showing.look import number, percent
from gxstats.showing.twins import rate_chart, rate_notes, rate_table, rows_for_table

RESULTS = ("upheld", "corrected", "other", "pending")
ROUTES = ("reconsideration", "litigation_direct", "litigation_after")
RATES = ("review_correction_rate", "litigation_correction_rate")
LEAST = catalog.limits()["min_denominator"]
LEAST_REQUESTS = catalog.limits()["ranking_min_denominator"]
PENDING = Drill(tuple(f"disputes/{route}/pending" for route in ROUTES))
HUNDRED = Drill(indicator="dispute_rate")
_RECENT = 3  # years put together where one year has too few cases


def routes(context: Context) -> dict[str, str]:
    """The three routes with their names."""
    return {route: catalog.label("row", "disputes", route, context.language) for route in ROUTES}


def behind(route: str) -> Drill:
    """The units behind a year of a route, by result."""
    return Drill(tuple(f"disputes/{route}/{result}" for result in RESULTS))


def by_year(context: Context) -> pd.DataFrame:
    """Cases by year, route and result."""
    return queries.by_year(context.ask, context.filter, [
        f"disputes/{route}/{result}" for route in ROUTES for result in (*RESULTS, "total")])


def _values(sums: pd.DataFrame, code: str) -> list[float | None]:
    return [None if pd.isna(v) else float(v) for v in sums[code]]


def series(context: Context, sums: pd.DataFrame, route: str) -> list[Series]:
    """Results of a route as layers; pending is hollow, it is not a result yet."""
    return [Series(catalog.label("column", "disputes", result, context.language, short=True),
                   _values(sums, f"disputes/{route}/{result}"), context.look.colour("dispute", result),
                   hollow=result == "pending") for result in RESULTS]


def route_chart(context: Context, sums: pd.DataFrame, route: str, notes: Sequence[str]) -> Any:
    """Results of a route, total and corrected written over them; the three routes share one scale."""
    look, layers = context.look, series(context, sums, route)
    most = max((sum(v or 0 for v in (_values(sums, f"disputes/{other}/{result}")[place] for result in RESULTS))
                for other in ROUTES for place in range(len(sums))), default=0)
    marks = marking.marks(context, list(behind(route).codes))
    return lambda: charts.stack(context.years, layers, look, notes, height=230, most=most, over=[
        _over(context, total, corrected, marks.get(year, "")) for year, total, corrected in zip(
            context.years, _values(sums, f"disputes/{route}/total"), _values(sums, f"disputes/{route}/corrected"), strict=True)])


def _over(context: Context, total: float | None, corrected: float | None, mark: str) -> str:
    if total is None:
        return mark
    colour = context.look.colour("dispute", "corrected")
    told = f"<br><span style='color:{colour}'>{number(corrected, context.look)}</span>" if corrected else ""
    return f"{mark}{number(total, context.look)}{told}"


def route_table(context: Context, sums: pd.DataFrame, route: str) -> pd.DataFrame:
    """The twin table of a route."""
    return rows_for_table(sums, {"year": context.say("year")} | {
        f"disputes/{route}/{result}": catalog.label("column", "disputes", result, context.language)
        for result in (*RESULTS, "total")})


def pending_chart(context: Context, sums: pd.DataFrame, notes: Sequence[str]) -> Any:
    """What was not yet decided at the end of each year, by route."""
    colours = [context.look.colour("page", name) for name in ("primary", "past", "muted")]
    lines = [Series(name, _values(sums, f"disputes/{route}/pending"), colour)
             for (route, name), colour in zip(routes(context).items(), colours, strict=True)]
    return lambda: charts.lines(context.years, lines, context.look, notes, height=220)


def pending_table(context: Context, sums: pd.DataFrame) -> pd.DataFrame:
    """The same by year."""
    return rows_for_table(sums, {"year": context.say("year")} | {
        f"disputes/{route}/pending": name for route, name in routes(context).items()})


def choose(context: Context) -> tuple[str, str]:
    """Whether rates are of decided or of all cases, and over which years units are held against each other."""
    say, address = context.say, Address.current()
    base = address.select("base", {"": say("of decided cases"), "all": say("of all cases")}, "", say("base"), segmented=True)
    if len(context.years) <= _RECENT:
        return base, "all"
    return base, address.select("pool", {"": say("units over the last {count} years", count=_RECENT), "all": say("over all years")},
                                "", say("years put together"), segmented=True)


def since(context: Context, pool: str) -> int:
    """The first of the years that are put together."""
    return context.filter.first if pool else max(context.filter.first, context.filter.last - _RECENT + 1)


def rate(context: Context, code: str, base: str) -> tuple[Any, pd.DataFrame]:
    """What makes the chart of a rate by year, and its twin table."""
    frame = context.keep(code, lambda: indicators.by_year(context.ask, context.filter, code, base))
    line = Series(title(context, code), list(frame["value"]), context.look.colour("dispute", "corrected"))
    return (rate_chart(frame, lambda: charts.lines(context.years, [line], context.look, rate_notes(frame), True,
                                                   (list(frame["low"]), list(frame["high"])), 220)), rate_table(context, frame))


def title(context: Context, code: str) -> str:
    """The rate's name."""
    return str(catalog.indicators()[code][context.language])


def note(context: Context, code: str, base: str) -> str:
    """The rate's definition with the denominator in force."""
    about = catalog.indicators()[code]
    if base:
        return str(about["variants"][base][f"note_{context.language}"])
    return str(about[f"note_{context.language}"])


# --- units against each other ---------------------------------------------------------------------------------------

def funnel(context: Context, first: int, base: str) -> tuple[pd.DataFrame, float, int]:
    """unit, label, n, of, value over the years put together; the pooled share; how many units are too small to draw."""
    pooled, small = indicators.pooled(context.ask, context.filter, RATES[0], base, least=LEAST, since=first)
    large = indicators.over_years(context.ask, context.filter, RATES[0], base, least=LEAST, since=first)
    large["label"] = context.unit_names(large)
    return large, pooled.value or 0.0, small


def funnel_chart(context: Context, points: pd.DataFrame, pooled: float) -> Any:
    """Units by number of cases and share, with control limits."""
    return lambda: charts_units.funnel(list(points["of"]), list(points["value"]), list(points["label"]), list(points["unit"]),
                                       pooled, context.look, 300)


def funnel_table(context: Context, points: pd.DataFrame, pooled: float) -> pd.DataFrame:
    """Units with their n, N, share and where they lie, largest N first; a row opens the last report."""
    shown = points.sort_values("of", ascending=False, kind="stable")
    return pd.DataFrame({
        "_unit": shown["unit"], "_cell": "disputes/reconsideration/corrected", context.say("unit"): shown["label"],
        "n": [int(v) for v in shown["n"]], "N": [int(v) for v in shown["of"]],
        context.say("rate"): [percent(v) for v in shown["value"]],
        context.say("where it lies"): [charts_units.standing(value, of, pooled, context.look)[0]
                                       for value, of in zip(shown["value"], shown["of"], strict=True)]})


def hundred_by_year(context: Context) -> tuple[Any, pd.DataFrame]:
    """Disputes per 100 requests by year: what makes the chart, and its twin table."""
    frame = context.keep("hundred_years", lambda: indicators.by_year(context.ask, context.filter, HUNDRED.indicator))
    shown = frame.assign(value=100 * frame["value"])
    line = Series(title(context, HUNDRED.indicator), list(shown["value"]), context.look.colour("page", "primary"))
    table = rows_for_table(shown.assign(value=[f"{v:.1f}" if v == v else "—" for v in shown["value"]]), {
        "year": context.say("year"), "value": context.say("per 100"), "n": "n", "of": "N"})
    return rate_chart(frame, lambda: charts.lines(context.years, [line], context.look, rate_notes(frame), height=220,
                                                  digits=1)), table


def per_hundred(context: Context, first: int, most: int = 15) -> pd.DataFrame:
    """unit, label, value, text: disputes per 100 requests over the years put together, units with enough requests; with an
    interval where there are few."""
    sums = indicators.over_years(context.ask, context.filter, HUNDRED.indicator, least=LEAST_REQUESTS, since=first)
    sums["value"] = 100 * sums["n"] / sums["of"]
    sums = sums.sort_values("value", ascending=False, kind="stable").head(most).reset_index(drop=True)
    sums["label"] = context.unit_names(sums)
    few = catalog.limits()["interval_below"]
    sums["interval"] = [f"{100 * low:.1f}–{100 * high:.1f}" if of < few and low == low else "" for low, high, of in zip(
        sums["low"], sums["high"], sums["of"], strict=True)]
    sums["text"] = [f"{v:.1f}  ({number(n, context.look)} / {number(of, context.look)})" + (f"  95% {band}" if band else "")
                    for v, n, of, band in zip(sums["value"], sums["n"], sums["of"], sums["interval"], strict=True)]
    return sums


def hundred_chart(context: Context, rows: pd.DataFrame) -> Any:
    """The same as bars."""
    return lambda: charts_units.ranked(list(rows["label"]), list(rows["value"]), list(rows["text"]), list(rows["unit"]),
                                       context.look)


def hundred_table(context: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """The same as rows; a row opens the last report."""
    return pd.DataFrame({
        "_unit": rows["unit"], "_cell": "disputes/reconsideration/total", context.say("unit"): rows["label"],
        "n": [int(v) for v in rows["n"]], "N": [int(v) for v in rows["of"]],
        context.say("per 100"): [f"{v:.1f}" for v in rows["value"]],
        context.say("95 % interval"): [band or "—" for band in rows["interval"]]})
