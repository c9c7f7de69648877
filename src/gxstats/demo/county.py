"""The invented county as a data directory: registers, passports and documents from a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from gxstats.demo.faults import Fault, Numbers, Source, listed
from gxstats.demo.layouts import LAYOUTS, write
from gxstats.demo.made import Made
from gxstats.demo.numbers import Cells, History, beginning, form_in, startling, summed, year_of
from gxstats.demo.planted import faults as planted_faults
from gxstats.demo.prose import sections
from gxstats.demo.registers import COUNTY, chosen_units, write_csv, write_registers
from gxstats.demo.spellings import some
from gxstats.errors import GxstatsError
from gxstats.storing.data import load

SEED = 2026
FIRST, LAST = 2019, 2025
_TRIES = 60
_NEW_SITE = 2023  # from then on everyone publishes in another layout
_MISSING = {  # reports that never came: unit -> years
    "yunling": (2022, 2025), "hongqi": (2019, 2023, 2025), "dawan": (2020, 2023), "veterans": (2025,),
    "petitions": (2019, 2020), "audit": (2022,), "data": (2025,), "pingan": (2020,), "commerce": (2025,),
}
_LAYOUTS = (  # one for each unit in turn
    "html_plain", "docx", "html_site", "xlsx", "text_tabs", "html_word", "text_rows", "docx_split", "markdown",
    "html_heads", "text_lines", "xlsx_sheets",
)


@dataclass
class _Body:
    """A unit while its years are made: what it hands on to the next year, and its years so far."""

    about: dict[str, Any]
    seed: int
    history: History = field(default_factory=History)
    past: list[Cells] = field(default_factory=list)

    @property
    def code(self) -> str:
        return str(self.about["code"])

    def random(self, year: int, purpose: str) -> Random:
        return Random(f"{self.seed}/{self.code}/{year}/{purpose}")

    def name(self, year: int) -> str:
        renamed = self.about.get("renamed")
        return str(self.about["new_name"] if renamed and year >= renamed else self.about["name"])

    def reports_in(self, year: int) -> bool:
        return int(self.about.get("from", FIRST)) <= year <= int(self.about.get("to", year))

    def mean(self, year: int) -> float:
        """How many requests a year brings: a trend of the unit's own, and chance."""
        trend = self.random(0, "trend").uniform(0.99, 1.13)
        return float(self.about["size"]) * trend ** (year - FIRST) * self.random(year, "chance").uniform(0.85, 1.18)


def write_county(directory: Path, units: int = 45, seed: int = SEED, first: int = FIRST, last: int = LAST) -> int:
    """Write the county's data directory, `units` of it reporting in the last year, and return the number of documents.

    The same seed writes the same bytes of every text document; files that carry their own date (Word, workbooks) hold
    the same numbers. An invented county that is already there is replaced; GxstatsError when the data are not invented.
    """
    if (directory / "data.toml").exists() and not load(directory).invented:
        raise GxstatsError("{path} holds data that are not invented: choose another directory", path=str(directory))
    bodies = [_Body(about, seed) for about in chosen_units(units, first, last)]
    codes, years = {body.code for body in bodies}, range(first, last + 1)
    faults = [fault for fault in planted_faults() if fault.units <= codes and fault.years <= set(years)]
    directory.mkdir(parents=True, exist_ok=True)
    write_registers(directory, [body.about for body in bodies], first, last)
    seen: dict[tuple[str, int] | None, Made] = {}
    passports = []
    for year in years:
        for body, cells in _year(bodies, year, first):
            here = [fault for fault in faults if (fault.unit, fault.year) == (body.code, year)]
            made = seen[body.code, year] = _made(body, year, cells, [(fault, seen.get(fault.source)) for fault in here])
            if year not in _MISSING.get(body.code, ()):
                twins = [replace(made, cells=fault.again(made.cells, None)) for fault in here if fault.again]
                passports += [_write_document(directory, body, one, here, bodies.index(body)) for one in (made, *twins)]
    write_csv(directory / "reports.csv", passports)
    for name in set(load(directory).documents()) - {line["file"] for line in passports}:
        (directory / name).unlink()  # of a county written here before
    (directory / "planted.toml").write_text(listed(faults), encoding="utf-8")
    return len(passports)


# --- numbers of a year --------------------------------------------------------------------------------------------

def _year(bodies: Sequence[_Body], year: int, first: int) -> Iterator[tuple[_Body, Cells]]:
    """Every body's numbers of a year; the county's are the sum of all others', and come first."""
    form = form_in(year)
    reporting = [body for body in bodies if body.code != COUNTY and body.reports_in(year)]
    if year == first:
        for body in reporting:
            body.history = beginning(body.random(year, "beginning"), int(body.about["decisions"]))
    _reform(bodies, year)
    for body in reporting:
        random = body.random(year, "numbers")
        for _ in range(_TRIES):
            history = deepcopy(body.history)
            cells = year_of(form, body.mean(year), int(body.about["decisions"]), random, history)
            if not startling(cells, body.past):
                break
        body.history = history
        body.past.append(cells)
    yield bodies[0], summed([body.past[-1] for body in reporting], form)
    yield from ((body, body.past[-1]) for body in reporting)


def _reform(bodies: Sequence[_Body], year: int) -> None:
    """A body that ended hands everything to the one it was merged into."""
    by_code = {body.code: body for body in bodies}
    for body in bodies:
        successor = by_code.get(body.about.get("merged_into", ""))
        if successor and year == int(body.about["to"]) + 1:
            successor.history.receive(body.history)


# --- one report ---------------------------------------------------------------------------------------------------

def _made(body: _Body, year: int, clean: Cells, faults: Sequence[tuple[Fault, Source]]) -> Made:
    """The report of a year with its faults: numbers spoilt before the prose is written, the rest after."""
    cells: Numbers = clean
    for fault, source in faults:
        cells = fault.numbers(cells, source)
    name = body.name(year)
    copied = next((fault.source for fault, _ in faults if fault.same_text), None)
    code, as_in = copied or (body.code, year)
    prose = sections(name, year, cells, Random(f"{body.seed}/{code}/{as_in}/prose"))
    spelling = some(body.random(0, "spelling"), most=2)
    made = Made(name, year, form_in(year), cells, prose, _published(body, year), spelling=spelling)
    for fault, source in faults:
        made = fault.change(made, source)
    return made


def _published(body: _Body, year: int) -> str:
    """In time: in January, the county's own in March."""
    start = date(year + 1, 3, 1) if body.code == COUNTY else date(year + 1, 1, 8)
    return (start + timedelta(days=body.random(year, "published").randint(0, 22))).isoformat()


def _write_document(directory: Path, body: _Body, made: Made, faults: Sequence[Fault], position: int) -> dict[str, str]:
    usual = _LAYOUTS[(position + 5 * (made.year >= _NEW_SITE)) % len(_LAYOUTS)]
    layout = next((fault.layout for fault in faults if fault.layout), usual)
    data = write(made, layout)
    for fault in faults:
        data = fault.damage(data)
    digest = sha256(data).hexdigest()
    name = f"reports/{body.code}/{made.year}-{digest[:8]}{LAYOUTS[layout].suffix}"
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return {"unit": body.code, "year": str(made.year), "scope": "region" if body.code == COUNTY else "organ",
            "extent": "full", "file": name, "url": "", "published_on": made.published_on, "sha256": digest,
            "supersedes": ""}
