"""Disputes: reviews and lawsuits, how they ended, and which units stand out."""

from functools import partial

import streamlit as st

from gxstats.showing import charts, charts_units, disputes, overview, ui

page = ui.page()
say, look, chosen = page.say, page.look, page.filter
area = page.about["label_zh" if page.language == "zh" else "label_en"]
years = list(range(chosen.first, chosen.last + 1))
span = say("{first}–{last}", first=chosen.first, last=chosen.last)
coverage = ui.header(page, say("{area}: reviews and lawsuits, {span}", area=area, span=span))
notes = ui.notes_by_year(coverage, years)
if not len(coverage) or not coverage["have"].sum():
    ui.state(":material/filter_alt_off:", say("No report fits this choice. Widen kind, scope or years on the left."))
    st.stop()
sums = disputes.by_year(page)
for column, (route, name) in zip(st.columns(3, gap="small"), disputes.routes(page).items(), strict=True):
    with column, ui.card(page, route, f"{name} {span}", say("cases by result"), disputes.route_table(page, sums, route)) as drawn:
        if drawn:
            ui.chart(page, partial(charts.stack, years, disputes.series(page, sums, route), look, notes, height=230), route,
                     say("{route}: cases by result and year", route=name))
with st.container(horizontal=True):
    variant = disputes.variant(page)
left, right = st.columns(2, gap="small")
for column, (code, colour) in zip((left, right), disputes.RATES.items(), strict=True):
    rates, line = page.keep(code, partial(disputes.rate, page, code, variant, colour))
    with column, ui.card(page, code, f"{disputes.title(page, code)} {span}", disputes.note(page, code, variant),
                         overview.rows_for_table(rates, {"year": say("year"), "value": say("rate"), "n": "n", "of": "N"},
                                                 ("value",))) as drawn:
        if drawn:
            below = [f"{r['n']:.0f}/{r['of']:.0f}" if r["of"] == r["of"] else "" for _, r in rates.iterrows()]
            ui.chart(page, partial(charts.lines, years, [line], look, below, True, (rates["low"], rates["high"]), 220), code,
                     disputes.title(page, code))
points, pooled, left_out = page.keep("points", lambda: disputes.funnel(page))
with ui.card(page, "funnel", say("Which units stand out: reviews corrected, {span} together", span=span),
             say("outside the outer line only 2 in 1000 would lie by chance; {count} units under {least} decided reviews "
                 "are not drawn", count=left_out, least=disputes.LEAST), disputes.funnel_table(page, points), True) as drawn:
    if drawn and len(points):
        ui.chart(page, lambda: charts_units.funnel(list(points["of"]), list(points["value"]), list(points["label"]), 
                               list(points["unit"]), pooled, look, 300), "funnel",
                 say("Share of reviews corrected by unit against number of reviews"), 0,
                 year=chosen.last)
    elif drawn:
        st.text(say("No unit has enough decided reviews in these years."))
hundred = page.keep("per_hundred", lambda: disputes.per_hundred(page))
with ui.card(page, "hundred", say("Disputes per 100 requests by unit, {span} together", span=span),
             say("reviews and direct lawsuits; units with at least {least} requests", least=disputes.LEAST_REQUESTS),
             disputes.hundred_table(page, hundred), True) as drawn:
    if drawn and len(hundred):
        ui.chart(page, lambda: charts_units.ranked(list(hundred["label"]), list(hundred["value"]), 
                 list(hundred["text"]), list(hundred["unit"]), look), "hundred",
                 say("Disputes per 100 requests by unit"), 0, year=chosen.last)
    elif drawn:
        st.text(say("No unit has enough requests in these years."))
ui.footer(page, coverage)
