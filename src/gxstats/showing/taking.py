"""What a reader takes away from a page: its workbook, made when it is asked for, and the page on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from gxstats import catalog
from gxstats.exporting.workbook import of_page

if TYPE_CHECKING:
    from gxstats.showing.ui import Context


def workbook(context: Context, title: str) -> None:
    """The button for the workbook of a page for leaders. It is made after the click: by then the page has shown all its cards."""
    code = leaders_page(context)
    if code is None or context.printing:
        return
    name = f"{title}.xlsx".replace("/", "-")
    st.download_button(context.say("Workbook"), lambda: of_page(context.choice, code, title, context.cards), name,
                       key="page_workbook", icon=":material/table_view:", on_click="ignore", width="content",
                       help=context.say("The tables and charts of this page as an Excel workbook"))


def leaders_page(context: Context) -> str | None:
    """The page being shown, where it is one for leaders; the one at the root has no address of its own."""
    here = context.here.url_path if context.here else None
    return next((str(about["code"]) for about in catalog.pages() if about["group"] == "leaders" and here is not None
                 and here == ("" if about.get("default") else about["code"])), None)


def paper(context: Context) -> None:
    """The page for paper, one click away; from there the way back."""
    if context.here is None:  # a page run by itself, as tests do
        return
    query = {name: value for name, value in st.query_params.to_dict().items() if name != "print"}
    if context.printing:
        with st.container(key="actions"):
            st.page_link(context.here, label=context.say("Back to the screen"), query_params=query)
    else:
        st.page_link(context.here, label=context.say("Print"), icon=":material/print:", width="content",
                     query_params={**query, "print": "1"}, help=context.say("This page for A4 paper"))
