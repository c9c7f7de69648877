"""`gxstats check`: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from gxstats import catalog
from gxstats.check_command import check
from gxstats.checking.specimens import document, specimens
from gxstats.pipeline import build
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Roles

NAME = str(specimens()["defaults"]["name"])


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(check, [str(a) for a in arguments], obj="zh")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_text(document({}), encoding="utf-8")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_text(document({"edits": [["（一）予以公开\t0", "（一）予以公开\t3"]]}), encoding="utf-8")
    return path


def test_a_sound_file_passes(sound: Path) -> None:
    result = run(sound, "--json", "--all")
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert not [line for line in lines if line["status"] == "fail"]
    assert {"requests_balance", "blank_cells"} <= {line["check"] for line in lines if line["status"] == "pass"}
    assert "carry_over_chain" in {line["check"] for line in lines if line["status"] == "cannot_say"}


def test_a_broken_file_fails_with_one_line_an_answer(broken: Path, tmp_path: Path) -> None:
    result = run(broken, "--json", "--junit", tmp_path / "out.xml")
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 1
    assert " ".join(lines[0]) == ("finding check severity status unit year scope table row column "
                                  "found expected message")
    assert "requests_handled_sum" in {line["check"] for line in lines if line["status"] == "fail"}
    suite = ElementTree.parse(tmp_path / "out.xml").getroot()
    assert int(suite.attrib["failures"]) == sum(line["status"] == "fail" for line in lines) > 0


def test_each_line_has_every_key_and_passes_only_when_asked(broken: Path) -> None:
    """The contract for programs: keys in this order, their values, and what a word of theirs may be."""
    lines = [json.loads(line) for line in run(broken, "--json").output.splitlines()]
    every = [json.loads(line) for line in run(broken, "--json", "--all").output.splitlines()]
    assert {line["status"] for line in lines} == {"fail", "cannot_say"}
    assert [line for line in every if line["status"] != "pass"] == lines
    assert len(every) > len(lines)
    for line in every:
        assert " ".join(line) == "finding check severity status unit year scope table row column found expected message"
        assert line["check"] in catalog.checks()
        assert line["severity"] in ("error", "warning", "info")
        assert (line["unit"], line["year"], line["scope"]) == ("示例县某某局", 2023, "organ")
        assert line["message"]
        assert bool(line["finding"]) == (line["status"] != "pass")
    [failed] = [line for line in lines if line["check"] == "requests_handled_sum" and line["status"] == "fail"]
    assert [failed[name] for name in ("severity", "table", "row", "column", "found", "expected")] == [
        "error", "requests", None, "natural_person", "0", "3"]


def test_a_warning_alone_does_not_fail(tmp_path: Path) -> None:
    """Exit 1 is for a failed check of severity error; an option that does not exist could not run."""
    path = tmp_path / NAME
    path.write_text(document({"edits": [["公开内容更新还不够及时，下一步将明确专人逐月检查。", "无。"]]}), encoding="utf-8")
    result = run(path, "--json")
    loud = {(line["severity"], line["status"]) for line in map(json.loads, result.output.splitlines())} - {("info", "cannot_say")}
    assert loud == {("warning", "fail")}
    assert result.exit_code == 0
    assert run(path, "--no-such-option").exit_code == 2


def test_people_read_lines_and_a_sum(broken: Path) -> None:
    result = run(broken)
    assert "== 示例县某某局 2023 本机关" in result.output
    assert "[requests_handled_sum]" in result.output
    assert "错误" in result.output.splitlines()[-1]


def test_what_cannot_run_says_so_with_exit_two(tmp_path: Path) -> None:
    assert run(tmp_path / "nothing.txt").exit_code == 2
    assert run("--data", tmp_path).exit_code == 2


def test_a_file_that_cannot_be_read_is_a_failed_check(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_text("no workbook", encoding="utf-8")
    result = run(path, "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)["check"] == "unreadable"


def test_the_catalogue_lists_every_check() -> None:
    lines = [json.loads(line) for line in run("--list", "--json").output.splitlines()]
    assert [line["check"] for line in lines] == list(catalog.checks())
    assert all(line["formula"] for line in lines)


def test_a_store_and_a_new_file_beside_it(tmp_path: Path, sound: Path) -> None:
    """Last year's report of the same unit in a data directory answers what a file alone cannot say."""
    data = tmp_path / "data"
    folder = data / "reports" / "bureau"
    folder.mkdir(parents=True)
    (data / "data.toml").write_text('label_zh = "例"\nlabel_en = "example"\ninvented = true\n', encoding="utf-8")
    (data / "units.csv").write_text(
        "unit,from_year,to_year,name,kind,level,parent\nbureau,2019,,示例县某某局,department,county,\n",
        encoding="utf-8")
    (folder / "2022-00000000.txt").write_text(
        document({"edits": [["2023", "2022"], ["2024", "2023"],
                            ["四、结转下年度继续办理\t0", "四、结转下年度继续办理\t2"]]}),
        encoding="utf-8")
    (data / "reports.csv").write_text(
        "unit,year,scope,file\nbureau,2022,organ,reports/bureau/2022-00000000.txt\n", encoding="utf-8")
    build(data)
    stored = run("--data", data, "--json")
    assert stored.exit_code == 1
    lines = [json.loads(line) for line in stored.output.splitlines()]
    assert {line["year"] for line in lines} == {2022}
    failed = next(line for line in lines if line["status"] == "fail")
    Decisions(data).append("verdict", failed["finding"], "asked", Roles().typed("王五"), "已电话询问")
    told = {line["finding"]: line for line in map(json.loads, run("--data", data, "--json").output.splitlines())}
    assert told[failed["finding"]]["verdict_by"] == "王五"
    assert "王五" in run("--data", data).output
    assert run("--data", data, "--year", "2021").exit_code == 0
    assert run("--data", data, "--unit", "bureau").exit_code == 1
    assert run("--data", data, "--unit", "burau").exit_code == 2, "a unit that is not there was not found sound"
    beside = [json.loads(line) for line in run(sound, "--data", data, "--json").output.splitlines()]
    assert ("carry_over_chain", "fail") in {(line["check"], line["status"]) for line in beside}
    assert {line["year"] for line in beside} == {2023}
