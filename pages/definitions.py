"""Definitions: the forms and what goes on over 2021, indicators, limits, checks, sources."""

import streamlit as st

from gxstats.exporting import definitions
from gxstats.exporting.lines import as_csv
from gxstats.showing import ui
from gxstats.showing.tables import plain_html

page = ui.page()
say = page.say
coverage = ui.header(page, say("What the figures mean"))
sections = {
    "forms": (say("Official forms"), definitions.forms),
    "comparability": (say("What goes on over a change of form, and what does not"), definitions.comparability),
    "indicators": (say("Indicators"), definitions.indicators),
    "limits": (say("Limits in force"), definitions.limits),
    "sources": (say("Sources"), definitions.sources),
    "checks": (say("Checks"), definitions.checks),
}
for code, (title, table) in sections.items():
    with st.container(border=True, key=f"card_{code}"):
        st.markdown(f"#### {title}")
        st.caption(definitions.note(page, code))
        frame = page.keep(code, lambda table=table: table(page))
        st.html(plain_html(frame))
        st.download_button(say("Download CSV"), as_csv(frame), file_name=f"{code}.csv",
                           mime="text/csv", key=f"csv_{code}")
ui.footer(page, coverage)
