"""Disclosure: documents made, repealed and in force; decisions; fees. Forms break visibly."""

import streamlit as st

from gxstats.showing import disclosure, marking, ui

page = ui.page()
say, span, last = page.say, page.span, page.filter.last
coverage = ui.header(page, say("{area}: proactive disclosure, {span}", area=page.area, span=span))
if ui.nothing(page, coverage):
    st.stop()
notes = ui.notes_by_year(coverage, page.years)
row = disclosure.pick(page)
name, sums = disclosure.label(page, row), page.keep("disclosure", lambda: disclosure.by_year(page))
left, right = st.columns(2, gap="small")
with left, ui.card(page, "made", say("{what} made {span}", what=name, span=span), disclosure.near_note(page, row),
                   disclosure.made_table(page, sums, row), disclosure.behind(row)) as drawn:
    if drawn:
        ui.chart(page, disclosure.made_chart(page, sums, row, notes), "made", say("{what} made or issued, by year", what=name))
steps, complete = page.keep("stock", lambda: disclosure.stock(page, row))
with right, ui.card(page, "stock", say("{what} in force {year}", what=name, year=last),
                    say("stock last year, made, repealed; the {count} of {reports} units that print all four", count=complete,
                        reports=ui.reports_in(coverage, last)), disclosure.stock_table(page, steps)) as drawn:
    if drawn and len(steps):
        ui.chart(page, disclosure.stock_chart(page, steps), "stock", say("From last year's stock to this year's"))
    elif drawn:
        st.text(say("The stock can be followed from 2022 on, where both years are at hand."))
for column, code in zip(st.columns(3, gap="small"), disclosure.DECISIONS, strict=True):
    name, behind = disclosure.label(page, code), disclosure.behind(code)
    with column, ui.card(page, code, f"{name} {span}", say("decisions, cases"), disclosure.table(page, sums, behind, name),
                         behind) as drawn:
        if drawn:
            ui.chart(page, disclosure.bars(page, sums, behind, notes), code, say("{what}: decisions by year", what=name))
            marking.below(page, behind.codes)
with ui.card(page, "fee", say("Administrative fees {span} (10,000 yuan)", span=span), disclosure.fee_note(page),
             disclosure.table(page, sums, disclosure.FEE, disclosure.label(page, "fee")), disclosure.FEE) as drawn:
    if drawn:
        ui.chart(page, disclosure.bars(page, sums, disclosure.FEE, notes, True), "fee", say("Administrative fees by year"))
        marking.below(page, disclosure.FEE.codes)
ui.footer(page, coverage)
