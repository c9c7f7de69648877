"""Charts of units against each other: funnel plot, ranked bars, how values lie, one indicator against another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from gxstats import catalog
from gxstats.measuring.comparing import Spread
from gxstats.measuring.limits import binomial_limits
from gxstats.showing.charts import Series, apart
from gxstats.showing.charts import lines as drawn
from gxstats.showing.labels import SIZE, places
from gxstats.showing.look import Look, folded, layout, percent

_INNER, _OUTER = 0.025, 0.001  # 95 % and 99.8 %
_NAMED, _FOLDED = 12, 20  # outsiders that may be named; letters of a line of a name
_STEPS = (.002, .005, .01, .02, .05, .1, .2, .25, .5, 1, 2, 5, 10, 20, 50, 100, 1e9)  # between the ticks of an indicator
Tell = Callable[[float, int], str]  # a value of an indicator with so many decimals, as people read it


def standing(share: float, of: float, pooled: float, look: Look) -> tuple[str, str]:
    """Where a unit lies among the control limits, and why that matters, in words."""
    inner, outer = (binomial_limits(pooled, int(of), tail) for tail in (_INNER, _OUTER))
    if share > outer[1]:
        return (look.say("above the outer limit"), look.say("chance alone does this once in 1,000: read these decisions"))
    if share > inner[1]:
        return (look.say("above the inner limit"), look.say("chance alone does this once in 40: worth a look"))
    if share < outer[0]:
        return (look.say("below the outer limit"), look.say("chance alone does this once in 1,000: others may learn from it"))
    if share < inner[0]:
        return (look.say("below the inner limit"), look.say("chance alone does this once in 40"))
    return look.say("inside the limits"), look.say("no more than chance explains")


def funnel(of: Sequence[float], shares: Sequence[float], labels: Sequence[str], keys: Sequence[str], pooled: float,
           look: Look, height: int = 300, across: str = "", colour: tuple[str, str] = ("dispute", "corrected"),
           picked: Collection[str] = (), width: int = 900) -> go.Figure:
    """Units by number of cases (`across` says of what) and share, with exact control limits around the pooled share; outsiders
    are named and have a colour of their own, and the hover says where a unit lies and why that matters. Picked units are named
    too. `width` is about how many pixels the plot has."""
    figure = go.Figure()
    figure.layout = layout(look, height)
    most = int(max(of) * 1.08) + 2
    top = min(1.0, max([*shares, pooled]) * 1.35 + 0.05)
    counts = sorted({max(3, round(most * i / 60)) for i in range(2, 61)})
    muted = look.colour("page", "muted")
    ends = [(pooled, look.say("all {share}", share=percent(pooled)))]
    for tail, dash, name in ((_INNER, "dash", "95%"), (_OUTER, "solid", "99.8%")):
        for side in (0, 1):
            limits = [binomial_limits(pooled, n, tail)[side] for n in counts]
            figure.add_trace(go.Scatter(x=counts, y=limits, mode="lines", hoverinfo="skip",
                                        line={"color": look.colour("page", "axis"), "width": 1, "dash": dash}))
            if side and limits[-1] <= top:
                ends.append((limits[-1], name))
    figure.add_trace(go.Scatter(x=[counts[0], most], y=[pooled, pooled], mode="lines", hoverinfo="skip",
                                line={"color": muted, "width": 1.2}))
    high = height - 58  # pixels of the plot
    levels = apart([end for end, _ in ends], [13 * top / high] * len(ends), top)
    figure.update_layout(annotations=[
        {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 4, "y": y, "yanchor": "middle", "showarrow": False, "text": text,
         "font": {"size": 11, "color": muted}} for y, (_, text) in zip(levels, ends, strict=True)])
    stands = [standing(share, n, pooled, look) for n, share in zip(of, shares, strict=True)]
    inside = look.say("inside the limits")
    outside = [stand[0] != inside for stand in stands]
    told = [[key, label, f"{percent(share)}　{share * n:.0f} / {n:.0f}", *stand]
            for key, label, share, n, stand in zip(keys, labels, shares, of, stands, strict=True)]
    for out, ink, symbol in ((False, ("page", "primary"), "circle"), (True, colour, "diamond")):
        _marks(figure, (of, shares), told, [stand == out for stand in outside],
               {"size": 9, "color": look.colour(*ink), "symbol": symbol}, "<br>%{customdata[3]}<br>%{customdata[4]}")
    far = sorted((n for n, out in enumerate(outside) if out), key=lambda n: -abs(shares[n] - pooled) * of[n] ** .5)
    _name(figure, (of, shares), labels, 5.0, [n for n, key in enumerate(keys) if key in picked], far[:_NAMED],
          ((0, most), (0, top)), (width, high), look)
    figure.update_yaxes(tickformat=".0%", range=[0, top])
    figure.update_xaxes(range=[0, most], title={"text": across or look.say("decided reviews"), "font": {"size": 11}})
    figure.update_layout(margin_r=72)
    return figure


def _name(figure: go.Figure, points: Sequence[npt.ArrayLike], labels: Sequence[str], radii: npt.ArrayLike, must: Sequence[int],
          may: Sequence[int], reach: Sequence[tuple[float, float]], size: tuple[float, float], look: Look) -> None:
    """Write the names of some marks (`points`: their x and their y, `reach` that of the axes): those of `must`, and of `may` as
    many as find a free place, the first ones first."""
    x, y = (np.asarray(side, float) for side in points)
    (left, right), (low, high) = reach
    pixels = np.column_stack([(x - left) / (right - left) * size[0], (high - y) / (high - low) * size[1]])
    wide = np.broadcast_to(np.asarray(radii, float), x.shape)
    names = []
    for n, place in places(pixels, wide, {n: labels[n] for n in (*must, *may)}, must, size).items():
        there: dict[str, Any] = {"showarrow": False, "xshift": place.right, "yshift": -place.down}
        if place.led:
            there = {"showarrow": True, "arrowhead": 0, "arrowwidth": .8, "standoff": float(wide[n]), "ax": place.right,
                     "ay": place.down, "arrowcolor": look.colour("page", "axis")}
        names.append({"x": float(x[n]), "y": float(y[n]), "text": labels[n], "font": {"size": SIZE}, "xanchor": "center",
                      "yanchor": "middle", **there})
    figure.update_layout(annotations=[*figure.layout.annotations, *names])


def _marks(figure: go.Figure, points: Sequence[npt.ArrayLike], data: npt.ArrayLike, which: npt.ArrayLike,
           marker: Mapping[str, Any], more: str = "") -> None:
    """The marks of some units in one look, `data` (unit, name, numbers …) behind each. As arrays: lists of thousands are slow."""
    here = np.asarray(which, bool)
    if here.any():
        x, y = (np.asarray(side, float)[here] for side in points)
        figure.add_trace(go.Scatter(
            x=x, y=y, customdata=np.asarray(data, object)[here], mode="markers", cliponaxis=False, marker=marker,
            hovertemplate="%{customdata[1]}　%{customdata[2]}" + more + "<extra></extra>"))


def ranked(labels: Sequence[str], values: Sequence[float], texts: Sequence[str], keys: Sequence[str], look: Look) -> go.Figure:
    """Horizontal bars, largest first, each with its n and N written behind it."""
    figure = go.Figure(go.Bar(
        y=list(labels), x=list(values), orientation="h", text=list(texts), textposition="outside", constraintext="none",
        cliponaxis=False, marker={"color": look.colour("page", "past")}, customdata=[[key] for key in keys],
        hovertemplate="%{y}　%{text}<extra></extra>"))
    figure.layout = layout(look, 30 + 24 * len(labels), bargap=0.35)
    figure.update_xaxes(visible=False, range=[0, max(values) * 1.3 or 1])
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category", nticks=len(labels) + 1)
    figure.update_layout(margin={"l": 8, "r": 90, "t": 6, "b": 6})
    return figure


def distribution(frame: pd.DataFrame, spread: Spread, top: float, tell: Tell, picked: Sequence[str], look: Look,
                 height: int = 190, width: int = 290) -> go.Figure:
    """How the ranked units lie between 0 and `top`: a dot each (unit, label, value, text), stacked; bars of how many where they are
    too many for dots. The middle half is a band, the median a line; picked units are named."""
    step = top / 30
    places = [min(int(value / step), 29) for value in frame["value"]]
    heights: dict[int, int] = {}
    ys = []
    for place in places:
        heights[place] = heights.get(place, 0) + 1
        ys.append(heights[place])
    most = max(heights.values(), default=1)
    figure = go.Figure()
    data = frame[["unit", "label", "text"]].to_numpy(object)
    here = [unit in picked for unit in frame["unit"]]
    mine = sorted((n for n, chosen in enumerate(here) if chosen), key=lambda n: places[n])
    xs, dots = [(place + .5) * step for place in places], most <= 12
    at = (xs, ys if dots else [0] * len(ys))
    if dots:
        _marks(figure, at, data, [not chosen for chosen in here], {"size": 9, "color": look.colour("page", "past")})
    else:
        figure.add_trace(go.Bar(x=[(place + .5) * step for place in heights], y=list(heights.values()), width=step * .9,
                                marker={"color": look.colour("page", "past")}, hovertemplate="%{y}<extra></extra>"))
    _marks(figure, at, data, here, {"size": 11, "symbol": "diamond", "color": look.colour("page", "primary")})
    figure.layout = layout(look, height)
    if spread.count:
        figure.add_vrect(x0=spread.lower, x1=spread.upper, fillcolor=look.colour("page", "grid"), line_width=0, layer="below")
        figure.add_vline(x=spread.median, line={"color": look.colour("page", "muted"), "width": 1.2})
        figure.add_annotation(x=spread.median, y=1, yref="paper", yanchor="bottom", showarrow=False, text=look.say(
            "median {value}", value=tell(spread.median, 1)), font={"size": 11, "color": look.colour("page", "muted")})
    room = height - 58  # pixels of the plot, over the marks some of them for names
    highest = max(most + 1.2, 4) / max(1 - (14 * min(len(mine), 3) + 8) / room, .4)
    figure.update_yaxes(visible=False, range=[0, highest])
    _name(figure, at, list(frame["label"]), 5.5 if dots else 0.0, mine, [], ((-top * .02, top * 1.02), (0, highest)),
          (width, room), look)
    ticks = [top * part / 5 for part in range(6)] if top < .75 else [part / 4 for part in range(int(top * 4) + 1)]
    figure.update_xaxes(range=[-top * .02, top * 1.02], tickvals=ticks, ticktext=[tell(tick, 0) for tick in ticks])
    return figure


def scatter(frame: pd.DataFrame, medians: tuple[float, float], titles: tuple[str, str], tells: tuple[Tell, Tell],
            picked: Sequence[str], look: Look, height: int = 330, width: int = 270) -> go.Figure:
    """Units (unit, label, x, y, size, ranked, text) by two indicators, the medians of the group as lines; the area is the requests
    received, a hollow mark is a unit that is not ranked. Named are the picked units and, where there is room, ranked ones far
    from the others in either. `width` is about how many pixels the plot has."""
    figure = go.Figure()
    largest = max(frame["size"].max(), 1.0) if len(frame) else 1.0
    frame = frame.assign(across=6 + 24 * (frame["size"].clip(lower=0).fillna(0) / largest) ** .5)
    data, here = frame[["unit", "label", "text"]].to_numpy(object), frame["unit"].isin(list(picked))
    for ranked, colour, opacity in ((False, "axis", 0.0), (True, "primary", .25)):
        ground = look.colour("page", colour).lstrip("#")
        red, green, blue = (int(ground[n:n + 2], 16) for n in (0, 2, 4))
        for chosen, symbol in ((False, "circle"), (True, "diamond")):
            which = (frame["ranked"] == ranked) & (here == chosen)
            _marks(figure, (frame["x"], frame["y"]), data, which, {
                "size": frame.loc[which, "across"].to_numpy(), "color": f"rgba({red},{green},{blue},{opacity})", "opacity": 1,
                "symbol": symbol, "line": {"width": 1.4, "color": look.colour("page", colour)}})
    figure.layout = layout(look, height)
    line = {"color": look.colour("page", "muted"), "width": 1, "dash": "dot"}
    if medians[0] == medians[0]:
        figure.add_vline(x=medians[0], line=line)
    if medians[1] == medians[1]:
        figure.add_hline(y=medians[1], line=line)
    reach = []
    for axes, column, title, tell in zip((figure.update_xaxes, figure.update_yaxes), "xy", titles, tells, strict=True):
        highest = float(frame[column].max() if len(frame) else 0) or 1.0
        reach.append((-.04 * highest, highest * 1.15))
        step = next(step for step in _STEPS if highest / step <= 4.6)
        ticks = [step * n for n in range(int(highest * 1.15 / step) + 1)]
        axes(range=reach[-1], title={"text": title, "font": {"size": 11}}, tickvals=ticks,
             ticktext=[tell(tick, 0 if step >= .01 else 1) for tick in ticks])
    _name(figure, (frame["x"], frame["y"]), list(frame["label"]), frame["across"] / 2 + 1,
          [n for n, chosen in enumerate(here) if chosen], _outside(frame), reach, (width, height - 58), look)
    return figure


def _outside(frame: pd.DataFrame) -> list[int]:
    """The places of ranked units beyond Tukey's fences in either indicator, the furthest first."""
    ranked, far = frame["ranked"].to_numpy(bool), np.zeros(len(frame))
    if ranked.any():
        for column in "xy":
            values = frame[column].to_numpy(float)
            low, high = np.quantile(values[ranked], (.25, .75))
            far = np.maximum(far, np.maximum(low - values, values - high) / ((high - low) or 1.0))
    out = np.flatnonzero(ranked & (far > 1.5))
    return [int(n) for n in out[np.argsort(-far[out], kind="stable")][:_NAMED]]


def against_band(lines: Mapping[str, Sequence[float]], band: pd.DataFrame, share: bool, look: Look, height: int = 300) -> go.Figure:
    """Units over the years (label -> value a year of `band`) before the middle half and the median of their group; a missing year
    is a gap. Each line has its own colour, mark and name at its end. What is no `share` is drawn as a number a hundred."""
    years, by = [int(year) for year in band["year"]], 1 if share else 100
    grey = Series(look.say("median of the group"), list(band["median"] * by), look.colour("page", "axis"))
    codes = list(catalog.palette()["applicant"])
    series = [Series(folded(label, _FOLDED), [value * by for value in values], look.colour("applicant", code))
              for (label, values), code in zip(lines.items(), codes, strict=False)]
    figure = drawn(years, [*series, grey], look, as_percent=share, band=(list(band["lower"] * by), list(band["upper"] * by)),
                   height=height, digits=1)
    for trace, mark in zip(figure.data[-len(series) - 1:], ("circle", "square", "diamond", "triangle-up", "triangle-down", "x"),
                           strict=False):
        trace.marker.symbol = mark
    figure.data[-1].update(mode="lines", line={"dash": "dot", "width": 1.6, "color": look.colour("page", "muted")})
    figure.update_xaxes(ticktext=[f"'{year % 100:02d}" for year in years])
    return figure


STATES = {"sound": "■", "error": "✕", "warning": "▲", "doubt": "○", "revised": "◆", "late": "▼", "missing": "□"}
_MARKS = {"sound": "square", "error": "x-thin-open", "warning": "triangle-up", "doubt": "circle-open", "revised": "diamond",
          "late": "triangle-down", "missing": "square-open"}
_LEAST_ACROSS, _LONGEST = 24, 6


def calendar(frame: pd.DataFrame, words: Mapping[str, str], look: Look) -> go.Figure:
    """Years down, units across: a ground square for each report that is in, the state over it as colour and shape."""
    units = dict(zip(frame["unit"], frame["label"], strict=True))
    place = {unit: number for number, unit in enumerate(units)}
    years = sorted(int(year) for year in frame["year"].unique())
    across = max(len(units), _LEAST_ACROSS)
    size = max(8, min(17, round(660 / across)))
    figure = go.Figure()
    received = frame[frame["state"] != "missing"]
    figure.add_trace(go.Scatter(
        x=received["unit"].map(place), y=received["year"], mode="markers", hoverinfo="skip",
        marker={"symbol": "square", "size": size, "color": look.colour("page", "past"), "opacity": 0.75}))
    ink = look.colour("page", "ink")
    colours = {"sound": "rgba(0,0,0,0)", "warning": look.colour("severity", "warning"), "doubt": ink, "late": ink,
               "error": look.colour("severity", "error"), "revised": look.colour("page", "primary"),
               "missing": look.colour("page", "axis")}
    figure.add_trace(go.Scatter(
        x=frame["unit"].map(place), y=frame["year"], mode="markers",
        customdata=[[unit, int(year), words[state], label] for unit, year, state, label in zip(
            frame["unit"], frame["year"], frame["state"], frame["label"], strict=True)],
        marker={"symbol": [_MARKS[state] for state in frame["state"]], "color": [colours[state] for state in frame["state"]],
                "size": [size if state in ("missing", "sound") else size * .55 for state in frame["state"]],
                "line": {"width": [2.4 if state in ("error", "doubt") else 1.2 for state in frame["state"]],
                         "color": [colours[state] for state in frame["state"]]}},
        hovertemplate="%{customdata[3]}　%{y}　%{customdata[2]}<extra></extra>"))
    letters = max(min(len(label), _LONGEST) for label in units.values()) if look.language == "zh" else 8
    figure.layout = layout(look, 40 + 24 * len(years) + 14 * letters)
    for form in catalog.forms().values():
        if min(years) < form.first_year <= max(years):
            figure.add_hline(y=form.first_year - .5, line={"dash": "dot", "width": 1.2, "color": look.colour("page", "axis")})
    upright = look.language == "zh"
    names = ["<br>".join(label[:_LONGEST]) if upright
             else label if len(label) < 17 else label[:15] + "…" for label in units.values()]
    figure.update_xaxes(tickmode="array", tickvals=list(place.values()), ticktext=names, tickangle=0 if upright else -90,
                        range=[-.7, across - .3], showline=False, tickfont={"size": 11, "color": look.colour("page", "muted")})
    figure.update_yaxes(range=[max(years) + .6, min(years) - .6], tickmode="array", tickvals=years,
                        ticktext=[str(year) for year in years], showgrid=False)
    figure.update_layout(margin={"l": 8, "r": 8, "t": 6, "b": 6})
    return figure
