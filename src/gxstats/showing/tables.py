"""The official tables as printed: true merged heads, marks for what is broken, unsure or solved, one cell opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from html import escape
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.exporting.official import OfficialCell, OfficialTable, official_tables
from gxstats.measuring.prose import Passage
from gxstats.model import Form
from gxstats.showing.look import Look
from gxstats.storing.corrections import stands

_SUMS = {"handled"}
_SHORT = 12  # letters of a cell that stay on one line
ROWS = 100  # of a long table at once


def dimmed(frame: pd.DataFrame, rows: Collection[int], look: Look) -> Any:
    """The frame with these rows in grey: units that are not ranked, never in a colour."""
    grey = f"background-color:{look.colour('tint', 'not_rated')};color:{look.colour('page', 'muted')}"
    styles = pd.DataFrame("", frame.index, frame.columns)
    styles.loc[[n in rows for n in range(len(frame))]] = grey
    return frame.style.apply(lambda _: styles, axis=None)


def marks(cells: pd.DataFrame, findings: pd.DataFrame) -> dict[str, str]:
    """path -> mark for one report: a failed identity first, then uncertain readings, then how a number was read."""
    found: dict[str, str] = {}
    for _, cell in cells.iterrows():
        if cell["origin"] == "solved":
            found[cell["code"]] = "solved"
        elif cell["origin"] in ("typed", "corrected"):
            found[cell["code"]] = "corrected"
    for level, mark in (("warning", "unsure"), ("error", "broken")):
        for _, finding in findings[findings["severity"] == level].iterrows():
            for path in named(finding, cells):
                found[path] = mark
    return found


def named(finding: pd.Series[Any], cells: pd.DataFrame) -> list[str]:
    """The cells a finding points at: its cell, or the total of its row or column."""
    table, row, column = (value if isinstance(value, str) else "" for value in (
        finding["code_table"], finding["code_row"], finding["code_column"]))
    if not table:
        return []
    if table == "requests":
        row = row or ("handled" if finding["check_code"] == "requests_handled_sum" else "received")
        column = column or "total"
    if table == "disputes":
        column = column or "total"
    wanted = [path for path in cells["code"] if path.startswith(f"{table}/{row}/" if row else f"{table}/")
              and (not column or path.endswith(f"/{column}"))]
    return wanted if row else []


def tables(form: Form, cells: pd.DataFrame, findings: pd.DataFrame, look: Look, here: str | frozenset[str] = "",
           differences: Mapping[str, str] | None = None) -> dict[str, str]:
    """HTML of each table of a report by code; `here` is the path of the opened cell, or those of the cells that were used,
    which also carry an arrow. `differences` stand beside the numbers of these paths. Every text is escaped."""
    texts = {cell["code"]: printed(cell) for _, cell in cells.iterrows()}
    printed_rows = {code.split("/")[1] for code in texts}
    undivided = "other" in printed_rows and not printed_rows & {"other_uncorrected", "other_rest"}
    newest = form is list(catalog.forms().values())[-1]
    marked = marks(cells, findings)
    states = dict(zip(cells["code"], cells["state"], strict=True))
    differ = differences or {}
    return {table.code: _html(table, texts, states, marked, here, look, differ)
            for table in official_tables(form, lambda path: path, undivided and newest)}


def printed(cell: Mapping[Any, Any] | pd.Series[Any]) -> str:
    """What stands in a cell, a dash for a blank."""
    return stands(cell) or "—"


def _html(table: OfficialTable, texts: Mapping[str, str], states: Mapping[str, str], marked: Mapping[str, str],
          here: str | frozenset[str], look: Look, differ: Mapping[str, str]) -> str:
    rows = []
    for number, row in enumerate(table.rows):
        rows.append("<tr>" + "".join(_td(cell, number < table.heads, texts, states, marked, here, look, differ)
                                      for cell in row) + "</tr>")
    return f"<table class='gx-official'>{''.join(rows)}</table>"


def _td(cell: OfficialCell, head: bool, texts: Mapping[str, str], states: Mapping[str, str], marked: Mapping[str, str],
        here: str | frozenset[str], look: Look, differ: Mapping[str, str]) -> str:
    spans = (f" rowspan='{cell.row_span}'" if cell.row_span > 1 else "") + (
        f" colspan='{cell.column_span}'" if cell.column_span > 1 else "")
    if not cell.path:
        return f"<td{spans} class='{'head' if head else 'label'}'>{escape(cell.text)}</td>"
    text = texts.get(cell.path, "")
    _, row, column = cell.path.split("/")
    classes = ["n"]
    if text == "0":
        classes.append("zero")
    if states.get(cell.path) == "blank" or not text:
        classes.append("none")
    if column == "total" or row in _SUMS:
        classes.append("sum")
    if mark := marked.get(cell.path):
        classes.append(mark)
    used = isinstance(here, frozenset) and cell.path in here
    if used or cell.path == here:
        classes.append("here")
    letter = f"<sup>{escape(catalog.word('mark', mark, look.language))}</sup>" if mark else ""
    letter += "<sup>↗</sup>" if used else ""
    if step := differ.get(cell.path):
        classes.append("differs")
        letter += f"<small>{escape(step)}</small>"
    return f"<td{spans} class='{' '.join(classes)}'>{escape(text)}{letter}</td>"


_MEANINGS = {"broken": "sums do not hold", "unsure": "uncertain", "solved": "solved from the sums",
             "corrected": "corrected by a person", "blank": "blank (not 0)"}


def legend_html(language: str) -> str:
    """What the marks of the official tables mean, in one line."""
    told = (f"<span><b class='{code}'>{escape(catalog.word('mark', code, language))} </b> {escape(catalog.say(text, language))}"
            "</span>" for code, text in _MEANINGS.items())
    return f"<div class='gx-official gx-legend'>{''.join(told)}</div>"


def plain_html(frame: pd.DataFrame, pictures: Collection[str] = (), grey: Collection[int] = (), bold: Collection[int] = ()) -> str:
    """A frame as a table whose long cells wrap, whole on the screen and on paper. Text only, but for columns of our own
    `pictures`; the rows of `grey` and `bold` by their number."""
    heads = "".join(f"<th>{escape(str(head))}</th>" for head in frame.columns)
    drawn = [str(name) in pictures for name in frame.columns]

    def cell(text: str, picture: bool) -> str:
        if picture:
            return f"<td><img alt='' src=\"{escape(text)}\"></td>"
        return f"<td{' class=short' if len(text) <= _SHORT else ''}>{escape(text)}</td>"

    def row(number: int, line: tuple[Any, ...]) -> str:
        how = " class=grey" if number in grey else " class=bold" if number in bold else ""
        return f"<tr{how}>{''.join(cell(str(value), picture) for value, picture in zip(line, drawn, strict=True))}</tr>"

    rows = "".join(row(number, line) for number, line in enumerate(frame.itertuples(index=False, name=None)))
    return f"<table class='gx-whole'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def lines_html(lines: pd.DataFrame, here: int) -> str:
    """Lines of a document with their numbers, the one in question marked. Text only, whatever the document holds."""
    rows = []
    for _, line in lines.iterrows():
        mark = " class='here'" if int(line["line_no"]) == here else ""
        text = str(line["text"])[:400].replace("\t", "  |  ")
        rows.append(f"<div{mark}><span class='no'>{int(line['line_no'])}</span>{escape(text)}</div>")
    return f"<div class='gx-lines'>{''.join(rows)}</div>"


def passages_html(passages: Sequence[tuple[str, str]], heads: tuple[str, str]) -> str:
    """Passages that two reports share, side by side, with what differs between them marked. Text only."""
    rows = [f"<tr><th>{escape(heads[0])}</th><th>{escape(heads[1])}</th></tr>"]
    for one, other in passages:
        left, right = _marked(one, other)
        rows.append(f"<tr><td>{left}</td><td>{right}</td></tr>")
    return f"<table class='gx-passages'>{''.join(rows)}</table>"


def _marked(one: str, other: str) -> tuple[str, str]:
    """Two texts with what differs between them marked."""
    left, right = [], []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left.append(escape(one[a:b]) if tag == "equal" else f"<mark>{escape(one[a:b])}</mark>" if b > a else "")
        right.append(escape(other[c:d]) if tag == "equal" else f"<mark>{escape(other[c:d])}</mark>" if d > c else "")
    return "".join(left), "".join(right)


def prose_html(passages: Sequence[Passage], heads: tuple[str, str], language: str) -> str:
    """Sentences of two years side by side, each row with the sign of what became of it. Text only."""
    rows = [f"<tr><th class='sign'></th><th>{escape(heads[0])}</th><th>{escape(heads[1])}</th></tr>"]
    for passage in passages:
        both = passage.before and passage.after
        left, right = _marked(passage.before, passage.after) if both else (escape(passage.before), escape(passage.after))
        sign = escape(catalog.word("prose_sign", passage.change, language))
        rows.append(f"<tr class='{passage.change}'><td class='sign'>{sign}</td><td>{left}</td><td>{right}</td></tr>")
    return f"<table class='gx-passages'>{''.join(rows)}</table>"
