"""The workbook of a whole area: sums and rates by year with charts, rates by unit, a row for each report with every figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gxstats import catalog
from gxstats.exporting import sheet_charts
from gxstats.exporting.choice import Choice, Progress, silent
from gxstats.exporting.sheet_charts import Area
from gxstats.exporting.wide import extend
from gxstats.exporting.workbook import Made, begin, cover, dictionary, findings, names, notes
from gxstats.measuring import indicators, queries
from gxstats.storing.figures import column_of, paths

_ALWAYS = ("requests/received/total", "requests/carried_in/total", "requests/handled/total", "requests/carried_out/total",
           "disputes/reconsideration/total", "disputes/litigation_direct/total", "disputes/litigation_after/total")
_ROWS = 500  # between two signs of progress
_CHART = 18  # rows a chart takes


def of_area(choice: Choice, path: Path, progress: Progress = silent) -> None:
    """Every figure of the choice: sums and rates by year with charts, rates by unit, a row for each report, who is missing,
    findings, notes and dictionary. Written to `path`."""
    title = choice.say("{area}: figures {first}–{last}", area=choice.area, first=choice.chosen.first, last=choice.chosen.last)
    made = begin(choice, title, path)
    steps: list[Callable[[Made], object]] = [_by_year, _rates, _charts, _by_unit, _missing, findings, notes, dictionary]
    for number, step in enumerate(steps, 1):
        step(made)
        progress(number, 2 * len(steps), title)
    count, at, rows = _data(made)
    cover(made, title)
    made.book.close()
    total = max(1, count)
    extend(path, at, 3, _counted(rows, lambda done: progress(len(steps) * (total + done), 2 * len(steps) * total, title)),
           max(0, count - 1))


def _counted(rows: Iterator[Sequence[Any]], told: Callable[[int], None]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, 1):
        yield row
        if not number % _ROWS:
            told(number)


def _by_year(made: Made) -> None:
    choice, say = made.choice, made.choice.say
    charts = sheet_charts.charts_of("area")
    codes = list(dict.fromkeys([*_ALWAYS, *(path for about in charts.values() for path in about["figures"])]))
    sums = queries.by_year(choice.ask, choice.chosen, codes)
    coverage = choice.coverage.set_index("year").reindex(sums["year"])
    sheet = made.sheet(say("By year"), say("sums over the reports that print a figure; how many reports there are"))
    years = [int(year) for year in sums["year"]]
    made.book.put(sheet, 0, 0, say("By year"), "title")
    made.book.put(sheet, 1, 0, say("A sum holds only the reports that print the figure; how many those are stands in the table "
                                   "below. Empty: no report prints it."), "note")
    rows = [[say("had to report"), *coverage["due"]], [say("reports"), *coverage["have"]],
            *([catalog.told(code, choice.language), *sums[code]] for code in codes)]
    end = made.book.table(sheet, 3, [say("what is counted"), *years], rows, {}, 1)
    made.book.put(sheet, end + 1, 0, say("How many reports print it"), "heading")
    for row, code in enumerate(codes, end + 2):
        for column, value in enumerate([catalog.told(code, choice.language), *sums[f"{code}#n"]]):
            made.book.put(sheet, row, column, value)
    area = Area(sheet, 3, 1, len(years), turned=True)
    made.drawings += [partial(sheet_charts.draw, book=made.book, area=area, about=about, title=about[choice.language],
                              columns=[6 + codes.index(path) for path in about["figures"]],
                              names=_short(about["figures"], choice.language)) for about in charts.values()]


def _short(figures: Sequence[str], language: str) -> list[str]:
    """What figures differ in, in few letters: their rows, else their columns."""
    parts = [figure.split("/") for figure in figures]
    at, kind = (1, "row") if len({part[1] for part in parts}) > 1 else (2, "column")
    return [catalog.label(kind, part[0], part[at], language, short=True) for part in parts]


def _rates(made: Made) -> None:
    choice, say = made.choice, made.choice.say
    known = catalog.indicators()
    frames = {code: indicators.by_year(choice.ask, choice.chosen, code) for code in known}
    sheet = made.sheet(say("Rates by year"), say("each indicator with n and N; empty where N is below the limit"))
    years = [int(year) for year in next(iter(frames.values()))["year"]]
    for column, head in enumerate([say("indicator"), *years]):
        made.book.put(sheet, 0, column, head, "head")
    for number, (code, frame) in enumerate(frames.items()):
        lines = zip(*(_rate(line) for _, line in frame.iterrows()), strict=True)
        labels = (known[code][choice.language], "    n", "    N")
        for row, (label, values) in enumerate(zip(labels, lines, strict=True), 1 + 3 * number):
            for column, value in enumerate([label, *values]):
                made.book.put(sheet, row, column, value, "share" if row % 3 == 1 else "")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(years), 12)
    sheet.freeze_panes(1, 1)
    area = Area(sheet, 0, 1, len(years), turned=True)
    made.drawings += [partial(sheet_charts.draw, book=made.book, area=area, about={"kind": "line", "from_zero": True}, share=True,
                              title=known[code][choice.language], columns=[1 + 3 * number]) for number, code in enumerate(known)]


def _charts(made: Made) -> None:
    """Every chart, two side by side, four on a page of paper."""
    sheet = made.sheet(made.choice.say("Charts"), made.choice.say("charts of the sums and rates; they can be edited"))
    sheet.hide_gridlines(2)
    sheet.set_print_scale(60)
    sheet.set_h_pagebreaks(range(2 * _CHART, 2 * _CHART * (len(made.drawings) // 4 + 1), 2 * _CHART))
    for number, draw in enumerate(made.drawings):
        draw(on=sheet, at=(_CHART * (number // 2), 10 * (number % 2)))


def _rate(line: pd.Series[Any]) -> tuple[float | None, float, float]:
    """The rate where N is large enough for one, n and N."""
    small = not line["of"] >= catalog.limits()["min_denominator"]
    return None if small else float(line["value"]), line["n"], line["of"]


def _by_unit(made: Made) -> None:
    choice, say, year = made.choice, made.choice.say, made.choice.chosen.last
    known = catalog.indicators()
    chosen = replace(choice.chosen, first=year, like_for_like=False)
    frames = [indicators.by_unit(choice.ask, chosen, code) for code in known]
    least = catalog.limits()["min_denominator"]
    sheet = made.sheet(say("Rates by unit {year}", year=year), say("each indicator with n and N; empty where N is below the limit"))
    heads = [say("unit"), say("kind"), *(head for about in known.values() for head in (about[choice.language], "n", "N"))]
    columns: list[list[Any]] = [names(choice, frames[0]),
                                [catalog.word("kind", str(kind), choice.language) for kind in frames[0]["kind"]]]
    for frame in frames:
        columns += [list(frame["value"].where(frame["of"] >= least)), list(frame["n"]), list(frame["of"])]
    looks = dict.fromkeys(range(2, len(heads), 3), "share")
    made.book.table(sheet, 0, heads, zip(*columns, strict=True), looks, 1)
    sheet.fit_to_pages(0, 0)
    sheet.repeat_columns(0)


def _missing(made: Made) -> None:
    choice, say = made.choice, made.choice.say
    frame = queries.missing_in(choice.ask, choice.chosen)
    sheet = made.sheet(say("Missing reports"), say("units that had to report and have not"))
    made.book.table(sheet, 0, [say("year"), say("unit"), say("kind")], (
        [int(line["year"]), name, catalog.word("kind", str(line["kind"]), choice.language)]
        for name, (_, line) in zip(names(choice, frame), frame.iterrows(), strict=True)), {0: "year"}, 1)


def _data(made: Made) -> tuple[int, int, Iterator[Sequence[Any]]]:
    """The sheet of every report with every figure: how many rows, which sheet it is, and its rows but the first."""
    choice, say, language = made.choice, made.choice.say, made.choice.language
    every = paths()
    frame = queries.from_chosen(choice.ask, choice.chosen, (
        "SELECT c.unit, n.short_name, n.name, n.name_en, n.kind, c.year, c.scope, c.form, strftime(r.published_on, '%Y-%m-%d') "
        f"AS published_on, r.complete, r.url, r.sha256, {', '.join(f'c.{column_of(path)}' for path in every)} FROM chosen c "
        "JOIN report r ON r.report_id = c.report_id LEFT JOIN named n ON n.unit = c.unit ORDER BY n.position, c.unit, c.year"))
    printed = [path for path in every if frame[column_of(path)].notna().any()]
    heads = [say("unit"), say("code of the unit"), say("kind"), say("year"), say("scope"), say("form"), say("published on"),
             say("read completely"), say("address"), "sha256", *(catalog.told(path, language) for path in printed)]
    codes = ["name", "unit", "kind", "year", "scope", "form", "published_on", "complete", "url", "sha256", *printed]
    sheet = made.sheet(say("All figures"), say(
        "one row a report, one column a figure, to filter and compute with; too wide for paper"))
    yes, no = say("yes"), say("no")

    def told(name: str, family: str = "") -> list[Any]:
        codes = [code if isinstance(code, str) else None for code in frame[name]]
        return [code and catalog.word(family, code, language) for code in codes] if family else codes

    texts: list[list[Any]] = [
        names(choice, frame), told("unit"), told("kind", "kind"), [int(year) for year in frame["year"]], told("scope", "scope"),
        told("form"), told("published_on"), [yes if whole else no for whole in frame["complete"]], told("url"), told("sha256")]
    numbers = frame[[column_of(path) for path in printed]].to_numpy(float)
    for column, (head, code) in enumerate(zip(heads, codes, strict=True)):
        made.book.put(sheet, 0, column, head, "head")
        made.book.put(sheet, 1, column, code, "code")
    sheet.set_row(0, 62)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, len(heads), 11)
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(0, 1)
    sheet.fit_to_pages(0, 0)
    sheet.repeat_columns(0)
    if len(frame):
        sheet.autofilter(1, 0, 1 + len(frame), len(heads) - 1)
        for column in range(len(heads)):
            value = texts[column][0] if column < len(texts) else numbers[0, column - len(texts)]
            empty = value is None or value != value
            look = "year" if column == 3 else "text" if column < len(texts) else "plain"
            if empty:
                sheet.write_blank(2, column, None, made.book.look(look))
            else:
                made.book.put(sheet, 2, column, value, look)
    return len(frame), 1 + len(made.contents), _rows(texts, numbers)


def _rows(texts: list[list[Any]], numbers: np.ndarray[Any, np.dtype[np.float64]]) -> Iterator[Sequence[Any]]:
    for number in range(1, len(numbers)):
        yield [*(column[number] for column in texts), *numbers[number].tolist()]


