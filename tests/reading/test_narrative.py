"""The prose: six sections by their words, and the numbers it states."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxstats import catalog
from gxstats.model import Document, Grid, GridCell, Paragraph, Section
from gxstats.reading.narrative import sections
from gxstats.reading.readers import read as read_file
from gxstats.reading.statements import figures, number
from tests.reading.conftest import text_document

FORM = list(catalog.forms().values())[-1]
CODES = ["overview", "disclosure", "requests", "disputes", "problems", "other_matters"]
REPORT = """示例县民政局2023年政府信息公开工作年度报告
一、总体情况
全年收到政府信息公开申请3件。
二、主动公开政府信息情况
表格
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
一是培训不够；二是栏目不全。
六、其他需要报告的事项
未收取信息处理费。"""


def found(text: str) -> tuple[Section, ...]:
    return sections(text_document(text), FORM)


def told(sentence: str) -> dict[str, list[int]]:
    """What an overview of this one sentence states, by code."""
    result: dict[str, list[int]] = {}
    for figure in figures((Section("overview", "一、总体情况", sentence),)):
        result.setdefault(figure.code, []).append(int(figure.value))
    return result


# --- sections -----------------------------------------------------------------------------------------------------

def test_six_sections_with_their_words_and_places() -> None:
    result = found(REPORT)
    assert [section.code for section in result] == CODES
    assert result[0].text == "全年收到政府信息公开申请3件。"
    assert result[4].text == "一是培训不够;二是栏目不全。"
    lines = text_document(REPORT).lines
    assert [lines[(section.place.line or 0) - 1] for section in result] == [s.heading for s in result]


@pytest.mark.parametrize(("old", "new"), [
    ("二、主动公开", "三、主动公开"), ("五、存在的主要问题及改进情况", "五、存在问题及改进情况"),
    ("五、存在的主要问题及改进情况", "五、政府信息公开工作存在的主要问题及改进情况"),
    ("四、政府信息公开行政复议、行政诉讼情况", "四、政府信息公开行政法复议、行政诉讼情况"),
    ("四、政府信息公开行政复议、行政诉讼情况", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    ("六、其他需要报告的事项", "六、其他需报告的事项"), ("六、其他需要报告的事项", "**六、其他需要报告的事项**"),
    ("一、总体情况", "一、 总 体 情 况"), ("一、总体情况", "（一）总体情况"), ("一、总体情况", "## 一、总体情况"),
    ("一、总体情况", "总体情况"), ("收到和处理政府信息公开申请情况", "收到和處理政府信息公開申請情況"),
    ("3件。\n二、", "3件。二、"), ("五、存在的主要问题及改进情况", "（一）存在的主要问题"),
    ("五、存在的主要问题及改进情况\n", "（一）工作中存在的不足\n"),
])
def test_headings_vary(old: str, new: str) -> None:
    assert old in REPORT
    result = found(REPORT.replace(old, new))
    assert [section.code for section in result] == CODES
    assert "3件" in result[0].text
    assert "培训" in result[4].text


def test_where_the_numbering_starts_again_the_last_heading_counts() -> None:
    result = found("""一、总体情况
二、主动公开政府信息情况
全年主动公开信息20条。
三、政府信息公开申请情况
全年收到政府信息公开申请3件。
一、主动公开政府信息情况
二、收到和处理政府信息公开申请情况
三、政府信息公开行政复议、行政诉讼情况
（一）主要问题
栏目不全。
五、其他需要报告的事项
无。""")
    assert [section.code for section in result] == CODES
    assert "收到政府信息公开申请3件" in result[0].text
    assert figures(result)[0].value == 3


def test_a_missing_section_stays_missing_and_a_list_of_contents_is_none() -> None:
    contents = "本报告包括总体情况、主动公开政府信息情况和其他需要报告的事项。\n六、其他需要报告的事项\n无"
    assert [section.code for section in found(contents)] == ["other_matters"]
    assert found("") == ()


def test_tables_are_left_out_and_their_lines_counted() -> None:
    grid = Grid(tuple(GridCell(str(row), row, 0) for row in range(4)))
    blocks = (Paragraph("一、总体情况"), Paragraph("文字"), grid, Paragraph("六、其他需要报告的事项"), Paragraph("无"))
    result = sections(Document("x", "word", blocks), FORM)
    assert [(s.text, s.place.line) for s in result] == [("文字", 1), ("无", 7)]


def test_the_time_is_bounded() -> None:
    start = time.process_time()
    for text in ("\n" * 100_000, " \t#*" * 50_000, "一、" * 50_000, "收到" * 50_000, "总体情况\n" * 20_000):
        figures((*found(text), Section("overview", "", text)))
    assert time.process_time() - start < 10


# --- figures ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("sentence", "stated"), [
    ("全年新收政府信息公开申请1,204件，办结1,180件。", {"requests_received": [1204], "requests_handled": [1180]}),
    ("本年共收到70件申请，其中1件结转下年度继续办理。", {"requests_received": [70], "requests_carried_out": [1]}),
    ("共受理3条依申请公开。", {"requests_received": [3]}),
    ("收到政府信息公开申请二十三件，答复申请二十件。", {"requests_received": [23], "requests_handled": [20]}),
    ("本年度没有收到政府信息公开申请。", {"requests_received": [0]}),
    ("收到群众来信5件、热线咨询906件。", {}),
    ("收到人大代表建议5件和公开申请事项。", {}),
    ("努力做到办结一件申请、化解一个矛盾。", {}),
    ("同意公开答复9件，部分公开答复0件。", {"partly_granted": [0]}),
    ("发生行政复议2件、行政诉讼7件。", {"reviews": [2], "lawsuits": [7]}),
    ("有1件涉及公开工作的行政复议。", {"reviews": [1]}),
    ("办理12件申请引发行政复议1件。", {"reviews": [1]}),
    ("未发生行政复议、行政诉讼。", {"reviews": [0], "lawsuits": [0]}),
    ("没有因政府信息公开被申请行政复议、提起行政诉讼的情况。", {"reviews": [0], "lawsuits": [0]}),
    ("没有被纠正的行政复议。", {}),
    ("行政复议一件、行政诉讼两起，均获维持。",
     {"reviews": [1], "lawsuits": [2], "all_upheld_reviews": [1], "all_upheld_lawsuits": [1]}),
    ("行政诉讼零败诉。", {"none_lost_lawsuits": [1]}),
    ("制定行政规范性文件3件，废止行政规范性文件2件，现行有效行政规范性文件40件。",
     {"normative_issued": [3], "normative_repealed": [2], "normative_in_force": [40]}),
    ("行政规范性文件制发3件、废止2件、现行有效40件。",
     {"normative_issued": [3], "normative_repealed": [2], "normative_in_force": [40]}),
    ("集中发布现行有效行政规范性文件40件。", {"normative_in_force": [40]}),
    ("收取信息处理费400元。", {"fee": [400]}),
    ("信息处理费0元。", {"fee": [0], "no_fee": [1]}),
    ("2023年未收取信息处理费。", {"no_fee": [1]}),
    ("予以公开及部分公开12件，不予公开3件，无法提供4件，不予处理5件。",
     {"granted_or_partly": [12], "denied": [3], "unavailable": [4], "refused": [5]}),
    ("申请全部办结。", {"all_closed": [1]}), ("收到申请一批，办结率达100%。", {"all_closed": [1]}),
    ("窗口办结率达100%。", {}),
    ("上年结转2件申请，本年新收3件。", {"requests_carried_in": [2], "requests_received": [3]}),
    ("所有申请均已办理完成。", {"all_closed": [1]}),
    ("第三十六条规定的申请每一件都要答复。", {}),
])
def test_statements(sentence: str, stated: dict[str, list[int]]) -> None:
    assert told(sentence) == stated


def test_a_figure_comes_with_its_sentence_from_prose_only() -> None:
    text = "第一句。全年受理政府信息公开\n申请 12 件；第三句。"
    (figure,) = figures((Section("overview", "", text), Section("disputes", "", "行政复议5件。")))
    assert (figure.code, figure.value, figure.sentence) == ("requests_received", 12, "全年受理政府信息公开申请12件；")


@given(st.integers(0, 9999))
def test_numbers_in_figures_and_letters(value: int) -> None:
    digits = "零一二三四五六七八九"
    words = ""
    for size, letter in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // size % 10
        if digit:
            words += digits[digit] + letter
        elif words and not words.endswith("零") and value % size:
            words += "零"
    assert number(f"{value:,}") == value
    assert number(words or "零") == value
    assert number("十二") == 12


CONFLICTS = [
    ("shanghai-office-2019", "granted_or_partly", 258), ("shanghai-office-2019", "unavailable", 265),
    ("shanghai-office-2019", "all_upheld_reviews", 1),
    ("shanghai-office-2019", "all_upheld_lawsuits", 1),
    ("suqian-2024", "reviews", 134), ("suqian-2024", "lawsuits", 57),
    ("pingtan-2023", "normative_in_force", 393), ("shanghai-kewei-2024", "all_closed", 1),
]


@pytest.mark.parametrize(("folder", "code", "value"), CONFLICTS)
def test_what_reports_state_against_their_tables_is_found(corpus: Path, folder: str, code: str, value: int) -> None:
    assert json.loads((corpus / folder / "truth.json").read_text(encoding="utf-8"))["narrative_conflicts"]
    document = read_file(next((corpus / folder).glob("source.*")))
    assert (code, Decimal(value)) in {(f.code, f.value) for f in figures(sections(document, FORM))}


def test_real_reports_have_their_six_sections(corpus: Path) -> None:
    for path in corpus.glob("*/source.*"):
        if path.suffix != ".docx" and path.parent.name != "template-docx-2021":
            assert sorted(s.code for s in sections(read_file(path), FORM)) == sorted(CODES), path.parent.name
