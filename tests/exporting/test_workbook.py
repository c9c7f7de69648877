"""Workbooks: what they hold equals the page and the store, and nothing a spreadsheet program is known to stumble over."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from gxstats import catalog
from gxstats.cli import main
from gxstats.exporting.area import of_area
from gxstats.exporting.choice import Choice
from gxstats.exporting.sheets import Book, number_in
from gxstats.exporting.workbook import Card, of_page
from gxstats.measuring import indicators, queries
from gxstats.measuring.queries import Filter
from tests.measuring.stores import asking, made


@pytest.fixture(scope="module")
def area(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("area") / "area.xlsx"
    told: list[tuple[int, int]] = []
    with asking(county / "example") as ask:
        of_area(Choice(ask, Filter(), "en", county / "example"), path, lambda done, of, what: told.append((done, of)))
    assert told
    assert all(0 < done <= of for done, of in told)
    return path


def rows(book: Any, name: str) -> list[tuple[Any, ...]]:
    return list(book[name].iter_rows(values_only=True))


def test_every_figure_of_the_store_stands_in_the_workbook_and_no_other(area: Path, county: Path) -> None:
    book = openpyxl.load_workbook(area)
    _, codes, *lines = rows(book, "All figures")
    with asking(county / "example") as ask:
        figures = queries.from_chosen(ask, Filter(), "SELECT c.*, r.sha256 FROM (SELECT report_id, sha256 FROM report) r "
                                      "JOIN figure c ON c.report_id = r.report_id JOIN chosen k ON k.report_id = c.report_id")
    by_hash = figures.set_index("sha256")
    assert len(lines) == len(figures)
    for line in lines:
        have = dict(zip(codes, line, strict=True))
        report = by_hash.loc[have["sha256"]]
        assert (have["unit"], have["year"]) == (report["unit"], report["year"])
        wanted = {column.replace("__", "/"): value for column, value in report.items() if "__" in str(column) and value == value}
        assert {code: value for code, value in have.items() if "/" in str(code) and value is not None} == pytest.approx(wanted)


def test_sums_and_rates_equal_those_of_the_pages(area: Path, county: Path) -> None:
    book = openpyxl.load_workbook(area)
    sums = {line[0]: line[1:] for line in rows(book, "By year")[4:36]}
    rates = rows(book, "Rates by year")
    with asking(county / "example") as ask:
        page = queries.by_year(ask, Filter(), ["requests/received/total", "requests/denied/total"])
        for code in ("requests/received/total", "requests/denied/total"):
            assert list(sums[catalog.told(code, "en")]) == list(page[code])
        for number, code in enumerate(catalog.indicators()):
            frame = indicators.by_year(ask, Filter(), code)
            rate, n, of = (line[1:] for line in rates[1 + 3 * number:4 + 3 * number])
            assert list(n) == list(frame["n"])
            assert list(of) == list(frame["of"])
            for value, (_, line) in zip(rate, frame.iterrows(), strict=True):
                small = line["of"] < catalog.limits()["min_denominator"]
                assert value is None if small else value == pytest.approx(line["value"])


def test_missing_is_an_empty_cell_and_never_zero(tmp_path: Path) -> None:
    data = made(tmp_path / "data", 5, units=6)
    with asking(data) as ask:
        of_area(Choice(ask, Filter("organ", 2020, 2023), "zh", data), tmp_path / "x.xlsx")
        figures = queries.from_chosen(ask, Filter("organ", 2020, 2023), "SELECT * FROM chosen")
    _, codes, *lines = rows(openpyxl.load_workbook(tmp_path / "x.xlsx"), "全部数字")
    printed = [code for code in codes if "/" in str(code)]
    empty = sum(line[codes.index(code)] is None for line in lines for code in printed)
    with asking(data) as ask:
        counts = queries.by_year(ask, Filter("organ", 2020, 2023), printed)
    assert empty == len(lines) * len(printed) - sum(int(counts[f"{code}#n"].sum()) for code in printed)
    assert len(lines) == len(figures)
    assert empty > 0


def test_a_page_is_its_cards_with_charts(county: Path) -> None:
    cards = [
        Card("received", "新收/申请: 2019–2025", "件",
             pd.DataFrame({"年度": [2019, 2020], "新收申请": ["1,111", "—"], "单位数": [41, 0]})),
        Card("corrected", "新收/申请: 2019–2025", "", pd.DataFrame({"年度": [2019], "比率": ["10.9%"], "n": [5], "N": [46]})),
        Card("map", "各单位", "", pd.DataFrame({"_unit": ["office"], "单位": ["=cmd|' /C calc'!A0"], "2019": ["3"]})),
    ]
    with asking(county / "example") as ask:
        choice = Choice(ask, Filter(), "zh", county / "example")
        data = of_page(choice, "overview", "总览", cards)
        assert data == of_page(choice, "overview", "总览", cards), "the same bytes"
    book = openpyxl.load_workbook(BytesIO(data))
    assert book.sheetnames[:4] == ["封面", "新收 申请  2019–2025", "新收 申请  2019–2025 2", "各单位"]
    first, second, third = (book.worksheets[n] for n in (1, 2, 3))
    assert [[c.value for c in row] for row in first["A4:C6"]] == [["年度", "新收申请", "单位数"], [2019, 1111, 41], [2020, None, 0]]
    assert (second["B5"].value, second["B5"].number_format) == (0.109, "0.0%")
    assert (third["A5"].value, third["A5"].data_type, third["B5"].value) == ("=cmd|' /C calc'!A0", "s", 3)
    assert third["A5"].quotePrefix, "stays a text when it is edited"
    assert [len(sheet._charts) for sheet in (first, second, third)] == [1, 1, 0]
    assert first.freeze_panes == "A5"
    text = " ".join(str(row) for row in rows(book, "封面"))
    for word in ("本机关", "2019–2025", "快照", "定义版本", "单位和数字均为虚构"):
        assert word in text


def test_charts_are_native_and_point_at_the_cells_they_draw(area: Path) -> None:
    with zipfile.ZipFile(area) as files:
        charts = [files.read(name).decode() for name in files.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == len(catalog.load("sheet_charts.toml")["area"]) + len(catalog.indicators())
    for chart in charts:
        assert re.search(r"<c:f>'(By year|Rates by year)'!\$B\$\d+:\$[A-Z]+\$\d+</c:f>", chart)
        assert "dispBlanksAs" not in chart, "said only where a blank is not a gap"


# --- what spreadsheet programs stumble over -----------------------------------------------------------------------

def test_the_file_is_whole_and_says_no_time(area: Path) -> None:
    with zipfile.ZipFile(area) as files:
        assert files.testzip() is None
        assert {item.date_time for item in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in files.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(files.read(name))
                assert not files.read(name).startswith(b"\xef\xbb\xbf")
        assert b"2000-01-01" in files.read("docProps/core.xml")
        sheet = files.read("xl/worksheets/sheet10.xml").decode()
    numbers = [int(n) for n in re.findall(r'<row r="(\d+)"', sheet)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert f'{len(numbers)}"/>' in re.search(r"<dimension[^>]*>", sheet)[0]  # type: ignore[index]


@pytest.mark.parametrize(("name", "given"), [
    ("历年数字", "历年数字"), ("a/b\\c?d*e[f]g:h", "a b c d e f g h"), ("'quoted'", "quoted"), ("", "-"), ("History", "History 2"),
    ("x" * 40, "x" * 31),
    ("办理结果构成与理由及其他事项 2019–2025 年度合计情况一览表",
     "办理结果构成与理由及其他事项 2019–2025 年度合计情况")])
def test_names_of_sheets_are_legal(name: str, given: str) -> None:
    book = Book()
    assert book.sheet(name).get_name() == given
    again = book.sheet(name).get_name()
    assert again.lower() != given.lower()
    assert len(again) <= 31
    assert openpyxl.load_workbook(BytesIO(book.close())).sheetnames == [given, again]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-x", "@SUM(A1)", "\t=1", "{=A1}", "http://example.org", "350128198001011234",
                                  "0012", "1-2", "3/4", "1E5", "x\x07y", "长" * 40_000, "﻿字", " 空格 "])
def test_a_text_stays_a_text(text: str) -> None:
    book = Book()
    sheet = book.sheet("x")
    book.put(sheet, 0, 0, text)
    cell = openpyxl.load_workbook(BytesIO(book.close())).worksheets[0]["A1"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    wanted = text.replace("\x07", " ")
    assert cell.value == (wanted if len(wanted) <= 32_767 else wanted[:32_766] + "…")


@pytest.mark.parametrize(("text", "found"), [
    ("1,234", (1234, "#,##0")), ("−12", (-12, "0")), ("12.50", (12.5, "0.00")), ("42.3%", (.423, "0.0%")), ("0", (0, "0")),
    ("007", None), ("12,34", None), ("1234567890123456", None), ("3 件", None), ("7 (3)", None), ("", None), ("—", None)])
def test_a_number_is_one_only_where_nothing_gets_lost(text: str, found: object) -> None:
    assert number_in(text) == found


def test_the_command_writes_the_same_workbook(county: Path, tmp_path: Path, area: Path) -> None:
    target = tmp_path / "area.xlsx"
    made = CliRunner().invoke(main, ["--lang", "en", "export", "workbook", "--data", str(county / "example"), "-o", str(target)])
    assert made.exit_code == 0, made.output
    assert target.read_bytes() == area.read_bytes()
