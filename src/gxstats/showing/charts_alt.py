"""A chart in one sentence, for those who do not see it: its title and the numbers it draws."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from gxstats.showing.look import Look, number

_MOST = 72  # numbers told; a map of many units is told by its table


def spoken(figure: go.Figure, title: str, look: Look) -> str:
    """`title`: each drawn number with what it belongs to, named series first; missing ones are said to be."""
    parts, count = [], 0
    for trace in figure.data:
        if trace.hoverinfo == "skip" or getattr(trace, "y", None) is None or trace.x is None:
            continue
        across = getattr(trace, "orientation", None) == "h"
        names, values = (trace.y, trace.x) if across else (trace.x, trace.y)
        count += len(values)
        if count > _MOST or any(isinstance(value, str) for value in values):
            return look.say("{title}. The numbers are in the table.", title=title)
        texts = trace.text if trace.text is not None and not isinstance(trace.text, str) else [""] * len(values)
        told = [_told(name, value, text, look) for name, value, text in zip(names, values, texts, strict=True)]
        parts.append((f"{trace.name} " if trace.name else "") + look.say(", ").join(told))
    if not parts:
        return look.say("{title}. The numbers are in the table.", title=title)
    return look.say("{title}: {numbers}", title=title, numbers=look.say("; ").join(parts))


def _told(name: Any, value: Any, text: Any, look: Look) -> str:
    label = str(name).replace("<br>", " ")
    if value is None or value != value:
        return f"{label} {look.say('missing')}"
    if text:
        return f"{label} {str(text).replace('<br>', ' ')}"
    return f"{label} {value:.1%}" if isinstance(value, float) and 0 < abs(value) < 1 else f"{label} {number(float(value), look)}"
