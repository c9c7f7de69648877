"""Unit: one report's official tables as printed, down to the cell; all its years, its peers, its prose, its record."""

import streamlit as st

from gxstats import pipeline
from gxstats.measuring import queries
from gxstats.showing import ui, unit, unit_peers, unit_prose, unit_record, unit_years

page = ui.page()
say = page.say
top = st.container(gap=None)
code, name, reports, report, face = unit.choose(page)
with top:
    coverage = ui.header(page, unit.title(page, name, face, report), None if report is None else int(report["year"]))
unit.names(page, code)
if report is None:
    ui.state(":material/inbox:", say("This unit has no report in the data. Choose another one, or import its report."))
    unit_record.show(page, code, reports)
elif face == "years":
    unit_years.show(page, reports, report)
elif face == "peers":
    unit_peers.show(page, code, name, int(report["year"]))
elif face == "prose":
    unit_prose.show(page, reports, report, name)
elif face == "record":
    unit_record.show(page, code, reports)
else:
    cells = queries.cells_of(page.ask, int(report["report_id"]))
    findings = queries.findings_of(page.ask, int(report["report_id"]))
    unit.passport(page, report)
    left, right = st.columns([2, 1], gap="small")
    with right:
        with st.container(border=True):
            here = unit.opened(page, report, cells, findings, pipeline.refresh)
        with st.container(border=True):
            unit.findings_list(page, findings)
    with left, st.container(border=True):
        unit.official(page, report, cells, findings, here)
ui.footer(page, coverage)
