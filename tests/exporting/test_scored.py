"""Score sheets on paper: every item and reason of a unit, what is open as a word, who signed; one file for each unit."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from docx import Document

from gxstats.cli import main
from gxstats.exporting.assessed import workbook
from gxstats.exporting.scored import sheet, sheets, state
from gxstats.measuring.assessment import Result, assess
from gxstats.measuring.explaining import formula, number, put_in
from gxstats.measuring.facts import Facts, facts
from gxstats.measuring.judging import judged
from gxstats.measuring.schemes import available, load
from gxstats.storing.decisions import Decisions
from tests.measuring.stores import asking


@pytest.fixture(scope="module")
def scored(county: Path) -> tuple[Result, Facts]:
    data = county / "example"
    scheme = load(data, next(iter(available(data))))
    with asking(data) as ask:
        found = facts(ask, scheme, 2024, data)
    return assess(scheme, found, judged(Decisions(data), scheme.name, 2024)), found


def text_of(data: bytes) -> str:
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sheet_tells_every_item_and_reason(scored: tuple[Result, Facts], language: str) -> None:
    result, found = scored
    for unit in result.units[:4]:
        text = text_of(sheet(result, found, unit, "signed by x", language))
        assert str(unit.about["name" if language == "zh" else "name_en"]) in text
        assert "signed by x" in text
        for item, score in zip(result.scheme.items, unit.items, strict=True):
            assert f"{item.code} {item.label(language)}" in text
            for reason in score.reasons:
                assert formula(result.scheme, item, item.rules[reason.rule], language) in text
                assert put_in(reason, item, language) in text
        if unit.total is not None:
            assert f"{number(unit.total)} / {number(result.scheme.points)}" in text


def test_a_sheet_of_each_unit_stands_in_the_zip_with_the_same_bytes(scored: tuple[Result, Facts]) -> None:
    result, found = scored
    data = sheets(result, found, state(None, "zh"), "zh")
    assert data == sheets(result, found, state(None, "zh"), "zh")
    with zipfile.ZipFile(BytesIO(data)) as files:
        assert len(files.namelist()) == len(result.units)
        assert "尚未签发" in text_of(files.read(files.namelist()[0]))


def test_the_workbook_of_one_unit_holds_that_unit(scored: tuple[Result, Facts]) -> None:
    result, found = scored
    unit = result.units[0]
    book = openpyxl.load_workbook(BytesIO(workbook(Result(result.scheme, result.year, (unit,)), found, "zh")))
    assert [row[1].value for row in book.worksheets[0].iter_rows(min_row=5)] == [unit.about["short_name"]]


def test_the_command_writes_one_sheet_or_all(county: Path, tmp_path: Path, scored: tuple[Result, Facts]) -> None:
    result, _ = scored
    common = ["assess", "--data", str(county / "example"), "--scheme", result.scheme.name, "--year", "2024"]
    one, every = tmp_path / "one.docx", tmp_path / "all.zip"
    assert CliRunner().invoke(main, [*common, "--docx", str(one)]).exit_code == 2
    assert CliRunner().invoke(main, [*common, "--explain", result.units[0].unit, "--docx", str(one)]).exit_code == 0
    assert str(result.units[0].about["name"]) in text_of(one.read_bytes())
    assert CliRunner().invoke(main, [*common, "--docx", str(every)]).exit_code == 0
    with zipfile.ZipFile(every) as files:
        assert len(files.namelist()) == len(result.units)
