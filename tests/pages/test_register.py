"""The page of the register: units begun, changed and ended on it, with who and why; the workbook taken away and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gxstats import catalog, pipeline
from gxstats.showing import person
from gxstats.storing import moving
from gxstats.storing.data import load
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Request
from tests.pages.test_pages import opened, words


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    moving.init(tmp_path / "data", "测试", "Test")
    pipeline.build(tmp_path / "data")
    monkeypatch.setattr(person, "request", lambda: Request("127.0.0.1", {"host": "localhost"}))
    return tmp_path / "data"


def again(data: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page opened anew by the same person: a page run by itself keeps the register it was opened with."""
    test = opened("register", data, monkeypatch)
    test.session_state["_who"] = "王某"
    return test.run()


def test_a_unit_begins_is_renamed_and_ends(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("register", data, monkeypatch)
    assert catalog.say("The register is empty. Add the first unit here, or bring a workbook under “Workbook”.") in words(test)
    test.session_state["_who"] = "王某"
    test.run()
    test.text_input(key="add_name_new").set_value("某县水利局")
    test.number_input(key="add_year_new").set_value(2019)
    next(b for b in test.button if b.label == catalog.say("Add to the register")).click().run()
    assert not test.exception
    (line,) = load(data).units
    assert (line["unit"], line["kind"], line["from_year"]) == ("u0001", "department", "2019")
    test = again(data, monkeypatch)
    # a mistyped code is refused with its reason, and nothing is changed
    test.segmented_control(key="act_u0001").set_value("changed").run()
    test.text_input(key="credit_code_changed_u0001").set_value("91350100M000100Y44")
    test.text_input(key="why_changed_u0001").set_value("名录核对")
    next(b for b in test.button if b.label == catalog.say("Save")).click().run()
    assert "末位校验码应为 3" in words(test)
    assert not load(data).units[0]["credit_code"]
    test.text_input(key="credit_code_changed_u0001").set_value("91350100M000100Y43")
    test.text_input(key="why_changed_u0001").set_value("名录核对")
    next(b for b in test.button if b.label == catalog.say("Save")).click().run()
    assert load(data).units[0]["credit_code"] == "91350100M000100Y43"
    test = again(data, monkeypatch)
    test.segmented_control(key="act_u0001").set_value("abolished").run()
    test.number_input(key="year_abolished_u0001").set_value(2024)
    test.text_input(key="why_abolished_u0001").set_value("机构改革")
    next(b for b in test.button if b.label == catalog.say("Save")).click().run()
    assert load(data).units[0]["to_year"] == "2023"
    assert [(d.choice, d.who) for d in Decisions(data).read("register")] == [
        ("added", "王某"), ("changed", "王某"), ("abolished", "王某")]
    test = again(data, monkeypatch)
    for view in ("duties", "workbook", "log"):
        test.segmented_control(key="w_view").set_value(view).run()
        assert not test.exception
    assert "机构改革" in words(test)


def test_a_visitor_may_not_change_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "request", lambda: Request("10.1.1.1"))
    test = opened("register", data, monkeypatch)
    assert all(button.disabled for button in test.button if button.label == catalog.say("Add to the register"))
