"""What the assessment page is made of: scheme, year and unit; the sheet of all units; other weights and how ranks hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.errors import SchemeError
from gxstats.exporting.lines import as_csv
from gxstats.measuring import facts as measured
from gxstats.measuring import schemes
from gxstats.measuring.assessment import Result, UnitScore, assess, scores
from gxstats.measuring.explaining import number
from gxstats.measuring.facts import Facts
from gxstats.measuring.judging import Judged, judged
from gxstats.measuring.queries import years as years_of
from gxstats.measuring.schemes import Scheme
from gxstats.measuring.whatif import Stability, reweighted, stability
from gxstats.showing import choosers, tables
from gxstats.showing.address import Address
from gxstats.showing.texts import warn
from gxstats.showing.ui import Context
from gxstats.storing.decisions import Decisions

VIEWS = ("all", "one", "weights", "signing")


@dataclass(frozen=True)
class Chosen:
    """What the address asks for, and the score of it."""

    page: Context
    scheme: Scheme
    year: int
    view: str
    unit: str
    facts: Facts
    judged: Judged
    result: Result

    @cached_property
    def stability(self) -> dict[str, Stability]:
        return _stable(self.key, self.result)

    @property
    def key(self) -> str:
        return _key(self.page, self.scheme, self.year)

    def before(self, units: Sequence[UnitScore]) -> dict[str, UnitScore]:
        """What the same scheme gave some units the year before, without a rank."""
        facts, by = _known(_key(self.page, self.scheme, self.year - 1), self.page, self.scheme, self.year - 1)
        return {unit.unit: unit for unit in scores(self.scheme, facts, by, {unit.unit for unit in units})}

    def name(self, unit: UnitScore) -> str:
        return self.page.unit_name(unit.about)

    @property
    def shown(self) -> list[UnitScore]:
        """The units in the reader's choice of kinds and units, by rank; those without one by what is sure."""
        return self.page.keep(f"shown {self.key}", self._shown)

    def _shown(self) -> list[UnitScore]:
        kinds, units = self.page.filter.kinds, set(self.page.filter.units)
        found = [u for u in self.result.units if (not kinds or u.kind in kinds) and (not units or u.unit in units)]
        return sorted(found, key=lambda u: (u.total is None, not u.reported, -(u.total if u.total is not None else u.low),
                                            u.about["position"]))


def choose(page: Context) -> Chosen:
    """The choosers of the page, and the score they ask for. A scheme that is wrong is named and left out."""
    say, address = page.say, Address.current()
    found: dict[str, Scheme] = {}
    for name, text in schemes.available(page.data.path).items():
        try:
            found[name] = schemes.read(name, text)
        except SchemeError as error:
            warn(say(error.sentence, **error.values))
    span = years_of(page.ask) or (2019, 2019)
    with st.container(horizontal=True, vertical_alignment="bottom", key="assessing"):
        with st.container(width=300):
            name = address.select("scheme", {n: s.label(page.language) for n, s in found.items()}, next(iter(found)), say("Scheme"))
        with st.container(width=100):
            years = {str(y): str(y) for y in range(span[1], span[0] - 1, -1)}
            year = int(address.select("on", years, str(page.filter.last), say("Year")))
        facts, by, result = _scored(page, found[name], year)
        with st.container(width="content"):
            view = address.select("view", {v: catalog.word("view", v, page.language) for v in VIEWS}, "all", say("View"), True)
        unit = ""
        if view == "one" and result.units:
            units = {u.unit: page.unit_name(u.about) for u in result.units}
            with st.container(width=190 if page.language == "zh" else 250):
                unit = address.select("unit", units, next(iter(units)), say("Unit"))
    return Chosen(page, found[name], year, view, unit, facts, by, result)


def _scored(page: Context, scheme: Scheme, year: int) -> tuple[Facts, Judged, Result]:
    return _score(_key(page, scheme, year), page, scheme, year)


def _key(page: Context, scheme: Scheme, year: int) -> str:
    """What a score is made of: snapshot, scheme, year, and every decision written so far."""
    return f"{page.path}/{scheme.name}/{scheme.sha256}/{year}/{page.decided}"


@st.cache_resource(max_entries=12, show_spinner=False)
def _score(key: str, _page: Context, _scheme: Scheme, _year: int) -> tuple[Facts, Judged, Result]:
    facts, by = _known(key, _page, _scheme, _year)
    return facts, by, assess(_scheme, facts, by)


@st.cache_resource(max_entries=12, show_spinner=False)
def _known(key: str, _page: Context, _scheme: Scheme, _year: int) -> tuple[Facts, Judged]:
    return (measured.facts(_page.ask, _scheme, _year, _page.data.path),
            judged(Decisions(_page.data.path), _scheme.name, _year))


@st.cache_resource(max_entries=12, show_spinner=False)
def _stable(key: str, _result: Result) -> dict[str, Stability]:
    return stability(_result)


def about(chosen: Chosen) -> None:
    """The scheme in words, what is settled and what is not, and whether it was made for this year."""
    say, scheme, result = chosen.page.say, chosen.scheme, chosen.result
    scored = sum(unit.total is not None for unit in result.units)
    absent = [unit for unit in result.units if not unit.reported]
    parts = [say("{points} points, version {version}", points=number(scheme.points), version=scheme.version),
             say("{scored} of {count} units scored", scored=scored, count=len(result.units))]
    if absent:
        more = "…" if len(absent) > 6 else ""
        parts.append(say("no report: {names}", names=say(", ").join(map(chosen.name, absent[:6])) + more))
    if not scheme.speaks_of(chosen.year):
        parts.append(say("made for {first}–{last}, tried on {year}", first=scheme.first, last=scheme.last or "", year=chosen.year))
    if scheme.example:
        parts.append(scheme.note(chosen.page.language))
    st.caption(" · ".join(parts))


def sheet(chosen: Chosen) -> None:
    """All units: rank, total, each group, what is open, last year. A row opens the unit's sheet."""
    page, say, scheme = chosen.page, chosen.page.say, chosen.scheme
    units = chosen.shown
    if not units:
        st.text(say("No unit of this choice is assessed by this scheme."))
        return
    st.caption(say("Choose a row to open the sheet. Units with open items have no total and no rank; what is sure stands first. "
                   "Rank among {whom}.", whom=say("all units" if scheme.rank_by == "all" else "units of the same kind")))
    rows = choosers.part(page, len(units), tables.ROWS)
    here = units[rows]
    frame = page.keep(f"sheet {chosen.key} {rows.start}", lambda: _lines(chosen, here))
    open_ones = {n for n, unit in enumerate(here) if unit.total is None}
    if page.printing:
        st.html(tables.plain_html(frame, grey=open_ones))
        return
    right = {name: st.column_config.TextColumn(alignment="right") for name in frame.columns[3:-1]}
    styled = tables.dimmed(frame, open_ones, page.look)
    event: Any = st.dataframe(styled, hide_index=True, key=f"sheet_{scheme.name}_{chosen.year}_{rows.start}", row_height=26,
                              on_select="rerun", selection_mode="single-row", height=min(620, 42 + 26 * len(frame)),
                              column_config=right)
    st.download_button(say("Download CSV"), lambda: as_csv(_lines(chosen, units)),
                       f"{scheme.name}-{chosen.year}.csv", "text/csv", key="csv_sheet")
    if event.selection.rows and event.selection.rows[0] < len(here):
        go_to(here[event.selection.rows[0]].unit)


def _lines(chosen: Chosen, units: list[UnitScore]) -> pd.DataFrame:
    """The sheet of these units as it is printed."""
    last = chosen.before(units)
    return pd.DataFrame([_line(chosen, unit, last.get(unit.unit)) for unit in units])


def go_to(unit: str, item: str = "") -> None:
    """Open one unit's sheet (at an item)."""
    address = Address.current()
    kept = {name: value for name, value in address.wanted.items()
            if value != address.defaults[name] and name not in ("view", "unit")}
    st.switch_page("pages/assessment.py", query_params={**kept, "view": "one", "unit": unit, **({"item": item} if item else {})})


def _line(chosen: Chosen, unit: UnitScore, last: UnitScore | None) -> dict[str, str]:
    say, language = chosen.page.say, chosen.page.language
    line = {say("rank"): rank(chosen, unit), say("unit"): chosen.name(unit), say("kind"): catalog.word("kind", unit.kind, language),
            say("total"): total(unit)}
    for group in chosen.scheme.groups:
        scores = [s for i, s in zip(chosen.scheme.items, unit.items, strict=True) if i.group == group.code and not i.bonus]
        low, high, worth = (sum(getattr(s, of) for s in scores) for of in ("low", "high", "points"))
        head = short(group.label(language)) + ("" if group.weights else f" / {number(worth)}")
        line[head] = number(low) if low == high else f"{number(low)}–{number(high)}"
    line[say("last year")] = total(last) if last else "—"
    line[say("change")] = signed(unit.total - last.total) if last and unit.total is not None and last.total is not None else "—"
    line[say("not settled")] = say("no report is in") if not unit.reported else say(", ").join(
        chosen.scheme.item(item.item).label(language) for item in unit.open) or "—"
    return line


def short(label: str) -> str:
    """A label without what stands in brackets behind it."""
    return re.split(r" ?[(\uff08]", label)[0]


def rank(chosen: Chosen, unit: UnitScore) -> str:
    """The rank as printed, ties with =, 未排名 without one."""
    return f"{unit.rank}{'=' if unit.shares_rank else ''}" if unit.rank else chosen.page.say("unranked")


def total(unit: UnitScore) -> str:
    """The total, or from where to where it can still go."""
    return number(unit.total) if unit.total is not None else f"{number(unit.low)}–{number(unit.high)}"


def signed(points: float) -> str:
    return ("+" if round(points, 2) > 0 else "") + number(round(points, 2))


# --- what if ------------------------------------------------------------------------------------------------------

def weights(chosen: Chosen) -> None:
    """Other weights for the groups: totals and ranks beside those in force, and how often each rank holds."""
    say, scheme, address = chosen.page.say, chosen.scheme, Address.current()
    given: dict[str, float] = {}
    st.caption(say("Points of each group; the whole is brought back to {points}. Nothing is stored.", points=number(scheme.points)))
    with st.container(horizontal=True):
        for group in scheme.groups:
            options = sorted({float(v) for v in range(0, 101, 5)} | {group.points})
            with st.container(width=150):
                picked = address.select(f"w.{group.code}", {f"{v:g}": f"{v:g}" for v in options}, f"{group.points:g}",
                                        short(group.label(chosen.page.language)))
            given[group.code] = float(picked)
    changed = any(given[group.code] != group.points for group in scheme.groups)
    other = reweighted(chosen.result, given) if changed else chosen.result
    held, units = chosen.stability, chosen.shown
    if not held:
        st.text(say("no unit has a total yet: settle what is open, then ranks and how they hold appear here"))
    frame = pd.DataFrame([_weighed(chosen, unit, other.unit(unit.unit) if changed else None, held.get(unit.unit))
                          for unit in units[choosers.part(chosen.page, len(units), tables.ROWS)]])
    st.dataframe(frame, hide_index=True, key="weights_table", row_height=26, height=min(560, 42 + 26 * max(1, len(frame))),
                 column_config={name: st.column_config.TextColumn(alignment="right") for name in frame.columns[1:]})
    st.caption(say("Rank holds: in how many of 1,000 draws the rank stays when every weight moves by up to 20 % (always the same "
                   "draws); range: nine draws in ten. Ranks that hold rarely are no difference between units."))


def _weighed(chosen: Chosen, unit: UnitScore, new: UnitScore | None, kept: Stability | None) -> dict[str, str]:
    """A unit with the weights in force, with other ones (`new`), and how its rank holds."""
    say = chosen.page.say
    return {
        say("unit"): chosen.name(unit), say("rank"): rank(chosen, unit), say("total"): total(unit),
        say("rank with other weights"): rank(chosen, new) if new else "—",
        say("total with other weights"): total(new) if new else "—",
        say("places moved"): signed(unit.rank - new.rank) if new and unit.rank and new.rank else "—",
        say("rank holds"): f"{100 * kept.holds:.0f}%" if kept else "—",
        say("range of ranks"): (f"{kept.best}–{kept.worst}" if kept.best != kept.worst else f"{kept.best}") if kept else "—"}
