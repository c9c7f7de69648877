"""Official tables: marks by colour, line and letter; the opened cell; text of documents never becomes markup."""

from __future__ import annotations

import pandas as pd
import pytest

from gxstats import catalog
from gxstats.showing import style, tables
from gxstats.showing.look import Look

FORM = catalog.forms()["form_2021"]
PATH = "requests/received/total"
NO_FINDING = pd.DataFrame(columns=["severity", "check_code", "code_table", "code_row", "code_column"])


def cells(text: str = "7", origin: str = "printed", state: str = "reported") -> pd.DataFrame:
    return pd.DataFrame([{"code": path, "text": text if path == PATH else "0", "value": 7.0, "state": state if path == PATH
                          else "reported", "origin": origin if path == PATH else "printed"} for path in FORM.paths()])


def html(frame: pd.DataFrame, findings: pd.DataFrame = NO_FINDING, language: str = "zh", here: str = "") -> str:
    return tables.tables(FORM, frame, findings, Look(language), here)["requests"]


def finding(severity: str, check: str = "requests_row_total", row: str | None = "received") -> pd.DataFrame:
    return pd.DataFrame([{"severity": severity, "check_code": check, "code_table": "requests", "code_row": row,
                          "code_column": None}])


@pytest.mark.parametrize(("origin", "severity", "mark", "letter"), [
    ("printed", "error", "broken", "≠"), ("printed", "warning", "unsure", "?"), ("solved", None, "solved", "解"),
    ("corrected", None, "corrected", "改"), ("solved", "error", "broken", "≠")])
def test_marks(origin: str, severity: str | None, mark: str, letter: str) -> None:
    made = html(cells(origin=origin), NO_FINDING if severity is None else finding(severity))
    assert f" {mark}'>7<sup>{letter}</sup>" in made
    assert made.count("<sup>") == 1
    assert f".gx-official .{mark}{{" in style.css()


def test_a_note_marks_nothing() -> None:
    assert "<sup>" not in html(cells(), finding("info"))


def test_a_blank_is_a_dash_and_a_stroke_stays() -> None:
    assert ">—</td>" in html(cells("", state="blank"))
    assert ">/</td>" in html(cells("/", state="not_applicable"))


def test_the_opened_cell_is_the_only_one_marked() -> None:
    assert html(cells(), here=PATH).count(" here") == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "'\"><b>"])
def test_text_of_documents_is_never_markup(text: str) -> None:
    made = html(cells(text))
    assert text not in made
    lines = tables.lines_html(pd.DataFrame({"line_no": [1], "text": [text]}), 1)
    assert text not in lines


def test_the_paper_has_no_rail_and_is_light() -> None:
    assert "stSidebar" in style.paper()
    assert "color-scheme:light" in style.paper()


def test_passages_stand_side_by_side_with_differences_marked_and_letters_escaped() -> None:
    made = tables.passages_html([("收到申请12件<b>", "收到申请21件<b>")], ("甲局 2024", "乙局 2024"))
    assert "<mark>" in made
    assert "<b>" not in made
    assert "甲局 2024" in made
    assert "收到申请" in made


def test_a_table_for_paper_is_whole_and_only_our_own_pictures_are_pictures() -> None:
    frame = pd.DataFrame({"单位": ["data:image/svg+xml,<b>", "乙局"], "区间": ["data:image/svg+xml;utf8,%3Csvg/%3E", "x"]})
    html = tables.plain_html(frame, pictures=("区间",), grey={0}, bold={1})
    assert html.count("<img") == 2
    assert "<td>data:image/svg+xml,&lt;b&gt;</td>" in html
    assert "<tr class=grey>" in html
    assert "<tr class=bold>" in html
