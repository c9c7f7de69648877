"""The journey of a leader: from a figure to the line it came from, with the address keeping every choice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gxstats import pipeline
from gxstats.demo.county import write_county
from tests.browser.conftest import serving

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]

# no rerun under way, nothing still to come, a drawing in every place a chart has
DRAWN = """() => !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-stale=true]')
    && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(chart => chart.querySelector('.main-svg'))"""


def settled(page: Any) -> str:
    """Wait until the page has drawn its footer and every chart, and says the same twice; its text."""
    page.wait_for_selector(".gx-footer")
    said = ""
    for _ in range(40):
        page.wait_for_function(DRAWN)
        page.wait_for_timeout(500)
        said, before = str(page.inner_text(".stMain")), said
        if said == before:
            return said
    raise AssertionError(f"the page does not come to rest: {said[:200]}")


def follow(page: Any, title: str) -> str:
    page.click(f"[data-testid=stSidebar] [data-testid=stPageLink]:has-text('{title}')")
    page.wait_for_timeout(500)
    return settled(page)


def test_from_overview_to_the_cell(page: Any, dashboard: str) -> None:
    page.goto(dashboard)
    text = settled(page)
    assert "总览" in text
    assert "虚构数据" in text
    assert re.search(r"\d+ 家单位中 \d+ 家有 2025 年数据", text)
    follow(page, "申请")
    page.goto(f"{dashboard}/requests?years=2020-2024")
    text = settled(page)
    assert "2020–2024" in text
    page.reload()
    assert "2020–2024" in settled(page)
    follow(page, "办理结果")
    assert "years=2020-2024" in page.url, "a choice is kept on the next page"
    page.go_back()
    page.wait_for_timeout(800)
    assert "2020–2024" in settled(page)
    page.goto(f"{dashboard}/requests")
    settled(page)
    # squares of the map: a click opens that unit's report
    marks = page.locator(".scatterlayer .points path.point")
    marks.nth(3).click(force=True, timeout=30_000)
    page.wait_for_url("**/unit**")
    text = settled(page)
    assert "unit=" in page.url
    assert "出处" in text
    assert "原文" in text
    assert page.locator(".gx-official td.here").count() == 1
    assert page.locator(".gx-lines .here").count() == 1


def test_a_link_names_the_cell(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/unit?unit=office&year=2024&cell=requests/granted/total")
    text = settled(page)
    assert "予以公开" in text
    marked = page.locator(".gx-official td.here").inner_text()
    assert f"原文：{marked}" in text.replace("：\n", "：")


def test_english_and_back(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/?lang=en")
    text = settled(page)
    assert "units have data for 2025" in text
    assert "invented data" in text
    follow(page, "Outcomes")
    assert "lang=en" in page.url
    page.click("button:has-text('中文')")
    page.wait_for_timeout(800)
    assert "办理结果" in settled(page)


def test_a_kind_without_data(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/?scope=region&kind=department")
    assert "没有符合条件的报告" in settled_or_text(page)


def settled_or_text(page: Any) -> str:
    page.wait_for_selector(".stMain")
    page.wait_for_timeout(2500)
    return str(page.inner_text(".stMain"))


def test_one_report(page: Any, tmp_path: Path) -> None:
    write_county(tmp_path / "example", units=2, first=2024, last=2024)
    pipeline.build(tmp_path / "example")
    with serving(tmp_path) as address:
        page.goto(address)
        text = settled(page)
        assert "2024" in text
        assert "没有上一年可比" in text


def test_no_store(page: Any, empty: Path) -> None:
    with serving(empty) as address:
        page.goto(address)
        page.get_by_text("还没有读入任何报告").wait_for()


def test_the_first_visitor_may_come_by_a_deep_link(page: Any, county: Path) -> None:
    with serving(county) as address:
        page.goto(f"{address}/unit?unit=office&year=2024")
        text = settled(page)
        assert "unit=office" in page.url
        assert "2024 年报告原表" in text


def test_a_verdict_is_kept(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/quality?years=2022-2025&on=2024")
    text = settled(page)
    assert "报告覆盖日历" in text
    page.click("button:has-text('已询问单位')")
    page.fill("input[aria-label='姓名']", "张三")
    page.fill("input[aria-label='理由']", "电话核实")
    page.click("button:has-text('保存判定')")
    page.wait_for_timeout(1500)
    assert "张三: 已询问单位 电话核实" in settled(page)
    page.reload()
    assert "张三: 已询问单位 电话核实" in settled(page)


def test_from_a_red_square_to_the_marked_cell_to_the_verdict_and_back(page: Any, dashboard: str) -> None:
    """A click on a square of the calendar lists what was found there; reload and back keep the place."""
    page.goto(f"{dashboard}/quality")
    settled(page)
    squares = page.locator(".js-plotly-plot .scatterlayer .trace").nth(1).locator("path.point")
    states = page.evaluate(
        "document.querySelector('.js-plotly-plot').data[1].customdata.map(d => [d[0], d[1], d[2]])")
    number = next(n for n, (_, _, state) in enumerate(states) if state == "有错误")
    unit, year, _ = states[number]
    box = squares.nth(number).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(f"**whose={unit}*", timeout=15_000)
    settled(page)
    assert f"whose={unit}" in page.url
    marked = page.locator(".gx-official .here, .gx-official .broken").first
    cell = marked.inner_text()
    heading = page.locator("h4", has_text=str(year)).last.inner_text()
    page.reload()
    settled(page)
    assert page.locator(".gx-official .here, .gx-official .broken").first.inner_text() == cell
    assert page.locator("h4", has_text=str(year)).last.inner_text() == heading
    page.click("button:has-text('确认')")
    page.fill("input[aria-label='姓名']", "李四")
    page.fill("input[aria-label='理由']", "与原件一致")
    page.click("button:has-text('保存判定')")
    page.get_by_text("李四: 确认 与原件一致").wait_for(timeout=15_000)
    page.click("a:has-text('打开报告')")
    page.wait_for_url("**/unit?*", timeout=15_000)
    settled(page)
    page.go_back()
    page.wait_for_url("**/quality?*", timeout=15_000)
    assert f"whose={unit}" in page.url
    assert "李四: 确认 与原件一致" in settled(page)
    page.go_back()
    page.wait_for_timeout(2500)
    assert "whose=" not in page.url
