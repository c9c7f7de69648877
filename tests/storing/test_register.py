"""The register of units: what it refuses, what happens to units, workbook and back, one step that a kill cannot halve."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxstats import catalog, pipeline
from gxstats.demo.county import write_county
from gxstats.errors import GxstatsError, NotAllowedError
from gxstats.storing import moving, reforms, register
from gxstats.storing.data import load
from gxstats.storing.decisions import Decisions
from gxstats.storing.locking import write_whole
from gxstats.storing.register import Register, problems
from gxstats.storing.register_sheet import read_workbook, workbook
from gxstats.storing.roles import Person, Roles
from gxstats.storing.store import Store, connect
from gxstats.storing.unit_codes import check_sign, credit_code_is_right, region_code_is_right

WHO = Roles().typed("王某")
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def begun() -> Register:
    """A county with three bureaus and an office."""
    now = Register()
    for code, name in (("county", "某县人民政府"), ("a", "某县甲局"), ("b", "某县乙局"), ("office", "某县人民政府办公室")):
        now = reforms.added(now, {"unit": code, "from_year": "2019", "name": name, "parent": "" if code == "county" else "county"})
    return now


def errors(now: Register, *used: str) -> list[str]:
    return [catalog.tell(f, "en") for f in problems(now, used) if f.severity == "error"]


def test_codes_of_the_standard() -> None:
    assert credit_code_is_right("91350100M000100Y43")  # the example printed in GB 32100-2015
    for wrong in ("91350100M000100Y44", "91350100M000100Y4", "91350100M000100Y4I", "", "9135010OM000100Y43"):
        assert not credit_code_is_right(wrong)
    assert [region_code_is_right(code) for code in ("130529", "130529100", "130529100201", "13052", "030529", "13052x")] == [
        True, True, True, False, False, False]


@given(st.text("0123456789", min_size=8, max_size=8), st.text(_SIGNS, min_size=9, max_size=9), st.integers(0, 16),
       st.sampled_from(_SIGNS))
def test_one_wrong_sign_is_always_seen(digits: str, signs: str, at: int, other: str) -> None:
    code = digits + signs
    code += check_sign(code)
    changed = code[:at] + other + code[at + 1:]
    assert credit_code_is_right(code)
    assert changed == code or not credit_code_is_right(changed)


def test_kinds_are_told_by_names() -> None:
    assert [line["kind"] for line in begun().units] == ["county_gov", "department", "department", "gov_office"]
    assert not problems(begun())


@pytest.mark.parametrize(("about", "told"), [
    ({"credit_code": "91350100M000100Y44"}, "should be 3"), ({"credit_code": "x"}, "no credit code"),
    ({"region_code": "12"}, "no division code"), ({"kind": "moon"}, "no kind"), ({"parent": "moon"}, "not in the register"),
    ({"parent": "a"}, "below itself"), ({"name": " "}, "no name"), ({"to_year": "2001"}, "no span"),
    ({"unit": "a/../b"}, "letters"),
])
def test_what_cannot_be_is_refused(about: dict[str, str], told: str) -> None:
    assert any(told in text for text in errors(reforms.changed(begun(), "a", about)))


def test_other_faults() -> None:
    two = reforms.added(begun(), {"unit": "c", "from_year": "2019", "name": "某县甲局"})
    assert [f.severity for f in problems(two)] == ["warning"]
    assert "abolish" in errors(begun(), "gone")[0]
    wrong = Register(begun().units, ({"from": "a", "to": "moon", "year": "x", "relation": "eaten", "note": ""},),
                     ({"area": "moon", "kind": "moon", "year": "2024", "due": "2024-01-31", "confirmed": "", "source": ""},))
    assert len(errors(wrong)) == 5
    overlapping = Register((*begun().units, {**begun().last("a"), "from_year": "2021"}))
    assert "overlap" in errors(overlapping)[0]


def test_what_happens_to_units() -> None:
    now = reforms.renamed(begun(), "a", 2024, {"name": "某县丙局", "short_name": "丙局"})
    assert [(line["name"], line["from_year"], line["to_year"]) for line in now.units if line["unit"] == "a"] == [
        ("某县甲局", "2019", "2023"), ("某县丙局", "2024", "")]
    now = reforms.split(now, "a", ["某县丁局", "某县东街道办事处"], 2025, goes_on=True)
    assert [line["kind"] for line in now.units[-2:]] == ["department", "subdistrict"]
    assert len({line["unit"] for line in now.units}) == 6
    now = reforms.merged(now, ["b"], "a", 2025, "reform")
    now = reforms.transferred(now, "office", "a", 2023)
    now = reforms.abolished(now, "office", 2026)
    assert [line["relation"] for line in now.succession] == ["renamed", "split", "split", "merged", "transferred", "abolished"]
    assert (now.last("b")["to_year"], now.last("office")["to_year"]) == ("2024", "2025")
    assert not errors(now)
    for wrong in (lambda: reforms.renamed(now, "a", 2024, {}), lambda: reforms.merged(now, ["a"], "a", 2026),
                  lambda: reforms.abolished(now, "office", 2030), lambda: reforms.split(now, "a", [], 2026, True),
                  lambda: reforms.added(now, {"unit": "a", "name": "x", "from_year": "2019"})):
        with pytest.raises(GxstatsError):
            wrong()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_and_back(language: str) -> None:
    now = reforms.renamed(begun(), "a", 2024, {"name": "=cmd|' /C calc'!A0"})
    now = Register(now.units, now.succession, (
        {"area": "county", "kind": "department", "year": "2024", "due": "2025-01-31", "confirmed": "true", "source": "x"},))
    content = workbook(now, language)
    assert read_workbook(content, Register()) == now
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert all(cell.data_type == "s" for sheet in book for row in sheet for cell in row if cell.value is not None)
    sheet = book.worksheets[0]
    sheet.append([None, 2024, None, "某县新局"])  # a line typed by somebody: no code, no kind, the year a number
    target = io.BytesIO()
    book.save(target)
    new = read_workbook(target.getvalue(), now)
    assert (new.units[-1]["unit"], new.units[-1]["kind"], new.units[-1]["from_year"]) == ("u0001", "department", "2024")
    for broken in (b"", b"PK\x03\x04x", content[:600]):
        with pytest.raises(GxstatsError):
            read_workbook(broken, now)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    moving.init(tmp_path / "data")
    return tmp_path / "data"


def seen(data: Path) -> str:
    return register.of(load(data)).version


def test_a_change_is_noted_and_two_at_once_do_not_mix(data: Path) -> None:
    first = seen(data)
    done = register.change(data, begun(), "added", "county", WHO, "new list", first)
    assert register.of(load(data)).units == begun().units
    assert (done.who, done.choice, "+ units: county" in done.evidence) == ("王某", "added", True)
    with pytest.raises(GxstatsError, match="meanwhile"):
        register.change(data, reforms.abolished(begun(), "a", 2024), "abolished", "a", WHO, "x", first)
    with pytest.raises(GxstatsError, match="nothing was changed"):
        register.change(data, begun(), "changed", "a", WHO, "x", seen(data))
    with pytest.raises(GxstatsError, match="reason"):
        register.change(data, reforms.abolished(begun(), "a", 2024), "abolished", "a", WHO, " ", seen(data))
    with pytest.raises(NotAllowedError):
        register.change(data, reforms.abolished(begun(), "a", 2024), "abolished", "a", Person("x"), "x", seen(data))
    with pytest.raises(GxstatsError, match="should be 3"):
        register.change(data, reforms.changed(begun(), "a", {"credit_code": "91350100M000100Y44"}), "changed", "a", WHO, "x",
                        seen(data))
    assert len(Decisions(data).read("register")) == 1


@pytest.mark.parametrize("fatal", range(6))
def test_a_kill_between_the_files_is_mended(fatal: int, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dies at the n-th write: the change is either not there at all or, after the next build, there whole and noted once."""
    register.change(data, begun(), "added", "county", WHO, "new list", seen(data))
    before, after = register.of(load(data)), reforms.renamed(begun(), "a", 2024, {"name": "某县丙局"})
    count = 0

    def dying(write: Callable[..., object]) -> Callable[..., object]:
        def once(*given: object, **more: object) -> object:
            nonlocal count
            count += 1
            if count > fatal:
                raise KeyboardInterrupt
            return write(*given, **more)
        return once

    with monkeypatch.context() as patched:
        patched.setattr(register, "write_whole", dying(write_whole))
        patched.setattr(Decisions, "append", dying(Decisions.append))
        with contextlib.suppress(KeyboardInterrupt):
            register.change(data, after, "renamed", "a", WHO, "decree", seen(data))
    pipeline.build(data)
    now = register.of(load(data))
    assert now == (before if fatal == 0 else after)
    assert len(Decisions(data).history("register", "a")) == (fatal > 0)


def test_a_register_that_is_no_register_is_said(data: Path) -> None:
    (data / "units.csv").write_text("unit,from_year,to_year,name,kind\na,soon,,x,department\n", encoding="utf-8")
    with pytest.raises(GxstatsError, match=r"line 2: from_year must be a year"):
        load(data)


def test_who_must_report_and_when_due_goes_by_area(tmp_path: Path) -> None:
    root = tmp_path / "county"
    write_county(root, units=6, first=2024, last=2024)
    now = register.of(load(root))
    shutil.rmtree(root / "decisions", ignore_errors=True)
    one, two, *_ = (line["unit"] for line in now.units if line["kind"] == "department")
    dates = [{"area": area, "kind": "department", "year": "2024", "due": due, "confirmed": "true", "source": ""}
             for area, due in (("", "2025-01-31"), ("county", "2025-01-20"), (two, "2025-01-10"))]
    new = reforms.changed(Register(now.units, now.succession, tuple(dates)), "county", {"reports": "no"})
    register.change(root, new, "due", "due_dates", WHO, "a notice", now.version)
    pipeline.build(root)
    connection = connect(Store(root).path())
    found = connection.execute("SELECT unit, strftime(due, '%m-%d') FROM due_on WHERE year = 2024 ORDER BY 1").fetchall()
    expected = {row[0] for row in connection.execute("SELECT unit FROM expected").fetchall()}
    connection.close()
    assert (dict(found)[one], dict(found)[two]) == ("01-20", "01-10")
    assert "county" not in expected
