"""Decisions are appended, never lost, and told to be outdated when the values changed."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats.errors import GxstatsError, StaleCorrectionError
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Person, Roles

FINDING: dict[str, Any] = {
    "finding_id": "abc", "check_code": "requests_balance", "unit": "u01", "year": 2023, "scope": "organ",
    "code_table": "requests", "code_row": None, "code_column": "total", "found": "12", "expected": "13",
}


def here(name: str) -> Person:
    """Someone on this machine, where there is no roles.toml."""
    return Roles().typed(name)


def test_a_verdict_survives_and_the_last_one_stands(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    decisions.verdict(FINDING, "asked", here("张三"), "已电话询问")
    decisions.verdict(FINDING, "confirmed", here("李四"), "单位承认,\n将更正")
    standing = Decisions(tmp_path).standing([FINDING])["abc"]
    assert (standing.decision.choice, standing.decision.who, standing.outdated) == ("confirmed", "李四", False)
    assert [d.choice for d in decisions.history("verdict", "abc")] == ["asked", "confirmed"]
    assert decisions.latest("verdict")["abc"].why == "单位承认,\n将更正"


def test_a_verdict_on_other_values_is_outdated(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    decisions.verdict(FINDING, "dismissed", here("张三"))
    changed = {**FINDING, "finding_id": "def", "found": "11"}
    assert decisions.standing([changed])["def"].outdated
    elsewhere = {**FINDING, "finding_id": "ghi", "year": 2022}
    assert decisions.standing([elsewhere]) == {}


def test_a_correction_that_expects_another_value_is_stale(tmp_path: Path) -> None:
    decision = Decisions(tmp_path).append("correction", "u01/2023/organ/requests/received/total", "12", here("张三"),
                                          "扫描件有误", {"value": "21"})
    decision.require({"value": 21})
    with pytest.raises(StaleCorrectionError):
        decision.require({"value": 12})


@pytest.mark.parametrize(("kind", "choice", "who"), [
    ("verdict", "maybe", "张三"), ("opinion", "confirmed", "张三"), ("verdict", "confirmed", "  "),
])
def test_what_is_not_allowed_is_refused(tmp_path: Path, kind: str, choice: str, who: str) -> None:
    with pytest.raises(GxstatsError):
        Decisions(tmp_path).append(kind, "abc", choice, here(who))
    assert not (tmp_path / "decisions").exists()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=4))
def test_any_text_is_read_back(tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]) -> None:
    decisions = Decisions(tmp_path_factory.mktemp("data"))
    clean = [(a, b) for a, b in texts if all(ord(c) >= 32 and not 0xD800 <= ord(c) < 0xE000 for c in a + b)]
    for subject, why in clean:
        decisions.append("adjustment", subject, "-2", here("张三"), why, {"points": "8"})
    assert [(d.subject, d.why) for d in decisions.read("adjustment")] == [(a, b.strip()) for a, b in clean]


def test_a_line_cut_off_costs_only_itself(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    decisions.verdict(FINDING, "asked", here("张三"))
    with (tmp_path / "decisions" / "verdicts.csv").open("ab") as stream:
        stream.write("2026-01-01T00:00:00,李".encode()[:-1])
    path = tmp_path / "decisions" / "verdicts.csv"
    path.write_bytes(path.read_bytes().removesuffix("李".encode()[:-1]))
    decisions.verdict(FINDING, "confirmed", here("王五"))
    assert [d.who for d in decisions.read("verdict")] == ["张三", "王五"]


def _many(argument: tuple[Path, int]) -> None:
    folder, number = argument
    for count in range(10):
        Decisions(folder).append("verdict", f"{number}-{count}", "confirmed", here(f"n{number}"), "x" * 5000)


@pytest.mark.parametrize("pool", ["threads", "processes"])
def test_many_at_once_lose_nothing(tmp_path: Path, pool: str) -> None:
    work = [(tmp_path, number) for number in range(4)]
    if pool == "threads":
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(_many, work))
    else:
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
            list(processes.map(_many, work))
    found = Decisions(tmp_path).read("verdict")
    assert len(found) == 40
    assert len({d.subject for d in found}) == 40
