"""One unit's score sheet, one line of it opened down to the official table, and what people decide about it."""

from __future__ import annotations

from functools import partial
from html import escape
from statistics import median
from typing import Any

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.measuring import judging, queries
from gxstats.measuring.assessment import ItemScore, UnitScore, shown
from gxstats.measuring.explaining import basis, evidence, formula, number, peers, put_in
from gxstats.measuring.schemes import Item
from gxstats.showing import assessment_taken, tables, ui
from gxstats.showing import unit as unit_page
from gxstats.showing.address import Address
from gxstats.showing.assessment import Chosen, rank, signed, total
from gxstats.showing.look import shorten
from gxstats.showing.person import decide, known, person
from gxstats.showing.ui import Tile
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Person


def tiles(chosen: Chosen) -> list[Tile]:
    """Total, rank, points taken, peers, what is open, appeals."""
    page, say = chosen.page, chosen.page.say
    unit = chosen.result.unit(chosen.unit)
    ranked = [u for u in chosen.result.units if u.total is not None and (chosen.scheme.rank_by == "all" or u.kind == unit.kind)]
    same = [u.total for u in chosen.result.units if u.kind == unit.kind and u.total is not None]
    held, last = chosen.stability.get(unit.unit), chosen.before([unit]).get(unit.unit)
    taken = [s for i, s in zip(chosen.scheme.items, unit.items, strict=True) if not i.bonus and s.taken > 0]
    appeals = chosen.judged.open_appeals(unit.unit)
    change = say("last year {total}", total=total(last)) + (
        f" ({signed(unit.total - last.total)})" if unit.total is not None and last.total is not None else "") if last else "—"
    places = [str(held.best), str(held.worst)] if held else []
    hold = say("{ranks} with weights ±20 %", ranks="–".join(dict.fromkeys(places))) if held else say("open items: no rank")
    return [
        Tile(say("Total"), total(unit), f"/ {number(chosen.scheme.points)}", change, "" if unit.total is not None else say(
            "from what is sure to what is possible")),
        Tile(say("Rank"), rank(chosen, unit), f"/ {len(ranked)}" if held else "", hold,
             say("holds in {share} of draws", share=f"{held.holds:.0%}") if held else ""),
        Tile(say("Taken off"), number(-sum(s.taken for s in taken)), "", say("{count} items", count=len(taken)), ""),
        Tile(say("Median of the kind"), number(median(same)) if same else "—", "",
             say("{kind}: {count} units with a total", kind=catalog.word("kind", unit.kind, page.language), count=len(same)), ""),
        Tile(say("Not settled"), str(len(unit.open)), "", shorten(say(", ").join(
            chosen.scheme.item(s.item).label(page.language) for s in unit.open), 40) or "—", ""),
        Tile(say("Appeals"), str(len(appeals)), "", say("not decided yet"), ""),
    ]


def sheet(chosen: Chosen) -> str:
    """The lines of the sheet, group by group; the chosen item's code, by click or address (else the largest deduction)."""
    page, say, language = chosen.page, chosen.page.say, chosen.page.language
    unit = chosen.result.unit(chosen.unit)
    rows: list[dict[str, str]] = []
    codes: list[str] = []
    for place, group in enumerate(chosen.scheme.groups, 1):
        lines = [(i, s) for i, s in zip(chosen.scheme.items, unit.items, strict=True) if i.group == group.code]
        plain = [s for i, s in lines if not i.bonus]
        low, high, worth = (round(sum(getattr(s, of) for s in plain), 2) for of in ("low", "high", "points"))
        rows.append(_row(say, str(place), group.label(language), number(worth), _span(low, high),
                         number(low - worth) if low == high and low < worth else "", ""))
        codes.append("")
        for item, score in lines:
            off = number(-score.taken) if score.score is not None and score.taken and not item.bonus else ""
            rows.append(_row(say, item.code, item.label(language), ("≤ " if item.bonus else "") + number(score.points),
                             _span(score.low, score.high), off, basis(chosen.scheme, item, score, language)))
            codes.append(item.code)
    frame = pd.DataFrame(rows)
    wanted = Address.current().free("item")
    heads = {n for n, code in enumerate(codes) if not code}
    first = wanted if wanted and wanted in codes else max(unit.items, key=lambda s: s.taken).item
    if page.printing:
        st.html(tables.plain_html(frame, bold=heads))
        st.caption(_adds_up(chosen, unit))
        return first
    panel, red = page.look.colour("page", "panel"), page.look.colour("severity", "error")
    bold = f"background-color:{panel};font-weight:600"
    style = frame.style.apply(lambda row: [bold if row.name in heads else ""] * len(row), axis=1)
    style = style.apply(lambda column: [f"color:{red};font-weight:600"] * len(column), subset=[say("off")])
    event: Any = st.dataframe(
        style, hide_index=True, key=f"one_{chosen.scheme.name}_{chosen.year}_{chosen.unit}", row_height=26, on_select="rerun",
        selection_mode="single-row", height=42 + 26 * len(frame),
        column_config={
            say("no."): st.column_config.TextColumn(width=42), say("item"): st.column_config.TextColumn(width=170),
            **{say(name): st.column_config.TextColumn(width=58, alignment="right") for name in ("worth", "score", "off")}})
    st.caption(_adds_up(chosen, unit))
    assessment_taken.one(chosen)
    rows_chosen: list[str] = [codes[n] for n in event.selection.rows if n < len(codes) and codes[n]]
    if rows_chosen:
        Address.current().put(item=rows_chosen[0])
        return rows_chosen[0]
    return first


def _row(say: Any, code: str, label: str, worth: str, score: str, off: str, why: str) -> dict[str, str]:
    return {say("no."): code, say("item"): label, say("worth"): worth, say("score"): score, say("off"): off, say("basis"): why}


def _span(low: float, high: float) -> str:
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def _adds_up(chosen: Chosen, unit: UnitScore) -> str:
    say = chosen.page.say
    if unit.total is None:
        return say("{count} items are open; the total lies between {low} and {high}.", count=len(unit.open), low=number(unit.low),
                   high=number(unit.high))
    plain = [number(sum(s.score or 0 for i, s in zip(chosen.scheme.items, unit.items, strict=True)
                        if i.group == group.code and not i.bonus)) for group in chosen.scheme.groups]
    bonus = round(unit.total - sum(s.score or 0 for i, s in zip(chosen.scheme.items, unit.items, strict=True) if not i.bonus), 2)
    return say("{total} = {parts}", total=number(unit.total), parts=" + ".join(plain + ([number(bonus)] if bonus else [])))


# --- one line opened ----------------------------------------------------------------------------------------------

def opened(chosen: Chosen, code: str) -> None:
    """One item: formula, what was put in, whose numbers, peers, last year, and the official table with the cells used."""
    say, language = chosen.page.say, chosen.page.language
    unit, item = chosen.result.unit(chosen.unit), chosen.scheme.item(code)
    score = unit.item(code)
    state = say("open") if score.score is None else (
        say("{points} of {worth}", points=number(score.score), worth=number(score.points)))
    st.markdown(f"#### {item.code} {_plain(item.label(language))}: {state}")
    lines: list[tuple[str, str]] = []
    for reason in score.reasons:
        lines.append((say("formula"), formula(chosen.scheme, item, item.rules[reason.rule], language)))
        lines.append((say("put in"), put_in(reason, item, language)))
        lines.extend(("", f"· {text}") for text, _ in evidence(reason, chosen.facts, unit.unit, language))
    if score.adjusted or score.stale:
        lines.append((say("adjusted"), basis(chosen.scheme, item, score, language)))
    lines.append((say("scope"), catalog.word("scope", chosen.scheme.scope, language)))
    lines.append((say("peers"), peers(chosen.result, unit, item, language)))
    last = chosen.before([unit]).get(unit.unit)
    if last:
        lines.append((say("last year"), f"{_span(last.item(code).low, last.item(code).high)} / {number(last.item(code).points)}"))
    st.html("<table class='gx-why'>" + "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in lines) + "</table>")
    _official(chosen, unit, score)


def _plain(text: str) -> str:
    """A label of a scheme without the signs that markdown would read."""
    return "".join("\\" + letter if letter in "\\`*_{}[]<>#|~$:" else letter for letter in text)


def _official(chosen: Chosen, unit: UnitScore, score: ItemScore) -> None:
    page, say = chosen.page, chosen.page.say
    if not unit.reported:
        return
    used = {path for reason in score.reasons for path in reason.figures}
    for reason in score.reasons:
        for name in reason.findings:
            row = chosen.facts.finding_of[name]
            table, line, column = (row[part] if isinstance(row[part], str) else ""
                                   for part in ("code_table", "code_row", "code_column"))
            if table:
                line = line or ("received" if row["check_code"] == "requests_balance" else "handled")
                used.add(f"{table}/{line}/{column or 'total'}")
    number_ = int(unit.about["report_id"])
    reports = queries.reports_of(page.ask, unit.unit)
    report = reports[reports["report_id"] == number_]
    if used and len(report):
        cells, found = queries.cells_of(page.ask, number_), queries.findings_of(page.ask, number_)
        made = tables.tables(unit_page.form_of(report.iloc[0]), cells, found, page.look, frozenset(used))
        for table in dict.fromkeys(path.split("/")[0] for path in sorted(used)):
            st.caption(say("{table}, {year}, as printed; ↗ the cells used", table=catalog.word("table", table, page.language),
                           year=chosen.year))
            st.html(f"<div class='gx-narrow' style='overflow-x:auto'>{made[table]}</div>")
    cell = next((path for path in sorted(used) if path.count("/") == 2), "")
    ui.link("unit", say("Open the report at this cell" if cell else "Open the report"), unit=unit.unit, year=str(chosen.year),
            **({"cell": cell} if cell else {}))


# --- deciding -----------------------------------------------------------------------------------------------------

def deciding(chosen: Chosen, code: str) -> None:
    """What was decided on the item so far, and a form to enter points, adjust, or write down an appeal."""
    page, say, language = chosen.page, chosen.page.say, chosen.page.language
    item = chosen.scheme.item(code)
    st.markdown(f"#### {say('Decisions on this item')}")
    for past in chosen.judged.history(chosen.unit, code):
        what = catalog.word("appeal", past.choice, language) if past.kind == "appeal" else (
            say("taken back") if past.choice == judging.WITHDRAWN else past.choice)
        st.text(f"{past.when[:16].replace('T', ' ')} {past.who} {catalog.word('deciding', past.kind, language)} {what}: {past.why}"
                + (f" [{past.evidence}]" if past.evidence else ""))
    kinds = [kind for kind in judging.KINDS if kind != "entry" or any(rule.source == "entry" for rule in item.rules)]
    may = [kind for kind in kinds if kind in known(page).may]
    if not may:
        person(page, kinds[0])
        return
    act = Address.current().select("act", {kind: catalog.word("deciding", kind, language) for kind in may}, may[0],
                                   say("Decide"), True)
    with st.form(f"decide_{act}_{chosen.unit}_{code}", border=False, clear_on_submit=False):
        left, right = st.columns([1, 2], gap="small")
        with left:
            value, everywhere = _asked(chosen, item, act)
        why = right.text_input(say("Reason"), key=f"why_{act}_{chosen.unit}_{code}")
        left, right = st.columns([1, 2], gap="small")
        with left:
            who = person(page, act, f"{chosen.unit}_{code}")
        papers = right.text_input(say("Evidence"), key=f"evidence_{act}_{chosen.unit}_{code}",
                                  placeholder=say("document, letter, address"))
        with st.container(horizontal=True):
            done = st.form_submit_button(say("Save"), type="primary", key=f"save_{act}_{chosen.unit}_{code}")
            undo = act != "appeal" and st.form_submit_button(say("Take back"), key=f"undo_{act}_{chosen.unit}_{code}")
    if done or undo:
        text = judging.WITHDRAWN if undo else value
        units = [u.unit for u in chosen.result.units if u.item(code).score is None and u.reported] if everywhere and done else []
        write = partial(_write, chosen, item, act, text, why, papers, list(dict.fromkeys([chosen.unit, *units])))
        if decide(page, who, write):
            Address.current().put(item=code)  # stay here, whatever is the largest deduction now
            st.rerun()


def _asked(chosen: Chosen, item: Item, act: str) -> tuple[str, bool]:
    """What the form asks for, as text, and whether it is meant for every unit whose item is open."""
    say, language = chosen.page.say, chosen.page.language
    key = f"value_{act}_{chosen.unit}_{item.code}"
    if act == "appeal":
        options = ("raised", "upheld", "rejected")
        return str(st.selectbox(say("Appeal"), options, format_func=lambda c: catalog.word("appeal", c, language), key=key)), False
    score = chosen.result.unit(chosen.unit).item(item.code)
    each = next((rule.each for rule in item.rules if rule.source == "entry"), 0.0)
    if act == "entry" and each:
        return st.text_input(say("Cases, {each} points each", each=number(each)), key=key), False
    worth = item.points if act == "entry" else score.points
    value = st.text_input(say("Score, 0 to {worth}", worth=number(worth)), key=key)
    open_ones = sum(u.item(item.code).score is None and u.reported for u in chosen.result.units)
    everywhere = act == "entry" and open_ones > 1 and st.checkbox(
        say("the same for all {count} units where it is open", count=open_ones), key=f"all_{key}")
    return value, everywhere


def _write(chosen: Chosen, item: Item, act: str, text: str, why: str, papers: str, units: list[str], who: Person) -> None:
    decisions = Decisions(chosen.page.data.path)
    for unit in units:
        if act == "entry":
            judging.enter(decisions, chosen.scheme, chosen.year, unit, item, text, who, why, papers)
        elif act == "appeal":
            judging.appeal(decisions, chosen.scheme, chosen.year, unit, item.code, text, who, why, papers)
        else:
            score = chosen.result.unit(unit).item(item.code)
            judging.adjust(decisions, chosen.scheme, chosen.year, unit, item.code, score.points, text, shown(score.computed),
                           who, why, papers)
