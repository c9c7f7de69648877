"""How charts look: language, theme and colours, the shared layout, numbers as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gxstats import catalog
from gxstats.measuring import telling
from gxstats.measuring.telling import percent, rate

__all__ = ["FONT", "Look", "layout", "number", "percent", "rate"]
FONT = ("'Segoe UI', 'Microsoft YaHei UI', 'Microsoft YaHei', 'PingFang SC', 'Hiragino Sans GB', 'Noto Sans CJK SC', "
        "'Source Han Sans SC', 'Noto Sans SC', 'WenQuanYi Micro Hei', sans-serif")


@dataclass(frozen=True)
class Look:
    """How charts are drawn: language and theme."""

    language: str = "zh"
    dark: bool = False

    def colour(self, family: str, code: str) -> str:
        return catalog.colour(family, code, self.dark)

    def say(self, sentence: str, **values: Any) -> str:
        return catalog.say(sentence, self.language, **values)


def number(value: float | None, look: Look, unit: str = "") -> str:
    """A count as people read it in the reader's language (`telling.number`)."""
    return telling.number(value, look.language, unit)


def layout(look: Look, height: int, **more: Any) -> dict[str, Any]:
    """The layout every chart begins with: no frame, muted axes, transparent ground."""
    muted = look.colour("page", "muted")
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "linecolor": look.colour("page", "axis"),
            "tickfont": {"color": muted, "size": 12}, "automargin": True}
    return {
        "height": height, "margin": {"l": 8, "r": 12, "t": 24, "b": 34}, "showlegend": False,
        "font": {"family": FONT, "size": 12, "color": look.colour("page", "ink")},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "separators": ".,", "dragmode": False,
        "hoverlabel": {"bgcolor": look.colour("page", "background"), "bordercolor": look.colour("page", "hairline"),
                       "font": {"family": FONT, "color": look.colour("page", "ink")}},
        "xaxis": {**axis, "showline": True}, "yaxis": {**axis, "showgrid": True, "gridcolor": look.colour("page", "grid"),
                                                      "nticks": 4}, **more,
    }


INKS = ("#FFFFFF", "#0E1318")


def ink_on(fill: str) -> str:
    """The ink that is easier to read on a fill: white or nearly black (contrast as WCAG 2 has it)."""
    light = _light(fill)
    return max(INKS, key=lambda ink: (max(light, _light(ink)) + 0.05) / (min(light, _light(ink)) + 0.05))


def _light(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def towards(fill: str, ground: str, part: float) -> str:
    """`part` of a fill and the rest of its ground, both as #RRGGBB."""
    mixed = [round(part * int(fill[i:i + 2], 16) + (1 - part) * int(ground[i:i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{value:02X}" for value in mixed)


def folded(text: str, most: int) -> str:
    """A name on several lines of about `most` Latin letters, broken between words or, without any, between letters."""
    lines, line = [], ""
    solid = all(letter > "\u2e80" for letter in text)
    half = max(1, most // 2)
    words = [text[i:i + half] for i in range(0, len(text), half)] if solid else text.split(" ")
    joint = "" if solid else " "
    for word in words:
        if line and len(line) + len(joint) + len(word) > (half if solid else most):
            lines.append(line)
            line = word
        else:
            line += (joint if line else "") + word
    return "<br>".join([*lines, line])


def shorten(text: str, most: int) -> str:
    """A text of at most so many letters, cut between words (or Chinese letters), with a sign where it was cut."""
    if len(text) <= most:
        return text
    kept = text[:most]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept).rstrip(" ,\u3001\uff0c") + "…"


def wide(text: str) -> float:
    """About how wide a text is, in parts of its letter height."""
    return sum(1.0 if letter > "\u2e80" else 0.3 if letter in ",. " else 0.57 for letter in text)
