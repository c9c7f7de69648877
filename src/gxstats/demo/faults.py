"""Faults planted in the invented county: each spoils one report in one way and says which findings must tell of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from gxstats import catalog
from gxstats.demo.made import Made
from gxstats.demo.numbers import form_in, restated
from gxstats.demo.words import words

Seen = Mapping[tuple[str, int], Made]  # the reports made so far, by unit and year
Numbers = Mapping[str, Decimal | None]


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
    them; `change` spoils the finished report, `damage` the bytes; `layout` is the layout that the fault needs."""

    unit: str
    year: int
    note: str
    told: tuple[Told, ...]
    numbers: Callable[[Numbers, Seen], Numbers] = lambda cells, seen: cells
    change: Callable[[Made, Seen], Made] = lambda made, seen: made
    damage: Callable[[bytes], bytes] = lambda data: data
    layout: str = ""
    text_of: tuple[str, int] | None = None  # whose prose it copies, with its own name, year and numbers


# --- ways to spoil numbers ----------------------------------------------------------------------------------------

def more(**by: float) -> Callable[[Numbers, Seen], Numbers]:
    """Add to cells named as in the store, `requests__received__total=1`."""
    def numbers(cells: Numbers, seen: Seen) -> Numbers:
        paths = {name.replace("__", "/"): count for name, count in by.items()}
        return {**cells, **{path: (cells[path] or Decimal(0)) + Decimal(str(count)) for path, count in paths.items()}}
    return numbers


def printed(**values: float | None) -> Callable[[Numbers, Seen], Numbers]:
    """Cells that print another number, or none."""
    new = {name.replace("__", "/"): None if value is None else Decimal(str(value)) for name, value in values.items()}
    return lambda cells, seen: {**cells, **new}


def times(path: str, factor: int) -> Callable[[Numbers, Seen], Numbers]:
    return lambda cells, seen: {**cells, path: (cells[path] or Decimal(0)) * factor}


def copied(unit: str, year: int) -> Callable[[Numbers, Seen], Numbers]:
    """The numbers of another report, as far as the forms share them."""
    return lambda cells, seen: {path: seen[unit, year].cells.get(path, value) for path, value in cells.items()}


def no_requests(cells: Numbers, seen: Seen) -> Numbers:
    none = {path: Decimal(0) for path in cells if path.startswith(("requests/", "disputes/"))}
    review = dict.fromkeys(("disputes/reconsideration/upheld", "disputes/reconsideration/total"), Decimal(1))
    return {**cells, **none, **review}


# --- ways to spoil a report ---------------------------------------------------------------------------------------

def says(section: str, name: str, **values: object) -> Callable[[Made, Seen], Made]:
    """One sentence more in a section."""
    def change(made: Made, seen: Seen) -> Made:
        text = words()["spoilt"][name].format(unit=made.unit, year=made.year, **values)
        return replace(made, prose={**made.prose, section: [*made.prose[section], text]})
    return change


def only_says(section: str, name: str) -> Callable[[Made, Seen], Made]:
    return lambda made, seen: replace(made, prose={**made.prose, section: [words()["spoilt"][name]]})


def period_of_last_year(made: Made, seen: Seen) -> Made:
    wrong = words()["period"].format(year=made.year - 1)
    return replace(made, prose={**made.prose, "opening": [wrong]})


def says_instead(paragraph: str, name: str, **values: object) -> Callable[[Made, Seen], Made]:
    """One sentence in place of a paragraph of the overview, named as in words.toml."""
    def change(made: Made, seen: Seen) -> Made:
        head = words()["subheadings"][paragraph]
        said = head + words()["spoilt"][name].format(unit=made.unit, year=made.year, **values)
        overview = [said if text.startswith(head) else text for text in made.prose["overview"]]
        return replace(made, prose={**made.prose, "overview": overview})
    return change


def but(**fields: object) -> Callable[[Made, Seen], Made]:
    return lambda made, seen: replace(made, **fields)  # type: ignore[arg-type]


def cell_says(path: str, name: str, **values: object) -> Callable[[Made, Seen], Made]:
    return lambda made, seen: replace(made, texts={path: words()["spoilt"][name].format(**values)})


def old_form(made: Made, seen: Seen) -> Made:
    """Last year's template for this year's report."""
    old = form_in(made.year - 1)
    before = next(other.cells for (_, year), other in seen.items() if (year, other.unit) == (made.year - 1, made.unit))
    cells = restated(made.cells, old)
    for path in cells:
        if path.endswith("/prior_items"):
            change = before[path.replace("prior_items", "item_change")]
            cells[path] = (before[path] or Decimal(0)) + (change or Decimal(0))
    return replace(made, form=old, cells=cells)


def one_row(made: Made, seen: Seen) -> Made:
    """The newer form with other handling as one row, as in the older."""
    older = next(iter(catalog.forms().values()))
    other = {path: value for path, value in restated(made.cells, older).items()
             if path.startswith("requests/other/")}
    return replace(made, undivided=True, cells={**made.cells, **other})


def half(data: bytes) -> bytes:
    return data[:len(data) // 2]


def misnamed(made: Made, seen: Seen) -> Made:
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
