"""The things the program speaks about: documents as read, official forms, and reports as extracted.

Nothing of it can be changed. What a document holds by the hundred is a named tuple, which is made several times faster
than a frozen dataclass; the rest are frozen dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple

Severity = Literal["error", "warning", "info"]
State = Literal["reported", "blank", "not_applicable", "unreadable"]
Origin = Literal["printed", "solved", "ocr", "typed", "corrected", "summed"]
Scope = Literal["organ", "level", "region", "unknown"]
Kind = Literal["count", "signed", "money"]


# --- a document, as a reader saw it -------------------------------------------------------------------------------

class Place(NamedTuple):
    """Where something stands in a document; every part counts from 1 and may be unknown.

    `line` counts the lines of `Document.lines`: a paragraph is one line, and so is a row of a grid.
    """

    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        parts = [("p", self.page), ("t", self.table), ("r", self.row), ("c", self.column), ("l", self.line)]
        return " ".join(f"{name}{value}" for name, value in parts if value is not None)


NOWHERE = Place()


class Paragraph(NamedTuple):
    """One line or paragraph of running text, white space as found, no line break inside."""

    text: str
    place: Place = NOWHERE


class GridCell(NamedTuple):
    """One distinct cell of a grid; a merged cell occurs once, at its upper left corner. `row`, `column` from 0."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    place: Place = NOWHERE


@dataclass(frozen=True)
class Grid:
    """A table as laid out: its distinct cells in reading order.

    `closed` is False for a piece whose cells had no ruling lines or mark-up of their own (word geometry).
    """

    cells: tuple[GridCell, ...]
    place: Place = NOWHERE
    closed: bool = True

    @cached_property
    def height(self) -> int:
        return max((cell.row + cell.row_span for cell in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        return max((cell.column + cell.column_span for cell in self.cells), default=0)

    @cached_property
    def rows(self) -> list[list[GridCell]]:
        """The cells that begin in each row, left to right; a row wholly covered from above is an empty list."""
        rows: list[list[GridCell]] = [[] for _ in range(self.height)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        for row in rows:
            row.sort(key=lambda cell: cell.column)
        return rows


class Picture(NamedTuple):
    """A picture that stands where text or a table could be; `text` is its alternative text, if any."""

    text: str = ""
    place: Place = NOWHERE


Block = Paragraph | Grid | Picture


@dataclass(frozen=True)
class Document:
    """What a reader saw in one file, in reading order, knowing nothing of reports.

    `kind` is the reader's name (html, word, pdf, sheet, text, scan). `meta` holds what the file says of itself:
    title, published_on, url, encoding … (strings). `remarks` are findings of the reading itself. `origin` is `ocr`
    when the text was recognised from pictures. `again` is another reading of the same file (the text layer of a PDF
    beside its ruling lines), to compare with.
    """

    name: str
    kind: str
    blocks: tuple[Block, ...]
    meta: dict[str, str] = field(default_factory=dict)
    remarks: tuple[Finding, ...] = ()
    origin: Origin = "printed"
    again: tuple[Block, ...] = ()

    @cached_property
    def lines(self) -> list[str]:
        """The document as numbered lines (line n is item n - 1): paragraphs, and grid rows joined by tabs."""
        found: list[str] = []
        for block in self.blocks:
            if isinstance(block, Grid):
                found.extend("\t".join(" ".join(c.text.split()) for c in row) for row in block.rows)
            else:
                found.append(block.text)
        return found


# --- an official form ---------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class Column:
    """A printed column: `kind` count (whole, not negative), signed (whole) or money (decimals allowed)."""

    code: str
    label: str
    kind: Kind = "count"
    unit: str = ""
    spellings: tuple[str, ...] = ()
    under: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row; `pattern` is a regular expression on the normalised label, `group` the head it stands under."""

    code: str
    label: str
    columns: tuple[Column, ...]
    pattern: str = ""
    spellings: tuple[str, ...] = ()
    group: str = ""
    under: str = ""
    law: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A head whose number is the sum of its rows, unless a report prints one row for the whole group."""

    code: str
    label: str
    sum_of: tuple[str, ...]
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """total = parts, both sums of cell paths of one report. `row`/`column` name what a finding points at."""

    check: str
    table: str
    row: str | None
    column: str | None
    total: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One official table: rows in printed order, each with the columns it has."""

    code: str
    section: str
    title: str
    rows: tuple[Row, ...]
    groups: tuple[Group, ...] = ()
    one_line: bool = False
    header_note: str = ""
    result_label: str = ""
    heads: tuple[str, ...] = ()  # words over the columns, such as 申请人情况

    def row(self, code: str) -> Row:
        return next(r for r in self.rows if r.code == code)

    def paths(self) -> list[str]:
        """Every printed cell of the table, in order, as `table/row/column`."""
        return [f"{self.code}/{row.code}/{column.code}" for row in self.rows for column in row.columns]


@dataclass(frozen=True, eq=False)
class Form:
    """One official edition of the three tables, in force from report year `first_year` until the next begins."""

    code: str
    first_year: int
    title: str
    notice: str
    label_zh: str
    label_en: str
    fingerprints: tuple[str, ...]
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]
    sections: dict[str, tuple[str, ...]]  # code -> label and spellings

    def table(self, code: str) -> Table:
        return next(t for t in self.tables if t.code == code)

    def paths(self) -> list[str]:
        return [path for table in self.tables for path in table.paths()]


# --- the check catalogue ------------------------------------------------------------------------------------------

@dataclass(frozen=True, eq=False)
class Check:
    """One rule of the catalogue. `by` says what decides it: form, within, reading, sql, similarity, or rule (a guard).

    `evidence` is A (official text) to D (our judgement); `parameters` are its public thresholds and words.
    """

    code: str
    kind: str
    severity: Severity
    by: Literal["form", "within", "reading", "sql", "similarity", "rule"]
    since: int
    label_zh: str
    label_en: str
    formula_zh: str
    formula_en: str
    evidence: str
    forms: tuple[str, ...]
    exceptions_zh: tuple[str, ...] = ()
    exceptions_en: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)


# --- a report, as extracted ---------------------------------------------------------------------------------------

class Cell(NamedTuple):
    """One printed number: `value` is None unless `state` is reported; `text` is what stands in the document."""

    table: str
    row: str
    column: str
    value: Decimal | None
    text: str
    place: Place = NOWHERE
    state: State = "reported"
    origin: Origin = "printed"

    @property
    def path(self) -> str:
        return "/".join(self[:3])


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check or the reading has to say of a cell, row, column, table or the whole report.

    `message` is an English sentence with {placeholders} (the key in texts.zh/) and `values` fill them; the
    placeholders {table}, {row} and {column} are filled with labels from the codes.
    """

    check: str
    severity: Severity
    message: str
    table: str | None = None
    row: str | None = None
    column: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    found: Decimal | str | None = None
    expected: Decimal | str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six prose sections: `code` as in the form's sections, `text` its paragraphs joined by line breaks."""

    code: str
    heading: str
    text: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Figure:
    """A number stated in the prose: `code` names what (statements.toml), `sentence` is where it stands; `wide` where it
    is said of a whole area or of all its bodies."""

    code: str
    value: Decimal
    sentence: str
    place: Place = NOWHERE
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reader saw: its name, each grid as (place, rows, columns), and what it did or left out by name."""

    kind: str
    grids: tuple[tuple[Place, int, int], ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    """One unit's annual report for one year, as extracted from one document."""

    file: str
    unit: str | None
    year: int | None
    form: str | None
    scope: Scope | None
    title: str | None
    published_on: str | None  # ISO date
    sha256: str
    cells: tuple[Cell, ...] = ()
    findings: tuple[Finding, ...] = ()
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    lines: tuple[str, ...] = ()
    url: str | None = None
    reasons: dict[str, str] = field(default_factory=dict)  # unit, year, scope, published_on -> why, for people
    seen: Seen = Seen("")

    def value(self, path: str) -> Decimal | None:
        return next((c.value for c in self.cells if c.path == path), None)
