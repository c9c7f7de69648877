"""A full disk and a directory that may not be written: a sentence, nothing lost, and all well once there is room again."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gxstats import pipeline
from gxstats.demo.county import write_county
from gxstats.storing import imports, moving
from gxstats.storing.data import load
from gxstats.storing.store import Store, connect

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of this system are asked for")
_OVER = (1, 2, 3)  # capabilities by which root writes and reads everywhere: dac_override, dac_read_search, fowner

# what a child does: one step after the other, each answered with "done", or the sentence that refused it
_CHILD = """
import contextlib, json, os, resource, signal, sys
import click
from pathlib import Path
from gxstats.cli import main
from gxstats import pipeline
from gxstats.errors import GxstatsError
from gxstats.storing import imports, register, reforms
from gxstats.storing.data import load
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Roles
from gxstats.storing.store import Store, connect
data, plan, most = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text()), int(sys.argv[3])
who = Roles().typed("w")
now = register.of(load(data))
document = imports.Incoming(plan["file"], Path(plan["file"]).read_bytes(), plan["unit"], plan["year"], plan["scope"])
steps = {
    "import": lambda: imports.confirm(data, [document], who),
    "register": lambda: register.change(data, reforms.changed(now, plan["unit"], {"short_name": "x"}), "changed", plan["unit"], who,
                                        "slip", now.version),
    "decide": lambda: Decisions(data).append("verdict", "x", "confirmed", who),
    "build": lambda: pipeline.build(data),
    "export": lambda: main(["--lang", "en", "export", "workbook", "--data", str(data), "--out", str(data / "out.xlsx")],
                           standalone_mode=False),
}
if most:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
for name, step in steps.items():
    try:
        with contextlib.redirect_stdout(sys.stderr):
            step()
        print(json.dumps([name, "done"]), flush=True)
    except (GxstatsError, click.ClickException) as error:
        print(json.dumps([name, str(error)]), flush=True)
connect(Store(data).path()).execute("SELECT count(*) FROM report").fetchall()
print(json.dumps(["view", "done"]))
"""


@pytest.fixture
def place() -> Iterator[Path]:
    """A county's documents and a data directory that holds one of them."""
    root = Path(tempfile.mkdtemp())
    write_county(root / "mail", units=4, first=2024, last=2024)
    moving.init(root / "data")
    for name in ("units.csv", "due_dates.csv"):
        shutil.copy(root / "mail" / name, root / "data" / name)
    passports = list(load(root / "mail").passports.values())
    take(root, passports[0])
    pipeline.build(root / "data")
    line = passports[1]
    (root / "plan.json").write_text(json.dumps({"file": str(root / "mail" / line["file"]), "unit": line["unit"],
                                                "year": int(line["year"]), "scope": line["scope"]}))
    yield root
    for path in [root, *root.rglob("*")]:
        path.chmod(0o755)
    shutil.rmtree(root)


def take(root: Path, line: dict[str, str]) -> None:
    from gxstats.storing.roles import Roles
    path = root / "mail" / line["file"]
    imports.confirm(root / "data", [imports.Incoming(path.name, path.read_bytes(), line["unit"], int(line["year"]), line["scope"])],
                    Roles().typed("w"))


def like_others() -> None:
    """What is begun from here may write only what it has the right to, even as root."""
    if os.getuid() == 0 and sys.platform == "linux":
        for capability in _OVER:
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def steps(root: Path, most: int = 0) -> dict[str, str]:
    """What each step of the child answered; it may write files of `most` bytes, and only what it has the right to."""
    run = subprocess.run([sys.executable, "-c", _CHILD, str(root / "data"), str(root / "plan.json"), str(most)],
                         preexec_fn=like_others, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return dict(json.loads(line) for line in run.stdout.splitlines())


def stored(root: Path) -> set[str]:
    connection = connect(Store(root / "data").path())
    try:
        return {row[0] for row in connection.execute("SELECT sha256 FROM report").fetchall()}
    finally:
        connection.close()


@pytest.mark.parametrize("most", [1, 1_500, 6_000, 60_000, 400_000])
def test_a_full_disk_is_a_sentence_and_loses_nothing(most: int, place: Path) -> None:
    before = stored(place)
    answers = steps(place, most)
    assert answers["view"] == "done"
    assert most > 1 or all(answer != "done" for name, answer in answers.items() if name != "view")
    for answer in answers.values():
        assert answer == "done" or any(words in answer for words in ("written", "counts"))
    pipeline.build(place / "data")  # there is room again
    now = stored(place)
    passports = {line["sha256"] for line in load(place / "data").passports.values()}
    assert before < now or answers["import"] != "done"
    assert before <= now == passports
    assert not [path for path in (place / "data").rglob(".*.part") if "store" not in path.parts]
    final = steps(place)
    assert final["build"] == "done"
    assert stored(place) == before | {line["sha256"] for line in load(place / "data").passports.values()}
    assert len(stored(place)) == 2


def test_a_directory_that_may_not_be_written_is_a_sentence(place: Path) -> None:
    before = stored(place)
    listed = {path: path.read_bytes() for path in (place / "data").rglob("*") if path.is_file()}
    for path in [place / "data", *(place / "data").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    probe = ["sh", "-c", ': >> "$0"', str(place / "data" / "data.toml")]
    if subprocess.run(probe, preexec_fn=like_others, stderr=subprocess.DEVNULL).returncode == 0:
        pytest.skip("root may write everywhere on this system")
    answers = steps(place)
    assert answers.pop("view") == "done"
    assert all("written" in answer for answer in answers.values()), answers
    assert {path: path.read_bytes() for path in (place / "data").rglob("*") if path.is_file()} == listed
    assert stored(place) == before
