"""Whose report a document is: unit, year, scope, title and date, each with the reason, conflicts as findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import PurePath

from gxstats import catalog
from gxstats.model import Document, Finding, Form, Grid, Paragraph, Scope
from gxstats.reading.labels import simplify

_OPENING = 60  # paragraphs in which a report says whose it is


@dataclass(frozen=True)
class Passport:
    """What a document says of itself; every part may be None, and then a finding says so."""

    unit: str | None = None
    year: int | None = None
    scope: Scope | None = None
    title: str | None = None
    published_on: str | None = None
    url: str | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Title:
    text: str
    unit: str
    year: int | None


def _words() -> dict[str, dict[str, str]]:
    return catalog.wording()


@cache
def _pattern(section: str, name: str) -> re.Pattern[str]:
    return re.compile(_words()[section][name])


def _plain(text: str) -> str:
    return re.sub(r"[\s\u00a0\u3000\u200b#*]+", "", simplify(text))


def is_title(text: str) -> bool:
    """Whether a line reads as the title of a report."""
    plain = _plain(text)
    title = _words()["title"]
    return len(plain) <= int(title["longest"]) and bool(_pattern("title", "report").search(plain)) and bool(
        _pattern("title", "year").search(plain))


def identify(document: Document, form: Form | None, name: str) -> Passport:
    """The passport of a document, from title, text, file name and what the file says of itself; never from an address."""
    lines = list(_opening(document))
    reasons: dict[str, str] = {}
    findings: list[Finding] = []
    title = _title(lines, name, document.meta.get("title", ""), reasons)
    whole = "".join(lines)
    period = _period(whole)
    published = _published(document, lines)
    year = _year(title, period, published, reasons, findings)
    unit = _unit(title, lines, "\n".join(lines), reasons, findings)
    scope = _scope(unit, whole, reasons, findings)
    expected = catalog.form_for(year) if year else None
    if form and expected and form is not expected:
        findings.append(Finding(
            "form_mismatch", "warning", "the tables are those of {form}, in {year} {expected_form} was in force",
            values={"form": form.notice, "year": year, "expected_form": expected.notice}))
    if published:
        reasons["published_on"] = "printed date"
    return Passport(unit, year, scope, title.text if title else None, published, document.meta.get("url"), reasons,
                    tuple(findings))


def classify(name: str) -> str:
    """The kind of unit that a name tells (wording.toml, in its order), `unknown` where it tells none."""
    plain = _plain(name)
    for kind in catalog.wording()["kinds"]:
        if re.search(kind["pattern"], plain):
            return str(kind["code"])
    return "unknown"


def _opening(document: Document) -> Iterator[str]:
    """The first lines of running text, white space gone; a long one is cut."""
    count = 0
    for block in document.blocks:
        texts = [block.text] if isinstance(block, Paragraph) else (
            [cell.text for cell in block.cells[:4]] if isinstance(block, Grid) else [])
        for text in texts:
            if plain := _plain(text):
                yield plain[:2_000]
                count += 1
        if count >= _OPENING:
            return


# --- title --------------------------------------------------------------------------------------------------------

def _title(lines: list[str], name: str, meta: str, reasons: dict[str, str]) -> _Title | None:
    """The title line, joined with the line before it when the unit stands there."""
    longest = int(_words()["title"]["longest"])
    for index, line in enumerate(lines[:30]):
        match = _pattern("title", "report").search(line)
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if not match and following and len(line) + len(following) <= longest and not _parse(following).unit:
            line += following  # a title wrapped over two lines
            match = _pattern("title", "report").search(line)
        if not match:
            continue
        head = line[:match.end()]
        if len(head) > longest or "《" in head[:match.start()] and "》" not in head[:match.start()]:
            continue
        found = _parse(head)
        if found.year is None and index and len(lines[index - 1]) + len(head) <= longest:
            found = _parse(lines[index - 1] + head)
        if found.year is None:
            continue
        if not found.unit and index and len(lines[index - 1]) <= 30 and classify(lines[index - 1]) != "unknown":
            found = _Title(lines[index - 1] + head, lines[index - 1], found.year)
        reasons["title"] = "title line"
        return found
    for text, reason in ((meta, "meta data"), (PurePath(name).stem, "file name")):
        plain = _plain(text)
        if _pattern("title", "year").search(plain) and (_pattern("title", "report").search(plain) or reason == "file name"):
            reasons["title"] = reason
            return _parse(plain)
    return None


def _parse(line: str) -> _Title:
    """Unit and year of a title: what is left of the words of the report when the year is taken out."""
    report = _pattern("title", "report").search(line)
    head = line[:report.start()] if report else line
    for word in _words()["title"]["furniture"]:
        if word in head:
            head = head.rsplit(word, 1)[1]
    years = [int(match.group(1)) for match in _pattern("title", "year").finditer(head)]
    unit = _pattern("title", "year").sub("", head)
    unit = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", unit)
    for word in _words()["title"]["filler"]:
        unit = unit.removesuffix(word).removeprefix(word)
    text = line[line.index(head):] if head and head in line else line
    return _Title(text, unit if re.search(r"[\u3400-\u9fff]", unit) else "", years[0] if years else None)


# --- year, date ---------------------------------------------------------------------------------------------------

def _period(text: str) -> tuple[int, bool] | None:
    """(year, whether it is the whole year) of the stated period."""
    match = _pattern("period", "pattern").search(text)
    if not match:
        return None
    first, month, day, second, end_month, end_day = match.groups()
    whole = (month, day, end_month, end_day) == ("1", "1", "12", "31") and second in (None, first)
    return int(first), whole


def _published(document: Document, lines: list[str]) -> str | None:
    for text, section in ((document.meta.get("published_on", ""), "meta"),
                          *((line, "pattern") for line in [*lines[:20], *lines[-3:]])):
        match = _pattern("published", section).search(text)
        if match:
            try:
                return date(*(int(part) for part in match.groups())).isoformat()
            except ValueError:
                continue
    return None


def _year(
    title: _Title | None, period: tuple[int, bool] | None, published: str | None, reasons: dict[str, str],
    findings: list[Finding],
) -> int | None:
    """The report year: the title's, else the period's, else the one before publication; never an address's."""
    found = {"title": title.year if title else None, "period": period[0] if period else None}
    if published and not any(found.values()):
        found["publication date"] = int(published[:4]) - 1
    years = {year for year in found.values() if year}
    reason = next((name for name, year in found.items() if year), None)
    if reason is None:
        findings.append(Finding("year_unclear", "warning", "no report year was found in title, period or date"))
        return None
    year = found[reason]
    assert year is not None
    reasons["year"] = reason
    if len(years) > 1:
        findings.append(Finding("year_unclear", "warning", "title and period name different years: {years}",
                                values={"years": ", ".join(str(y) for y in sorted(years))}))
    elif published and not year < int(published[:4]) <= year + 2:
        findings.append(Finding("year_unclear", "warning", "the report of {year} is dated {date}",
                                values={"year": year, "date": published}))
    return year


# --- unit, scope --------------------------------------------------------------------------------------------------

def _unit(
    title: _Title | None, lines: list[str], whole: str, reasons: dict[str, str], findings: list[Finding],
) -> str | None:
    publisher = next((m.group(1) for line in lines[:20] if (m := _pattern("unit", "publisher").search(line))), None)
    sentence = _pattern("unit", "first_sentence").search(whole)
    spoken = sentence.group(1) if sentence else None
    named = {"title": title.unit if title and title.unit else None, "publisher": publisher, "first sentence": spoken}
    reason = next((name for name, unit in named.items() if unit), None)
    if reason is None:
        findings.append(Finding("unit_unclear", "warning", "no unit was found in title or text"))
        return None
    unit = named[reason]
    assert unit is not None
    reasons["unit"] = reason
    if spoken and spoken != unit and not _same_body(spoken, unit):
        findings.append(Finding("unit_unclear", "warning", "the title names {unit}, the text speaks of {other}",
                                values={"unit": unit, "other": spoken}))
    return unit


def _same_body(one: str, other: str) -> bool:
    """Whether two names may mean one body: one contains the other, or both share their place and kind."""
    if one in other or other in one:
        return True
    if classify(one) == "gov_office" and classify(other) in ("county_gov", "city_gov", "province_gov", "functional_zone"):
        return one[:2] == other[:2]
    common = sum(letter in other for letter in one)
    return common / max(len(one), 1) >= 0.8 and classify(one) == classify(other)


def _scope(unit: str | None, text: str, reasons: dict[str, str], findings: list[Finding]) -> Scope | None:
    kind = classify(unit) if unit else "unknown"
    scope = _words()["scope"]
    region = sum(text.count(word) for word in scope["region"])
    organ = sum(text.count(word) for word in scope["organ"])
    if kind in scope["organ_kinds"]:
        reasons["scope"] = "kind of unit"
        return "organ"
    if kind in scope["region_kinds"]:
        reasons["scope"] = "title names a place"
        if organ > region:
            findings.append(Finding("scope_unclear", "warning", "the title names a place, the text speaks of one organ"))
        return "region"
    findings.append(Finding("scope_unclear", "warning", "whose numbers these are cannot be told from title and text"))
    return None
