"""The only reader of definitions/: forms, words, checks, indicators, pages, colours and texts, as frozen data.

Everything is read once and cached; a wrong definition raises DefinitionError and always stops the program.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

from gxstats.errors import DefinitionError
from gxstats.model import Check, Column, Finding, Form, Group, Identity, Row, Table

_ROOT = files("gxstats") / "definitions"
LANGUAGES = ("zh", "en")


@cache
def load(name: str) -> dict[str, Any]:
    """A TOML file of definitions/ as a dict, read once and never changed.

    DefinitionError names the file when it is missing or malformed.
    """
    try:
        return tomllib.loads((_ROOT / name).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError("definition file {name} cannot be read: {why}", name=name, why=str(error)) from error


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """A CSV file of definitions/, one dict a line."""
    return tuple(csv.DictReader(StringIO((_ROOT / name).read_text(encoding="utf-8"))))


# --- forms --------------------------------------------------------------------------------------------------------

@cache
def forms() -> dict[str, Form]:
    """Every official edition by code, oldest first."""
    found = [_form(load(f"forms/{item.name}")) for item in (_ROOT / "forms").iterdir() if item.name.endswith(".toml")]
    return {form.code: form for form in sorted(found, key=lambda form: form.first_year)}


def form_for(year: int) -> Form | None:
    """The edition in force for a report year, or None before the first."""
    fitting = [form for form in forms().values() if form.first_year <= year]
    return fitting[-1] if fitting else None


def _form(data: dict[str, Any]) -> Form:
    tables = tuple(_table(t) for t in data["tables"])
    identities = tuple(
        identity
        for table, raw in zip(tables, data["tables"], strict=True)
        for rule in raw.get("identities", [])
        for identity in _identities(table, rule)
    )
    return Form(
        code=data["code"], first_year=data["first_year"], title=data["title"], notice=data["notice"],
        label_zh=data["label_zh"], label_en=data["label_en"], fingerprints=tuple(data["fingerprints"]),
        tables=tables, identities=identities,
        sections={s["code"]: (s["label"], *s["spellings"]) for s in data["sections"]},
    )


def _table(data: dict[str, Any]) -> Table:
    rows: list[Row] = []
    for block in data["blocks"]:
        columns = tuple(
            Column(c["code"], c["label"], c["kind"], c["unit"], tuple(c["spellings"]), c.get("under", ""))
            for c in block["columns"]
        )
        rows.extend(
            Row(r["code"], r["label"], columns, r["pattern"], tuple(r["spellings"]), r.get("group", ""),
                r.get("under", ""), r.get("law", ""), block.get("article", ""))
            for r in block["rows"]
        )
    return Table(
        code=data["code"], section=data["section"], title=data["title"], rows=tuple(rows),
        groups=tuple(Group(g["code"], g["label"], tuple(g["sum_of"])) for g in data.get("groups", [])),
        one_line=data.get("one_line", False), header_note=data.get("header_note", ""),
        result_label=data.get("result_label", ""), heads=tuple(data["blocks"][0].get("column_heads", ())),
    )


def _identities(table: Table, rule: dict[str, Any]) -> list[Identity]:
    """One rule of a form, spelled out for each row or each column of its table."""
    if rule["across"] == "rows":
        return [
            Identity(rule["check"], table.code, row.code, None,
                     tuple(f"{table.code}/{row.code}/{c}" for c in rule["total"]),
                     tuple(f"{table.code}/{row.code}/{c}" for c in rule["parts"]))
            for row in table.rows
        ]
    return [
        Identity(rule["check"], table.code, None, column.code,
                 tuple(f"{table.code}/{r}/{column.code}" for r in rule["total"]),
                 tuple(f"{table.code}/{r}/{column.code}" for r in rule["parts"]))
        for column in table.rows[0].columns
    ]


# --- checks -------------------------------------------------------------------------------------------------------

@cache
def checks() -> dict[str, Check]:
    """The check catalogue by code, in its order; guards (kind `guard`) come last."""
    found = {}
    for data in load("checks.toml")["checks"]:
        lists = {name: tuple(data[name]) for name in ("forms", "exceptions_zh", "exceptions_en") if name in data}
        try:
            found[data["code"]] = Check(**{**data, **lists})
        except TypeError as error:
            raise DefinitionError("check {code}: {why}", code=data.get("code"), why=str(error)) from error
    return found


# --- words --------------------------------------------------------------------------------------------------------

@cache
def vocabulary() -> dict[tuple[str, str, str], dict[str, str]]:
    """Every code with its labels: (kind, table, code) -> {zh, en, short_zh, short_en, unit, note}; kind is table, row or column."""
    return {(line["kind"], line["table"], line["code"]): line for line in rows_of("vocabulary.csv")}


def label(kind: str, table: str, code: str, language: str = "zh", short: bool = False) -> str:
    """The label of a table, row or column code in a language; the code itself where there is none."""
    line = vocabulary().get((kind, table if kind != "table" else "", code))
    if line is None:
        return code
    return (line[f"short_{language}"] if short else "") or line[language]


def told(path: str, language: str = "zh") -> str:
    """The labels of a code, from its table down: a cell path, a row, or nothing (a dash)."""
    table, *rest = path.split("/")
    names = [label("table", "", table, language), *(label(kind, table, code, language)
                                                    for kind, code in zip(("row", "column"), rest, strict=False))]
    return " · ".join(names) if path else "—"


@cache
def texts() -> Mapping[str, str]:
    """English sentence -> Chinese sentence, from every file of texts.zh/; a sentence given twice differently is an error."""
    found: dict[str, str] = {}
    for item in sorted((_ROOT / "texts.zh").iterdir(), key=lambda item: item.name):
        if not item.name.endswith(".toml"):
            continue
        for sentence, chinese in load(f"texts.zh/{item.name}").items():
            if found.setdefault(sentence, chinese) != chinese:
                raise DefinitionError("{sentence} has two Chinese texts", sentence=sentence)
    return found


def say(sentence: str, language: str = "zh", /, **values: Any) -> str:
    """A sentence of the program in the reader's language, its {placeholders} filled. The English text is the key."""
    template = texts().get(sentence, sentence) if language == "zh" else sentence
    return template.format_map(values) if values else template


def tell(finding: Finding, language: str = "zh") -> str:
    """A finding's message in a language; {table}, {row} and {column} are filled with labels, values that are words of
    ours (such as merged) are told in the language too."""
    table = finding.table or ""
    values = {
        "table": label("table", "", table, language),
        "row": label("row", table, finding.row or "", language),
        "column": label("column", table, finding.column or "", language),
        "found": "" if finding.found is None else finding.found,
        "expected": "" if finding.expected is None else finding.expected,
        **{name: texts().get(value, value) if language == "zh" and isinstance(value, str) else value
           for name, value in finding.values.items()},
    }
    return say(finding.message, language, **values)


@cache
def wording() -> dict[str, Any]:
    """Words that reading needs: section titles, prose patterns, unit kinds, scope words, spellings of blanks."""
    return load("wording.toml")


# --- indicators, pages, colours -----------------------------------------------------------------------------------

def is_share(indicator: str) -> bool:
    """Whether the numerator is a part of the denominator, so that the value lies between 0 and 1 and is told in percent; else it
    is a number a hundred."""
    return bool(indicators()[indicator].get("share", True))


@cache
def indicators() -> dict[str, dict[str, Any]]:
    """Every indicator by code: labels, notes, numerator and denominator as lists of cell paths, variants."""
    return {item["code"]: item for item in load("indicators.toml")["indicators"]}


@cache
def other_measures() -> dict[str, dict[str, Any]]:
    """Measures that are no rate within one report, by code: labels, notes, why not and where they are shown."""
    return {item["code"]: item for item in load("indicators.toml")["other_measures"]}


@cache
def limits() -> dict[str, int]:
    """The smallest numbers for which a rate is shown, ranked or given without an interval."""
    return dict(load("indicators.toml")["limits"])


@cache
def pages() -> list[dict[str, Any]]:
    """The pages in order, each with group, icon and titles."""
    return list(load("pages.toml")["pages"])


@cache
def page_groups() -> dict[str, dict[str, str]]:
    """The titles of the groups of pages."""
    return dict(load("pages.toml")["groups"])


@cache
def palette() -> dict[str, Any]:
    """Colours by family and code, each [light, dark]."""
    return load("palette.toml")


def colour(family: str, code: str, dark: bool = False) -> str:
    """One colour of the palette."""
    return str(palette()[family][code][dark])


@cache
def _words() -> dict[tuple[str, str], dict[str, str]]:
    return {(line["family"], line["code"]): line for line in rows_of("words.csv")}


def word(family: str, code: str, language: str = "zh") -> str:
    """The word shown for a code of a small family such as scope, kind, origin or severity; the code itself if unknown."""
    line = _words().get((family, code))
    return line[language] if line else code


def words(family: str, language: str = "zh") -> dict[str, str]:
    """Every code of a small family with its word, in the order of the file."""
    return {code: line[language] for (of, code), line in _words().items() if of == family}


def unit_kind(name: str) -> str:
    """The kind of unit that a name tells (wording.toml, in its order), `unknown` where it tells none."""
    return next((str(kind["code"]) for kind in wording()["kinds"] if re.search(kind["pattern"], name)), "unknown")
