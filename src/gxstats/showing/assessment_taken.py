"""Score sheets to take away: one unit's or all, as Word and as workbook, with the state of the sign-off on them."""

from __future__ import annotations

import streamlit as st

from gxstats.exporting import scored
from gxstats.exporting.assessed import workbook
from gxstats.measuring import signing
from gxstats.measuring.assessment import Result
from gxstats.showing.assessment import Chosen


def _state(chosen: Chosen) -> str:
    signed = signing.latest(chosen.page.data.path, chosen.scheme.name, chosen.year)
    return scored.state(signed, chosen.page.language)


def one(chosen: Chosen) -> None:
    """The sheet of the unit being looked at."""
    page, say = chosen.page, chosen.page.say
    unit = chosen.result.unit(chosen.unit)
    alone, name = Result(chosen.scheme, chosen.year, (unit,)), f"{scored.file_name(unit)}-{chosen.year}"
    with st.container(horizontal=True):
        st.download_button(say("Sheet (Word)"), lambda: scored.sheet(
            chosen.result, chosen.facts, unit, _state(chosen), page.language), f"{name}.docx", key="one_docx", on_click="ignore")
        st.download_button(say("Workbook"), lambda: workbook(alone, chosen.facts, page.language), f"{name}.xlsx", key="one_xlsx",
                           on_click="ignore")


def everyone(chosen: Chosen) -> None:
    """All sheets: one workbook, or a zip with a Word file for each unit."""
    page, say, name = chosen.page, chosen.page.say, f"{chosen.scheme.name}-{chosen.year}"
    with st.container(horizontal=True):
        st.download_button(say("Workbook"), lambda: workbook(chosen.result, chosen.facts, page.language), f"{name}.xlsx",
                           key="assessed_xlsx", on_click="ignore")
        st.download_button(say("All {count} sheets (Word, zip)", count=len(chosen.result.units)),
                           lambda: scored.sheets(chosen.result, chosen.facts, _state(chosen), page.language), f"{name}.zip",
                           key="assessed_zip", on_click="ignore")
