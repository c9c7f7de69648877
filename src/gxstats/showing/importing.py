"""What the import page is made of: files that come in, one of them opened, storing, and the log of imports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.model import Place
from gxstats.showing import ui
from gxstats.showing.address import Address
from gxstats.showing.person import decide, known, person
from gxstats.showing.texts import drop, warn
from gxstats.showing.ui import Context
from gxstats.storing import imports
from gxstats.storing.corrections import AS_PRINTED, WITHDRAWN, typed_reports
from gxstats.storing.data import DataDirectory
from gxstats.storing.decisions import Decision, Decisions
from gxstats.storing.roles import Person
from gxstats.storing.staged import (
    DOUBT,
    MAY,
    MOST_FILES,
    MOST_HELD,
    NEW,
    REPLACES,
    SAME,
    STORED,
    UNREADABLE,
    Staged,
    doubts,
    state,
)

Build = Callable[[Path], Any]


@dataclass(frozen=True)
class Door:
    """What the page may do with files: read them, store those chosen, build the store anew, draw a page of one, read one again
    by another form."""

    read: Callable[[Sequence[tuple[str, bytes]], DataDirectory, Callable[[int, int, str], None]], Iterable[Staged]]
    store: Callable[[Path, Sequence[Staged], Person], Any]
    build: Build
    picture: Callable[[bytes, Place, bool], bytes | None]
    read_as: Callable[[Staged, str], None]


_ICONS = {NEW: "✓", STORED: "✓", SAME: "=", REPLACES: "⇄", UNREADABLE: "✕"}
_FIRST = {UNREADABLE: 2, SAME: 2, NEW: 1, STORED: 3}


def view(page: Context) -> str:
    """What the page shows: files, typing or the log; it stands in the address."""
    say = page.say
    return Address.current().select("view", {"files": say("Files"), "typing": say("Type a report from paper"),
                                             "log": say("Log and undo")}, "files", say("View"), segmented=True)


def inbox(page: Context) -> list[Staged]:
    """The files of this visit that are not forgotten yet, for this data directory."""
    found: list[Staged] = st.session_state.setdefault(f"_inbox_{page.data.path.name}", [])
    return found


def progress_line(page: Context, items: Sequence[Staged]) -> Any:
    """How many files were read in what time; returns the place where progress is told while more are read."""
    place, took = st.empty(), st.session_state.get("_took")
    if items:
        place.progress(1.0, page.say("{count} of {count} read", count=len(items)) + (
            page.say(", took {seconds} s", seconds=took) if took else ""))
    return place


def take_in(page: Context, door: Door, place: Any) -> None:
    """Where files are dropped; each new one is read at once, with progress at `place`. Stopping keeps what has been read."""
    say, items = page.say, inbox(page)
    if "import" not in known(page).may:
        person(page, "import")
        return
    number = int(st.session_state.setdefault("_dropped", 0))
    files = drop(page, say("Drop reports here, many at once: Word, PDF, Excel, web page, text, picture, or .zip"), f"drop_{number}",
                 many=True)
    if not files or number in st.session_state.setdefault("_begun", set()):
        return
    if len(files) + len(items) > MOST_FILES:
        warn(say("At most {limit} files at once; store or forget some first.", limit=MOST_FILES))
        return
    if sum(file.size for file in files) + sum(len(item.content) for item in items) > MOST_HELD:
        warn(say("At most {limit} MB at once; store or forget some first.", limit=MOST_HELD // 2**20))
        return
    st.session_state["_begun"].add(number)
    bar, what, begun = place.progress(0.0, say("Reading documents")), st.empty(), time.monotonic()
    st.button(say("Stop reading"), key="stop")  # a click begins a new run, and this one ends at its next word

    def progress(done: int, total: int, name: str) -> None:
        left = (time.monotonic() - begun) / done * (total - done) if done else 0
        bar.progress(done / total, say("Reading documents: {done} of {total}", done=done, total=total) + (
            " · " + say("about {seconds} s to go", seconds=round(left)) if done else ""))
        what.text(name)

    try:
        for item in door.read([(file.name, file.getvalue()) for file in files], page.data, progress):
            items.append(item)
    finally:
        st.session_state["_dropped"] = number + 1  # an empty place: the list above it is what came in
        st.session_state["_took"] = round(time.monotonic() - begun)
    st.rerun()


def states(page: Context, items: Sequence[Staged]) -> list[str]:
    """The state of each file."""
    lines = imports.existing(page.data)
    return [state(item, page.data, lines, items) for item in items]


def summary(page: Context, items: Sequence[Staged], now: Sequence[str]) -> str:
    """One line: what came in and what to do next."""
    say = page.say
    if not items:
        return say("1. Drop files. 2. Look at what is marked. 3. Store. Nothing is stored before you say so.")
    ready, look = now.count(NEW), sum(one not in (NEW, SAME, STORED, UNREADABLE) for one in now)
    parts = [say("{count} can be stored", count=ready), say("{count} need a look", count=look),
             say("{count} are stored already", count=now.count(SAME) + now.count(STORED)),
             say("{count} cannot be read", count=now.count(UNREADABLE))]
    return " · ".join(parts)


def name_of(page: Context, unit: str) -> str:
    """The newest name of a unit in the register, in the reader's language."""
    line = page.data.newest.get(unit)
    return unit if line is None else line.get("short_name" if page.language == "zh" else "name_en") or line["name"]


def listed(page: Context, items: Sequence[Staged], now: Sequence[str]) -> int | None:
    """The files, those that needed a look when they came first, so that no line moves under the reader's hand; the index of the
    one that is open: as chosen, else until it is stored, else the first that needs a look."""
    say = page.say
    if not items:
        return None
    ranks: dict[int, int] = st.session_state.setdefault("_ranks", {})
    order = sorted(range(len(items)), key=lambda i: (ranks.setdefault(id(items[i]), _FIRST.get(now[i], 0)), i))
    frame = pd.DataFrame({
        " ": [_ICONS.get(now[i], "?") for i in order],
        say("Unit"): [name_of(page, items[i].unit) or "—" for i in order],
        say("Year"): [str(items[i].year or "—") for i in order],
        say("What to do"): [catalog.word("staged", now[i], page.language) for i in order],
        say("File"): [items[i].name for i in order]})
    st.caption(say("those that need a look come first"))
    event: Any = st.dataframe(frame, hide_index=True, key=f"files_{len(items)}", on_select="rerun", selection_mode="single-row",
                              row_height=28, height=min(430, 40 + 28 * len(frame)),
                              column_config={" ": st.column_config.TextColumn(width=30),
                                             say("Year"): st.column_config.TextColumn(width=50)})
    rows = event.selection.rows if hasattr(event, "selection") else []
    waiting = [i for i in order if now[i] != STORED]
    if rows and rows[0] < len(order):
        chosen: int = order[rows[0]]
    else:
        held = st.session_state.get("_open")
        chosen = next((i for i in waiting if id(items[i]) == held), next(
            (i for i in order if _FIRST.get(now[i], 0) == 0), order[0] if not waiting else waiting[0]))
    st.session_state["_open"] = id(items[chosen])
    return chosen


def store(page: Context, chosen: Sequence[Staged], door: Door, label: str, key: str) -> None:
    """A button that stores these files in one step and shows the new snapshot."""
    say = page.say
    if not st.button(label, type="primary", key=key, disabled=not chosen):
        return

    def write(who: Any) -> None:
        door.store(page.data.path, chosen, who)
        for item in chosen:
            item.stored = True
        st.session_state["_stored"] = [(item.unit, item.year) for item in chosen]
        with st.spinner(say("Building the store")):
            door.build(page.data.path)

    if decide(page, known(page), write):
        st.rerun()


def stored(page: Context) -> None:
    """After storing: what is so now, and the way to the charts."""
    say, done = page.say, st.session_state.get("_stored")
    if not done:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.text("✓ " + say("{count} reports stored. They are on every page now; the log takes them back.", count=len(done)))
        ui.link("overview", say("See the overview"))
        ui.link("unit", say("See the report"), unit=done[0][0], year=str(done[0][1]))


def actions(page: Context, items: list[Staged], now: Sequence[str], door: Door) -> None:
    """Store all that is clean, forget the rest."""
    say = page.say
    clean = [item for item, one in zip(items, now, strict=True) if one == NEW]
    store(page, clean, door, say("Store {count} clean reports", count=len(clean)), "store_all")
    if st.button(say("Clear the list"), key="forget"):
        items.clear()
        st.session_state.pop("_stored", None)
        st.session_state.pop("_took", None)
        st.rerun()


def log(page: Context, build: Build) -> None:
    """Who imported, corrected, typed and took back what; an import is taken back from here."""
    say = page.say
    st.caption(say("An import taken back leaves the figures as they were before it; the log keeps both."))
    found = imports.history(page.data.path)
    if not found:
        st.text(say("Nothing has been imported yet. Drop files under “Files”."))
    for item in found[:50]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                st.text(f"{item.when[:16].replace('T', ' ')} · {item.who} · "
                        f"{catalog.word('imported', item.state, page.language)} · " + say("{count} reports", count=len(item.lines)))
                st.text(say(", ").join(f"{name_of(page, line['unit'])} {line['year']}" for line in item.lines[:8])
                        + (" …" if len(item.lines) > 8 else ""))
            may = item.state == "stored" and "import" in known(page).may
            if may and st.button(say("Take this import back"), key=f"undo_{item.id}"):
                def take_back(who: Any, number: str = item.id) -> None:
                    imports.undo(page.data.path, number, who)
                    with st.spinner(say("Building the store")):
                        build(page.data.path)
                if decide(page, known(page), take_back):
                    for one in inbox(page):
                        one.stored = one.stored and one.sha256 not in {line["sha256"] for line in item.lines}
                    st.rerun()
    person(page, "import", "log")
    typed(page, build)
    st.markdown(f"#### {say('Who did what')}")
    audit(page)


def typed(page: Context, build: Build) -> None:
    """The reports typed from paper that are in force, each with its way back."""
    say = page.say
    for one in typed_reports(Decisions(page.data.path).read("typed")):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            scope = catalog.word("scope", one.scope, page.language)
            st.text(f"{say('typed')} · {name_of(page, one.unit)} {one.year} · {scope} · {one.who}")
            if "typed" in known(page).may and st.button(say("Take this report back"), key=f"withdraw_{one.report.sha256[:12]}"):
                def take_back(who: Person, subject: str = f"{one.unit}/{one.year}/{one.scope}") -> None:
                    Decisions(page.data.path).append("typed", subject, WITHDRAWN, who)
                    with st.spinner(say("Building the store")):
                        build(page.data.path)
                if decide(page, known(page), take_back):
                    st.rerun()


def audit(page: Context) -> None:
    """Every import, undo, correction, typed report and change of the register: when, who, what, about what, why."""
    say = page.say
    decided = [d for kind in ("import", "correction", "typed", "register") for d in Decisions(page.data.path).read(kind)]
    frame = pd.DataFrame([{say("When"): d.when[:16].replace("T", " "), say("Who"): d.who, say("What"): _act(page, d),
                           say("About"): _about(page, d),
                           say("Reason"): d.why} for d in sorted(decided, key=lambda d: d.when, reverse=True)])
    if frame.empty:
        st.text(say("Nothing has been imported, corrected or typed yet."))
    else:
        st.dataframe(frame, hide_index=True, key="decided", row_height=28, height=min(420, 40 + 28 * len(frame)))


def _about(page: Context, decision: Decision) -> str:
    """The files, the cell, the report or the unit that a decision is about."""
    if decision.kind == "import":
        return decision.evidence
    unit, *rest = decision.subject.split("/")
    name = catalog.word("register", unit, page.language) if decision.kind == "register" else unit
    return " ".join([name_of(page, unit) if name == unit else name, *rest])


def _act(page: Context, decision: Decision) -> str:
    """What was decided, in words."""
    say = page.say
    if decision.kind == "correction":
        return say("correction taken back") if decision.choice == AS_PRINTED else say("corrected to {text}", text=decision.choice)
    if decision.kind == "typed":
        return say("typed report taken back") if decision.choice == WITHDRAWN else say("typed")
    return catalog.word({"import": "imported", "register": "registered"}[decision.kind], decision.choice, page.language)


def confirmable(now: str) -> bool:
    """Whether one file can be stored by itself."""
    return now in MAY


def notice(page: Context, item: Staged, now: str) -> str:
    """What is so with one file and what to do next, in one sentence."""
    say = page.say
    if item.error:
        return say(item.error.sentence, **item.error.values)
    if item.namesakes and not item.unit:
        return say("Two units of the register have this name. Choose which one it is.")
    sentences = {
        NEW: say("Everything was read and adds up. Store it."),
        DOUBT: say("Findings: {count}. Compare the marked cells with the document, correct what was misread, then store.",
                   count=doubts(item)),
        SAME: say("This very file is stored already; there is nothing to do."),
        STORED: say("Stored. Look at it on the unit page, or take it back in the log."),
        REPLACES: say("It replaces the report there is; the old one is kept as history. Store it."),
        "taken": say("There is another report of this unit, year and scope. Say whether this one replaces it, or choose "
                     "another scope."),
        "unit": say("The document does not tell a unit of the register. Choose it."),
        "year": say("The document does not tell its year. Choose it."),
        "scope": say("The document does not tell whose numbers these are. Choose."),
        "several": say("The file holds {count} reports; save each as a file of its own.", count=item.count)}
    return sentences.get(now, "")
