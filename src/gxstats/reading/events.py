"""What reading sees on its way through a document: labels, runs of numbers and heads, in order of position."""

from __future__ import annotations

from dataclasses import dataclass

from gxstats.model import Place
from gxstats.reading.numerals import Numeral


@dataclass(slots=True)
class Token:
    """One printed value as it stands: number, blank or sign."""

    text: str
    numeral: Numeral
    place: Place


@dataclass(slots=True)
class Label:
    """A row label of a table. `group` marks a head such as "other handling" that may also be a row of its own."""

    position: float
    table: str
    row: str
    line: int
    group: bool = False
    end: float = 0.0


@dataclass(slots=True)
class Run:
    """Numbers printed one after the other, not yet known to be a row.

    `own` is the row its own label names, `label` that label as printed, `columns` the column codes, one a token, where a
    head above proves them (`proved`) or the order of the form gives them. `glued` holds the digits as they stand when
    they may be run together. `framed` says that a ruled or marked-up grid shows where each value stands, so that a blank
    is known to be one; `aside` are numbers beside them in columns that the form does not have;
    `detached` says that they are a whole row of a broken table, in which no label stands.
    """

    position: float
    tokens: tuple[Token, ...]
    line: int
    place: Place
    table: str | None = None
    own: str | None = None
    label: str = ""
    columns: tuple[str, ...] | None = None
    glued: str = ""
    framed: bool = False
    proved: bool = False
    likely: bool = False
    detached: bool = False
    before: str = ""
    problem: str = ""
    aside: str = ""

    @property
    def numbers(self) -> int:
        return sum(token.numeral.state == "reported" for token in self.tokens)

    @property
    def empty(self) -> bool:
        """Whether it is nothing but empty cells: then no number is lost, however many of them can be seen."""
        return all(token.numeral.state == "blank" for token in self.tokens)

    @property
    def behind(self) -> str:
        """The words before it as people read them: its label, else the last letters printed before it."""
        return self.label or " ".join(self.before.split())[-20:]


@dataclass(slots=True)
class Head:
    """A place where a table begins: its caption, its section heading or its column labels."""

    position: float
    table: str
    text: str


Event = Label | Run | Head
