"""The invented county as a data directory: registers, passports and documents from a fixed seed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from gxstats.demo.faults import Fault, planted
from gxstats.demo.layouts import LAYOUTS, Made
from gxstats.demo.numbers import History, form_in, summed, year_of
from gxstats.demo.prose import sections
from gxstats.demo.words import words

SEED = 2026
FIRST, LAST = 2019, 2025
_LAYOUTS = ("html_plain", "docx", "html_site", "xlsx", "text_tabs", "html_site", "text_rows", "docx", "markdown", "text_lines")
_MISSING = {  # reports that never came: unit -> years
    "yunling": (2022, 2025), "hongqi": (2019, 2023, 2025), "dawan": (2020, 2023), "veterans": (2025,),
    "petitions": (2019, 2020), "audit": (2022,), "data": (2025,),
}
_OLD_FORM = ("culture", 2021)


@dataclass
class _Unit:
    about: dict[str, Any]
    random: Random
    history: History = field(default_factory=History)

    @property
    def code(self) -> str:
        return str(self.about["code"])

    def name(self, year: int) -> str:
        renamed = self.about.get("renamed")
        return str(self.about["new_name"] if renamed and year >= renamed else self.about["name"])

    def reports_in(self, year: int) -> bool:
        return int(self.about.get("from", FIRST)) <= year <= int(self.about.get("to", LAST))


def write_county(directory: Path, units: int = 47, seed: int = SEED, first: int = FIRST, last: int = LAST) -> int:
    """Write the county's data directory and return the number of documents. The same seed writes the same bytes
    of every text document; files that carry their own date (Word, workbooks) hold the same numbers."""
    chosen = [_Unit(about, Random(f"{seed}/{about['code']}")) for about in words()["units"][:max(units, 2)]]
    faults = [f for f in planted() if first <= f.year <= last and f.unit in {unit.code for unit in chosen}]
    directory.mkdir(parents=True, exist_ok=True)
    _registers(directory, chosen, first, last)
    passports = []
    before: dict[str, Made] = {}
    for year in range(first, last + 1):
        for unit, made in _year(chosen, year):
            spoilt = made
            layout = _LAYOUTS[(len(unit.code) * 7 + chosen.index(unit)) % len(_LAYOUTS)]
            for fault in faults:
                if (fault.unit, fault.year) == (unit.code, year):
                    spoilt = fault.change(spoilt, before.get(unit.code))
                    layout = fault.layout or layout
            before[unit.code] = spoilt
            if year not in _MISSING.get(unit.code, ()):
                passports.append(_write_document(directory, unit, spoilt, layout))
    _csv(directory / "reports.csv", passports)
    (directory / "planted.toml").write_text(listed(faults), encoding="utf-8")
    about = words()
    (directory / "data.toml").write_text(
        f'label_zh = "{about["county"]}"\nlabel_en = "{about["county_en"]}"\ninvented = true\n', encoding="utf-8")
    return len(passports)


def _year(units: list[_Unit], year: int) -> Iterator[tuple[_Unit, Made]]:
    """Every unit's report of a year; the county's own is the sum of all others and comes first."""
    form = form_in(year)
    made: dict[str, Made] = {}
    for unit in units:
        if unit.code == "county" or not unit.reports_in(year):
            continue
        used = form_in(year - 2) if (unit.code, year) == _OLD_FORM else form
        if year == FIRST or not unit.history.stock:
            unit.history.stock = unit.random.randint(0, 30) if unit.about["decisions"] > 100 else unit.random.randint(0, 6)
            unit.history.items = unit.random.randint(0, 90)
        cells = year_of(used, year, float(unit.about["size"]), int(unit.about["decisions"]), unit.random, unit.history)
        name = unit.name(year)
        made[unit.code] = Made(name, year, used, cells, sections(name, year, cells, unit.random),
                               _published(unit, year))
    county = units[0]
    total = summed([dict(m.cells) for m in made.values() if m.form is form], form)  # type: ignore[arg-type]
    name = county.name(year)
    whole = Made(name, year, form, total, sections(name, year, total, county.random),
                 (date(year + 1, 3, 1) + timedelta(days=county.random.randint(0, 25))).isoformat())
    yield county, whole
    for unit in units[1:]:
        if unit.code in made:
            yield unit, made[unit.code]


def _published(unit: _Unit, year: int) -> str:
    return (date(year + 1, 1, 8) + timedelta(days=unit.random.randint(0, 22))).isoformat()


def _write_document(directory: Path, unit: _Unit, made: Made, layout: str) -> dict[str, str]:
    data = LAYOUTS[layout].write(made)
    digest = sha256(data).hexdigest()
    name = f"reports/{unit.code}/{made.year}-{digest[:8]}{LAYOUTS[layout].suffix}"
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{made.year}-*"):
        old.unlink()
    path.write_bytes(data)
    return {"unit": unit.code, "year": str(made.year), "scope": "region" if unit.code == "county" else "organ",
            "extent": "full", "file": name, "url": "", "published_on": made.published_on, "sha256": digest,
            "supersedes": ""}


# --- registers ----------------------------------------------------------------------------------------------------

def _registers(directory: Path, units: list[_Unit], first: int, last: int) -> None:
    lines = []
    for position, unit in enumerate(units, 1):
        about = unit.about
        common = {"unit": unit.code, "kind": about["kind"], "level": about.get("level", "county"),
                  "parent": "" if unit.code == "county" else "county", "region_code": "990101", "credit_code": "",
                  "position": position}
        start, end = about.get("from", first), about.get("to", "")
        names = [(start, end, about["name"], about["short"], about["en"])]
        if about.get("renamed"):
            names = [(start, about["renamed"] - 1, about["name"], about["short"], about["en"]),
                     (about["renamed"], "", about["new_name"], about["new_short"], about["new_en"])]
        lines += [{**common, "from_year": a, "to_year": b, "name": n, "short_name": s, "name_en": e}
                  for a, b, n, s, e in names]
    order = ["unit", "from_year", "to_year", "name", "short_name", "name_en", "kind", "level", "parent", "region_code",
             "credit_code", "position"]
    _csv(directory / "units.csv", [{key: str(line[key]) for key in order} for line in lines])
    chosen = {unit.code for unit in units}
    successions = []
    for unit in units:
        about = unit.about
        if about.get("renamed"):
            successions.append((unit.code, unit.code, about["renamed"], "renamed"))
        if about.get("merged_into") in chosen:
            successions.append((unit.code, about["merged_into"], about["to"] + 1, "merged"))
        if about.get("split_from") in chosen:
            successions.append((about["split_from"], unit.code, about["from"], "split"))
    _csv(directory / "succession.csv", [
        {"from": a, "to": b, "year": str(year), "relation": relation, "note": ""} for a, b, year, relation in successions
    ], ["from", "to", "year", "relation", "note"])
    due = []
    for year in range(first, last + 1):
        for kind in ("department", "gov_office", "vertical_organ", "township", "subdistrict", "functional_zone"):
            due.append({"area": "county", "kind": kind, "year": str(year), "due": f"{year + 1}-01-31",
                        "confirmed": "true", "source": "Regulation article 49 (1); for towns and zones a county notice"})
        due.append({"area": "county", "kind": "county_gov", "year": str(year), "due": f"{year + 1}-03-31",
                    "confirmed": "true", "source": "Regulation article 49 (2)"})
    _csv(directory / "due_dates.csv", due)


def _csv(path: Path, lines: list[dict[str, str]], columns: list[str] | None = None) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns or list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def listed(faults: Iterable[Fault]) -> str:
    """The planted faults as TOML."""
    blocks = ["# Faults planted in the invented county: what must be found, and nothing else."]
    for fault in faults:
        lines = ["[[fault]]", f'unit = "{fault.unit}"', f"year = {fault.year}", f'check = "{fault.check}"',
                 f"note = {json.dumps(fault.note)}"]
        lines += [f'{name} = "{value}"' for name, value in (
            ("table", fault.table), ("row", fault.row), ("column", fault.column)) if value]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


