"""The way down from a year: the units a figure is made of, each leading to its report with the cell marked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import indicators, queries
from gxstats.showing.address import Address
from gxstats.showing.context import Context
from gxstats.showing.look import number, rate

_PART = "at"


@dataclass(frozen=True)
class Drill:
    """What lies behind the marks of a chart: the cell path of each of its series, or one indicator."""

    codes: tuple[str, ...] = ()
    indicator: str = ""
    variant: str = ""

    @property
    def cell(self) -> str:
        """The cell that is marked in the report."""
        return indicators.codes(self.indicator, self.variant)[0][0] if self.indicator else self.codes[0]


def choose(key: str, selection: str, year: int, series: int = 0) -> None:
    """Take note of a click on a mark or row; the address says what is open. A click that stands is not taken twice."""
    seen = f"_drill_{key}"
    if selection == st.session_state.get(seen, ""):
        return
    st.session_state[seen] = selection
    if selection:
        Address.current().put(**{_PART: f"{key}.{year}.{series}"})
        st.rerun()  # what was open in another card closes


def _open(context: Context, key: str, behind: Drill) -> tuple[int, int] | None:
    """(year, series) of this card that the address asks for; what it cannot find is said."""
    address = Address.current()
    wanted, _, place = address.free(_PART).partition(".")
    if wanted != key:
        return None
    year, _, series = place.partition(".")
    if not (year + series).isdigit() or not context.filter.first <= int(year) <= context.filter.last:
        address.lost[_PART] = address.free(_PART)[:40]
        return None
    return int(year), min(int(series or 0), max(len(behind.codes) - 1, 0))


def units(context: Context, key: str, behind: Drill, open_report: Callable[[str, int, str], None]) -> None:
    """The units of the year that is open in this card, most first; a row opens the report with the cell marked."""
    found = _open(context, key, behind)
    if found is None:
        return
    year, series = found
    code = behind.codes[series] if behind.codes else behind.cell
    table = context.keep(f"behind_{key}_{year}_{series}", lambda: _table(context, behind, code, year))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(context.say("{what} {year}, by unit; a row opens the report", what=title(context, behind, code), year=year),
                   width="stretch")
        if st.button(context.say("Close"), key=f"close_{key}", icon=":material/close:", type="tertiary"):
            Address.current().put(**{_PART: None})
            st.rerun()
    visible = table.drop(columns="_unit")
    event = st.dataframe(visible, hide_index=True, key=f"behind_{key}_{year}_{series}", on_select="rerun",
                         selection_mode="single-row", row_height=26, height=min(300, 38 + 26 * max(1, len(table))),
                         alt=title(context, behind, code), column_config=columns(visible))
    rows = getattr(getattr(event, "selection", None), "rows", [])
    if rows:
        open_report(str(table["_unit"].iloc[rows[0]]), year, code)


def columns(table: pd.DataFrame) -> dict[str, Any]:
    """How the columns of a table stand: the first as it is, numbers with their separators and to the right."""
    return {str(name): st.column_config.NumberColumn(format="localized") if pd.api.types.is_numeric_dtype(table[name])
            else st.column_config.TextColumn(alignment="right") for name in table.columns[1:]}


def title(context: Context, behind: Drill, code: str) -> str:
    """What the figure is called."""
    if behind.indicator:
        return str(catalog.indicators()[behind.indicator][context.language])
    return named(code, context.language)


def named(code: str, language: str) -> str:
    """A cell path in words: its row, and its column where that is not the total."""
    table, row, column = code.split("/")
    label = catalog.label("row", table, row, language, short=True)
    if column in ("total", "decisions"):
        return label
    return f"{label} · {catalog.label('column', table, column, language, short=True)}"


def _table(context: Context, behind: Drill, code: str, year: int) -> pd.DataFrame:
    say = context.say
    if behind.indicator:
        rates = indicators.by_unit(context.ask, context.filter, behind.indicator, behind.variant, [year])
        rates = rates[rates["of"] > 0].sort_values(["n", "of"], ascending=False, kind="stable")
        least = catalog.limits()["min_denominator"]
        return pd.DataFrame({
            "_unit": rates["unit"], say("unit"): context.unit_names(rates), "n": rates["n"].astype(int),
            "N": rates["of"].astype(int),
            say("rate"): [rate(value, behind.indicator) if of >= least else "—"
                          for value, of in zip(rates["value"], rates["of"], strict=True)]})
    frame = queries.by_unit(context.ask, context.filter, [code], [year]).dropna(subset=[code])
    frame = frame.sort_values(code, ascending=False, kind="stable")
    return pd.DataFrame({"_unit": frame["unit"], say("unit"): context.unit_names(frame),
                         title(context, behind, code): [number(float(v), context.look) for v in frame[code]]})
