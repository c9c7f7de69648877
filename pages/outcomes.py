"""Outcomes: how requests were answered, why they were not, and what went in and came out."""

import streamlit as st

from gxstats.showing import charts, outcomes, overview, ui

page = ui.page()
say, look, years, span, last = page.say, page.look, page.years, page.span, page.filter.last
coverage = ui.header(page, say("{area}: how requests were answered, {span}", area=page.area, span=span))
if ui.nothing(page, coverage):
    st.stop()
with st.container(horizontal=True):
    picked, unit = outcomes.pick(page)
notes, sums = ui.notes_by_year(coverage, years), overview.sums(page)
left, right = st.columns(2, gap="small")
with left, ui.card(page, "share", say("Outcomes as shares {span}", span=span), say("share of all handled"),
                   overview.mix_table(page, sums), overview.MIX) as drawn:
    if drawn:
        ui.chart(page, lambda: charts.stack(years, overview.outcome_series(page, sums), look, notes, True, 280), "share",
                 say("Share of each outcome by year, {span}", span=span))
leaves = page.keep("tree", lambda: outcomes.tree(page))
with right, ui.card(page, "tree", say("Outcomes and their reasons {year}", year=last),
                    say("cases; a click makes a part large, another goes back"), outcomes.tree_table(page, leaves)) as drawn:
    if drawn and len(leaves):
        ui.chart(page, outcomes.tree_chart(page, leaves), "tree", say("Outcomes and their reasons as nested areas"))
    elif drawn:
        st.text(say("No unit prints every outcome for {year}.", year=last))
rates, spread = page.keep("over_time", lambda: outcomes.over_time(page, picked, unit))
with ui.card(page, "one", outcomes.title(page, picked, unit), outcomes.over_time_note(page, unit, spread),
             outcomes.over_time_table(page, rates, spread), outcomes.behind(picked)) as drawn:
    if drawn:
        ui.chart(page, outcomes.over_time_chart(page, picked, unit, rates, spread), "one", say("One outcome by year"))
flow, complete = page.keep("flow", lambda: outcomes.flow(page))
with ui.card(page, "flow", say("What came in and what went out {year}", year=last),
             say("received and carried in, less each outcome, leaves what is carried over; {count} of {reports} reports "
                 "print every part", count=complete, reports=ui.reports_in(coverage, last)),
             outcomes.flow_table(page, flow)) as drawn:
    if drawn and len(flow):
        ui.chart(page, outcomes.flow_chart(page, flow), "flow", say("From requests received to requests carried over"))
    elif drawn:
        st.text(say("No unit prints every outcome for {year}.", year=last))
ui.footer(page, coverage)
