"""The leaders' pages in a real browser: down from a bar to the marked cell, by keyboard, in every size of data, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.browser.conftest import serving
from tests.browser.test_journey import settled
from tests.truth.made import store

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]

PAGES = ("", "requests", "outcomes", "disputes", "disclosure")
TOLD = "e => [...e.querySelectorAll('[aria-label]'), e].map(x => x.getAttribute('aria-label') || '').join(' ')"
OUTSIDE = """() => {
  const main = document.querySelector('.stMain'), wrong = [];
  if (main.scrollWidth > main.clientWidth + 1) wrong.push('the page is wider than the window');
  for (const chart of document.querySelectorAll('.js-plotly-plot')) {
    const box = chart.getBoundingClientRect(), name = chart.closest('[class*=st-key-card_]')?.className.match(/card_\\w+/);
    if (box.width < 60 || box.height < 60) wrong.push(`${name} has no room`);
    for (const text of chart.querySelectorAll('.annotation-text, .xtick text, .ytick text')) {
      const t = text.getBoundingClientRect();
      if (t.width && (t.left < box.left - 2 || t.right > box.right + 2)) wrong.push(`${name}: ${text.textContent} is cut`);
    }
  }
  return wrong;
}"""


def test_from_a_bar_to_its_units_to_the_marked_cell_and_back(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/?years=2020-2025")
    settled(page)
    page.locator(".st-key-card_received .barlayer .point path").nth(4).click(force=True)
    page.wait_for_url("**at=received.2024.0**")
    assert "分单位" in settled(page)
    table = page.locator(".st-key-card_received [data-testid=stDataFrame] canvas").first
    table.click(position={"x": 12, "y": 45}, force=True)
    page.wait_for_url("**/unit?**")
    settled(page)
    assert "cell=requests%2Freceived%2Ftotal" in page.url
    assert "year=2024" in page.url
    assert page.locator(".gx-official td.here").count() == 1
    page.go_back()
    page.wait_for_url(re.compile("at=received.2024.0"))
    text = settled(page)
    assert "分单位" in text, "what was open is open again"
    assert "2020–2025" in text


def test_what_is_open_is_in_the_link_and_can_be_closed(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/disputes?at=litigation_direct.2024.1")
    assert "分单位" in settled(page)
    page.click("button:has-text('收起')")
    page.wait_for_function("() => !location.search.includes('at=')")
    assert "分单位" not in settled(page)
    page.goto(f"{dashboard}/disputes?at=litigation_direct.1999.1")
    assert "litigation_direct.1999.1" in settled(page), "a stale link says what it could not find"


def test_a_step_of_the_waterfall_and_a_small_bar_open_their_reports(page: Any, dashboard: str) -> None:
    for card, place, cell in (("drove", 1, "requests%2Freceived%2F"), ("small", 8, "requests%2Freceived%2Ftotal")):
        page.goto(f"{dashboard}/requests")
        settled(page)
        page.locator(f".st-key-card_{card} .barlayer .point path").nth(place).click(force=True)
        page.wait_for_url("**/unit?**")
        settled(page)
        assert cell in page.url
        assert page.locator(".gx-official td.here").count() == 1


def test_a_row_of_the_twin_table_leads_the_same_way(page: Any, dashboard: str) -> None:
    page.goto(f"{dashboard}/?tw_received=1&tw_movers=1")
    settled(page)
    page.locator(".st-key-card_received [data-testid=stDataFrame] canvas").first.click(position={"x": 12, "y": 45}, force=True)
    page.wait_for_url("**at=received.2019.0**")
    settled(page)
    page.locator(".st-key-card_movers [data-testid=stDataFrame] canvas").first.click(position={"x": 12, "y": 45}, force=True)
    page.wait_for_url("**/unit?**")
    assert "cell=requests%2Freceived%2Ftotal" in page.url


def test_the_keyboard_reaches_choosers_and_twin_table(page: Any, dashboard: str) -> None:
    """From the first chooser on, Tab alone comes to the toggle of the first card; Space swaps chart and table."""
    page.goto(dashboard)
    settled(page)
    page.locator("[data-testid=stSidebar] [data-testid=stSelectbox] input").first.focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => !!document.activeElement.closest('.st-key-card_received [data-testid=stCheckbox]')"):
            break
    else:
        raise AssertionError("the toggle is not reached by Tab")
    page.keyboard.press("Space")
    page.wait_for_url("**tw_received=1**")
    settled(page)
    assert page.locator(".st-key-card_received [data-testid=stDataFrame]").count() == 1


@pytest.mark.parametrize("address", PAGES)
def test_every_chart_is_told_in_words_and_nothing_is_in_the_wrong_language(page: Any, dashboard: str, address: str) -> None:
    page.goto(f"{dashboard}/{address}")
    text = settled(page)
    for chart in page.locator("[data-testid=stPlotlyChart]").all():
        told = chart.evaluate(TOLD)
        assert re.search(r"[\u4e00-\u9fff].*\d|数据表", told), "a chart without its sentence"
        assert "<" not in told
    for icon in set(page.locator(".stMain [data-testid=stIconMaterial]").all_inner_texts()):  # drawn, not read
        text = text.replace(f"{icon}\n", "\n")
    plain = re.sub(r"CSV|A4|snap-\d+|[0-9a-f]{6,}|PNG|SVG|English|[nN]\b", "", text)
    assert not re.search(r"[A-Za-z]{3,}", plain), "English in the Chinese page"
    page.goto(f"{dashboard}/{address}?lang=en")
    settled(page)
    drawn = page.evaluate("() => [...document.querySelectorAll('.stMain .js-plotly-plot text, .stMain h2, .stMain h4')].map("
                          "e => e.textContent).join(' ')")
    assert not re.search(r"[\u4e00-\u9fff]", drawn), "Chinese in the English page"


def test_title_figures_and_first_charts_stand_above_the_fold(page: Any, dashboard: str) -> None:
    """A laptop of 1366 x 768 shows about 640 px of a page; the first row of charts ends by 460."""
    page.goto(dashboard)
    settled(page)
    for card in ("received", "mix"):
        box = page.locator(f".st-key-card_{card}").bounding_box()
        assert box["y"] + box["height"] <= 460


# --- 1, 5 and 60 units; 1 and 8 years -------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store of sixty units and eight years."""
    root = tmp_path_factory.mktemp("many")
    store(root / "example", Random(3), units=60, first=2019, last=2026)
    with serving(root) as address:
        yield address


@pytest.mark.parametrize("choice", ["", "units=u1", "units=u1.u2.u4.u5.u6", "years=2025-2025", "units=u1&years=2025-2025"])
def test_nothing_is_cut_with_few_or_many_units_and_years(page: Any, many: str, choice: str) -> None:
    for address in PAGES:
        page.goto(f"{many}/{address}?{choice}")
        text = settled(page)
        assert "出错" not in text
        assert page.locator(".js-plotly-plot").count() > 0, address
        assert page.evaluate(OUTSIDE) == [], f"{address}?{choice}"


@pytest.mark.parametrize("address", PAGES)
def test_the_page_for_paper_is_light_and_fits(page: Any, dashboard: str, address: str, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{dashboard}/{address}?print=1")
    settled(page)
    assert not page.locator("[data-testid=stSidebar]").is_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    page.wait_for_timeout(800)
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("() => getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(path=tmp_path / "page.pdf", format="A4")[:4] == b"%PDF"


def test_a_table_is_saved_only_by_our_own_csv(page: Any, dashboard: str) -> None:
    """Streamlit's own has no BOM and guards no formula."""
    page.goto(f"{dashboard}/quality")
    settled(page)
    table = page.locator("[data-testid=stDataFrame]").first
    table.hover()
    page.get_by_role("button", name="Search").first.wait_for()  # the toolbar is there
    assert not page.get_by_role("button", name="Download as CSV").count()
