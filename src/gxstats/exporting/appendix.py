"""The appendix of a briefing: each numbered figure with what it is made of, and the reports with the cells and hashes behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from gxstats import catalog
from gxstats.exporting import figures
from gxstats.exporting.briefing import CODES, Briefing
from gxstats.exporting.figures import Figure, made_of
from gxstats.exporting.lines import as_csv
from gxstats.measuring import queries
from gxstats.measuring.telling import number

MOST = 400  # reports listed on paper; the file of references lists all


@dataclass(frozen=True)
class Appendix:
    """`figures`: number, figure, value, made of, a line each; `legend`: sign, meaning and code; `reports`: stem of the reference
    and hash, then a number for each sign; `left_out`: how many reports are not listed."""

    figures: tuple[tuple[str, ...], ...]
    legend: tuple[tuple[str, str, str], ...]
    reports: tuple[tuple[str, ...], ...]
    left_out: int


def appendix(briefing: Briefing) -> Appendix:
    """Everything a reader needs to lead a figure back to its line."""
    say, language = briefing.choice.say, briefing.language
    signs = {code: f"c{place}" for place, code in enumerate(CODES, 1)}
    legend = []
    for code, sign in signs.items():
        table, row, column = code.split("/")
        labels = [catalog.label(kind, table, name, language, short=True) for kind, name in (("row", row), ("column", column))]
        legend.append((sign, " · ".join(labels), code))
    single = {unit for figure in briefing.figures if len(figure.reports) == 1 for unit, _ in figure.reports}
    cells = figures.cells(briefing.choice, CODES, sorted(single)) if single else pd.DataFrame()
    lines = []
    for figure in briefing.figures:
        made = say("{codes}; {count} of {asked} reports", codes=", ".join(signs[code] for code in figure.codes),
                   count=len(figure.reports), asked=figure.asked)
        if len(figure.reports) == 1:
            made = "\n".join(references(figure, cells))
        lines.append((f"[{figure.number}]", figure.label, figure.value, made))
    reports = passports(briefing)
    shown = reports.head(MOST)
    return Appendix(tuple(lines), tuple(legend), tuple(
        (f"{line['unit']}/{line['year']}/{briefing.choice.chosen.scope}", str(line["sha256"]),
         *("" if pd.isna(line[code]) else number(float(line[code]), "en") for code in CODES))
        for line in shown.to_dict("records")), len(reports) - len(shown))


def references(figure: Figure, cells: pd.DataFrame) -> list[str]:
    """The references of every printed cell a figure is made of, out of `figures.cells`."""
    keep = [pair in set(figure.reports) for pair in zip(cells["unit"], cells["year"].astype(int), strict=True)]
    own = cells[pd.Series(keep, cells.index, dtype=bool)]
    found: list[str] = []
    for _, report in own.groupby(["year", "unit"], sort=False):
        wanted = {cell for code in figure.codes for cell in made_of(code, set(report["code"]))}
        found += report.loc[report["code"].isin(wanted), "reference"].tolist()
    return found


def passports(briefing: Briefing) -> pd.DataFrame:
    """The wide lines of a briefing, newest year first, each with the hash and file of its document."""
    about = queries.from_chosen(briefing.choice.ask, briefing.choice.chosen, (
        "SELECT c.report_id, r.sha256, r.file FROM chosen c JOIN report r ON r.report_id = c.report_id"))
    return briefing.wide.merge(about, on="report_id").sort_values("year", ascending=False, kind="stable")


def listed(briefing: Briefing) -> bytes:
    """`every_reference` as CSV."""
    head, *lines = every_reference(briefing)
    return as_csv(pd.DataFrame(lines, columns=list(head)))


def every_reference(briefing: Briefing) -> Iterator[tuple[str, ...]]:
    """figure, label, value, reference, text as printed, document: a line for every printed cell of every figure."""
    say = briefing.choice.say
    yield (say("No."), say("what it says"), say("as told"), say("reference"), say("printed"), say("document"))
    reports = dict(list(figures.cells(briefing.choice, CODES).groupby(["unit", "year"], sort=False)))
    for figure in briefing.figures:
        for unit, year in figure.reports:
            cells = reports[unit, year]
            printed = set(cells["code"])
            wanted = {cell for code in figure.codes for cell in made_of(code, printed)}
            for line in cells[cells["code"].isin(wanted)].itertuples(index=False):
                yield (str(figure.number), figure.label, figure.value, str(line.reference), str(line.text or ""), str(line.file))
