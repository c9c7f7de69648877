"""The register of units: tree, names over time, what happened to whom, who must report when, workbook, log."""

import streamlit as st

from gxstats import pipeline
from gxstats.showing import register, register_lists, ui
from gxstats.storing import register as kept

page = ui.page()
say = page.say
now = kept.of(page.data)
coverage = ui.header(page, say("Register of units: {count} units", count=len(now.codes())))
with st.container(horizontal=True):
    view = register.view(page)
if view == "duties":
    with st.container(border=True):
        register_lists.duties(page)
    with st.container(border=True):
        register_lists.due_dates(page, now, pipeline.build)
elif view == "workbook":
    with st.container(border=True):
        register_lists.sheets(page, now, pipeline.build)
elif view == "log":
    register.log(page)
else:
    register.faults(page, now)
    left, right = st.columns([1, 1.3], gap="small")
    with left, st.container(border=True):
        if now.units:
            register.tree(page, now)
        else:
            st.text(say("The register is empty. Add the first unit here, or bring a workbook under “Workbook”."))
        with st.expander(say("Add a unit"), expanded=not now.units):
            register.add(page, now, pipeline.build)
        register.unknown(page, now, pipeline.build)
    if now.units:
        with right, st.container(border=True):
            register.one(page, now, pipeline.build)
ui.footer(page, coverage)
