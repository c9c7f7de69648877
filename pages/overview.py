"""Overview: what happened, is it getting better or worse, where must I look."""

import streamlit as st

from gxstats.showing import briefing, charts, overview, since, ui

page = ui.page()
say, look, years, span, last = page.say, page.look, page.years, page.span, page.filter.last
coverage = ui.header(page, say("{area}: requests, outcomes and disputes, {year}", area=page.area, year=last),
                     takes=briefing.button)
if ui.nothing(page, coverage):
    st.stop()
ui.figures(page.keep("tiles", lambda: overview.tiles(page)))
sums = overview.sums(page)
notes = ui.notes_by_year(coverage, years)
left, right = st.columns([2.2, 1], gap="small")
with left:
    one, two = st.columns(2, gap="small")
    with one, ui.card(page, "received", say("Requests received {span}", span=span), overview.received_note(page),
                      overview.received_table(page, sums), overview.RECEIVED) as drawn:
        if drawn:
            ui.chart(page, overview.received_chart(page, sums, coverage), "received",
                     say("Requests received by year, {span}", span=span))
    with two, ui.card(page, "mix", say("Outcomes {span}", span=span), say("share of all handled"),
                      overview.mix_table(page, sums), overview.MIX) as drawn:
        if drawn:
            ui.chart(page, lambda: charts.stack(years, overview.outcome_series(page, sums), look, notes, share=True), "mix",
                     say("Share of each outcome by year, {span}", span=span))
    three, four = st.columns(2, gap="small")
    moved = overview.movers(page)
    with three, ui.card(page, "movers", say("Who moved the total {before}–{year}", year=last, before=last - 1),
                        say("the bars add up to the whole change"), overview.movers_table(page, moved)) as drawn:
        if drawn and len(moved):
            ui.chart(page, lambda: charts.changes(list(moved["label"]), list(moved["change"]), look, keys=list(moved["unit"]),
                                                  rest=list(moved["rest"])), "movers",
                     say("Change of requests by unit"), unit_at=0, year=last, cell=overview.RECEIVED.cell)
        elif drawn:
            st.text(say("There is no year before to compare with."))
    chart, table = overview.corrected(page)
    with four, ui.card(page, "corrected", say("Reviews corrected {span}", span=span),
                       say("corrected / decided; band: 95 % interval"), table, overview.CORRECTED) as drawn:
        if drawn:
            ui.chart(page, chart, "corrected", say("Share of reviews corrected by year, {span}", span=span))
with right, st.container(border=True, height="stretch"):
    st.markdown(f"#### {say('Worth a look')}")
    overview.attention(page, ui.missing_by_year(page, coverage))
since.card(page)
ui.footer(page, coverage)
