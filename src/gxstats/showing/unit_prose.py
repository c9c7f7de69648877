"""The prose of a report against that of another year of the same unit, and passages it shares with others. Text only."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.checking.similarity import sentences
from gxstats.measuring import portrait, prose, queries
from gxstats.measuring.findings import told
from gxstats.measuring.prose import CHANGES
from gxstats.showing import quality_one, tables
from gxstats.showing.address import Address
from gxstats.showing.ui import Context
from gxstats.showing.unit_years import of_years


def show(page: Context, reports: pd.DataFrame, report: pd.Series[Any], name: str) -> None:
    """Section by section: kept, put otherwise, added, removed; then what the check of copied text found."""
    say, address = page.say, Address.current()
    year, found = int(report["year"]), of_years(page, reports)
    others = {str(y): str(y) for y in sorted(found, reverse=True) if y != year}
    if not others:
        st.text(say("There is no report of another year to compare its prose with."))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=130):
            start = str(year - 1) if str(year - 1) in others else next(iter(others))
            other = int(address.select("beside", others, start, say("Against")))
        only = address.toggle("changes", say("only what changed"))
    older, newer = (report, found[other]) if year < other else (found[other], report)
    before, after = (_sections(page, line) for line in (older, newer))
    if not before or not after:
        st.text(say("The prose of one of the two reports is not at hand."))
    for code, (heading, text) in after.items():
        passages = prose.compare(before.get(code, ("", {}))[1], text)
        if passages:
            _section(page, heading, passages, only, (int(older["year"]), int(newer["year"])))
    for code, (heading, text) in before.items():
        if code not in after and text:
            _section(page, heading, prose.compare(text, {}), only, (int(older["year"]), int(newer["year"])))
    _shared(page, report, name)


def _section(page: Context, heading: str, passages: list[prose.Passage], only: bool, years: tuple[int, int]) -> None:
    say = page.say
    share = prose.shares(passages)
    with st.container(border=True):
        st.text(heading)
        st.caption(" · ".join(say("{word} {share}", word=catalog.word("prose", change, page.language), share=f"{share[change]:.0%}")
                              for change in CHANGES))
        shown = [p for p in passages if not only or p.change != "kept" or not p.same_figures]
        if shown:
            st.html(tables.prose_html(shown, (str(years[0]), str(years[1])), page.language))
        else:
            st.text(say("Nothing of this section has changed."))


def _sections(page: Context, report: pd.Series[Any]) -> dict[str, tuple[str, dict[str, str]]]:
    """code -> heading and sentences (masked -> as printed)."""
    names = portrait.names(page.ask, str(report["unit"]), int(report["year"]))
    rules = catalog.checks()["copied_text"].parameters
    return {str(line["code"]): (str(line["heading"] or ""), sentences(str(line["text"]), names, rules))
            for line in portrait.sections(page.ask, int(report["report_id"])).to_dict("records")}


def _shared(page: Context, report: pd.Series[Any], name: str) -> None:
    """What the check of copied text found on this report, passages side by side."""
    found = queries.findings_of(page.ask, int(report["report_id"]))
    found = found[(found["check_code"] == "copied_text") & (found["status"] == "fail")]
    with st.container(border=True):
        st.markdown(f"#### {page.say('Passages shared with other reports, {year}', year=int(report['year']))}")
        if found.empty:
            st.text(page.say("The check of copied text found nothing on this report."))
        for _, finding in found.iterrows():
            st.text(told(finding, page.language))
            quality_one.passages(page, finding, name)
