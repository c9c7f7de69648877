"""A cell of a stored report put right: what people decided about it, and a form to correct it or to take that back."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from gxstats.showing.importing import Build
from gxstats.showing.person import decide, known, person
from gxstats.showing.ui import Context
from gxstats.storing.corrections import AS_PRINTED, TYPED, amend, stands
from gxstats.storing.decisions import Decision, Decisions
from gxstats.storing.roles import Person


def past(page: Context, report: pd.Series[Any], path: str) -> list[Decision]:
    """The corrections of this cell, oldest first; those made on another document too."""
    subject = f"{_place(report)}/{path}"
    return [d for d in page.keep("corrections", lambda: Decisions(page.data.path).read("correction")) if d.subject == subject]


def _place(report: pd.Series[Any]) -> str:
    return f"{report['unit']}/{int(report['year'])}/{report['scope']}"


def correct(page: Context, report: pd.Series[Any], cell: pd.Series[Any], build: Build) -> None:
    """Who corrected the cell, when, why; and the form, for a document in force and whoever may."""
    say, path, sha256 = page.say, str(cell["code"]), str(report["sha256"])
    made = past(page, report, path)
    for one in made:
        told = say("correction taken back") if one.choice == AS_PRINTED else say(
            "{before} corrected to {text}", before=str(one.expects.get("text") or say("(blank)")),
            text=one.choice or say("(blank)"))
        other = "" if one.expects.get("sha256") == sha256 else say(" (in another document)")
        st.text(f"{one.when[:16].replace('T', ' ')} {one.who}: {told}{other}. {one.why}")
    if not report["current"] or report["file"] == TYPED or page.printing:
        return
    with st.expander(say("Correct this cell")):
        if "correction" not in known(page).may:
            person(page, "correction")
            return
        _form(page, report, cell, build, f"{sha256[:12]}_{path}",
              any(d.expects.get("sha256") == sha256 for d in made) and cell["origin"] == "corrected")


def _form(page: Context, report: pd.Series[Any], cell: pd.Series[Any], build: Build, key: str, standing: bool) -> None:
    say = page.say
    with st.form(f"correct_{key}", border=False):
        text = st.text_input(say("It should be"), key=f"new_{key}", placeholder=say("a number, / or blank"))
        why = st.text_input(say("Reason"), key=f"why_{key}", placeholder=say("reason, such as: misread in the scan"))
        who = person(page, "correction", key)
        with st.container(horizontal=True):
            given = st.form_submit_button(say("Correct"), type="primary")
            back = standing and st.form_submit_button(say("Take the correction back"))
    if not given and not back:
        return

    def write(decider: Person) -> None:
        amend(page.data.path, _place(report), str(report["sha256"]), str(cell["code"]), stands(cell),
              AS_PRINTED if back else text.strip(), why, decider)
        with st.spinner(say("Building the store")):
            build(page.data.path)

    if decide(page, who, write):
        st.rerun()
