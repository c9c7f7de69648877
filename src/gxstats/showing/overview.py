"""What the overview page is made of: the six figures, the four charts and the list of what needs a look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import headline, indicators, queries
from gxstats.measuring.headline import OUTCOMES
from gxstats.measuring.telling import signed
from gxstats.showing import charts, marking
from gxstats.showing.cards import Tile, link
from gxstats.showing.charts import Series, spark
from gxstats.showing.context import Context
from gxstats.showing.drill import Drill
from gxstats.showing.look import number
from gxstats.showing.twins import notes_by_year, rate_chart, rate_notes, rate_table, rows_for_table

RECEIVED = Drill(("requests/received/total",))
MIX = Drill(tuple(f"requests/{code}/total" for code in OUTCOMES))
CORRECTED = Drill(indicator="review_correction_rate")
_MOST_NAMES, _MOST_LINES = 12, 3


def _break_at(context: Context) -> int | None:
    first = list(catalog.forms().values())[-1].first_year
    return first - context.filter.first if context.filter.first < first <= context.filter.last else None


def tiles(context: Context) -> list[Tile]:
    """The six figures of the last year in the choice, each with its change and what it is made of."""
    return [Tile(item.label, item.value, item.unit, item.change, item.base, spark(item.series, context.look, _break_at(context)),
                 item.note) for item in headline.headlines(context.ask, context.filter, context.language)]


def outcome_series(context: Context, frame: pd.DataFrame) -> list[Series]:
    """The six outcomes of requests as layers, bottom to top."""
    look = context.look
    return [Series(catalog.label("row", "requests", code, context.language, short=True),
                   [None if pd.isna(v) else float(v) for v in frame[f"requests/{code}/total"]],
                   look.colour("outcome", code), "/" if code == "partly_granted" else "") for code in OUTCOMES]


def movers(context: Context) -> pd.DataFrame:
    """Who moved the total (headline.movers), kept."""
    return context.keep("movers", lambda: headline.movers(context.ask, context.filter, context.language))


def sums(context: Context) -> pd.DataFrame:
    """Received and each outcome by year, with how many units print them."""
    return queries.by_year(context.ask, context.filter, [*RECEIVED.codes, *MIX.codes])


def received_table(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Received requests by year and how many units they are of."""
    code = RECEIVED.codes[0]
    return rows_for_table(frame, {"year": context.say("year"), code: context.say("Received"), f"{code}#n": context.say("units")})


def received_note(context: Context) -> str:
    """What stands below a year and over its bar."""
    return context.say("below: units with data") + marking.legend(context, RECEIVED.codes)


def received_chart(context: Context, frame: pd.DataFrame, coverage: pd.DataFrame) -> Any:
    """Received requests by year; below a year how many units print them of those that are due."""
    code, years = RECEIVED.codes[0], context.years
    notes = notes_by_year(coverage, years, list(frame[f"{code}#n"]))
    values = [None if pd.isna(v) else float(v) for v in frame[code]]
    return lambda: charts.bars(years, values, context.look, notes, marks=marking.marks(context, RECEIVED.codes))


def mix_table(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Every outcome by year."""
    return rows_for_table(frame, {"year": context.say("year")} | {
        code: series.label for code, series in zip(MIX.codes, outcome_series(context, frame), strict=True)})


def movers_table(context: Context, moved: pd.DataFrame) -> pd.DataFrame:
    """Who moved the total; a row of one unit opens its report."""
    year = context.filter.last
    table = rows_for_table(moved, {"label": context.say("unit"), "before": str(year - 1), "after": str(year),
                                   "change": context.say("change")})
    return table.assign(_unit=list(moved["unit"]), _cell=RECEIVED.cell)


def corrected(context: Context) -> tuple[Any, pd.DataFrame]:
    """The rate of reviews corrected: what makes its chart, and its twin table."""
    rates = context.keep("rate", lambda: indicators.by_year(context.ask, context.filter, CORRECTED.indicator))
    line = Series(context.say("Reviews corrected"), list(rates["value"]), context.look.colour("dispute", "corrected"))
    return (rate_chart(rates, lambda: charts.lines(context.years, [line], context.look, rate_notes(rates), True,
                                                   (list(rates["low"]), list(rates["high"])))), rate_table(context, rates))


def attention(context: Context, missing: dict[int, Sequence[str]]) -> None:
    """Counted sentences, each with where to look; no causes. `missing` are the units not in by year."""
    say, year = context.say, context.filter.last
    with st.container(key="attention", gap=None):
        st.text(context.keep("summary", lambda: headline.summary(context.ask, context.filter, context.language)))
        found = sum([_rises(context), _corrected(context), _contradicting(context), _revised(context)])
        if year in missing:
            st.caption(say("not in yet"))
            names = missing[year]
            few = say(", ").join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
            link("quality", say("{count} units: {names}", count=len(names), names=few), on=str(year))
        elif not found:
            st.text(say("Nothing stands out in {year}.", year=year))


def _rises(context: Context) -> int:
    moved, look = movers(context), context.look
    up = moved[~moved["rest"].astype(bool) & (moved["change"] > 0) & (moved["kind"] == "both")] if len(moved) else moved
    if len(up):
        st.caption(context.say("largest rises in requests"))
    for _, line in up.head(_MOST_LINES).iterrows():
        _to_report(line["unit"], context.filter.last, RECEIVED.cell, f"{signed(line['change'], look.language)} "
                   f"({number(line['before'], look)} → {number(line['after'], look)})", str(line["label"]))
    return len(up)


def _corrected(context: Context) -> int:
    found = context.keep("corrected", lambda: headline.corrected(context.ask, context.filter))
    if len(found):
        st.caption(context.say("corrected in review or court"))
    for _, line in found.head(_MOST_LINES).iterrows():
        where = next(code for code in headline.CORRECTED if line[code] > 0)
        _to_report(line["unit"], context.filter.last, where, number(line["n"], context.look, context.say("cases")),
                   context.unit_name(line))
    return len(found)


def _contradicting(context: Context) -> int:
    found = queries.attention(context.ask, context.filter, marking.dismissed(context))
    if len(found):
        st.caption(context.say("figures that contradict themselves"))
    for _, line in found.head(_MOST_LINES).iterrows():
        check, units = headline.check_name(str(line["check_code"]), context.language), int(line["units"])
        label = context.say("{units} reports: {check}" if units > 1 else "1 report: {check}", units=units, check=check)
        if units > 1:
            link("quality", label, on=str(context.filter.last))
        else:
            _to_report(line["first_unit"], context.filter.last, "", label)
    if len(found) > _MOST_LINES:
        link("quality", context.say("all {count} kinds of finding →", count=len(found)), on=str(context.filter.last))
    return len(found)


def _revised(context: Context) -> int:
    found = marking.revisions(context)
    if len(found):
        st.caption(marking.REVISED + " " + context.say("revised by a later document: {count}", count=len(found)))
    for _, line in found.head(_MOST_LINES).iterrows():
        _to_report(line["unit"], int(line["year"]), str(line["code"]), marking.told(context, line))
    return len(found)


def _to_report(unit: str, year: int, cell: str, label: str, name: str = "") -> None:
    link("unit", label, name, unit=str(unit), year=str(year), **({"cell": cell} if cell else {}))
