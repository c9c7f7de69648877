"""Correction letters: what a unit is asked to look at in its own report, point by point, in the style of official letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.exporting.sheets import Book
from gxstats.exporting.word import Paper, zipped
from gxstats.measuring.findings import told
from gxstats.measuring.references import reference

_PLACES = (("page {n}", "page"), ("table {n}", "grid"), ("row {n}", "row_no"), ("column {n}", "column_no"),
           ("line {n}", "line_no"))


def letter(findings: pd.DataFrame, today: date) -> bytes:
    """The letter to one unit on one report as a Word file. `findings` are its open ones (`findings.open_ones`), one or
    more; a letter without a point would accuse nobody of nothing and is a ValueError."""
    if findings.empty:
        raise ValueError("a letter needs at least one finding")
    say, first = catalog.say, findings.iloc[0]
    name, year = _name(first), int(first["year"])
    paper = Paper(say("Letter asking to check the figures of the {year} annual report", "zh", year=year))
    paper.paragraph(say("{unit}:", "zh", unit=name), indent=False)
    paper.paragraph(say(
        "Checking your report for {year} on government information disclosure gave {count} points to look at. Please "
        "compare them with the original; mend and file the report again where it is wrong, and say why where it is right.",
        "zh", year=year, count=len(findings)))
    for number, (_, finding) in enumerate(findings.iterrows(), 1):
        _point(paper, number, finding)
    paper.paragraph(say("Document checked: {title} (first 16 letters of its sha256: {hash}).", "zh",
                        title=_text(first["title"]) or name, hash=str(first["sha256"])[:16]), size=12)
    paper.paragraph(say("These points come from checking figures and texts by fixed rules. They are for verification and "
                        "are no judgement on the work.", "zh"), size=12, after=24)
    paper.paragraph(say("(issuing body)", "zh"), right=True, indent=False)
    paper.paragraph(say("{year}-{month}-{day}, in words", "zh", year=today.year, month=today.month, day=today.day),
                    right=True, indent=False)
    return paper.bytes()


def letters(findings: pd.DataFrame, today: date) -> bytes:
    """A zip with one letter for each unit and year among the open findings."""
    files = []
    for (_, year), group in findings.groupby(["unit", "year"], sort=False):
        name = "".join(c for c in _name(group.iloc[0]) if c.isalnum())
        files.append((f"{name}-{int(str(year))}.docx", letter(group, today)))
    return zipped(files)


def workbook(findings: pd.DataFrame) -> bytes:
    """The points of the letters as a workbook, one line a point, for one unit or for all; with a column to answer in."""
    say = catalog.say
    title = say("Points to check in the annual reports", "zh")
    book = Book(title=title)
    page = book.sheet(title)
    book.put(page, 0, 0, title, "title")
    heads = (say("unit", "zh"), say("year", "zh"), say("No.", "zh"), say("what is checked", "zh"), say("what was found", "zh"),
             say("reported", "zh"), say("expected", "zh"), say("where it stands", "zh"), say("rule", "zh"),
             say("reference", "zh"), say("answer of the unit", "zh"))
    numbers = findings.groupby(["unit", "year"], sort=False).cumcount() + 1
    rows = []
    for number, (_, finding) in zip(numbers, findings.iterrows(), strict=True):
        check = catalog.checks().get(str(finding["check_code"]))
        rows.append((_name(finding), int(finding["year"]), int(number), check.label_zh if check else str(finding["check_code"]),
                     told(finding, "zh"), _text(finding["found"]), _text(finding["expected"]), place_of(finding),
                     check.formula_zh if check else "", reference_of(finding), ""))
    book.table(page, 2, heads, rows, {1: "year", 4: "wrapped", 8: "wrapped", 10: "wrapped"}, 1)
    return book.close()


def listed(title: str, frame: pd.DataFrame) -> bytes:
    """A frame of texts as a Word table under a title."""
    paper = Paper(title)
    paper.table([[str(name) for name in frame.columns], *([str(text) for text in row] for row in frame.itertuples(index=False))])
    return paper.bytes()


def sheet(title: str, frame: pd.DataFrame) -> bytes:
    """A frame of texts as a workbook of one sheet; nothing in it is a formula."""
    book = Book(title=title)
    page = book.sheet(title)
    book.put(page, 0, 0, title, "title")
    book.table(page, 2, list(frame.columns), frame.itertuples(index=False))
    return book.close()


def _point(paper: Paper, number: int, finding: pd.Series[Any]) -> None:
    say, check = catalog.say, catalog.checks().get(str(finding["check_code"]))
    paper.paragraph(f"{number}. {check.label_zh if check else finding['check_code']}", "heading")
    paper.paragraph(say("{sentence}.", "zh", sentence=told(finding, "zh").rstrip("。")))
    values = [say(label, "zh", value=_text(finding[column])) for label, column in (
        ("reported {value}", "found"), ("expected {value}", "expected")) if _text(finding[column])]
    where = place_of(finding)
    quoted = reference_of(finding)
    notes = [*values, *([say("in the document: {place}", "zh", place=where)] if where else []),
             *([say("rule: {text}", "zh", text=check.formula_zh)] if check else []),
             *([say("reference {text}", "zh", text=quoted)] if quoted else [])]
    paper.paragraph(say("; ", "zh").join(notes) + say(".", "zh"), size=14)


def place_of(finding: Mapping[str, Any] | pd.Series[Any], language: str = "zh") -> str:
    """Where a cell, or the one that a finding names, stands in the document, in words; empty where that is not known."""
    return " ".join(catalog.say(words, language, n=int(finding[column])) for words, column in _PLACES
                    if not pd.isna(finding[column]))


def reference_of(finding: Mapping[str, Any] | pd.Series[Any]) -> str:
    """The figure a finding names as it is quoted outside the program; empty where it names none."""
    code = "/".join(_text(finding[part]) for part in ("code_table", "code_row", "code_column"))
    if "" in code.split("/") or pd.isna(finding["line_no"]):
        return ""
    return reference(str(finding["unit"]), int(finding["year"]), str(finding["scope"]), code, str(finding["sha256"])[:16])


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name(finding: pd.Series[Any]) -> str:
    return _text(finding["unit_label"]) or str(finding["unit"])
