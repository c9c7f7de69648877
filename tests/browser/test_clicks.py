"""A click on each kind of mark and row of the assessors' pages leads where it should: to the report, its cell, or the sheet."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.test_journey import settled

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]

# the mark of a card that lies furthest to the right: nothing covers it; its unit, and the middle of it on the screen
RIGHTMOST = """card => {
  const chart = document.querySelector(`.st-key-card_${card} .js-plotly-plot`);
  let found = null;
  chart.calcdata.forEach(points => points.forEach(point => {
    const data = points[0].trace.customdata;
    if (data && point.x !== undefined && (!found || point.x > found.x))
      found = {x: point.x, y: point.y, unit: data[point.i][0]};
  }));
  const box = chart.querySelector('.nsewdrag').getBoundingClientRect(), {xaxis, yaxis} = chart._fullLayout;
  return [found.unit, box.x + xaxis.d2p(found.x), box.y + yaxis.d2p(found.y)];
}"""


def _asked(page: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


@pytest.mark.parametrize("card", ["spread", "against", "funnel"])
def test_a_mark_of_a_unit_opens_its_report_at_the_cell(page: Any, dashboard: str, card: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 2200})
    page.goto(f"{dashboard}/compare?on=2024&indicator=disclosure_rate")
    settled(page)
    unit, x, y = page.evaluate(RIGHTMOST, card)
    page.mouse.click(x, y)
    page.wait_for_url("**/unit?**", timeout=15_000)
    settled(page)
    asked = _asked(page)
    assert (asked["unit"], asked["year"], asked["cell"]) == (unit, "2024", "requests/granted/total")
    assert page.locator(".gx-official td.here").count() == 1


def test_a_line_of_units_side_by_side_opens_the_report_of_that_year(page: Any, dashboard: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 2200})
    page.goto(f"{dashboard}/compare?on=2024&indicator=disclosure_rate&side=housing.office")
    settled(page)
    line = page.locator(".st-key-card_side .scatterlayer .trace").nth(-2)  # the last unit; behind it stands the median
    box = line.locator("path.point").nth(2).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**/unit?**", timeout=15_000)
    settled(page)
    assert (_asked(page)["unit"], _asked(page)["year"]) == ("office", "2021")


def test_a_name_of_the_ranking_opens_the_unit_and_a_tick_puts_it_beside_others(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/compare?on=2024&indicator=disclosure_rate")
    settled(page)
    table = page.locator(".st-key-card_ranking [data-testid=stDataFrame] canvas").first
    table.click(position={"x": 17, "y": 38 + 13}, force=True)
    page.wait_for_function("() => location.search.includes('side=')", timeout=15_000)
    settled(page)
    ticked = _asked(page)["side"]
    assert page.locator(".st-key-card_side .js-plotly-plot").count() == 1
    settled(page)
    table.click(position={"x": 34 + 58 + 30, "y": 38 + 13}, force=True)
    page.wait_for_url("**/unit?**", timeout=15_000)
    assert _asked(page)["unit"] == ticked, "the first row both times"


def test_a_bar_of_a_units_history_opens_its_report_of_that_year(page: Any, dashboard: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 2000})
    page.goto(f"{dashboard}/unit?unit=housing&year=2024&face=peers")
    settled(page)
    page.locator(".st-key-card_mix .barlayer .trace").first.locator(".point path").nth(3).click(force=True)
    page.wait_for_url(re.compile("year=2022"), timeout=15_000)
    settled(page)
    asked = _asked(page)
    assert (asked["unit"], asked["cell"]) == ("housing", "requests/granted/total")
    assert "face" not in asked
    assert page.locator(".gx-official td.here").count() == 1
    page.go_back()
    page.wait_for_url(re.compile("face=peers"), timeout=15_000)
    settled(page)
    assert page.locator(".st-key-card_mix .js-plotly-plot").count() == 1


def test_a_row_of_indicators_puts_it_into_the_chart_whose_points_open_reports(page: Any, dashboard: str) -> None:
    page.set_viewport_size({"width": 1366, "height": 2000})
    page.goto(f"{dashboard}/unit?unit=housing&year=2024&face=peers")
    settled(page)
    page.locator("[data-testid=stDataFrame] canvas").first.click(position={"x": 17, "y": 38 + 26 + 13}, force=True)
    page.wait_for_function("() => location.search.includes('indicator=granted_rate')", timeout=15_000)
    settled(page)
    box = page.locator(".js-plotly-plot").first.locator(".scatterlayer .trace").nth(-2).locator("path.point").nth(1).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(re.compile("year=2020"), timeout=15_000)
    settled(page)
    assert _asked(page)["cell"] == "requests/granted/total"


def test_a_row_of_the_score_sheet_opens_the_unit_and_a_row_of_that_its_reasons(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/assessment?on=2024")
    settled(page)
    page.locator("[data-testid=stDataFrame] canvas").first.click(position={"x": 17, "y": 38 + 13}, force=True)
    page.wait_for_url("**view=one**", timeout=15_000)
    settled(page)
    assert "评分单" in page.inner_text("h2")
    page.locator("[data-testid=stDataFrame] canvas").first.click(position={"x": 17, "y": 38 + 26 * 3 + 13}, force=True)
    page.wait_for_function("() => location.search.includes('item=')", timeout=15_000)
    assert "公式" in settled(page)


@pytest.mark.parametrize("address", ["compare?on=2024&side=housing", "assessment?on=2024", "assessment?on=2024&view=one",
                                     "unit?unit=housing&face=peers", "unit?unit=housing&face=years"])
def test_tables_are_whole_on_paper(page: Any, dashboard: str, address: str) -> None:
    """A table that scrolls prints only the rows it shows: on paper every one is plain."""
    page.goto(f"{dashboard}/{address}&print=1")
    settled(page)
    assert page.locator(".gx-whole").count()
    assert page.locator("[data-testid=stDataFrame]").count() == 0
    wide = page.locator(".gx-whole, .gx-official").evaluate_all("all => all.map(e => e.getBoundingClientRect().right)")
    room = page.locator(".stMainBlockContainer").bounding_box()
    assert max(wide) <= room["x"] + room["width"] + 1


@pytest.mark.parametrize(("language", "name"), [("zh", "公开年报"), ("en", "Disclosure reports")])
def test_the_rail_begins_with_mark_and_name(page: Any, dashboard: str, language: str, name: str) -> None:
    page.goto(f"{dashboard}/?lang={language}")
    settled(page)
    brand = page.locator(".gx-brand")
    assert name in brand.inner_text()
    assert brand.bounding_box()["y"] < page.locator(".gx-group").first.bounding_box()["y"]
    assert "data:image/svg" in brand.evaluate("e => getComputedStyle(e, '::before').maskImage")
