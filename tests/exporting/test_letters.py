"""Correction letters: a point for each open finding with place and both values; the same bytes for the same content."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from docx import Document

from gxstats import pipeline
from gxstats.demo.county import write_county
from gxstats.exporting.letters import letter, letters, listed, reference_of, sheet, workbook
from gxstats.measuring.findings import open_ones, told
from gxstats.measuring.references import trace
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Roles
from gxstats.storing.store import Store

TODAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("county") / "data"
    write_county(path, units=8, seed=3)
    pipeline.build(path)
    return path


def found_in(path: Path) -> pd.DataFrame:
    with duckdb.connect(str(Store(path).path()), read_only=True) as connection:
        def ask(sql: str, parameters: object) -> pd.DataFrame:
            return connection.execute(sql, parameters).df()
        frames = [open_ones(ask, Decisions(path), year, "organ") for year in range(2019, 2026)]
    return max(frames, key=len)


def words(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(data)).paragraphs)


def test_each_finding_is_a_point_with_its_values_and_place(county: Path) -> None:
    found = found_in(county)
    unit = found[found["line_no"].notna() & found["found"].notna()].iloc[0]
    own = found[found["unit"] == unit["unit"]]
    text = words(letter(own, TODAY))
    assert f"以下 {len(own)} 处" in text
    assert told(unit, "zh").rstrip("。") in text
    assert f"第 {int(unit['line_no'])} 行" in text
    assert str(unit["unit_label"]) in text
    assert "2026年1月5日" in text


def test_all_letters_of_a_year_are_one_zip(county: Path) -> None:
    found = found_in(county)
    data = letters(found, TODAY)
    assert data == letters(found, TODAY)
    with zipfile.ZipFile(BytesIO(data)) as files:
        assert len(files.namelist()) == found["unit"].nunique()
        for name in files.namelist():
            assert "关于核实" in words(files.read(name))


def test_a_dismissed_finding_is_not_written_about(county: Path) -> None:
    found = found_in(county)
    row = {str(key): value for key, value in found.iloc[0].items()}
    Decisions(county).verdict(row, "dismissed", Roles().typed("tester"), "checked the original")
    left = found_in(county)
    assert row["finding_id"] not in set(left["finding_id"])
    assert len(left) == len(found) - 1


def test_a_letter_about_nothing_is_refused(county: Path) -> None:
    with pytest.raises(ValueError, match="at least one"):
        letter(found_in(county).head(0), TODAY)


def test_lists_hold_texts_as_texts() -> None:
    frame = pd.DataFrame({"unit": ["=1+1", "某某县财政局"], "state": ["已逾期 3 天", "-"]})
    table = Document(BytesIO(listed("未报送单位", frame))).tables[0]
    assert [cell.text for cell in table.rows[1].cells] == ["=1+1", "已逾期 3 天"]
    openpyxl = pytest.importorskip("openpyxl")
    page = openpyxl.load_workbook(BytesIO(sheet("未报送单位", frame))).active
    assert (page["A4"].value, page["A4"].data_type) == ("=1+1", "s")


def test_the_points_are_a_workbook_with_references(county: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    found = found_in(county)
    data = workbook(found)
    rows = list(openpyxl.load_workbook(BytesIO(data)).active.iter_rows(min_row=4, values_only=True))
    assert len(rows) == len(found)
    for row, (_, finding) in zip(rows, found.iterrows(), strict=True):
        assert row[4] == told(finding, "zh")
        assert (row[9] or "") == reference_of(finding)
    quoted = next(row[9] for row in rows if row[9])
    with duckdb.connect(str(Store(county).path()), read_only=True) as connection:
        cell = trace(lambda sql, values: connection.execute(sql, values).df(), quoted)
    assert cell.code in quoted
    assert quoted in "".join(words(letter(own, TODAY)) for _, own in found.groupby("unit"))
