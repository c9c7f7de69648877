"""Below the ranking: up to six units side by side over all figures and years, and who is in the group."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import comparing, indicators, peers
from gxstats.measuring.peers import Group
from gxstats.showing import charts_units, choosers, tables, ui
from gxstats.showing.address import Address
from gxstats.showing.compare import Chosen, reason
from gxstats.showing.look import number, rate
from gxstats.showing.person import decide, person
from gxstats.storing.decisions import Decisions

_MOST = 300  # members shown and offered
_CHOICES = ("indicators", "requests", "disputes", "disclosure")


def side(chosen: Chosen) -> None:
    """The chosen indicator of the ticked units over the years, and every figure of them, unit beside unit."""
    page, say = chosen.page, chosen.page.say
    span = say("{first}–{last}", first=page.filter.first, last=page.filter.last)
    with st.container(border=True, key="card_side"):
        st.markdown(f"#### {say('Side by side {span}', span=span)}")
        names, offered = choosers.names(page), [str(unit) for unit in chosen.frame["unit"][:200]]
        units = Address.current().several("side", names, say("Units, at most {count}", count=comparing.MOST_SIDE),
                                          say("tick rows of the ranking, or choose here"), offered, comparing.MOST_SIDE)
        if not units:
            return
        left, right = ui.beside(page, [1, 1.6])
        with left:
            st.caption(say("{indicator}; band: middle half of the group, dotted: its median", indicator=chosen.label))
            ui.chart(page, partial(_lines, chosen, units, names), "side",
                     say("{indicator} of {units} by year", indicator=chosen.label,
                         units=say(", ").join(names[unit] for unit in units)),
                     at_year=lambda year, line: ui.open_report(units[line + 1], year, chosen.cell) if line < -1 else None)
        with right:
            labels = {code: say("Indicators") if code == "indicators" else catalog.word("table", code, page.language)
                      for code in _CHOICES}
            what = Address.current().select("figures", labels, _CHOICES[0], say("Figures"), True)
            frame = page.keep("side_table", lambda: _table(chosen, units, what).rename(columns=names))
            ui.twin(page, "side", say("{what} side by side", what=labels[what]), frame, height=330)


def _lines(chosen: Chosen, units: tuple[str, ...], names: dict[str, str]) -> object:
    page = chosen.page
    past = comparing.history(page.ask, page.filter, chosen.indicator, chosen.variant, units)
    band = indicators.spread(page.ask, chosen.filter, chosen.indicator, chosen.variant)
    lines = {names[unit]: [float(v) for v in past.loc[unit].to_numpy(float)] for unit in units}
    return charts_units.against_band(lines, band, catalog.is_share(chosen.indicator), page.look, 330)


def _table(chosen: Chosen, units: tuple[str, ...], what: str) -> pd.DataFrame:
    """Figure, year and a column a unit, all as text; a rate with its n and N, counts only where N is small."""
    page, say, language = chosen.page, chosen.page.say, chosen.page.language
    if what == "indicators":
        long = comparing.rates_side_by_side(page.ask, page.filter, units)
        texts = [_rate(chosen, row) for row in long.to_dict("records")]
        label = {code: str(about[language]) for code, about in catalog.indicators().items()}
    else:
        long = comparing.figures_side_by_side(page.ask, page.filter, units, what)
        texts = [f"{value:,.10g}" if value == value else "—" for value in long["value"]]
        label = {code: " · ".join(catalog.label(part, what, name, language, True) for part, name in zip(
            ("row", "column"), code.split("/")[1:], strict=True)) for code in long["code"].unique()}
    wide = long.assign(text=texts).pivot(index=["code", "year"], columns="unit", values="text").reindex(columns=list(units))
    wide = wide.reindex(pd.MultiIndex.from_frame(long[["code", "year"]].drop_duplicates())).fillna("—").reset_index()
    wide = wide.assign(code=wide["code"].map(label), year=wide["year"].astype(str))
    return wide.rename(columns={"code": say("official figure"), "year": say("year")})


def _rate(chosen: Chosen, row: Mapping[Any, Any]) -> str:
    """A rate with its n and N; the counts only where there is no rate; why where there are none."""
    if row["n"] != row["n"] or row["of"] != row["of"]:
        return reason(chosen, "no_figure")
    counts = f"{number(row['n'], chosen.page.look)} / {number(row['of'], chosen.page.look)}"
    return f"{rate(row['value'], str(row['code']))}　{counts}" if row["value"] == row["value"] else counts


def group(chosen: Chosen) -> None:
    """Who is in the group and why, and a form to name a group of one's own."""
    page, say, language = chosen.page, chosen.page.say, chosen.page.language
    rules, here = chosen.peers.rules, chosen.peers.groups[chosen.group]
    with st.container(border=True, key="card_group"):
        st.markdown(f"#### {say('Peer group')}")
        st.text(chosen.peers.label(chosen.group, language))
        st.caption(say("by kind, level and mean of requests received over {years} years; the limits stand in peer_groups.toml",
                       years=rules.years))
        names = choosers.names(page)
        table = page.keep("members", lambda: _members(chosen, here, names))
        if page.printing:
            st.html(tables.plain_html(table))
        else:
            st.dataframe(table, hide_index=True, key="members", row_height=26, height=min(300, 38 + 26 * max(1, len(table))))
            with st.expander(say("Name a group of your own")):
                _define(chosen, here, names)


def _members(chosen: Chosen, here: Group, names: dict[str, str]) -> pd.DataFrame:
    """The first of a group's members with what puts them there."""
    say, language, rules = chosen.page.say, chosen.page.language, chosen.peers.rules
    frame = chosen.peers.frame[chosen.peers.frame["unit"].isin(here.members)].head(_MOST)
    return pd.DataFrame({
        say("unit"): [names.get(str(unit), str(unit)) for unit in frame["unit"]],
        say("kind"): [catalog.word("kind", str(kind), language) for kind in frame["kind"]],
        say("level"): [catalog.word("level", str(level), language) for level in frame["level"]],
        say("requests a year"): [f"{mean:.1f}" if mean == mean else "—" for mean in frame["mean"]],
        say("size"): [rules.size_label(str(size), language) or "—" for size in frame["size"]]})


def _define(chosen: Chosen, here: Group, names: dict[str, str]) -> None:
    """Members of the group on show, named as a group of one's own: a decision with who and when."""
    page, say = chosen.page, chosen.page.say
    own = {code.removeprefix("own."): group for code, group in chosen.peers.groups.items() if group.own}
    if own:
        st.caption(say("groups there are: {names}", names=say(", ").join(own)))
    with st.form("peer_group", border=False):
        name = st.text_input(say("Name of the group"), key="group_name")
        offered = [unit for unit in here.members[:_MOST] if unit in names]
        units = st.multiselect(say("Units"), offered, format_func=lambda code: names[code], key="group_units",
                               placeholder=say("none: the group of this name is taken back"))
        who = person(page, peers.KIND)
        if st.form_submit_button(say("Save the group")) and decide(
                page, who, lambda who: peers.define(Decisions(page.data.path), name, tuple(units), who)):
            Address.current().put(peers=f"own.{name.strip()}" if units else "")
            st.rerun()
