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


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("unit", ["office", "housing", "county"])
@pytest.mark.parametrize("face", ["report", "years", "peers", "prose", "record"])
def test_each_face(county: Path, monkeypatch: pytest.MonkeyPatch, face: str, unit: str, language: str) -> None:
    test = opened("unit", county, monkeypatch, unit=unit, year="2024", face=face, lang=language,
                  scope="region" if unit == "county" else "organ")
    assert not test.exception
    text = words(test) + "\n".join(frame.value.to_csv() for frame in test.dataframe)
    assert catalog.say("This page failed; the fault is in the log of the server. Change a choice or reload the page.",
                       language) not in text
    for code in ("requests/", "disclosure_rate", "no_report", "county.", "late_publication"):
        assert code not in text


def test_all_years_side_by_side_with_differences_and_marks(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("unit", county, monkeypatch, unit="housing", year="2024", face="years")
    table = test.dataframe[0].value.set_index(catalog.say("official figure"))
    assert list(table.columns) == [str(year) for year in range(2019, 2026)]
    assert table.loc["本年新收政府信息公开申请数量", "2024"].split() == ["145", "+4"]
    assert table.loc["申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "2019"] == "·", "not in that form"
    html = words(test)
    assert "differs" in html
    assert html.count("gx-official") >= 2
    marked = opened("unit", county, monkeypatch, unit="housing", year="2023", face="years", sheet="disputes").dataframe[0].value
    assert marked["2023"].str.startswith("≠").any(), "the broken total is marked"


def test_the_prose_says_what_became_of_each_sentence(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(opened("unit", county, monkeypatch, unit="housing", year="2024", face="prose", beside="2023"))
    for change in ("kept", "added", "removed", "changed"):
        assert f"<tr class='{change}'>" in text.replace("\\'", "'")
    changed = words(opened("unit", county, monkeypatch, unit="housing", year="2024", face="prose", changes="1"))
    assert changed.count("gx-passages") <= text.count("gx-passages")


def test_peers_are_shown_with_their_members(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("unit", county, monkeypatch, unit="housing", year="2024", face="peers")
    assert "同类组：" in words(test)
    table = test.dataframe[0].value.set_index(catalog.say("indicator"))
    assert table.loc["公开率", "n / N"] == "72 / 143"
    small = table[table[catalog.say("why not")] != ""]
    assert len(small)
    assert set(small[catalog.say("place")]) == {"未排名"}


def test_deadlines_and_documents_are_on_record(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("unit", county, monkeypatch, unit="housing", face="record")
    deadlines, documents, names, findings = (frame.value for frame in test.dataframe)
    assert len(deadlines) == 7
    assert len(names) == 1
    assert len(documents) >= 7
    assert "未经复议直接起诉" in findings.to_csv()


def test_the_link_to_the_score_sheet_keeps_the_unit(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both pages have a chooser of this name: what the first page's widget held is not lost on the second."""
    test = opened("unit", county, monkeypatch, unit="environment", year="2024")
    test.query_params.update({"view": "one", "unit": "environment", "on": "2024"})
    test.switch_page("pages/assessment.py").run()
    assert "生态环境局" in next(item.value for item in test.markdown if item.value.startswith("## "))
