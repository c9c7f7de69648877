"""A stored report in the State's layout as a file: what is read from that file again are exactly the same cells.

A blank stays blank, a stroke a stroke. A row of which nothing was read is left out, a cell that was not read is marked, since
neither was blank. The words are Chinese, as the form is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.exporting import official
from gxstats.exporting.choice import Choice, Progress, silent
from gxstats.exporting.official import OfficialTable
from gxstats.exporting.word import Paper
from gxstats.measuring.queries import Ask, cells_of, reports_in
from gxstats.model import Form
from gxstats.storing.corrections import stands

_STYLE = ("body{font-family:'FangSong','STFangsong','Noto Serif CJK SC',serif;max-width:210mm;margin:12mm auto;color:#1B2530}"
          "h1{font-size:20px;text-align:center}h2{font-size:15px}table{border-collapse:collapse;width:100%;font-size:12px}"
          "td{border:1px solid #333;padding:3px 4px}td.n{text-align:center}p{font-size:12px;color:#5A6675}"
          "@page{size:A4;margin:12mm}@media print{body{margin:0}tr{break-inside:avoid}}")


@dataclass(frozen=True)
class Filed:
    """The three tables of a report (or of a sum) with what stands above and below them. `appendix` is a small table of texts."""

    title: str
    name: str  # of the file, without its suffix
    tables: tuple[OfficialTable, ...]
    notes: tuple[str, ...] = ()
    published_on: str = ""
    appendix: tuple[tuple[str, ...], ...] = ()


def report_of(ask: Ask, report: pd.Series[Any]) -> Filed:
    """A report (a row of `queries.reports_in`) as a file; GxstatsError where no cell of it was read."""
    texts = {str(cell["code"]): stands(cell) for _, cell in cells_of(ask, int(report["report_id"])).iterrows()}
    if not texts:
        raise GxstatsError("no cell of the report of {unit} for {year} was read", unit=report["unit"], year=report["year"])
    form = catalog.forms().get(report["form"]) or list(catalog.forms().values())[-1]
    name = str(report["name"])
    published = "" if pd.isna(report["published_on"]) else str(report["published_on"])[:10]
    note = catalog.say("Written out from the cells read; scope: {scope}; document: {sha}; edition: {form}.", "zh",
                       scope=catalog.word("scope", report["scope"], "zh"), sha=report["sha256"], form=form.label_zh)
    return Filed(title(name, int(report["year"])), f"{name}-{int(report['year'])}", tuple(tables_of(form, texts)), (note,),
                 published)


def reports_of(choice: Choice, progress: Progress = silent) -> Iterator[Filed]:
    """Each report in the choice of which a cell was read."""
    reports = reports_in(choice.ask, choice.chosen)
    for number, (_, report) in enumerate(reports.iterrows(), 1):
        if report["cells"]:
            yield report_of(choice.ask, report)
        progress(number, len(reports), str(report["name"]))


def only(found: Sequence[Filed]) -> Filed:
    """The one report there is; GxstatsError where there are none or several."""
    if len(found) != 1:
        raise GxstatsError("one file is for one report: name it with --unit and --years, or write a .zip of all")
    return found[0]


def title(unit: str, year: int) -> str:
    """What stands above the report of a unit."""
    return catalog.say("{unit}: annual report of {year} on government information disclosure", "zh", unit=unit, year=year)


def tables_of(form: Form, texts: Mapping[str, str]) -> list[OfficialTable]:
    """The tables of a form that print these texts; rows and tables of which no cell is known are left out."""
    undivided = is_undivided(form, texts)
    kept = []
    for table in form.tables:
        rows = [row for row in table.rows if any(f"{table.code}/{row.code}/{c.code}" in texts for c in row.columns)
                or (undivided and row.group == "other" and table.code == "requests")]
        if rows:
            kept.append(table if table.one_line else replace(table, rows=tuple(rows)))
    mark = catalog.load("characters.toml")["not_read"]
    return official.official_tables(replace(form, tables=tuple(kept)), lambda path: texts.get(path, mark), undivided)


def is_undivided(form: Form, paths: Mapping[str, Any] | set[str]) -> bool:
    """Whether a report of the newest form prints "other handling" as one row."""
    rows = {path.split("/")[1] for path in paths}
    return form is list(catalog.forms().values())[-1] and "other" in rows and not rows & {"other_uncorrected", "other_rest"}


# --- three kinds of file ------------------------------------------------------------------------------------------

def html(filed: Filed) -> bytes:
    """A page that prints on A4."""
    parts = [f"<h1>{escape(filed.title)}</h1>"]
    for table in filed.tables:
        parts.append(f"<h2>{escape(table.title)}</h2>{official.html_table(table)}")
    parts.extend(f"<p>{escape(note)}</p>" for note in filed.notes)
    if filed.appendix:
        rows = ("".join(f"<td>{escape(text)}</td>" for text in row) for row in filed.appendix)
        parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    date = f'<meta name="PubDate" content="{filed.published_on}">' if filed.published_on else ""
    return (f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">{date}<title>{escape(filed.title)}</title>'
            f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>").encode()


def docx(filed: Filed) -> bytes:
    """A Word file in the style of official documents."""
    paper = Paper(filed.title)
    if filed.published_on:
        paper.paragraph(_dated(filed), size=12, centred=True, indent=False)
    for table in filed.tables:
        paper.paragraph(table.title, "heading", 14, indent=False)
        paper.element(official.word_table(table))
    for note in filed.notes:
        paper.paragraph(note, size=10.5, indent=False)
    if filed.appendix:
        paper.table(filed.appendix)
    return paper.bytes()


def xlsx(filed: Filed) -> bytes:
    """A workbook of a sheet for each table, and one for the notes."""
    sheets: list[Sequence[str | OfficialTable]] = [[table.title, table] for table in filed.tables]
    first = [_dated(filed)] if filed.published_on else []
    names = [catalog.label("table", "", table.code, "zh") for table in filed.tables]
    return official.xlsx(filed.title, [*first, *sheets[0]], *sheets[1:], names=names,
                         notes=[*filed.notes, *("\t".join(row) for row in filed.appendix)])


def _dated(filed: Filed) -> str:
    return catalog.say("Publication date: {date}", "zh", date=filed.published_on)


WRITERS: dict[str, Callable[[Filed], bytes]] = {"xlsx": xlsx, "docx": docx, "html": html}
