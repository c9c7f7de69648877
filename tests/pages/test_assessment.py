"""The assessment page in each of its states."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gxstats import catalog
from gxstats.measuring import judging, schemes
from gxstats.measuring.facts import Facts
from gxstats.showing import person
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Request
from tests.measuring.assessed import facts_in, here
from tests.pages.test_pages import opened, words

FAILED = "This page failed; the fault is in the log of the server. Change a choice or reload the page."


@pytest.fixture
def own(county: Path, tmp_path: Path) -> Path:
    """A data root of its own whose units all have their points entered by hand."""
    data = tmp_path / "example"
    shutil.copytree(county / "example", data, ignore=shutil.ignore_patterns("decisions", "signed"))
    made = schemes.load(data, "example_deductions")
    found: Facts = facts_in(data, made, 2024)
    for unit in found.units["unit"]:
        judging.enter(Decisions(data), made, 2024, unit, made.item("5.1"), "9", here(), "培训台账")
    return tmp_path


def frames(test: AppTest) -> str:
    return "\n".join(frame.value.to_csv() for frame in test.dataframe)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["example_deductions", "example_weighted"])
@pytest.mark.parametrize("view", ["all", "one", "weights", "signing"])
def test_each_view(own: Path, monkeypatch: pytest.MonkeyPatch, view: str, scheme: str, language: str) -> None:
    test = opened("assessment", own, monkeypatch, lang=language, on="2024", view=view, scheme=scheme, unit="housing")
    assert not test.exception
    text = words(test) + frames(test)
    assert catalog.say(FAILED, language) not in text
    for code in ("disputes/", "requests__", "example_deductions", "gov_office", "carry_out_rate"):
        assert code not in text
    if language == "en" and view != "signing":
        assert "Housing" in text


def test_all_units_with_totals_and_ranks(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("assessment", own, monkeypatch, on="2024")
    sheet = test.dataframe[0].value
    assert list(sheet["名次"])[:3] == ["1=", "1=", "3="]
    assert list(sheet["名次"]) == sorted(sheet["名次"], key=lambda rank: int(rank.rstrip("=")))
    assert dict(zip(sheet["单位"], sheet["总分"], strict=True))["住建局"] == "90"


def test_units_with_open_items_are_not_ranked(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = opened("assessment", county, monkeypatch, on="2024").dataframe[0].value
    assert set(sheet["名次"]) == {"未排名"}
    assert all("–" in total for total in sheet["总分"])


def test_other_weights_stand_in_the_address(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query = {"on": "2024", "view": "weights", "w.disputes": "0", "w.requests": "60"}
    table = opened("assessment", own, monkeypatch, **query).dataframe[0].value.set_index("单位")
    assert table.loc["住建局", "总分"] == "90"
    assert table.loc["住建局", "试算总分"] == "99"
    assert table.loc["住建局", "名次变动"].startswith("+")


def test_a_wrong_scheme_is_named_and_the_others_work(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own / "example" / "schemes").mkdir()
    text = schemes.available(own)["example_deductions"].replace("points = 24", "points = 25")
    (own / "example" / "schemes" / "ours.toml").write_text(text, encoding="utf-8")
    test = opened("assessment", own, monkeypatch, on="2024")
    assert "ours.toml，requests：各项合计 31 分，不是 30 分" in words(test)
    assert len(test.dataframe)


def test_a_viewer_has_no_form(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query = {"on": "2024", "view": "one", "unit": "housing", "item": "5.1"}
    test = opened("assessment", own, monkeypatch, **query)  # a test has no connection: nobody is known
    assert not [button for button in test.button if button.label == "保存"]
    assert "您在此只能查看" in words(test)
    monkeypatch.setattr(person, "request", lambda: Request("127.0.0.1", {"host": "localhost"}))
    test = opened("assessment", own, monkeypatch, **query)
    assert [button for button in test.button if button.label == "保存"]


def test_a_refusal_is_a_sentence(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "request", lambda: Request("127.0.0.1", {"host": "localhost"}))
    test = opened("assessment", own, monkeypatch, on="2024", view="one", unit="housing", item="5.1")
    next(box for box in test.text_input if box.label.startswith("得分")).set_value("eleven")
    next(box for box in test.text_input if box.label == "理由").set_value("原因")
    next(box for box in test.text_input if box.label == "姓名").set_value("张三")
    test = next(button for button in test.button if button.label == "保存").click().run()
    assert "不是 0 到 10 之间的数" in words(test)
    assert judging.judged(Decisions(own / "example"), "example_deductions", 2024).history("housing", "5.1")[-1].choice == "9"
