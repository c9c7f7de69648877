"""What the compare page is made of: indicator, year and peer group; the ranking; what cannot be compared and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.exporting.lines import as_csv
from gxstats.measuring import comparing, indicators, peers
from gxstats.measuring.comparing import MOST_SIDE, RANKED, Spread
from gxstats.measuring.doubts import doubted
from gxstats.measuring.peers import Peers
from gxstats.measuring.queries import Filter
from gxstats.showing import choosers, marking, pictures, tables
from gxstats.showing.address import Address
from gxstats.showing.charts import spark
from gxstats.showing.look import number, rate
from gxstats.showing.ui import Context, open_report

_LEASTS = (30, 50, 100, 200)


@dataclass(frozen=True)
class Chosen:
    """What the address asks for."""

    page: Context
    indicator: str
    variant: str
    on: int
    least: int
    peers: Peers
    group: str
    order: str

    @property
    def about(self) -> dict[str, Any]:
        return catalog.indicators()[self.indicator]

    @property
    def label(self) -> str:
        """The indicator's name."""
        return str(self.about[self.page.language])

    @property
    def note(self) -> str:
        """The indicator's formula, with the base in force."""
        base = f" · {self.about['variants'][self.variant][self.page.language]}" if self.variant else ""
        return str(self.about[f"note_{self.page.language}"]) + base

    @cached_property
    def filter(self) -> Filter:
        """The reader's choice narrowed to the group."""
        if self.group == peers.ALL:
            return self.page.filter
        return comparing.within(self.page.filter, self.peers.groups[self.group].members)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """comparing.compared of the group, each unit with its label, and whether a figure of it is in doubt."""
        return self.page.keep("compared", self._compared)

    def _compared(self) -> pd.DataFrame:
        page = self.page
        found = comparing.compared(page.ask, self.filter, self.indicator, self.variant, self.on, self.least)
        codes = [path for paths in indicators.codes(self.indicator, self.variant) for path in paths]
        of_year = Filter(page.filter.scope, self.on, self.on)
        unsure = set(doubted(page.ask, of_year, codes, marking.dismissed(page))["unit"])
        return found.assign(label=page.unit_names(found), doubted=found["unit"].isin(unsure))

    @cached_property
    def spread(self) -> Spread:
        return comparing.spread(self.frame)

    @property
    def cell(self) -> str:
        """The cell that is marked in a report."""
        return indicators.codes(self.indicator, self.variant)[0][0]

    def value(self, value: float, digits: int = 1) -> str:
        """A value of the indicator as people read it."""
        return rate(value, self.indicator, digits)


def choose(page: Context) -> Chosen:
    """The choosers of the page."""
    say, address, language = page.say, Address.current(), page.language
    about = catalog.indicators()
    with st.container(horizontal=True, vertical_alignment="bottom", key="comparing"):
        with st.container(width=210):
            labels = {code: str(one[language]) for code, one in about.items()}
            indicator = address.select("indicator", labels, next(iter(labels)), say("Indicator"))
        variant, variants = "", about[indicator].get("variants", {})
        if variants:
            with st.container(width=130):
                bases = {"": say("of decided cases")} | {code: str(one[language]) for code, one in variants.items()}
                variant = address.select("base", bases, "", say("base"))
        with st.container(width=95):
            years = {str(y): str(y) for y in range(page.filter.last, page.filter.first - 1, -1)}
            on = int(address.select("on", years, str(page.filter.last), say("Year")))
        found = groups(page, on)
        with st.container(width=270):
            group = address.select("peers", {code: found.label(code, language) for code in found.groups}, peers.ALL,
                                   say("Peer group"))
        with st.container(width=120 if language == "zh" else 135):
            leasts = {str(n): say("{count} and more", count=n) for n in _LEASTS}
            least = int(address.select("least", leasts, str(_LEASTS[0]), say("N for a rank")))
        with st.container(width=120):
            orders = {code: catalog.word("compare_order", code, language) for code in comparing.ORDERS}
            order = address.select("order", orders, comparing.ORDERS[0], say("Order"))
    return Chosen(page, indicator, variant, on, least, found, group, order)


def groups(page: Context, on: int) -> Peers:
    """The peer groups of a year, made again when a group was defined or the snapshot changed."""
    return _groups(f"{page.path}/{on}/{page.filter.scope}/{page.decided}", page, on)


@st.cache_resource(max_entries=60, show_spinner=False)
def _groups(key: str, _page: Context, _on: int) -> Peers:
    return peers.peers(_page.ask, _page.data.path, _on, _page.filter.scope)


# --- the ranking --------------------------------------------------------------------------------------------------

def summary(chosen: Chosen) -> str:
    """How many are ranked, where the middle lies, and what the picture means."""
    say, found = chosen.page.say, chosen.spread
    if not found.count:
        return say("No unit of this group has enough cases for a rank; counts are shown.")
    return say("{count} ranked; median {median}, middle half {lower}–{upper}. Where intervals overlap, ranks are no difference. "
               "Rank 1 is the highest value, not the best.", count=found.count, median=chosen.value(found.median),
               lower=chosen.value(found.lower), upper=chosen.value(found.upper))


def ranking(chosen: Chosen) -> tuple[str, ...]:
    """The ranking: a tick puts a unit side by side with others, a click on its name opens it. Returns the units ticked."""
    page, say, address = chosen.page, chosen.page.say, Address.current()
    lines = page.keep("ordered", lambda: comparing.ordered(chosen.frame, chosen.order))
    rows = choosers.part(page, len(lines), tables.ROWS)
    shown = lines.iloc[rows].reset_index(drop=True)
    side = address.picked("side", choosers.names(page), MOST_SIDE)
    table = page.keep("ranking", lambda: _table(chosen, shown))
    if page.printing:
        st.html(tables.plain_html(table, (table.columns[4], table.columns[6]), set(shown.index[shown["state"] != RANKED])))
        return side
    ticked = _drawn(chosen, shown, table, side, f"{chosen.order}_{rows.start}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say("Tick up to {count} units to see them side by side below; a click on a name opens the unit.",
                       count=MOST_SIDE))
        st.download_button(say("Download CSV"), lambda: as_csv(twin(chosen, lines)),
                           f"{chosen.indicator}-{chosen.on}.csv", "text/csv", key="csv_ranking")
    if ticked != side:
        address.put(side=".".join(ticked))
        st.rerun()
    return side


def _drawn(chosen: Chosen, shown: pd.DataFrame, table: pd.DataFrame, side: tuple[str, ...], place: str) -> tuple[str, ...]:
    """Draw the table with the rows of `side` ticked; the units ticked after it, those on other pages included."""
    page, say = chosen.page, chosen.page.say
    units = [str(unit) for unit in shown["unit"]]
    key = f"ranking_{chosen.indicator}_{chosen.variant}_{chosen.on}_{chosen.group}_{chosen.least}_{place}"
    before = [n for n, unit in enumerate(units) if unit in side]
    if st.session_state.get("_side") != (key, side) or key not in st.session_state:
        st.session_state[key] = {"selection": {"rows": before, "columns": [], "cells": []}}
    styled = tables.dimmed(table, set(shown.index[shown["state"] != RANKED]), page.look)
    image, text = st.column_config.ImageColumn, st.column_config.TextColumn
    names = list(table.columns)
    widths = (58, 104, 60, 80, pictures.WIDTH + 8, 54, 72, 90) if page.language == "zh" else (
        62, 158, 50, 66, pictures.WIDTH + 8, 52, 72, 62)
    config = {name: image(width=width) if n in (4, 6) else text(width=width, alignment="right" if n in (2, 3, 5) else None)
              for n, (name, width) in enumerate(zip(names, widths, strict=True))}
    event: Any = st.dataframe(styled, hide_index=True, key=key, row_height=26, height=min(560, 38 + 26 * max(1, len(table))),
                              on_select="rerun", selection_mode=["multi-row", "single-cell"], column_config=config,
                              alt=say("Ranking of {count} units", count=len(chosen.frame)))
    cells = event.selection.cells
    if cells and cells[0][1] == names[1] and cells[0][0] < len(units):
        open_report(units[cells[0][0]], chosen.on)
    rows = [n for n in event.selection.rows if n < len(units)]
    if rows == before or set(rows) == set(before):
        ticked = side
    else:
        kept = [unit for unit in side if unit not in units or units.index(unit) in rows]
        ticked = tuple([*kept, *(units[n] for n in rows if units[n] not in kept)][:MOST_SIDE])
    st.session_state["_side"] = (key, ticked)
    return ticked


def _table(chosen: Chosen, shown: pd.DataFrame) -> pd.DataFrame:
    """The rows as they are drawn: texts and pictures."""
    page, say, look = chosen.page, chosen.page.say, chosen.page.look
    past = comparing.history(page.ask, page.filter, chosen.indicator, chosen.variant, list(shown["unit"]))
    break_at = list(catalog.forms().values())[-1].first_year - page.filter.first
    mark = break_at if 0 < break_at <= page.filter.last - page.filter.first else None
    highest = chosen.frame["high"].fillna(chosen.frame["value"]).max()
    top = pictures.scale(float(highest) if highest == highest else 1.0)
    texts = twin(chosen, shown)
    draw = partial(pictures.interval, top=top, spread=chosen.spread, look=look)
    bars = [draw(row["value"], row["low"], row["high"], row["state"]) for row in shown.to_dict("records")]
    lines = [spark(list(past.loc[unit]), look, mark, 64, 22) or pictures.BLANK for unit in shown["unit"]]
    texts.insert(4, say("95 % interval (0–{top})", top=chosen.value(top, 0)), bars)
    texts.insert(6, say("{first}–{last}", first=page.filter.first, last=page.filter.last), lines)
    return texts


def twin(chosen: Chosen, lines: pd.DataFrame) -> pd.DataFrame:
    """The ranking in words and numbers only: rank, unit, value, n / N, change, why there is no rank."""
    say, look = chosen.page.say, chosen.page.look
    return pd.DataFrame({
        say("rank"): [rank(chosen, row) for row in lines.to_dict("records")],
        say("unit"): list(lines["label"]),
        chosen.label if len(chosen.label) <= 5 else say("rate"): [
            chosen.value(row["value"]) + (" ▲" if row["doubted"] else "") for row in lines.to_dict("records")],
        "n / N": ["—" if row['n'] != row['n'] or row['of'] != row['of'] else f"{number(row['n'], look)} / {number(row['of'], look)}"
                  for row in lines.to_dict("records")],
        say("± year"): [points(change) for change in lines["change"]],
        say("why not"): [reason(chosen, str(state)) + (say("▲ to be checked") if unsure and state == RANKED else "")
                         for state, unsure in zip(lines["state"], lines["doubted"], strict=True)]})


def rank(chosen: Chosen, row: Any) -> str:
    """The rank as printed, ties with =, 未排名 without one."""
    return f"{int(row['rank'])}{'=' if row['tied'] else ''}" if row['state'] == RANKED else chosen.page.say("unranked")


def points(change: float) -> str:
    """A difference of two shares in points, with a true minus."""
    if change != change:
        return "—"
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{abs(change) * 100:.1f}"


def reason(chosen: Chosen, state: str) -> str:
    """Why a unit has no rank, empty for one that has."""
    return reason_of(state, chosen.page.language, chosen.least)


def reason_of(state: str, language: str, least: int = 0) -> str:
    """`reason` with the limit for a rank in force, unless it was raised."""
    limits = catalog.limits()
    return "" if state == RANKED else catalog.word("compare_state", state, language).format(
        least=max(least, limits["ranking_min_denominator"]), few=limits["min_denominator"])


def why_not(chosen: Chosen) -> str:
    """How many units are not ranked and why, for the line under the title."""
    counts = chosen.frame["state"].value_counts()
    parts = [chosen.page.say("{reason}: {count}", reason=reason(chosen, state), count=int(counts[state]))
             for state in comparing.STATES if state != RANKED and state in counts]
    return chosen.page.say("not ranked: {parts}", parts=chosen.page.say(", ").join(parts)) if parts else ""


