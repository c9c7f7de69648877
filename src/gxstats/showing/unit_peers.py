"""One unit before its peers: every indicator of a year against the middle half of the group, one of them over the years, and how
its requests and disputes ended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import comparing, indicators, queries
from gxstats.measuring.headline import OUTCOMES
from gxstats.measuring.peers import Group
from gxstats.showing import charts, charts_units, compare, disputes, overview, pictures, tables, ui
from gxstats.showing.address import Address
from gxstats.showing.look import number, rate
from gxstats.showing.twins import rows_for_table
from gxstats.showing.ui import Context


def show(page: Context, unit: str, name: str, year: int) -> None:
    """The peers, the table of indicators and the chosen one, the history of outcomes and disputes."""
    say, language = page.say, page.language
    peers = compare.groups(page, year)
    group = peers.of(unit)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(say("Peers: {group}", group=peers.label(group.code, language)))
        ui.link("compare", say("Compare with them"), peers=group.code, on=str(year), side=unit)
        with st.popover(say("Members")):
            st.text(say(", ").join(page.unit_names(page.units[page.units["unit"].isin(group.members)])))
    lines = page.keep("indicators", lambda: comparing.everything(page.ask, comparing.within(page.filter, group.members), year))
    codes = [code for code in catalog.indicators() if (lines["code"] == code).any()]
    left, right = ui.beside(page, [1.6, 1])
    with left, st.container(border=True, height="stretch"):
        st.markdown(f"#### {say('Indicators against the peers {year}', year=year)}")
        st.caption(say("band: middle half of the ranked peers, line: their median; a row opens the indicator over the years"))
        frame = page.keep("indicator_table", lambda: _table(page, lines, codes, unit))
        image, text = st.column_config.ImageColumn, st.column_config.TextColumn
        widths = (128, 56, 74, pictures.WIDTH + 8, 56, 62, 88) if language == "zh" else (
            168, 48, 70, pictures.WIDTH + 8, 54, 68, 62)
        config = {column: image(width=width) if n == 3 else text(width=width, alignment="right" if n in (1, 2, 4, 5) else None)
                  for n, (column, width) in enumerate(zip(frame.columns, widths, strict=True))}
        rows = []
        if page.printing:
            st.html(tables.plain_html(frame, (frame.columns[3],)))
        else:
            event: Any = st.dataframe(frame, hide_index=True, key=f"indicators_{unit}_{year}", row_height=26, on_select="rerun",
                                      selection_mode="single-row", height=40 + 26 * len(frame), column_config=config)
            rows = event.selection.rows
        if rows and rows[0] < len(codes) and codes[rows[0]] != Address.current().free("indicator"):
            Address.current().put(indicator=codes[rows[0]])
    with right, st.container(border=True, height="stretch"):
        about = catalog.indicators()
        labels = {code: str(about[code][language]) for code in about}
        code = Address.current().select("indicator", labels, next(iter(labels)), say("Indicator"))
        st.caption(f"{about[code][f'note_{language}']} · {say('grey: middle half and median of the peers')}")
        ui.chart(page, partial(_line, page, unit, name, group, code), "peers",
                 say("{indicator} of {units} by year", indicator=labels[code], units=name),
                 at_year=lambda year, _: ui.open_report(unit, year, indicators.codes(code)[0][0]))
    _history(page, unit, name)


def _table(page: Context, lines: pd.DataFrame, codes: list[str], unit: str) -> pd.DataFrame:
    say, look = page.say, page.look
    rows = []
    for code in codes:
        of_code = lines[lines["code"] == code]
        spread = comparing.spread(of_code)
        mine = of_code[of_code["unit"] == unit]
        row = mine.iloc[0] if len(mine) else pd.Series({"n": float("nan"), "of": float("nan"), "value": float("nan"),
                                                        "state": "no_report", "low": float("nan"), "high": float("nan")})
        ranked = of_code.loc[of_code["state"] == comparing.RANKED, "value"]
        place = f"{1 + int((ranked > row['value']).sum())} / {len(ranked)}" if row["state"] == comparing.RANKED else say("unranked")
        top = pictures.scale(max([v for v in (row["high"], row["value"], spread.upper) if v == v], default=1.0))
        known = row["n"] == row["n"] and row["of"] == row["of"]
        rows.append({
            say("indicator"): str(catalog.indicators()[code][page.language]), say("rate"): rate(row["value"], code),
            "n / N": f"{number(row['n'], look)} / {number(row['of'], look)}" if known else "—",
            say("against the peers"): pictures.interval(row["value"], row["low"], row["high"], str(row["state"]), top, spread,
                                                        look),
            say("median"): rate(spread.median, code), say("place"): place,
            say("why not"): compare.reason_of(str(row["state"]), page.language)})
    return pd.DataFrame(rows)


def _line(page: Context, unit: str, name: str, group: Group, code: str) -> object:
    past = comparing.history(page.ask, page.filter, code, "", [unit])
    band = indicators.spread(page.ask, comparing.within(page.filter, group.members), code)
    values = [float(v) for v in past.loc[unit].to_numpy(float)]
    return charts_units.against_band({name: values}, band, catalog.is_share(code), page.look, 330)


def _history(page: Context, unit: str, name: str) -> None:
    """How its requests were answered and its reviews ended, year by year."""
    say, look = page.say, page.look
    years = list(range(page.filter.first, page.filter.last + 1))
    codes = [f"requests/{code}/total" for code in OUTCOMES]
    cases = [f"disputes/reconsideration/{result}" for result in disputes.RESULTS]
    sums = queries.by_year(page.ask, comparing.alone(page.filter, (unit,)), [*codes, *cases])
    span = say("{first}–{last}", first=years[0], last=years[-1])
    about = (
        ("mix", say("How requests were answered {span}", span=span), say("cases by outcome"), codes,
         overview.outcome_series(page, sums), say("Outcomes of requests to {unit} by year", unit=name)),
        ("reviews", say("How reviews ended {span}", span=span), say("cases by result"), cases,
         disputes.series(page, sums, "reconsideration"), say("Results of reviews against {unit} by year", unit=name)))
    for column, (key, title, caption, paths, series, alt) in zip(st.columns(2, gap="small"), about, strict=True):
        table = rows_for_table(sums, {"year": say("year")} | {
            path: item.label for path, item in zip(paths, series, strict=True)})
        with column, ui.card(page, key, title, caption, table) as drawn:
            if drawn:
                ui.chart(page, partial(charts.stack, years, series, look, height=230), key, alt,
                         at_year=partial(_open, unit, paths))


def _open(unit: str, paths: Sequence[str], year: int, trace: int) -> None:
    ui.open_report(unit, year, paths[trace])
