"""Whose report a document is: unit, year, scope, title and date, each with the reason, conflicts as findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import PurePath

from gxstats import catalog
from gxstats.model import Document, Finding, Form, Grid, Paragraph, Scope
from gxstats.reading.labels import simplify

_OPENING = 60  # paragraphs in which a report says whose it is
_TITLES = 30  # lines among which its title stands
_CLOSING = 12  # blocks in which it is signed
_MARKS = re.compile("[\u200b#*]")


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
    """Simplified letters without white space and mark-up; a year written in letters becomes figures."""
    plain = "".join(_MARKS.sub(" ", simplify(text)).split())
    return _pattern("title", "spelt_year").sub(lambda year: year[0].translate(_digits()), plain)


@cache
def _digits() -> dict[int, str]:
    return str.maketrans(catalog.wording()["title"]["digits"])


def is_title(text: str) -> bool:
    """Whether a line reads as the title of a report."""
    plain = _plain(text)
    title = _words()["title"]
    return len(plain) <= int(title["longest"]) and bool(_pattern("title", "report").search(plain)) and bool(
        _pattern("title", "year").search(plain))


def identify(document: Document, form: Form | None, name: str) -> Passport:
    """The passport of a document, from title, text, file name and what it says of itself; never from an address."""
    lines = list(_opening(document))
    tail = [plain for block in document.blocks[-_CLOSING:] if isinstance(block, Paragraph)
            if (plain := _plain(block.text))]
    reasons: dict[str, str] = {}
    findings: list[Finding] = []
    stem = _plain(PurePath(name).stem)
    title = _title(lines, stem, _plain(document.meta.get("title", "")), reasons)
    whole = "".join(lines)
    published = _published(document, lines)
    year = _year({
        "title": title.year if title else None, "period": _period(whole),
        "publication date": int(published[:4]) - 1 if published else None, "file name": _parse(stem).year,
    }, published, reasons, findings)
    unit = _unit({
        "title": title.unit if title else None, "signature": _signature(tail), "publisher": _publisher(lines),
        "first sentence": _spoken(lines), "file name": _unit_of(stem),
    }, reasons, findings)
    if title and _pattern("scope", "level").search(title.text):
        scope: Scope | None = "level"
        reasons["scope"] = "title"
    else:
        scope = _scope(unit, whole, reasons, findings)
    expected = catalog.form_for(year) if year else None
    if form and expected and form is not expected:
        findings.append(Finding(
            "form_mismatch", "warning", "the tables are those of {form}, in {year} {expected_form} was in force",
            values={"form": form.notice, "year": year, "expected_form": expected.notice}))
    if published:
        reasons["published_on"] = "printed date"
    url = document.meta.get("url") or next(
        (match[1] for block in document.blocks[:_OPENING] if isinstance(block, Paragraph)
         and (match := _pattern("unit", "address").search(block.text))), None)
    return Passport(unit, year, scope, title.text if title else None, published, url, reasons, tuple(findings))


def classify(name: str) -> str:
    """The kind of unit that a name tells (wording.toml, in its order), `unknown` where it tells none."""
    return catalog.unit_kind(re.sub(r"(?<=.)\([^()]*\)$", "", _plain(name)))


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

def _title(lines: list[str], stem: str, meta: str, reasons: dict[str, str]) -> _Title | None:
    """The best of the title lines, the file's own title and the file name: one that names unit and year, if any."""
    found = [(title, "title line") for index in range(len(lines[:_TITLES])) for title in _titles_at(lines, index)]
    found += [(_parse(text), reason) for text, reason in ((meta, "meta data"), (stem, "file name"))
              if _pattern("title", "report").search(text)]
    if not found:
        return None
    best, reasons["title"] = max(found, key=lambda item: bool(item[0].unit) + (item[0].year is not None))
    return best


def _titles_at(lines: list[str], index: int) -> Iterator[_Title]:
    """The titles in a line: behind the words of the report a crumb of the page may end, and the next may begin."""
    longest = int(_words()["title"]["longest"])
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else ""
    matches = list(_pattern("title", "report").finditer(line))
    if not matches and len(line) + len(following) <= longest:  # the words of the report broken over two lines
        whole = line + following
        matches = [match for match in _pattern("title", "report").finditer(whole) if match.start() < len(line)]
        line, following = whole, lines[index + 2] if matches and index + 2 < len(lines) else ""
    start = 0
    for match in matches:
        head, start = line[start:match.end()], match.end()
        if len(head) > longest or _pattern("title", "prose").search(head):
            continue
        title = _parse(head)
        for before in reversed(lines[max(0, index - 2):index]):
            part = _parse(before)
            if len(before) > 30 or ":" in before or _pattern("title", "report").search(before) or not (
                    (part.year and not title.year) or (not title.unit and classify(part.unit) != "unknown")
                    or _place_of(part.unit, title.unit)):
                break
            title = _parse(before + head)
            head = before + head
        if not title.unit:
            behind = _pattern("title", "behind").match(line[start:] or following)
            if behind and classify(behind[1]) != "unknown":
                title = _Title(title.text, behind[1], title.year)
        below = _pattern("title", "year_below").match(line[start:] or following)
        if below and not title.year:
            title = replace(title, year=int(below[1] or below[2]))
        yield title


def _place_of(above: str, unit: str) -> bool:
    """Whether the line above names the place of a body whose own name begins with none."""
    return classify(above) in _words()["scope"]["region_kinds"] and classify(unit) == "department" and not _pattern(
        "title", "place").match(unit)


def _parse(line: str) -> _Title:
    """Unit and year of a title: what is left of the words of the report when the year is taken out."""
    report = _pattern("title", "report").search(line)
    head = line[:report.start()] if report else line
    for word in _words()["title"]["furniture"]:
        if word in head:
            head = head.rsplit(word, 1)[1]
    years = [int(match.group(1)) for match in _pattern("title", "year").finditer(head)]
    parts = [part for part in _pattern("title", "before").split(head) if _named(_pattern("title", "year").sub("", part))]
    head = head[head.rindex(parts[-1]):] if parts else head
    unit = _unit_alone(_pattern("title", "year").sub("", parts[-1] if parts else head))
    text = re.sub(r"^[\W_]+", "", line[line.index(head):] if head and head in line else line)
    return _Title(text, unit if _named(unit) else "", years[0] if years else None)


def _named(text: str) -> bool:
    return bool(re.search(r"[\u3400-\u9fff]", text))


def _unit_alone(text: str) -> str:
    """A unit's name without what stands around it in a title."""
    unit = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    for word in _words()["title"]["filler"]:
        unit = unit.removesuffix(word).removeprefix(word)
    if unit.count("(") > unit.count(")"):
        unit += ")"
    return _pattern("scope", "added").sub("", unit)


# --- year, date ---------------------------------------------------------------------------------------------------

def _period(text: str) -> int | None:
    """The year of the stated statistical period."""
    match = _pattern("period", "pattern").search(text)
    return int(match.group(1)) if match else None


def _published(document: Document, lines: list[str]) -> str | None:
    """The printed day of publication as an ISO date; never the statistical period."""
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
    named: dict[str, int | None], published: str | None, reasons: dict[str, str], findings: list[Finding],
) -> int | None:
    """The report year: the first that is named; title and period must agree, and the date follow."""
    reason = next((name for name, year in named.items() if year), None)
    year = named[reason] if reason else None
    if reason is None or year is None:
        findings.append(Finding("year_unclear", "warning", "no report year was found in title, period or date"))
        return None
    reasons["year"] = reason
    years = {named[name] for name in ("title", "period")} - {None}
    if len(years) > 1:
        findings.append(Finding("year_unclear", "warning", "title and period name different years: {years}",
                                values={"years": ", ".join(sorted(map(str, years)))}))
    elif published and not year < int(published[:4]) <= year + 2:
        findings.append(Finding("year_unclear", "warning", "the report of {year} is dated {date}",
                                values={"year": year, "date": published}))
    return year


# --- unit, scope --------------------------------------------------------------------------------------------------

def _publisher(lines: list[str]) -> str | None:
    """Who a page says has published it; not a web site."""
    names = (match[1] for line in lines[:20] if (match := _pattern("unit", "publisher").search(line)))
    return next((name for name in names if classify(name) != "unknown"), None)


def _spoken(lines: list[str]) -> str | None:
    """The body of which an opening sentence speaks by name."""
    names = (match[1] for line in lines if (match := _pattern("unit", "first_sentence").search(line)))
    return next((name for name in names if not _pattern("unit", "no_name").search(name)), None)


def _signature(tail: list[str]) -> str | None:
    """The unit that stands alone above a date at the end."""
    return next((unit for unit, day in pairwise(tail) if len(unit) <= 25 and _pattern("unit", "day").fullmatch(day)
                 and re.fullmatch(r"[\u3400-\u9fff()]+", unit) and classify(unit) != "unknown"), None)


def _unit_of(stem: str) -> str | None:
    """The unit a file name tells, when it is plainly one."""
    unit = _parse(stem).unit
    return unit if classify(unit) != "unknown" else None


def _unit(named: dict[str, str | None], reasons: dict[str, str], findings: list[Finding]) -> str | None:
    """The first name found; another body in the text, in the signature or in the file's name is told."""
    reason = next((name for name, unit in named.items() if unit), None)
    unit = named[reason] if reason else None
    if reason is None or unit is None:
        findings.append(Finding("unit_unclear", "warning", "no unit was found in title or text"))
        return None
    reasons["unit"] = reason
    for name, sentence in (
        ("first sentence", "the title names {unit}, the text speaks of {other}"),
        ("signature", "the title names {unit}, {other} has signed"),
        ("file name", "the document names {unit}, its file {other}"),
    ):
        other = named[name]
        if other and other != unit and not _same_body(other, unit):
            findings.append(Finding("unit_unclear", "warning", sentence, values={"unit": unit, "other": other}))
    return unit


def _same_body(one: str, other: str) -> bool:
    """Whether two names may mean one body: one contains the other, or both share their place and kind."""
    if one in other or other in one:
        return True
    if classify(one) == "gov_office" and classify(other) in _words()["scope"]["region_kinds"]:
        return one[:2] == other[:2]
    common = sum(letter in other for letter in one)
    return common / max(len(one), 1) >= 0.8 and classify(one) == classify(other)


def _scope(unit: str | None, text: str, reasons: dict[str, str], findings: list[Finding]) -> Scope | None:
    """Whose numbers: an organ's own or a whole region's, by the kind of unit; words that disagree are told."""
    kind = classify(unit) if unit else "unknown"
    scope = _words()["scope"]
    region = sum(text.count(word) for word in scope["region"])
    organ = sum(text.count(word) for word in scope["organ"])
    if kind in scope["organ_kinds"]:
        reasons["scope"] = "kind of unit"
        if kind == "gov_office" and _pattern("scope", "gathered").search(text):
            findings.append(Finding(
                "scope_unclear", "warning", "the title names an office, the text gathers the numbers of others"))
        return "organ"
    if kind in scope["region_kinds"]:
        reasons["scope"] = "title names a place"
        if organ > region:
            findings.append(Finding(
                "scope_unclear", "warning", "the title names a place, the text speaks of one organ"))
        return "region"
    if unit and organ and not region:
        reasons["scope"] = "words of the text"
        return "organ"
    findings.append(Finding("scope_unclear", "warning", "whose numbers these are cannot be told from title and text"))
    return None
