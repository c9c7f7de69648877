"""Any chart of any page as a picture on a server: the chart of the page itself, with title and source; what is missing is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gxstats.cli import main
from gxstats.errors import GxstatsError
from gxstats.exporting import fonts
from gxstats.showing import pictured
from tests.truth.rendered import draw

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.parametrize("page", ["overview", "disputes"])
def test_the_charts_are_those_of_the_page(page: str, county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = draw(page, county, monkeypatch, years="2021-2024").charts
    found = pictured.charts(ROOT / "app.py", page, county / "example", {"years": "2021-2024", "lang": "zh"})
    assert [item.key for item in found] == list(shown)
    for item in found:
        assert len(item.figure["data"]) == len(shown[item.key]["data"])
        assert item.figure["layout"]["height"] == shown[item.key]["layout"]["height"]
        assert item.title


def test_an_unknown_page_or_chart_says_which_there_are(county: Path) -> None:
    with pytest.raises(GxstatsError, match="no page") as error:
        pictured.charts(ROOT / "app.py", "nowhere", county / "example", {})
    assert "overview" in error.value.values["pages"]
    result = CliRunner().invoke(main, ["export", "chart", "overview", "nothing", "--data", str(county / "example"), "-o", "x.png"])
    assert result.exit_code == 1
    assert "received" in result.output


def test_without_a_chinese_font_no_picture_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("kaleido")
    monkeypatch.setattr(fonts, "installed", frozenset)
    with pytest.raises(GxstatsError, match="no Chinese font"):
        pictured.drawn(pictured.Picture("x", "x", "", {"data": [], "layout": {}}), "png", 300, "")


@pytest.mark.browser
def test_png_and_svg_have_title_and_source(county: Path, tmp_path: Path) -> None:
    pytest.importorskip("kaleido")
    if CHROMIUM is None or not fonts.installed():
        pytest.skip("there is no Chromium, or no Chinese font, on this machine")
    for suffix in ("png", "svg"):
        target = tmp_path / f"x.{suffix}"
        result = CliRunner().invoke(main, ["export", "chart", "overview", "mix", "--data", str(county / "example"),
                                           "-o", str(target)])
        assert result.exit_code == 0, result.output
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")
    drawing = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert "办理结果构成" in drawing
    assert "快照 snap-" in drawing
    assert fonts.chinese() in drawing
