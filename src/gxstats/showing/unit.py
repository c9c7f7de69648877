"""What the unit page is made of: which report, its tables as printed, one opened cell, and what there is to say."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import portrait, queries
from gxstats.measuring.findings import told
from gxstats.model import Form
from gxstats.showing import choosers, correcting, tables, ui
from gxstats.showing.address import Address
from gxstats.showing.importing import Build
from gxstats.showing.picking import picked
from gxstats.showing.ui import Context, open_report

FACES = ("report", "years", "peers", "prose", "record")
_SEVERITY = {"error": ":material/close:", "warning": ":material/warning:", "info": ":material/info:"}


def choose(page: Context) -> tuple[str, str, pd.DataFrame, pd.Series[Any] | None, str]:
    """What the address names: unit code and name, its reports, the chosen one (None when it has none), and which face of it."""
    say, address = page.say, Address.current()
    names = choosers.names(page)
    with st.container(horizontal=True, vertical_alignment="bottom", key="choosing"):
        with st.container(width=210 if page.language == "zh" else 260):
            unit = address.select("unit", names, next(iter(names)), say("Unit"))
        reports = queries.reports_of(page.ask, unit)
        report = None
        if len(reports):
            years = {str(int(year)): str(int(year)) for year in reports["year"].dropna().unique()}
            with st.container(width=95):
                year = address.select("year", years, next(iter(years)), say("Year"))
            of_year = reports[reports["year"] == int(year)].reset_index(drop=True)
            report = of_year.iloc[0]
            if len(of_year) > 1:
                options = {str(row["sha256"])[:8]: say(
                    "{scope} · {sha}{state}", scope=catalog.word("scope", row["scope"], page.language), sha=str(row["sha256"])[:8],
                    state="" if row["current"] else say(" (replaced)")) for _, row in of_year.iterrows()}
                with st.container(width=210):
                    chosen = address.select("report", options, next(iter(options)), say("Report"))
                report = of_year[of_year["sha256"].str.startswith(chosen)].iloc[0]
        with st.container(width="content"):
            face = address.select("face", {f: catalog.word("face", f, page.language) for f in FACES}, FACES[0], say("View"), True)
        ui.link("assessment", say("Its score sheet"), view="one", unit=unit, **({"on": year} if len(reports) else {}))
    return unit, names[unit], reports, report, face


def title(page: Context, name: str, face: str, report: pd.Series[Any] | None) -> str:
    """The title of the page: whose, what, which year."""
    if report is None or face == "record":
        return page.say("{unit}: deadlines, findings, names and documents", unit=name)
    if face == "years":
        return page.say("{unit}: all years side by side", unit=name)
    sentence = {"peers": "{unit} before its peers, {year}", "prose": "{unit}: prose of {year} against another year"}.get(
        face, "{unit}: report of {year} as printed")
    return page.say(sentence, unit=name, year=int(report["year"]))


def form_of(report: pd.Series[Any]) -> Form:
    """The form of a report, the newest where it was not recognised."""
    forms = catalog.forms()
    return forms.get(report["form"]) or list(forms.values())[-1]


def passport(page: Context, report: pd.Series[Any]) -> None:
    """Title, date against deadline, form, hash and address of the document, as text."""
    say = page.say
    published = report["published_on"]
    when = say("published on {date}", date=str(published)[:10]) if pd.notna(published) else say("publication date unknown")
    deadlines = portrait.deadlines(page.ask, str(report["unit"]), str(report["scope"]))
    for line in deadlines[deadlines["report_id"] == report["report_id"]].to_dict("records"):
        if line["state"] == "late":
            days = (pd.Timestamp(line["published"]) - pd.Timestamp(line["expected"])).days
            when += " · " + say("{days} days late (due {due})", days=days, due=line["expected"])
        elif line["state"] == "kept":
            when += " · " + (say("in time (due {due})", due=str(line["due"])[:10]) if pd.notna(line["due"]) else say("in time"))
    form = form_of(report)
    parts = [catalog.word("scope", report['scope'], page.language), getattr(form, f"label_{page.language}"), when,
             say("document {file}", file=str(report["file"]).rsplit("/", 1)[-1]), f"sha256 {str(report['sha256'])[:16]}"]
    if report["extent"] == "tables_only":
        parts.append(say("tables only, re-created from published figures"))
    st.text(" · ".join(parts))
    if not report["complete"]:
        st.warning(say("This report was not read completely; what is missing is listed below."))
    if isinstance(report["url"], str) and report["url"]:
        st.text(report["url"])


def official(page: Context, report: pd.Series[Any], cells: pd.DataFrame, findings: pd.DataFrame, here: str) -> None:
    """The three tables as printed, the opened cell marked."""
    changed = {str(cell["code"]): page.say("corrected from {text}", text=str(cell["text"]).strip() or page.say("(blank)"))
               for _, cell in cells[cells["origin"] == "corrected"].iterrows()}
    made = tables.tables(form_of(report), cells, findings, page.look, here, changed)
    st.html(tables.legend_html(page.language))
    for code in ("disclosure", "requests", "disputes"):
        if any(str(path).startswith(f"{code}/") for path in cells["code"]):
            st.html(f"<div style='overflow-x:auto'>{made[code]}</div>")
            if not page.printing and (path := picked(page, cells, code, str(report["report_id"]))):
                open_report(str(report["unit"]), int(report["year"]), path)
        else:
            st.text(page.say("{table} was not found as text", table=catalog.label("table", "", code, page.language)))


def opened(page: Context, report: pd.Series[Any], cells: pd.DataFrame, findings: pd.DataFrame, build: Build) -> str:
    """Choose one cell, see its text, value, place and the lines around it, put it right. Returns its path."""
    say, language, address = page.say, page.language, Address.current()
    wanted = address.free("cell")
    paths = [str(path) for path in cells["code"]]
    if not paths:
        return ""
    start = wanted if wanted in paths else next((p for p in paths if p == "requests/received/total"), paths[0])
    table0, row0, column0 = start.split("/")
    st.markdown(f"#### {say('One cell')}")
    present = list(dict.fromkeys(path.split("/")[0] for path in paths))
    table = address.select("table", {t: catalog.label("table", "", t, language) for t in present}, table0, say("Table"))
    rows = list(dict.fromkeys(p.split("/")[1] for p in paths if p.startswith(f"{table}/")))
    row = address.select("row", {r: catalog.label("row", table, r, language) for r in rows},
                         row0 if row0 in rows else rows[0], say("Row"))
    columns = [p.split("/")[2] for p in paths if p.startswith(f"{table}/{row}/")]
    column = address.select("column", {c: catalog.label("column", table, c, language) for c in columns},
                            column0 if column0 in columns else columns[-1], say("Column"))
    path = f"{table}/{row}/{column}"
    cell = cells[cells["code"] == path].iloc[0]
    _describe(page, report, cell)
    said: dict[str, None] = {}  # each sentence once
    for _, finding in findings.iterrows():
        names = (finding["code_table"], finding["code_row"], finding["code_column"])
        if all(not isinstance(name, str) or name == part for name, part in zip(names, (table, row, column), strict=True)):
            said["· " + told(finding, page.language)] = None
    for sentence in said:
        st.text(sentence)
    correcting.correct(page, report, cell, build)
    return path


def _describe(page: Context, report: pd.Series[Any], cell: pd.Series[Any]) -> None:
    say = page.say
    text = cell["text"] if isinstance(cell["text"], str) and cell["text"].strip() else say("(blank)")
    place = [say(name, n=int(cell[column])) for name, column in (
        ("page {n}", "page"), ("table {n}", "grid"), ("row {n}", "row_no"), ("column {n}", "column_no"), ("line {n}", "line_no"))
        if pd.notna(cell[column])]
    st.text(say("printed: {text}", text=text))
    value = say("none") if pd.isna(cell["value"]) else f"{cell['value']:.10g}"
    st.text(say("value: {value} ({origin})", value=value, origin=catalog.word("origin", cell['origin'], page.language)))
    st.text(say("place: {place}", place=" · ".join(place)))
    if pd.notna(cell["line_no"]):
        line = int(cell["line_no"])
        st.html(tables.lines_html(queries.lines_around(page.ask, int(report["report_id"]), line), line))


def findings_list(page: Context, findings: pd.DataFrame) -> None:
    """Every finding on the report, loudest first, as plain text."""
    say = page.say
    st.markdown(f"#### {say('Findings')}")
    failed = findings[findings["status"] == "fail"]
    if failed.empty:
        st.text(say("No finding on this report."))
        return
    for severity in ("error", "warning", "info"):
        lines = failed[failed["severity"] == severity]
        if len(lines):
            st.caption(f"{_SEVERITY[severity]} {catalog.word('severity', severity, page.language)} {len(lines)}")
            for _, finding in lines.head(12).iterrows():
                st.text("· " + told(finding, page.language))
            if len(lines) > 12:
                st.text(say("and {count} more", count=len(lines) - 12))


def names(page: Context, unit: str) -> None:
    """What the unit was called when."""
    history = queries.names_of(page.ask, unit)
    if len(history) > 1:
        ui_text = [f"{int(row['from_year'])}–{'' if pd.isna(row['to_year']) else int(row['to_year'])} "
                   f"{row['name'] if page.language == 'zh' else row['name_en']}" for _, row in history.iterrows()]
        st.text(page.say("names: {names}", names="; ".join(ui_text)))


