"""The picture of a card: PNG or SVG made by the reader's browser, with title, caption and where the numbers come from."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import streamlit as st

from gxstats.exporting.choice import standing
from gxstats.measuring import queries

if TYPE_CHECKING:
    from gxstats.showing.ui import Context

_HTML = "<span class='gx-camera'><button data-kind='png'>PNG</button><button data-kind='svg'>SVG</button></span>"


@cache
def _script() -> str:
    return (files("gxstats.showing") / "camera.js").read_text(encoding="utf-8")


def camera(context: Context, key: str, title: str, caption: str) -> None:
    """Two small buttons in the lower corner of the card; they work on the chart as it is drawn, without a word to the server."""
    coverage = context.keep("coverage", lambda: queries.coverage(context.ask, context.filter))
    mount = st.components.v2.component("gxstats_camera", html=_HTML, js=_script(), isolate_styles=False)
    mount(key=f"camera_{key}", width="stretch", height="content", data={
        "title": title, "caption": caption, "help": context.say("Save this chart as a picture"),
        "footer": " · ".join(standing(context.about, context.filter, coverage, context.language))})
