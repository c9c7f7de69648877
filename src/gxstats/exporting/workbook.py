"""Workbooks to take away: what a page shows, with the sheets every workbook has: cover, findings, notes, dictionary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.exporting import definitions, sheet_charts
from gxstats.exporting.choice import Choice
from gxstats.exporting.sheet_charts import Area
from gxstats.exporting.sheets import Book, number_in
from gxstats.measuring import queries
from gxstats.measuring.findings import told
from gxstats.measuring.references import reference
from gxstats.storing.decisions import Decisions

_NOTE, _LABEL, _TEXT = 34, 28, 70  # widths of columns
_MOST_FINDINGS = 200_000  # rows; a sheet takes a million


@dataclass(frozen=True)
class Card:
    """A card of a page: its key, what stands above it, and its twin table."""

    key: str
    title: str
    caption: str
    table: pd.DataFrame


@dataclass
class Made:
    """A workbook in the making: its cover comes first and is written last, when it is known what follows."""

    choice: Choice
    book: Book
    cover: Any
    contents: list[tuple[str, str]] = field(default_factory=list)  # name of a sheet, what it holds
    drawings: list[Callable[..., None]] = field(default_factory=list)  # charts to be put on a sheet of their own

    def sheet(self, name: str, about: str) -> Any:
        made = self.book.sheet(name)
        self.contents.append((made.get_name(), about))
        return made


def begin(choice: Choice, title: str, path: Path | None = None) -> Made:
    book = Book(path, title)
    return Made(choice, book, book.sheet(choice.say("Cover")))


# --- a page -------------------------------------------------------------------------------------------------------

def of_page(choice: Choice, page: str, title: str, cards: Sequence[Card]) -> bytes:
    """The cards of a page as sheets, each with its table and, where one is known, its chart; findings, notes and dictionary."""
    say, made = choice.say, begin(choice, title)
    charts = sheet_charts.charts_of(page)
    for card in cards:
        table = card.table.drop(columns=[name for name in card.table.columns if str(name).startswith("_")])
        sheet = made.sheet(card.title, card.caption)
        made.book.put(sheet, 0, 0, card.title, "title")
        made.book.put(sheet, 1, 0, card.caption, "note")
        heads = [str(name) for name in table.columns]
        typed = [[_typed(value) for value in values] for values in table.itertuples(index=False)]
        looks = {0: "year"} if heads[0] == say("year") else {}
        looks |= {column: "share" for column in range(len(heads)) if any(isinstance(row[column], _Share) for row in typed)}
        end = made.book.table(sheet, 3, heads, typed, looks)
        if card.key in charts and end > 4:
            about = charts[card.key]
            sheet_charts.draw(made.book, Area(sheet, 3, 4, end - 1), about, about["columns"], card.title, sheet,
                              (3, len(heads) + 1), looks.get(about["columns"][-1]) == "share")
    findings(made, replace(choice.chosen, first=choice.chosen.last))
    notes(made)
    dictionary(made)
    cover(made, title)
    return made.book.close()


class _Share(float):
    """A number that a page prints as a percentage."""


def _typed(value: Any) -> Any:
    """What a page prints as what it is: numbers as numbers, a dash as nothing."""
    if not isinstance(value, str):
        return value
    found = number_in(value)
    if found is None:
        return None if value == "—" else value
    return _Share(found[0]) if found[1].endswith("%") else found[0]


# --- sheets of every workbook -------------------------------------------------------------------------------------------

def findings(made: Made, chosen: queries.Filter | None = None) -> None:
    """Failed checks of the years, each a sentence with what people decided and the reference of the figure it names."""
    choice, say, language = made.choice, made.choice.say, made.choice.language
    frame = queries.from_chosen(choice.ask, chosen or choice.chosen, (
        'SELECT f.finding_id, f.unit, f.year, f.scope, f.check_code, f.severity, f.message, f."values"::VARCHAR AS "values", '
        "f.code_table, f.code_row, f.code_column, f.found, f.expected, n.short_name, n.name, n.name_en, r.sha256 "
        "FROM finding f LEFT JOIN chosen c ON c.report_id = f.report_id JOIN named n ON n.unit = f.unit "
        "LEFT JOIN report r ON r.report_id = f.report_id WHERE f.status = 'fail' AND (c.report_id IS NOT NULL OR "
        "(f.report_id IS NULL AND EXISTS (SELECT 1 FROM due d WHERE d.unit = f.unit AND d.year = f.year))) "
        "ORDER BY f.year DESC, CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, n.position, f.check_code, "
        f"f.code_table, f.code_row, f.code_column, f.finding_id LIMIT {_MOST_FINDINGS}"))
    rows = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
    standing, checks = Decisions(choice.data).standing(rows), catalog.checks()
    sheet = made.sheet(say("Findings"), say("what the checks say, and what people decided about it"))
    heads = [say("year"), say("unit"), say("severity"), say("check"), say("what is so"), say("reported"), say("expected"),
             say("verdict"), say("reference")]

    def lines() -> Iterator[list[Any]]:
        for name, row in zip(names(choice, frame), rows, strict=True):
            verdict, check = standing.get(str(row["finding_id"])), checks.get(str(row["check_code"]))
            code = [row[part] for part in ("code_table", "code_row", "code_column")]
            whole = all(isinstance(part, str) for part in (*code, row["sha256"]))
            yield [int(row["year"]), name, catalog.word("severity", str(row["severity"]), language),
                   getattr(check, f"label_{language}") if check else row["check_code"], told(row, language),
                   _plain(row["found"]), _plain(row["expected"]),
                   catalog.word("verdict", verdict.decision.choice, language) if verdict and not verdict.outdated else None,
                   reference(str(row["unit"]), int(row["year"]), str(row["scope"]), "/".join(map(str, code)),
                             str(row["sha256"])[:16]) if whole else None]

    made.book.table(sheet, 0, heads, lines(), {0: "year", 3: "wrapped", 4: "wrapped", 8: "wrapped"}, 2)


def _plain(text: Any) -> Any:
    found = number_in(text) if isinstance(text, str) else None
    return found[0] if found else text if isinstance(text, str) else None


def notes(made: Made) -> None:
    """What is comparable over the change of form, and what the indicators are."""
    say = made.choice.say
    sheet = made.sheet(say("Notes"), say("what goes on over a change of form, indicators and limits"))
    at = 0
    for title, table in ((say("What goes on over a change of form, and what does not"), definitions.comparability),
                         (say("Indicators"), definitions.indicators), (say("Limits in force"), definitions.limits)):
        frame = table(made.choice)
        made.book.put(sheet, at, 0, title, "heading")
        for column, head in enumerate(frame.columns):
            made.book.put(sheet, at + 1, column, str(head), "head")
        for row, values in enumerate(frame.itertuples(index=False), at + 2):
            made.book.lines(sheet, row, [str(value) for value in values], [_NOTE] * len(values))
        at += len(frame) + 3
    sheet.set_column(0, 5, _NOTE)


def dictionary(made: Made) -> None:
    say, frame = made.choice.say, definitions.dictionary()
    sheet = made.sheet(say("Dictionary"), say("every figure: code, Chinese, English, unit, editions that print it"))
    made.book.table(sheet, 0, [say("code"), say("Chinese"), say("English"), say("counted in"), say("editions")],
                    frame.itertuples(index=False), {}, 1)


def cover(made: Made, title: str) -> None:
    """What the workbook holds, of whom, and where its figures come from."""
    choice, say, chosen, put = made.choice, made.choice.say, made.choice.chosen, made.book.put
    sheet, language = made.cover, made.choice.language
    sheet.set_portrait()
    sheet.set_column(0, 0, _LABEL)
    sheet.set_column(1, 1, _TEXT)
    put(sheet, 0, 0, title, "title")
    units = queries.units(choice.ask).set_index("unit")["short_name" if language == "zh" else "name_en"]
    lines = [
        (say("data"), choice.area), (say("scope"), catalog.word("scope", chosen.scope, language)),
        (say("years"), say("{first}–{last}", first=chosen.first, last=chosen.last)),
        (say("kind"), say(", ").join(catalog.word("kind", kind, language) for kind in chosen.kinds) or say("all")),
        (say("units"), say(", ").join(str(units.get(unit, unit)) for unit in chosen.units) or say("all")),
        *([(say("only"), say("units with every year"))] if chosen.like_for_like else []),
        (say("where from"), " · ".join(choice.standing())),
        (say("empty cell"), say("not printed or not read; never zero")),
        (say("reference"), say("unit/year/scope/code@sha256 names a figure; gxstats trace shows document, place and printed text")),
    ]
    for row, (label, text) in enumerate(lines, 2):
        made.book.lines(sheet, row, (label, text), (_LABEL, _TEXT))
    at = len(lines) + 3
    put(sheet, at, 0, say("Sheets"), "heading")
    for row, (name, about) in enumerate(made.contents, at + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", made.book.look("link"), name)
        put(sheet, row, 1, about, "wrapped")
    at += len(made.contents) + 2
    put(sheet, at, 0, say("Coverage"), "heading")
    for row, (_, line) in enumerate(choice.coverage.iterrows(), at + 1):
        late = [str(name) for name in line[f"missing_{language}"]] if int(line["have"]) < int(line["due"]) else []
        made.book.lines(sheet, row, (
            say("{year}: {have} of {due}", year=int(line["year"]), have=int(line["have"]), due=int(line["due"])),
            say("missing: {names}", names=_few(late, say)) if late else ""), (_LABEL, _TEXT))


def _few(names: list[str], say: Callable[..., str], most: int = 60) -> str:
    return say(", ").join(names[:most]) + (" …" if len(names) > most else "")


def names(choice: Choice, frame: pd.DataFrame) -> list[str]:
    names = frame["short_name" if choice.language == "zh" else "name_en"]
    return [name if isinstance(name, str) and name else str(unit) for name, unit in zip(names, frame["unit"], strict=True)]
