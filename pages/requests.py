"""Requests: who asked, how many, which unit, and what drove the change."""

import streamlit as st

from gxstats.showing import charts_parts, marking, requests, ui

page = ui.page()
say, look, years, span, last = page.say, page.look, page.years, page.span, page.filter.last
coverage = ui.header(page, say("{area}: requests received, {span}", area=page.area, span=span))
if ui.nothing(page, coverage):
    st.stop()
notes = ui.notes_by_year(coverage, years)
share = requests.shares(page)
frame = requests.by_kind(page)
left, right = st.columns(2, gap="small")
chart, table = requests.persons(page, frame, notes, share)
with left, ui.card(page, "persons", say("Natural persons {span}", span=span),
                   say("share of all requests") if share else say("below: units with data"), table,
                   requests.SHARE if share else requests.PERSONS) as drawn:
    if drawn:
        ui.chart(page, chart, "persons", say("Requests by natural persons, by year"))
        marking.below(page, requests.PERSONS.codes)
with right, ui.card(page, "organisations", say("Organisations {span}", span=span),
                    say("share of all organisations") if share else say("cases, five kinds"), requests.kind_table(page, frame),
                    requests.ORGANISATIONS) as drawn:
    if drawn:
        ui.chart(page, requests.organisations(page, frame, notes, share), "organisations",
                 say("Requests by five kinds of organisation, by year"))
steps = page.keep("steps", lambda: requests.decomposition(page))
with ui.card(page, "drove", say("What drove the change: {before} to {after}", before=last - 1, after=last),
             say("largest contributions by unit and kind of applicant; all steps add up exactly; * data in one year only"),
             requests.step_table(page, steps)) as drawn:
    if drawn and len(steps) > 2:
        ui.chart(page, requests.steps_chart(page, steps), "drove", say("Steps from last year's total to this year's"), 0, year=last,
                 cell=1)
    elif drawn:
        st.text(say("There is no year before to compare with."))
units = page.keep("units", lambda: requests.by_unit(page))
large = requests.largest(units)
with ui.card(page, "small", say("Units over the years {span}", span=span),
             say("the {count} units with most requests, all on one scale; a bar opens the report", count=len(large["unit"])),
             requests.unit_table(page, large)) as drawn:
    if drawn:
        ui.chart(page, lambda: charts_parts.multiples(large["label"], large["unit"], years, large["values"], look,
                                                      cell=requests.RECEIVED), "small",
                 say("Requests of the largest units by year"), 0, 1, cell=2)
with ui.card(page, "map", say("Requests by unit and year"), requests.map_note(page, len(units["unit"])),
             requests.unit_table(page, units)) as drawn:
    if drawn:
        ui.chart(page, lambda: charts_parts.squares(units["label"], years, units["values"], look, units["unit"],
                                                    60 + 28 * len(units["label"])), "map", say("Requests by unit and year"), 0, 1,
                 cell=requests.RECEIVED)
ui.footer(page, coverage)
