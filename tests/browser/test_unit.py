"""A number of an official table is opened by a click on it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.test_journey import settled

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]


def test_a_click_opens_the_cell_and_the_choosers_still_work(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/unit?unit=office&year=2024")
    settled(page)
    page.set_viewport_size({"width": 1366, "height": 1800})
    page.locator("[data-testid=stExpander] summary").nth(1).click()
    page.wait_for_timeout(1200)
    box = page.locator("[data-testid=stDataFrame] canvas:visible").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.62, box["y"] + 40 + 26 * 2 + 13)
    page.wait_for_url("**cell=requests%2Fgranted%2F**")
    text = settled(page)
    marked = page.locator(".gx-official td.here")
    assert marked.count() == 1
    assert f"原文：{marked.inner_text()}" in text
    assert page.locator(".gx-lines .here").count() == 1


def test_paper_shows_the_page_and_nothing_to_press(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/?print=1")
    settled(page)
    assert not page.is_visible("[data-testid=stSidebar]")
    assert page.locator(".stMainBlockContainer").bounding_box()["width"] <= 700
    assert page.locator(".stMain [data-testid=stCheckbox]").count() == 0


def test_the_first_row_of_charts_ends_above_the_fold(page: Any, dashboard: str) -> None:
    page.goto(dashboard)
    settled(page)
    box = page.locator(".js-plotly-plot").first.bounding_box()
    assert box["y"] + box["height"] <= 460
