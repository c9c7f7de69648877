"""Disclosure: normative documents made, repealed and in force; decisions; fees. Forms break visibly."""

import streamlit as st

from gxstats.showing import charts, disclosure, ui

page = ui.page()
say, look, chosen = page.say, page.look, page.filter
area = page.about["label_zh" if page.language == "zh" else "label_en"]
years = list(range(chosen.first, chosen.last + 1))
span = say("{first}–{last}", first=chosen.first, last=chosen.last)
coverage = ui.header(page, say("{area}: proactive disclosure, {span}", area=area, span=span))
notes = ui.notes_by_year(coverage, years)
if not len(coverage) or not coverage["have"].sum():
    ui.state(":material/filter_alt_off:", say("No report fits this choice. Widen kind, scope or years on the left."))
    st.stop()
sums = page.keep("disclosure", lambda: disclosure.by_year(page))
left, right = st.columns(2, gap="small")
with left, ui.card(page, "made", say("Normative documents made {span}", span=span), disclosure.near_note(page),
                   disclosure.made_table(page, sums)) as drawn:
    if drawn:
        ui.chart(page, lambda: charts.near(years, disclosure.made(page, sums), look, notes, 230), "made",
                 say("Normative documents made or issued, by year"))
steps = page.keep("stock", lambda: disclosure.stock(page))
with right, ui.card(page, "stock", say("Normative documents in force {year}", year=chosen.last),
                    say("stock last year, made, repealed; units that print all four"), 
            disclosure.stock_table(page, steps)) as drawn:
    if drawn and len(steps):
        ui.chart(page, lambda: charts.waterfall(list(steps["label"]), list(steps["value"]), list(steps["total"]), look, 230),
                 "stock", say("From last year's stock to this year's"))
    elif drawn:
        st.text(say("The stock can be followed from 2022 on, where both years are at hand."))
for column, code in zip(st.columns(3, gap="small"), disclosure.DECISIONS, strict=True):
    name = disclosure.label(page, code)
    with column, ui.card(page, code, f"{name} {span}", say("decisions, cases"),
                         disclosure.decision_table(page, sums, code)) as drawn:
        if drawn:
            ui.chart(page, disclosure.decision_bars(page, sums, code, years, notes), code,
                     say("{what}: decisions by year", what=name))
            disclosure.name_doubts(page, code)
with ui.card(page, "fee", say("Administrative fees {span} (10,000 yuan)", span=span), disclosure.fee_note(page),
             disclosure.fee_table(page, sums)) as drawn:
    if drawn:
        ui.chart(page, disclosure.fee_bars(page, sums, years, notes), "fee", say("Administrative fees by year"))
        disclosure.name_doubts(page, "fee")
ui.footer(page, coverage)
