"""A report we invent: passport, prose, and what each cell prints. The layouts turn it into a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gxstats.demo.words import words
from gxstats.exporting import official
from gxstats.exporting.official import OfficialCell, OfficialTable
from gxstats.model import Form

SECTIONS = ("overview", "disclosure", "requests", "disputes", "problems", "other_matters")
TABLES = ("disclosure", "requests", "disputes")


@dataclass(frozen=True)
class Made:
    """A report we invent. `cells` are its numbers by path, None where the document prints a blank.

    `zero` is how this report prints 0: as 0, a blank, or a sign. `spelling` replaces words of labels and headings, in
    order. `texts` are cells printed in a way of their own. `without` names sections, tables and rows left out.
    """

    unit: str
    year: int
    form: Form
    cells: Mapping[str, Decimal | None]
    prose: Mapping[str, list[str]] = field(default_factory=dict)
    published_on: str = ""
    without: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    undivided: bool = False
    zero: str = "0"
    spelling: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        return str(words()["title"]).format(unit=self.unit, year=self.year)

    @property
    def published(self) -> str:
        """The line that says when it was published, empty when nothing does."""
        return str(words()["published"]).format(date=self.published_on) if self.published_on else ""

    def text(self, path: str) -> str:
        """What the document prints for a cell."""
        if path in self.texts:
            return self.texts[path]
        value = self.cells.get(path)
        if value is None:
            return ""
        return f"{value.normalize():f}" if value else self.zero

    def spelt(self, text: str) -> str:
        """A label or heading as this report spells it."""
        for official_words, own in self.spelling:
            text = text.replace(official_words, own)
        return text

    def tables(self) -> dict[str, OfficialTable]:
        """The tables of the report by code, with its own labels."""
        made = official.official_tables(self.form, self.text, self.undivided)
        return {table.code: self._labelled(table) for table in made if table.code not in self.without}

    def _labelled(self, table: OfficialTable) -> OfficialTable:
        def own(cell: OfficialCell) -> OfficialCell:
            return cell if cell.path else replace(cell, text=self.spelt(cell.text))
        rows = (row for row in table.rows if not any(f"/{name}/" in cell.path for cell in row for name in self.without))
        return replace(table, rows=tuple(tuple(own(cell) for cell in row) for row in rows))

    def parts(self) -> list[str | OfficialTable]:
        """Paragraphs and tables in printed order."""
        tables = self.tables()
        found: list[str | OfficialTable] = list(self.prose.get("opening", []))
        for code, heading in zip(SECTIONS, words()["headings"], strict=True):
            if code in self.without and code not in TABLES:
                continue
            found.append(self.spelt(heading))
            if code in tables:
                found.append(tables[code])
            elif code in self.without:
                found.append(words()["picture"])
            found.extend(self.prose.get(code, []))
        return found
