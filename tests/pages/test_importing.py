"""The import page: files come in, are looked at, corrected, stored and taken back; a report is typed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gxstats import catalog, pipeline
from gxstats.demo.county import write_county
from gxstats.intake import read_in
from gxstats.showing import person
from gxstats.storing import imports, moving
from gxstats.storing.corrections import TYPED, typed_reports, write_typed
from gxstats.storing.data import load
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Request, Roles
from gxstats.storing.staged import TAKEN, state
from gxstats.storing.store import Store, connect
from tests.pages.test_pages import opened, words


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents that come in."""
    root = tmp_path_factory.mktemp("mail") / "county"
    write_county(root, units=4, first=2024, last=2024)
    return root


@pytest.fixture
def data(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory with units and no document; the reader sits at this machine."""
    moving.init(tmp_path / "data", "测试", "Test")
    shutil.copy(source / "units.csv", tmp_path / "data" / "units.csv")
    pipeline.build(tmp_path / "data")
    monkeypatch.setattr(person, "request", lambda: Request("127.0.0.1", {"host": "localhost"}))
    return tmp_path / "data"


def with_files(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch, language: str = "zh") -> AppTest:
    """The page with every document of the county, one broken, one of no known unit and one twice dropped on it."""
    files = [(Path(name).name, (source / name).read_bytes()) for name in load(source).documents()]
    files += [("broken.pdf", b"%PDF-1.4 nothing"), files[0], ("<b>x</b>.txt", b"<script>alert(1)</script> =1+1")]
    test = opened("importing", data, monkeypatch, lang=language)
    assert not test.exception
    test.session_state["_inbox_data"] = list(read_in(files, load(data)))
    test.session_state["_who"] = "王某"
    return test.run()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_yet_says_what_to_do(language: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(opened("importing", data, monkeypatch, lang=language))
    assert catalog.say("1. Drop files. 2. Look at what is marked. 3. Store. Nothing is stored before you say so.", language) in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_files_are_stored_and_taken_back(language: str, data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = with_files(data, source, monkeypatch, language)
    assert not test.exception
    items = test.session_state["_inbox_data"]
    assert "script>" not in "".join(str(item.value) for item in test.markdown)
    test.button(key="store_one").click().run()
    assert not test.exception
    (done,) = imports.history(data)
    assert (done.state, done.who, len(done.lines)) == ("stored", "王某", 1)
    if not test.button(key="store_all").disabled:
        test.button(key="store_all").click().run()
    stored = [item for item in items if item.stored]
    assert {line["sha256"] for line in load(data).passports.values()} == {item.sha256 for item in stored}
    test.segmented_control(key="w_view").set_value("log").run()
    assert not test.exception
    for item in imports.history(data):
        test.button(key=f"undo_{item.id}").click().run()
    assert not load(data).passports
    assert {item.state for item in imports.history(data)} == {"undone"}


def test_a_cell_is_corrected_with_a_reason(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = with_files(data, source, monkeypatch)
    button = next(b for b in test.button if b.label == catalog.say("Correct this cell"))
    field = next(t for t in test.text_input if t.key and t.key.startswith("new_"))
    reason = next(t for t in test.text_input if t.key and t.key.startswith("why_"))
    field.set_value("4321")
    button.click().run()
    assert catalog.say("A correction needs a reason.") in words(test)
    field.set_value("4321")
    reason.set_value("misread")
    button.click().run()
    test.button(key="store_one").click().run()
    (decision,) = Decisions(data).read("correction")
    assert (decision.choice, decision.why, decision.who) == ("4321", "misread", "王某")


def test_typing_says_what_does_not_add_up(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("importing", data, monkeypatch)
    test.segmented_control(key="w_view").set_value("typing").run()
    assert not test.exception
    assert catalog.say("Store the typed report") in [b.label for b in test.button]
    form = list(catalog.forms().values())[-1]
    row = form.table("disputes").rows[0]
    texts = {f"disputes/{row.code}/{column.code}": "1" for column in row.columns}
    assert pipeline.check_typed(form, texts)
    assert not pipeline.check_typed(form, dict.fromkeys(texts, "0"))


def test_a_visitor_may_not_import(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "request", lambda: Request("10.1.1.1"))
    test = with_files(data, source, monkeypatch)
    test.button(key="store_one").click().run()
    assert not imports.history(data)


def with_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data root that holds the invented example only, as a newcomer has it."""
    root = tmp_path / "root"
    write_county(root / "example", units=2, first=2024, last=2024)
    pipeline.build(root / "example")
    monkeypatch.setattr(person, "request", lambda: Request("127.0.0.1", {"host": "localhost"}))
    return root


def test_a_newcomer_begins_data_of_their_own(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = with_own(tmp_path, monkeypatch)
    test = opened("importing", root, monkeypatch)
    assert not test.get("file_uploader")
    test.text_input(key="own_label").set_value("../我县 <b>").run()
    test.text_input(key="who_register_own").set_value("王某").run()
    test.button(key="own").click().run()
    assert not test.exception
    assert (load(root / "data-1").label_zh, test.query_params["data"]) == ("../我县 <b>", "data-1")
    assert sorted(path.name for path in root.iterdir()) == ["data-1", "example"]
    # the names in the files are added to its empty register in one go, and the files are theirs at once
    files = [(Path(name).name, (source / name).read_bytes()) for name in load(source).documents()]
    items = list(read_in(files, load(root / "data-1")))

    def again() -> AppTest:  # a page run by itself keeps the register it was opened with
        test = opened("importing", root / "data-1", monkeypatch)
        test.session_state["_who"], test.session_state["_inbox_data-1"] = "王某", items
        return test.run()

    first = again()
    first.button(key="add_strangers").click().run()
    items[:] = first.session_state["_inbox_data-1"]
    test = again()
    assert not test.exception
    names = {line["name"] for line in load(root / "data-1").units}
    assert names == {line["name"] for line in load(source).units if line["to_year"] in ("", "2024")}
    # all but the one that stood open: a page run by itself offers it the units of the register it was opened with
    assert [item.unit != "" for item in items] == [False, *([True] * (len(items) - 1))]
    test.button(key="store_all").click().run()
    assert load(root / "data-1").passports


def test_only_one_data_directory_asks_for_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = with_own(tmp_path, monkeypatch)
    assert opened("importing", root / "example", monkeypatch).get("file_uploader")


def test_a_typed_report_and_a_document_are_asked_about(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = with_files(data, source, monkeypatch)
    item = next(item for item in test.session_state["_inbox_data"] if item.report and item.unit and item.year and item.scope)
    form = list(catalog.forms().values())[-1]
    texts = dict.fromkeys(form.paths(), "1")
    who = Roles().typed("王某")
    write_typed(data, item.unit, item.year, item.scope, form.code, texts, who, "paper")
    lines = imports.existing(load(data))
    assert state(item, load(data), lines) == TAKEN
    item.replacing = True
    done = imports.confirm(data, [item.incoming(lines)], who)
    pipeline.build(data)
    typed_sha = next(line["sha256"] for line in lines if line["file"] == TYPED)
    assert done.lines[0]["supersedes"] == typed_sha
    test.segmented_control(key="w_view").set_value("log").run()
    assert catalog.say("Take this report back") in [button.label for button in test.button]
    next(button for button in test.button if button.label == catalog.say("Take this report back")).click().run()
    assert not typed_reports(Decisions(data).read("typed"))
    write_typed(data, item.unit, item.year, item.scope, form.code, texts, who, "paper", supersedes=item.sha256)
    pipeline.build(data)
    connection = connect(Store(data).path())
    assert connection.execute("SELECT file = 'decisions/typeds.csv', current FROM report ORDER BY 1").fetchall() == [
        (False, False), (True, True)]
    connection.close()
