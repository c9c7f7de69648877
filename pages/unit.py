"""Unit: one report's official tables as printed; every cell opens its text, its place and the lines around it."""

import streamlit as st

from gxstats.measuring import queries
from gxstats.showing import ui, unit

page = ui.page()
say = page.say
coverage = ui.header(page, say("Reports of one unit, as printed"))
code, reports, report = unit.choose(page)
unit.names(page, code)
if report is None:
    ui.state(":material/inbox:", say("This unit has no report in the data. Choose another one, or import its report."))
    ui.footer(page, coverage)
    st.stop()
cells = queries.cells_of(page.ask, int(report["report_id"]))
findings = queries.findings_of(page.ask, int(report["report_id"]))
unit.passport(page, report)
left, right = st.columns([2, 1], gap="small")
with right:
    with st.container(border=True):
        here = unit.opened(page, report, cells, findings)
    with st.container(border=True):
        unit.findings_list(page, findings)
with left, st.container(border=True):
    unit.official(page, report, cells, findings, here)
ui.footer(page, coverage)
