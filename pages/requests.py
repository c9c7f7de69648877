"""Requests: who asked, how many, which unit, and what drove the change."""

import streamlit as st

from gxstats.showing import charts, requests, ui

page = ui.page()
say, look, chosen = page.say, page.look, page.filter
area = page.about["label_zh" if page.language == "zh" else "label_en"]
years = list(range(chosen.first, chosen.last + 1))
span = say("{first}–{last}", first=chosen.first, last=chosen.last)
coverage = ui.header(page, say("{area}: requests received, {span}", area=area, span=span))
notes = ui.notes_by_year(coverage, years)
if not len(coverage) or not coverage["have"].sum():
    ui.state(":material/filter_alt_off:", say("No report fits this choice. Widen kind, scope or years on the left."))
    st.stop()
frame = requests.by_kind(page)
person, *organisations = requests.series(page, frame)
table = requests.kind_table(page, frame)
left, right = st.columns(2, gap="small")
with left, ui.card(page, "persons", say("Natural persons {span}", span=span), say("cases; units with data below the year"),
                   table) as drawn:
    if drawn:
        ui.chart(page, lambda: charts.bars(years, person.values, look, notes, 240), "persons",
                 say("Requests by natural persons, by year"))
with right, ui.card(page, "organisations", say("Organisations {span}", span=span), say("cases, five kinds"), table) as drawn:
    if drawn:
        ui.chart(page, lambda: charts.stack(years, organisations, look, notes, height=240), "organisations",
                 say("Requests by five kinds of organisation, by year"))
steps = page.keep("steps", lambda: requests.decomposition(page))
with ui.card(page, "drove", say("What drove the change: {before} to {after}", before=chosen.last - 1, after=chosen.last),
             say("largest contributions by unit and kind of applicant; all steps add up exactly; * data in one year only"),
             requests.step_table(page, steps), True) as drawn:
    if drawn and len(steps) > 2:
        ui.chart(page, lambda: charts.waterfall(list(steps["label"]), list(steps["value"]), list(steps["total"]), look, 280),
                 "drove",
                 say("Steps from last year's total to this year's"))
    elif drawn:
        st.text(say("There is no year before to compare with."))
units = page.keep("units", lambda: requests.by_unit(page))
with ui.card(page, "map", say("Requests by unit and year"), requests.map_note(page, len(units["unit"])),
             requests.unit_table(page, units), True) as drawn:
    if drawn:
        ui.chart(page, lambda: charts.squares(units["label"], years, units["values"], look, units["unit"],
                                60 + 28 * len(units["label"])), "map", say("Requests by unit and year"), 0, 1)
ui.footer(page, coverage)
