"""Charts of a whole and its parts: steps from one total to another, nested areas, units side by side over the years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from gxstats import catalog
from gxstats.measuring.telling import signed
from gxstats.showing.charts import breaks, gaps, ticks
from gxstats.showing.look import Look, folded, ink_on, layout, number

_CUT = 0.15  # steps smaller than this part of the totals are drawn on a cut ground


def waterfall(labels: Sequence[str], values: Sequence[float], totals: Sequence[bool], look: Look, height: int = 300,
              colours: Sequence[str] = (), leads: Sequence[Sequence[str]] = (), letters: int = 14) -> go.Figure:
    """Steps from one total to another; `totals` marks the bars that stand on the ground. A step has the colour given, else
    that of more or less; `leads` are the unit and cell it opens. Names are folded to about so many `letters`."""
    run, bases, heights, places = 0.0, [], [], []
    for value, total in zip(values, totals, strict=True):
        start, run = run, value if total else run + value
        bases.append(0.0 if total else min(start, run))
        heights.append(abs(value))
        places.append(run)
    plain = [look.colour("page", "primary" if total else "more" if value > 0 else "less")
             for value, total in zip(values, totals, strict=True)]
    figure = go.Figure(go.Bar(
        x=list(labels), y=heights, base=bases, width=0.72, textposition="outside", cliponaxis=False, constraintext="none",
        text=[number(v, look) if t else signed(v, look.language) for v, t in zip(values, totals, strict=True)],
        marker={"color": [given or other for given, other in zip(colours or [""] * len(plain), plain, strict=True)]},
        customdata=[list(lead) for lead in (leads or [("", "")] * len(labels))],
        hovertemplate="%{x}　%{text}<extra></extra>"))
    figure.layout = layout(look, height)
    for place, level in enumerate(places[:-1]):
        figure.add_shape(type="line", x0=place + 0.36, x1=place + 0.64, y0=level, y1=level,
                         line={"color": look.colour("page", "axis"), "width": 1})
    figure.update_yaxes(visible=False, range=_ground(figure, values, totals, bases, heights, look))
    figure.update_xaxes(type="category", tickangle=0, tickmode="array", tickvals=list(labels), tickfont_size=11,
                        ticktext=["<br>".join(folded(part, letters) for part in label.split(" · ")) for label in labels])
    return figure


def _ground(figure: go.Figure, values: Sequence[float], totals: Sequence[bool], bases: Sequence[float],
            heights: Sequence[float], look: Look) -> list[float]:
    """From where to where the axis goes; small steps between large totals get a cut ground, and the axis says so."""
    grounds = [v for v, t in zip(values, totals, strict=True) if t]
    steps = [abs(v) for v, t in zip(values, totals, strict=True) if not t]
    tops = [base + size for base, size in zip(bases, heights, strict=True)]
    lowest = min(base if not total else top for base, top, total in zip(bases, tops, totals, strict=True)) if tops else 0.0
    if grounds and steps and max(steps) < _CUT * min(grounds):
        room = max(max(tops) - lowest, 1.0)
        figure.add_annotation(x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom", showarrow=False,
                              text=look.say("axis does not begin at 0"), font={"size": 11, "color": look.colour("page", "muted")})
        return [lowest - room * 0.6, max(tops) + room * 0.2]
    low = min([0.0, *bases])
    return [low * 1.12, 1.14 * max([*tops, 1.0])]


def squares(rows: Sequence[str], years: Sequence[int], values: Sequence[Sequence[float | None]], look: Look,
            keys: Sequence[str], height: int) -> go.Figure:
    """A unit × year map drawn as squares that can be clicked; each carries its number, a missing one is empty."""
    scale = catalog.palette()["sequential"]["dark" if look.dark else "light"]
    flat = [v for row in values for v in gaps(row) if v is not None]
    highest = max(flat or [1]) or 1
    xs, ys, colours, texts, data = [], [], [], [], []
    for label, key, row in zip(rows, keys, values, strict=True):
        for year, value in zip(years, gaps(row), strict=True):
            xs.append(year)
            ys.append(label)
            texts.append("" if value is None else number(value, look))
            step = 0 if value is None else min(len(scale) - 1, int((value / highest) ** 0.5 * (len(scale) - 1)))
            colours.append("rgba(0,0,0,0)" if value is None else scale[step])
            data.append([key, year, look.say("missing") if value is None else number(value, look)])
    ink = [look.colour("page", "ink") if colour not in scale else ink_on(colour) for colour in colours]
    figure = go.Figure(go.Scatter(
        x=xs, y=ys, mode="markers+text", text=texts, textfont={"size": 11, "color": ink}, customdata=data,
        marker={"symbol": "square", "size": 26, "color": colours, "line": {"width": 1, "color": look.colour("page", "hairline")}},
        hovertemplate="%{y}　%{x}　%{customdata[2]}<extra></extra>"))
    figure.layout = layout(look, height)
    figure.update_yaxes(range=[len(rows) - 0.4, -0.6], showgrid=False, type="category", nticks=len(rows) + 1)
    figure.update_xaxes(**ticks(years, []), side="top", range=[min(years) - 0.6, max(years) + 0.6])
    figure.update_layout(margin={"l": 8, "r": 8, "t": 30, "b": 6})
    return figure


def multiples(labels: Sequence[str], keys: Sequence[str], years: Sequence[int], values: Sequence[Sequence[float | None]],
              look: Look, across: int = 6, cell: str = "") -> go.Figure:
    """One small bar chart a unit, all on one scale, each bar leading to its report; the last year in the main colour."""
    down = -(-len(labels) // across)
    figure = make_subplots(rows=down, cols=across, shared_yaxes="all", horizontal_spacing=0.02, vertical_spacing=0.3 / down)
    figure.layout.update(layout(look, 42 + 112 * down))
    top = max([v for row in values for v in gaps(row) if v is not None] or [1]) * 1.3
    colours = [look.colour("page", "past")] * (len(years) - 1) + [look.colour("page", "primary")]
    ends = [f"{year % 100:02d}" if year in (years[0], years[-1]) else "" for year in years]
    for place, (label, key, row) in enumerate(zip(labels, keys, values, strict=True)):
        shown = gaps(row)
        texts = ["" if v is None or year != years[-1] else number(v, look) for year, v in zip(years, shown, strict=True)]
        at = {"row": place // across + 1, "col": place % across + 1}
        figure.add_trace(go.Bar(
            x=list(years), y=shown, name=label, width=0.74, marker={"color": colours}, text=texts, textposition="outside",
            constraintext="none", cliponaxis=False,
            customdata=[[key, year, cell, "—" if v is None else number(v, look)] for year, v in zip(years, shown, strict=True)],
            hovertemplate=label + "　%{x}　%{customdata[3]}<extra></extra>"), **at)
        axis: dict[str, Any] = {"tickmode": "array", "tickvals": list(years), "ticktext": ends, "tickangle": 0, "ticklen": 0,
                                "tickfont": {"size": 10, "color": look.colour("page", "muted")}, "showgrid": False,
                                "zeroline": False, "fixedrange": True, "linecolor": look.colour("page", "axis"), "showline": True,
                                "range": [years[0] - 0.7, years[-1] + 0.7]}
        figure.update_xaxes(**axis, **at)
        figure.update_yaxes(visible=False, range=[0, top], fixedrange=True, **at)
        number_of = "" if place == 0 else str(place + 1)
        figure.add_annotation(xref=f"x{number_of} domain", yref=f"y{number_of} domain", x=0, y=1.02, xanchor="left",
                              yanchor="bottom", showarrow=False, align="left", text=folded(label, 26), font={"size": 11})
        for first in breaks(years):
            figure.add_shape(type="line", xref=f"x{number_of}", yref=f"y{number_of} domain", x0=first - 0.5, x1=first - 0.5, y0=0,
                             y1=1, line={"dash": "dot", "width": 1, "color": look.colour("page", "axis")})
    figure.update_layout(margin={"l": 4, "r": 8, "t": 30, "b": 20})
    return figure


def tree(labels: Sequence[str], parents: Sequence[str], values: Sequence[float], ids: Sequence[str], colours: Sequence[str],
         look: Look, height: int = 300) -> go.Figure:
    """Parts of a whole, two levels deep, as an icicle; a click on a part makes it large, another goes back."""
    figure = go.Figure(go.Icicle(
        labels=list(labels), parents=list(parents), values=list(values), ids=list(ids), branchvalues="total",
        marker={"colors": list(colours), "line": {"width": 1, "color": look.colour("page", "background")}},
        leaf={"opacity": 1}, textfont={"color": [ink_on(colour) for colour in colours], "size": 12},
        tiling={"orientation": "h"}, texttemplate="%{label} %{value:,}",
        hovertemplate="%{label}　%{value:,}　%{percentParent:.1%}<extra></extra>",
        pathbar={"visible": False}, sort=False))
    figure.update_layout(layout(look, height), uniformtext={"minsize": 10, "mode": "hide"})
    figure.update_layout(margin={"l": 4, "r": 4, "t": 4, "b": 4})
    return figure
