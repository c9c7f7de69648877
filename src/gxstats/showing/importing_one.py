"""One file opened on the import page: its passport, a report that is there already, the tables as read, findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.checking.within import again
from gxstats.errors import GxstatsError
from gxstats.measuring import queries
from gxstats.model import Form, Report
from gxstats.showing import importing, importing_cell, tables
from gxstats.showing.importing import Door, name_of
from gxstats.showing.picking import picked
from gxstats.showing.texts import warn
from gxstats.showing.ui import Context
from gxstats.storing import imports
from gxstats.storing.corrections import TYPED, corrected, differences
from gxstats.storing.staged import DOUBT, SAME, STORED, Staged, doubtful

_TOLD = 4  # differences told in a line
_FOUND = ("severity", "check_code", "code_table", "code_row", "code_column")
MISSING = "missing"  # the state of a cell of the form that was not found in the document
T = TypeVar("T")


def show(page: Context, items: list[Staged], item: Staged, door: Door) -> None:
    """All there is to see and to say of one file, before it is stored."""
    say = page.say
    with st.container(horizontal=True, vertical_alignment="center"):
        head = st.container(gap=None)
        acts = st.container(horizontal=True, width="content")
    if item.report:
        passport(page, item, _state(page, items, item), door)
        rival(page, item)
    now = _state(page, items, item)
    with head:
        st.html(f"<div class='gx-title'>{escape(_title(page, item))}</div>")
        if item.report:
            st.caption(_read(page, item))
    with acts:
        if item.report:
            ready = [item] if importing.confirmable(now) else []
            importing.store(page, ready, door, say("Store this report"), "store_one")
        if now != STORED and st.button(say("Leave it out"), key=f"leave_{item.sha256[:12]}"):
            items.remove(item)
            st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f"<div class='gx-note'>{escape(importing.notice(page, item, now))}</div>")
        if now == DOUBT and st.button(say("Looked at all: it stands so in the document"), key=f"looked_{item.sha256[:12]}"):
            item.looked = True
            st.session_state.pop("_open", None)  # on to the next one that needs a look
            st.rerun()
    if item.report:
        _findings(page, item)
        _tables(page, item, door)


def _state(page: Context, items: Sequence[Staged], item: Staged) -> str:
    return importing.states(page, items)[items.index(item)]


def _title(page: Context, item: Staged) -> str:
    """Whose report of which year, and the file with its pages."""
    pages = dict(item.report.seen.remarks).get("pages") if item.report else None
    file = item.name + (page.say(" ({count} pages)", count=pages) if pages else "")
    whose = page.say("{unit} {year}", unit=name_of(page, item.unit), year=item.year) if item.unit and item.year else ""
    return " · ".join(part for part in (whose, file) if part)


def _read(page: Context, item: Staged) -> str:
    """How much was read: rows and columns of each table, and how many cells are not certain."""
    say, language, report = page.say, page.language, item.now
    assert report
    form = _form(item)
    parts = []
    for table in form.tables if form else ():
        paths = [cell for cell in report.cells if cell.table == table.code]
        if paths:
            parts.append(say("{table} {rows} rows × {columns} columns", table=catalog.label("table", "", table.code, language),
                             rows=len({cell.row for cell in paths}), columns=len({cell.column for cell in paths})))
    unsure = len(tables.marks(*frames(report, form)))
    return say(", ").join(parts) + (say("; ") if parts else "") + say(
        "{count} of {total} cells read, {unsure} uncertain", count=len(report.cells),
        total=len(form.paths()) if form else len(report.cells), unsure=unsure)


def _form(item: Staged) -> Form | None:
    return catalog.forms().get((item.report.form if item.report else None) or "")


# --- whose report it is -------------------------------------------------------------------------------------------

def passport(page: Context, item: Staged, now: str, door: Door) -> None:
    """Unit, year, scope and date as recognised, each to be chosen from the register; the reason on hover and below."""
    say, key, report = page.say, item.sha256[:12], item.report
    assert report
    fixed = now in (STORED, SAME)
    units = list(dict.fromkeys(["", *item.suggestions, *(line["unit"] for line in page.data.units)]))
    years = list(range(date.today().year, 2007, -1))
    columns = st.columns([1.9, 0.95, 1.4, 1.15, 1.25], gap="small")
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
        _form_chosen(page, item, fixed, door)
    with columns[4]:
        given = date.fromisoformat(item.published_on) if item.published_on else None
        chosen: Any = st.date_input(say("Published on"), given, key=f"date_{key}", disabled=fixed, format="YYYY-MM-DD")
        item.published_on = chosen.isoformat() if isinstance(chosen, date) else ""
    names = (("unit", say("Unit")), ("year", say("Year")), ("scope", say("Whose numbers")), ("published_on", say("Published on")))
    reasons = " · ".join(f"{name}: {catalog.say(report.reasons[part], page.language)}" for part, name in names
                         if report.reasons.get(part))
    if reasons:
        st.caption(say("recognised by") + " " + reasons)


def _form_chosen(page: Context, item: Staged, fixed: bool, door: Door) -> None:
    """The form as its words tell, or as a person says; the file is read again by the form that was chosen."""
    say, forms, zh = page.say, catalog.forms(), page.language == "zh"
    why = say("recognised by its words; another one is read again by that form, and what has no place in it is left out")
    labels = {code: form.label_zh if zh else form.label_en for code, form in forms.items()}
    told = st.session_state.setdefault(f"_told_form_{item.sha256[:12]}", (item.report.form if item.report else None) or "")
    picked = _chosen(f"form_{item.sha256[:12]}", item.form, say("Form"), ["", *(code for code in forms if code != told)], fixed,
                     why, lambda code: labels[code] if code else labels.get(told, say("not recognised")))
    if picked == item.form:
        return
    try:
        with st.spinner(say("Reading documents")):
            door.read_as(item, picked)
    except GxstatsError as error:
        warn(say(error.sentence, **error.values))
        return
    st.session_state.pop(f"cell_{item.sha256[:12]}", None)
    st.rerun()


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
    say, key = page.say, item.sha256[:12]
    if not item.unit or not item.year or not item.scope or not item.now:
        return
    found = imports.rivals(imports.existing(page.data), item.unit, item.year, item.scope)
    if not found or item.stored or any(line.get("sha256") == item.sha256 for line in found):
        return
    kept = queries.cells_by_hash(page.ask, found[0].get("sha256", ""))
    changes = differences(kept, frames(item.now)[0])
    came = found[0].get("name") or (say("typed") if found[0]["file"] == TYPED else found[0]["file"].rsplit("/", 1)[-1])
    day = found[0].get("published_on")
    told = say(", ").join(f"{importing_cell.label(page, path)} {old or '—'}→{new or '—'}" for path, old, new in changes[:_TOLD])
    st.html("<div class='gx-info'>⇄ " + escape(say(
        "There is a report of {unit} for {year} already ({file}).", unit=name_of(page, item.unit), year=item.year,
        file=came + (say(", published on {date}", date=day) if day else ""))) + " " + escape(
        say("{count} cells differ", count=len(changes)) + (f": {told}" if told else "")
        + (say("; ") + say("and {count} more", count=len(changes) - _TOLD) if len(changes) > _TOLD else "")) + say(".") + "</div>")
    with st.container(horizontal=True, vertical_alignment="center"):
        item.replacing = st.checkbox(say("This file replaces it; the old one is kept as history"), value=item.replacing,
                                     key=f"replace_{key}")
        if changes:
            with st.popover(say("Compare cell by cell"), type="tertiary"):
                st.dataframe(pd.DataFrame({
                    say("Cell"): [importing_cell.label(page, path) for path, _, _ in changes],
                    say("Stored"): [old or "—" for _, old, _ in changes], say("This file"): [new or "—" for _, _, new in changes]}),
                    hide_index=True, row_height=26, height=min(400, 40 + 26 * len(changes)), key=f"differ_{key}")


# --- what was read ------------------------------------------------------------------------------------------------

def frames(report: Report, form: Form | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cells and findings of a report that is not stored yet, as the store would have them; with the cells of `form` that were
    not found in the document."""
    cells = [{"code": cell.path, "value": None if cell.value is None else float(cell.value), "state": cell.state, "text": cell.text,
              "origin": cell.origin} for cell in report.cells]
    lost = _not_found(report, form)
    cells += [{"code": path, "value": None, "state": MISSING, "text": "", "origin": "printed"} for path in lost]
    rows = {(f.table, f.row) for f in report.findings if f.check == "row_missing"}
    told: list[tuple[str | None, ...]] = [(f.severity, f.check, f.table, f.row, f.column) for f in report.findings
                                          if not (lost and f.check == "row_missing")]
    told += [("warning", "row_missing", *path.split("/")) for path in lost if tuple(path.split("/")[:2]) in rows]
    return (pd.DataFrame(cells, columns=["code", "value", "state", "text", "origin"]),
            pd.DataFrame(told, columns=list(_FOUND)))


def _not_found(report: Report, form: Form | None) -> list[str]:
    """The cells of a form that a report lacks; a group printed as one row stands for its parts."""
    have = {cell.path for cell in report.cells}
    covered = {part for table in form.tables for group in table.groups for part in group.sum_of
               if any(path.startswith(f"{table.code}/{group.code}/") for path in have)} if form else set()
    return [path for path in form.paths() if path not in have and path.split("/")[1] not in covered] if form else []


def check_again(item: Staged) -> None:
    """What was read with the corrections made so far, and what its numbers say then."""
    assert item.report
    place = f"{item.unit}/{item.year}/{item.scope}"
    changed = corrected(item.report, item.unit, item.year, item.scope, True,
                        [change.decision(place, item.sha256) for change in item.corrections.values()])
    item.checked = again(item.report, changed) if item.corrections else None
    if not set(_marked(item)) - item.confirmed - set(item.corrections) and not _unplaced(item):
        item.looked = True


def _marked(item: Staged) -> dict[str, str]:
    """path -> mark, of what was read and of what was corrected since."""
    assert item.report
    assert item.now
    return tables.marks(*frames(item.report, _form(item))) | tables.marks(*frames(item.now, _form(item)))


def _unplaced(item: Staged) -> bool:
    """Whether a finding asks for a look that no cell of the tables carries."""
    assert item.now
    cells = frames(item.now, _form(item))[0]
    return any(not tables.named(pd.Series((f.severity, f.check, f.table, f.row, f.column), index=_FOUND), cells)
               for f in doubtful(item))


def _findings(page: Context, item: Staged) -> None:
    """What the reading and the sums have to say; open where no cell below carries it."""
    findings = doubtful(item)
    if not findings:
        return
    with st.expander(page.say("Findings: {count}", count=len(findings)), expanded=_unplaced(item)):
        for finding in findings[:60]:
            icon = {"error": "✕", "warning": "▲"}[finding.severity]
            st.text(f"{icon} {catalog.tell(finding, page.language)}")


def _tables(page: Context, item: Staged, door: Door) -> None:
    """The official tables as read with their marks, one of them shown; a cell of it opened below."""
    language, key, form = page.language, item.sha256[:12], _form(item)
    assert item.report
    assert item.now
    if form is None or not item.report.cells:
        return
    cells, found = frames(item.now, form)
    marked = _marked(item)
    order = [path for path in cells["code"] if path in marked]
    here = str(st.session_state.get(f"cell_{key}") or (order[0] if order else ""))
    codes = [table.code for table in form.tables]
    at = here.split("/")[0] if here else "requests"
    with st.container(horizontal=True, vertical_alignment="center"):
        table = st.segmented_control(
            page.say("Table"), codes, default=at, key=f"table_{key}_{at}_{language}", required=True, label_visibility="collapsed",
            format_func=lambda code: catalog.label("table", "", code, language) + _count(marked, code))
        st.html(tables.legend_html(page.language))
    st.html(tables.tables(form, cells, found, page.look, here)[table or at])
    if path := picked(page, cells, table or at, key):
        st.session_state[f"cell_{key}"] = path
        st.rerun()
    if here:
        with st.container(border=True, key="one_cell"):
            importing_cell.card(page, item, form, order, here, door, check_again)


def _count(marked: Iterable[str], table: str) -> str:
    count = sum(path.startswith(f"{table}/") for path in marked)
    return f" ?{count}" if count else ""

