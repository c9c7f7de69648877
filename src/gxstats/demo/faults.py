"""Faults planted in the invented county: each spoils one report in one way and says which findings must tell of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from gxstats import catalog
from gxstats.demo.made import Made
from gxstats.demo.numbers import restated
from gxstats.demo.words import words

Numbers = Mapping[str, Decimal | None]
Source = Made | None  # the report that a fault copies from


@dataclass(frozen=True)
class Told:
    """A finding that must be made: of `check`, naming what is given; `unit`, `year` when it is another report's."""

    check: str
    table: str = ""
    row: str = ""
    column: str = ""
    year: int = 0
    unit: str = ""


@dataclass(frozen=True)
class Fault:
    """What is planted where. `numbers` spoils the numbers before the prose is written, so that the prose agrees with
    them; `change` spoils the finished report, `damage` the bytes. `layout` is the layout that the fault needs, `source`
    the report (unit, year) that it copies from, `same_text` whether the prose is copied, its own numbers put in. `again` are the
    numbers of a second document of the same report, which nobody says replaces the first."""

    unit: str
    year: int
    note: str
    told: tuple[Told, ...]
    numbers: Callable[[Numbers, Source], Numbers] = lambda cells, source: cells
    change: Callable[[Made, Source], Made] = lambda made, source: made
    damage: Callable[[bytes], bytes] = lambda data: data
    layout: str = ""
    source: tuple[str, int] | None = None
    same_text: bool = False
    again: Callable[[Numbers, Source], Numbers] | None = None

    @property
    def years(self) -> set[int]:
        """The years that must be at hand for the fault to be planted and found."""
        return {self.year, *(told.year for told in self.told if told.year), *([self.source[1]] if self.source else [])}

    @property
    def units(self) -> set[str]:
        """The units that must be at hand."""
        return {self.unit, *(told.unit for told in self.told if told.unit), *([self.source[0]] if self.source else [])}


# --- ways to spoil numbers ----------------------------------------------------------------------------------------

def more(**by: float) -> Callable[[Numbers, Source], Numbers]:
    """Add to cells named as in the store, `requests__received__total=1`."""
    def numbers(cells: Numbers, source: Source) -> Numbers:
        paths = {name.replace("__", "/"): count for name, count in by.items()}
        return {**cells, **{path: (cells[path] or Decimal(0)) + Decimal(str(count)) for path, count in paths.items()}}
    return numbers


def printed(**values: float | None) -> Callable[[Numbers, Source], Numbers]:
    """Cells that print another number, or none."""
    new = {name.replace("__", "/"): None if value is None else Decimal(str(value)) for name, value in values.items()}
    return lambda cells, source: {**cells, **new}


def times(path: str, factor: int) -> Callable[[Numbers, Source], Numbers]:
    return lambda cells, source: {**cells, path: (cells[path] or Decimal(0)) * factor}


def copied(cells: Numbers, source: Source) -> Numbers:
    """The numbers of the source, as far as the forms share them."""
    assert source is not None
    return {path: source.cells.get(path, value) for path, value in cells.items()}


def no_requests(cells: Numbers, source: Source) -> Numbers:
    none = {path: Decimal(0) for path in cells if path.startswith(("requests/", "disputes/"))}
    review = dict.fromkeys(("disputes/reconsideration/upheld", "disputes/reconsideration/total"), Decimal(1))
    return {**cells, **none, **review}


# --- ways to spoil a report ---------------------------------------------------------------------------------------

def says(section: str, name: str, **values: object) -> Callable[[Made, Source], Made]:
    """One sentence more in a section."""
    def change(made: Made, source: Source) -> Made:
        text = words()["spoilt"][name].format(unit=made.unit, year=made.year, **values)
        return replace(made, prose={**made.prose, section: [*made.prose[section], text]})
    return change


def only_says(section: str, name: str) -> Callable[[Made, Source], Made]:
    return lambda made, source: replace(made, prose={**made.prose, section: [words()["spoilt"][name]]})


def period_of_last_year(made: Made, source: Source) -> Made:
    wrong = words()["period"].format(year=made.year - 1)
    return replace(made, prose={**made.prose, "opening": [wrong]})


def says_instead(paragraph: str, name: str, **values: object) -> Callable[[Made, Source], Made]:
    """One sentence in place of a paragraph of the overview, named as in words.toml."""
    def change(made: Made, source: Source) -> Made:
        head = words()["subheadings"][paragraph]
        said = head + words()["spoilt"][name].format(unit=made.unit, year=made.year, **values)
        overview = [said if text.startswith(head) else text for text in made.prose["overview"]]
        return replace(made, prose={**made.prose, "overview": overview})
    return change


def but(**fields: object) -> Callable[[Made, Source], Made]:
    return lambda made, source: replace(made, **fields)  # type: ignore[arg-type]


def cell_says(path: str, name: str, **values: object) -> Callable[[Made, Source], Made]:
    return lambda made, source: replace(made, texts={path: words()["spoilt"][name].format(**values)})


def old_form(made: Made, source: Source) -> Made:
    """Last year's template for this year's report."""
    assert source is not None
    old, before = source.form, source.cells
    cells = restated(made.cells, old)
    for path in cells:
        if path.endswith("/prior_items"):
            change = before[path.replace("prior_items", "item_change")]
            cells[path] = (before[path] or Decimal(0)) + (change or Decimal(0))
    return replace(made, form=old, cells=cells)


def one_row(made: Made, source: Source) -> Made:
    """The newer form with other handling as one row, as in the older."""
    older = next(iter(catalog.forms().values()))
    other = {path: value for path, value in restated(made.cells, older).items()
             if path.startswith("requests/other/")}
    return replace(made, undivided=True, cells={**made.cells, **other})


def half(data: bytes) -> bytes:
    return data[:len(data) // 2]


def misnamed(made: Made, source: Source) -> Made:
    """One row under a label that no form has."""
    return replace(made, spelling=(*made.spelling, tuple(words()["spoilt"]["wrong_label"])))


# --- what is planted, for whoever must find it --------------------------------------------------------------------

def listed(faults: Iterable[Fault]) -> str:
    """The planted faults as TOML: one block for each finding that must be made."""
    blocks = ["# Faults planted in the invented county: each block is a finding that must be made, and no other must."]
    for fault in faults:
        for told in fault.told:
            lines = [
                "[[fault]]", f'unit = "{told.unit or fault.unit}"', f"year = {told.year or fault.year}",
                f'check = "{told.check}"',
            ]
            lines += [f'{name} = "{value}"' for name, value in (
                ("table", told.table), ("row", told.row), ("column", told.column)) if value]
            blocks.append("\n".join([*lines, f"note = {json.dumps(fault.note)}"]))
    return "\n\n".join(blocks) + "\n"
