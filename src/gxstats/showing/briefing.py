"""The briefing on the choice in force as files to take away, made when the button is pressed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from gxstats import catalog
from gxstats.exporting import briefing_pdf
from gxstats.exporting.briefing import briefing, written_as
from gxstats.showing.ui import Context

_KINDS = {".docx": "Word", ".html": "Web page for printing", ".pptx": "Slides", ".pdf": "PDF",
          ".csv": "Figures with references (CSV)"}


def button(context: Context) -> None:
    """One button that opens the kinds of file. What cannot be made on this machine is a sentence that says what is missing."""
    say, chosen = context.say, context.filter

    def made(suffix: str) -> Callable[[], bytes]:
        return lambda: written_as(briefing(context.choice), suffix)

    with st.popover(say("Briefing"), icon=":material/article:", width="content"):
        st.caption(say("One to four pages on {year}, with an appendix that leads every figure back", year=chosen.last))
        for suffix, label in _KINDS.items():
            lacking = briefing_pdf.missing() if suffix == ".pdf" else None
            if lacking is not None:
                st.caption(catalog.say(lacking.sentence, context.language, **lacking.values))
                continue
            name = f"{context.data.path.name}-{chosen.last}{suffix}"
            st.download_button(say(label), made(suffix), name, key=f"briefing{suffix}", width="stretch", on_click="ignore")
