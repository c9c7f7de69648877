"""A score in words: the formula of a rule, what was put in, whose numbers, and what leads back to the report."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring.assessment import ItemScore, Reason, Result, UnitScore
from gxstats.measuring.facts import Facts
from gxstats.measuring.findings import told
from gxstats.measuring.schemes import Item, Rule, Scheme, Step


def number(points: float) -> str:
    """Points as printed: no needless zeros, a true minus."""
    return f"{points:.2f}".rstrip("0").rstrip(".").replace("-", "−") or "0"


def of_path(path: str, language: str) -> str:
    """A cell path in words: row and column."""
    table, row, column = path.split("/")
    return f"{catalog.label('row', table, row, language, True)}·{catalog.label('column', table, column, language, True)}"


def formula(scheme: Scheme, item: Item, rule: Rule, language: str) -> str:
    """What a rule takes (or gives), in words."""
    def say(sentence: str, /, **values: Any) -> str:
        return catalog.say(sentence, language, **values)

    sign = "" if item.bonus else "−"
    most = number(rule.cap or item.cap)
    label = rule.label(language)
    if rule.source == "timeliness":
        parts = []
        if rule.points or rule.per_day:
            parts.append(say("late: {points}", points=sign + number(rule.points)) + (
                say(", and {each} a day", each=sign + number(rule.per_day)) if rule.per_day else ""))
        if rule.missing:
            parts.append(say("no report: {points}", points=sign + number(rule.missing)))
        text = say("; ").join(parts)
    elif rule.source == "check":
        how = {"report": "once a report", "check": "once a check", "finding": "for each finding"}[rule.per]
        text = say("{points} {how}", points=sign + number(rule.points), how=say(how))
    elif rule.source == "entry":
        text = say("{points} for each, entered by a person", points=sign + number(rule.each)) if rule.each else say(
            "points entered by a person")
    elif rule.each:
        names = " + ".join(of_path(path, language) for path in rule.figures)
        text = say("{names} × {each} points", names=names, each=sign + number(rule.each))
    else:
        names = _indicator(rule, language) if rule.indicator else " + ".join(of_path(path, language) for path in rule.figures)
        text = names + say(": ") + say("; ").join(_step(step, rule.indicator, sign, language) for step in rule.steps)
    grows = rule.each or rule.per_day or rule.per != "report"
    return say("{label}: {text}, at most {most}" if grows else "{label}: {text}", label=label, text=text, most=most)


def _indicator(rule: Rule, language: str) -> str:
    about = catalog.indicators()[rule.indicator]
    return f"{about[language]}{catalog.say(' ({text})', language, text=about[f'note_{language}'])}"


def _step(step: Step, indicator: str, sign: str, language: str) -> str:
    limit = f"{100 * step.limit:g}{'%' * catalog.is_share(indicator)}" if indicator else f"{step.limit:g}"
    return catalog.say("above {limit} {points}" if step.above else "below {limit} {points}", language, limit=limit,
                       points=sign + number(step.points))


def put_in(reason: Reason, item: Item, language: str) -> str:
    """What was put in and what came of it."""
    values = {name: number(value) if isinstance(value, float) else value for name, value in reason.values.items()}
    text = catalog.say(reason.sentence, language, **values)
    if reason.open:
        return catalog.say("{text}: up to {points} points are open", language, text=text, points=number(reason.points))
    points = (("+" if item.bonus else "−") if reason.points else "") + number(reason.points)
    return catalog.say("{text}: {points}", language, text=text, points=points)


def basis(scheme: Scheme, item: Item, score: ItemScore, language: str) -> str:
    """One line on why an item has its score, for the sheet."""
    if score.stale:
        return catalog.say("adjusted by {who} when the rules gave {before}; look again", language, who=score.stale.who,
                           before=score.stale.expects.get("computed", ""))
    if score.adjusted:
        return catalog.say("{who}: {why}", language, who=score.adjusted.who, why=score.adjusted.why)
    loud = [reason for reason in score.reasons if reason.open or reason.points] or list(score.reasons[:1])
    return catalog.say("; ", language).join(put_in(reason, item, language) for reason in loud)


def evidence(reason: Reason, facts: Facts, unit: str, language: str) -> Iterator[tuple[str, str]]:
    """(words, cell path or empty) for every cell, finding and entry behind a reason: what leads back to the report."""
    for path, value in reason.figures.items():
        text = f"{of_path(path, language)} = {number(value)}"
        if cell := facts.cell_of.get((unit, path)):
            text += catalog.say(" ({text})", language, text=place(cell, language))
        yield text, path
    for name in reason.findings:
        row = facts.finding_of[name]
        parts = [row[part] for part in ("code_table", "code_row", "code_column")]
        yield told(row, language), "/".join(parts) if all(isinstance(part, str) for part in parts) else ""
    if reason.decision:
        d = reason.decision
        yield catalog.say("{when} {who}: {choice}, {why} {evidence}", language, when=d.when[:16].replace("T", " "), who=d.who,
                          choice=d.choice, why=d.why, evidence=d.evidence).strip(), ""


def place(cell: dict[str, Any], language: str) -> str:
    """Where a cell stands in its document."""
    parts = [catalog.say(name, language, n=int(cell[column])) for name, column in (
        ("page {n}", "page"), ("table {n}", "grid"), ("row {n}", "row_no"), ("column {n}", "column_no"), ("line {n}", "line_no"))
        if not pd.isna(cell[column])]
    return " ".join(parts)


def peers(result: Result, unit: UnitScore, item: Item, language: str) -> str:
    """How the item went for the units of the same kind: how many, median and largest deduction."""
    taken = [other.item(item.code).taken for other in result.units
             if other.kind == unit.kind and other.item(item.code).score is not None]
    kind = catalog.word("kind", unit.kind, language)
    if not taken:
        return catalog.say("{kind}: none scored yet", language, kind=kind)
    worst = max(taken)
    return catalog.say("{count} of kind {kind}: median {median} taken off, most {most} ({times} units)", language, count=len(taken),
                       kind=kind, median=number(median(taken)), most=number(worst), times=sum(t == worst for t in taken))
