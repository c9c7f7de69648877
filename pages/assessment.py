"""Assessment: a scheme applied to a year, every point with its reason, decided and signed off by people with names."""

import streamlit as st

from gxstats.showing import assessment, assessment_one, assessment_sign, ui

page = ui.page()
say = page.say
top = st.container(gap=None)
chosen = assessment.choose(page)
with top:
    title = say("Assessment of {year}", year=chosen.year)
    if chosen.unit:
        title = say("Assessment of {year}: score sheet of {unit}", year=chosen.year,
                    unit=chosen.name(chosen.result.unit(chosen.unit)))
    coverage = ui.header(page, title, chosen.year)
assessment.about(chosen)
if not chosen.result.units:
    ui.state(":material/filter_alt_off:", say("This scheme assesses no unit of these data in {year}.", year=chosen.year))
    ui.footer(page, coverage)
    st.stop()
assessment_sign.banner(chosen)
if chosen.view == "all":
    with st.container(border=True):
        assessment.sheet(chosen)
elif chosen.view == "one":
    ui.figures(assessment_one.tiles(chosen))
    left, right = ui.beside(page, [1.6, 1])
    with left, st.container(border=True):
        item = assessment_one.sheet(chosen)
    with right, st.container(border=True):
        assessment_one.opened(chosen, item)
    if not page.printing:
        with left, st.container(border=True):
            assessment_one.deciding(chosen, item)
elif chosen.view == "weights":
    with st.container(border=True):
        assessment.weights(chosen)
else:
    left, right = ui.beside(page, [1.6, 1])
    with left, st.container(border=True):
        assessment_sign.appeals(chosen)
    with right, st.container(border=True):
        assessment_sign.signing_card(chosen)
    signed = assessment_sign.signing.latest(page.data.path, chosen.scheme.name, chosen.year)
    if signed:
        with left, st.container(border=True):
            assessment_sign.changes(chosen, signed)
ui.footer(page, coverage)
