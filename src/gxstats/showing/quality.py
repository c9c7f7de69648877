"""What the quality page is made of: the calendar, who is missing, the list of findings, the letters that follow from them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.exporting import letters
from gxstats.measuring import queries
from gxstats.measuring.findings import open_ones
from gxstats.showing import charts_units, choosers, ui
from gxstats.showing.address import Address
from gxstats.showing.ui import Context
from gxstats.storing.decisions import Decisions

_MOST_UNITS, _MOST_LISTED = 60, 300
SIGNS = {"error": "✕", "warning": "▲", "info": "●"}


def calendar(context: Context) -> pd.DataFrame:
    """unit, label, year, state (one of charts_units.STATES) for every report that is due."""
    frame = queries.calendar(context.ask, context.filter)
    frame["label"] = context.unit_names(frame)
    late = frame["late"].fillna(False).astype(bool)
    only_late = (frame["errors"] == 1) & late
    frame["state"] = np.select(
        [frame["report_id"].isna(), (frame["errors"] > 0) & ~only_late, only_late, frame["doubts"] > 0, frame["warnings"] > 0,
         frame["revised"].fillna(False).astype(bool)], ["missing", "error", "late", "doubt", "warning", "revised"], "sound")
    return frame


def crowded(frame: pd.DataFrame) -> pd.DataFrame:
    """The lines of the units that are drawn: all, or where there are very many those with most to look at."""
    units = frame["unit"].nunique()
    if units <= _MOST_UNITS:
        return frame
    weight = frame["state"].map({"error": 100, "missing": 100, "late": 10}).fillna(1).groupby(frame["unit"]).sum()
    first = weight.sort_values(ascending=False, kind="stable").index[:_MOST_UNITS]
    return frame[frame["unit"].isin(set(first))]


def calendar_chart(context: Context, frame: pd.DataFrame) -> Any:
    """The calendar as squares that can be clicked."""
    words = {state: catalog.word("report", state, context.language) for state in charts_units.STATES}
    return charts_units.calendar(crowded(frame), words, context.look)


def pick(context: Context, frame: pd.DataFrame, unit: str, year: int) -> None:
    """A click on a square: what was found in that report is listed below; a sound report opens. A click counts once."""
    if st.session_state.get("_picked_square") == (context.here.url_path, unit, year):
        return
    st.session_state["_picked_square"] = (context.here.url_path, unit, year)
    state = frame.loc[(frame["unit"] == unit) & (frame["year"] == year), "state"]
    if len(state) and state.iloc[0] in ("sound", "revised"):
        ui.open_report(unit, year)
    Address.current().put(on=str(year), whose=unit, severity=None, check=None, finding=None)
    st.rerun()


def legend(context: Context, frame: pd.DataFrame) -> str:
    """How many reports are due and in, and in each state, in words."""

    def make() -> str:
        counts, units = frame["state"].value_counts(), frame["unit"].nunique()
        parts = [context.say("{units} units, {due} reports due, {have} in", units=units, due=len(frame),
                             have=int(frame["report_id"].notna().sum()))]
        parts += [f"{sign} {catalog.word('report', state, context.language)} {int(counts.get(state, 0))}"
                  for state, sign in charts_units.STATES.items()]
        parts.append(context.say("a click on a square lists what was found in that report"))
        if units > _MOST_UNITS:
            parts.append(context.say("the {shown} units with most to look at of {count}; choose units on the left",
                                     shown=_MOST_UNITS, count=units))
        return " · ".join(parts)
    return context.keep("legend", make)


def calendar_table(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """One line a report that is due; a row opens it."""
    return pd.DataFrame({
        "_unit": frame["unit"], "_year": frame["year"], context.say("unit"): frame["label"],
        context.say("year"): frame["year"].astype(str),
        context.say("state"): [catalog.word("report", state, context.language) for state in frame["state"]],
        context.say("errors"): frame["errors"], context.say("warnings"): frame["warnings"]})


# --- who has not reported ------------------------------------------------------------------------------------------

def overdue(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Who has not reported for the last year: name, due date or nothing, days overdue (negative: left), in words."""
    missing = frame[(frame["state"] == "missing") & (frame["year"] == context.filter.last)]
    today, say, lines = pd.Timestamp.today().normalize(), context.say, []
    for label, due in zip(missing["label"], missing["due"], strict=True):
        if pd.isna(due):
            lines.append((label, "", say("due date not confirmed")))
            continue
        days = (today - pd.Timestamp(due)).days
        words = say("{days} days overdue", days=days) if days > 0 else say("{days} days left", days=-days)
        lines.append((label, str(pd.Timestamp(due).date()), words))
    return pd.DataFrame(lines, columns=[say("unit"), say("due date"), say("state")])


def reminder(context: Context, frame: pd.DataFrame) -> None:
    """The list of those who have not reported: to copy, as Word and as a workbook."""
    say, year = context.say, context.filter.last
    late = context.keep(f"overdue_{date.today()}", lambda: overdue(context, frame))
    if late.empty:
        st.text(say("Every report of the last year is in."))
        return
    with st.container(height=220 if len(late) > 8 else "content", border=False):
        st.code("\n".join(say("{unit}: {words} (due {due})", unit=unit, words=words, due=due) if due else
                          say("{unit}: {words}", unit=unit, words=words) for unit, due, words in late.itertuples(index=False)),
                language=None)
    title = say("Reports for {year} not in yet", year=year)
    with st.container(horizontal=True):
        st.download_button(say("Word"), lambda: letters.listed(title, late), f"overdue-{year}.docx", key="overdue_word")
        st.download_button(say("Workbook"), lambda: letters.sheet(title, late), f"overdue-{year}.xlsx", key="overdue_sheet")


def correction_letters(context: Context, year: int, unit: str) -> None:
    """Letters on the open findings of a year: that of the unit whose finding is open as Word, all of them as a zip."""
    say = context.say

    def make() -> pd.DataFrame:
        found = open_ones(context.ask, Decisions(context.data.path), year, context.filter.scope)
        return found[found["unit"].isin(set(context.units["unit"]))]

    found = context.keep(f"open_{year}", make)
    counts = context.keep(f"open_counts_{year}", lambda: found.groupby("unit", sort=False).size().to_dict())
    if not counts:
        st.text(say("There is nothing open to write about for {year}.", year=year))
        return
    today = date.today()
    if unit in counts:
        st.text(say("{unit}: {count} points", unit=choosers.names(context).get(unit, unit), count=counts[unit]))
    with st.container(horizontal=True):
        if unit in counts:
            st.download_button(say("Letter (Word)"), lambda: letters.letter(found[found["unit"] == unit], today),
                               f"{unit}-{year}.docx", key="letter_one")
        st.download_button(say("All {count} letters (zip)", count=len(counts)), lambda: letters.letters(found, today),
                           f"letters-{year}.zip", key="letter_all")
        st.download_button(say("Points (workbook)"), lambda: letters.workbook(found), f"points-{year}.xlsx", key="points_all",
                           help=say("every point with its reference and room for the unit's answer"))


# --- what was found ------------------------------------------------------------------------------------------------

def _found(context: Context, year: int) -> pd.DataFrame:
    """Every finding of a year with its unit, check and verdict in words: those that nobody has decided on first."""
    frame = queries.findings(context.ask, context.filter, year)
    rows = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
    standing, language, known = Decisions(context.data.path).standing(rows), context.language, catalog.checks()

    def verdict(name: str, closed: bool) -> str:
        if closed:
            return context.say("closed by the corrected report")
        if name not in standing:
            return context.say("to be decided")
        word = catalog.word("verdict", standing[name].decision.choice, language)
        return context.say("{verdict}, outdated", verdict=word) if standing[name].outdated else word

    frame["unit_label"] = context.unit_names(frame)
    frame["check_label"] = [getattr(known[c], f"label_{language}") if c in known else c for c in frame["check_code"]]
    frame["verdict"] = [verdict(name, closed) for name, closed in zip(frame["finding_id"], frame["closed"], strict=True)]
    return frame


def choose(context: Context) -> tuple[pd.DataFrame, int]:
    """The findings of the chosen year, severity, check and unit, and the year."""
    address, say, language = Address.current(), context.say, context.language
    years = {str(year): str(year) for year in range(context.filter.last, context.filter.first - 1, -1)}
    title = st.empty()
    with st.container(horizontal=True):
        year = int(address.select("on", years, str(context.filter.last), say("Year")))
        whole = context.keep(f"findings_{year}", lambda: _found(context, year))
        counts = context.keep(f"by_check_{year}", lambda: whole["check_label"].groupby(whole["check_code"]).agg(["first", "size"]))
        checks = {"": say("all checks")} | {str(code): f"{label} {count}" for code, label, count in counts.itertuples()}
        check = address.select("check", checks, "", say("Check"))
    severities = {"": say("all")} | {
        code: f"{sign} {catalog.word('severity', code, language)}" for code, sign in SIGNS.items()}
    severity = address.select("severity", severities, "", say("Severity"), segmented=True)
    whose = address.free("whose")
    frame = whole
    for column, value in (("check_code", check), ("severity", severity), ("unit", whose)):
        if value:
            frame = frame[frame[column] == value]
    title.markdown(f"#### {say('Findings {year}', year=year)} ({len(frame)})")
    if whose:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(say("only {unit}", unit=choosers.names(context).get(whose, whose)))
            if st.button(say("all units"), key="all_units", icon=":material/close:"):
                address.put(whose=None, finding=None)
                st.session_state.pop("_picked_square", None)
                st.rerun()
    return frame.reset_index(drop=True), year


def listed(context: Context, frame: pd.DataFrame) -> pd.Series[Any] | None:
    """The findings as a table; the chosen row, from a click or the address, else the first."""
    say, address = context.say, Address.current()
    if frame.empty:
        st.text(say("Nothing was found in this choice."))
        return None
    shown = frame.head(_MOST_LISTED)
    wanted = address.free("finding")
    place = next(iter(frame.index[frame["finding_id"] == wanted]), 0)
    key = "-".join(["findings", *(address.wanted.get(name, "") for name in ("on", "severity", "check")), address.free("whose")])
    wide = dict(zip((" ", say("unit"), say("check"), say("verdict")), (28, 82, 138, 78), strict=True))
    table = pd.DataFrame(dict(zip(wide, (
        shown["severity"].map(SIGNS), shown["unit_label"], shown["check_label"], shown["verdict"]), strict=True)))
    event = st.dataframe(
        table, hide_index=True, key=key, on_select="rerun", selection_mode="single-row", row_height=26,
        height=min(340, 40 + 26 * len(shown)),
        column_config={name: st.column_config.Column(width=width) for name, width in wide.items()},
        selection_default={"selection": {"rows": [int(place)], "columns": []}} if place < len(shown) else None)
    if len(frame) > len(shown):
        st.caption(say("the first {shown} of {count}; choose a check or a severity", shown=len(shown), count=len(frame)))
    rows = event.selection.rows
    if rows and rows[0] < len(shown) and rows[0] != place:
        place = rows[0]
        address.put(finding=str(frame.iloc[place]["finding_id"]))
    return frame.iloc[place]
