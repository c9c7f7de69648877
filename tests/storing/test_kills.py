"""Killing the process at any moment while decisions are written: nothing half-written, nothing lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Roles

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")

_WRITER = """
import sys
from pathlib import Path
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Roles
decisions, who = Decisions(Path(sys.argv[1])), Roles().typed("张三")
for number in range(100_000):
    decisions.append("adjustment", f"{sys.argv[2]}-{number}", "-1", who, "多行\\n\\"理由\\"," * 200, {"n": number}, evidence="e")
    print(number, flush=True)
"""


def _killed(data: Path, name: str, after: float) -> int:
    """Run a writer, kill it; how many decisions it was told are written."""
    process = subprocess.Popen([sys.executable, "-c", _WRITER, str(data), name], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    told = 1 + len(process.stdout.read().splitlines())
    process.wait()
    process.stdout.close()
    return told


def test_kill_at_any_moment(tmp_path: Path) -> None:
    for turn in range(6):
        told = _killed(tmp_path, f"w{turn}", 0.003 * turn ** 2)
        found = Decisions(tmp_path).read("adjustment")
        mine = [d for d in found if d.subject.startswith(f"w{turn}-")]
        assert [d.subject for d in mine[:told]] == [f"w{turn}-{number}" for number in range(told)], "a decision told is lost"
        assert len(mine) <= told + 1
        assert all(d.why == ("多行\n\"理由\"," * 200).strip() and d.evidence == "e" for d in found), "half-written"


@pytest.mark.parametrize("cut", range(1, 80, 3))
def test_a_line_cut_anywhere_is_no_decision_and_swallows_none(tmp_path: Path, cut: int) -> None:
    decisions, who = Decisions(tmp_path), Roles().typed("张三")
    decisions.append("adjustment", "a", "-1", who, "第一，\n\"原因\"", {"x": 1}, evidence="函")
    path = tmp_path / "decisions" / "adjustments.csv"
    whole = path.read_bytes()
    decisions.append("adjustment", "b", "-2", who, "第二，\n\"原因\"", {"x": 2}, evidence="函二")
    path.write_bytes(path.read_bytes()[:len(whole) + cut])
    assert [d.subject for d in decisions.read("adjustment")] == ["a"]
    decisions.append("adjustment", "c", "-3", who, "第三")
    assert [d.subject for d in decisions.read("adjustment")] == ["a", "c"]


@pytest.mark.parametrize("cut", [1, 3, 9, 50, 60])
def test_a_head_cut_off_is_written_anew(tmp_path: Path, cut: int) -> None:
    decisions, who = Decisions(tmp_path), Roles().typed("张三")
    decisions.append("adjustment", "a", "-1", who, "第一")
    path = tmp_path / "decisions" / "adjustments.csv"
    path.write_bytes(path.read_bytes()[:cut])
    assert decisions.read("adjustment") == []
    decisions.append("adjustment", "b", "-2", who, "第二")
    decisions.append("adjustment", "c", "-3", who, "第三")
    assert [d.subject for d in decisions.read("adjustment")] == ["b", "c"]


def test_a_file_begun_without_evidence_takes_it(tmp_path: Path) -> None:
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions" / "adjustments.csv").write_text(
        "\ufeffwhen,who,subject,where,choice,why,expects\n2026-01-01T00:00:00+08:00,张三,a,,-1,旧,\n", encoding="utf-8")
    Decisions(tmp_path).append("adjustment", "b", "-2", Roles().typed("李四"), evidence="来函")
    assert [(d.subject, d.evidence) for d in Decisions(tmp_path).read("adjustment")] == [("a", ""), ("b", "来函")]
