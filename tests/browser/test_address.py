"""The address is the whole choice: reload, a new browser, the next page, a link that has gone stale."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.test_journey import follow, settled

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]

LINK = "/disputes?kind=department&years=2020-2024&like=1&base=all&tw_funnel=1"


def picture(page: Any) -> str:
    """What is drawn, apart from the machine's own names: all text, and every chart's marks."""
    text = settled(page)
    marks = page.evaluate("() => [...document.querySelectorAll('.js-plotly-plot')].map(chart => (chart.data || []).map("
                          "trace => JSON.stringify([trace.type, trace.name, trace.x, trace.y, trace.text])))")
    assert any(marks), "no chart is drawn"
    return f"{text}\n{marks}"


def test_a_choice_made_by_hand_survives_a_reload(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/requests")
    before = picture(page)
    page.locator("[data-testid=stSidebar] [data-testid=stSelectbox] input").nth(1).click()
    page.locator("[role=option]", has_text="部门").first.click()
    page.wait_for_url("**kind=department**")
    chosen = picture(page)
    assert chosen != before
    page.reload()
    assert picture(page) == chosen


def test_a_link_gives_the_same_picture_in_a_new_browser(page: Any, dashboard: str, chromium: Any) -> None:
    page.goto(dashboard + LINK)
    first = picture(page)
    assert "2020–2024" in first
    stranger = chromium.new_context(viewport={"width": 1366, "height": 768})
    try:
        other = stranger.new_page()
        other.set_default_timeout(30_000)
        other.goto(page.url)
        assert picture(other) == first
    finally:
        stranger.close()


def test_choices_go_along_to_every_page_and_back(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/?kind=department&years=2020-2024&like=1")
    settled(page)
    for title in ("申请", "办理结果", "复议诉讼", "主动公开", "总览"):
        text = follow(page, title)
        for part in ("kind=department", "years=2020-2024", "like=1"):
            assert part in page.url, f"{part} is lost on {title}"
        assert "2024" in text
    toggle = page.locator("[data-testid=stSidebar] label:has-text('仅各年均有数据的单位') input")
    assert toggle.is_checked()


def test_back_restores_the_choice_before(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/outcomes?years=2020-2023")
    assert "2020–2023" in settled(page)
    follow(page, "申请")
    page.go_back()
    page.wait_for_url(re.compile("outcomes"))
    assert "2020–2023" in settled(page)


def test_a_stale_link_says_what_it_could_not_find(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/?kind=ministry&units=atlantis&since=snap-999999&years=2020-2024")
    text = settled(page)
    for lost in ("ministry", "atlantis", "snap-999999"):
        assert lost in text, f"nothing is said of {lost}"
    assert "2024" in text, "what can be found is shown"


SLOW = """
const Native = WebSocket;
window.WebSocket = class extends Native {
    addEventListener(type, heard, ...more) {
        super.addEventListener(type, type === 'message' ? event => setTimeout(() => heard(event), 1200) : heard, ...more);
    }
    set onmessage(heard) { super.onmessage = event => setTimeout(() => heard(event), 1200); }
};
"""


def test_a_second_click_before_the_page_has_answered_the_first_keeps_both(page: Any, dashboard: str) -> None:
    """On a slow line the second click still carries the old address; it must not undo the first choice."""
    page.add_init_script(SLOW)
    page.goto(f"{dashboard}/requests")
    settled(page)
    page.wait_for_timeout(3_000)
    page.locator("[data-testid=stSidebar] label:has-text('仅各年均有数据的单位')").click()
    page.wait_for_timeout(900)  # long enough for the server to answer, too short for the answer to arrive
    page.get_by_text("English", exact=True).click()
    page.wait_for_url("**lang=en**")
    page.wait_for_timeout(3_000)
    assert "like=1" in page.url
    assert page.locator("[data-testid=stSidebar] label:has-text('units with every year') input").is_checked()


def test_back_takes_back_a_choice_made_just_now(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/requests")
    before = settled(page)
    page.get_by_text("English", exact=True).click()
    page.wait_for_url("**lang=en**")
    page.go_back()
    page.wait_for_function("() => !location.search.includes('lang=en')")
    page.get_by_text("领导看板").wait_for()
    assert settled(page) == before
    assert "lang" not in page.url
