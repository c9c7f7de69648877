"""A chart as a picture and a briefing as a file, taken from the page by clicking, without any network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document

pytestmark = pytest.mark.browser


def taken(page: Any, click: Any, folder: Path) -> Path:
    with page.expect_download() as download:
        click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_card_is_saved_with_title_letters_and_source(page: Any, dashboard: str, tmp_path: Path) -> None:
    page.set_default_timeout(120_000)  # the first visit builds
    page.goto(dashboard)
    card = page.locator(".st-key-card_mix")
    card.locator(".js-plotly-plot").wait_for()
    page.wait_for_function("document.querySelectorAll('.st-key-card_mix .bars path').length > 5")
    svg = taken(page, card.locator("button[data-kind=svg]").click, tmp_path)
    assert svg.name.startswith("办理结果构成")
    drawing = svg.read_text(encoding="utf-8")
    for wanted in ("办理结果构成", "占办结", "予以公开", "快照 snap-", "虚构"):
        assert wanted in drawing
    png = taken(page, card.locator("button[data-kind=png]").click, tmp_path)
    data = png.read_bytes()
    assert data.startswith(b"\x89PNG")
    box = card.locator(".js-plotly-plot").bounding_box()
    assert int.from_bytes(data[16:20], "big") >= 2 * box["width"]


def test_the_briefing_is_a_click_away(page: Any, dashboard: str, tmp_path: Path) -> None:
    page.set_default_timeout(120_000)  # the first visit builds
    page.goto(dashboard)
    page.get_by_role("button", name="一页简报").click()
    path = taken(page, page.get_by_role("button", name="Word").click, tmp_path)
    assert "政府信息公开年报简报" in Document(str(path)).paragraphs[0].text
