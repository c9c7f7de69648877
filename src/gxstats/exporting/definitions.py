"""What the figures mean, as tables for a page and for a workbook: forms, comparability, indicators, limits, checks, sources,
codes."""

from __future__ import annotations

from typing import Any, Protocol

import pandas as pd

from gxstats import catalog
from gxstats.model import Table
from gxstats.storing.figures import paths

_NOTES = {
    "forms": "An edition is recognised by its words, never by the year.",
    "comparability": "Whatever is not listed is the same code in both forms and goes on.",
    "indicators": "Sums of printed figures over sums of printed figures; a missing figure leaves the indicator out.",
    "limits": "Ours, not official: no official threshold for rates was found.",
    "checks": "A check passes, fails or cannot say; it never passes where a figure is missing.",
    "sources": "Notices and articles as the forms name them, quoted in Chinese.",
}


class Teller(Protocol):
    """Whoever knows the reader's language: the context of a page, the choice of an export."""

    @property
    def language(self) -> str: ...

    def say(self, sentence: str, /, **values: Any) -> str: ...


def note(context: Teller, code: str) -> str:
    """The sentence over a table."""
    return context.say(_NOTES[code])


def forms(context: Teller) -> pd.DataFrame:
    """One line an edition: name, first report year, notice, rows and cells."""
    say, language = context.say, context.language
    return pd.DataFrame([{
        say("form"): form.label_zh if language == "zh" else form.label_en, say("from report year"): form.first_year,
        say("notice"): form.notice, say("rows"): sum(len(table.rows) for table in form.tables),
        say("cells"): len(form.paths()),
    } for form in catalog.forms().values()])


def comparability(context: Teller) -> pd.DataFrame:
    """One line for each code that is not the same in the next form."""
    say, language = context.say, context.language
    return pd.DataFrame([{
        say("before"): catalog.told(line["from_code"], language), say("since"): catalog.told(line["to_code"], language),
        say("relation"): catalog.word("relation", line["relation"], language), say("reason"): line[f"reason_{language}"],
    } for line in catalog.rows_of("comparability.csv")])


def indicators(context: Teller) -> pd.DataFrame:
    """One line an indicator: name, formula in words, the codes it is made of, and the other denominators it knows. Measures that
    are no rate within one report follow, with where they are shown."""
    say, language = context.say, context.language
    def joined(codes: list[str]) -> str:
        return " + ".join(catalog.told(code, language).split(" · ", 1)[1] for code in codes)
    return pd.DataFrame([{
        say("indicator"): about[language], say("formula"): about[f"note_{language}"],
        say("numerator"): joined(about["numerator"]), say("denominator"): joined(about["denominator"]),
        say("variants"): ", ".join(v[language] for v in about.get("variants", {}).values()) or "—",
        say("comparable from"): about["comparable_from"],
    } for about in catalog.indicators().values()] + [{
        say("indicator"): about[language], say("formula"): f"{about[f'note_{language}']} · {about[f'reason_{language}']}",
        say("numerator"): "—", say("denominator"): "—", say("variants"): "—", say("comparable from"): about["comparable_from"],
    } for about in catalog.other_measures().values()])


def limits(context: Teller) -> pd.DataFrame:
    """The smallest numbers for a rate, a rank, a rate without interval."""
    say = context.say
    names = {"min_denominator": say("below: counts only"), "ranking_min_denominator": say("below: no rank"),
             "interval_below": say("below: with a 95 % interval")}
    return pd.DataFrame([{say("limit"): names[code], say("cases"): value} for code, value in catalog.limits().items()])


def checks(context: Teller) -> pd.DataFrame:
    """The catalogue of checks: name, severity, formula in words, since when, evidence."""
    say, language = context.say, context.language
    return pd.DataFrame([{
        say("check"): getattr(check, f"label_{language}"), say("severity"): catalog.word("severity", check.severity, language),
        say("formula"): getattr(check, f"formula_{language}"), say("since"): check.since,
        say("evidence"): catalog.word("evidence", check.evidence, language),
    } for check in catalog.checks().values()])


def sources(context: Teller) -> pd.DataFrame:
    """One line an official table of an edition: the notice that prescribes it, the articles its rows name, the indicators that
    are made of it."""
    say, language = context.say, context.language
    def made_of(table: str) -> str:
        return say("; ").join(about[language] for about in catalog.indicators().values()
                              if any(path.startswith(f"{table}/") for path in (*about["numerator"], *about["denominator"])))
    return pd.DataFrame([{
        say("form"): form.label_zh if language == "zh" else form.label_en,
        say("official table"): catalog.word("table", table.code, language), say("notice"): form.notice,
        say("articles"): "、".join(_articles(table)) or "—", say("indicators made of it"): made_of(table.code),
    } for form in catalog.forms().values() for table in form.tables])


def _articles(table: Table) -> list[str]:
    """The articles a table names, each once, as printed."""
    return list(dict.fromkeys(text for row in table.rows for text in (row.article, row.law) if text))


def dictionary() -> pd.DataFrame:
    """One line a figure: its code, labels in both languages, unit, and the editions that print it."""
    forms = catalog.forms().values()
    return pd.DataFrame([{
        "code": path, "label_zh": catalog.told(path, "zh"), "label_en": catalog.told(path, "en"), "unit": _unit(path),
        "forms": " ".join(form.code for form in forms if path in form.paths()),
    } for path in paths()])


def _unit(path: str) -> str:
    table, row, column = path.split("/")
    lines = (catalog.vocabulary().get(key) for key in (("column", table, column), ("row", table, row)))
    return next((line["unit"] for line in lines if line and line["unit"]), "")
