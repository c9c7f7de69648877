"""Data quality: which reports are in, what is wrong with them, and what people decided about it."""

import streamlit as st

from gxstats.showing import quality, ui

page = ui.page()
say, chosen = page.say, page.filter
coverage = ui.header(page, say("Reports in and what is wrong with them, {first}–{last}", first=chosen.first, last=chosen.last))
frame = page.keep("calendar", lambda: quality.calendar(page))
if frame.empty:
    ui.state(":material/filter_alt_off:", say("No report fits this choice. Widen kind, scope or years on the left."))
    st.stop()
left, right = st.columns([1.2, 2], gap="small")
with left:
    with ui.card(page, "calendar", say("Coverage calendar"), quality.legend(page, frame),
                 page.keep("calendar_table", lambda: quality.calendar_table(page, frame))) as drawn:
        if drawn:
            ui.chart(page, lambda: quality.calendar_chart(page, frame), "calendar",
                     say("State of each report by unit and year"), 0, 1)
    with st.container(border=True):
        st.markdown(f"#### {say('Not in yet')}")
        st.caption(say("copy the list to remind them"))
        quality.reminder(page, frame)
with right:
    with st.container(border=True):
        st.markdown(f"#### {say('Findings')}")
        with st.container(horizontal=True):
            found, standing, year = quality.choose(page)
        finding = quality.listed(page, found, standing)
    if finding is not None:
        with st.container(border=True):
            quality.opened(page, finding)
            quality.verdict(page, finding)
with left, st.container(border=True):
    st.markdown(f"#### {say('Correction letters {year}', year=year)}")
    st.caption(say("from the findings that nobody has dismissed"))
    quality.correction_letters(page, year)
ui.footer(page, coverage)
