"""The register page's lists: who must report which year, the due dates, the whole as a workbook and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.showing.importing import name_of
from gxstats.showing.register import Build, submit
from gxstats.showing.texts import drop, warn
from gxstats.showing.ui import Context
from gxstats.storing import register
from gxstats.storing.register import DUE_DATES, Register
from gxstats.storing.register_sheet import read_workbook, workbook

_YEARS = 10


def duties(page: Context) -> None:
    """A unit a line, a year a column: who must report. It drives coverage, reminders and lateness."""
    say = page.say
    starts = [int(line["from_year"]) for line in page.data.units]
    if not starts:
        return
    last = max([int(line["year"]) for line in page.data.passports.values() if line["year"]] + [max(starts)])
    years = range(max(min(starts), last - _YEARS + 1), last + 1)
    due = set(page.data.expected(years[0], last))
    codes = list(dict.fromkeys(line["unit"] for line in page.data.units))
    frame = pd.DataFrame({say("Unit"): [name_of(page, unit) for unit in codes],
                          **{str(year): ["●" if (unit, year) in due else "" for unit in codes] for year in years}})
    st.markdown(f"#### {say('Who must report for which year')}")
    st.caption(say("from the years of each unit: coverage, reminders and lateness go by it") + " · " + " · ".join(
        f"{year}: {sum((unit, year) in due for unit in codes)}" for year in years))
    st.dataframe(frame, hide_index=True, key="duties", row_height=26, height=min(400, 40 + 26 * len(frame)))


def due_dates(page: Context, now: Register, build: Build) -> None:
    """The last day by area, kind and year, to be edited; the nearest area's date holds."""
    say = page.say
    st.markdown(f"#### {say('Due dates')}")
    st.caption(say("The date of the unit itself goes first, then that of the area above it, then the one without an area."))
    kinds = catalog.words("kind", page.language)
    areas = {"": "—", **{code: name_of(page, code) for code in now.codes()},
             **{line["area"]: line["area"] for line in now.due_dates if line["area"].isdigit()}}
    labels = {column: catalog.word("register", column, page.language) for column in DUE_DATES}
    frame = pd.DataFrame([[line.get(column, "") for column in DUE_DATES] for line in now.due_dates], columns=list(DUE_DATES))
    frame["confirmed"] = pd.Series([str(value).lower() != "false" for value in frame["confirmed"]], dtype=bool)
    frame = frame.astype({column: str for column in DUE_DATES if column != "confirmed"})  # also where there is none yet
    edited: Any = st.data_editor(
        cast(Any, frame), num_rows="dynamic", hide_index=True, key="due_dates", row_height=26, height=300, column_config={
            **{column: st.column_config.SelectboxColumn(labels[column], options=list(of), format_func=_worded(of))
               for column, of in (("area", areas), ("kind", kinds))},
            "confirmed": st.column_config.CheckboxColumn(labels["confirmed"], default=True),
            **{column: st.column_config.TextColumn(labels[column]) for column in ("year", "due", "source")}})
    lines = tuple({column: _text(row[column]) for column in DUE_DATES} for _, row in edited.iterrows() if _text(row["due"]))
    with st.form("save_due"):
        submit(page, build, lambda: replace(now, due_dates=lines), "due", "due_dates", "due")


def _worded(words: dict[str, str]) -> Callable[[Any], str]:
    return lambda code: words.get(str(code), str(code))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.strip() if isinstance(value, str) else ""


def sheets(page: Context, now: Register, build: Build) -> None:
    """The register as a workbook to take away; one brought back is shown as a difference before it is stored."""
    say = page.say
    st.download_button(say("Download the register (.xlsx)"), workbook(now, page.language), key="register_xlsx", on_click="ignore",
                       file_name=f"{page.data.path.name}-register.xlsx", icon=":material/download:",
                       mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    st.caption(say("Edit it in Excel and drop it here; the sheets are those of the download. A unit without a code is new."))
    file = drop(page, say("Choose the workbook or drop it here"), "register_file", types=["xlsx"])
    if file is None:
        return
    try:
        new = read_workbook(file.getvalue(), now)
    except GxstatsError as error:
        warn(say(error.sentence, **error.values))
        return
    told = register.difference(now, new)
    if not told:
        st.text(say("The workbook says what the register says already."))
        return
    used = {line["unit"] for line in page.data.passports.values()}
    for finding in register.problems(new, used)[:30]:
        st.text(f"{'✕' if finding.severity == 'error' else '▲'} {catalog.tell(finding, page.language)}")
    st.markdown(f"#### {say('What would change')}")
    st.code(told, language=None, height=240)
    with st.form("take_workbook"):
        submit(page, build, lambda: new, "replaced", "units", "workbook")
