"""A report typed from paper into the official form, its balances checked while typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.model import Finding, Form, Table
from gxstats.showing.importing import name_of
from gxstats.showing.person import decide, person
from gxstats.showing.ui import Context
from gxstats.storing import imports
from gxstats.storing.corrections import TYPED, cell_value, write_typed

Check = Callable[[Form, dict[str, str]], Sequence[Finding]]


def typing(page: Context, check: Check, build: Callable[[Path], Any]) -> None:
    """Unit, year and scope, then the three tables to type into; what does not add up is said at once."""
    say = page.say
    units = list(dict.fromkeys(line["unit"] for line in page.data.units))
    if not units:
        st.text(say("The register of units is empty. Add the units on the page of units first."))
        return
    years = list(range(date.today().year, 2007, -1))
    columns = st.columns([2, 1, 1, 1.2], gap="small")
    unit = columns[0].selectbox(say("Unit"), units, format_func=lambda u: name_of(page, u), key="typed_unit")
    year = columns[1].selectbox(say("Year"), years, index=1, key="typed_year")
    scope = columns[2].selectbox(say("Whose numbers"), imports.SCOPES, key="typed_scope",
                                 format_func=lambda s: catalog.word("scope", s, page.language))
    published: Any = columns[3].date_input(say("Published on"), None, key="typed_date", format="YYYY-MM-DD")
    form = catalog.form_for(year)
    if form is None:
        st.text(say("No official form was in force in that year."))
        return
    st.caption(say("Type what the paper prints: 0 is a printed 0, a blank stays blank. Sums are checked while you type."))
    texts: dict[str, str] = {}
    astray: list[str] = []
    for table in form.tables:
        st.markdown(f"#### {catalog.label('table', '', table.code, page.language)}")
        found, lost = _grid(page, table, f"{form.code}_{unit}_{year}_{scope}")
        texts.update(found)
        astray += lost
    wrong = [path for path, text in texts.items() if not _is_value(text)]
    doubtful = [] if wrong else [f for f in check(form, texts) if f.severity == "error"]
    typed = sum(bool(text.strip()) for text in texts.values())
    with st.container(border=True):
        st.markdown(f"#### {say('{typed} of {count} cells typed', typed=typed, count=len(texts))}")
        for path in wrong[:10]:
            st.text("✕ " + say("{text} is neither a number nor a stroke nor blank", text=texts[path][:40]))
        for place in astray[:10]:
            st.text("✕ " + say("the official form prints no cell here: {place}", place=place))
        if typed:
            for finding in doubtful[:12]:
                st.text(f"≠ {catalog.tell(finding, page.language)}")
            if not doubtful and not wrong and not astray:
                st.text("✓ " + say("everything typed so far adds up"))
        there = [line for line in imports.rivals(imports.existing(page.data), unit, year, scope) if line["file"] != TYPED]
        over = say("There is a document of this unit, year and scope; what is typed replaces it")
        replacing = not there or st.checkbox(over, key=f"typed_over_{unit}_{year}_{scope}")
        who = person(page, "typed", "entry")
        why = st.text_input(say("Where it comes from"), key="typed_why", placeholder=say("such as: paper copy of 3 February"))
        if st.button(say("Store the typed report"), type="primary", key="typed_store",
                     disabled=not typed or bool(wrong or astray) or not replacing):
            def write(who: Any) -> None:
                write_typed(page.data.path, unit, year, scope, form.code, texts, who, why,
                            published.isoformat() if isinstance(published, date) else "",
                            there[0].get("sha256", "") if there else "")
                build(page.data.path)
            if decide(page, who, write):
                st.toast(say("The typed report is stored and on every page now."))
                st.rerun()


def _is_value(text: str) -> bool:
    try:
        cell_value(text)
    except GxstatsError:
        return False
    return True


def _grid(page: Context, table: Table, key: str) -> tuple[dict[str, str], list[str]]:
    """One official table as a grid to type into; path -> text for the cells the form has, and where else something was typed."""
    columns = list(dict.fromkeys(column.code for row in table.rows for column in row.columns))
    names = {code: catalog.label("column", table.code, code, page.language) for code in columns}
    labels = [catalog.label("row", table.code, row.code, page.language) for row in table.rows]
    head = page.say("Row")
    frame = pd.DataFrame({head: labels, **{names[code]: [""] * len(labels) for code in columns}})
    edited = st.data_editor(frame, hide_index=True, disabled=[head], key=f"grid_{table.code}_{key}", row_height=26,
                            height=44 + 26 * len(labels))
    found, astray = {}, []
    for at, row in enumerate(table.rows):
        printed = {column.code for column in row.columns}
        for code in columns:
            value = edited.iloc[at][names[code]]
            text = value.strip() if isinstance(value, str) else ""
            if code in printed:
                found[f"{table.code}/{row.code}/{code}"] = text
            elif text:
                astray.append(f"{labels[at]} · {names[code]}")
    return found, astray
