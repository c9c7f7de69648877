"""What a newcomer needs before the first report can be stored: data of their own, and units in the register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.showing.address import Address
from gxstats.showing.importing import Build, name_of
from gxstats.showing.person import decide, known, person
from gxstats.showing.ui import Context
from gxstats.storing import moving, reforms, register
from gxstats.storing.data import load
from gxstats.storing.roles import Person
from gxstats.storing.staged import Staged, match, suggestions

_VERY_ALIKE = 0.8  # a name so like a known one may be the same unit; bureaus of one county share more than half of their names


def own_data(page: Context, build: Build) -> bool:
    """Over invented data: a place for the reader's own is begun first. True where files may be dropped here."""
    say = page.say
    if not page.data.invented or page.root == page.data.path or "register" not in known(page).may:
        return True
    st.text(say("These data are invented. Begin a place for your own reports; it is chosen on the left afterwards."))
    label = st.text_input(say("What it is called"), key="own_label", placeholder=say("such as: reports of our county"))
    who = person(page, "register", "own")

    def write(_: Person) -> None:
        path = moving.begin(page.root, label.strip())
        build(path)
        st.session_state["_own"] = path.name

    if st.button(say("Begin"), type="primary", key="own", disabled=not label.strip()) and decide(page, who, write):
        Address.current().put(data=st.session_state.pop("_own"))
        st.rerun()
    return st.toggle(say("Only try it out with the invented data"), key="try_out")


def strangers(page: Context, items: Sequence[Staged], build: Build) -> None:
    """The names in these files that the register does not know, to be added in one go; who is meant by a name that is like a
    known one is asked, never guessed."""
    say = page.say
    years: dict[str, int] = {}
    like: dict[str, tuple[str, ...]] = {}
    for item in items:
        said = item.report.unit if item.report else None
        if said and not item.unit and not item.namesakes and not item.stored:
            years[said] = min(years.get(said, 9999), item.year or 9999)
            like[said] = suggestions(said, page.data, _VERY_ALIKE)
    if not years or "register" not in known(page).may:
        return
    kinds = catalog.words("kind", page.language)
    columns = {"add": say("Add"), "name": say("Name of the unit"), "kind": say("Kind"), "year": say("Reports since"),
               "like": say("Perhaps it is")}
    frame = pd.DataFrame([{"add": not like[name], "name": name, "kind": catalog.unit_kind(name),
                           "year": year if year < 9999 else None,
                           "like": say(", ").join(name_of(page, unit) for unit in like[name])} for name, year in years.items()])
    with st.expander(say("{count} names are not in the register: add them", count=len(frame)), expanded=True):
        edited: Any = st.data_editor(
            cast(Any, frame), hide_index=True, key=f"strangers_{len(page.data.units)}_{len(frame)}", row_height=28,
            disabled=["like"], column_config={
                "add": st.column_config.CheckboxColumn(columns["add"], width=44),
                "name": st.column_config.TextColumn(columns["name"]),
                "kind": st.column_config.SelectboxColumn(columns["kind"], options=list(kinds),
                                                         format_func=lambda code: kinds.get(str(code), "")),
                "year": st.column_config.NumberColumn(columns["year"], format="%d"),
                "like": st.column_config.TextColumn(columns["like"])})
        wanted = [row for _, row in edited.iterrows() if row["add"]]
        if st.button(say("Add {count} units to the register", count=len(wanted)), key="add_strangers", disabled=not wanted):
            _add(page, items, wanted, build)


def _add(page: Context, items: Sequence[Staged], wanted: Sequence[Any], build: Build) -> None:
    now = register.of(page.data)

    def write(who: Person) -> None:
        new = now
        for row in wanted:
            year = "" if pd.isna(row["year"]) else str(int(row["year"]))
            new = reforms.added(new, {"name": str(row["name"]).strip(), "kind": str(row["kind"]), "from_year": year})
        register.change(page.data.path, new, "added", "units", who, page.say("named in documents that came in"), now.version)
        data = load(page.data.path)
        for item in items:
            match(item, data)
        build(page.data.path)

    if decide(page, known(page), write):
        st.rerun()
