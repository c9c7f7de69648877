"""The compare page: its choices stand in the address, small numbers are told and never ranked, groups can be named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gxstats import catalog
from gxstats.showing import person
from gxstats.storing.roles import Request
from tests.pages.test_pages import opened, words

FAILED = "This page failed; the fault is in the log of the server. Change a choice or reload the page."


def ranking(test: AppTest) -> object:
    return test.dataframe[0].value


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("indicator", sorted(catalog.indicators()))
def test_every_indicator(county: Path, monkeypatch: pytest.MonkeyPatch, indicator: str, language: str) -> None:
    test = opened("compare", county, monkeypatch, lang=language, indicator=indicator, side="housing.office", tw_spread="1")
    assert not test.exception
    text = words(test)
    assert catalog.say(FAILED, language) not in text
    assert str(catalog.indicators()[indicator][language]) in text
    for code in ("no_report", "no_figure", "requests/", "s1", "department.county"):
        assert code not in text


def test_small_numbers_are_told_and_never_ranked_or_coloured(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = opened("compare", county, monkeypatch, indicator="review_correction_rate", on="2024").dataframe[0].value
    assert len(frame)
    for _, row in frame.iterrows():
        of = row["n / N"].split(" / ")[-1].replace(",", "")
        if row["n / N"] == "—" or int(of) < 30:
            assert row["名次"] == "未排名"
            assert row["说明"].startswith(("不足 30 件", "不足 10 件", "没有案件", "缺"))
            assert "1D4F91" not in row.iloc[4], "an unranked unit has no colour"
        if row["n / N"] == "—" or int(of) < 10:
            assert row.iloc[2] == "—"


def test_the_address_is_the_whole_choice(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query = {"indicator": "granted_rate", "on": "2023", "peers": "department.county", "least": "50", "order": "low",
             "side": "housing.education", "against": "closure_rate", "figures": "disputes", "tw_against": "1"}
    test = opened("compare", county, monkeypatch, **query)
    chosen = {box.key: box.value for box in test.selectbox}
    for name in ("indicator", "on", "peers", "least", "order", "against"):
        assert chosen[f"w_{name}"] == query[name]
    assert test.multiselect(key="w_side").value == ["housing", "education"]
    frame = test.dataframe[0].value
    assert "政府办" not in set(frame["单位"]), "another kind"
    ranks = [int(rank.rstrip("=")) for rank in frame["名次"] if rank != "未排名"]
    assert ranks == sorted(ranks, reverse=True)
    assert "复议" in test.dataframe[2].value.to_csv()


def test_a_stale_group_or_unit_is_told(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("compare", county, monkeypatch, peers="own.gone", side="moon")
    assert test.session_state["_address"].lost == {"peers": "own.gone", "side": "moon"}  # the router says it below the page


def test_at_most_six_side_by_side(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    units = "office.natural_resources.housing.agriculture.public_security.human_resources.education"
    test = opened("compare", county, monkeypatch, side=units)
    assert test.multiselect(key="w_side").value == []
    assert test.session_state["_address"].lost == {"side": units[:40]}


def test_a_group_of_ones_own_is_named_and_shown_with_its_members(
        county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(county / "example", tmp_path / "example", ignore=shutil.ignore_patterns("decisions"))
    monkeypatch.setattr(person, "request", lambda: Request("127.0.0.1", {"host": "localhost"}))
    test = opened("compare", tmp_path, monkeypatch)
    test.text_input(key="group_name").set_value("窗口单位")
    test.multiselect(key="group_units").set_value(["office", "housing"])
    next(box for box in test.text_input if box.label == "姓名").set_value("张三")
    next(button for button in test.button if button.label == "保存").click().run()
    test = opened("compare", tmp_path, monkeypatch, peers="own.窗口单位")
    assert set(test.dataframe[0].value["单位"]) == {"政府办", "住建局"}
    assert "窗口单位（2 家）" in words(test)


def test_a_reader_from_elsewhere_names_no_group(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("compare", county, monkeypatch)  # a test has no connection: nobody is known
    assert "您在此只能查看" in words(test)
