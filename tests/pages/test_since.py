"""What changed since a kept snapshot, on the overview."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gxstats import catalog, pipeline
from gxstats.demo.county import write_county
from gxstats.storing.store import Store
from tests.pages.test_pages import opened, words


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county built twice; before the second time one report is taken away."""
    root = tmp_path_factory.mktemp("twice")
    write_county(root, units=3, first=2022, last=2024)
    pipeline.build(root)
    shutil.rmtree(next((root / "reports").iterdir()))
    pipeline.build(root)
    return root


def test_reports_taken_away_are_named(twice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(Store(twice).kept())[-1]
    test = opened("overview", twice, monkeypatch, since=before)
    assert not test.exception
    text = words(test)
    assert catalog.say("{added} reports added, {replaced} replaced, {removed} removed; {figures} figures are different",
                       added=0, replaced=0, removed=3, figures=0) in text
    assert "2022" in text.split(catalog.say("removed: {names}", names=""))[1]


def test_a_snapshot_that_is_gone_is_a_sentence(twice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("overview", twice, monkeypatch, since="snap-000099")
    assert not test.exception
    assert "snap-000099" in words(test)
    assert catalog.say("Nothing in this choice has changed.") not in words(test)


def test_without_a_choice_nothing_is_compared(twice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(opened("overview", twice, monkeypatch))
    assert catalog.say("Nothing in this choice has changed.") not in text
    assert catalog.say("removed: {names}", names="") not in text
