"""One file opened on the import page: its passport, the tables as read, the place in the document, findings, corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.measuring import queries
from gxstats.model import Cell, Report
from gxstats.showing import tables
from gxstats.showing.importing import Door, name_of
from gxstats.showing.texts import warn
from gxstats.showing.ui import Context
from gxstats.storing import imports
from gxstats.storing.corrections import TYPED, Correction, cell_value, differences
from gxstats.storing.staged import DOUBT, SAME, STORED, Staged

_AROUND = 6
T = TypeVar("T")


def passport(page: Context, item: Staged, now: str) -> None:
    """Unit, year, scope and date as recognised, each to be chosen from the register; the reason on hover."""
    say, key, report = page.say, item.sha256[:12], item.report
    assert report
    fixed = now in (STORED, SAME)
    units = list(dict.fromkeys(["", *item.suggestions, *(line["unit"] for line in page.data.units)]))
    years = list(range(date.today().year, 2007, -1))
    columns = st.columns([2.2, 1, 1.2, 1.3], gap="small")
    with columns[0]:
        item.unit = _chosen(f"unit_{key}", item.unit, say("Unit"), units, fixed, _reason(page, report, "unit", report.unit),
                            lambda u: (say("? ") if u in item.suggestions else "") + name_of(page, u) if u else say("choose")) or ""
    with columns[1]:
        item.year = _chosen(f"year_{key}", item.year or 0, say("Year"), [0, *years], fixed,
                            _reason(page, report, "year", report.year), lambda y: str(y) if y else say("choose")) or None
    with columns[2]:
        item.scope = _chosen(f"scope_{key}", item.scope, say("Whose numbers"), ["", *imports.SCOPES], fixed,
                             _reason(page, report, "scope", report.scope),
                             lambda s: catalog.word("scope", s, page.language) if s else say("choose")) or ""
    with columns[3]:
        given = date.fromisoformat(item.published_on) if item.published_on else None
        chosen: Any = st.date_input(say("Published on"), given, key=f"date_{key}", disabled=fixed, format="YYYY-MM-DD")
        item.published_on = chosen.isoformat() if isinstance(chosen, date) else ""
    form = catalog.forms().get(report.form or "")
    label = (form.label_zh if page.language == "zh" else form.label_en) if form else say("form not recognised")
    known = [say("{form} · {count} cells read", form=label, count=len(report.cells))]
    known += [f"{name}: {catalog.say(report.reasons[part], page.language)}" for part, name in (
        ("unit", say("Unit")), ("year", say("Year")), ("scope", say("Whose numbers")), ("published_on", say("Published on")))
        if report.reasons.get(part)]
    st.text(" · ".join(known))


def _chosen(key: str, value: T, label: str, options: Sequence[T], fixed: bool, why: str, shown: Callable[[T], str]) -> T:
    """One of several, `value` until somebody chooses another; a value set elsewhere meanwhile is shown too."""
    if st.session_state.get(f"_was_{key}") != value or key not in st.session_state:
        st.session_state[key] = value if value in options else options[0]
    picked: T = st.selectbox(label, options, key=key, disabled=fixed, help=why, format_func=shown)
    st.session_state[f"_was_{key}"] = picked
    return picked


def _reason(page: Context, report: Report, part: str, value: Any) -> str:
    """Where a part of the passport was found; the document's own words shown as code, so that they are never markup."""
    why = report.reasons.get(part)
    shown = "".join(sign for sign in str(value or "—") if sign not in "`\n\r")[:80]
    return page.say("the document says") + f": `{shown}`" + (f" ({catalog.say(why, page.language)})" if why else "")


def rival(page: Context, item: Staged) -> None:
    """A report of the same unit, year and scope that is stored already: what differs, and whether this one replaces it."""
    say = page.say
    if not item.unit or not item.year or not item.scope or not item.report:
        return
    found = imports.rivals(imports.existing(page.data), item.unit, item.year, item.scope)
    if not found or item.stored or any(line.get("sha256") == item.sha256 for line in found):
        return
    kept = queries.cells_by_hash(page.ask, found[0].get("sha256", ""))
    with st.container(border=True):
        changes = differences(kept, frames(item)[0])
        came = found[0].get("name") or (say("typed") if found[0]["file"] == TYPED else found[0]["file"])
        st.text(say("Stored: {file}. {count} cells differ.", file=came, count=len(changes)))
        if changes:
            names = [cell_label(page, path) for path, _, _ in changes]
            st.dataframe(pd.DataFrame({say("Cell"): names, say("Stored"): [old or "—" for _, old, _ in changes],
                                       say("This file"): [new or "—" for _, _, new in changes]}), hide_index=True, row_height=26,
                         height=min(240, 40 + 26 * len(changes)), key=f"differ_{item.sha256[:12]}")
        item.replacing = st.checkbox(say("This file replaces it; the old one is kept as history"), value=item.replacing,
                                     key=f"replace_{item.sha256[:12]}")


def cell_label(page: Context, path: str) -> str:
    """A cell in words."""
    table, row, column = path.split("/")
    return f"{catalog.label('row', table, row, page.language)} · {catalog.label('column', table, column, page.language)}"


def frames(item: Staged) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells and findings of a file that is not stored yet, as the store would have them."""
    assert item.report
    cells = []
    for cell in item.report.cells:
        change = item.corrections.get(cell.path)
        value, state = cell_value(change.text) if change else (cell.value, cell.state)
        cells.append({"code": cell.path, "value": float(value) if value is not None else None, "state": state,
                      "text": change.text if change else cell.text, "origin": "corrected" if change else cell.origin})
    found = [{"severity": f.severity, "check_code": f.check, "code_table": f.table, "code_row": f.row, "code_column": f.column}
             for f in item.report.findings]
    return (pd.DataFrame(cells, columns=["code", "value", "state", "text", "origin"]),
            pd.DataFrame(found, columns=["severity", "check_code", "code_table", "code_row", "code_column"]))


def read(page: Context, item: Staged, door: Door) -> None:
    """The official tables as read beside the place in the document, the findings, and a form to correct one cell."""
    say, report = page.say, item.report
    assert report
    findings = [f for f in report.findings if f.severity != "info"]
    if findings:
        with st.expander(say("{count} findings", count=len(findings)), expanded=len(findings) <= 4):
            for finding in findings[:60]:
                icon = {"error": "✕", "warning": "▲"}[finding.severity]
                st.text(f"{icon} {catalog.tell(finding, page.language)}")
    form = catalog.forms().get(report.form or "")
    if form is None or not report.cells:
        return
    cells, found = frames(item)
    paths = [cell.path for cell in report.cells]
    marked = tables.marks(cells, found)
    order = [*(p for p in paths if p in marked), *(p for p in paths if p not in marked)]
    here = st.selectbox(say("Look at a cell (marked ones first)"), order, key=f"cell_{item.sha256[:12]}",
                        format_func=lambda p: (f"{catalog.word('mark', marked[p], page.language)} " if p in marked else "")
                        + cell_label(page, p))
    cell = next(c for c in report.cells if c.path == here)
    left, right = st.columns([1, 1], gap="small")
    with left:
        _next(page, item, [p for p in paths if p in marked], here)
        correct(page, item, cell)
    with right:
        place(page, item, cell, door)
    for html in tables.tables(form, cells, found, page.look, here).values():
        st.html(html)


def looked(page: Context, item: Staged, now: str) -> None:
    """A person says that what is marked stands so in the document: the file may then be stored with the clean ones."""
    if now == DOUBT and st.button(page.say("Looked at all: it stands so in the document"), key=f"looked_{item.sha256[:12]}"):
        item.looked = True
        st.rerun()


def _next(page: Context, item: Staged, marked: list[str], here: str) -> None:
    """How many marked cells there are, and the way to the next one."""
    say, at = page.say, marked.index(here) if here in marked else -1

    def go_on() -> None:
        st.session_state[f"cell_{item.sha256[:12]}"] = marked[(at + 1) % len(marked)]

    if marked:
        st.button(say("marked cell {at} of {count}; next", at=at + 1, count=len(marked)) if at >= 0 else say("to the marked cells"),
                  key=f"next_{item.sha256[:12]}", on_click=go_on)


def place(page: Context, item: Staged, cell: Cell, door: Door) -> None:
    """Where a cell stands: the picture of the page for a PDF, else the lines around it as text."""
    report = item.report
    assert report
    number = cell.place.page
    if number and item.content.startswith(b"%PDF"):
        picture = _picture(item.sha256, number, lambda: door.picture(item.content, number))
        if picture:
            st.caption(page.say("page {number} of the document", number=number))
            st.image(picture)
            return
    st.caption(page.say("in the document"))
    if cell.place.line:
        first = max(1, cell.place.line - _AROUND)
        around = report.lines[first - 1:cell.place.line + _AROUND]
        frame = pd.DataFrame({"line_no": range(first, first + len(around)), "text": list(around)})
        st.html(tables.lines_html(frame, cell.place.line))
    else:
        st.html(f"<div class='gx-lines'>{escape(page.say('the place is not known'))}</div>")


@st.cache_data(max_entries=40, show_spinner=False)
def _picture(sha256: str, number: int, _draw: Callable[[], bytes | None]) -> bytes | None:
    return _draw()


def correct(page: Context, item: Staged, cell: Cell) -> None:
    """One cell put right, with a reason; it is stored with the report and expects what the document prints."""
    say, key = page.say, f"{item.sha256[:12]}_{cell.path}"
    change = item.corrections.get(cell.path)
    with st.form(f"correct_{key}", border=False):
        text = st.text_input(say("Read as “{text}”; it should be", text=_shown(cell)), value=change.text if change else "",
                             key=f"new_{key}", placeholder=say("a number, / or blank"))
        why = st.text_input(say("Reason"), value=change.why if change else "", key=f"why_{key}",
                            placeholder=say("such as: misread in the scan"))
        if st.form_submit_button(say("Correct this cell"), disabled=item.stored):
            try:
                cell_value(text)
                if not why.strip():
                    warn(say("A correction needs a reason."))
                    return
                item.corrections[cell.path] = Correction(cell.path, cell.text, text.strip(), why.strip())
                st.rerun()
            except GxstatsError as error:
                warn(say(error.sentence, **error.values))
    if change and not item.stored and st.button(say("Take the correction back"), key=f"back_{key}"):
        del item.corrections[cell.path]
        st.rerun()


def _shown(cell: Cell) -> str:
    """What stands in a cell, fit for a label: nothing in it is markup."""
    text = f"{cell.value:f}" if cell.origin == "solved" and cell.value is not None else cell.text
    return "".join(sign for sign in text if sign.isalnum() or sign in " .,/-—−")[:30] or "—"
