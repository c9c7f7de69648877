"""Beside the ranking: how values lie, one indicator against another, which units chance does not explain."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import comparing, indicators
from gxstats.measuring.comparing import RANKED
from gxstats.showing import charts_units, pictures, ui
from gxstats.showing.address import Address
from gxstats.showing.compare import Chosen
from gxstats.showing.look import number, rate

_POOLED = 3  # years of a funnel plot


def distribution(chosen: Chosen, picked: tuple[str, ...]) -> None:
    """How the ranked units of the group lie."""
    page, say = chosen.page, chosen.page.say
    lines = chosen.frame[chosen.frame["state"] == RANKED]
    table = page.keep("spread_table", lambda: _rated(chosen, lines))
    with ui.card(page, "spread", say("How they lie"), say("a mark each; band: middle half, line: median"), table) as drawn:
        if drawn and len(lines):
            ui.chart(page, lambda: _spread_chart(chosen, lines, picked), "spread",
                     say("{indicator} of each ranked unit, {year}", indicator=chosen.label, year=chosen.on), 0, year=chosen.on,
                     cell=chosen.cell)
        elif drawn:
            st.text(say("No unit of this group has enough cases for a rank; counts are shown."))


def _spread_chart(chosen: Chosen, lines: pd.DataFrame, picked: tuple[str, ...]) -> Any:
    texts = [f"{chosen.value(v)}　{c}" for v, c in zip(lines["value"], _counts(chosen, lines), strict=True)]
    top = pictures.scale(float(lines["value"].max()))
    return charts_units.distribution(lines.assign(text=texts), chosen.spread, top, chosen.value, picked, chosen.page.look)


def _rated(chosen: Chosen, lines: pd.DataFrame) -> pd.DataFrame:
    """Units with their rate and n / N, as text."""
    say = chosen.page.say
    return pd.DataFrame({"_unit": lines["unit"], say("unit"): lines["label"], say("rate"): list(map(chosen.value, lines["value"])),
                         "n / N": _counts(chosen, lines)}).reset_index(drop=True)


def scatter(chosen: Chosen, picked: tuple[str, ...]) -> None:
    """The indicator against another one of the reader's choice."""
    page, say, language = chosen.page, chosen.page.say, chosen.page.language
    others = {code: str(about[language]) for code, about in catalog.indicators().items() if code != chosen.indicator}
    start = "dispute_rate" if "dispute_rate" in others else next(iter(others))
    with st.container(border=True, key="card_against", gap=None):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            other = Address.current().select("against", others, start, say("{one} against", one=chosen.label))
            table = not page.printing and Address.current().toggle("tw_against", say("table"))
        lines = page.keep("against", lambda: _pairs(chosen, other))
        titles = (chosen.label, others[other])
        st.caption(say("area: requests received; hollow: not ranked; dotted: medians of the group; {count} units without a rate of "
                       "both are not drawn", count=len(chosen.frame) - len(lines)))
        if table:
            frame = pd.DataFrame({"_unit": lines["unit"], say("unit"): lines["label"],
                                  titles[0]: list(map(chosen.value, lines["x"])), titles[1]: [rate(v, other) for v in lines["y"]]})
            ui.twin(page, "against", say("{one} and {other}", one=titles[0], other=titles[1]), frame)
        elif len(lines):
            ranked = lines[lines["ranked"]]
            middle = (float(ranked["x"].median()), float(ranked["y"].median()))
            tells = (chosen.value, lambda value, digits: rate(value, other, digits))
            ui.chart(page, partial(charts_units.scatter, lines, middle, titles, tells, picked, page.look), "against",
                     say("{one} against {other}, {year}", one=titles[0], other=titles[1], year=chosen.on), 0, year=chosen.on,
                     cell=chosen.cell)
        else:
            st.text(say("No unit of this group has a rate of both."))


def _pairs(chosen: Chosen, other: str) -> pd.DataFrame:
    page = chosen.page
    second = comparing.compared(page.ask, chosen.filter, other, "", chosen.on, chosen.least)
    lines = comparing.paired(chosen.frame, second, comparing.received(page.ask, chosen.filter, chosen.on))
    texts = [f"{chosen.value(row['x'])} ({number(row['n'], page.look)} / {number(row['of'], page.look)})　{rate(row['y'], other)} "
             f"({number(row['n_y'], page.look)} / {number(row['of_y'], page.look)})" for row in lines.to_dict("records")]
    return lines.assign(text=texts)


def has_limits(chosen: Chosen) -> bool:
    """Whether chance has limits for the indicator: only for a share of a whole."""
    return catalog.is_share(chosen.indicator)


def funnel(chosen: Chosen, picked: tuple[str, ...]) -> None:
    """The units of the group against what chance allows, three years together."""
    page, say = chosen.page, chosen.page.say
    first = max(page.filter.first, chosen.on - _POOLED + 1)
    span = say("{first}–{last}", first=first, last=chosen.on)
    points, pooled, small = page.keep("funnel", lambda: _funnel(chosen, first))
    table = page.keep("funnel_table", lambda: _rated(chosen, points))
    with ui.card(page, "funnel", say("What chance explains: {indicator}, {span} together", indicator=chosen.label, span=span),
                 say("outside the outer line only 2 in 1000 would lie by chance; {count} units under {least} cases are not drawn",
                     count=small, least=catalog.limits()["min_denominator"]), table) as drawn:
        if drawn and len(points):
            ui.chart(page, partial(charts_units.funnel, list(points["of"]), list(points["value"]), list(points["label"]),
                                   list(points["unit"]), pooled, page.look, 400, say("cases (N)"),
                                   ("outcome", "unavailable"), picked, 560),
                     "funnel", say("{indicator} of each unit against its number of cases, {span}", indicator=chosen.label,
                                   span=span), 0, year=chosen.on, cell=chosen.cell)
        elif drawn:
            st.text(say("No unit of this group has enough cases in these years."))


def _funnel(chosen: Chosen, first: int) -> tuple[pd.DataFrame, float, int]:
    page, least = chosen.page, catalog.limits()["min_denominator"]
    years = replace(chosen.filter, first=first, last=chosen.on, like_for_like=False)
    whole, small = indicators.pooled(page.ask, years, chosen.indicator, chosen.variant, least)
    points = indicators.over_years(page.ask, years, chosen.indicator, chosen.variant, least)
    points = points[points["n"] <= points["of"]].reset_index(drop=True)
    return points.assign(label=page.unit_names(points)), whole.value or 0.0, small


def _counts(chosen: Chosen, lines: Any) -> list[str]:
    look = chosen.page.look
    return [f"{number(n, look)} / {number(of, look)}" for n, of in zip(lines["n"], lines["of"], strict=True)]
