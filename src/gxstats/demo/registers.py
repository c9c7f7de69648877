"""The registers of the invented county: who reports from when to when, who became whom, and what is due when."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gxstats.demo.words import words

COUNTY = "county"
_DUE = {  # kind of unit -> day of the next year, and why
    **dict.fromkeys(("department", "gov_office", "vertical_organ"), ("01-31", "Regulation article 49 (1)")),
    **dict.fromkeys(("township", "subdistrict", "functional_zone"), ("01-31", "a notice of the county")),
    "county_gov": ("03-31", "Regulation article 49 (2)"),
}

Line = dict[str, str]


def chosen_units(count: int, first: int, last: int) -> list[dict[str, Any]]:
    """The first units of the county, so many that `count` report for the last year; further towns are made up."""
    found: list[dict[str, Any]] = []
    for about in _all_units(count):
        if int(about.get("to", last)) < first or int(about.get("from", first)) > last:
            continue
        if sum(int(unit.get("to", last)) >= last for unit in found) >= max(count, 2):
            break
        found.append(about)
    return found


def _all_units(count: int) -> Iterator[dict[str, Any]]:
    units = words()["units"]
    yield from units
    more = words()["more"]
    taken = {unit["name"] for unit in units}
    places = (first + second + third for third in ("", *more["second"]) for second in more["second"]
              for first in more["first"] if more["name"].format(place=first + second + third) not in taken)
    for number, place in zip(range(len(units) + 1, count + len(units) + 1), places, strict=False):
        yield {"code": f"town_{number}", "kind": "township", "name": more["name"].format(place=place),
               "short": more["short"].format(place=place), "en": more["en"].format(number=number),
               "size": 3 + number * 7 % 23, "decisions": number * 5 % 40}


def write_registers(directory: Path, units: Sequence[dict[str, Any]], first: int, last: int) -> None:
    """units.csv, succession.csv, due_dates.csv and data.toml."""
    lines = [line for position, about in enumerate(units, 1) for line in _periods(about, position, first)]
    write_csv(directory / "units.csv", lines)
    write_csv(directory / "succession.csv", list(_successions(units)), ("from", "to", "year", "relation", "note"))
    write_csv(directory / "due_dates.csv", [
        {"area": COUNTY, "kind": kind, "year": str(year), "due": f"{year + 1}-{day}", "confirmed": "true",
         "source": source}
        for year in range(first, last + 1) for kind, (day, source) in _DUE.items()])
    (directory / "data.toml").write_text(
        f'label_zh = "{words()["county"]}"\nlabel_en = "{words()["county_en"]}"\ninvented = true\n'
        'source = "invented by gxstats demo"\nlicence = "MIT"\n', encoding="utf-8")


def _periods(about: dict[str, Any], position: int, first: int) -> Iterator[Line]:
    """One line for each name that a unit has had."""
    start, end, renamed = max(about.get("from", first), first), about.get("to", ""), about.get("renamed")
    names = [(start, renamed - 1, ""), (max(start, renamed), end, "new_")] if renamed else [(start, end, "")]
    for from_year, to_year, prefix in names:
        if to_year and to_year < from_year:
            continue
        yield {"unit": about["code"], "from_year": str(from_year), "to_year": str(to_year),
               "name": about[f"{prefix}name"], "short_name": about[f"{prefix}short"], "name_en": about[f"{prefix}en"],
               "kind": about["kind"], "level": "county", "parent": "" if about["code"] == COUNTY else COUNTY,
               "region_code": "990101", "credit_code": "", "position": str(position)}


def _successions(units: Sequence[dict[str, Any]]) -> Iterator[Line]:
    codes = {about["code"] for about in units}
    for about in units:
        code = about["code"]
        if about.get("renamed"):
            yield _succession(code, code, about["renamed"], "renamed")
        if about.get("merged_into") in codes:
            yield _succession(code, about["merged_into"], about["to"] + 1, "merged")
        if about.get("split_from") in codes:
            yield _succession(about["split_from"], code, about["from"], "split")


def _succession(old: str, new: str, year: int, relation: str) -> Line:
    return {"from": old, "to": new, "year": str(year), "relation": relation, "note": ""}


def write_csv(path: Path, lines: Sequence[Line], columns: Sequence[str] = ()) -> None:
    """A UTF-8 file with the columns of the first line, or those given."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns or list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
