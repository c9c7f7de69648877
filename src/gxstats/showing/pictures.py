"""Small pictures inside tables: an interval on a scale that all rows share, as an SVG data address."""

from __future__ import annotations

from urllib.parse import quote

from gxstats.measuring.comparing import RANKED, Spread
from gxstats.showing.look import Look

WIDTH, HEIGHT = 126, 22  # 8 px narrower and 4 px lower than the cell
BLANK = "data:image/svg+xml;utf8," + quote(f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}'/>")


def interval(value: float, low: float, high: float, state: str, top: float, spread: Spread, look: Look) -> str:
    """Where a value lies with its interval between 0 and `top`: the middle half of the group as a pale band, its median as a line.
    A unit without a rank is hollow, dashed and grey, never in a colour."""
    def x(share: float) -> float:
        return 4 + min(share / top, 1.0) * (WIDTH - 8)

    middle = HEIGHT / 2
    parts = []
    if spread.count:
        parts.append(f"<rect x='{x(spread.lower):.1f}' y='0' width='{max(x(spread.upper) - x(spread.lower), 1):.1f}' "
                     f"height='{HEIGHT}' fill='{look.colour('page', 'hairline')}' fill-opacity='.5'/>")
        parts.append(f"<line x1='{x(spread.median):.1f}' x2='{x(spread.median):.1f}' y1='0' y2='{HEIGHT}' "
                     f"stroke='{look.colour('page', 'muted')}' stroke-width='1'/>")
    if value == value:
        ranked = state == RANKED
        colour = look.colour("page", "primary" if ranked else "axis")
        dash = "" if ranked else " stroke-dasharray='2,2'"
        if low == low:
            parts.append(f"<line x1='{x(low):.1f}' x2='{x(high):.1f}' y1='{middle}' y2='{middle}' stroke='{colour}' "
                         f"stroke-width='2'{dash}/>")
        fill = colour if ranked else look.colour("page", "background")
        parts.append(f"<circle cx='{x(value):.1f}' cy='{middle}' r='4' fill='{fill}' stroke='{colour}' stroke-width='1.4'/>")
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{HEIGHT}'>{''.join(parts)}</svg>"
    return "data:image/svg+xml;utf8," + quote(svg)


def scale(highest: float) -> float:
    """The end of the scale all rows share: the first round share above the highest value."""
    return next((top for top in (.05, .1, .2, .3, .5, .75, 1.0) if highest <= top), highest)
