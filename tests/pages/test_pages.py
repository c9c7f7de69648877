"""Every page opens in every state: with the county, one unit's data, nothing; in both languages; with odd addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gxstats import catalog

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def opened(page: str, data: Path, monkeypatch: pytest.MonkeyPatch, **query: str) -> AppTest:
    """A page as a reader would see it at an address."""
    monkeypatch.setenv("GXSTATS_DATA", str(data))
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    if page != "overview":
        for name, value in query.items():
            test.query_params[name] = value
        test.switch_page(f"pages/{page}.py").run()
    return test


def words(test: AppTest) -> str:
    """All text of a page."""
    parts = [str(item.value) for kind in ("markdown", "caption", "text", "title", "header") for item in test.get(kind)]
    parts += [item.proto.body for item in test.get("html")]
    return "\n".join(parts)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_opens_with_data(page: str, language: str, county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(page, county, monkeypatch, lang=language)
    assert not test.exception
    text = words(test)
    assert catalog.say("This page failed; the fault is in the log of the server. Change a choice or reload the page.",
                       language) not in text
    for code in ("requests__", "requests/received", "natural_person", "gov_office", "litigation_direct"):
        assert code not in text, f"a raw code on {page}"
    if language == "zh":
        assert re.search(r"[\u4e00-\u9fff]", text)


@pytest.mark.parametrize("page", PAGES)
def test_says_what_to_do_without_data(page: str, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(page, empty, monkeypatch) if page == "overview" else opened("overview", empty, monkeypatch)
    assert not test.exception
    assert catalog.say("No report has been read yet. Import documents first.") in words(test)
    assert len(test.sidebar.get("page_link")) == len(PAGES), "every page is still a click away"
    assert len(test.sidebar.get("button_group")) == 1, "and so is the other language"


@pytest.mark.parametrize("page", PAGES)
def test_a_kind_without_reports_is_a_sentence(page: str, county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(page, county, monkeypatch, kind="township", scope="region")
    assert not test.exception


def test_a_stale_link_says_what_it_could_not_find(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened("overview", county, monkeypatch, kind="ministry")
    assert "ministry" in words(test)


def test_the_county_is_marked_as_invented(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalog.say("invented data") in words(opened("overview", county, monkeypatch))


def test_text_of_documents_is_never_markup(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    from gxstats.showing.tables import lines_html
    html = lines_html(pd.DataFrame({"line_no": [1], "text": ["<script>alert(1)</script>"]}), 1)
    assert "<script>" not in html
