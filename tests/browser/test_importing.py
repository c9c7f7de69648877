"""From mail to the overview and back, in a browser."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from gxstats import pipeline
from gxstats.demo.county import write_county
from gxstats.storing import imports, moving
from gxstats.storing.data import load
from tests.browser.conftest import serving


def test_from_mail_to_the_store_and_back(page: Any, tmp_path: Path) -> None:
    write_county(tmp_path / "mail", units=5, first=2024, last=2024)
    data = tmp_path / "data"
    moving.init(data, "测试县", "Test county")
    shutil.copy(tmp_path / "mail" / "units.csv", data / "units.csv")
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
