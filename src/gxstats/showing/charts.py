"""Frames become figures: one template for light and dark, numbers as people read them, gaps for what is missing.

Every builder returns a plotly Figure; `alt` gives its one-sentence text alternative.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import plotly.graph_objects as go

from gxstats import catalog
from gxstats.showing.look import Look, ink_on, layout, number, percent, wide

_SYMBOLS = ("circle", "square", "diamond", "triangle-up")


@dataclass(frozen=True)
class Series:
    """One line or layer: a value a year (None is missing), its colour, and a second channel beside it. A hollow layer is
    hatched on the ground: not a result yet. A thin line is dashed and without marks: what others are held against."""

    label: str
    values: Sequence[float | None]
    colour: str
    pattern: str = ""
    hollow: bool = False
    thin: bool = False


def breaks(years: Sequence[int]) -> list[int]:
    """The first years of official forms that begin within these years."""
    return [form.first_year for form in list(catalog.forms().values())[1:]
            if years and min(years) < form.first_year <= max(years)]


def _break(figure: go.Figure, years: Sequence[int], look: Look) -> None:
    """A dotted line where an official form begins, with its name."""
    for year in breaks(years):
        figure.add_vline(x=year - 0.5, line={"dash": "dot", "width": 1.2, "color": look.colour("page", "axis")})
        figure.add_annotation(x=year - 0.5, y=1, yref="paper", yanchor="bottom", showarrow=False,
                              text=look.say("new form from {year}", year=year),
                              font={"size": 11, "color": look.colour("page", "muted")})


def ticks(years: Sequence[int], notes: Sequence[str], crowded: bool = False) -> dict[str, Any]:
    """Every year under the axis, with its note below."""
    text = [f"{year}<br><span style='font-size:{9 if crowded else 10}px'>{note}</span>" if note else str(year)
            for year, note in zip(years, notes or [""] * len(years), strict=True)]
    return {"tickmode": "array", "tickvals": list(years), "ticktext": text, "tickangle": 0,
            "tickfont_size": 11 if crowded else 12}


def gaps(values: Sequence[float | None]) -> list[float | None]:
    """The values with None for what is missing, which is drawn as a gap."""
    return [None if value is None or isnan(value) else float(value) for value in values]


def bars(years: Sequence[int], values: Sequence[float | None], look: Look, notes: Sequence[str] = (), height: int = 188,
         marks: Mapping[int, str] | None = None, unasked: Collection[int] = (), width: int = 300, plain: bool = False) -> go.Figure:
    """One bar a year, the last one in the main colour, its number over it with its mark (doubted, revised); a missing year
    says so, and one whose form does not ask for the figure says that. `width` is about how many pixels there are."""
    shown, marks = gaps(values), marks or {}
    colours = [look.colour("page", "past")] * (len(years) - 1) + [look.colour("page", "primary")]
    told = ["" if v is None else f"{v:,.2f}".removesuffix(".00") if plain else number(v, look) for v in shown]
    texts = [f"{marks[year]}<br>{text}" if text and year in marks else text for year, text in zip(years, told, strict=True)]
    size = min(12.0, max(8.0, (width / len(years) - 9) / max([wide(text) for text in told] + [1])))  # 9 px apart
    figure = go.Figure(go.Bar(
        x=list(years), y=shown, marker={"color": colours}, text=texts, textfont={"size": size},
        textposition="outside", constraintext="none", cliponaxis=False, width=0.66,
        customdata=[[year] for year in years], hovertemplate="%{x}　%{text}<extra></extra>"))
    figure.layout = layout(look, height, bargap=0.3)
    figure.update_yaxes(visible=False, rangemode="tozero",
                        range=[0, (1.32 if marks else 1.18) * max([v for v in shown if v is not None] or [1])])
    figure.update_xaxes(**ticks(years, notes), range=[min(years) - 0.6, max(years) + 0.6])
    for year, value in zip(years, shown, strict=True):
        if value is None:
            figure.add_annotation(x=year, y=0, yanchor="bottom", showarrow=False, font={"color": look.colour("page", "muted")},
                                  text=look.say("not asked") if year in unasked else look.say("missing"))
    _break(figure, years, look)
    return figure


def stack(years: Sequence[int], series: Sequence[Series], look: Look, notes: Sequence[str] = (), share: bool = False,
          height: int = 188, over: Sequence[str] = (), most: float = 0) -> go.Figure:
    """Layers on one bar a year, as counts or as shares of 100 %; named at the right end, numbers where they fit, `over` above
    each bar. Charts side by side share one scale when they are given the same `most`."""
    figure = go.Figure()
    totals = [sum(v for s in series if (v := gaps(s.values)[i]) is not None) for i in range(len(years))]
    ends: list[tuple[float, str, str]] = []
    base = 0.0
    top = 100.0 if share else max([*totals, most, 1]) * (1.34 if over else 1.05)
    for layer in series:
        raw = gaps(layer.values)
        values = [v if v is None or not share else (100 * v / t if t else None) for v, t in zip(raw, totals, strict=True)]
        smallest = min((v for v in values if v is not None), default=0)
        text = [f"{v:.0f}" if v is not None and smallest >= top * 16 / (height - 58) else "" for v in values]
        figure.add_trace(go.Bar(
            x=list(years), y=values, name=layer.label, text=text, textposition="inside", insidetextanchor="middle",
            textangle=0, constraintext="none", width=0.66,
            insidetextfont={"color": look.colour("page", "ink") if layer.hollow else ink_on(layer.colour)},
            marker=_fill(layer, look),
            customdata=[[layer.label, number(v, look), percent(v / t) if v is not None and t else "—"]
                        for v, t in zip(raw, totals, strict=True)],
            hovertemplate="%{x}　%{customdata[0]}　%{customdata[1]}　%{customdata[2]}<extra></extra>"))
        last = values[-1] or 0
        value = f"{last:.0f}%" if share else number(raw[-1], look)
        ends.append((base + last / 2, f"{layer.label} {value}", layer.colour))
        base += last
    figure.layout = layout(look, height, barmode="stack", bargap=0.3)
    for year, total, told in zip(years, totals, over, strict=False):
        if told:
            figure.add_annotation(x=year, y=total, yanchor="bottom", showarrow=False, text=told, font={"size": 10.5})
    figure.update_yaxes(visible=False, range=[0, top])
    figure.update_xaxes(**ticks(years, notes, len(years) > 6), range=[min(years) - 0.6, max(years) + 0.5])
    _name_ends(figure, ends, top, height, look)
    _break(figure, years, look)
    return figure


def _fill(layer: Series, look: Look) -> dict[str, Any]:
    """The colour of a layer with its second channel."""
    ground = look.colour("page", "background")
    if layer.hollow:
        return {"color": layer.colour, "line": {"width": 1, "color": layer.colour},
                "pattern": {"shape": "/", "fillmode": "replace", "size": 5, "solidity": 0.3}}
    return {"color": layer.colour, "line": {"width": 1, "color": ground},
            "pattern": {"shape": layer.pattern, "fillmode": "overlay", "size": 6, "solidity": 0.14, "fgcolor": ground,
                        "fgopacity": 0.5}}


def _name_ends(figure: go.Figure, ends: list[tuple[float, str, str]], top: float, height: int, look: Look) -> None:
    """Labels at the right end, moved apart so that none covers another."""
    pixel = top / max(height - 60, 1)
    places = apart([end for end, _, _ in ends], [14.2 * pixel * (1 + text.count("<br>")) for _, text, _ in ends], top)
    longest = max((wide(line) for _, text, _ in ends for line in text.split("<br>")), default=0) * 11.5
    figure.update_layout(margin_r=longest + 26)
    for y, (_, text, colour) in zip(places, ends, strict=True):
        figure.add_annotation(x=1, xref="paper", xanchor="left", xshift=6, y=y, yanchor="middle", showarrow=False,
                              align="left", text=f"<span style='color:{colour}'>■</span> {text}",
                              font={"size": 11.5, "color": look.colour("page", "ink")})


def apart(wanted: Sequence[float], sizes: Sequence[float], top: float) -> list[float]:
    """Where things of these sizes stand on a line, each as near as it goes to the place it wants, in the order they are given,
    below `top`."""
    places: list[float] = []
    for n, place in enumerate(wanted):
        places.append(max(place, places[-1] + (sizes[n - 1] + sizes[n]) / 2) if n else place)
    if places and places[-1] > top - sizes[-1] / 2:  # pushed over the upper edge: the last goes down and pushes the others
        places[-1] = top - sizes[-1] / 2
        for n in range(len(places) - 2, -1, -1):
            places[n] = min(places[n], places[n + 1] - (sizes[n] + sizes[n + 1]) / 2)
    return places


def lines(years: Sequence[int], series: Sequence[Series], look: Look, notes: Sequence[str] = (), as_percent: bool = False,
          band: tuple[Sequence[float | None], Sequence[float | None]] | None = None, height: int = 188,
          digits: int | None = None) -> go.Figure:
    """A line a series with gaps where a year is missing, a band below them; the only one carries its numbers, with so many
    `digits` where they are no counts; several are named at the end."""
    figure = go.Figure()
    if band is not None:
        for piece in _pieces(years, gaps(band[0]), gaps(band[1])):
            figure.add_trace(go.Scatter(
                x=[p[0] for p in piece] + [p[0] for p in reversed(piece)],
                y=[p[2] for p in piece] + [p[1] for p in reversed(piece)], fill="toself", hoverinfo="skip", mode="lines",
                fillcolor=look.colour("page", "band"), line={"width": 0}))
    show = percent if as_percent else (lambda v: number(v, look) if digits is None or v is None else f"{v:.{digits}f}")
    for place, item in enumerate(series):
        values = gaps(item.values)
        told = len([s for s in series if not s.thin]) == 1 and not item.thin
        figure.add_trace(go.Scatter(
            x=list(years), y=values, connectgaps=False, name=item.label,
            mode="lines" if item.thin else "lines+markers+text" if told else "lines+markers",
            line={"color": item.colour, "width": 1.4 if item.thin else 2, "dash": "dash" if item.thin else "solid"},
            marker={"size": 7, "color": item.colour, "symbol": _SYMBOLS[place % len(_SYMBOLS)]},
            text=[show(v) if v is not None else "" for v in values] if told else None, textposition="top center",
            cliponaxis=False, customdata=[[item.label, show(v)] for v in values],
            hovertemplate="%{x}　%{customdata[0]}　%{customdata[1]}<extra></extra>"))
    figure.layout = layout(look, height)
    highest = max([v for s in series for v in gaps(s.values) if v is not None]
                  + [v for v in (gaps(band[1]) if band else []) if v is not None] + [0])
    figure.update_yaxes(rangemode="tozero", tickformat=".0%" if as_percent else ",", range=[0, (highest or 1) * 1.2])
    figure.update_xaxes(**ticks(years, notes), range=[min(years) - 0.4, max(years) + 0.4])
    if len(series) > 1:
        ends = sorted(((next((v for v in reversed(gaps(s.values)) if v is not None), 0.0) or 0.0,
                        f"{s.label} {show(gaps(s.values)[-1])}", s.colour) for s in series), key=lambda end: end[0])
        _name_ends(figure, ends, (highest or 1) * 1.2, height, look)
    _break(figure, years, look)
    return figure


def near(years: Sequence[int], pair: tuple[Series, Series], look: Look, notes: Sequence[str] = (), height: int = 230) -> go.Figure:
    """Two series that are near but not the same: each its own line, the piece that joins them dashed."""
    before, after = (gaps(series.values) for series in pair)
    figure = lines(years, [Series(pair[0].label, before, pair[0].colour)], look, notes, height=height)
    figure.data[0].text = [number(v, look) if v is not None else "" for v in before]
    figure.add_trace(go.Scatter(
        x=list(years), y=after, mode="lines+markers+text", connectgaps=False, cliponaxis=False,
        text=[number(v, look) if v is not None else "" for v in after], textposition="top center",
        line={"color": pair[1].colour, "width": 2}, marker={"size": 7, "symbol": "square", "color": pair[1].colour},
        customdata=[[pair[1].label, number(v, look)] for v in after],
        hovertemplate="%{x}　%{customdata[0]}　%{customdata[1]}<extra></extra>"))
    ends = [(year, v) for year, v in zip(years, before, strict=True) if v is not None][-1:]
    starts = [(year, v) for year, v in zip(years, after, strict=True) if v is not None][:1]
    if ends and starts and starts[0][0] - ends[0][0] == 1:
        figure.add_trace(go.Scatter(x=[ends[0][0], starts[0][0]], y=[ends[0][1], starts[0][1]], mode="lines", hoverinfo="skip",
                                    line={"color": pair[1].colour, "width": 1.6, "dash": "4px,4px"}))
    figure.update_yaxes(range=[0, max([v for v in (*before, *after) if v is not None] or [1]) * 1.25])
    return figure


def _pieces(
    years: Sequence[int], low: Sequence[float | None], high: Sequence[float | None],
) -> list[list[tuple[float, float, float]]]:
    """The band cut at missing years; a year alone becomes a short piece, so that it can be seen."""
    pieces: list[list[tuple[float, float, float]]] = [[]]
    for year, bottom, top in zip(years, low, high, strict=True):
        if bottom is None or top is None:
            pieces.append([])
        else:
            pieces[-1].append((float(year), bottom, top))
    return [piece if len(piece) > 1 else [(piece[0][0] + dx, *piece[0][1:]) for dx in (-0.12, 0.12)]
            for piece in pieces if piece]


def changes(labels: Sequence[str], values: Sequence[float], look: Look, height: int = 188,
            keys: Sequence[str] | None = None, rest: Sequence[bool] = ()) -> go.Figure:
    """Horizontal bars of differences, largest first; bars that stand for several are grey."""
    grey = list(rest) or [False] * len(labels)
    colours = [look.colour("page", "axis") if g else look.colour("page", "primary") for g in grey]
    text = [f"+{number(v, look)}" if v > 0 else number(v, look) for v in values]
    figure = go.Figure(go.Bar(
        y=list(labels), x=list(values), orientation="h", marker={"color": colours}, text=text, textposition="outside",
        constraintext="none", cliponaxis=False, customdata=[[key] for key in (keys or labels)],
        hovertemplate="%{y}　%{text}<extra></extra>"))
    figure.layout = layout(look, height, bargap=0.35)
    reach = max([abs(v) for v in values] or [1]) * 1.25
    low = -reach if any(v < 0 for v in values) else 0
    figure.update_xaxes(visible=False, range=[low, reach])
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category", nticks=len(labels) + 1)
    figure.update_layout(margin={"l": 8, "r": 40, "t": 6, "b": 6})
    return figure


def spark(values: Sequence[float | None], look: Look, broken_at: int | None = None, width: int = 72, height: int = 30) -> str:
    """A small line as an SVG data address; gaps for missing years, a tick where the form changes."""
    shown = gaps(values)
    known = [v for v in shown if v is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    pad = 4
    def x(i: int) -> float:
        return pad + i * (width - 2 * pad) / max(len(shown) - 1, 1)
    def y(v: float) -> float:
        return height - pad - (v - low) / ((high - low) or 1) * (height - 2 * pad)
    pieces, pen = [], "M"
    for i, v in enumerate(shown):
        if v is None:
            pen = "M"
            continue
        pieces.append(f"{pen}{x(i):.1f} {y(v):.1f}")
        pen = "L"
    last = max(i for i, v in enumerate(shown) if v is not None)
    tick = "" if broken_at is None else (
        f"<line x1='{x(broken_at) - 4:.1f}' x2='{x(broken_at) - 4:.1f}' y1='0' y2='{height}' stroke='"
        f"{look.colour('page', 'axis')}' stroke-dasharray='2,2'/>")
    svg = (f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>{tick}<path d='{' '.join(pieces)}' "
           f"fill='none' stroke='{look.colour('page', 'muted')}' stroke-width='1.5'/><circle cx='{x(last):.1f}' "
           f"cy='{y(shown[last] or 0):.1f}' r='2.6' fill='{look.colour('page', 'primary')}'/></svg>")
    from urllib.parse import quote
    return "data:image/svg+xml;utf8," + quote(svg)
