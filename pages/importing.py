"""Importing: drop the documents, see what was read, put it right, store it, take it back."""

import streamlit as st

from gxstats import intake, pipeline
from gxstats.showing import hand_entry, importing, importing_one, ui

page = ui.page()
say = page.say
items = importing.inbox(page)
now = importing.states(page, items)
coverage = ui.header(page, say("Import: {count} files in this batch", count=len(items)))
with st.container(horizontal=True):
    view = importing.view(page)
if view == "typing":
    hand_entry.typing(page, pipeline.check_typed, pipeline.build)
elif view == "log":
    importing.log(page, pipeline.build)
else:
    st.caption(importing.summary(page, items, now))
    left, right = st.columns([1, 2], gap="small")
    with left, st.container(border=True):
        st.markdown(f"#### {say('Files')}")
        chosen = importing.listed(page, items, now)
        importing.take_in(page, intake.read_in)
        if items:
            importing.actions(page, items, now, pipeline.build)
    with right, st.container(border=True):
        if chosen is None:
            st.text(say("What was read of a file stands here, before anything is stored."))
        else:
            item = items[chosen]
            st.text(item.name)
            if item.report:
                importing_one.passport(page, item, now[chosen])
                importing_one.rival(page, item)
            state = importing.states(page, items)[chosen]
            st.text(importing.notice(page, item, state))
            if item.report:
                importing.store(page, items, [item] if importing.confirmable(state) else [], pipeline.build,
                                say("Store this report"), "store_one")
                importing_one.read(page, item)
ui.footer(page, coverage)
