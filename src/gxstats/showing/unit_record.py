"""What stands on record of one unit: deadlines kept or missed, findings of all years, names and succession, its documents."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import portrait, queries
from gxstats.measuring.findings import told
from gxstats.showing import tables, ui
from gxstats.showing.ui import Context
from gxstats.storing.decisions import Decisions


def show(page: Context, unit: str, reports: pd.DataFrame) -> None:
    """Four cards."""
    left, right = st.columns(2, gap="small")
    with left, st.container(border=True):
        _deadlines(page, unit)
    with right, st.container(border=True):
        _lineage(page, unit)
    with left, st.container(border=True):
        _documents(page, unit, reports)
    with right, st.container(border=True):
        _findings(page, unit)


def _deadlines(page: Context, unit: str) -> None:
    say = page.say
    lines = portrait.deadlines(page.ask, unit, page.filter.scope)
    st.markdown(f"#### {say('Deadlines')}")
    if lines.empty:
        st.text(say("This unit had no report to make in this scope."))
        return
    counts = lines["state"].value_counts()
    st.caption(say(", ").join(f"{catalog.word('deadline', state, page.language)} {int(counts[state])}"
                              for state in ("kept", "late", "missing", "unknown") if state in counts))
    dismissed = {subject for subject, v in Decisions(page.data.path).latest("verdict").items() if v.choice == "dismissed"}
    rows = []
    for line in lines.to_dict("records"):
        state = catalog.word("deadline", str(line["state"]), page.language)
        if line["state"] == "late":
            state = say("{days} days late", days=(pd.Timestamp(line["published"]) - pd.Timestamp(line["expected"])).days)
            state += say(" (explained)") if line["finding_id"] in dismissed else ""
        due = line["expected"] if isinstance(line["expected"], str) else "—" if pd.isna(line["due"]) else str(line["due"])[:10]
        sure = line["confirmed"] is True or isinstance(line["expected"], str) or due == "—"
        rows.append({say("year"): str(int(line["year"])), say("due"): due + ("" if sure else " ?"),
                     say("published"): line["published"] if isinstance(line["published"], str) else "—", say("deadline"): state})
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="deadlines", row_height=26, height=40 + 26 * len(rows))
    if any(row[say("due")].endswith("?") for row in rows):
        st.caption(say("? nobody has confirmed this day: it is not held against the unit"))


def _lineage(page: Context, unit: str) -> None:
    say, language = page.say, page.language
    st.markdown(f"#### {say('Names and succession')}")
    names = queries.names_of(page.ask, unit)
    st.dataframe(pd.DataFrame([{
        say("from–to"): f"{int(line['from_year'])}–{'' if pd.isna(line['to_year']) else int(line['to_year'])}",
        say("name"): str(line["name"] if language == "zh" or not line["name_en"] else line["name_en"]),
        say("kind"): catalog.word("kind", str(line["kind"]), language)} for line in names.to_dict("records")]),
        hide_index=True, key="names", row_height=26, height=40 + 26 * len(names))
    lines = portrait.successions(page.ask, unit)
    for row in lines.to_dict("records"):
        line = {str(key): value for key, value in row.items()}
        relation = catalog.word("reform", str(line["relation"]), language)
        if line["unit"] == unit:
            st.text(f"{int(line['year'])} {relation}")
            continue
        other = page.unit_name(line) if line["unit"] else "—"
        st.text(say("{year} {relation}: came from {other}" if line["came"] else "{year} {relation}: became {other}",
                    year=int(line["year"]), relation=relation, other=other) + (f" {line['note']}" if line["note"] else ""))
        if line["unit"]:
            ui.link("unit", say("Open the other unit"), unit=str(line["unit"]), face="record")
    if lines.empty:
        st.text(say("No reform is on record."))


def _documents(page: Context, unit: str, reports: pd.DataFrame) -> None:
    """Every document ever received, those replaced included, with its place on the web and the file itself."""
    say, language = page.say, page.language
    st.markdown(f"#### {say('Documents')}")
    urls = [url if isinstance(url, str) else "" for url in reports["url"]]
    table = pd.DataFrame([{
        say("year"): "—" if pd.isna(line["year"]) else str(int(line["year"])), say("file"): str(line["file"]).rsplit("/", 1)[-1],
        say("scope"): catalog.word("scope", str(line["scope"]), language), "sha256": str(line["sha256"])[:8],
        say("state"): "" if line["current"] else say("replaced"), say("address"): url}
        for line, url in zip(reports.to_dict("records"), urls, strict=True)])
    if page.printing:
        st.html(tables.plain_html(table))
        return
    event: Any = st.dataframe(table, hide_index=True, key=f"documents_{unit}", row_height=26, height=min(400, 40 + 26 * len(table)),
                              on_select="rerun", selection_mode="single-row",
                              column_config={say("address"): st.column_config.LinkColumn()})
    rows = event.selection.rows
    if not rows or rows[0] >= len(reports):
        st.caption(say("Choose a row to open the report or take its document away."))
        return
    line = reports.iloc[rows[0]]
    path = page.data.path / str(line["file"])
    with st.container(horizontal=True, vertical_alignment="center"):
        if pd.notna(line["year"]):
            ui.link("unit", say("Open the report"), unit=unit, year=str(int(line["year"])), report=str(line["sha256"])[:8])
        if path.is_file():
            st.download_button(say("Download the document"), lambda: path.read_bytes(), path.name, key="document")
        else:
            st.text(say("The file is not in the data directory."))


def _findings(page: Context, unit: str) -> None:
    say = page.say
    lines = portrait.findings(page.ask, unit, page.filter.scope)
    st.markdown(f"#### {say('Findings of all years')}")
    if lines.empty:
        st.text(say("Nothing was found on its reports."))
        return
    rows = [{str(key): value for key, value in row.items()} for row in lines.to_dict("records")]
    standing = Decisions(page.data.path).standing(rows)
    table = pd.DataFrame([{
        say("year"): str(int(row["year"])), say("severity"): catalog.word("severity", str(row["severity"]), page.language),
        say("finding"): told(row, page.language),
        say("verdict"): catalog.word("verdict", standing[row["finding_id"]].decision.choice, page.language)
        if row["finding_id"] in standing else "—"} for row in rows])
    if page.printing:
        st.html(tables.plain_html(table))
        return
    event: Any = st.dataframe(table, hide_index=True, key=f"findings_{unit}", row_height=26, height=min(420, 40 + 26 * len(table)),
                              on_select="rerun", selection_mode="single-row")
    if event.selection.rows and event.selection.rows[0] < len(rows):
        row = rows[event.selection.rows[0]]
        parts = [row[part] for part in ("code_table", "code_row", "code_column")]
        ui.open_report(unit, int(row["year"]), "/".join(parts) if all(isinstance(part, str) for part in parts) else "")
