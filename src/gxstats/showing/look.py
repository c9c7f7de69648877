"""How charts look: language, theme and colours, the shared layout, numbers as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gxstats import catalog
from gxstats.measuring import telling
from gxstats.measuring.telling import percent

__all__ = ["FONT", "Look", "layout", "number", "percent"]
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
