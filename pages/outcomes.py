"""Outcomes: how requests were answered, why they were not, and what went in and came out."""

import streamlit as st

from gxstats.measuring import headline, queries
from gxstats.showing import charts, outcomes, overview, ui

page = ui.page()
say, look, chosen = page.say, page.look, page.filter
area = page.about["label_zh" if page.language == "zh" else "label_en"]
years = list(range(chosen.first, chosen.last + 1))
span = say("{first}–{last}", first=chosen.first, last=chosen.last)
coverage = ui.header(page, say("{area}: how requests were answered, {span}", area=area, span=span))
notes = ui.notes_by_year(coverage, years)
if not len(coverage) or not coverage["have"].sum():
    ui.state(":material/filter_alt_off:", say("No report fits this choice. Widen kind, scope or years on the left."))
    st.stop()
sums = queries.by_year(page.ask, chosen, [f"requests/{code}/total" for code in headline.OUTCOMES])
series = overview.outcome_series(page, sums)
table = overview.rows_for_table(sums, {"year": say("year")} | {
    f"requests/{code}/total": item.label for code, item in zip(headline.OUTCOMES, series, strict=True)})
left, right = st.columns(2, gap="small")
with left, ui.card(page, "share", say("Outcomes as shares {span}", span=span), say("share of all handled"), table) as drawn:
    if drawn:
        ui.chart(page, lambda: charts.stack(years, series, look, notes, True, 280), "share",
                 say("Share of each outcome by year, {span}", span=span))
leaves = outcomes.tree(page)
with right, ui.card(page, "tree", say("Outcomes and their reasons {year}", year=chosen.last), say("cases; width is the count"),
                    outcomes.tree_table(page, leaves)) as drawn:
    if drawn and len(leaves):
        ui.chart(page, lambda: charts.tree(leaves["label"], leaves["parent"], leaves["value"], leaves["id"],
                 leaves["colour"], look, 280), "tree", say("Outcomes and their reasons as nested areas"))
    elif drawn:
        st.text(say("No unit prints every outcome for {year}.", year=chosen.last))
flow = outcomes.flow(page)
with ui.card(page, "flow", say("What came in and what went out {year}", year=chosen.last),
             say("received and carried in, less each outcome, leaves what is carried over"),
             outcomes.flow_table(page, flow)) as drawn:
    if drawn and len(flow):
        ui.chart(page, lambda: charts.waterfall(list(flow["label"]), list(flow["value"]), list(flow["total"]), look, 260), "flow",
                 say("From requests received to requests carried over"))
    elif drawn:
        st.text(say("No unit prints every outcome for {year}.", year=chosen.last))
with st.container(horizontal=True):
    picked = outcomes.pick(page)
lines, rates = page.keep("over_time", lambda: outcomes.over_time(page, picked))
with ui.card(page, "one", say("One outcome over time: {outcome}", outcome=outcomes.title(page, picked)),
             say("share of handled; band: 95 % interval"),
             overview.rows_for_table(rates, {"year": say("year"), "value": say("rate"), "n": "n", "of": "N"}, ("value",))) as drawn:
    if drawn:
        below = [f"{r['n']:.0f}/{r['of']:.0f}" if r["of"] == r["of"] else "" for _, r in rates.iterrows()]
        ui.chart(page, lambda: charts.lines(years, lines, look, below, True, (list(rates["low"]), list(rates["high"])), 240), "one",
                 say("One outcome by year"))
ui.footer(page, coverage)
