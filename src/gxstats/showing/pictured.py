"""The charts of any page without a browser: the page itself runs, and what it draws is caught. Used by `gxstats export chart`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.exporting import fonts
from gxstats.showing.cards import unplain

_OVER, _UNDER = 74, 44  # pixels for title and caption, and for where the numbers come from


@dataclass(frozen=True)
class Picture:
    """A chart as the page draws it: `figure` is plotly's plain form."""

    key: str
    title: str
    caption: str
    figure: dict[str, Any]


def charts(app: Path, page: str, data: Path, address: Mapping[str, str]) -> list[Picture]:
    """Every chart of a page of the program `app` at an address, over one data directory, in the order of the page."""
    from streamlit.logger import set_log_level
    from streamlit.testing.v1 import AppTest
    set_log_level("CRITICAL")  # it warns that no browser is there
    if page not in {about["code"] for about in catalog.pages()} or not (app.parent / "pages" / f"{page}.py").exists():
        raise GxstatsError("{value} is no page; pages are {pages}", value=page, pages=", ".join(
            about["code"] for about in catalog.pages() if (app.parent / "pages" / f"{about['code']}.py").exists()))
    before = os.environ.get("GXSTATS_DATA")
    os.environ["GXSTATS_DATA"] = str(data)
    try:
        test = AppTest.from_file(str(app), default_timeout=600)
        for name, value in address.items():
            test.query_params[name] = value
        test.run()
        if page != next(about["code"] for about in catalog.pages() if about.get("default")):
            for name, value in address.items():
                test.query_params[name] = value
            test.switch_page(f"pages/{page}.py").run()
    finally:
        os.environ.pop("GXSTATS_DATA") if before is None else os.environ.update(GXSTATS_DATA=before)
    if test.exception:
        raise RuntimeError(f"the page {page} failed: {test.exception[0].value}")
    found, title, caption = [], "", ""
    item: Any
    for item in test.main:
        if item.type == "markdown" and item.value.startswith("#### "):
            title, caption = unplain(item.value.removeprefix("#### ")), ""
        elif item.type == "caption" and title and not caption:
            caption = unplain(item.value)
        elif item.type == "plotly_chart":
            key = re.sub(r"^\$\$ID-[0-9a-f]+-", "", item.proto.id).removeprefix("chart_")
            found.append(Picture(key, title, caption, json.loads(item.proto.spec)))
    return found


def drawn(picture: Picture, kind: str, width: int, standing: str) -> bytes:
    """A chart as PNG or SVG with its title, caption and where the numbers come from, through the extra `png` and a Chromium.
    GxstatsError says what this machine lacks."""
    if find_spec("kaleido") is None:
        raise GxstatsError("pictures need the extra png: pip install gxstats[png]; the page itself saves them without it")
    family = fonts.chinese()
    import kaleido
    figure = _titled(picture, family, standing)
    height = figure["layout"]["height"]
    try:
        made: bytes = kaleido.calc_fig_sync(figure, opts={"format": kind, "width": width, "height": height, "scale": 2},
                                            kopts={"mathjax": False})
    except Exception as error:
        if type(error).__name__ != "ChromeNotFoundError":
            raise
        raise GxstatsError("pictures need a Chromium or Chrome on this machine; the page itself saves them without it") from error
    return made


def _titled(picture: Picture, family: str, standing: str) -> dict[str, Any]:
    layout = dict(picture.figure["layout"])
    margin, muted = dict(layout.get("margin", {})), catalog.colour("page", "muted")
    margin.update(t=margin.get("t", 24) + _OVER, b=margin.get("b", 34) + _UNDER)
    layout.update(
        height=int(layout.get("height", 300)) + _OVER + _UNDER, margin=margin,
        paper_bgcolor=catalog.colour("page", "background"), font={**layout.get("font", {}), "family": f"{family}, sans-serif"},
        title={"text": picture.title, "x": 0.01, "xanchor": "left", "y": 0.98, "yanchor": "top", "yref": "container",
               "font": {"size": 16}, "subtitle": {"text": picture.caption, "font": {"size": 12, "color": muted}}})
    layout["annotations"] = [*layout.get("annotations", []), {
        "text": standing, "xref": "paper", "yref": "paper", "x": 0, "y": 0, "xanchor": "left", "yanchor": "bottom",
        "yshift": 4 - margin["b"], "showarrow": False, "font": {"size": 10, "color": muted}}]
    return {"data": picture.figure["data"], "layout": layout}
