"""Download: workbook, open data, one table, official tables; the dictionary and how to open the files."""

import streamlit as st

from gxstats.showing import download, ui

page = ui.page()
say, chosen = page.say, page.filter
coverage = ui.header(page, say("Take the figures away, {first}–{last}", first=chosen.first, last=chosen.last))
if not len(coverage) or not coverage["have"].sum():
    ui.state(":material/filter_alt_off:", say("No report fits this choice. Widen kind, scope or years on the left."))
    st.stop()
st.caption(say("The choice on the left holds for every file. Each says where its figures come from."))
download.whole(page)
left, right = st.columns(2, gap="small")
with left:
    download.official(page)
with right:
    download.tidy(page)
    download.how_to_open(page)
download.dictionary(page)
ui.footer(page, coverage)
