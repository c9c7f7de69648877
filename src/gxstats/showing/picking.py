"""An official table as a grid of which one cell can be chosen by mouse or keyboard."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.showing import tables
from gxstats.showing.ui import Context


def picked(page: Context, cells: pd.DataFrame, table: str, key: str) -> str:
    """The path of the cell that was chosen just now, else empty: a choice counts once, or it would undo the next one."""
    language = page.language
    paths = [str(path).split("/") for path in cells["code"] if str(path).startswith(f"{table}/")]
    rows, columns = list(dict.fromkeys(p[1] for p in paths)), list(dict.fromkeys(p[2] for p in paths))
    texts = {str(cell["code"]): tables.printed(cell) for _, cell in cells.iterrows()}
    head = {page.say("Row"): [catalog.label("row", table, row, language) for row in rows]}
    names = {catalog.label("column", table, column, language): column for column in columns}
    grid = pd.DataFrame(head | {name: [texts.get(f"{table}/{row}/{column}", "") for row in rows]
                                for name, column in names.items()})
    with st.expander(page.say("Click a number to open it: {table}", table=catalog.label("table", "", table, language))):
        event: Any = st.dataframe(grid, hide_index=True, key=f"pick_{key}_{table}", on_select="rerun",
                                  selection_mode="single-cell", row_height=26, height=min(400, 40 + 26 * len(rows)))
    chosen = event.selection.cells if event and "selection" in event else []
    path = f"{table}/{rows[chosen[0][0]]}/{names.get(chosen[0][1], '')}" if chosen and chosen[0][0] < len(rows) else ""
    before = st.session_state.get(f"_picked_{key}_{table}", "")
    st.session_state[f"_picked_{key}_{table}"] = path
    return path if path in texts and path != before else ""
