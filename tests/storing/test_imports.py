"""Documents in and out of a data directory: whole or not at all, whatever comes between."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from gxstats import catalog, pipeline
from gxstats.cli import main
from gxstats.demo.county import write_county
from gxstats.errors import GxstatsError, NotAllowedError
from gxstats.intake import read_in
from gxstats.storing import corrections, imports, moving, reforms, register, staged
from gxstats.storing.corrections import Correction
from gxstats.storing.data import load
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Person, Roles
from gxstats.storing.store import Store, connect
from tests.receiving import receiving
from tests.storing.test_copying import anew, tables

WHO = Roles().typed("王某")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented county whose documents are the mail that comes in."""
    root = tmp_path_factory.mktemp("mail") / "county"
    write_county(root, units=5, first=2023, last=2024)
    return root


@pytest.fixture
def data(source: Path, tmp_path: Path) -> Path:
    """The same county with its registers and without a document."""
    return receiving(source, tmp_path / "data")


def mail(source: Path) -> list[tuple[str, bytes]]:
    """Every report of the county that is in force, under its title's name."""
    return [(Path(name).name, (source / name).read_bytes()) for name in load(source).documents()]


def rows(data: Path, sql: str) -> list[tuple[object, ...]]:
    connection = connect(Store(data).path())
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def ready(data: Path, files: list[tuple[str, bytes]], most: int = 99) -> list[imports.Incoming]:
    known = load(data)
    items = list(read_in(files, known))
    lines = imports.existing(known)
    found = [item for item in items if staged.state(item, known, lines, items) in staged.MAY]
    return [item.incoming(lines) for item in found[:most]]


CELLS = "SELECT r.unit, r.year, r.scope, c.code, c.value, c.text FROM cell c JOIN report r USING (report_id) ORDER BY ALL"


def test_in_and_out_again(data: Path, source: Path) -> None:
    pipeline.build(data)
    before = sorted(p.relative_to(data / "reports").as_posix() for p in (data / "reports").rglob("*"))
    documents = ready(data, mail(source))
    assert len(documents) >= 6
    done = imports.confirm(data, documents, WHO)
    pipeline.build(data)
    pipeline.build(source)
    wanted = set(rows(source, CELLS))
    got = set(rows(data, CELLS))
    assert got
    assert got <= wanted
    assert {(r[0], r[1]) for r in got} == {(d.unit, d.year) for d in documents}
    imports.undo(data, done.id, WHO)
    pipeline.build(data)
    assert rows(data, "SELECT count(*) FROM report") == [(0,)]
    assert sorted(p.relative_to(data / "reports").as_posix() for p in (data / "reports").rglob("*") if p.is_file()) == before
    assert [d.choice for d in Decisions(data).read("import")] == ["stored", "undone"]
    with pytest.raises(GxstatsError, match="taken back already"):
        imports.undo(data, done.id, WHO)


def test_same_replaced_and_other_scope(data: Path, source: Path) -> None:
    first = ready(data, mail(source), 1)
    imports.confirm(data, first, WHO)
    name, content = first[0].name, first[0].content
    known = load(data)
    again = next(iter(read_in([(name, content)], known)))
    assert staged.state(again, known, imports.existing(known)) == staged.SAME
    item = next(iter(read_in([(name, content + b"\n<!-- again -->\n" if name.endswith("html") else content + b"\n\n")], known)))
    item.unit, item.year, item.scope = first[0].unit, first[0].year, first[0].scope
    if item.report is None:
        pytest.skip("this kind of document cannot be made longer")
    assert staged.state(item, known, imports.existing(known)) == staged.TAKEN
    with pytest.raises(GxstatsError, match="replaces"):
        imports.confirm(data, [item.incoming(imports.existing(known))], WHO)
    item.replacing = True
    assert staged.state(item, known, imports.existing(known)) == staged.REPLACES
    second = imports.confirm(data, [item.incoming(imports.existing(known))], WHO)
    pipeline.build(data)
    assert rows(data, "SELECT current FROM report ORDER BY current") == [(False,), (True,)]
    assert all((data / line["file"]).exists() for line in imports.existing(load(data)))
    imports.undo(data, second.id, WHO)
    pipeline.build(data)
    assert rows(data, "SELECT current, sha256 FROM report") == [(True, first[0].sha256)]
    item.replacing, item.scope = False, "region" if item.scope != "region" else "level"
    assert staged.state(item, load(data), imports.existing(load(data))) in staged.MAY


def test_a_correction_holds_on_its_document_only(data: Path, source: Path) -> None:
    (one,) = ready(data, mail(source), 1)
    known = load(data)
    report = next(iter(read_in([(one.name, one.content)], known))).report
    assert report
    cell = report.cells[-1]
    change = Correction(cell.path, cell.text, "7777", "telephone call")
    fixed = imports.Incoming(one.name, one.content, one.unit, one.year, one.scope, corrections=(change,))
    done = imports.confirm(data, [fixed], WHO)
    pipeline.build(data)
    where = f"WHERE code = '{cell.path}'"
    assert rows(data, f"SELECT value, origin FROM cell {where}") == [(7777.0, "corrected")]
    newer = imports.Incoming("newer.txt", b"x" + one.content, one.unit, one.year, one.scope, replaces=one.sha256)
    imports.confirm(data, [newer], WHO)
    # the newer document cannot be told apart by its cells; what counts is that the correction is not carried over
    latest = corrections.corrected(
        imports_report(report, newer.sha256), one.unit, one.year, one.scope, True, Decisions(data).read("correction"))
    assert [f.check for f in latest.findings if f.check == "correction_stale"] == ["correction_stale"]
    assert latest.value(cell.path) == cell.value
    imports.undo(data, done.id, WHO)
    assert Decisions(data).latest("correction")[f"{one.unit}/{one.year}/{one.scope}/{cell.path}"].choice == corrections.AS_PRINTED


def imports_report(report: object, sha256: str) -> corrections.Report:
    from dataclasses import replace
    assert isinstance(report, corrections.Report)
    return replace(report, sha256=sha256)


def test_a_typed_report_is_a_report(data: Path) -> None:
    form = list(catalog.forms().values())[-1]
    unit = load(data).units[0]["unit"]
    cells = dict.fromkeys(form.paths(), "0")
    cells["requests/received/total"] = "5"
    corrections.write_typed(data, unit, 2024, "organ", form.code, cells, WHO, "came on paper")
    pipeline.build(data)
    assert rows(data, "SELECT DISTINCT origin FROM cell WHERE origin <> 'summed'") == [("typed",)]
    assert rows(data, "SELECT requests__received__total FROM figure") == [(5.0,)]
    assert rows(data, "SELECT count(*) > 0 FROM finding WHERE status = 'fail' AND severity = 'error'") == [(True,)]
    with pytest.raises(GxstatsError, match="neither a number"):
        corrections.write_typed(data, unit, 2024, "organ", form.code, {"requests/received/total": "five"}, WHO, "")
    with pytest.raises(GxstatsError, match="has no cell"):
        corrections.write_typed(data, unit, 2024, "organ", form.code, {"requests/received/moon": "5"}, WHO, "")


def test_two_units_of_one_name_are_asked_about(data: Path, source: Path) -> None:
    first = ready(data, mail(source), 1)[0]
    now = register.of(load(data))
    name = now.last(first.unit)["name"]
    both = reforms.added(now, {"name": name, "from_year": "2019"})
    register.change(data, both, "added", "units", WHO, "another county has one too", now.version)
    (item,) = read_in([(first.name, first.content)], load(data))
    assert (item.unit, item.namesakes, set(item.suggestions)) == ("", True, {first.unit, "u0001"})
    assert staged.state(item, load(data), []) == staged.UNIT


def test_a_saved_page_keeps_its_address(data: Path, source: Path) -> None:
    name, content = next(pair for pair in mail(source) if pair[0].endswith(".html"))
    address = "https://www.example.gov.cn/report/2024.html"
    saved = f"<!-- saved from url=(0043){address} -->\n".encode() + content
    (item,) = read_in([(name, saved)], load(data))
    assert item.incoming([]).url == address
    imports.confirm(data, [item.incoming([])], WHO)
    assert [line["url"] for line in load(data).passports.values()] == [address]


def test_a_viewer_cannot_import(data: Path, source: Path) -> None:
    with pytest.raises(NotAllowedError):
        imports.confirm(data, ready(data, mail(source), 1), Person("x"))
    assert not (data / "imports").exists()


@pytest.mark.parametrize("names", [["../../x.html"], ["/etc/x.html"], ["C:\\x.html"], ["a/..\\..\\x.html"]])
def test_an_archive_that_leads_out_is_refused(names: list[str], data: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    (item,) = read_in([("mail.zip", packed.getvalue())], load(data))
    assert item.error
    assert "leads out" in str(item.error)
    assert catalog.say(item.error.sentence, "zh", **item.error.values) != str(item.error)


def test_an_archive_of_too_much_is_refused(data: Path) -> None:
    many, bomb = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}.txt", b"")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(staged.MOST_BYTES + 1))
    for content, sentence in ((many, "100000 files"), (bomb, "unpack to more")):
        (item,) = read_in([("mail.zip", content.getvalue())], load(data))
        assert item.error
        assert sentence in str(item.error)


def test_names_are_labels() -> None:
    assert staged.label("..\\..\\a/b\x00<b>.html") == "b<b>.html"
    assert imports.Incoming("x.h/../tml", b"", "u", 2024, "organ").file().startswith("reports/u/2024-")
    assert imports.Incoming("=cmd|x.a b", b"", "u", 2024, "organ").file().endswith(".bin")


def test_a_full_disk_and_a_closed_directory_lose_nothing(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = ready(data, mail(source), 2)
    imports.confirm(data, [one], WHO)
    before = imports.existing(load(data))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(GxstatsError, match="No space left"):
            imports.confirm(data, [two], WHO)
    imports.recover(data)
    assert imports.existing(load(data)) == before
    assert not list((data / "reports").rglob(".*.part"))
    assert imports.confirm(data, [two], WHO).state == "stored"


def test_ten_importers_at_once(data: Path, source: Path) -> None:
    documents = ready(data, mail(source))
    failures: list[BaseException] = []

    def work(item: imports.Incoming) -> None:
        try:
            imports.confirm(data, [item], WHO)
            pipeline.build(data)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(item,)) for item in documents[:10]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert {row[0] for row in rows(data, "SELECT sha256 FROM report")} == {item.sha256 for item in documents[:10]}


_KILLED = """
import json, sys
from pathlib import Path
from gxstats import pipeline
from gxstats.storing import imports
from gxstats.storing.roles import Roles
data, plan, before, who = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()), int(sys.argv[3]), Roles().typed("w")
for number, (unit, year, scope, path) in enumerate(plan):
    if number == before:
        print("go", flush=True)
    item = imports.Incoming(path, Path(path).read_bytes(), unit, year, scope)
    done = imports.confirm(data, [item], who)
    print("in", item.sha256, flush=True)
    pipeline.build(data)
    if number % 3 == 2:
        print("asked", item.sha256, flush=True)
        imports.undo(data, done.id, who)
        print("out", item.sha256, flush=True)
        pipeline.build(data)
"""


def test_kills_at_any_moment_lose_nothing(data: Path, source: Path, tmp_path: Path) -> None:
    """As many kills as GXSTATS_KILLS says (five by default), at random moments of imports, undoing and builds: of the first,
    which reads in a process just begun, and of later ones, which copy from the snapshot before."""
    documents = ready(data, mail(source))
    plan = []
    for number, item in enumerate(documents):
        path = tmp_path / f"{number}{imports.plain_suffix(item.name)}"
        path.write_bytes(item.content)
        plan.append((item.unit, item.year, item.scope, str(path)))
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    chance, reached = random.Random(7), list[int]()
    for turn in range(int(os.environ.get("GXSTATS_KILLS", "5"))):
        fresh = tmp_path / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(data, fresh)
        process = subprocess.Popen([sys.executable, "-c", _KILLED, str(fresh), str(tmp_path / "plan.json"), str(turn % 3)],
                                   stdout=subprocess.PIPE, text=True)
        assert process.stdout
        said = [""]
        while said[-1] != "go\n":
            said.append(process.stdout.readline())
        time.sleep(chance.uniform(0, 1.2))
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
        process.stdout.close()
        process.wait()
        told = {act: {line.split()[1] for line in said if line.startswith(act)} for act in ("in", "asked", "out")}
        left = Store(fresh).newest()
        reached.append(int(left.stem.split("-")[1]) if left else 0)
        pipeline.build(fresh)
        stored = {str(row[0]) for row in rows(fresh, "SELECT sha256 FROM report")}
        counted = {line["sha256"] for item in imports.history(fresh) for line in item.lines if item.state == "stored"}
        assert stored == counted
        assert told["in"] - told["asked"] <= stored
        assert not told["out"] & stored
        assert not list((fresh / "reports").rglob(".*.part"))
        assert not list((fresh / "store").glob("work-*"))
        assert {line["sha256"] for line in load(fresh).passports.values()} == stored
        assert turn % 4 or tables(fresh) == anew(fresh)
    print(f"killed after so many builds: {dict(sorted(Counter(reached).items()))}")


def test_the_command_line(data: Path, source: Path, tmp_path: Path) -> None:
    files = [str(source / name) for name in load(source).documents()[:4]]
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    run = CliRunner().invoke(main, ["import", *files, str(broken), "--data", str(data), "--dry-run", "--who", "w"])
    assert run.exit_code == 2
    assert not load(data).passports
    run = CliRunner().invoke(main, ["import", *files, "--data", str(data), "--who", "w"])
    assert load(data).passports
    assert imports.history(data)[0].id in run.output
    target = tmp_path / "b.zip"
    assert CliRunner().invoke(main, ["backup", str(target), "--data", str(data)]).exit_code == 0
    run = CliRunner().invoke(main, ["restore", str(target), str(tmp_path / "moved")])
    assert run.exit_code == 0, run.output
    for table in ("cell", "figure", "finding", "expected", "due_on"):  # the store built again from the rest is the same
        assert rows(tmp_path / "moved", f"SELECT * FROM {table} ORDER BY ALL") == rows(data, f"SELECT * FROM {table} ORDER BY ALL")
    run = CliRunner().invoke(main, ["undo", imports.history(data)[0].id, "--data", str(data), "--who", "w"])
    assert run.exit_code == 0, run.output
    assert not load(data).passports


def test_a_changed_backup_is_refused(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.zip"
    moving.backup(data, target)
    for name, content in (("units.csv", b"unit\n"), ("../out.csv", b"x")):
        changed = tmp_path / "c.zip"
        with zipfile.ZipFile(target) as old, zipfile.ZipFile(changed, "w") as new:
            hashes = json.loads(old.read("gxstats-backup.json"))
            for entry in old.namelist():
                if entry not in (name, "gxstats-backup.json"):
                    new.writestr(entry, old.read(entry))
            new.writestr(name, content)
            new.writestr("gxstats-backup.json", json.dumps({**hashes, name: hashes.get(name, "0")}))
        with pytest.raises(GxstatsError, match="no whole backup"):
            moving.restore(changed, tmp_path / "moved")
        assert not (tmp_path / "moved").exists()
        assert not (tmp_path / "out.csv").exists()
