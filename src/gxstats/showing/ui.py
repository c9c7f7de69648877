"""The page frame: navigation, shared choosers, address state, cached questions, cards, states. The only door to Streamlit
for what stands below the pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from threading import RLock as Lock
from typing import Any, TypeVar

import duckdb
import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gxstats import catalog
from gxstats.errors import GxstatsError, StoreMissingError
from gxstats.exporting.choice import Choice, standing
from gxstats.exporting.workbook import Card
from gxstats.measuring import queries
from gxstats.measuring.queries import Filter
from gxstats.showing import camera, charts_alt, choosers, taking
from gxstats.showing.address import Address
from gxstats.showing.look import Look
from gxstats.showing.style import css, paper
from gxstats.storing.data import DataDirectory, directories, load
from gxstats.storing.decisions import stamp
from gxstats.storing.store import Store, connect

T = TypeVar("T")
_MOST_KEPT = 2_000  # frames and figures in memory for all sessions together
_LOG = logging.getLogger("gxstats")
_CONTEXT, _DOORS = "_context", ("importing", "register")  # what is open before there is a report


@dataclass
class Context:
    """What every page starts from: the reader's language and theme, the data and the choice in force."""

    look: Look
    data: DataDirectory
    path: Path
    about: dict[str, str]
    filter: Filter
    units: pd.DataFrame
    printing: bool = False
    decided: str = ""  # decisions.stamp of the data directory
    here: Any = None  # the page being shown, as the navigation knows it
    cards: list[Card] = field(default_factory=list)  # what the page has shown so far, for its workbook

    @property
    def language(self) -> str:
        return self.look.language

    def say(self, sentence: str, /, **values: Any) -> str:
        return catalog.say(sentence, self.look.language, **values)

    def ask(self, sql: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
        """Answer a question from the snapshot; answers are kept as long as the snapshot is."""
        return answer(str(self.path), sql, parameters)

    @property
    def choice(self) -> Choice:
        """The reader's choice as an export starts from it."""
        return Choice(self.ask, self.filter, self.language, self.data.path)

    def keep(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, kept as long as snapshot, decisions, choice, language and theme are the same. Not to be changed."""
        state = tuple(sorted(Address.current().wanted.items()))
        key = (str(self.path), self.decided, self.filter, self.look, name, state)
        kept = _kept()
        if key not in kept:
            with _making().setdefault(key, Lock()):  # many readers ask at once: one makes it, the others wait
                if len(kept) > _MOST_KEPT:
                    kept.clear()
                    _making().clear()
                if key not in kept:
                    kept[key] = make()
        found: T = kept[key]
        return found

    def unit_name(self, row: Mapping[str, Any] | pd.Series[Any]) -> str:
        """A unit's short name in the reader's language."""
        name = row["short_name"] if self.language == "zh" else row["name_en"]
        return str(name if isinstance(name, str) and name else row.get("unit", ""))

    def unit_names(self, frame: pd.DataFrame) -> list[str]:
        """`unit_name` for every row of a frame."""
        names = frame["short_name" if self.language == "zh" else "name_en"]
        return [name if isinstance(name, str) and name else str(unit) for name, unit in zip(names, frame["unit"], strict=True)]


def answer(path: str, sql: str, parameters: Mapping[str, Any]) -> pd.DataFrame:
    """The answer of any snapshot to a question, kept as long as the snapshot is."""
    return _ask(path, sql, repr(sorted(parameters.items())), dict(parameters))


@st.cache_resource(max_entries=4, show_spinner=False, on_release=lambda connection: connection.close())
def _connection(path: str) -> duckdb.DuckDBPyConnection:
    return connect(Path(path))


@st.cache_data(max_entries=500, show_spinner=False)
def _ask(path: str, sql: str, key: str, _parameters: dict[str, Any]) -> pd.DataFrame:
    cursor = _connection(path).cursor()
    try:
        return cursor.execute(sql, _parameters).df() if _parameters else cursor.execute(sql).df()
    finally:
        cursor.close()


@st.cache_resource(show_spinner=False)
def _kept() -> dict[Any, Any]:
    """Frames and figures already made, shared by all sessions."""
    return {}


@st.cache_resource(show_spinner=False)
def _making() -> dict[Any, Lock]:
    """A lock for each of them while it is made."""
    return {}


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
    place = st.sidebar.container(key="rail", gap=None)
    try:
        _prepare(data_root, prepare, language)
        context = _context(data_root, address, language, printing, page.url_path in _DOORS)
        context.here = page
        st.session_state[_CONTEXT] = context
        with place:
            _rail(rail, page, address)
        page.run()
        for note in address.stale(language):
            st.caption(note)
    except StoreMissingError:
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


def _rail(groups: dict[str, list[Any]], here: Any, address: Address) -> None:
    """Links to every page that keep the choice in force."""
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
        context = Context(look, data, path, {}, Filter(), pd.DataFrame(), printing)
        context.about, context.decided = queries.about(context.ask), stamp(data.path)
        context.units = choosers.units(str(path), context)
        try:
            context.filter = choosers.choose(context, address)
        except StoreMissingError:
            if not before_data:  # the page through which the first report comes needs no choice
                raise
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
            st.markdown(f"## {title}")
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
    missing = of_year["missing_zh" if context.language == "zh" else "missing_en"].iloc[0]
    names = [str(name) for name in missing] if have < due and not isinstance(missing, float) and missing is not None else []
    if have < due:
        line += " · " + say("provisional")
    if 0 < len(names) <= 4:
        line += " · " + say("missing: {names}", names=say(", ").join(names))
    st.caption(line)
    if len(names) > 4:
        with st.popover(say("missing {count}", count=len(names))):
            st.text(say(", ").join(names))


def notes_by_year(coverage: pd.DataFrame, years: Sequence[int]) -> list[str]:
    """have/due under each year tick."""
    by_year = {int(row["year"]): f"{int(row['have'])}/{int(row['due'])}" for _, row in coverage.iterrows()}
    return [by_year.get(year, "") for year in years]


@dataclass(frozen=True)
class Tile:
    """One figure of the row at the top: value, what changed, and what it is made of."""

    label: str
    value: str
    unit: str
    change: str
    base: str
    spark: str = ""
    help: str = ""


def figures(tiles: Sequence[Tile]) -> None:
    """The row of figures; every text escaped."""
    cards = "".join(
        f"<div class='gx-tile' title='{escape(t.help)}'><div class='gx-label'>{escape(t.label)}</div><div class='gx-value'>"
        f"<span>{escape(t.value)}<small>{escape(t.unit)}</small></span>"
        + (f"<img alt='' src=\"{escape(t.spark)}\">" if t.spark else "")
        + f"</div><div class='gx-change'>{escape(t.change)}</div><div class='gx-base'>{escape(t.base)}</div></div>"
        for t in tiles)
    st.html(f"<div class='gx-tiles'>{cards}</div>")


@contextmanager
def card(context: Context, key: str, title: str, caption: str = "", table: pd.DataFrame | None = None,
         open_unit: bool = False) -> Iterator[bool]:
    """A bordered card. Yields True when the chart is to be drawn; the twin table and its download take its place
    when the reader asks for it. With `open_unit` a row of the table opens the unit's report."""
    if table is not None:
        context.cards.append(Card(key, title, caption, table))
    with st.container(border=True, height="stretch", key=f"card_{key}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                st.markdown(f"#### {title}")
                if caption:
                    st.caption(caption)
            shown = False
            if table is not None and not context.printing:
                shown = Address.current().toggle(f"tw_{key}", context.say("table"))
        yield not shown
        if not shown and not context.printing:
            camera.camera(context, key, title, caption)
        if shown and table is not None:
            twin(context, key, title, table, open_unit)


def twin(context: Context, key: str, title: str, table: pd.DataFrame, open_unit: bool = False, height: int = 400) -> None:
    """A table with its download; with `open_unit` a row of it opens the unit's report."""
    visible = table.drop(columns=[c for c in ("unit", "report_id") if c in table.columns])
    event = st.dataframe(visible, hide_index=True, key=f"twin_{key}", on_select="rerun" if open_unit else "ignore",
                         selection_mode="single-row", row_height=26, height=min(height, 40 + 26 * len(table)))
    st.download_button(context.say("Download CSV"), visible.to_csv(index=False).encode("utf-8-sig"),
                       file_name=f"{title}.csv", mime="text/csv", key=f"csv_{key}")
    rows = getattr(getattr(event, "selection", None), "rows", []) if open_unit else []
    if rows:
        line = table.iloc[rows[0]]
        open_report(str(line["unit"]), int(line.iloc[list(table.columns).index("year")]) if "year" in table.columns
                    else context.filter.last)


def chart(context: Context, make: Callable[[], Any], key: str, alt: str, unit_at: int | None = None,
          year_at: int | None = None, year: int = 0) -> None:
    """A chart with its text alternative, a sentence with the numbers. A click on a mark that knows its unit opens its report."""
    clickable = unit_at is not None
    figure = context.keep(f"chart_{key}", lambda: _settled(make()))
    spoken = context.keep(f"alt_{key}", lambda: charts_alt.spoken(figure, alt, context.look))
    event = st.plotly_chart(figure, theme=None, key=f"chart_{key}", alt=spoken,
                            on_select="rerun" if clickable else "ignore", selection_mode="points",
                            config={"displayModeBar": False, "scrollZoom": False})
    points = getattr(getattr(event, "selection", None), "points", []) if clickable else []
    if points:
        data = points[0].get("customdata") or []
        if unit_at is not None and len(data) > unit_at and data[unit_at]:
            open_report(str(data[unit_at]), int(data[year_at]) if year_at is not None else year)


def _settled(figure: Any) -> Any:
    """A figure that is not changed any more: its plain form is made once and not at every rerun."""
    plain = figure.to_dict()
    figure.to_dict = lambda: plain
    return figure


def open_report(unit: str, year: int, cell: str = "") -> None:
    """Go to one unit's report, with the cell marked if one is named."""
    query = {"unit": unit, "year": str(year), **({"cell": cell} if cell else {}), **Address.current().shared()}
    st.switch_page("pages/unit.py", query_params=query)


def link(page_code: str, label: str, **query: str) -> None:
    """A link to another page that keeps the choice; `label` may hold text of ours only."""
    st.page_link(f"pages/{page_code}.py", label=label, query_params={**Address.current().shared(), **query})


def state(icon: str, sentence: str) -> None:
    """An empty or failed state: what is so, in one sentence."""
    with st.container(border=True):
        st.markdown(f"#### {icon}")
        st.text(sentence)


def footer(context: Context, coverage: pd.DataFrame) -> None:
    """Where the numbers come from: it also stands on every export."""
    parts = standing(context.about, context.filter, coverage, context.language)
    st.html(f"<div class='gx-footer'>{escape(' · '.join(parts))}</div>")
