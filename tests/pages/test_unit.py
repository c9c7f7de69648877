"""The unit page: from an address to one cell, and what it says where there is nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gxstats import catalog, pipeline
from gxstats.demo.county import write_county
from gxstats.showing import overview, person
from gxstats.storing.corrections import AS_PRINTED, amend
from gxstats.storing.data import load
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Request, Roles
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


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small county of its own, looked at from this machine."""
    write_county(tmp_path / "county", units=1, first=2024, last=2024)
    pipeline.build(tmp_path / "county")
    monkeypatch.setattr(person, "request", lambda: Request("127.0.0.1", {"host": "localhost"}))
    return tmp_path / "county"


CELL = "requests/received/natural_person"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_cell_is_corrected_with_a_reason_and_taken_back(own: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def page() -> AppTest:
        test = opened("unit", own, monkeypatch, unit="office", year="2024", cell=CELL, lang=language)
        assert not test.exception
        return test

    def fill(test: AppTest, **texts: str) -> None:
        for start, text in texts.items():
            next(field for field in test.text_input if str(field.key).startswith(f"{start}_")).set_value(text)

    def click(test: AppTest, label: str) -> None:
        next(button for button in test.button if button.label == catalog.say(label, language)).click().run()
        assert not test.exception

    test = page()
    before = next(line for line in words(test).splitlines() if line.startswith(catalog.say("printed: {text}", language, text="")))
    fill(test, new="4321", who="王某")
    click(test, "Correct")
    assert catalog.say("A correction needs a reason.", language) in words(test)
    fill(test, new="<b>", why="telephone", who="王某")
    click(test, "Correct")
    assert catalog.say("{text} is neither a number nor a stroke nor blank", language, text="&lt;b&gt;") in words(test)
    fill(test, new="4321", why="**telephone**", who="王某")
    click(test, "Correct")
    text = words(page())
    assert before in text, "what is printed stays"
    assert catalog.say("value: {value} ({origin})", language, value="4321",
                       origin=catalog.word("origin", "corrected", language)) in text
    assert "王某" in text
    assert "<small>" + catalog.say("corrected from {text}", language, text=before.split(":")[-1].split("：")[-1].strip()) in text
    test = page()
    fill(test, why="was right", who="王某")
    click(test, "Take the correction back")
    text = words(page())
    assert catalog.word("origin", "corrected", language) + ")" not in text
    assert catalog.say("correction taken back", language) in text
    assert [d.choice for d in Decisions(own).read("correction")] == ["4321", AS_PRINTED]


def test_who_may_only_look_corrects_nothing(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "request", lambda: Request("10.1.1.1"))
    test = opened("unit", own, monkeypatch, unit="office", year="2024", cell=CELL)
    assert not [button for button in test.button if button.label == catalog.say("Correct")]


def test_what_somebody_else_changed_meanwhile_is_said(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("unit", own, monkeypatch, unit="office", year="2024", cell=CELL)
    report = next(iter(load(own).passports.values()))
    office = next(line for line in load(own).passports.values() if line["unit"] == "office") or report
    printed = next(line for line in words(test).splitlines() if line.startswith(catalog.say("printed: {text}", text="")))
    amend(own, f"office/2024/{office['scope']}", office["sha256"], CELL, re.split("[:：]", printed)[-1].strip(), "77", "letter",
          Roles().typed("李某"))
    for start, text in (("new_", "4321"), ("why_", "telephone"), ("who_", "王某")):
        next(field for field in test.text_input if str(field.key).startswith(start)).set_value(text)
    next(button for button in test.button if button.label == catalog.say("Correct")).click().run()
    assert "gx-warn" in words(test)
    assert [d.choice for d in Decisions(own).read("correction")] == ["77"]
