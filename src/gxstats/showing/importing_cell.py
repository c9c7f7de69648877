"""One cell of a file that is not stored yet: where it stands, what the sums say, taken as read or put right with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.checking.within import sums_of
from gxstats.errors import GxstatsError
from gxstats.model import Cell, Form, Place
from gxstats.showing import tables
from gxstats.showing.importing import Door
from gxstats.showing.texts import warn
from gxstats.showing.ui import Context
from gxstats.storing.corrections import Correction, cell_value
from gxstats.storing.staged import Staged

_AROUND = 1
_OFFERED = 2  # numbers that the sums propose
READ, BLANK, OTHER = "read", "blank", "other"


def card(page: Context, item: Staged, form: Form, marked: Sequence[str], here: str, door: Door,
         check: Callable[[Staged], None]) -> None:
    """The cell `here`: its place, the sums, the choice, and on to the next marked one."""
    say = page.say
    assert item.report
    assert item.now
    as_read = next((cell for cell in item.report.cells if cell.path == here), None)
    table, row, column = here.split("/")
    cell = as_read or Cell(table, row, column, None, "")
    name = label(page, here)
    done = item.confirmed | set(item.corrections)
    left_over = [path for path in marked if path not in done]
    title = say("Confirm cell {at} of {count}: {cell}", at=marked.index(here) + 1, count=len(marked), cell=name) if (
        here in marked) else name
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {title}")
        if marked and not left_over:
            st.caption("✓ " + say("all {count} marked cells are looked at", count=len(marked)))
    left, middle, right = st.columns([1.3, 0.95, 1.35], gap="small")
    with left:
        place(page, item, cell, door)
    with middle:
        offered = _said(page, item, form, cell)
    with right:
        _choose(page, item, cell, offered, [path for path in (*marked[_after(marked, here):], *marked) if path in left_over], check)


def label(page: Context, path: str) -> str:
    """A cell in words."""
    table, row, column = path.split("/")
    return f"{catalog.label('row', table, row, page.language)} · {catalog.label('column', table, column, page.language)}"


def _after(marked: Sequence[str], here: str) -> int:
    return marked.index(here) + 1 if here in marked else 0


def _said(page: Context, item: Staged, form: Form, cell: Cell) -> list[str]:
    """How the cell was read and what its sums say; the numbers that they propose instead."""
    say, report = page.say, item.report
    assert report
    lines = [(say("read as"), f"{shown(cell)} ({catalog.word('origin', cell.origin, page.language)})"
              if cell in report.cells else say("not found in the document"))]
    change = item.corrections.get(cell.path)
    if change:
        lines.append((say("corrected to"), f"{change.text or say('(blank)')} ({change.why})"))
    needed = sums_of(form, report.cells, cell.path)
    counts = {number: needed.count(number) for number in needed}
    best = sorted((n for n in counts if n != cell.value and n >= 0), key=lambda n: -counts[n])[:_OFFERED]
    value = Decimal(0) if cell.value is None else cell.value
    for text, number in ((shown(cell), value), *((f"{n:f}", n) for n in best)):
        if needed:
            lines.append((say("sums"), say("with {text}, {holds} of {count} hold", text=text, holds=counts.get(number, 0),
                                           count=len(needed))))
    if not needed:
        lines.append((say("sums"), say("none reaches this cell")))
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(told)}</td></tr>" for name, told in lines)
    st.html(f"<table class='gx-why'>{rows}</table>")
    return [f"{n:f}" for n in best]


def _choose(page: Context, item: Staged, cell: Cell, offered: Sequence[str], further: Sequence[str],
            check: Callable[[Staged], None]) -> None:
    """As read, a number that the sums propose, blank, or another one; all but the first need a reason."""
    say, key = page.say, f"{item.sha256[:12]}_{cell.path}"
    change = item.corrections.get(cell.path)
    there = cell in (item.report.cells if item.report else ())
    options = {READ: shown(cell) if there else say("not in the document"),
               **{number: number for number in offered}, **({BLANK: say("blank")} if cell.state != "blank" else {}),
               OTHER: say("other…")}
    start = READ if not change else BLANK if not change.text and BLANK in options else (
        change.text if change.text in options else OTHER)
    picked = st.segmented_control(say("What it is"), list(options), default=start, key=f"choice_{key}_{start}", required=True,
                                  format_func=options.__getitem__, label_visibility="collapsed", disabled=item.stored)
    text = {READ: "", BLANK: ""}.get(picked or READ, picked or "")
    if picked == OTHER:
        text = st.text_input(say("It should be"), value=change.text if change else "", key=f"new_{key}",
                             placeholder=say("a number, / or blank"), label_visibility="collapsed")
    why = "" if picked == READ else st.text_input(
        say("Reason"), value=change.why if change else "", key=f"why_{key}", label_visibility="collapsed",
        placeholder=say("reason, such as: misread in the scan"))
    if not st.button(say("Take it, next cell") if [p for p in further if p != cell.path] else say("Take it"), type="primary",
                     key=f"take_{key}", disabled=item.stored):
        return
    if picked == READ:
        item.confirmed.add(cell.path)
        item.corrections.pop(cell.path, None)
    elif not why.strip():
        warn(say("A correction needs a reason."))
        return
    else:
        try:
            cell_value(text)
        except GxstatsError as error:
            warn(say(error.sentence, **error.values))
            return
        item.corrections[cell.path] = Correction(cell.path, cell.text, text.strip(), why.strip())
    check(item)
    st.session_state[f"cell_{item.sha256[:12]}"] = next((path for path in further if path != cell.path), cell.path)
    st.rerun()


def place(page: Context, item: Staged, cell: Cell, door: Door) -> None:
    """Where a cell stands: of a PDF the strip around it and the page, else the lines around it as text."""
    report, at = item.report, cell.place
    assert report
    if at.page and item.content.startswith(b"%PDF"):
        strip = _picture(item.sha256, at, True, door, item.content)
        whole = None if strip else _picture(item.sha256, at, False, door, item.content)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(page.say("page {number} of the document", number=at.page))
            if strip:
                with st.popover(page.say("whole page"), type="tertiary"):
                    st.image(_picture(item.sha256, at, False, door, item.content) or strip)
        if strip or whole:
            st.image(strip or whole or b"")
            return
    st.caption(page.say("in the document"))
    if at.line:
        first = max(1, at.line - _AROUND)
        around = report.lines[first - 1:at.line + _AROUND]
        frame = pd.DataFrame({"line_no": range(first, first + len(around)), "text": list(around)})
        st.html(f"<div class='gx-clip'>{tables.lines_html(frame, at.line)}</div>")
    else:
        st.html(f"<div class='gx-lines'>{escape(page.say('the place is not known'))}</div>")


@st.cache_data(max_entries=80, show_spinner=False)
def _picture(sha256: str, at: Place, strip: bool, _door: Door, _content: bytes) -> bytes | None:
    return _door.picture(_content, at, strip)


def shown(cell: Cell) -> str:
    """What stands in a cell, fit for a label: nothing in it is markup."""
    text = f"{cell.value:f}" if cell.origin == "solved" and cell.value is not None else cell.text
    return "".join(sign for sign in text if sign.isalnum() or sign in " .,/-—−")[:30] or "—"
