"""One finding opened: rule, both values, the table with the cells marked, the place in the document, and what people decided."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import queries
from gxstats.measuring.findings import told
from gxstats.showing import tables, ui
from gxstats.showing import unit as unit_page
from gxstats.showing.cards import plain
from gxstats.showing.person import decide, known, person
from gxstats.showing.quality import SIGNS
from gxstats.showing.ui import Context
from gxstats.storing.decisions import Decision, Decisions, place_of

CHOICES = ("confirmed", "dismissed", "asked")
_PLACES = (("page {n}", "page"), ("table {n}", "grid"), ("row {n}", "row_no"), ("column {n}", "column_no"), ("line {n}", "line_no"))


@dataclass(frozen=True)
class Opened:
    """What is shown of one finding: a heading, lines of label and text, pieces of HTML, the cell it names if any."""

    heading: str
    lines: tuple[tuple[str, str], ...]
    table: str = ""
    document: str = ""
    cell: str = ""


def opened(context: Context, finding: pd.Series[Any]) -> None:
    """One finding: rule, both values, exceptions, place, and the table with the cells marked."""
    say = context.say
    one = context.keep(f"one_{finding['finding_id']}", lambda: _made(context, finding))
    st.markdown(f"#### {plain(one.heading)}")
    rows = "".join(f"<tr><th>{escape(label)}</th><td>{escape(text)}</td></tr>" for label, text in one.lines)
    st.html(f"<table class='gx-why'>{rows}</table>")
    passages(context, finding, str(finding["unit_label"]))
    if one.table:
        st.html(tables.legend_html(context.language))
        st.html(f"<div style='overflow-x:auto'>{one.table}</div>")
    if one.document:
        st.caption(say("in the document"))
        st.html(one.document)
    if pd.notna(finding["on_report"]):
        ui.link("unit", say("Open the report at this cell") if one.cell else say("Open the report"), unit=str(finding["unit"]),
                year=str(int(finding["year"])), **({"cell": one.cell} if one.cell else {}))


def _made(context: Context, finding: pd.Series[Any]) -> Opened:
    say, language = context.say, context.language
    check = catalog.checks().get(str(finding["check_code"]))
    label = getattr(check, f"label_{language}") if check else str(finding["check_code"])
    found, expected = (str(finding[name]) if isinstance(finding[name], str) else "" for name in ("found", "expected"))
    lines = [(say("what was found"), told(finding, language))]
    if finding["closed"]:
        lines.append((say("state"), say("this was so in a report that a corrected one has replaced; it is closed")))
    if check:
        lines.append((say("rule"), getattr(check, f"formula_{language}")))
    if found or expected:
        lines.append((say("reported / expected"), f"{found or '—'} / {expected or '—'}" + _apart(context, found, expected)))
    if check and (exceptions := getattr(check, f"exceptions_{language}")):
        lines.append((say("may be explained by"), say("; ").join(exceptions)))
    values = json.loads(finding["values"]) if isinstance(finding["values"], str) else {}
    if isinstance(values.get("sentence"), str):
        lines.append((say("in the text"), values["sentence"]))
    heading = f"{SIGNS.get(str(finding['severity']), '')} {finding['unit_label']} {int(finding['year'])} · {label}"
    table = document = cell = ""
    if pd.notna(finding["on_report"]) and not finding["closed"]:
        number = int(finding["on_report"])
        cells = queries.cells_of(context.ask, number)
        named = tables.named(finding, cells)
        cell = named[0] if named else ""
        where = cells[cells["code"] == cell]
        lines.append((say("source"), _source(context, finding, where, values)))
        reports = queries.reports_of(context.ask, str(finding["unit"]))
        report = reports[reports["report_id"] == number].iloc[0]
        code = finding["code_table"] if isinstance(finding["code_table"], str) else ""
        if code and any(str(path).startswith(f"{code}/") for path in cells["code"]):
            others = queries.findings_of(context.ask, number)
            table = tables.tables(unit_page.form_of(report), cells, others, context.look, cell)[code]
        at = where["line_no"].iloc[0] if len(where) else values.get("line_no")
        if at is not None and pd.notna(at):
            document = tables.lines_html(queries.lines_around(context.ask, number, int(at)), int(at))
    return Opened(heading, tuple(lines), table, document, cell)


def _apart(context: Context, found: str, expected: str) -> str:
    """By how much two numbers differ, in words; nothing where they are none."""
    try:
        difference = Decimal(found) - Decimal(expected)
    except ArithmeticError:
        return ""
    words = "   {count} too many" if difference > 0 else "   {count} too few"
    return context.say(words, count=f"{abs(difference):f}") if difference else ""


def _source(context: Context, finding: pd.Series[Any], where: pd.DataFrame, values: dict[str, Any]) -> str:
    """The file, the place in it, its hash and what is printed there."""
    parts = [str(finding["file"]).rsplit("/", 1)[-1]]
    if len(where):
        cell = where.iloc[0]
        parts += [context.say(words, n=int(cell[column])) for words, column in _PLACES if pd.notna(cell[column])]
    elif values.get("line_no"):
        parts.append(context.say("line {n}", n=int(values["line_no"])))
    parts.append(f"sha256 {str(finding['sha256'])[:8]}…")
    if len(where) and isinstance(where["text"].iloc[0], str):
        parts.append(context.say("printed: {text}", text=where["text"].iloc[0].strip() or context.say("(blank)")))
    return " · ".join(parts)


def passages(context: Context, finding: pd.Series[Any], name: str) -> None:
    """The passages of a copied text beside those it resembles, what differs marked."""
    values = json.loads(finding["values"]) if isinstance(finding["values"], str) else {}
    if passages := values.get("passages"):
        heads = (f"{name} {int(finding['year'])}", f"{values.get('other', '')} {values.get('other_year', '')}")
        st.html(tables.passages_html([(str(one), str(other)) for one, other in passages], heads))
        if values.get("other_unit"):
            ui.link("unit", context.say("Open the report it resembles"), unit=str(values["other_unit"]),
                    year=str(values.get("other_year", "")))


# --- verdicts -----------------------------------------------------------------------------------------------------

def verdict(context: Context, finding: pd.Series[Any]) -> None:
    """What people decided about a finding, and a form to decide: who, when, why, kept over rebuilds."""
    say, language = context.say, context.language
    name = str(finding["finding_id"])
    st.markdown(f"#### {say('Verdict')}")
    row = {str(key): value for key, value in finding.items()}
    for past in context.keep(f"history_{name}", lambda: Decisions(context.data.path).history("verdict", name, place_of(row))):
        st.text(_told(context, past, name))
    if finding["closed"]:
        st.text(say("closed by the corrected report"))
        return
    if "verdict" not in known(context).may:
        person(context, "verdict")
        return
    with st.form(f"verdict_{name}", border=False):
        choice = st.segmented_control(say("Verdict"), list(CHOICES), format_func=lambda c: catalog.word("verdict", c, language),
                                      key=f"choice_{name}", label_visibility="collapsed")
        who = person(context, "verdict", name)
        why = st.text_input(say("Reason"), key=f"why_{name}", placeholder=say("kept in the log of decisions"))
        if st.form_submit_button(say("Save the verdict"), type="primary"):
            if not choice:
                st.warning(say("Choose a verdict."))
            elif decide(context, who, lambda who: Decisions(context.data.path).verdict(row, choice, who, why.strip())):
                st.rerun()


def _told(context: Context, past: Decision, name: str) -> str:
    """A verdict of the past; one made on other values names them."""
    choice = catalog.word("verdict", past.choice, context.language)
    line = f"{past.when[:16].replace('T', ' ')} {past.who}: {choice} {past.why}".strip()
    if past.subject != name:
        line += " " + context.say("(outdated: made when reported was {found}, expected {expected})",
                                  found=past.expects.get("found", "—"), expected=past.expects.get("expected", "—"))
    return line
