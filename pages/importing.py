"""Importing: drop the documents, see what was read, put it right, store it, take it back."""

import streamlit as st

from gxstats import intake, pipeline
from gxstats.showing import beginning, hand_entry, importing, importing_one, ui

page = ui.page()
say = page.say
door = importing.Door(intake.read_in, intake.store, pipeline.refresh, intake.picture)
items = importing.inbox(page)
now = importing.states(page, items)
coverage = ui.header(page, say("Import: {count} files in this batch", count=len(items)))
with st.container(horizontal=True):
    view = importing.view(page)
if view == "typing":
    hand_entry.typing(page, pipeline.check_typed, door.build)
elif view == "log":
    importing.log(page, door.build)
else:
    st.caption(importing.summary(page, items, now))
    importing.stored(page)
    beginning.strangers(page, items, door.build)
    left, right = st.columns([1, 2], gap="small")
    with left, st.container(border=True):
        st.markdown(f"#### {say('Files')}")
        chosen = importing.listed(page, items, now)
        if beginning.own_data(page, door.build):
            importing.take_in(page, door)
        if items:
            importing.actions(page, items, now, door)
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
                with st.container(horizontal=True):
                    ready = [item] if importing.confirmable(state) else []
                    importing.store(page, ready, door, say("Store this report"), "store_one")
                    importing_one.looked(page, item, state)
                importing_one.read(page, item, door)
ui.footer(page, coverage)
