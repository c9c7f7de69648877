"""A build that copies what has not changed gives the very store that making everything anew gives, whatever happened before."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from gxstats import catalog, pipeline
from gxstats.demo.county import write_county
from gxstats.errors import GxstatsError
from gxstats.storing import copying, corrections, imports, reforms, register
from gxstats.storing.data import Line, load
from gxstats.storing.decisions import Decisions
from gxstats.storing.register import as_csv
from gxstats.storing.roles import Roles
from gxstats.storing.store import Store, connect
from tests.receiving import receiving

WHO = Roles().typed("王某")
TURNS = int(os.environ.get("GXSTATS_TURNS", "0"))  # how many more acts after one of each kind; another number, another course


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented county whose documents are the mail that comes in."""
    root = tmp_path_factory.mktemp("mail") / "county"
    write_county(root, units=5, first=2022, last=2024)
    return root


@pytest.fixture
def data(mail: Path, tmp_path: Path) -> Path:
    """The same county with its registers and without a document."""
    return receiving(mail, tmp_path / "data")


def tables(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the store, in the order stored; when it was built and its number left out."""
    connection = connect(Store(data).path())
    try:
        names = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
        found = {name: connection.execute(f"FROM {name}").fetchall() for name in names}
    finally:
        connection.close()
    found["meta"] = [row for row in found["meta"] if row[0] not in ("built_at", "snapshot")]
    return found


def anew(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The tables of a store made of the same without any snapshot before it."""
    other = data.parent / "anew"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(data, other, ignore=shutil.ignore_patterns("snap-*", "CURRENT", "BUILT"))
    pipeline.build(other)
    return tables(other)


class Office:
    """What people do to a data directory, each act at random."""

    def __init__(self, data: Path, mail: Path, chance: random.Random) -> None:
        self.data, self.mail, self.chance = data, mail, chance

    def acts(self) -> list[Callable[[], None]]:
        return [self.takes_in, self.takes_in, self.replaces, self.takes_back, self.corrects, self.leaves_as_printed, self.types,
                self.reforms, self.sets_a_date, self.drops_by_hand, self.drops_a_broken_one, self.removes_by_hand,
                self.edits_a_passport]

    def lines(self) -> list[Line]:
        return list(load(self.data).passports.values())

    def takes_in(self) -> None:
        held = {line["sha256"] for line in self.lines()}
        wanted = [line for line in load(self.mail).passports.values() if line["sha256"] not in held]
        taken = list[imports.Incoming]()
        for line in self.chance.sample(wanted, min(len(wanted), self.chance.randint(1, 4))):
            place = (line["unit"], int(line["year"]), line["scope"])
            if place in [(item.unit, item.year, item.scope) for item in taken]:
                continue
            there = imports.rivals(imports.existing(load(self.data)), *place)
            if len(there) <= 1:
                taken.append(imports.Incoming(line["file"], (self.mail / line["file"]).read_bytes(), *place,
                                              replaces=there[0]["sha256"] if there else ""))
        if taken:
            imports.confirm(self.data, taken, WHO)

    def replaces(self) -> None:
        for line in self.lines():
            path = self.data / line["file"]
            there = imports.rivals(imports.existing(load(self.data)), line["unit"], int(line["year"]), line["scope"])
            if path.suffix in (".html", ".txt", ".md") and len(there) == 1:
                content = path.read_bytes() + f"\n<!-- {self.chance.random()} -->\n".encode()
                imports.confirm(self.data, [imports.Incoming(path.name, content, line["unit"], int(line["year"]), line["scope"],
                                                             replaces=there[0]["sha256"])], WHO)
                return

    def takes_back(self) -> None:
        done = [item for item in imports.history(self.data) if item.state == "stored"]
        if done:
            imports.undo(self.data, self.chance.choice(done).id, WHO)

    def corrects(self) -> None:
        if self.lines():
            line = self.chance.choice(self.lines())
            read = pipeline.read_reports(self.data / line["file"]) if (self.data / line["file"]).exists() else []
            if read and read[0].cells:
                cell = self.chance.choice(read[0].cells)
                Decisions(self.data).append("correction", f"{line['unit']}/{line['year']}/{line['scope']}/{cell.path}",
                                            str(self.chance.randint(0, 99)), WHO, "by telephone",
                                            {"sha256": line["sha256"], "text": cell.text})

    def leaves_as_printed(self) -> None:
        made = Decisions(self.data).read("correction")
        if made:
            last = self.chance.choice(made)
            Decisions(self.data).append("correction", last.subject, corrections.AS_PRINTED, WHO, "a slip", last.expects)

    def types(self) -> None:
        form = list(catalog.forms().values())[-1]
        unit = self.chance.choice(load(self.data).units)["unit"]
        there = [line["sha256"] for line in self.lines() if (line["unit"], line["year"]) == (unit, "2024")]
        corrections.write_typed(self.data, unit, 2024, "organ", form.code, dict.fromkeys(form.paths(), "1"), WHO, "on paper",
                                supersedes=self.chance.choice([*there, ""]))

    def reforms(self) -> None:
        now = register.of(load(self.data))
        unit = self.chance.choice(sorted(now.codes()))
        new = self.chance.choice([
            lambda: reforms.changed(now, unit, {"short_name": f"{self.chance.random()}"}),
            lambda: reforms.changed(now, unit, {"kind": "township"}),
            lambda: reforms.changed(now, unit, {"name": f"示例县第{self.chance.randint(1, 9)}局"}),
            lambda: reforms.added(now, {"name": f"示例县第{self.chance.randint(1, 9)}局", "from_year": "2019"})])()
        register.change(self.data, new, "changed", unit, WHO, "a letter", now.version)

    def sets_a_date(self) -> None:
        path = self.data / "due_dates.csv"
        lines = load(self.data).due_dates
        lines = [{**line, "due": line["due"][:8] + f"{self.chance.randint(10, 28)}"} for line in lines]
        path.write_bytes(as_csv(lines, tuple(lines[0])))

    def drops_by_hand(self) -> None:
        line = self.chance.choice(list(load(self.mail).passports.values()))
        folder = self.data / "reports" / self.chance.choice([line["unit"], "elsewhere"])
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.mail / line["file"], folder / Path(line["file"]).name)

    def drops_a_broken_one(self) -> None:
        folder = self.data / "reports" / "elsewhere"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"2024-{self.chance.randint(1, 3)}.pdf").write_bytes(self.chance.randbytes(300))

    def removes_by_hand(self) -> None:
        there = load(self.data).documents()
        if there:
            (self.data / self.chance.choice(there)).unlink()

    def edits_a_passport(self) -> None:
        lines = [dict(line) for line in self.lines()]
        if lines:
            self.chance.choice(lines).update(self.chance.choice([
                {"scope": "level"}, {"published_on": "2025-02-03"}, {"extent": "tables_only"}, {"year": "2023"}, {"unit": ""}]))
            (self.data / "reports.csv").write_bytes(as_csv(lines, imports.PASSPORT))


def test_copying_gives_what_making_anew_gives(data: Path, mail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After one act of each kind and after each of GXSTATS_TURNS random ones; most of the rows are copied."""
    office = Office(data, mail, random.Random(TURNS))
    copied = list[int]()

    def unchanged(*given: Any) -> list[copying.Copied]:
        found = copying.unchanged(*given)
        copied.append(len(found))
        return found

    monkeypatch.setattr(pipeline, "unchanged", unchanged)
    acts = office.acts()
    acts += [office.chance.choice(acts) for _ in range(TURNS)]
    for act in acts:
        with suppress(GxstatsError):  # what may not be is refused, and changes nothing
            act()
        summary = pipeline.build(data)
        now = tables(data)
        wanted = anew(data)
        assert now.keys() == wanted.keys()
        for name, rows in wanted.items():
            assert now[name] == rows, (act, name)
        assert summary.reports == len(now["report"])
    assert sum(copied) > 3 * len(acts)
    pipeline.build(data, fresh=True)
    assert tables(data) == wanted


def test_a_damaged_snapshot_is_not_copied(data: Path, mail: Path) -> None:
    """The store is whole again after the next build, wherever the snapshot before was damaged."""
    shutil.copytree(mail / "reports", data / "reports", dirs_exist_ok=True)
    pipeline.build(data)
    wanted, chance = tables(data), random.Random(5)
    for turn in range(12):
        path = Store(data).path()
        content = bytearray(path.read_bytes())
        for _ in range(turn + 1):
            at = chance.randrange(len(content) - 512)
            content[at:at + 512] = chance.randbytes(512)
        path.write_bytes(content)
        pipeline.build(data)
        assert tables(data) == wanted
