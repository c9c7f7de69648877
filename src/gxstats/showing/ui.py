"""The page frame: navigation, shared choosers, address state, header, footer, states."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx

from gxstats import catalog
from gxstats.errors import GxstatsError, StoreMissingError
from gxstats.exporting.choice import standing
from gxstats.measuring import queries
from gxstats.measuring.queries import Filter
from gxstats.showing import choosers, taking
from gxstats.showing.address import Address
from gxstats.showing.cards import Tile as Tile
from gxstats.showing.cards import beside as beside
from gxstats.showing.cards import card as card
from gxstats.showing.cards import chart as chart
from gxstats.showing.cards import figures as figures
from gxstats.showing.cards import link as link
from gxstats.showing.cards import open_report as open_report
from gxstats.showing.cards import plain
from gxstats.showing.cards import twin as twin
from gxstats.showing.context import Context as Context
from gxstats.showing.context import answer as answer
from gxstats.showing.look import Look, wide
from gxstats.showing.style import css, paper
from gxstats.showing.twins import notes_by_year as notes_by_year
from gxstats.storing.data import directories, load
from gxstats.storing.decisions import stamp
from gxstats.storing.store import Store

_LOG = logging.getLogger("gxstats")
_CONTEXT, _DOORS = "_context", ("importing", "register")  # what is open before there is a report
_ONE_LINE, _MOST_NAMES = 52, 60  # letters of the coverage line; missing units named for a year


# --- the frame ----------------------------------------------------------------------------------------------------

def run(root: Path, data_root: Path, prepare: Callable[..., Any]) -> None:
    """The whole program for one rerun: navigation, choosers, the page. Errors become a sentence, never a trace."""
    address = Address.begin()
    language = address.choice("lang", catalog.LANGUAGES, "zh")
    st.set_page_config(page_title=catalog.say("Disclosure reports", language), page_icon=":material/bar_chart:",
                       layout="wide", initial_sidebar_state=236)
    printing = address.flag("print")
    st.html(f"<style>{css()}{paper() if printing else ''}</style>")
    page, rail = _navigation(root, language)
    place, context = st.sidebar.container(key="rail", gap=None), None
    try:
        _prepare(data_root, prepare, language)
        context = _context(data_root, address, language, printing, page.url_path in _DOORS)
        context.here = page
        st.session_state[_CONTEXT] = context
        with place:
            _rail(rail, page, address, language, getattr(context.data, f"label_{language}"))
        notes = st.container(gap=None)
        with suppress(StopException):  # a page that has nothing to show has said so
            page.run()
        with notes:
            for note in address.stale(language):
                st.caption(f":material/link_off: {plain(note)}")
    except StoreMissingError:
        if context is None:  # before there is a report the other pages are still a click away
            with place:
                _rail(rail, page, address, language)
        state(":material/inbox:", catalog.say("No report has been read yet. Import documents first.", language))
        if not printing and page.url_path not in _DOORS:
            st.page_link(f"pages/{_DOORS[0]}.py", label=catalog.say("Import documents", language), query_params=address.shared())
    except GxstatsError as error:
        state(":material/error:", catalog.say(error.sentence, language, **error.values))
    except duckdb.Error:
        _LOG.exception("a question failed")
        state(":material/error:", catalog.say("The data could not be read just now. Reload the page.", language))
    except Exception:  # a fault of ours: loud in the log, one sentence for the reader
        _LOG.exception("a page failed")
        state(":material/error:", catalog.say(
            "This page failed; the fault is in the log of the server. Change a choice or reload the page.", language))
    address.end()


def _navigation(root: Path, language: str) -> tuple[Any, dict[str, list[Any]]]:
    """The page the address names, and all pages by group. The rail is our own, so that its links carry the choice."""
    groups: dict[str, list[Any]] = {}
    for about in catalog.pages():
        path = root / "pages" / f"{about['code']}.py"
        if path.exists():
            title = catalog.page_groups()[about["group"]][language]
            groups.setdefault(title, []).append(st.Page(
                path, title=about[language], icon=about["icon"], url_path=about["code"], default=about.get("default", False)))
    return st.navigation(groups, position="hidden"), groups


def _rail(groups: dict[str, list[Any]], here: Any, address: Address, language: str, whose: str = "") -> None:
    """The name of the program and whose data these are; links to every page that keep the choice in force."""
    st.html(f"<div class='gx-brand'><b>{escape(catalog.say('Disclosure reports', language))}</b><span>{escape(whose)}</span></div>")
    for title, pages in groups.items():
        st.html(f"<div class='gx-group'>{escape(title)}</div>")
        for page in pages:
            with st.container(key=f"nav_{'here_' if page.url_path == here.url_path else ''}{page.url_path or 'home'}"):
                st.page_link(page, query_params=address.shared())


@st.cache_resource(show_spinner=False)
def _ready(data_root: str) -> dict[str, bool]:
    """Whether the data were prepared since the server started; one for all sessions."""
    return {"done": False}


def _prepare(data_root: Path, prepare: Callable[..., Any], language: str) -> None:
    """Build what is missing or out of date when the server has just started, with progress."""
    ready = _ready(str(data_root))
    if ready["done"]:
        return
    bar = st.progress(0.0, catalog.say("Preparing the data", language))

    def progress(done: int, total: int, name: str) -> None:
        bar.progress(min(1.0, done / max(total, 1)), catalog.say(
            "Reading documents: {done} of {total}", language, done=done, total=total))

    prepare(data_root, progress)
    ready["done"] = True
    bar.empty()


def _context(data_root: Path, address: Address, language: str, printing: bool, before_data: bool) -> Context:
    look = Look(language, st.context.theme.type == "dark" and not printing)
    found = {path.name: load(path) for path in directories(data_root)}
    if not found:
        raise StoreMissingError("there is no built store yet; build it first")
    with st.sidebar:
        names = {code: data.label_zh if language == "zh" else data.label_en for code, data in found.items()}
        code = address.select("data", names, next(iter(names)), catalog.say("Data", language))
        data = found[code]
        path = Store(data.path).path()
        context = Context(look, data, path, {}, Filter(), pd.DataFrame(), printing, root=data_root)
        context.about, context.decided = queries.about(context.ask), stamp(data.path)
        context.units = choosers.units(str(path), context)
        try:
            context.filter = choosers.choose(context, address)
        except StoreMissingError:
            if not before_data:  # the page through which the first report comes needs no choice
                raise
        finally:
            address.select("lang", {code: catalog.word("language", code, language) for code in catalog.LANGUAGES}, "zh",
                           catalog.say("Language", language), segmented=True)
    return context


def page() -> Context:
    """The context of this rerun, for a page. A page opened before the router ran sends the reader through it."""
    context = st.session_state.get(_CONTEXT)
    if context is None:  # the first visitor of a fresh server came by a deep link: no router has run yet
        running = get_script_run_ctx()
        if running is not None:
            _navigation(Path(running.pages_manager.main_script_path).parent, "zh")
        st.rerun()
    assert isinstance(context, Context)
    return context


# --- pieces of a page ---------------------------------------------------------------------------------------------

def header(context: Context, title: str, year: int | None = None, takes: Callable[[Context], None] | None = None) -> pd.DataFrame:
    """Title and coverage line; the missing units are one click away; `takes` draws what the page offers to take away. Returns
    the coverage by year."""
    say = context.say
    coverage = context.keep("coverage", lambda: queries.coverage(context.ask, context.filter))
    with st.container(horizontal=True, vertical_alignment="center", key="header"):
        with st.container(gap=None):
            st.markdown(f"## {plain(title)}")
            _coverage_line(context, coverage, year or context.filter.last)
        if context.about.get("invented") == "true":
            st.html(f"<span class='gx-invented'>{escape(say('invented data'))}</span>", width="content")
        if takes is not None and not context.printing:
            takes(context)
        taking.workbook(context, title)
        taking.paper(context)
    return coverage


def _coverage_line(context: Context, coverage: pd.DataFrame, year: int) -> None:
    say = context.say
    of_year = coverage[coverage["year"] == year]
    scope = catalog.word("scope", context.filter.scope, context.language)
    if of_year.empty:
        st.caption(say("{scope} · no unit had to report for {year}", scope=scope, year=year))
        return
    due, have = int(of_year["due"].iloc[0]), int(of_year["have"].iloc[0])
    line = say("{scope} · {have} of {due} units have data for {year}", scope=scope, have=have, due=due, year=year)
    gaps = missing_by_year(context, coverage)
    if have < due:
        line += " · " + say("provisional")
    names = say("missing: {names}", names=say(", ").join(gaps.get(year, [])))
    if year in gaps and wide(f"{line} · {names}") <= _ONE_LINE:
        line += f" · {names}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="coverage"):
        st.caption(plain(line), width="content")
        if gaps and not context.printing:
            with st.popover(say("missing reports"), type="tertiary"):
                for of, units in sorted(gaps.items(), reverse=True):
                    few = say(", ").join(units[:_MOST_NAMES]) + (" …" if len(units) > _MOST_NAMES else "")
                    st.text(say("{year}, {count} missing: {names}", year=of, count=len(units), names=few))


def missing_by_year(context: Context, coverage: pd.DataFrame) -> dict[int, list[str]]:
    """year -> the names of the units whose report is not in; years without a gap are left out."""
    column = "missing_zh" if context.language == "zh" else "missing_en"
    return {int(line["year"]): [str(name) for name in line[column]] for _, line in coverage.iterrows()
            if line["have"] < line["due"]}


def reports_in(coverage: pd.DataFrame, year: int) -> int:
    """How many reports of a year are in."""
    return int(coverage.loc[coverage["year"] == year, "have"].sum())


def nothing(context: Context, coverage: pd.DataFrame) -> bool:
    """Whether no report fits the choice; says so, with the way back to all of them."""
    if len(coverage) and coverage["have"].sum():
        return False
    state(":material/filter_alt_off:", context.say("No report fits this choice. Widen kind, scope or years on the left."))
    if context.here is not None and not context.printing:
        kept = {name: value for name, value in Address.current().shared().items() if name in ("lang", "data")}
        st.page_link(context.here, label=context.say("Show all reports"), icon=":material/restart_alt:", query_params=kept)
    return True


def state(icon: str, sentence: str) -> None:
    """An empty or failed state: what is so, in one sentence."""
    with st.container(border=True):
        st.markdown(f"#### {icon}")
        st.text(sentence)


def footer(context: Context, coverage: pd.DataFrame) -> None:
    """Where the numbers come from: it also stands on every export."""
    parts = standing(context.about, context.filter, coverage, context.language)
    st.html(f"<div class='gx-footer'>{escape(' · '.join(parts))}</div>")
