"""Disputes: reviews and lawsuits, how they ended, and which units stand out."""

import streamlit as st

from gxstats.showing import disputes, marking, ui

page = ui.page()
say, years, span, last = page.say, page.years, page.span, page.filter.last
coverage = ui.header(page, say("{area}: reviews and lawsuits, {span}", area=page.area, span=span))
if ui.nothing(page, coverage):
    st.stop()
notes = ui.notes_by_year(coverage, years)
with st.container(horizontal=True):
    base, pool = disputes.choose(page)
sums = disputes.by_year(page)
for column, (route, name) in zip(st.columns(3, gap="small"), disputes.routes(page).items(), strict=True):
    with column, ui.card(page, route, f"{name} {span}", say("cases by result; over the bar: all, corrected in red"),
                         disputes.route_table(page, sums, route), disputes.behind(route)) as drawn:
        if drawn:
            ui.chart(page, disputes.route_chart(page, sums, route, notes), route,
                     say("{route}: cases by result and year", route=name))
            marking.below(page, disputes.behind(route).codes)
for column, code in zip(st.columns(2, gap="small"), disputes.RATES, strict=True):
    chart, table = disputes.rate(page, code, base)
    with column, ui.card(page, code, f"{disputes.title(page, code)} {span}", disputes.note(page, code, base), table,
                         disputes.Drill(indicator=code, variant=base)) as drawn:
        if drawn:
            ui.chart(page, chart, code, disputes.title(page, code))
left, right = st.columns(2, gap="small")
chart, table = disputes.hundred_by_year(page)
with left, ui.card(page, "hundred_years", say("Disputes per 100 requests {span}", span=span),
                   say("reviews and direct lawsuits, of requests received"), table, disputes.HUNDRED) as drawn:
    if drawn:
        ui.chart(page, chart, "hundred_years", say("Disputes per 100 requests by year"))
with right, ui.card(page, "pending", say("Not yet decided at the end of the year {span}", span=span),
                    say("cases carried into the next year, by route"), disputes.pending_table(page, sums),
                    disputes.PENDING) as drawn:
    if drawn:
        ui.chart(page, disputes.pending_chart(page, sums, notes), "pending", say("Cases pending at the end of each year by route"))
first = disputes.since(page, pool)
over = str(last) if first == last else say("{first}–{last}", first=first, last=last)
points, pooled, left_out = page.keep("points", lambda: disputes.funnel(page, first, base))
with ui.card(page, "funnel", say("Which units stand out: reviews corrected, {span} together", span=over),
             say("outside the outer line only 2 in 1000 would lie by chance; {count} units under {least} decided reviews "
                 "are not drawn", count=left_out, least=disputes.LEAST), disputes.funnel_table(page, points, pooled)) as drawn:
    if drawn and len(points):
        ui.chart(page, disputes.funnel_chart(page, points, pooled), "funnel",
                 say("Share of reviews corrected by unit against number of reviews"), 0, year=last,
                 cell="disputes/reconsideration/corrected")
    elif drawn:
        st.text(say("No unit has enough decided reviews in these years."))
hundred = page.keep("per_hundred", lambda: disputes.per_hundred(page, first))
with ui.card(page, "hundred", say("Disputes per 100 requests by unit, {span} together", span=over),
             say("reviews and direct lawsuits; units with at least {least} requests", least=disputes.LEAST_REQUESTS),
             disputes.hundred_table(page, hundred)) as drawn:
    if drawn and len(hundred):
        ui.chart(page, disputes.hundred_chart(page, hundred), "hundred", say("Disputes per 100 requests by unit"), 0, year=last,
                 cell="disputes/reconsideration/total")
    elif drawn:
        st.text(say("No unit has enough requests in these years."))
ui.footer(page, coverage)
