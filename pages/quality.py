"""Data quality: which reports are in, what is wrong with them, and what people decided about it."""

import streamlit as st

from gxstats.showing import quality, quality_one, ui

page = ui.page()
say, chosen = page.say, page.filter
coverage = ui.header(page, say("Reports in and what is wrong with them, {first}–{last}", first=chosen.first, last=chosen.last))
frame = page.keep("calendar", lambda: quality.calendar(page))
if frame.empty:
    ui.state(":material/filter_alt_off:", say("No report fits this choice. Widen kind, scope or years on the left."))
    st.stop()
with ui.card(page, "calendar", say("Coverage calendar"), quality.legend(page, frame),
             page.keep("calendar_table", lambda: quality.calendar_table(page, frame))) as drawn:
    if drawn:
        ui.chart(page, lambda: quality.calendar_chart(page, frame), "calendar", say("State of each report by unit and year"),
                 0, 1, pick=lambda unit, year: quality.pick(page, frame, unit, year))
left, right = st.columns([1, 1.7], gap="small")
with left, st.container(border=True, height="stretch"):
    found, year = quality.choose(page)
    finding = quality.listed(page, found)
    if finding is not None:
        quality_one.verdict(page, finding)
with right, st.container(border=True, height="stretch"):
    if finding is not None:
        quality_one.opened(page, finding)
    else:
        st.text(say("Choose another year, severity or unit, or click a square of the calendar."))
left, right = st.columns([1, 1.7], gap="small")
with left, st.container(border=True, height="stretch"):
    st.markdown(f"#### {say('Correction letters {year}', year=year)}")
    st.caption(say("from the findings that nobody has dismissed"))
    quality.correction_letters(page, year, "" if finding is None else str(finding["unit"]))
with right, st.container(border=True, height="stretch"):
    st.markdown(f"#### {say('Not in yet')}")
    st.caption(say("copy the list to remind them"))
    quality.reminder(page, frame)
ui.footer(page, coverage)
