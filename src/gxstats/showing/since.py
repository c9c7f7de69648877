"""What changed since a kept snapshot: a chooser, a sentence, and the figures with their old and new value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.exporting.lines import as_csv
from gxstats.measuring import since
from gxstats.measuring.since import Changes
from gxstats.showing import choosers
from gxstats.showing.address import Address
from gxstats.showing.ui import Context, answer
from gxstats.storing.store import Store

_MOST = 200  # rows shown; the file has all


def card(context: Context) -> None:
    """The chooser of a kept snapshot and, once one is chosen, what is other now within the choice in force."""
    say, address, kept = context.say, Address.current(), Store(context.data.path).kept()
    kept.pop(context.path.stem, None)
    labels = {name: f"{datetime.fromtimestamp(path.stat().st_mtime):%Y-%m-%d %H:%M} · {name}" for name, path in kept.items()}
    with st.popover(say("What changed since …")):
        if not labels:
            st.text(say("No earlier snapshot is kept yet; every build keeps one."))
        picked = address.select("since", {"": say("no comparison"), **labels}, "", say("Kept snapshot"))
    if "since" in address.lost:
        gone = address.lost.pop("since")
        st.text(say("The snapshot {name} is no longer kept; {count} earlier ones are. Choose one of them to compare with.",
                    name=gone, count=len(labels)))
    if picked:
        path = str(kept[picked])

        def then(sql: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
            return answer(path, sql, parameters)

        found = within(context, context.keep(f"since_{picked}", lambda: since.changes(then, context.ask)))
        with st.container(border=True):
            st.markdown(f"#### {say('What changed since {when}', when=labels[picked])}")
            _show(context, found)


def within(context: Context, found: Changes) -> Changes:
    """Only what lies in the choice of scope, years, kind and units."""
    chosen = context.filter
    units = set(chosen.units or choosers.names(context, *chosen.kinds))

    def fitting(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[(frame["scope"] == chosen.scope) & frame["year"].between(chosen.first, chosen.last)
                     & frame["unit"].isin(units)].reset_index(drop=True)

    return Changes(*(fitting(frame) for frame in (found.added, found.replaced, found.removed, found.figures)))


def _show(context: Context, found: Changes) -> None:
    say = context.say
    if found.nothing:
        st.text(say("Nothing in this choice has changed."))
        return
    st.text(say("{added} reports added, {replaced} replaced, {removed} removed; {figures} figures are different",
                added=len(found.added), replaced=len(found.replaced), removed=len(found.removed), figures=len(found.figures)))
    if len(found.added):
        st.text(say("added: {names}", names=_named(context, found.added)))
    if len(found.replaced):
        st.text(say("replaced: {names}", names=_named(context, found.replaced)))
    if len(found.removed):
        st.text(say("removed: {names}", names=_named(context, found.removed)))
    if len(found.figures):
        table = figures_table(context, found.figures)
        st.dataframe(table.head(_MOST), hide_index=True, row_height=26, height=min(400, 40 + 26 * len(table)))
        st.download_button(say("Download CSV"), as_csv(table), key="csv_since",
                           file_name=f"{say('What changed since …')}.csv", mime="text/csv")


def _named(context: Context, frame: pd.DataFrame, most: int = 12) -> str:
    """Units and years of some reports, the first of them by name."""
    units = choosers.names(context)
    named = [f"{units.get(unit, unit)} {year}" for unit, year in frame[["unit", "year"]].head(most).itertuples(index=False)]
    return context.say(", ").join(named) + (" …" if len(frame) > most else "")


def figures_table(context: Context, figures: pd.DataFrame) -> pd.DataFrame:
    """One line a figure: unit, year, table, row, column, old and new value; a dash where there is none."""
    say, language = context.say, context.language
    codes = [str(code).split("/") for code in figures["code"]]

    def shown(values: pd.Series[Any]) -> list[str]:
        return ["—" if pd.isna(value) else f"{value:,.2f}".rstrip("0").rstrip(".") for value in values]

    return pd.DataFrame({
        say("unit"): [choosers.names(context).get(unit, unit) for unit in figures["unit"]],
        say("year"): figures["year"].astype(str),
        say("table"): [catalog.word("table", table, language) for table, _, _ in codes],
        say("row"): [catalog.label("row", table, row, language) for table, row, _ in codes],
        say("column"): [catalog.label("column", table, column, language) for table, _, column in codes],
        say("before"): shown(figures["old"]), say("now"): shown(figures["new"])})
