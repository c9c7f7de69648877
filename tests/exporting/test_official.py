"""The State's layout: every cell of a form once, merged as printed, a blank kept blank in every file type."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from docx import Document

from gxstats import catalog
from gxstats.exporting import official

FORMS = list(catalog.forms().values())


def numbered(form) -> dict[str, str]:
    return {path: str(number) for number, path in enumerate(form.paths(), 100)}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_every_cell_of_the_form_stands_once_in_the_layout(form) -> None:
    texts = numbered(form)
    cells = [cell for table in official.official_tables(form, texts.__getitem__) for row in table.rows for cell in row]
    assert [cell.path for cell in cells if cell.path] == form.paths()
    assert [cell.text for cell in cells if cell.path] == list(texts.values())


def test_other_handling_can_stand_in_one_row() -> None:
    form = catalog.forms()["form_2021"]
    requests = official.official_tables(form, lambda path: "", undivided=True)[1]
    rows = {cell.path.split("/")[1] for row in requests.rows for cell in row if cell.path}
    assert "other" in rows
    assert not rows & {"other_uncorrected", "other_unpaid", "other_rest"}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_the_tables_are_rectangles_without_holes_or_overlaps(form) -> None:
    for table in official.official_tables(form, lambda path: "1"):
        taken: set[tuple[int, int]] = set()
        for r, c, cell in official.placed(table):
            area = {(r + i, c + j) for i in range(cell.row_span) for j in range(cell.column_span)}
            assert not taken & area
            taken |= area
        width = max(column for _, column in taken) + 1
        assert taken == {(r, c) for r in range(len(table.rows)) for c in range(width)}


def test_the_label_over_all_results_spans_the_rows_of_each_form() -> None:
    requests = {form.code: official.official_tables(form, lambda path: "")[1] for form in FORMS}
    spans = {code: max(cell.row_span for row in table.rows for cell in row) for code, table in requests.items()}
    assert spans == {"form_2019": 20, "form_2021": 22}


def test_a_web_table_escapes_its_texts_and_keeps_line_breaks() -> None:
    table = official.official_tables(FORMS[-1], lambda path: "<b>\n&")[0]
    assert "<td>&lt;b&gt;<br>&amp;</td>" in official.html_table(table)


def test_a_word_file_holds_the_merged_cells_once_and_blanks_blank() -> None:
    form = FORMS[-1]
    texts = {**numbered(form), "requests/received/total": "", "requests/carried_in/total": "/"}
    tables = official.official_tables(form, texts.__getitem__)
    document = Document(BytesIO(official.docx("题名", ["一段", *tables])))
    assert [p.text for p in document.paragraphs[:2]] == ["题名", "一段"]
    requests = document.tables[1]
    received = [cell.text for cell in requests.rows[3].cells]
    assert received[:3] == ["一、本年新收政府信息公开申请数量"] * 3
    assert received[3] == texts["requests/received/natural_person"]
    assert received[-1] == ""
    assert requests.rows[4].cells[-1].text == "/"


def test_a_workbook_stores_numbers_as_numbers_and_blanks_as_nothing() -> None:
    form = FORMS[-1]
    texts = {**numbered(form), "disclosure/fee/amount": "12.50", "disclosure/regulation/issued": "",
             "disclosure/regulation/repealed": "/", "disclosure/regulation/in_force": "=1+1"}
    tables = official.official_tables(form, texts.__getitem__)
    book = openpyxl.load_workbook(BytesIO(official.xlsx("题名", [tables[0]], [tables[1]])))
    assert len(book.worksheets) == 2
    values = {cell.value for row in book.worksheets[0] for cell in row}
    assert {12.5, "/", 103} <= values
    assert any(cell.value == "=1+1" and cell.data_type == "s" for row in book.worksheets[0] for cell in row)
    assert "A2:C4" in {str(merged) for merged in book.worksheets[1].merged_cells.ranges}
