"""For every check a broken document it must catch and a sound one it must leave alone; all of them are invented.

They are data (specimens/*.toml): small stores for what the store decides, whole documents for what reading decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from gxstats import catalog
from gxstats.checking import checks
from gxstats.checking.within import within
from gxstats.model import Cell, Figure, Finding, Form, Report, Section
from gxstats.storing.data import DataDirectory
from gxstats.storing.writing import Stored, write

Side = dict[str, Any]
Reader = Callable[[Path], Iterable[Finding]]


@dataclass(frozen=True)
class Outcome:
    """What one check did with its two specimens; None where there is no specimen."""

    check: str
    caught: bool | None
    left_alone: bool | None

    @property
    def good(self) -> bool:
        return bool(self.caught and self.left_alone)


@cache
def specimens() -> dict[str, Side]:
    """Every pair of specimens by check code, with what all of them share under `defaults`."""
    found: dict[str, Side] = {"defaults": {}}
    for item in sorted((files("gxstats.checking") / "specimens").iterdir(), key=lambda item: item.name):
        if item.name.endswith(".toml"):
            data = tomllib.loads(item.read_text(encoding="utf-8"))
            found["defaults"] |= data.pop("defaults", {})
            found |= data
    return found


def self_test(read: Reader) -> Iterator[Outcome]:
    """Each check of the catalogue but the guards, on its two specimens. `read` gives the findings of one file."""
    for check in catalog.checks().values():
        if check.by == "rule":
            continue
        pair = specimens().get(check.code, {})
        found = {}
        for name in ("broken", "sound"):
            side = pair.get(name)
            if side is not None:
                found[name] = check.code in (
                    _of_documents(side, read) if check.by == "reading" else failed(side, check.code))
        yield Outcome(check.code, found.get("broken"), not found["sound"] if "sound" in found else None)


# --- documents ----------------------------------------------------------------------------------------------------

def _of_documents(side: Side, read: Reader) -> set[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / str(side.get("name") or specimens()["defaults"]["name"])
        path.write_bytes(document(side).encode("utf-8"))
        return {finding.check for finding in read(path)}


def document(side: Side) -> str:
    """The text of a document specimen: its own, or the whole sound report with some places changed."""
    if "text" in side:
        return str(side["text"])
    text = _with_tables(str(specimens()["defaults"]["document"]))
    for old, new in side.get("edits", []):
        if _with_tables(old) not in text:
            raise ValueError(f"a specimen changes what is not there: {old}")
        text = text.replace(_with_tables(old), _with_tables(new))
    return _page(text) if side.get("name", "").endswith(".html") else text


def _page(text: str) -> str:
    """The same text as a web page: each line a paragraph, lines with tabs the rows of a table."""
    row, paragraph = "<tr><td>{}</td></tr>", "</table><p>{}</p><table>"
    lines = [(row if "\t" in line else paragraph).format(line.replace("\t", "</td><td>"))
             for line in text.split("\n") if line.strip()]
    return "<html><head><meta charset='utf-8'></head><body><table>" + "\n".join(lines) + "</table></body></html>"


def _with_tables(text: str) -> str:
    """{requests} becomes that table of the newest form with 0 in every cell, {requests:1} with 1."""
    for table in catalog.forms()["form_2021"].tables:
        for mark, number in (("", "0"), (":1", "1")):
            text = text.replace("{" + table.code + mark + "}", "\n".join(_printed(table.code, number)))
    return text


def _printed(code: str, number: str) -> Iterator[str]:
    table = catalog.forms()["form_2021"].table(code)
    if table.one_line:
        yield "\t".join(column.label for row in table.rows for column in row.columns)
        yield "\t".join(number for row in table.rows for _ in row.columns)
        return
    seen: tuple[str, ...] = ()
    for row in table.rows:
        labels = tuple(column.label for column in row.columns)
        if labels != seen:
            yield "\t".join(("", *labels))
            seen = labels
        yield "\t".join((row.label, *(number for _ in labels)))


# --- small stores -------------------------------------------------------------------------------------------------

def failed(side: Side, only: str | None = None) -> set[str]:
    """The checks that fail in a small store, of all or of one."""
    connection = store(side, only)
    rows = connection.execute("SELECT DISTINCT check_code FROM finding WHERE status = 'fail'").fetchall()
    return {code for code, in rows}


def store(side: Side, only: str | None = None) -> duckdb.DuckDBPyConnection:
    """A store in memory with the reports of a specimen, checked. Its registers are the shared ones and its own."""
    defaults = specimens()["defaults"]
    data = DataDirectory(
        Path("."), "", "", True, "", units=[*defaults["units"], *side.get("units", [])],
        succession=side.get("succession", []), due_dates=side.get("due_dates", []))
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    write(connection, data, [_stored(line, defaults) for line in side["reports"]], "specimen")
    checks.run(connection, only)
    return connection


def _stored(line: Side, defaults: Side) -> Stored:
    line = {**defaults["report"], **line}
    form = catalog.forms()[line["form"]] if "form" in line else catalog.form_for(line["year"])
    assert form is not None
    cells = tuple(_cells(form, line))
    sections = {**defaults["sections"], **line.get("sections", {})}
    text = "\n".join(value for value in sections.values() if value is not False)
    report = Report(
        "", line["unit"], line["year"], form.code, line["scope"], "", None,
        sha256(repr(sorted(line.items(), key=str)).encode()).hexdigest(), cells, within(form, cells),
        tuple(Section(code, "", value) for code, value in sections.items() if value is not False),
        tuple(Figure(s["code"], Decimal(str(s["value"])), s.get("sentence", ""), wide=s.get("wide", False))
              for s in line.get("stated", [])),
        tuple(line.get("lines", [defaults["period"].format(year=line["year"]), *text.split("\n")])))
    return Stored(report, line["unit"], line["year"], line["scope"], line.get("file", ""), line["extent"], line.get("published_on"),
                  current=line.get("current", True))


def _cells(form: Form, line: Side) -> Iterator[Cell]:
    """All cells of a form, 0 unless given. `table/row` gives the total and the first applicant or outcome alike."""
    given: dict[str, Any] = {}
    for path, value in line.get("cells", {}).items():
        if path.count("/") == 2:
            given[path] = value
        else:
            table, row = path.split("/")
            columns = [column.code for column in form.table(table).row(row).columns]
            given |= {f"{path}/{columns[0]}": value, f"{path}/{columns[-1]}": value}
    for path in form.paths():
        if path in line.get("missing", []):
            continue
        table, row, column = path.split("/")
        value = given.get(path, 0)
        if isinstance(value, str):
            number = "".join(c for c in value if c.isdigit() or c in ".-")
            state: Any = "reported" if number else "blank"
            yield Cell(table, row, column, Decimal(number) if number else None, value, state=state)
        else:
            yield Cell(table, row, column, Decimal(str(value)), str(value))
