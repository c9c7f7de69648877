"""Pieces of a page: the row of figures, cards with chart and twin table, and the way from a mark down to the report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from gxstats.exporting.lines import as_csv
from gxstats.exporting.workbook import Card
from gxstats.showing import camera, charts_alt, drill
from gxstats.showing.address import Address
from gxstats.showing.context import Context
from gxstats.showing.drill import Drill
from gxstats.showing.tables import plain_html

# what markdown, or what Streamlit adds to it (:icon:, :red[...], $x$), would read as more than text; addresses become links
# whatever stands before them, so a sign without width is put into them
_MARKUP = re.compile(r"([\\`*_\[\]|~$<>&]|^[#+-](?=\s)|:(?=[\w+-]+[/\[:])|(?<=:material)/)")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
# what begins no tag that charts of ours use
_NO_TAG = re.compile(r"<(?!/?(?:b|br|sup|extra|span)>|span style='(?:color:#?\w+|font-size:\d+px)'>)")


@dataclass(frozen=True)
class Tile:
    """One figure of the row at the top: value, what changed, and what it is made of."""

    label: str
    value: str
    unit: str
    change: str
    base: str
    spark: str = ""
    help: str = ""


def figures(tiles: Sequence[Tile]) -> None:
    """The row of figures; every text escaped."""
    cards = "".join(
        f"<div class='gx-tile' title='{escape(t.help)}'><div class='gx-label'>{escape(t.label)}</div><div class='gx-value'>"
        f"<span>{escape(t.value)}<small>{escape(t.unit)}</small></span>"
        + (f"<img alt='' src=\"{escape(t.spark)}\">" if t.spark else "")
        + f"</div><div class='gx-change'>{escape(t.change)}</div><div class='gx-base'>{escape(t.base)}</div></div>"
        for t in tiles)
    st.html(f"<div class='gx-tiles'>{cards}</div>")


@contextmanager
def card(context: Context, key: str, title: str, caption: str = "", table: pd.DataFrame | None = None,
         behind: Drill | None = None) -> Iterator[bool]:
    """A bordered card. Yields True when the chart is to be drawn; the twin table and its download take its place
    when the reader asks for it. A row of the table that names its unit opens the report; with `behind` a year, in the
    chart as in the table, opens the units it is made of."""
    if table is not None:
        context.cards.append(Card(key, title, caption, table))
    with st.container(border=True, height="stretch", key=f"card_{key}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                st.markdown(f"#### {plain(title)}")
                if caption:
                    st.caption(plain(caption))
            shown = False
            if table is not None and not context.printing:
                shown = Address.current().toggle(f"tw_{key}", context.say("table"))
        if behind is not None:
            context.behind[key] = behind
        drawn = len(context.drawn)
        yield not shown
        if len(context.drawn) > drawn and not context.printing:
            camera.camera(context, key, title, caption)
        if shown and table is not None:
            twin(context, key, title, table)
        if behind is not None:
            drill.units(context, key, behind, open_report)


def beside(context: Context, widths: Sequence[float]) -> Sequence[Any]:
    """Places beside each other; on paper below each other, each as wide as the sheet."""
    return [st.container() for _ in widths] if context.printing else st.columns(widths, gap="small")


def twin(context: Context, key: str, title: str, table: pd.DataFrame, height: int = 400) -> None:
    """A table with its download; a row that names its unit opens the report, a year what is behind it."""
    visible = table.drop(columns=[c for c in table.columns if str(c).startswith("_")])
    if context.printing:
        st.html(plain_html(visible))
        return
    years = list(range(context.filter.first, context.filter.last + 1))
    by_year = key in context.behind and len(table) == len(years)
    leads = "_unit" in table.columns or by_year
    event = st.dataframe(visible, hide_index=True, key=f"twin_{key}", on_select="rerun" if leads else "ignore",
                         selection_mode="single-row", row_height=26, height=min(height, 38 + 26 * len(table)), alt=title,
                         column_config=drill.columns(visible))
    st.download_button(context.say("Download CSV"), as_csv(visible),
                       file_name=f"{title}.csv", mime="text/csv", key=f"csv_{key}")
    rows = getattr(getattr(event, "selection", None), "rows", []) if leads else []
    if by_year:
        drill.choose(key, f"row {rows[0]}" if rows else "", years[rows[0]] if rows else 0)
    elif rows and str(table["_unit"].iloc[rows[0]]):
        line = table.iloc[rows[0]]
        open_report(str(line["_unit"]), int(line.get("_year", context.filter.last)), str(line.get("_cell", "")))


def chart(context: Context, make: Callable[[], Any] | None, key: str, alt: str, unit_at: int | None = None,
          year_at: int | None = None, year: int = 0, cell: str | int = "",
          pick: Callable[[str, int], None] | None = None, at_year: Callable[[int, int], None] | None = None) -> None:
    """A chart with its text alternative, a sentence with the numbers. A click on a mark that knows its unit opens its
    report at `cell`, a path or the place of one in the mark's data, or does what `pick` does; on a mark of a year, what
    `at_year` does with the year and the trace (-1 is the last one), or it opens the units behind it. Without `make` there are
    too few cases for the rates it would show, and that is said instead."""
    if make is None:
        st.text(context.say("Too few cases for a rate; the table has the counts."))
        return
    context.drawn.append(key)
    behind = context.behind.get(key)
    clickable = (unit_at is not None or at_year or behind is not None) and not context.printing
    figure = context.keep(f"chart_{key}", lambda: _settled(make()))
    spoken = context.keep(f"alt_{key}", lambda: charts_alt.spoken(figure, alt, context.look))
    event = st.plotly_chart(figure, theme=None, key=f"chart_{key}", alt=spoken,
                            on_select="rerun" if clickable else "ignore", selection_mode="points",
                            config={"displayModeBar": False, "scrollZoom": False, "staticPlot": context.printing})
    points = getattr(getattr(event, "selection", None), "points", []) if clickable else []
    data = (points[0].get("customdata") or []) if points else []
    if unit_at is not None and points:
        if len(data) > unit_at and data[unit_at]:
            path = str(data[cell]) if isinstance(cell, int) else cell
            of = int(data[year_at]) if year_at is not None else year
            if pick:
                pick(str(data[unit_at]), of)
            else:
                open_report(str(data[unit_at]), of, path)
    elif at_year and points:
        at_year(int(points[0]["x"]), int(points[0].get("curve_number", 0)) - len(figure.data))
    elif behind is not None:
        at, curve = (points[0].get("x"), int(points[0].get("curve_number", 0))) if points else (0, 0)
        drill.choose(key, f"{at} {curve}" if points else "", int(at or 0), curve)


def _settled(figure: Any) -> Any:
    """A figure that is not changed any more: its plain form is made once and not at every rerun."""
    plain = _as_text(figure.to_dict())
    figure.to_dict = lambda: plain
    return figure


def _as_text(part: Any) -> Any:
    """A figure in which no text of data is a tag: plotly would follow links in names, and leave out what it does not know."""
    if isinstance(part, str):
        return _NO_TAG.sub("&lt;", part)
    if isinstance(part, dict):
        return {name: _as_text(value) for name, value in part.items()}
    if isinstance(part, list | tuple) or str(getattr(part, "dtype", "")) == "object":
        return [_as_text(value) for value in part]
    return part


def open_report(unit: str, year: int, cell: str = "") -> None:
    """Go to one unit's report, with the cell marked if one is named. The rest of the address goes along: the way back leads
    through it."""
    here = {name: value for name, value in st.query_params.to_dict().items() if name not in ("cell", "face", "report")}
    query = {**here, **Address.current().shared(), "unit": unit, "year": str(year), **({"cell": cell} if cell else {})}
    st.switch_page("pages/unit.py", query_params=query)


def link(page_code: str, label: str, name: str = "", **query: str) -> None:
    """A link to another page that keeps the choice; `name` stands before the label, in bold. No text of either is mark-up."""
    told = f"**{plain(name)}** {plain(label)}" if name else plain(label)
    st.page_link(f"pages/{page_code}.py", label=told, query_params={**Address.current().shared(), **query})


def plain(text: str) -> str:
    """A text in which nothing is mark-up where Streamlit reads markdown."""
    return _ADDRESS.sub("\u2060", _MARKUP.sub(r"\\\1", text))


def unplain(text: str) -> str:
    """The text that `plain` was given."""
    return re.sub(r"\\(\W|_)", r"\1", text.replace("\u2060", ""))
