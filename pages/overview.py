"""Overview: what happened, is it getting better or worse, where must I look."""

import streamlit as st

from gxstats.measuring import headline, indicators, queries
from gxstats.showing import briefing, charts, overview, since, ui
from gxstats.showing.charts import Series

page = ui.page()
say, look, chosen = page.say, page.look, page.filter
area = page.about["label_zh" if page.language == "zh" else "label_en"]
years = list(range(chosen.first, chosen.last + 1))
coverage = ui.header(page, say("{area}: requests, outcomes and disputes, {year}", area=area, year=chosen.last),
                     takes=briefing.button)
notes = ui.notes_by_year(coverage, years)
if not len(coverage) or not coverage["have"].sum():
    ui.state(":material/filter_alt_off:", say("No report fits this choice. Widen kind, scope or years on the left."))
    st.stop()
ui.figures(page.keep("tiles", lambda: overview.tiles(page)))
left, right = st.columns([2.2, 1], gap="small")
span = say("{first}–{last}", first=chosen.first, last=chosen.last)
with left:
    one, two = st.columns(2, gap="small")
    sums = queries.by_year(page.ask, chosen, ["requests/received/total"] + [
        f"requests/{code}/total" for code in headline.OUTCOMES])
    with one, ui.card(page, "received", say("Requests received {span}", span=span), say("cases; units with data below the year"),
                      overview.rows_for_table(sums, {"year": say("year"), "requests/received/total": say("Received"),
                                                     "requests/received/total#n": say("units")})) as drawn:
        if drawn:
            ui.chart(page, lambda: charts.bars(years, list(sums["requests/received/total"]), look, notes), "received",
                     say("Requests received by year, {span}", span=span))
    series = overview.outcome_series(page, sums)
    with two, ui.card(page, "mix", say("How they were answered {span}", span=span), say("share of all handled"),
                      overview.rows_for_table(sums, {"year": say("year")} | {
                          f"requests/{code}/total": item.label 
                          for code, item in zip(headline.OUTCOMES, series, strict=True)})) as drawn:
        if drawn:
            ui.chart(page, lambda: charts.stack(years, series, look, notes, share=True), "mix",
                     say("Share of each outcome by year, {span}", span=span))
    three, four = st.columns(2, gap="small")
    moved = overview.movers(page)
    with three, ui.card(page, "movers",
                        say("Who moved the total: {year} against {before}", year=chosen.last, before=chosen.last - 1),
                        say("the bars add up to the whole change"),
                        overview.rows_for_table(moved, {"label": say("unit"), "before": str(chosen.last - 1),
                                                        "after": str(chosen.last), "change": say("change")})) as drawn:
        if drawn and len(moved):
            ui.chart(page, lambda: charts.changes(list(moved["label"]), list(moved["change"]), look, keys=list(moved["unit"]),
                                    rest=list(moved["rest"])), "movers",
                     say("Change of requests by unit"), unit_at=0, year=chosen.last)
        elif drawn:
            st.text(say("There is no year before to compare with."))
    rate = page.keep("rate", lambda: indicators.by_year(page.ask, chosen, "review_correction_rate"))
    below = [f"{row['n']:.0f}/{row['of']:.0f}" if row["of"] == row["of"] else "" for _, row in rate.iterrows()]
    with four, ui.card(page, "corrected", say("Reviews corrected {span}", span=span),
                       say("corrected / decided; band: 95 % interval"),
                       overview.rows_for_table(rate, {"year": say("year"), "value": say("rate"), "n": "n", "of": "N"},
                                               ("value",))) as drawn:
        if drawn:
            line = Series(say("Reviews corrected"), list(rate["value"]), look.colour("dispute", "corrected"))
            ui.chart(page, lambda: charts.lines(years, [line], look, below, True, (rate["low"], rate["high"])), "corrected",
                     say("Share of reviews corrected by year, {span}", span=span))
with right, st.container(border=True, height="stretch"):
    st.markdown(f"#### {say('Worth a look')}")
    overview.attention(page, coverage)
since.card(page)
ui.footer(page, coverage)
