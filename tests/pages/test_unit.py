"""The unit page: from an address to one cell, and what it says where there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from gxstats import catalog
from gxstats.showing import overview
from tests.pages.test_pages import opened, words


def test_the_address_names_the_cell(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("unit", county, monkeypatch, unit="office", year="2024", cell="requests/granted/total")
    assert not test.exception
    chosen = {box.label: box.value for box in test.selectbox}
    assert chosen[catalog.say("Unit")] == "office"
    assert chosen[catalog.say("Year")] == "2024"
    assert chosen[catalog.say("Row")] == "granted"
    text = words(test)
    assert "gx-official" in text
    assert "gx-lines" in text


def test_every_mark_is_explained(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(opened("unit", county, monkeypatch))
    for code in ("broken", "unsure", "solved", "corrected", "blank"):
        assert f"{catalog.word('mark', code)} " in text


def test_a_unit_that_is_not_here_leads_to_the_first(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("unit", county, monkeypatch, unit="moon")
    assert not test.exception
    assert next(box for box in test.selectbox if box.label == catalog.say("Unit")).value != "moon"


def test_paper_has_no_toggles(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("overview", county, monkeypatch, print="1")
    assert not test.exception
    assert not [toggle for toggle in test.toggle if toggle.label == catalog.say("table")]


def test_a_fault_of_ours_is_a_sentence_and_stands_in_the_log(
        county: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret of the works")

    monkeypatch.setattr(overview, "attention", broken)
    test = opened("overview", county, monkeypatch)
    assert not test.exception
    assert "secret" not in words(test)
    assert catalog.say("This page failed; the fault is in the log of the server. Change a choice or reload the page.") \
        in words(test)
    assert "a secret of the works" in caplog.text
