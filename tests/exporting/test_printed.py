"""What `gxstats show` prints for people: the grids seen and what was read of each, the words beside every row."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from gxstats.demo.layouts import LAYOUTS, write
from gxstats.demo.made import Made
from gxstats.demo.numbers import History, form_in, year_of
from gxstats.exporting.printed import printed
from gxstats.pipeline import read_reports


@pytest.fixture
def shown(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    layout, language = request.param
    form = form_in(2023)
    made = Made("某某县财政局", 2023, form, year_of(form, 300, 2_000, Random(1), History()), {}, "2024-01-20")
    path = tmp_path / f"report{LAYOUTS[layout].suffix}"
    path.write_bytes(write(made, layout))
    return printed(read_reports(path)[0], language)


@pytest.mark.parametrize("shown", [("html_plain", "zh")], indirect=True)
def test_grids_are_listed_with_what_was_read_of_each(shown: str) -> None:
    assert "依申请公开 175" in shown
    assert "复议诉讼 15" in shown
    assert "主动公开 10" in shown
    assert "：28 行 10 列：依申请公开 175" in shown


@pytest.mark.parametrize("shown", [("html_plain", "zh")], indirect=True)
def test_each_row_stands_beside_the_words_of_the_document(shown: str) -> None:
    line = next(line for line in shown.splitlines() if line.strip().startswith("本年新收"))
    assert line.endswith("一、本年新收政府信息公开申请数量")


@pytest.mark.parametrize("shown", [("text_glued", "zh")], indirect=True)
def test_a_solved_row_is_marked_and_stands_beside_the_words_right_before_its_digits(shown: str) -> None:
    line = next(line for line in shown.splitlines() if line.strip().startswith("本年新收"))
    assert "*" in line
    assert "本年新收政府信息公开申请数量" in line


@pytest.mark.parametrize("shown", [("text_rows", "en")], indirect=True)
def test_english_shows_no_raw_scope_code(shown: str) -> None:
    assert "running text: " in shown
    assert "seen: text, 0 grids" in shown
