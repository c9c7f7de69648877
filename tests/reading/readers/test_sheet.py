"""Workbooks and delimited text: numbers as shown, regions, merged cells; and files made to do harm."""

from __future__ import annotations

import random
import subprocess
import time
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats.errors import DamagedFileError, GxstatsError, TooLargeError
from gxstats.model import Document, Grid
from gxstats.reading.readers import office, sheet
from gxstats.reading.readers.workbook import shown

Rows = list[list[object]]


def workbook(path: Path, rows: Rows, *merged: str, title: str = "Sheet1") -> Document:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    for area in merged:
        page.merge_cells(area)
    book.save(path)
    return sheet.read(path)


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def test_numbers_are_as_shown(tmp_path: Path) -> None:
    found = workbook(tmp_path / "a.xlsx", [["a", 3, 3.0, 59237.2449, 0.1 + 0.2, 11398889, True, -18, "１２", " 7 "]])
    assert texts(grids(found)[0]) == [["a", "3", "3", "59237.2449", "0.3", "11398889", "TRUE", "-18", "１２", " 7 "]]


@pytest.mark.parametrize(("value", "look", "text"), [
    ("0.123", "0.00%", "12.3%"), ("1", "0%", "100%"), ("45322", "yyyy-mm-dd", "2024-01-31"),
    ("45322.5", 'yyyy"年"m"月"', "2024-01-31 12:00"), ("5", 'General"件"', "5件"), ("7545", "#,##0.00", "7545"),
    ("1E+7", "", "10000000"), ("5.9237244900000003E4", "", "59237.2449"), ("-0", "", "0"), ("x", "", "x"),
    ("1E999999", "", "1E999999"), ("99999999999", "yyyy", "99999999999"), ("3", '[Red]0;"d"0', "3"), ("NaN", "", "NaN"),
])
def test_numbers_with_a_style(value: str, look: str, text: str) -> None:
    assert shown(value, look) == text


@given(st.decimals(min_value=-10**12, max_value=10**12, places=4).filter(lambda d: len(d.as_tuple().digits) <= 15))
def test_no_digit_is_lost(number: Decimal) -> None:
    assert Decimal(shown(repr(float(number)), "")) == number


def test_styles_of_the_file_are_used(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["a", 0.5, date(2024, 1, 31), 12])
    page["B1"].number_format = "0%"
    page["D1"].number_format = '0.00"万元"'
    book.save(tmp_path / "a.xlsx")
    assert texts(grids(sheet.read(tmp_path / "a.xlsx"))[0]) == [["a", "50%", "2024-01-31", "12万元"]]


def test_a_formula_without_a_value_is_shown_as_written(tmp_path: Path) -> None:
    assert texts(grids(workbook(tmp_path / "a.xlsx", [["a", "=B2+1"]]))[0]) == [["a", "=B2+1"]]


def test_merged_cells_and_blanks(tmp_path: Path) -> None:
    rows: Rows = [["注", None, "申请人", None], [None, None, "甲", "乙"],
                  ["一、新收", None, 1, None], ["二", "x", None, 2]]
    found = grids(workbook(tmp_path / "a.xlsx", rows, "A1:B2", "C1:D1", "A3:B3"))[0]
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in found.cells] == [
        ("注", 0, 0, 2, 2), ("申请人", 0, 2, 1, 2), ("甲", 1, 2, 1, 1), ("乙", 1, 3, 1, 1), ("一、新收", 2, 0, 1, 2),
        ("1", 2, 2, 1, 1), ("", 2, 3, 1, 1), ("二", 3, 0, 1, 1), ("x", 3, 1, 1, 1), ("", 3, 2, 1, 1), ("2", 3, 3, 1, 1)]


def test_empty_rows_part_a_sheet_and_titles_are_running_text(tmp_path: Path) -> None:
    found = workbook(tmp_path / "a.xlsx", [
        ["2024年年度报告"], [], ["一、总体情况"], ["很好"], [], ["二、主动公开"], ["第二十条"], ["规章", 1],
        ["规范", 2], [],
        [None, "x", 5], [None, "y", 6], ["五、存在的问题：" + "改进。" * 30]], title="表")
    assert found.lines == [
        "表", "2024年年度报告", "一、总体情况", "很好", "二、主动公开", "第二十条\t", "规章\t1", "规范\t2",
        "x\t5", "y\t6", "五、存在的问题：" + "改进。" * 30]
    assert [grid.place.line for grid in grids(found)] == [6, 9]
    assert str(grids(found)[1].cells[-1].place) == "t2 r2 c2 l10"


def test_a_row_covered_from_above_does_not_part_a_table(tmp_path: Path) -> None:
    found = grids(workbook(tmp_path / "a.xlsx", [["a", 1], [None, None], ["b", 2]], "A1:A2"))
    assert [(grid.height, grid.width) for grid in found] == [(3, 2)]


def test_sheets_in_their_order_and_hidden_things_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, state in (("乙", "visible"), ("旧", "hidden"), ("甲", "visible")):
        page = book.create_sheet(title)
        page.append([title, 1])
        page.sheet_state = state
    book["甲"].row_dimensions[1].hidden = True
    book.save(tmp_path / "a.xlsx")
    found = sheet.read(tmp_path / "a.xlsx")
    assert found.lines == ["乙", "乙\t1", "甲", "甲\t1"]
    assert (found.meta["hidden_sheets"], found.meta["hidden_rows"]) == ("旧", "甲 1")


# --- delimited text -----------------------------------------------------------------------------------------------

def delimited(path: Path, content: str | bytes) -> Document:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return sheet.read(path)


@pytest.mark.parametrize("content", [
    "甲,1,2\n乙,,3\n", "甲\t1\t2\r\n乙\t\t3", "甲;1;2\n乙;;3", "甲|1|2\r乙||3", "\ufeff甲,1,2\n乙,,3",
    "sep=;\n甲;1;2\n乙;;3", '"甲","1","2"\n"乙","","3"', "甲,1,2\n乙,,3\n".encode("gb18030"),
    "甲\t1\t2\n乙\t\t3".encode("utf-16"),
])
def test_delimiters_and_encodings(tmp_path: Path, content: str | bytes) -> None:
    assert texts(grids(delimited(tmp_path / "a.csv", content))[0]) == [["甲", "1", "2"], ["乙", "", "3"]]


def test_ragged_rows_quoted_breaks_and_gaps(tmp_path: Path) -> None:
    found = delimited(tmp_path / "a.csv", '二、公开,,\n"本年\n制发",1\n,2,3\n,,\n四,5\n')
    assert [texts(grid) for grid in grids(found)] == [
        [["二、公开", "", ""], ["本年\n制发", "1"], ["", "2", "3"]], [["四", "5"]]]
    assert {cell.row_span * cell.column_span for grid in grids(found) for cell in grid.cells} == {1}


def test_prose_in_one_column_is_running_text(tmp_path: Path) -> None:
    lines = ["一、总体情况", "本年，公开 1,000 件", "很好", "二、主动公开", "也好"]
    found = delimited(tmp_path / "a.csv", "\n\n".join(lines))
    assert (found.lines, grids(found)) == (lines, [])


@pytest.mark.parametrize("content", [
    "???????,?,1\n????????,?,2\n", "涓€銆佹€讳綋鎯呭喌,1\n", b"a,b\n" + b"\x01\x02\x03" * 30, "\n\n",
    'a,"' + "x" * 200_000,
])
def test_garbled_or_empty_text_is_refused(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(DamagedFileError):
        delimited(tmp_path / "a.csv", content)


# --- harm ---------------------------------------------------------------------------------------------------------

def parts(path: Path, page: str, strings: str = "") -> Path:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ids = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", f'<workbook {main} {ids}><sheets><sheet name="s" r:id="r1"/></sheets>'
                         "</workbook>")
        archive.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/'
                         '2006/relationships"><Relationship Id="r1" Target="worksheets/s.xml"/></Relationships>')
        whole = page if page.startswith("<!") else f"<worksheet {main}>{page}</worksheet>"
        archive.writestr("xl/worksheets/s.xml", whole)
        if strings:
            archive.writestr("xl/sharedStrings.xml", f"<sst {main}>{strings}</sst>")
    return path


def test_cells_without_addresses_and_strings_with_reading_aids(tmp_path: Path) -> None:
    path = parts(tmp_path / "a.xlsx", "<row><c t='s'><v>0</v></c><c><v>1</v></c></row>"
                 "<row><c t='inlineStr'><is><t>乙</t></is></c><c t='str'><v>x</v></c><c t='e'><v>#DIV/0!</v></c></row>",
                 "<si><r><t>甲</t></r><r><t>丙</t></r><rPh><t>jia</t></rPh></si>")
    assert texts(grids(sheet.read(path))[0]) == [["甲丙", "1", ""], ["乙", "x", "#DIV/0!"]]


@pytest.mark.parametrize(("page", "error"), [
    ("<row r='1'>" + "<c><v>1</v></c>" * 250_000 + "</row>", TooLargeError),
    ("<row r='1'><c r='A1'><v>1</v></c><c r='XFD1'><v>1</v></c></row>", TooLargeError),
    ("<row r='1'><c r='A1'><v>1</v></c><c r='B1048576'><v>1</v></c></row><mergeCells><mergeCell ref='A1:XFD1048576'/>"
     "</mergeCells>", TooLargeError),
    ("<row><c><v>1</v></c><c><v>2</v></c></row><mergeCells>" + "<mergeCell ref='A1:B1'/>" * 150_000 + "</mergeCells>"
     + "<row>" * 300, TooLargeError),
    ("<a>" * 10_000 + "</a>" * 10_000, TooLargeError), ("<c/>" * 3_000_000, TooLargeError),
    ("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", DamagedFileError),
    ("<row><c t='s'><v>7</v></c></row>", DamagedFileError),
    ("<row><c>", DamagedFileError), ("", DamagedFileError),
], ids=["cells", "columns", "merged", "merged often", "depth", "large", "entity", "string", "cut", "empty"])
def test_workbooks_made_to_do_harm_are_refused_quickly(tmp_path: Path, page: str, error: type[Exception]) -> None:
    began = time.process_time()
    with pytest.raises(error):
        sheet.read(parts(tmp_path / "a.xlsx", page))
    assert time.process_time() - began < 15


def test_a_merged_area_reaching_over_the_sheet_ends_with_its_table(tmp_path: Path) -> None:
    path = parts(tmp_path / "a.xlsx", "<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>1</v></c></row>"
                 "<row r='2'><c r='A2'><v>3</v></c><c r='B2'><v>4</v></c></row>"
                 "<mergeCells><mergeCell ref='A1:XFD1'/></mergeCells>")
    assert [(c.text, c.row_span, c.column_span) for c in grids(sheet.read(path))[0].cells] == [
        ("1", 1, 2), ("3", 1, 1), ("4", 1, 1)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_damaged_workbooks_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    path = parts(tmp_path_factory.mktemp("sheet") / "a.xlsx", "<row><c t='s'><v>0</v></c><c><v>1</v></c></row>",
                 "<si><t>x</t></si>")
    data = bytearray(path.read_bytes())
    choice = random.Random(seed)
    for _ in range(choice.randrange(1, 8)):
        data[choice.randrange(len(data))] = choice.randrange(256)
    path.write_bytes(data)
    if zipfile.is_zipfile(path):
        try:
            sheet.read(path)
        except GxstatsError:
            return


# --- old kinds ----------------------------------------------------------------------------------------------------

needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")


@needs_office
def test_old_workbooks(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", [["甲", None, 3], ["乙", 1, 59237.2449], ["丙", 2, 4]], "A1:B1")
    program = office.program()
    assert program
    subprocess.run([program, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to",
                    "xls", "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")], capture_output=True, check=True,
                   timeout=60)
    found = sheet.read(tmp_path / "a.xls")
    assert texts(grids(found)[0]) == [["甲", "3"], ["乙", "1", "59237.2449"], ["丙", "2", "4"]]
    assert grids(found)[0].cells[0].column_span == 2


@needs_office
def test_workbooks_of_2003_in_xml(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
        <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
            xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="s"><Table>
        <Row><Cell ss:MergeAcross="1"><Data ss:Type="String">甲</Data></Cell>
        <Cell><Data ss:Type="Number">3</Data></Cell></Row>
        <Row><Cell><Data ss:Type="String">乙</Data></Cell><Cell><Data ss:Type="Number">1</Data></Cell><Cell>
        <Data ss:Type="Number">59237.2449</Data></Cell></Row></Table></Worksheet></Workbook>""", encoding="utf-8")
    found = sheet.read(path)
    assert texts(grids(found)[0]) == [["甲", "3"], ["乙", "1", "59237.2449"]]
    assert found.meta["converted"] == "xlsx"


def test_an_old_workbook_that_is_noise_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(random.Random(1).randbytes(3000)))
    with pytest.raises(DamagedFileError):
        sheet.read(path)
