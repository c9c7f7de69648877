"""Charts of units against each other: funnel plot and ranked bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from gxstats.measuring.limits import binomial_limits
from gxstats.showing.look import Look, layout, percent

_INNER, _OUTER = 0.025, 0.001  # 95 % and 99.8 %
_NAMED = 20


def funnel(of: Sequence[float], shares: Sequence[float], labels: Sequence[str], keys: Sequence[str], pooled: float,
           look: Look, height: int = 300) -> go.Figure:
    """Units by number of cases and share, with exact control limits around the pooled share; outsiders are named."""
    figure = go.Figure()
    most = int(max(of) * 1.08) + 2
    counts = sorted({max(3, round(most * i / 60)) for i in range(2, 61)})
    for tail, dash in ((_INNER, "dash"), (_OUTER, "solid")):
        for side in (0, 1):
            figure.add_trace(go.Scatter(
                x=counts, y=[binomial_limits(pooled, n, tail)[side] for n in counts], mode="lines", hoverinfo="skip",
                line={"color": look.colour("page", "axis"), "width": 1, "dash": dash}))
    figure.add_trace(go.Scatter(x=[counts[0], most], y=[pooled, pooled], mode="lines", hoverinfo="skip",
                                line={"color": look.colour("page", "muted"), "width": 1.2}))
    outside = [not binomial_limits(pooled, int(n), _INNER)[0] <= share <= binomial_limits(pooled, int(n), _INNER)[1]
               for n, share in zip(of, shares, strict=True)]
    largest = sorted(of, reverse=True)[:3][-1] if of else 0
    far = sorted((abs(share - pooled) * n ** 0.5 for share, n, out in zip(shares, of, outside, strict=True) if out), reverse=True)
    least = far[_NAMED] if len(far) > _NAMED else 0.0  # where very many lie outside only the furthest are named
    names = [label if n >= largest or (out and abs(share - pooled) * n ** 0.5 > least) else ""
             for label, out, n, share in zip(labels, outside, of, shares, strict=True)]
    figure.add_trace(go.Scatter(
        x=list(of), y=list(shares), mode="markers+text", text=names, textposition="top center", cliponaxis=False,
        customdata=[[key, label, percent(share), int(n)] for key, label, share, n in zip(keys, labels, shares, of, strict=True)],
        marker={"size": 9, "color": [look.colour("dispute", "corrected") if out else look.colour("page", "primary")
                                     for out in outside], "symbol": ["diamond" if out else "circle" for out in outside]},
        hovertemplate="%{customdata[1]}　%{customdata[2]}　N = %{customdata[3]}<extra></extra>"))
    figure.layout = layout(look, height)
    figure.update_yaxes(tickformat=".0%", range=[0, min(1.0, max([*shares, pooled]) * 1.35 + 0.05)])
    figure.update_xaxes(range=[0, most], title={"text": look.say("decided reviews"), "font": {"size": 11}})
    return figure


def ranked(labels: Sequence[str], values: Sequence[float], texts: Sequence[str], keys: Sequence[str], look: Look) -> go.Figure:
    """Horizontal bars, largest first, each with its n and N written behind it."""
    figure = go.Figure(go.Bar(
        y=list(labels), x=list(values), orientation="h", text=list(texts), textposition="outside", constraintext="none",
        cliponaxis=False, marker={"color": look.colour("page", "past")}, customdata=[[key] for key in keys],
        hovertemplate="%{y}　%{text}<extra></extra>"))
    figure.layout = layout(look, 30 + 24 * len(labels), bargap=0.35)
    figure.update_xaxes(visible=False, range=[0, max(values) * 1.3 or 1])
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category", nticks=len(labels) + 1)
    figure.update_layout(margin={"l": 8, "r": 60, "t": 6, "b": 6})
    return figure


STATES = {"sound": "■", "warning": "▲", "error": "✕", "late": "◆", "missing": "□"}
_MARKS = {"sound": "square", "warning": "triangle-up", "error": "x", "late": "diamond", "missing": "square-open"}


def calendar(frame: pd.DataFrame, words: Mapping[str, str], look: Look) -> go.Figure:
    """Units down, years across: a ground square for each report that is in, the state over it as colour and shape."""
    labels = list(dict.fromkeys(frame["label"]))
    years = sorted(int(year) for year in frame["year"].unique())
    figure = go.Figure()
    received = frame[frame["state"] != "missing"]
    figure.add_trace(go.Scatter(
        x=received["year"], y=received["label"], mode="markers", hoverinfo="skip",
        marker={"symbol": "square", "size": 17, "color": look.colour("page", "past"), "opacity": 0.55}))
    colours = {"sound": "rgba(0,0,0,0)", "warning": look.colour("severity", "warning"),
               "error": look.colour("severity", "error"), "late": look.colour("page", "ink"),
               "missing": look.colour("page", "axis")}
    figure.add_trace(go.Scatter(
        x=frame["year"], y=frame["label"], mode="markers",
        customdata=[[unit, int(year), words[state]] for unit, year, state in zip(
            frame["unit"], frame["year"], frame["state"], strict=True)],
        marker={"symbol": [_MARKS[state] for state in frame["state"]], "color": [colours[state] for state in frame["state"]],
                "size": [16 if state in ("missing", "sound") else 9 for state in frame["state"]]},
        hovertemplate="%{y}　%{x}　%{customdata[2]}<extra></extra>"))
    figure.layout = layout(look, 50 + 21 * len(labels))
    figure.update_yaxes(range=[len(labels) - 0.4, -0.6], type="category", showgrid=False, nticks=len(labels) + 1)
    figure.update_xaxes(tickmode="array", tickvals=years, ticktext=[f"'{year % 100:02d}" for year in years],
                        side="top", tickangle=0,
                        range=[min(years) - 0.6, max(years) + 0.6])
    figure.update_layout(margin={"l": 8, "r": 8, "t": 28, "b": 6})
    return figure
