"""What the register page is made of: the tree of units, one unit and what happens to it, due dates, workbook, log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import queries
from gxstats.showing.address import Address
from gxstats.showing.importing import name_of
from gxstats.showing.person import decide, person
from gxstats.showing.ui import Context
from gxstats.storing import reforms, register
from gxstats.storing.data import Line
from gxstats.storing.decisions import Decisions
from gxstats.storing.register import Register
from gxstats.storing.staged import suggestions
from gxstats.storing.unit_codes import credit_code_is_right

Build = Callable[[Path], Any]
_STEP = "\u3000"  # a wide blank for each step down the tree
_UNKNOWN = 12  # names of nobody shown at once


def view(page: Context) -> str:
    """What the page shows; it stands in the address."""
    say = page.say
    return Address.current().select("view", {"units": say("Units"), "duties": say("Who reports when"),
                                             "workbook": say("Workbook"), "log": say("Log")}, "units", say("View"), segmented=True)


def save(page: Context, build: Build, make: Callable[[], Register], act: str, subject: str, who: Any, why: str) -> None:
    """Store a changed register and build, so that every page follows; what is wrong with it is said."""
    def write(by: Any) -> None:
        register.change(page.data.path, make(), act, subject, by, why, register.of(page.data).version)
        with st.spinner(page.say("Building the store")):
            build(page.data.path)
    if decide(page, who, write):
        st.toast(page.say("The register is changed, and every page with it."))
        st.rerun()


# --- the tree -----------------------------------------------------------------------------------------------------

def ordered(now: Register) -> Iterator[tuple[str, int]]:
    """Every unit below the one above it, with how far down it stands."""
    above = {line["unit"]: line.get("parent", "") for line in now.units}
    below: dict[str, list[str]] = {}
    for unit in now.codes():
        below.setdefault(above[unit] if above[unit] in above else "", []).append(unit)

    def down(unit: str, depth: int) -> Iterator[tuple[str, int]]:
        for code in below.get(unit, []):
            yield code, depth
            if depth < 9:
                yield from down(code, depth + 1)
    yield from down("", 0)


def tree(page: Context, now: Register) -> None:
    """The units as a tree; a click opens one."""
    say = page.say
    wanted = st.text_input(say("Find a unit"), key="find_unit", placeholder=say("part of its name")).strip().lower()
    rows = [(unit, depth) for unit, depth in ordered(now) if wanted in name_of(page, unit).lower() or wanted in _names(now, unit)]
    frame = pd.DataFrame({
        say("Unit"): [_STEP * depth + name_of(page, unit) for unit, depth in rows],
        say("Kind"): [catalog.word("kind", now.last(unit)["kind"], page.language) for unit, _ in rows],
        say("Years"): [_span(now, unit) for unit, _ in rows],
        say("Code"): ["✓" if credit_code_is_right(now.last(unit).get("credit_code", "")) else "—" for unit, _ in rows]})
    event: Any = st.dataframe(frame, hide_index=True, key=f"tree_{wanted}", on_select="rerun", selection_mode="single-row",
                              row_height=26, height=min(470, 40 + 26 * max(1, len(frame))))
    picked = event.selection.rows if hasattr(event, "selection") else []
    if picked and picked[0] < len(rows) and st.session_state.get("_tree") != (code := rows[picked[0]][0]):
        st.session_state["_tree"] = code
        Address.current().put(unit=code)
        st.rerun()
    st.caption(say("{count} units; a tick is a credit code with the right check digit", count=len(rows)))


def _names(now: Register, unit: str) -> str:
    return " ".join(line["name"].lower() for line in now.by_unit[unit])


def _span(now: Register, unit: str) -> str:
    return f"{min(line['from_year'] for line in now.by_unit[unit])}–{now.last(unit)['to_year']}"


def faults(page: Context, now: Register) -> None:
    """What the register itself says that cannot be, or is doubtful."""
    found = register.problems(now)
    if found:
        with st.expander(page.say("Findings: {count}", count=len(found)), expanded=True):
            for finding in found[:40]:
                st.text(f"{'✕' if finding.severity == 'error' else '▲'} {catalog.tell(finding, page.language)}")


# --- one unit -----------------------------------------------------------------------------------------------------

def one(page: Context, now: Register, build: Build) -> None:
    """A unit with its codes and names over time, and what can happen to it."""
    say = page.say
    names = {unit: name_of(page, unit) for unit, _ in ordered(now)}
    if not names:
        return
    unit = Address.current().select("unit", names, next(iter(names)), say("Unit"))
    line = now.last(unit)
    st.html(f"<table class='gx-plain'>{''.join(_row(page, column, line) for column in register.UNITS if line.get(column))}</table>")
    history(page, now, unit)
    acts = {act: catalog.word("registered", act, page.language) for act in (
        "changed", "renamed", "merged", "split", "transferred", "abolished")}
    act = st.segmented_control(say("What happened"), list(acts), format_func=lambda a: acts[a], key=f"act_{unit}")
    if act:
        with st.form(f"happen_{act}_{unit}"):
            happen(page, now, unit, str(act), build)


_FAMILIES = {"kind": "kind", "level": "level", "reports": "reporting"}  # columns that hold a code, and its family of words


def _row(page: Context, column: str, line: Line) -> str:
    value = line[column]
    if column == "parent":
        value = name_of(page, value)
    elif family := _FAMILIES.get(column):
        value = catalog.word(family, value, page.language)
    return f"<tr><td>{escape(catalog.word('register', column, page.language))}</td><td>{escape(value)}</td></tr>"


def history(page: Context, now: Register, unit: str) -> None:
    """What a unit was called when, and whom it became or came from."""
    for line in sorted((line for line in now.units if line["unit"] == unit), key=lambda line: line["from_year"]):
        st.text(f"{line['from_year']}–{line['to_year']}  {line['name']}")
    for line in now.succession:
        if unit in (line["from"], line["to"]):
            other = f" → {name_of(page, line['to'])}" if line["to"] else ""
            st.text(f"{line['year']}  {name_of(page, line['from'])}{other} · "
                    f"{catalog.word('reform', line['relation'], page.language)} {line.get('note', '')}")


def happen(page: Context, now: Register, unit: str, act: str, build: Build) -> None:
    """The fields that one act asks for, and its button."""
    say, line = page.say, now.last(unit)
    others = [code for code in now.codes() if code != unit]
    about: dict[str, str] = {}
    year, target, names, goes_on, note = date.today().year, "", "", True, ""
    if act in ("changed", "renamed"):
        about = fields(page, now, line, act, f"{act}_{unit}")
    if act == "split":
        names = st.text_area(say("Names of the new units, one a line"), key=f"names_{unit}")
        goes_on = st.checkbox(say("This unit goes on beside them"), value=True, key=f"goes_{unit}")
    if act in ("merged", "transferred"):
        target = str(st.selectbox(say("Goes on in") if act == "merged" else say("Work moved to"), others, key=f"to_{act}_{unit}",
                                  format_func=lambda code: name_of(page, code)) or "")
    if act != "changed":
        year = int(st.number_input(say("First report year after the change"), 2000, 2100, year, key=f"year_{act}_{unit}"))
        note = st.text_input(say("Note"), key=f"note_{act}_{unit}") if act != "renamed" else ""

    def make() -> Register:
        match act:
            case "changed":
                return reforms.changed(now, unit, about)
            case "renamed":
                return reforms.renamed(now, unit, year, about)
            case "merged":
                return reforms.merged(now, [unit], target, year, note)
            case "split":
                return reforms.split(now, unit, [name for name in names.splitlines() if name.strip()], year, goes_on, note)
            case "transferred":
                return reforms.transferred(now, unit, target, year, note)
        return reforms.abolished(now, unit, year, note)

    submit(page, build, make, act, unit, f"{act}_{unit}")


def submit(page: Context, build: Build, make: Callable[[], Register], act: str, subject: str, key: str) -> None:
    """Name, reason and button at the end of a form."""
    who = person(page, "register", key)
    why = st.text_input(page.say("Reason"), key=f"why_{key}", placeholder=page.say("such as: decree of 3 February"))
    if st.form_submit_button(page.say("Save"), type="primary", disabled=who is None):
        save(page, build, make, act, subject, who, why)


def fields(page: Context, now: Register, line: Line, act: str, key: str) -> dict[str, str]:
    """Entries of a unit to type into; a new name has names only."""
    wanted = ("name", "short_name", "name_en") if act == "renamed" else tuple(c for c in register.UNITS if c not in (
        "unit", "position", "level"))
    found = {}
    columns = st.columns(3, gap="small")
    reporting = {code: catalog.word("reporting", code or "yes", page.language) for code in ("", "no")}
    above = {"": "—", **{code: name_of(page, code) for code in now.codes() if code != line["unit"]}}
    choices: dict[str, dict[str, str]] = {"kind": catalog.words("kind", page.language), "reports": reporting, "parent": above}
    for at, column in enumerate(wanted):
        label, value = catalog.word("register", column, page.language), line.get(column, "")
        with columns[at % 3]:
            if column in choices:
                options = list(choices[column])
                found[column] = str(st.selectbox(label, options, index=options.index(value) if value in options else 0,
                                                 format_func=choices[column].__getitem__, key=f"{column}_{key}"))
            else:
                found[column] = st.text_input(label, value=value, key=f"{column}_{key}").strip()
    return found


def add(page: Context, now: Register, build: Build, name: str = "", year: int | None = None, key: str = "new") -> None:
    """A form for a unit that the register does not know yet; its kind is told by its name unless chosen."""
    say = page.say
    kinds = catalog.words("kind", page.language)
    with st.form(f"add_{key}", border=False):
        columns = st.columns([2, 1.2, 1], gap="small")
        called = columns[0].text_input(say("Name of the unit"), value=name, key=f"add_name_{key}")
        guess = catalog.unit_kind(called)
        options = {"": say("by its name: {kind}", kind=kinds[guess]), **kinds}
        kind = columns[1].selectbox(say("Kind"), list(options), format_func=lambda code: options[code], key=f"add_kind_{key}")
        first = columns[2].number_input(say("Reports since"), 2000, 2100, year or date.today().year - 1, key=f"add_year_{key}")
        parents = ["", *now.codes()]
        parent = st.selectbox(catalog.word("register", "parent", page.language), parents, key=f"add_parent_{key}",
                              format_func=lambda code: name_of(page, code) if code else "—")
        who = person(page, "register", key)
        if st.form_submit_button(say("Add to the register"), type="primary", disabled=who is None):
            about = {"name": called.strip(), "kind": kind or guess, "from_year": str(int(first)), "parent": parent,
                     "unit": register.new_code(now, [Path(name).parent.name for name in page.data.documents()])}
            save(page, build, lambda: reforms.added(now, about), "added", about["unit"], who, say("not in the register yet"))


def unknown(page: Context, now: Register, build: Build) -> None:
    """Names in documents that no unit of the register has, and whom they may mean."""
    say = page.say
    found = queries.unknown_names(page.ask)
    if found.empty:
        return
    st.markdown(f"#### {say('Names in documents that the register does not know')}")
    for _, line in found.head(_UNKNOWN).iterrows():
        name = str(line["unit_name"])
        like = say(", ").join(name_of(page, unit) for unit in suggestions(name, page.data))
        st.text(" · ".join([name, say("{count} documents", count=int(line["documents"])),
                            *([say("perhaps {names}", names=like)] if like else [])]))
        with st.expander(say("Add to the register")):
            add(page, now, build, name, int(line["year"]) if pd.notna(line["year"]) else None, f"unknown_{line.name}")


def log(page: Context) -> None:
    """Who changed the register when and why, with each line that went or came."""
    say = page.say
    found = list(reversed(Decisions(page.data.path).read("register")))
    if not found:
        st.text(say("Nobody has changed the register here yet."))
    for decision in found[:100]:
        with st.container(border=True, gap=None):
            act = catalog.word("registered", decision.choice, page.language)
            when, unit = decision.when[:16].replace("T", " "), name_of(page, decision.subject)
            st.text(" · ".join([when, decision.who, act, unit, decision.why]))
            st.code(decision.evidence, language=None)
