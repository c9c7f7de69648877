"""Importing: drop the documents, see what was read, put it right, store it, take it back."""

import streamlit as st

from gxstats import intake, pipeline
from gxstats.showing import beginning, hand_entry, importing, importing_one, ui
from gxstats.showing.person import person

page = ui.page()
say = page.say
door = importing.Door(intake.read_in, intake.store, pipeline.refresh, intake.picture, intake.read_as)
items = importing.inbox(page)
now = importing.states(page, items)
coverage = ui.header(page, say("Import: {count} files in this batch", count=len(items)))
with st.container(horizontal=True, vertical_alignment="center"):
    view = importing.view(page)
    acts = st.container(horizontal=True, width="content")
if view == "typing":
    hand_entry.typing(page, pipeline.check_typed, door.build)
elif view == "log":
    importing.log(page, door.build)
else:
    st.caption(importing.summary(page, items, now))
    importing.stored(page)
    beginning.strangers(page, items, door.build)
    left, right = st.columns([1, 2.2], gap="small")
    with left, st.container(border=True):
        st.markdown(f"#### {say('Files')}")
        place = importing.progress_line(page, items)
        chosen = importing.listed(page, items, now)
        if beginning.own_data(page, door.build):
            importing.take_in(page, door, place)
        if items:
            person(page, "import", "files")
    if items:
        with acts:
            importing.actions(page, items, now, door)
    with right, st.container(border=True):
        if chosen is None:
            st.text(say("What was read of a file stands here, before anything is stored."))
        else:
            importing_one.show(page, items, items[chosen], door)
ui.footer(page, coverage)
