"""What the quality page is made of: the calendar, the list of findings, one finding opened with its verdicts."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.exporting import letters
from gxstats.measuring import queries
from gxstats.measuring.findings import open_ones, told
from gxstats.showing import charts_units, choosers, tables, ui
from gxstats.showing import unit as unit_page
from gxstats.showing.address import Address
from gxstats.showing.person import decide, known, person
from gxstats.showing.ui import Context
from gxstats.storing.decisions import Decisions

_MOST_UNITS = 60
CHOICES = ("confirmed", "dismissed", "asked")


def calendar(context: Context) -> pd.DataFrame:
    """unit, label, year, state: missing, error, late, warning or sound for every report that is due."""
    frame = queries.calendar(context.ask, context.filter)
    frame["label"] = frame["short_name"] if context.language == "zh" else frame["name_en"]
    only_late = (frame["errors"] == 1) & frame["late"].fillna(False).astype(bool)
    frame["state"] = np.select(
        [frame["report_id"].isna(), (frame["errors"] > 0) & ~only_late, only_late, frame["warnings"] > 0],
        ["missing", "error", "late", "warning"], "sound")
    return frame


def crowded(frame: pd.DataFrame) -> pd.DataFrame:
    """The lines of the units that are drawn: all, or where there are very many those with most to look at."""
    units = frame["unit"].nunique()
    if units <= _MOST_UNITS:
        return frame
    weight = frame["state"].map({"error": 100, "missing": 100, "late": 10, "warning": 1, "sound": 0}).groupby(frame["unit"]).sum()
    first = weight.sort_values(ascending=False, kind="stable").index[:_MOST_UNITS]
    return frame[frame["unit"].isin(set(first))]


def calendar_chart(context: Context, frame: pd.DataFrame) -> Any:
    """The calendar as squares that can be clicked."""
    words = {state: catalog.word("report", state, context.language) for state in charts_units.STATES}
    return charts_units.calendar(crowded(frame), words, context.look)


def legend(context: Context, frame: pd.DataFrame) -> str:
    """How many reports are in each state, in words."""
    counts, units = frame["state"].value_counts(), frame["unit"].nunique()
    note = "" if units <= _MOST_UNITS else " · " + context.say(
        "the {shown} units with most to look at of {count}; choose units on the left", shown=_MOST_UNITS, count=units)
    return " · ".join(f"{charts_units.STATES[state]} {catalog.word('report', state, context.language)} {int(counts.get(state, 0))}"
                      for state in charts_units.STATES) + note


def calendar_table(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """One line a report that is due; a row opens it."""
    return pd.DataFrame({
        "_unit": frame["unit"], "_year": frame["year"], context.say("unit"): frame["label"], context.say("year"): frame["year"],
        context.say("state"): [catalog.word("report", state, context.language) for state in frame["state"]],
        context.say("errors"): frame["errors"], context.say("warnings"): frame["warnings"]})


def overdue(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Who has not reported for the last year: name, due date or nothing, days overdue (negative: left), in words."""
    missing = frame[(frame["state"] == "missing") & (frame["year"] == context.filter.last)]
    today, say, lines = pd.Timestamp.today().normalize(), context.say, []
    for _, row in missing.iterrows():
        if pd.isna(row["due"]):
            lines.append((row["label"], "", say("due date not confirmed")))
            continue
        due = pd.Timestamp(row["due"])
        days = (today - due).days
        words = say("{days} days overdue", days=days) if days > 0 else say("{days} days left", days=-days)
        lines.append((row["label"], str(due.date()), words))
    return pd.DataFrame(lines, columns=[say("unit"), say("due date"), say("state")])


def reminder(context: Context, frame: pd.DataFrame) -> None:
    """The list of those who have not reported: to copy, as Word and as a workbook."""
    say, year = context.say, context.filter.last
    late = overdue(context, frame)
    if late.empty:
        st.text(say("Every report of the last year is in."))
        return
    st.code("\n".join(say("{unit}: {words} (due {due})", unit=unit, words=words, due=due) if due else
                      say("{unit}: {words}", unit=unit, words=words) for unit, due, words in late.itertuples(index=False)),
            language=None)
    title = say("Reports for {year} not in yet", year=year)
    with st.container(horizontal=True):
        st.download_button(say("Word"), lambda: letters.listed(title, late), f"overdue-{year}.docx", key="overdue_word")
        st.download_button(say("Workbook"), lambda: letters.sheet(title, late), f"overdue-{year}.xlsx", key="overdue_sheet")


def correction_letters(context: Context, year: int) -> None:
    """Letters on the open findings of a year: one unit's as Word, all of them as a zip."""
    say, decisions = context.say, Decisions(context.data.path)
    found = open_ones(context.ask, decisions, year, context.filter.scope)
    found = found[found["unit"].isin(set(context.units["unit"]))]
    if found.empty:
        st.text(say("There is nothing open to write about for {year}.", year=year))
        return
    counts = found.groupby("unit", sort=False).size()
    labels = choosers.names(context)
    names = {str(unit): f"{labels[str(unit)]} · {count}" for unit, count in counts.items()}
    today = date.today()
    unit = Address.current().select("letter", names, next(iter(names)), say("Unit · open findings"))
    with st.container(horizontal=True):
        st.download_button(say("Letter (Word)"), lambda: letters.letter(found[found["unit"] == unit], today),
                           f"{unit}-{year}.docx", key="letter_one")
        st.download_button(say("All {count} letters (zip)", count=len(names)), lambda: letters.letters(found, today),
                           f"letters-{year}.zip", key="letter_all")
        st.download_button(say("Points (workbook)"), lambda: letters.workbook(found), f"points-{year}.xlsx", key="points_all",
                           help=say("every point with its reference and room for the unit's answer"))


def choose(context: Context) -> tuple[pd.DataFrame, dict[str, Any], int]:
    """The findings of the chosen year and severity, the verdicts standing on them, and the year."""
    address, say = Address.current(), context.say
    years = {str(year): str(year) for year in range(context.filter.last, context.filter.first - 1, -1)}
    year = address.select("on", years, str(context.filter.last), say("Year"))
    levels = ("error", "warning", "info")
    severities = {"": say("all")} | {code: catalog.word("severity", code, context.language) for code in levels}
    severity = address.select("severity", severities, "", say("Severity"), segmented=True)
    frame = queries.findings(context.ask, context.filter, int(year))
    if severity:
        frame = frame[frame["severity"] == severity].reset_index(drop=True)
    rows = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
    return frame, Decisions(context.data.path).standing(rows), int(year)


def listed(context: Context, frame: pd.DataFrame, standing: dict[str, Any]) -> pd.Series[Any] | None:
    """The findings as a table; the chosen row, from a click or the address."""
    say, language = context.say, context.language
    if frame.empty:
        st.text(say("Nothing was found in this choice."))
        return None
    known = catalog.checks()
    shown = pd.DataFrame({
        say("severity"): [catalog.word("severity", s, language) for s in frame["severity"]],
        say("unit"): frame["short_name"] if language == "zh" else frame["name_en"],
        say("check"): [getattr(known[c], f"label_{language}") if c in known else c for c in frame["check_code"]],
        say("verdict"): [catalog.word("verdict", standing[f].decision.choice, language) + ("*" if standing[f].outdated else "")
                         if f in standing else "—" for f in frame["finding_id"]]})
    event = st.dataframe(shown, hide_index=True, key="findings", on_select="rerun", selection_mode="single-row",
                         row_height=26, height=min(420, 40 + 26 * len(shown)))
    rows = event.selection.rows
    wanted = Address.current().free("finding")
    if rows and rows[0] < len(frame):
        chosen = frame.iloc[rows[0]]
        st.query_params["finding"] = str(chosen["finding_id"])
        return chosen
    matching = frame[frame["finding_id"] == wanted]
    return matching.iloc[0] if len(matching) else frame.iloc[0]


def opened(context: Context, finding: pd.Series[Any]) -> None:
    """One finding: rule, both values, exceptions, and the table with the cells marked."""
    say, language = context.say, context.language
    check = catalog.checks().get(str(finding["check_code"]))
    name = finding["short_name"] if language == "zh" else finding["name_en"]
    st.markdown(f"#### {name} {int(finding['year'])}")
    st.text(told(finding, language))
    if check:
        st.caption(say("rule: {text}", text=getattr(check, f"formula_{language}")))
        if exceptions := getattr(check, f"exceptions_{language}"):
            st.caption(say("may be explained by: {text}", text=say("; ").join(exceptions)))
    if isinstance(finding["found"], str) or isinstance(finding["expected"], str):
        st.text(say("reported {found} · expected {expected}", found=finding["found"] if isinstance(finding["found"], str) else "—",
                    expected=finding["expected"] if isinstance(finding["expected"], str) else "—"))
    passages(context, finding, str(name))
    if pd.notna(finding["on_report"]):
        number = int(finding["on_report"])
        cells, found = queries.cells_of(context.ask, number), queries.findings_of(context.ask, number)
        here = "/".join(str(part) for part in (finding["code_table"], finding["code_row"], finding["code_column"]))
        reports = queries.reports_of(context.ask, str(finding["unit"]))
        report = reports[reports["report_id"] == number].iloc[0]
        made = tables.tables(unit_page.form_of(report), cells, found, context.look, here)
        table = finding["code_table"] if isinstance(finding["code_table"], str) else "requests"
        if any(str(path).startswith(f"{table}/") for path in cells["code"]):
            st.html(f"<div style='overflow-x:auto'>{made[table]}</div>")
        _source(context, number, cells, here)
        ui.link("unit", say("Open the report at this cell"), unit=str(finding["unit"]), year=str(int(finding["year"])),
                **({"cell": here} if here in set(cells["code"]) else {}))


def passages(context: Context, finding: pd.Series[Any], name: str) -> None:
    """The passages of a copied text beside those it resembles, what differs marked."""
    values = json.loads(finding["values"]) if isinstance(finding["values"], str) else {}
    if passages := values.get("passages"):
        heads = (f"{name} {int(finding['year'])}", f"{values.get('other', '')} {values.get('other_year', '')}")
        st.html(tables.passages_html([(str(one), str(other)) for one, other in passages], heads))
        if values.get("other_unit"):
            ui.link("unit", context.say("Open the report it resembles"), unit=str(values["other_unit"]),
                    year=str(values.get("other_year", "")))


def _source(context: Context, number: int, cells: pd.DataFrame, here: str) -> None:
    """The lines of the document around the cell a finding names."""
    line = cells.loc[cells["code"] == here, "line_no"]
    if len(line) and pd.notna(line.iloc[0]):
        st.caption(context.say("in the document"))
        st.html(tables.lines_html(queries.lines_around(context.ask, number, int(line.iloc[0])), int(line.iloc[0])))


def verdict(context: Context, finding: pd.Series[Any]) -> None:
    """What people decided about a finding, and a form to decide: who, when, why, kept over rebuilds."""
    say, language = context.say, context.language
    decisions = Decisions(context.data.path)
    name = str(finding["finding_id"])
    for past in decisions.history("verdict", name):
        st.text(f"{past.when[:16]} {past.who}: {catalog.word('verdict', past.choice, language)} {past.why}".strip())
    if "verdict" not in known(context).may:
        person(context, "verdict")
        return
    with st.form(f"verdict_{name}", border=False):
        choice = st.segmented_control(say("Verdict"), list(CHOICES), format_func=lambda c: catalog.word("verdict", c, language),
                                      key=f"choice_{name}")
        who = person(context, "verdict", name)
        why = st.text_input(say("Reason"), key=f"why_{name}", placeholder=say("kept in the log of decisions"))
        if st.form_submit_button(say("Save the verdict"), type="primary"):
            row = {str(k): v for k, v in finding.items()}
            if not choice:
                st.warning(say("Choose a verdict."))
            elif decide(context, who, lambda who: decisions.verdict(row, choice, who, why.strip())):
                st.rerun()
