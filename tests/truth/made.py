"""Stores made of random reports with everything that makes sums hard: gaps, blanks, broken sums, two scopes, reports of nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

from gxstats.demo.numbers import beginning, form_in, year_of
from gxstats.model import Cell, Place, Report
from gxstats.storing.data import DataDirectory, load
from gxstats.storing.kept import program
from gxstats.storing.store import Store
from gxstats.storing.writing import Stored, write

KINDS = ("county_gov", "department", "department", "township", "gov_office", "subdistrict")


def directory(path: Path, units: int, first: int, last: int) -> DataDirectory:
    """Registers of a data directory without documents: the first unit reports for the whole area, one begins later."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "data.toml").write_text('label_zh = "随机"\nlabel_en = "Random"\ninvented = true\n', encoding="utf-8")
    lines = ["unit,from_year,to_year,name,short_name,name_en,kind,level,parent,region_code,credit_code,position"]
    for number in range(units):
        begins = first + 2 if number == 3 else first
        short, letter = ("甲乙丙丁戊己庚辛壬癸"[number % 10], "ABCDEFGHIJ"[number % 10])
        turn = str(number // 10) if number > 9 else ""  # more than ten units: the letters again, with a number
        lines.append(f"u{number},{begins},,第{number}局,{short}{turn}局,Bureau {letter}{turn},"
                     f"{KINDS[number % len(KINDS)]},county,,,,{number + 1}")
    (path / "units.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load(path)


def reports(random: Random, units: int, first: int, last: int) -> list[Stored]:
    """A report for most units and years: cells lost, totals left blank, sums broken, some printed twice, some by nobody."""
    found = []
    for number in range(units):
        history, decisions = beginning(random, 200), random.choice([0, 500, 9_000])
        mean = random.choice([0, 3, 30, 400])
        for year in range(first, last + 1):
            form = form_in(year)
            values = year_of(form, mean, decisions, random, history)
            if random.random() < .12:
                continue
            if random.random() < .1:
                broken = random.choice([path for path in values if path.startswith("requests/")])
                values[broken] += random.randint(1, 5)
            lost = {path for path in values if random.random() < random.choice([0, 0, 0, .004, .05])}
            blank = {path for path in values if path.endswith("/total") and random.random() < .02}
            scope = "region" if number == 0 or random.random() < .03 else "organ"
            found.append(_stored(f"u{number}", year, scope, form.code, {
                path: None if path in blank else value for path, value in values.items() if path not in lost}))
            if random.random() < .04:  # the same report once more, in another file
                found.append(replace(found[-1], file=f"{found[-1].file}.again"))
            if random.random() < .04:  # a report that a later one replaces
                found.append(replace(found[-1], file=f"{found[-1].file}.old", current=False))
    found.append(_stored(None, last, "organ", form_in(last).code, {"requests/received/total": Decimal(10_000_000)}))
    found.append(_stored("u3", first, "organ", form_in(first).code, {"requests/received/total": Decimal(7)}))
    return found


def _stored(unit: str | None, year: int, scope: str, form: str, values: dict[str, Decimal | None]) -> Stored:
    cells = tuple(Cell(*path.split("/"), value, "" if value is None else str(value), Place(line=line),
                       "blank" if value is None else "reported") for line, (path, value) in enumerate(values.items(), 1))
    file = f"reports/{unit}/{year}-{scope}.html"
    return Stored(Report(file, unit, year, form, "organ", None, None, f"{unit}{year}{scope}", cells), unit, year, scope, file)


def store(path: Path, random: Random, units: int = 8, first: int = 2019, last: int = 2025,
          change: Callable[[list[Stored]], Sequence[Stored]] = list) -> Path:
    """A data directory with a built store; `change` may take reports or cells away before they are stored."""
    data, built = directory(path, units, first, last), Store(path)
    with built.writing() as connection:
        write(connection, data, list(change(reports(random, units, first, last))), built.next_snapshot())
    built.sign(program())
    return path
