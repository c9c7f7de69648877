"""All years of one unit: every figure year beside year, and two official tables side by side with what differs."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.exporting.lines import as_csv
from gxstats.measuring import portrait, queries
from gxstats.showing import tables, ui
from gxstats.showing.address import Address
from gxstats.showing.ui import Context
from gxstats.showing.unit import form_of

_TABLES = ("requests", "disputes", "disclosure")


def show(page: Context, reports: pd.DataFrame, report: pd.Series[Any]) -> None:
    """The figures of all years, then the chosen year beside another one."""
    say, address, language = page.say, Address.current(), page.language
    with st.container(horizontal=True, vertical_alignment="bottom"):
        labels = {code: catalog.word("table", code, language) for code in _TABLES}
        table = address.select("sheet", labels, _TABLES[0], say("Table"), True)
        column = ""
        if table == "requests":
            codes = [c.code for c in list(catalog.forms().values())[-1].table("requests").rows[0].columns]
            names = {code: catalog.label("column", "requests", code, language) for code in [codes[-1], *codes[:-1]]}
            with st.container(width=190):
                column = address.select("of", names, codes[-1], say("Column"))
    with st.container(border=True):
        st.markdown(f"#### {say('All years')}")
        st.caption(say("the change on the year before stands behind a number; — not printed, · not in the form of that year; a "
                       "coloured cell has a finding or was not read as printed; click a number to open it"))
        _all(page, reports, str(report["unit"]), table, column)
    with st.container(border=True):
        _pair(page, reports, report, table)


def of_years(page: Context, reports: pd.DataFrame) -> dict[int, pd.Series[Any]]:
    """year -> the report in force in the chosen scope, oldest first."""
    found = reports[reports["counts"] & (reports["scope"] == page.filter.scope) & reports["year"].notna()].sort_values("year")
    return {int(line["year"]): line for _, line in found.iterrows()}


def _all(page: Context, reports: pd.DataFrame, unit: str, table: str, column: str) -> None:
    say, found = page.say, of_years(page, reports)
    if not found:
        st.text(say("This unit has no report in this scope."))
        return
    years = range(min(found), max(found) + 1)
    frame = portrait.figures(page.ask, unit, page.filter.scope, years, table)
    if column:
        frame = frame[frame.index.str.endswith(f"/{column}")]
    marked = {(code, year): mark for year, line in found.items() for code, mark in tables.marks(*_evidence(page, line)).items()}
    change = frame.diff(axis=1)
    tints = {"broken": "error", "unsure": "warning", "solved": "info", "corrected": "pass"}
    ground = {mark: f"background-color:{page.look.colour('tint', tint)}" for mark, tint in tints.items()}
    texts = pd.DataFrame({say("official figure"): [_label(page, str(path), bool(column)) for path in frame.index]})
    styles = pd.DataFrame({say("official figure"): [""] * len(frame)})
    for year in years:
        known = _known(found.get(year))
        of_year = [marked.get((str(path), year), "") for path in frame.index]
        signs = [f"{catalog.word('mark', mark, page.language)} " if mark else "" for mark in of_year]
        texts[str(year)] = [sign + _text(value, step, str(path) in known) for sign, value, step, path in zip(
            signs, frame[year], change[year], frame.index, strict=True)]
        styles[str(year)] = [ground.get(mark, "") for mark in of_year]
    if page.printing:
        st.html(tables.plain_html(texts))
        return
    event: Any = st.dataframe(
        texts.style.apply(lambda _: styles, axis=None), hide_index=True, key=f"years_{unit}_{table}_{column}", row_height=26,
        on_select="rerun", selection_mode="single-cell", height=min(720, 40 + 26 * max(1, len(texts))),
        column_config={
            str(year): st.column_config.TextColumn(alignment="right") for year in years} | {
            say("official figure"): st.column_config.TextColumn(width=230)})
    st.download_button(say("Download CSV"), as_csv(texts), f"{unit}-{table}.csv", "text/csv",
                       key="csv_years")
    cells = event.selection.cells
    if cells and cells[0][1].isdigit() and int(cells[0][1]) in found and cells[0][0] < len(frame):
        path = str(frame.index[cells[0][0]])
        printed = set(queries.cells_of(page.ask, int(found[int(cells[0][1])]["report_id"]))["code"])
        ui.open_report(unit, int(cells[0][1]), path if path in printed else "")


def _evidence(page: Context, report: pd.Series[Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    number = int(report["report_id"])
    return queries.cells_of(page.ask, number), queries.findings_of(page.ask, number)


def _known(report: pd.Series[Any] | None) -> set[str]:
    """The figures that the form of a report has; none where there is no report."""
    if report is None:
        return set()
    form = form_of(report)
    groups = {f"{table.code}/{group.code}/{column.code}" for table in form.tables for group in table.groups
              for column in table.rows[0].columns}
    return set(form.paths()) | groups


def _text(value: float, step: float, in_form: bool) -> str:
    """A number with its change on the year before; a dash where it is not printed, a point where the form does not have it."""
    if value != value:
        return "—" if in_form else "·"
    return f"{value:,.10g}" + (f"　{_signed(step)}" if step == step and step else "")


def _signed(step: float) -> str:
    return f"{'+' if step > 0 else '−'}{abs(step):,.10g}"


def _label(page: Context, path: str, one_column: bool) -> str:
    table, row, column = path.split("/")
    label = catalog.label("row", table, row, page.language)
    return label if one_column else f"{label} · {catalog.label('column', table, column, page.language, True)}"


def _pair(page: Context, reports: pd.DataFrame, report: pd.Series[Any], table: str) -> None:
    """The official table of the chosen year beside that of another one; what differs has the difference in the later one."""
    say, address = page.say, Address.current()
    year, found = int(report["year"]), of_years(page, reports)
    others = {str(y): str(y) for y in sorted(found, reverse=True) if y != year}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {say('Official tables side by side')}")
        if not others:
            st.text(say("There is no report of another year to lay beside it."))
            return
        start = str(year - 1) if str(year - 1) in others else next(iter(others))
        with st.container(width=130):
            other = int(address.select("beside", others, start, say("Beside {year}", year=year)))
    first, last = sorted((year, other))
    lines = {first: found[first] if first != year else report, last: found[last] if last != year else report}
    values = {y: _evidence(page, line)[0].set_index("code")["value"] for y, line in lines.items()}
    both = values[first].index.intersection(values[last].index)
    step = values[last][both] - values[first][both]
    differ = {str(path): _signed(change) for path, change in step.items() if change == change and change}
    st.caption(say("{count} of {whole} numbers differ; the difference stands in the later year. Figures that only one of the two "
                   "forms has are not compared.", count=len(differ), whole=len(both)))
    for column, y in zip(ui.beside(page, [1, 1]), (first, last), strict=True):
        cells, findings = _evidence(page, lines[y])
        made = tables.tables(form_of(lines[y]), cells, findings, page.look, differences=differ if y == last else {})
        with column:
            st.caption(say("{year} as printed", year=y))
            st.html(f"<div class='gx-narrow' style='overflow-x:auto'>{made[table]}</div>")
