"""From mail to the overview and back, in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from gxstats import pipeline
from gxstats.demo.county import write_county
from gxstats.storing import imports
from gxstats.storing.data import load
from gxstats.storing.decisions import Decisions
from tests.browser.conftest import serving
from tests.browser.test_hundred import settle
from tests.pages.test_importing import marked_file
from tests.receiving import receiving


def test_from_mail_to_the_store_and_back(page: Any, tmp_path: Path) -> None:
    write_county(tmp_path / "mail", units=5, first=2024, last=2024)
    data = receiving(tmp_path / "mail", tmp_path / "data", ("units.csv",))
    pipeline.build(data)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    files = [tmp_path / "mail" / name for name in load(tmp_path / "mail").documents()[:4]]
    with serving(data) as address:
        page.goto(f"{address}/importing")
        page.wait_for_selector("[data-testid=stFileUploaderDropzone]")
        page.set_input_files("input[type=file]", [str(path) for path in (*files, tmp_path / "broken.pdf")])
        page.get_by_role("button", name="确认入库").wait_for()
        page.get_by_label("姓名").first.fill("王某")
        page.get_by_label("姓名").first.press("Enter")
        page.wait_for_timeout(1_500)
        page.get_by_role("button", name="确认入库").click()
        page.get_by_text("1 份已在库中").wait_for()
        (done,) = imports.history(data)
        assert (done.state, done.who) == ("stored", "王某")
        page.get_by_text("记录与撤销").first.click()
        page.get_by_role("button", name="撤销本批").click()
        page.get_by_text("已撤销").first.wait_for()
    assert not load(data).passports
    assert [item.state for item in imports.history(data)] == ["undone"]


def test_a_cell_is_chosen_in_the_table_put_right_and_corrected_again_once_stored(page: Any, tmp_path: Path) -> None:
    write_county(tmp_path / "mail", units=2, first=2024, last=2024)
    data = receiving(tmp_path / "mail", tmp_path / "data", ("units.csv",))
    pipeline.build(data)
    name, content = marked_file(tmp_path / "mail")
    with serving(data) as address:
        page.set_viewport_size({"width": 1366, "height": 2000})
        page.goto(f"{address}/importing")
        page.wait_for_selector("[data-testid=stFileUploaderDropzone]")
        page.set_input_files("input[type=file]", [{"name": name, "mimeType": "text/html", "buffer": content}])
        page.get_by_text("逐格确认 1 /").wait_for()
        settle(page)
        page.get_by_label("姓名").first.fill("王某")
        page.get_by_label("姓名").first.press("Enter")
        settle(page)
        assert page.locator("b:has-text('marked')").count() == 0
        # a number of the grid under the table is opened, and only once: the button leads on from it
        page.get_by_text("点选数字查看出处").first.click()
        page.wait_for_timeout(1200)
        box = page.locator("[data-testid=stExpander] [data-testid=stDataFrame] canvas:visible").first.bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.62, box["y"] + 40 + 26 * 2 + 13)
        page.locator(".gx-official td.here").wait_for()
        settle(page)
        assert "逐格确认" not in page.inner_text(".st-key-one_cell h4")
        choose(page, "其他…")
        fill(page, "数字、/ 或空白", "4321")
        fill(page, "理由，例如：扫描件误读", "电话核实")
        page.get_by_role("button", name=re.compile("^采用")).click()
        page.get_by_text("逐格确认").wait_for()
        settle(page)
        assert page.locator(".gx-official td.n:has-text('4321')").count() == 1
        page.get_by_role("button", name="确认入库").click()
        page.get_by_text("1 份已在库中").wait_for()
        settle(page)
        (decision,) = Decisions(data).read("correction")
        unit, year, scope, path = decision.subject.split("/", 3)
        # the stored report is corrected again on the page of its unit
        page.goto(f"{address}/unit?unit={unit}&year={year}&scope={scope}&cell={path}")
        page.locator(".gx-official td.here").wait_for()
        settle(page)
        page.get_by_text("更正此格").click()
        fill(page, "数字、/ 或空白", "17")
        fill(page, "理由，例如：扫描件误读", "来函更正")
        page.get_by_label("姓名").first.fill("李某")
        page.get_by_role("button", name="更正", exact=True).click()
        page.locator(".gx-official td.here:has-text('17')").wait_for()
        settle(page)
        text = page.inner_text(".stMain")
        assert "李某: " in text
        assert f"改自 {decision.expects['text']}" in text
    assert [(d.choice, d.who) for d in Decisions(data).read("correction")] == [("4321", "王某"), ("17", "李某")]


def choose(page: Any, option: str) -> None:
    page.get_by_role("radio", name=option).click()
    settle(page)


def fill(page: Any, placeholder: str, text: str) -> None:
    page.get_by_placeholder(placeholder).fill(text)
    page.get_by_placeholder(placeholder).press("Tab")
    settle(page)
