"""What the definitions page is made of: forms, comparability, indicators, limits and checks as tables."""

from __future__ import annotations

import pandas as pd

from gxstats import catalog
from gxstats.showing.ui import Context

_NOTES = {
    "forms": "An edition is recognised by its words, never by the year.",
    "comparability": "Whatever is not listed is the same code in both forms and goes on.",
    "indicators": "Sums of printed figures over sums of printed figures; a missing figure leaves the indicator out.",
    "limits": "Ours, not official: no official threshold for rates was found.",
    "checks": "A check passes, fails or cannot say; it never passes where a figure is missing.",
}


def note(context: Context, code: str) -> str:
    """The sentence over a table."""
    return context.say(_NOTES[code])


def forms(context: Context) -> pd.DataFrame:
    """One line an edition: name, first report year, notice, rows and cells."""
    say, language = context.say, context.language
    return pd.DataFrame([{
        say("form"): form.label_zh if language == "zh" else form.label_en, say("from report year"): form.first_year,
        say("notice"): form.notice, say("rows"): sum(len(table.rows) for table in form.tables),
        say("cells"): len(form.paths()),
    } for form in catalog.forms().values()])


def comparability(context: Context) -> pd.DataFrame:
    """One line for each code that is not the same in the next form."""
    say, language = context.say, context.language
    return pd.DataFrame([{
        say("before"): catalog.told(line["from_code"], language), say("since"): catalog.told(line["to_code"], language),
        say("relation"): catalog.word("relation", line["relation"], language), say("reason"): line[f"reason_{language}"],
    } for line in catalog.rows_of("comparability.csv")])


def indicators(context: Context) -> pd.DataFrame:
    """One line an indicator: name, formula in words, the codes it is made of, and the other denominators it knows."""
    say, language = context.say, context.language
    def joined(codes: list[str]) -> str:
        return " + ".join(catalog.told(code, language).split(" · ", 1)[1] for code in codes)
    return pd.DataFrame([{
        say("indicator"): about[language], say("formula"): about[f"note_{language}"],
        say("numerator"): joined(about["numerator"]), say("denominator"): joined(about["denominator"]),
        say("variants"): ", ".join(v[language] for v in about.get("variants", {}).values()) or "—",
        say("comparable from"): about["comparable_from"],
    } for about in catalog.indicators().values()])


def limits(context: Context) -> pd.DataFrame:
    """The smallest numbers for a rate, a rank, a rate without interval."""
    say = context.say
    names = {"min_denominator": say("below: counts only"), "ranking_min_denominator": say("below: no rank"),
             "interval_below": say("below: with a 95 % interval")}
    return pd.DataFrame([{say("limit"): names[code], say("cases"): value} for code, value in catalog.limits().items()])


def checks(context: Context) -> pd.DataFrame:
    """The catalogue of checks: name, severity, formula in words, since when, evidence."""
    say, language = context.say, context.language
    return pd.DataFrame([{
        say("check"): getattr(check, f"label_{language}"), say("severity"): catalog.word("severity", check.severity, language),
        say("formula"): getattr(check, f"formula_{language}"), say("since"): check.since, say("evidence"): check.evidence,
    } for check in catalog.checks().values()])
