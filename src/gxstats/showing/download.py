"""What the download page is made of: tables and packages to take away, one report's official tables, the dictionary, how to open
the files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.exporting import area, definitions, filed, package
from gxstats.exporting.choice import Choice, Progress
from gxstats.exporting.draft import draft
from gxstats.exporting.filed import Filed
from gxstats.exporting.lines import as_csv
from gxstats.exporting.word import zipped
from gxstats.measuring import queries
from gxstats.showing import choosers, jobs
from gxstats.showing.address import Address
from gxstats.showing.ui import Context

_WIDTHS = {"code": 300, "label": 440, "unit": 85, "forms": 200}  # of the dictionary; together a card, the longest names whole
_KINDS = {"xlsx": "Excel", "docx": "Word", "html": "Web page"}


def whole(page: Context) -> None:
    """Everything in the choice: as a workbook, as an open data package."""
    say, name = page.say, _name(page)
    left, right = st.columns(2, gap="small")
    with left, st.container(border=True, height="stretch", key="card_workbook"):
        st.markdown(f"#### {say('One workbook')}")
        st.caption(say("sums and rates by year with charts, rates by unit, every figure of every report, findings, dictionary"))
        jobs.offer(page, "workbook", say("Make the workbook"), f"{name}.xlsx", area.of_area)
    with right, st.container(border=True, height="stretch", key="card_package"):
        st.markdown(f"#### {say('Open data package')}")
        st.caption(say("CSV and Parquet, long and wide, with dictionary, sources and licence, after Data Package 2"))
        jobs.offer(page, "package", say("Make the package"), f"{name}.zip", package.write)


def tidy(page: Context) -> None:
    """The figures alone, as one file."""
    say = page.say
    with st.container(border=True, height="stretch", key="card_tidy"):
        st.markdown(f"#### {say('Figures as one table')}")
        st.caption(say("long: one line a printed cell, with its text and reference; wide: one line a report"))
        with st.container(horizontal=True):
            shapes = {"wide": say("wide"), "long": say("long")}
            shape = Address.current().select("shape", shapes, "wide", say("Shape"), segmented=True)
            kind = Address.current().select("kind_of_file", {"csv": "CSV", "parquet": "Parquet"}, "csv", say("Kind of file"),
                                            segmented=True)
        jobs.offer(page, f"tidy_{shape}_{kind}", say("Make the table"), f"{_name(page)}-{shape}.{kind}",
                   partial(_table, name=f"figures-{shape}"))


def _table(choice: Choice, target: Path, progress: Progress, name: str) -> None:
    package.one(choice, name, target, progress)


def official(page: Context) -> None:
    """The State's three tables: of one report, of all in the choice, or their sum as a draft."""
    say, chosen = page.say, page.filter
    with st.container(border=True, height="stretch", key="card_official"):
        st.markdown(f"#### {say('Official tables')}")
        st.caption(say("as printed, merged cells included, a blank kept blank; read again they give the same cells"))
        reports = page.keep("reports_in", lambda: queries.reports_in(page.ask, chosen))
        reports = reports[reports["cells"] > 0]
        if reports.empty:
            st.text(say("No report fits this choice. Widen kind, scope or years on the left."))
            return
        known = choosers.names(page)
        with st.container(horizontal=True):
            units = {unit: known.get(unit, unit) for unit in dict.fromkeys(reports["unit"])}
            unit = Address.current().select("of", units, next(iter(units)), say("Unit"))
            own = reports.loc[reports["unit"] == unit, "year"].astype(int)
            years = {str(year): str(year) for year in sorted(own, reverse=True)}
            year = Address.current().select("in", years, next(iter(years)), say("Year"))
        report = reports[(reports["unit"] == unit) & (reports["year"] == int(year))].iloc[0]
        _buttons(page, "one", partial(filed.report_of, page.ask, report), f"{report['name']}-{year}")
        st.caption(say("the sum over the chosen units for {year}, a draft with who is missing", year=chosen.last))
        try:
            made = page.keep("draft", lambda: draft(page.choice, chosen.last))
            _buttons(page, "sum", lambda: made, made.name)
        except GxstatsError as error:
            st.text(say(error.sentence, **error.values))
        jobs.offer(page, "official", say("Make all {count} reports of the choice (Excel, zip)", count=len(reports)),
                   f"{_name(page)}-official.zip", _all)


def _buttons(page: Context, key: str, make: Callable[[], Filed], name: str) -> None:
    def written(kind: str) -> bytes:
        return filed.WRITERS[kind](make())

    with st.container(horizontal=True):
        for kind, label in _KINDS.items():
            st.download_button(page.say(label), partial(written, kind), f"{name}.{kind}", key=f"official_{key}_{kind}",
                               on_click="ignore")


def _all(choice: Choice, target: Path, progress: Progress) -> None:
    target.write_bytes(zipped([(f"{item.name}.xlsx", filed.xlsx(item)) for item in filed.reports_of(choice, progress)]))


def dictionary(page: Context) -> None:
    """Every figure with its code, name and unit; the file has the names in both languages."""
    say = page.say
    frame: pd.DataFrame = page.keep("dictionary", definitions.dictionary)
    shown = frame.rename(columns={f"label_{page.language}": "label"})[list(_WIDTHS)].assign(
        unit=[catalog.word("counted", unit, page.language) for unit in frame["unit"]])
    heads = {"code": say("code"), "label": say("name"), "unit": say("counted in"), "forms": say("editions")}
    widths = {heads[name]: st.column_config.Column(width=width) for name, width in _WIDTHS.items()}
    with st.container(border=True, key="card_dictionary"):
        st.markdown(f"#### {say('Dictionary')}")
        st.caption(say("{count} figures; a code keeps its meaning over the years", count=len(frame)))
        st.dataframe(shown.rename(columns=heads), hide_index=True, row_height=26, height=320, key="table_dictionary",
                     column_config=widths)
        st.download_button(say("Download CSV"), as_csv(frame), "dictionary.csv", "text/csv",
                           key="csv_dictionary", on_click="ignore")


def how_to_open(page: Context) -> None:
    """How to open the files with a spreadsheet program, pandas and DuckDB."""
    say = page.say
    with st.container(border=True, height="stretch", key="card_open"):
        st.markdown(f"#### {say('How to open the files')}")
        st.text(say("Excel, WPS: open the workbook or a CSV by a double click; Chinese is right, since each CSV says how it is "
                    "written. Parquet: in Excel by Data, Get Data, From File."))
        st.text(say("pandas and DuckDB, in the unpacked folder of the package:"))
        st.code("\n".join(package.how_to_open()), language="python")
        st.text(say("An empty cell is missing and never zero. Figures of different scope are never added."))


def _name(page: Context) -> str:
    chosen = page.filter
    return f"{page.data.path.name}-{chosen.scope}-{chosen.first}-{chosen.last}"
