"""The journey of an assessor: from the sheet of all units to a deduction's cell, an adjustment, a sign-off, a difference."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from gxstats import pipeline
from tests.browser.conftest import serving
from tests.browser.test_journey import settled

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]


def decide(page: Any, value: str, why: str) -> None:
    page.locator("input[aria-label^='得分']").fill(value)
    page.fill("input[aria-label='理由']", why)
    page.fill("input[aria-label='姓名']", "张三")


def choose(page: Any, chooser: str, option: str) -> None:
    page.locator(f"[data-testid=stSelectbox]:has-text('{chooser}') input").first.click()
    page.locator("[role=option]", has_text=option).first.click()


def test_from_the_worst_unit_to_a_signed_sheet_and_a_difference(page: Any, county: Path, tmp_path: Path) -> None:
    data = tmp_path / "example"
    shutil.copytree(county / "example", data, ignore=shutil.ignore_patterns("decisions", "signed"))
    page.set_default_timeout(90_000)  # a long way, perhaps on a busy machine
    with serving(tmp_path) as address:
        # a peer group is chosen, sorted, and its worst unit opened by its name
        page.goto(f"{address}/compare?indicator=closure_rate&on=2024")
        settled(page)
        choose(page, "同类组", "部门 · 县级（10 家）")
        page.wait_for_url("**peers=department.county**")
        settled(page)
        choose(page, "排序", "从低到高")
        page.wait_for_url("**order=low**")
        settled(page)
        name = page.locator("[data-testid=stDataFrame] canvas").first
        name.scroll_into_view_if_needed()
        name.click(position={"x": 36 + 58 + 30, "y": 32 + 13}, force=True)
        page.wait_for_url("**/unit**")
        text = settled(page)
        assert "生态环境局 2024 年报告原表" in text
        assert "unit=environment" in page.url
        # from its page to its sheet: the largest deduction is open, with the cells it rests on marked
        page.click("[data-testid=stPageLink]:has-text('本单位评分单')")
        page.wait_for_url("**/assessment**")
        text = settled(page)
        assert "2024 年度考核：生态环境局评分单" in text
        assert "3.2 结转率: 得 2 / 6 分" in text, "the largest deduction is open"
        assert "5 / 43 = 11.6%：−4 分" in text
        assert "86–96" in text
        assert [cell.inner_text() for cell in page.locator(".gx-official td.here").all()] == ["42↗", "1↗", "5↗"]
        sheet = page.url
        page.click("[data-testid=stPageLink]:has-text('打开报告')")
        page.wait_for_url("**cell=requests%2Fcarried_in%2Ftotal**")
        settled(page)
        assert page.locator(".gx-official td.here").inner_text() == "1"
        assert page.locator(".gx-lines .here").count() == 1, "the line in the report"
        # an adjustment moves the score
        page.goto(sheet)
        settled(page)
        decide(page, "4", "两件系年末收到")
        page.click("button:has-text('保存')")
        page.wait_for_selector("text=张三 调整 4: 两件系年末收到")
        assert "88–98" in settled(page)
        # what is given by hand, for all units at once: now there are totals and ranks
        page.goto(f"{address}/assessment?on=2024&view=one&unit=housing&item=5.1")
        settled(page)
        decide(page, "9", "培训台账")
        page.locator("label:has-text('同样录入')").click()
        page.click("button:has-text('保存')")
        page.wait_for_timeout(2500)
        assert "90" in settled(page)
        # signed by one, confirmed by another
        page.goto(f"{address}/assessment?on=2024&view=signing")
        settled(page)
        page.fill("input[aria-label='姓名']", "张三")
        page.click("button:has-text('签发评分单')")
        page.wait_for_timeout(2500)
        assert "尚未经第二人复核" in settled(page)
        page.fill("input[aria-label='姓名']", "李四")
        page.click("button:has-text('以第二人复核确认')")
        page.wait_for_timeout(2000)
        text = settled(page)
        assert "李四 于" in text
        assert "此后无变化" in text
        # a changed report is a difference, and the link to it survives a reload
        lines = (data / "reports.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        late = [line.replace("2025-01-09", "2025-03-09") if line.startswith("housing,2024,") else line for line in lines]
        (data / "reports.csv").write_text("".join(late), encoding="utf-8")
        pipeline.build(data)
        page.reload()
        assert "此后有 1 家单位的分数变化" in settled(page)


def test_a_reader_from_elsewhere_may_look_only(page: Any, dashboard: str) -> None:
    elsewhere = dashboard.replace("127.0.0.1", "gxstats.localhost")  # another name for the server than this machine's own
    page.goto(f"{elsewhere}/assessment?on=2024&view=one&unit=housing")
    text = settled(page)
    assert "您在此只能查看" in text
    assert page.locator("button:has-text('保存')").count() == 0
