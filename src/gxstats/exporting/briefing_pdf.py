"""A briefing as PDF through the extra `pdf` (typst), with an embedded Chinese font."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from gxstats.errors import GxstatsError
from gxstats.exporting import fonts
from gxstats.exporting.appendix import appendix
from gxstats.exporting.briefing import Briefing, Chart, runs
from gxstats.exporting.briefing_html import HOW, LEFT_OUT
from gxstats.exporting.drawn import svg


def missing() -> GxstatsError | None:
    """What this machine lacks for a PDF: the extra or a Chinese font; None where nothing is missing."""
    if find_spec("typst") is None:
        return GxstatsError("PDF needs the extra pdf: pip install gxstats[pdf]; the Word file and the web page need nothing")
    try:
        fonts.chinese()
    except GxstatsError as error:
        return error
    return None


def pdf(briefing: Briefing) -> bytes:
    """The file; the same bytes for the same snapshot and choice. GxstatsError says what is missing: the extra or a font."""
    if lacking := missing():
        raise lacking
    import typst
    known = frozenset(typst.Fonts().families())
    source = (files("gxstats.exporting") / "briefing.typ").read_bytes()
    content = json.dumps(_content(briefing, fonts.chinese(known)), ensure_ascii=False)
    made: bytes = typst.compile(source, sys_inputs={"briefing": content})
    return made


def _content(briefing: Briefing, family: str) -> dict[str, Any]:
    say, made, language = briefing.choice.say, appendix(briefing), briefing.language

    def pieces(text: str) -> list[tuple[str, str]]:
        return list(runs(text))

    def chart(item: Chart) -> dict[str, Any]:
        return {"title": pieces(item.title), "caption": item.caption, "svg": svg(item, language, family)}

    return {
        "title": briefing.title, "language": language, "fonts": [family], "coverage": briefing.coverage,
        "invented": say("invented data") if briefing.invented else "", "standing": briefing.standing,
        "tiles": [{**{name: getattr(tile.headline, name) for name in ("label", "value", "unit", "change", "base")},
                   "mark": str(tile.number)} for tile in briefing.tiles],
        "parts": [{"title": part.title, "sentences": [pieces(text) for text in part.sentences],
                   "charts": [chart(item) for item in part.charts],
                   "lists": [{"title": item.title, "lines": [pieces(line) for line in item.lines]} for item in part.lists]}
                  for part in briefing.parts],
        "appendix": {
            "title": say("Appendix: the figures and where they stand"), "how": say(HOW),
            "heads": [say("No."), say("Figure"), say("Value"), say("Made of")], "figures": made.figures,
            "legend": "; ".join(" ".join(line) for line in made.legend), "cells_title": say("Reports and cells"),
            "left_out": say(LEFT_OUT, count=made.left_out) if made.left_out else "",
            "cells_heads": [say("report and sha256"), *(sign for sign, _, _ in made.legend)],
            "cells": [(f"{stem} {digest}", *numbers) for stem, digest, *numbers in made.reports]},
    }
