"""Sign-off: frozen whole or not at all, reproduced from its own files, and every later change told."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from gxstats import pipeline
from gxstats.cli import main
from gxstats.errors import GxstatsError, NotAllowedError
from gxstats.measuring import judging, schemes, signing
from gxstats.measuring.assessment import assess
from gxstats.measuring.judging import judged
from gxstats.measuring.signing import Signed
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Person
from tests.measuring.assessed import facts_in, here

NAME, YEAR = "example_deductions", 2024


@pytest.fixture
def data(county: Path, tmp_path: Path) -> Path:
    """A data directory of its own, everything entered but one item."""
    path = tmp_path / "county"
    shutil.copytree(county / "example", path, ignore=shutil.ignore_patterns("decisions", "signed"))
    made = schemes.load(path, NAME)
    for unit in facts_in(path, made, YEAR).units["unit"]:
        judging.enter(Decisions(path), made, YEAR, unit, made.item("5.1"), "9", here(), "培训记录")
    return path


def sign(data: Path, who: Person | None = None, open_too: bool = False) -> Signed:
    made = schemes.load(data, NAME)
    by = judged(Decisions(data), NAME, YEAR)
    return signing.sign(data, made, facts_in(data, made, YEAR), by, who or here(), "定稿", open_too)


def test_a_sign_off_is_confirmed_by_another_and_reproduces_without_the_store(data: Path) -> None:
    signed = sign(data)
    assert signed.folder == data / "signed" / f"{NAME}-{YEAR}"
    assert not signed.in_force
    with pytest.raises(GxstatsError, match="another person"):
        signing.confirm(data, signed, here("张三"))
    assert signing.confirm(data, signed, here("李四")).in_force
    with pytest.raises(GxstatsError, match="signed off already"):
        sign(data)
    kept = data.parent / "kept"
    shutil.copytree(signed.folder, kept)
    shutil.rmtree(data)  # snapshots, documents, decisions: all gone
    again, result, same = signing.reproduced(kept)
    assert same
    assert again.manifest["signed_by"] == "张三"
    assert len(result.units) == again.manifest["units"] == 11
    run = CliRunner().invoke(main, ["assess", "--signed", str(kept), "--json"])
    assert run.exit_code == 0, run.output
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert {line["unit"]: line["total"] for line in lines}["housing"] == 90
    assert "一致" in run.stderr


def test_a_changed_file_is_told(data: Path) -> None:
    signed = sign(data)
    path = signed.folder / "result.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"90.00"', '"99.00"'), encoding="utf-8")
    run = CliRunner().invoke(main, ["--lang", "en", "assess", "--signed", str(signed.folder)])
    assert run.exit_code == 2
    assert "not the file that was signed" in run.stderr


def test_a_later_change_is_a_difference(data: Path) -> None:
    signed = sign(data)
    made = schemes.load(data, NAME)
    now = assess(made, facts_in(data, made, YEAR), judged(Decisions(data), NAME, YEAR))
    assert list(signing.differences(signed, now)) == []
    judging.adjust(Decisions(data), made, YEAR, "housing", "4.1", 15, "15", "12.00", here(), "复议决定已撤销")
    now = assess(made, facts_in(data, made, YEAR), judged(Decisions(data), NAME, YEAR))
    found = [(d.unit, d.item, d.signed, d.now) for d in signing.differences(signed, now)]
    assert found == [("housing", "4.1", "12.00", "15.00"), ("housing", "", "90.00", "93.00")]


def test_a_changed_report_is_a_difference(data: Path) -> None:
    signed = sign(data)
    lines = (data / "reports.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    late = [line.replace("2025-01-09", "2025-03-09") if line.startswith("housing,2024,") else line for line in lines]
    assert late != lines
    (data / "reports.csv").write_text("".join(late), encoding="utf-8")
    pipeline.build(data)
    made = schemes.load(data, NAME)
    now = assess(made, facts_in(data, made, YEAR), judged(Decisions(data), NAME, YEAR))
    assert [(d.unit, d.item, d.signed, d.now) for d in signing.differences(signed, now)] == [
        ("housing", "1.1", "10.00", "5.00"), ("housing", "", "90.00", "85.00")]
    assert signing.reproduced(signed.folder)[2]


def test_open_items_are_settled_or_signed_as_open(data: Path) -> None:
    made = schemes.load(data, NAME)
    judging.enter(Decisions(data), made, YEAR, "housing", made.item("5.1"), "withdrawn", here(), "撤回")
    with pytest.raises(GxstatsError, match="1 items are open"):
        sign(data)
    assert not (data / "signed").exists()
    signed = sign(data, open_too=True)
    frozen = {line["unit"]: line for line in json.loads((signed.folder / "result.json").read_text(encoding="utf-8"))}
    assert frozen["housing"]["total"] == "open"
    assert frozen["housing"]["rank"] == 0


def test_only_who_may_sign_signs(data: Path) -> None:
    with pytest.raises(NotAllowedError):
        sign(data, Person("王某", ("collector",), frozenset({"verdict"}), "proxy"))
    assert not (data / "signed").exists()
    signed = sign(data)
    with pytest.raises(NotAllowedError):
        signing.confirm(data, signed, Person("路人"))
    with pytest.raises(NotAllowedError):
        signing.withdraw(data, signed, Person("路人"), "无")


def test_a_withdrawn_sign_off_stays_and_the_next_has_its_own_folder(data: Path) -> None:
    first = sign(data)
    signing.withdraw(data, first, here("李四"), "申诉成立")
    assert signing.latest(data, NAME, YEAR) is None
    second = sign(data)
    assert second.folder.name == f"{NAME}-{YEAR}-2"
    assert [s.folder.name for s in signing.all_signed(data, NAME, YEAR)] == [first.folder.name, second.folder.name]
    assert signing.reproduced(first.folder)[2]
    assert [(d.who, d.choice) for d in Decisions(data).read("signature")] == [
        ("张三", "signed"), ("李四", "withdrawn"), ("张三", "signed")]


_SIGNER = """
import sys
from pathlib import Path
from tests.measuring.test_signing import NAME, YEAR, sign
from tests.measuring.assessed import here
from gxstats.measuring import signing
data = Path(sys.argv[1])
print("ready", flush=True)
while True:
    signed = sign(data)
    print(signed.folder.name, flush=True)
    signing.withdraw(data, signed, here("李四"), "再来")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_while_signing_it_is_whole_or_not_there(data: Path) -> None:
    for turn in range(4):
        process = subprocess.Popen([sys.executable, "-c", _SIGNER, str(data)], stdout=subprocess.PIPE, text=True,
                                   cwd=Path(__file__).resolve().parents[2])
        assert process.stdout
        process.stdout.readline()
        time.sleep(.25 + .11 * turn)
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        found = {signed.folder.name: signed for signed in signing.all_signed(data, NAME, YEAR)}
        assert set(told) <= set(found), "a sign-off told is lost"
        assert {path.name for path in (data / "signed").glob(f"{NAME}*")} == set(found), "a folder without its manifest"
        assert all(signing.reproduced(signed.folder)[2] for signed in found.values()), "half-written"
        if (standing := signing.latest(data, NAME, YEAR)) is not None:
            signing.withdraw(data, standing, here("李四"), "清理")
    assert sign(data).manifest["units"] == 11
