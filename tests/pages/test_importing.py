"""The import page: files come in, are looked at, corrected, stored and taken back; a report is typed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gxstats import catalog, pipeline
from gxstats.demo.county import write_county
from gxstats.intake import read_in
from gxstats.model import Cell
from gxstats.showing import importing_cell, importing_one, person
from gxstats.storing import imports
from gxstats.storing.corrections import TYPED, typed_reports, write_typed
from gxstats.storing.data import load
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Request, Roles
from gxstats.storing.staged import TAKEN, Staged, doubtful, state
from gxstats.storing.store import Store, connect
from tests.pages.test_pages import opened, words
from tests.receiving import receiving


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents that come in."""
    root = tmp_path_factory.mktemp("mail") / "county"
    write_county(root, units=4, first=2024, last=2024)
    return root


@pytest.fixture
def data(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory with units and no document; the reader sits at this machine."""
    pipeline.build(receiving(source, tmp_path / "data", ("units.csv",)))
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


def marked_file(source: Path) -> tuple[str, bytes]:
    """A web page of which two numbers were changed: a total that no sum gives, and a letter for a number."""
    name = next(name for name in load(source).documents() if name.endswith(".html"))
    text = (source / name).read_text(encoding="utf-8")
    numbers = list(re.finditer(r"<td[^>]*>(?:<[^>]*>)*(\d+)(?:<[^>]*>)*</td>", text))
    for found, new in ((numbers[40], "3O"), (numbers[16], "7777")):
        text = text[:found.start(1)] + new + text[found.end(1):]
    return "<b>**marked**.html", text.encode()


def opened_marked(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch, language: str = "zh") -> AppTest:
    test = opened("importing", data, monkeypatch, lang=language)
    test.session_state["_inbox_data"] = list(read_in([marked_file(source)], load(data)))
    test.session_state["_who"] = "王某"
    return test.run()


def key(test: AppTest, kind: str, start: str) -> Any:
    return next(item for item in test.get(kind) if str(item.key).startswith(start))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_tables_stand_before_the_card_of_one_cell(
        language: str, data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened_marked(data, source, monkeypatch, language)
    assert not test.exception
    text = words(test)
    assert "&lt;b&gt;**marked**.html" in text
    (item,) = test.session_state["_inbox_data"]
    marks = importing_one._marked(item)
    assert len(marks) >= 2
    assert catalog.say("{count} of {total} cells read, {unsure} uncertain", language, count=200, total=200,
                       unsure=len(marks)) in text
    bodies = [part.proto.body for part in test.get("html")]
    table, card = (next(n for n, body in enumerate(bodies) if mark in body) for mark in ("<table class='gx-official'", "gx-why"))
    assert table < card
    assert catalog.say("sums", language) in bodies[card]
    assert "gx-lines" in text


def test_marked_cells_are_taken_or_put_right_one_after_another(
        data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened_marked(data, source, monkeypatch)
    (item,) = test.session_state["_inbox_data"]
    count = len(importing_one._marked(item))
    cell = importing_cell.READ
    key(test, "button", "take_").click().run()  # the first one stands so in the document
    assert len(item.confirmed) == 1
    assert catalog.say("Confirm cell {at} of {count}: {cell}", at=2, count=count, cell="")[:10] in words(test)
    key(test, "button_group", "choice_").set_value(importing_cell.OTHER).run()
    key(test, "text_input", "new_").set_value("4321").run()
    key(test, "button", "take_").click().run()
    assert catalog.say("A correction needs a reason.") in words(test)
    key(test, "text_input", "why_").set_value("misread").run()
    key(test, "button", "take_").click().run()
    (change,) = item.corrections.values()
    assert (change.text, change.why) == ("4321", "misread")
    assert item.now is not item.report
    assert item.now.value(change.path) == 4321
    for _ in range(count + 2):
        left = [path for path in importing_one._marked(item) if path not in item.confirmed | set(item.corrections)]
        if not left:
            break
        key(test, "button", "take_").click().run()
    assert not left
    assert cell not in item.corrections
    test.button(key="store_one").click().run()
    (decision,) = Decisions(data).read("correction")
    assert (decision.choice, decision.why, decision.who) == ("4321", "misread", "王某")
    connection = connect(Store(data).path())
    assert connection.execute("SELECT code, value FROM cell WHERE origin = 'corrected'").fetchall() == [(change.path, 4321)]
    connection.close()


def test_the_number_that_mends_the_sums_is_offered(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened_marked(data, source, monkeypatch)
    (item,) = test.session_state["_inbox_data"]
    sound = {cell.path: cell for cell in read_in_one(source, item)}
    path = next(cell.path for cell in item.report.cells if cell.value != sound[cell.path].value and cell.value is not None)
    test.session_state[f"cell_{item.sha256[:12]}"] = path
    test.run()
    choices = key(test, "button_group", "choice_")
    wanted = f"{sound[path].value:f}"
    assert wanted in choices.options
    choices.set_value(wanted).run()
    key(test, "text_input", "why_").set_value("as the sums say").run()
    key(test, "button", "take_").click().run()
    assert item.corrections[path].text == wanted
    assert len(doubtful(item)) < len([f for f in item.report.findings if f.severity != "info"])


def read_in_one(source: Path, item: Staged) -> tuple[Cell, ...]:
    """The cells of the document that the marked file was made from."""
    found = next(one for one in read_in([(name, (source / name).read_bytes()) for name in load(source).documents()], load(source))
                 if one.report and (one.unit, one.year) == (item.unit, item.year))
    assert found.report
    return found.report.cells


def test_a_number_that_was_not_found_is_put_in(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row is lost in the document: its cells are marked, and a person gives one of them."""
    name, content = marked_file(source)
    rows = content.split(b"<tr")
    at = next(n for n, row in enumerate(rows) if "公开出版物".encode() in row)
    test = opened("importing", data, monkeypatch)
    test.session_state["_inbox_data"] = list(read_in([(name, b"<tr".join(rows[:at] + rows[at + 1:]))], load(data)))
    test.session_state["_who"] = "王某"
    test.run()
    assert not test.exception
    (item,) = test.session_state["_inbox_data"]
    form = catalog.forms()[item.report.form]
    lost = [path for path in importing_one._not_found(item.report, form) if path.startswith("requests/refused_publication/")]
    assert len(lost) == 7
    assert {importing_one._marked(item).get(path) for path in lost} == {"unsure"}, "not told as a broken sum"
    test.session_state[f"cell_{item.sha256[:12]}"] = lost[0]
    test.run()
    assert catalog.say("not found in the document") in words(test)
    key(test, "button_group", "choice_").set_value(importing_cell.OTHER).run()
    key(test, "text_input", "new_").set_value("3").run()
    key(test, "text_input", "why_").set_value("telephone").run()
    key(test, "button", "take_").click().run()
    assert not test.exception
    test.button(key="store_one").click().run()
    connection = connect(Store(data).path())
    assert connection.execute("SELECT value, text, origin FROM cell WHERE code = ?", [lost[0]]).fetchall() == [
        (3.0, "", "corrected")]
    assert connection.execute("SELECT complete FROM report").fetchall() == [(False,)], "the row is still not in the document"
    connection.close()


def test_a_file_is_left_out(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = with_files(data, source, monkeypatch)
    before = len(test.session_state["_inbox_data"])
    key(test, "button", "leave_").click().run()
    assert not test.exception
    assert len(test.session_state["_inbox_data"]) == before - 1


def test_a_report_that_is_there_is_told_with_its_differences(
        data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = next(name for name in load(source).documents() if name.endswith(".html"))
    (sound,) = read_in([(Path(name).name, (source / name).read_bytes())], load(data))
    imports.confirm(data, [sound.incoming([])], Roles().typed("王某"))
    pipeline.build(data)
    test = opened_marked(data, source, monkeypatch)
    banner = next(part.proto.body for part in test.get("html") if "gx-info" in part.proto.body)
    assert catalog.say("{count} cells differ", count=2) in banner
    assert "→7777" in banner
    assert sound.name in banner
    frame = next(frame.value for frame in test.dataframe if catalog.say("This file") in frame.value)
    assert list(frame[catalog.say("This file")]) == ["7777", "3O"]
    test.checkbox[-1].check().run()
    assert catalog.say("It replaces the report there is; the old one is kept as history. Store it.") in words(test)


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


def test_a_form_chosen_by_a_person_is_read_again_recorded_and_respected(
        data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = with_files(data, source, monkeypatch)
    item = next(one for one in test.session_state["_inbox_data"] if one.report and one.unit and one.scope == "organ")
    test.session_state["_inbox_data"] = [item]
    test.run()
    box = key(test, "selectbox", "form_")
    assert (box.value, item.report.form) == ("", "form_2021")
    box.select("form_2019").run()
    assert not test.exception
    assert (item.form, item.report.form) == ("form_2019", "form_2019")
    old, new = (catalog.forms()[code] for code in ("form_2019", "form_2021"))
    paths = {cell.path for cell in item.report.cells}
    assert paths <= set(old.paths()), "codes of two forms never mix"
    assert paths < set(new.paths()) | set(old.paths())
    assert [f for f in item.report.findings if f.check == "form_mismatch" and f.severity == "error"], "what is left out is told"
    test.button(key="store_one").click().run()
    assert [line["form"] for line in load(data).passports.values()] == ["form_2019"]

    def forms() -> list[tuple[str, bool]]:
        connection = connect(Store(data).path())
        try:
            assert connection.execute("SELECT count(*) FROM cell").fetchall() == [(len(paths),)]
            return connection.execute("SELECT form, complete FROM report").fetchall()
        finally:
            connection.close()

    assert forms() == [("form_2019", False)]
    pipeline.build(data, fresh=True)  # read anew, by the form that was chosen
    assert forms() == [("form_2019", False)]


def test_the_form_may_be_taken_back(data: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = with_files(data, source, monkeypatch)
    item = next(one for one in test.session_state["_inbox_data"] if one.report and one.unit and one.scope == "organ")
    test.session_state["_inbox_data"] = [item]
    before = item.report
    test.run()
    key(test, "selectbox", "form_").select("form_2019").run()
    key(test, "selectbox", "form_").select("").run()
    assert (item.form, item.report.cells, item.report.findings) == ("", before.cells, before.findings)
