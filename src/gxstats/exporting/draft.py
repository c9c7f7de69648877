"""The sum over chosen bodies in the State's three tables: a draft that says what it is made of and who is missing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from gxstats import catalog
from gxstats.errors import GxstatsError
from gxstats.exporting.choice import Choice
from gxstats.exporting.filed import Filed
from gxstats.exporting.official import official_tables
from gxstats.measuring import queries

# of the units named, those whose reports (of the year, else of any year) are all in another scope
_OTHERS = """SELECT r.unit, any_value(r.unit_name) AS name FROM report r
WHERE r.current AND list_contains($units::VARCHAR[], r.unit)
GROUP BY r.unit HAVING count(*) FILTER (r.scope = $scope) = 0
  OR (count(*) FILTER (r.year = $year) > 0 AND count(*) FILTER (r.year = $year AND r.scope = $scope) = 0)
ORDER BY r.unit"""


def draft(choice: Choice, year: int) -> Filed:
    """The chosen bodies' reports of a year added up, cell by cell, over those that print it. Never over two scopes, never a
    body twice: GxstatsError. What not all of them print is listed with how many do."""
    chosen = replace(choice.chosen, first=year, last=year, like_for_like=False)
    reports = queries.reports_in(choice.ask, chosen)
    _one_scope(choice, year)
    form = catalog.form_for(year)
    if reports.empty or form is None:
        raise GxstatsError("there is no report for {year} in this choice", year=year)
    _nothing_twice(reports, chosen.scope)
    sums = queries.by_year(choice.ask, chosen, form.paths()).iloc[0]
    texts = {path: _text(sums[path]) for path in form.paths()}
    partly = [path for path in form.paths() if 0 < sums[f"{path}#n"] < len(reports)]
    missing = queries.missing_in(choice.ask, chosen)
    others = reports[reports["form"] != form.code]
    say = catalog.say
    notes = [
        say("DRAFT, no report: the sum of {have} reports, scope {scope}; {due} had to report.", "zh", have=len(reports),
            scope=catalog.word("scope", chosen.scope, "zh"), due=len(reports) + len(missing)),
        say("Not in yet ({count}): {names}.", "zh", count=len(missing), names=_listed(missing)) if len(missing)
        else say("All that had to report are in.", "zh"),
        *([say("By another edition, added only where the figure is the same: {names}.", "zh", names=_listed(others))]
          if len(others) else []),
        say("Summed: {names}.", "zh", names=_listed(reports)),
        say("A cell that no report prints is left blank. Cells printed by only some of the reports follow.", "zh"),
        " · ".join(replace(choice, language="zh", chosen=chosen).standing()),
    ]
    appendix = [(say("cell", "zh"), say("printed by", "zh")), *((catalog.told(path, "zh"), say(
        "{count} of {of}", "zh", count=int(sums[f"{path}#n"]), of=len(reports))) for path in partly)]
    title = say("{area}, {count} bodies: DRAFT of the three tables for {year}", "zh", area=choice.about["label_zh"], year=year,
                count=len(reports))
    return Filed(title, title, tuple(official_tables(form, texts.__getitem__)), tuple(notes), "",
                 tuple(appendix) if partly else ())


def _one_scope(choice: Choice, year: int) -> None:
    chosen = choice.chosen
    other = choice.ask(_OTHERS, {"year": year, "scope": chosen.scope, "units": list(chosen.units)})
    if len(other):
        raise GxstatsError("scopes are never mixed: {units} reported in another scope than {scope}",
                           units=", ".join(other["name"]), scope=catalog.word("scope", chosen.scope, choice.language))


def _nothing_twice(reports: pd.DataFrame, scope: str) -> None:
    """A report for a whole area holds the numbers of the bodies below it."""
    names = dict(zip(reports["unit"], reports["name"], strict=True))
    for unit, parent in zip(reports["unit"], reports["parent"], strict=True):
        if scope == "region" and parent in names:
            raise GxstatsError("{inner} is already counted in the report of {outer} for the whole area", inner=names[unit],
                               outer=names[parent])


def _text(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.0f}" if float(value).is_integer() else f"{value:.6f}".rstrip("0")


def _listed(frame: pd.DataFrame) -> str:
    return catalog.say(", ", "zh").join(str(name) for name in frame["name"])
