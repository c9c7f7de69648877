"""Compare: the units of a peer group against each other in one year, never more than the numbers carry."""

import streamlit as st

from gxstats.showing import compare, compare_charts, compare_side, ui

page = ui.page()
say = page.say
top = st.container(gap=None)
chosen = compare.choose(page)
with top:
    coverage = ui.header(page, say("Units compared {year}: {indicator}", year=chosen.on, indicator=chosen.label), chosen.on)
if chosen.frame.empty:
    ui.state(":material/filter_alt_off:", say("No unit of this group had to report for {year}. Choose another group or year.",
                                              year=chosen.on))
    ui.footer(page, coverage)
    st.stop()
st.caption(" · ".join(part for part in (chosen.note, compare.why_not(chosen)) if part))
left, right = ui.beside(page, [1.95, 1])
with left, st.container(border=True, key="card_ranking", gap=None):
    st.markdown(f"#### {say('Ranking')}")
    st.caption(compare.summary(chosen))
    picked = compare.ranking(chosen)
with right:
    compare_charts.distribution(chosen, picked)
    compare_charts.scatter(chosen, picked)
compare_side.side(chosen)
if compare_charts.has_limits(chosen):
    left, right = ui.beside(page, [1.95, 1])
    with left:
        compare_charts.funnel(chosen, picked)
    with right:
        compare_side.group(chosen)
else:
    compare_side.group(chosen)
ui.footer(page, coverage)
