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


def test_from_the_worst_unit_to_a_signed_sheet_and_a_difference(page: Any, county: Path, tmp_path: Path) -> None:
    data = tmp_path / "example"
    shutil.copytree(county / "example", data, ignore=shutil.ignore_patterns("decisions", "signed"))
    with serving(tmp_path) as address:
        # the worst department stands last: its row opens its sheet
        page.goto(f"{address}/assessment?on=2024&kind=department")
        assert "未排名" not in settled(page)  # the ranks stand in a canvas
        page.locator("[data-testid=stDataFrame] canvas").first.click(position={"x": 17, "y": 32 + 26 * 9 + 13}, force=True)
        page.wait_for_url("**unit=**")
        text = settled(page)
        assert "2024 年度考核：" in text
        page.goto(f"{address}/assessment?on=2024&view=one&unit=housing")
        text = settled(page)
        assert "4.2 诉讼败诉: 得 9 / 15 分" in text, "the largest deduction is open"
        assert "2 件 × 3：−6 分" in text
        assert "81–91" in text
        assert [cell.inner_text() for cell in page.locator(".gx-official td.here").all()] == ["2↗", "0↗"]
        # an adjustment moves the score
        decide(page, "12", "一件系撤诉")
        page.click("button:has-text('保存')")
        page.wait_for_timeout(1500)
        text = settled(page)
        assert "84–94" in text
        assert "张三 调整 12: 一件系撤诉" in text
        # what is given by hand, for all units at once: now there are totals and ranks
        page.goto(f"{address}/assessment?on=2024&view=one&unit=housing&item=5.1")
        settled(page)
        decide(page, "9", "培训台账")
        page.locator("label:has-text('同样录入')").click()
        page.click("button:has-text('保存')")
        page.wait_for_timeout(2500)
        assert "93" in settled(page)
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
