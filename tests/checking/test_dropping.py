"""Dropping any cell, table, report, year or unit of a random store never turns a fail or a cannot say into a pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats import catalog
from gxstats.checking import checks
from gxstats.checking.answers import answers
from gxstats.checking.within import within
from gxstats.model import Figure, Report, Section
from gxstats.storing.data import DataDirectory
from gxstats.storing.writing import Stored, write
from tests.truth.made import directory, reports

UNITS, FIRST, LAST = 4, 2020, 2023
STATES = {"pass": 0, "cannot_say": 1, "fail": 2}
SAID = (
    "本年收到申请较多，已逐件登记并在期限内答复。", "每季度在公示栏张贴一次资金去向并当场登记群众疑问。",
    "旧档案清点后补录了四年前缺失的目录，另附说明。", "河堤加固的招标文件在镇村两级同时张贴，更换进度图。",
    "赶集日安排两名干部在桥头解释补贴算法，登记意见。", "我局全年申请全部办结。",
)
Key = tuple[str | None, int | None, str | None, str]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> DataDirectory:
    """A city, its bodies, one of them a lower government, one merged; not all kinds and levels are known."""
    data = directory(tmp_path_factory.mktemp("dropping") / "data", UNITS, FIRST, LAST)
    units = [line | {"parent": "" if line["unit"] == "u0" else "u0"} for line in data.units]
    units[1] |= {"kind": "county_gov"}  # a lower government, with a body inside it
    units[2] |= {"kind": "", "level": ""}
    units[3] |= {"parent": "u1"}
    reform = [{"from": "u1", "to": "u2", "year": "2021", "relation": "merged", "note": ""}]
    due = [{"area": "u0", "kind": "department", "year": "2022", "due": "2023-01-31", "confirmed": "true"}]
    return replace(data, units=units, succession=reform, due_dates=due)


def _collection(register: DataDirectory, random: Random) -> list[Stored]:
    """Random reports of those who must report, with prose, statements that may differ from the tables, and days of publication.

    What no register expects cannot be missed. A report that is there twice has the same prose twice.
    """
    begins = {line["unit"]: int(line["from_year"]) for line in register.units}
    found = [item for item in reports(random, UNITS, FIRST, LAST) if item.unit and (item.year or 0) >= begins[item.unit]]
    found += [replace(item, scope="region", file=f"{item.file}.whole")
              for item in found if item.unit == "u1" and random.random() < .5]
    found += [replace(item, report=_less(item.report, lambda path: random.random() < .01), file=f"{item.file}.other")
              for item in found if random.random() < .2]  # a second document that may lack what the first has
    seed = random.random()
    return [_with_prose(item, Random(f"{seed} {item.unit} {item.year}")) for item in found]


def _with_prose(item: Stored, random: Random) -> Stored:
    said = random.sample(SAID, random.choice([0, 3, 4, 6]))
    values = {cell.path: cell.value for cell in item.report.cells}
    stated = [Figure("all_closed", Decimal(1), SAID[-1])] if SAID[-1] in said else []
    if received := values.get("requests/received/total"):
        stated.append(Figure("requests_received", received + random.choice([0, 0, 3]), SAID[0]))
    parts = {"overview": "".join(said[::2]), "problems": "".join(said[1::2])} if said else {}
    report = replace(_less(item.report), figures=tuple(stated),
                     sections=tuple(Section(code, "", text) for code, text in parts.items()))
    return replace(item, report=report, extent=random.choice(["full", "full", "tables_only"]),
                   published_on=random.choice([None, f"{(item.year or 0) + 1}-01-20", f"{(item.year or 0) + 1}-03-02"]))


def _states(register: DataDirectory, stored: Sequence[Stored]) -> dict[Key, str]:
    """The worst answer of each check on each unit, year and scope."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    write(connection, register, list(stored), "dropping")
    checks.run(connection)
    worst: dict[Key, str] = {}
    for answer in answers(connection, passes=True):
        key = (answer.unit, answer.year, answer.scope, answer.check)
        worst[key] = max(worst.get(key, "pass"), answer.status, key=STATES.__getitem__)
    connection.close()
    return worst


def _less(report: Report, lost: Callable[[str], bool] = lambda path: False) -> Report:
    """A report as it is read without some of its cells."""
    cells = tuple(cell for cell in report.cells if not lost(cell.path))
    return replace(report, cells=cells, findings=within(catalog.forms()[str(report.form)], cells))


def _droppings(stored: list[Stored], random: Random) -> Iterator[tuple[str, list[Stored]]]:
    """The collection less one thing, of every kind that can be missing."""
    one = random.choice(stored)
    path = random.choice(one.report.cells).path
    table = path.split("/")[0]
    for what, lost in ((path, path.__eq__), (table, lambda code: code.startswith(f"{table}/"))):
        less = replace(one, report=_less(one.report, lost))
        yield f"{what} of {one.unit} {one.year}", [less if item is one else item for item in stored]
    yield f"report of {one.unit} {one.year}", [item for item in stored if item is not one]
    yield f"year {one.year}", [item for item in stored if item.year != one.year]
    yield f"unit {one.unit}", [item for item in stored if item.unit != one.unit]
    yield f"prose of {one.unit} {one.year}", [
        replace(one, report=replace(one.report, sections=(), figures=()), extent="tables_only") if item is one else item
        for item in stored]
    yield f"day of {one.unit} {one.year}", [replace(one, published_on=None) if item is one else item for item in stored]


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), data=st.data())
def test_what_is_dropped_from_a_random_store_never_makes_a_pass(seed: int, data: st.DataObject, register: DataDirectory) -> None:
    random = Random(seed)
    stored = _collection(register, random)
    before = _states(register, stored)
    what, less = data.draw(st.sampled_from(list(_droppings(stored, random))), label="dropped")
    passed = [key for key, state in _states(register, less).items() if state == "pass"]
    assert {key: before[key] for key in passed if before.get(key, "pass") != "pass"} == {}, what
