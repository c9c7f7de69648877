"""What a reader takes away: page workbooks equal their pages; long exports show progress, can be stopped, and are the files that
the command line writes."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import openpyxl
import pytest
from click.testing import CliRunner

from gxstats import catalog
from gxstats.cli import main
from gxstats.errors import GxstatsError
from gxstats.exporting import package
from gxstats.exporting.choice import Choice, Progress
from gxstats.exporting.sheets import number_in
from gxstats.exporting.workbook import of_page
from gxstats.measuring.queries import Filter
from gxstats.showing import taking
from gxstats.showing.jobs import Job
from gxstats.storing.store import Store
from tests.pages.test_pages import opened

LEADERS = [about["code"] for about in catalog.pages() if about["group"] == "leaders"]


def as_number(text: object) -> object:
    found = number_in(text) if isinstance(text, str) else None
    return found[0] if found else None if text == "—" else text


@pytest.mark.parametrize("page", LEADERS)
def test_the_workbook_of_a_page_holds_what_the_page_shows(page: str, county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(page, county, monkeypatch)
    context = test.session_state["_context"]
    cards = context.cards
    assert {card.key for card in cards} >= set(catalog.load("sheet_charts.toml")[page])
    book = openpyxl.load_workbook(BytesIO(of_page(context.choice, page, "题名", cards)))
    for card, sheet in zip(cards, book.worksheets[1:], strict=False):
        table = card.table.drop(columns=[name for name in card.table.columns if str(name).startswith("_")])
        _, _, _, heads, *lines = sheet.iter_rows(values_only=True)
        assert [head for head in heads if head is not None] == list(table.columns)
        shown = [[as_number(value) for value in row] for row in table.itertuples(index=False)]
        assert [list(line[:len(table.columns)]) for line in lines] == shown
        about = catalog.load("sheet_charts.toml")[page].get(card.key)
        assert len(sheet._charts) == bool(about and shown)


@pytest.mark.parametrize(("address", "code"), [("", "overview"), ("disputes", "disputes"), ("definitions", None), ("unit", None)])
def test_pages_for_leaders_offer_a_workbook(address: str, code: str | None) -> None:
    here = SimpleNamespace(here=SimpleNamespace(url_path=address))
    assert taking.leaders_page(here) == code  # type: ignore[arg-type]


# --- long exports -------------------------------------------------------------------------------------------------

def choice(county: Path) -> Choice:
    return Choice(lambda sql, parameters: pytest.fail("a job opens the store for itself"), Filter(), "zh", county / "example")


def test_a_job_gives_the_bytes_of_the_command_line(county: Path, tmp_path: Path) -> None:
    data = county / "example"
    made = Job("data.zip")
    made.run(package.write, Store(data).path(), choice(county))
    assert made.error is None
    assert made.file
    assert made.done == made.of
    target = tmp_path / "data.zip"
    assert CliRunner().invoke(main, ["export", "package", "--data", str(data), "-o", str(target)]).exit_code == 0
    assert made.file.read_bytes() == target.read_bytes()


def test_a_job_can_be_stopped_and_leaves_no_file(county: Path) -> None:
    made, steps = Job("data.zip"), []

    def slow(choice: Choice, target: Path, progress: Progress) -> None:
        target.write_bytes(b"half")
        for step in range(1_000):
            steps.append(step)
            progress(step, 1_000, "")
            time.sleep(.01)

    thread = Thread(target=made.run, args=(slow, Store(county / "example").path(), choice(county)))
    thread.start()
    while not steps:
        time.sleep(.01)
    made.stop.set()
    thread.join(20)
    assert made.over
    assert made.file is None
    assert made.error is None
    assert len(steps) < 1_000


@pytest.mark.parametrize(("fault", "told"), [
    (GxstatsError("there is no report for {year} in this choice", year=1), "no report for 1"),
    (ZeroDivisionError(), "the fault is in the log")])
def test_a_job_that_fails_says_so(fault: Exception, told: str, county: Path) -> None:
    def fails(choice: Choice, target: Path, progress: Progress) -> None:
        raise fault
    made = Job("x")
    made.run(fails, Store(county / "example").path(), choice(county))
    assert made.over
    assert made.file is None
    assert told in str(made.error)


def test_the_page_makes_a_file_and_then_offers_it(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("download", county, monkeypatch)
    test.button(key="begin_tidy_wide_csv").click().run()
    made = test.session_state["job_tidy_wide_csv"]
    for _ in range(600):
        if made.over:
            break
        time.sleep(.1)
    assert made.file
    assert made.file.read_bytes().startswith(b"\xef\xbb\xbfunit,year,scope,form,sha256,")
    test.run()
    assert not test.exception
    assert any(item.key == "save_tidy_wide_csv" for item in test.get("download_button"))
