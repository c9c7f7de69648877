"""Word files: cells counted once, hidden things left out, pictures named; and files made to do harm."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats.errors import DamagedFileError, GxstatsError, TooLargeError, UnsupportedFileError
from gxstats.model import Document, Grid, Picture
from gxstats.reading.readers import limits, office, word

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"')
CORE = ('<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>年度报告'
        '</dc:title><dcterms:created>2024-01-05T08:00:00Z</dcterms:created></cp:coreProperties>')


Reading = Callable[..., Document]


def write(path: Path, body: str, before: str = "", **parts: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{before}<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    def reading(body: str, before: str = "", **parts: str | bytes) -> Document:
        return word.read(write(tmp_path / "a.docx", body, before, **parts))
    return reading


def p(text: str, run: str = "") -> str:
    return f"<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r>{run}<w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, *properties: str) -> str:
    inner = "".join(f"<w:{item}/>" for item in properties)
    return f"<w:tc><w:tcPr>{inner}</w:tcPr>{p(text)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def shape(document: Document) -> list[tuple[str, int, int, int, int]]:
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in grid.cells]


def test_paragraphs_breaks_and_tabs(read: Reading) -> None:
    found = read("<w:p><w:r><w:t>一、</w:t></w:r><w:r><w:t>总体</w:t><w:br/><w:t>甲</w:t><w:tab/><w:t>乙</w:t>"
                 "<w:noBreakHyphen/><w:cr/><w:t>丙</w:t></w:r></w:p><w:p/>" + p(" "))
    assert found.lines == ["一、总体", "甲\t乙-", "丙"]


def test_deleted_moved_and_hidden_text_is_left_out_and_inserted_text_kept(read: Reading) -> None:
    found = read("<w:p><w:r><w:t>a</w:t></w:r><w:ins><w:r><w:t>b</w:t></w:r></w:ins>"
                 "<w:del><w:r><w:delText>c</w:delText><w:t>d</w:t></w:r></w:del>"
                 "<w:moveFrom><w:r><w:t>e</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>f</w:t></w:r>"
                 "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>g</w:t></w:r></w:p>")
    assert found.lines == ["abg"]


def test_a_hidden_paragraph_mark_hides_no_text(read: Reading) -> None:
    assert read("<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>").lines == ["a"]


def test_merged_cells_occur_once_with_their_reach(read: Reading) -> None:
    found = read(table(
        tc("a", "gridSpan w:val='2'", "vMerge w:val='restart'") + tc("b"),
        tc("", "gridSpan w:val='2'", "vMerge") + tc("c", "vMerge w:val='restart'"),
        tc("d") + tc("e", "hMerge w:val='restart'") + tc("", "hMerge"),
    ))
    assert shape(found) == [
        ("a", 0, 0, 2, 2), ("b", 0, 2, 1, 1), ("c", 1, 2, 1, 1), ("d", 2, 0, 1, 1), ("e", 2, 1, 1, 2)]


def test_a_cell_that_goes_on_from_nothing_is_a_cell(read: Reading) -> None:
    assert shape(read(table(tc("a") + tc("b"), tc("c", "vMerge") + tc("d")))) == [
        ("a", 0, 0, 1, 1), ("b", 0, 1, 1, 1), ("c", 1, 0, 1, 1), ("d", 1, 1, 1, 1)]


def test_two_merged_cells_below_each_other_stay_two(read: Reading) -> None:
    restart = "vMerge w:val='restart'"
    found = read(table(tc("a", restart) + tc("1"), tc("", "vMerge") + tc("2"), tc("b", restart) + tc("3"),
                       tc("", "vMerge") + tc("4")))
    assert [cell for cell in shape(found) if cell[2] == 0] == [("a", 0, 0, 2, 1), ("b", 2, 0, 2, 1)]


def test_rows_that_begin_further_right(read: Reading) -> None:
    shifted = "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + tc("c")
    assert shape(read(table(tc("a") + tc("b"), shifted)))[-1] == ("c", 1, 1, 1, 1)


def test_deleted_and_hidden_rows_are_left_out(read: Reading) -> None:
    found = read(table(tc("a") + tc("b"), "<w:trPr><w:del/></w:trPr>" + tc("x") + tc("x"),
                       "<w:trPr><w:hidden/></w:trPr>" + tc("y") + tc("y"), tc("c") + tc("d")) + p("end"))
    assert found.lines == ["a\tb", "c\td", "end"]


def test_lines_of_a_cell(read: Reading) -> None:
    cell = f"<w:tc>{p('商业')}{p('企业')}</w:tc>"
    assert shape(read(table(cell + tc("\u3000")))) == [("商业\n企业", 0, 0, 1, 1), ("\u3000", 0, 1, 1, 1)]


def test_tables_in_tables_and_text_boxes(read: Reading) -> None:
    inner = table(tc("1") + tc("2"), tc("3") + tc("4"))
    box = ("<mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>" + p("box") + "</w:txbxContent></w:drawing>"
           "</mc:Choice><mc:Fallback><w:pict><w:txbxContent>" + p("box") + "</w:txbxContent></w:pict></mc:Fallback>"
           "</mc:AlternateContent>")
    found = read(table(f"<w:tc>{p('x')}{inner}{p('y')}</w:tc>") +
                 f"<w:p><w:r><w:t>around</w:t></w:r><w:r>{box}</w:r><w:r><w:t> it</w:t></w:r></w:p>")
    assert found.lines == ["x", "1\t2", "3\t4", "y", "box", "around it"]


def test_pictures_are_said(read: Reading) -> None:
    def drawn(side: int, words: str) -> str:
        return (f"<w:r><w:drawing><wp:inline><wp:extent cx='{side}' cy='{side}'/><wp:docPr descr='{words}'/>"
                "<pic:pic/></wp:inline></w:drawing></w:r>")
    found = read(f"<w:p><w:r><w:t>三、收到</w:t></w:r>{drawn(5_000_000, '申请表')}{drawn(90_000, 'dot')}</w:p>" +
                 table(tc("a") + f"<w:tc><w:p>{drawn(5_000_000, '')}</w:p></w:tc>") +
                 "<w:p><w:r><w:object><v:imagedata/></w:object></w:r></w:p>")
    pictures = [block for block in found.blocks if isinstance(block, Picture)]
    assert [picture.text for picture in pictures] == ["申请表", "", ""]
    assert str(pictures[1].place) == "t1 r1 c2 l4"
    assert found.lines[:2] == ["三、收到", "申请表"]


def test_what_a_file_says_of_itself(read: Reading) -> None:
    assert read(p("x"), docProps__core_xml=CORE).meta == {"title": "年度报告", "created": "2024-01-05"}


def test_the_strict_dialect(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml",
                         f"<w:document xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'>{p('x')}</w:document>")
    assert word.read(path).lines == ["x"]


def test_a_web_page_wrapped_in_an_empty_file(read: Reading) -> None:
    page = "<html><p>甲</p><table><tr><td>a<td>b</table></html>"
    assert read("<w:altChunk/>", word__chunk_html=page).lines == ["甲", "a\tb"]


def test_a_file_made_by_another_program(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("二、主动公开")
    grid = made.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            grid.cell(row, column).text = f"{row}{column}"
    grid.cell(0, 0).merge(grid.cell(1, 1)).text = "m"
    made.save(str(tmp_path / "a.docx"))
    assert word.read(tmp_path / "a.docx").lines == ["二、主动公开", "m\t02", "12", "20\t21\t22"]


def test_an_empty_file_holds_nothing(read: Reading) -> None:
    with pytest.raises(DamagedFileError, match="neither text nor tables"):
        read("<w:p/>")


@pytest.mark.parametrize("before", [
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
])
def test_entities_are_refused(read: Reading, before: str) -> None:
    with pytest.raises(DamagedFileError, match="entities"):
        read(p("x"), before)


@pytest.mark.parametrize("body", [
    "<w:tbl><w:tr><w:tc>" * 20_000, "<w:p>" * 20_000 + "</w:p>" * 20_000,
    table((tc("1") * 50) * 50) * 200, table(tc("x", "gridSpan w:val='100'") * 50), " " * (limits.MAX_PART + 1),
    "<w:p/>" * 2_000_000,
], ids=["open tables", "paragraphs", "cells", "columns", "zip", "large"])
def test_files_made_to_do_harm_are_refused_quickly(read: Reading, body: str) -> None:
    began = time.process_time()
    with pytest.raises(TooLargeError):
        read(body)
    assert time.process_time() - began < 15


def test_monstrous_spans_cost_nothing(read: Reading) -> None:
    found = shape(read(table(tc("a", "gridSpan w:val='100000000'") + tc("b", "gridSpan w:val='-5'") + tc("c"))))
    assert [cell[4] for cell in found] == [limits.MAX_SPAN, 1, 1]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_damaged_files_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.mktemp("word")
    data = bytearray(write(folder / "a.docx", p("x") + table(tc("1") + tc("2"))).read_bytes())
    choice = random.Random(seed)
    for _ in range(choice.randrange(1, 8)):
        data[choice.randrange(len(data))] = choice.randrange(256)
    path = folder / "b.docx"
    path.write_bytes(data[:choice.randrange(4, len(data) + 1)])
    if zipfile.is_zipfile(path):
        try:
            word.read(path)
        except GxstatsError:
            return


# --- old kinds ----------------------------------------------------------------------------------------------------

RTF = (rb"{\rtf1\ansi\ansicpg936 \'d5\'fe\'b8\'ae 2024\par\trowd\cellx1000\cellx2000\intbl 1\cell 2\cell\row"
       rb"\pard end\par}")


def test_without_the_office_program_one_sentence_says_what_to_do(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    path = tmp_path / "a.doc"
    path.write_bytes(RTF)
    with pytest.raises(UnsupportedFileError, match=r"save it as \.docx"):
        word.read(path)


def test_a_program_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = tmp_path / "soffice"
    sleeper.write_text("#!/bin/sh\nsleep 60\n", encoding="utf-8")
    sleeper.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(sleeper))
    monkeypatch.setattr(limits, "MAX_SECONDS", 0.3)
    path = tmp_path / "a.doc"
    path.write_bytes(RTF)
    began = time.perf_counter()
    with pytest.raises(DamagedFileError, match="could not be converted"):
        word.read(path)
    assert time.perf_counter() - began < 40, "ended before it would have ended by itself"


needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")


@needs_office
def test_rich_text_under_the_name_of_an_old_word_file(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(RTF)
    found = word.read(path)
    assert found.lines == ["政府 2024", "1\t2", "end"]
    assert (found.name, found.meta["converted"]) == ("a.doc", "docx")


@needs_office
def test_an_old_word_file(tmp_path: Path) -> None:
    source = write(tmp_path / "a.rtf", "")
    source.write_bytes(RTF)
    program = office.program()
    assert program
    subprocess.run([program, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to",
                    "doc", "--outdir", str(tmp_path), str(source)], capture_output=True, check=True, timeout=60)
    (tmp_path / "a.doc").rename(tmp_path / "a.wps")
    assert word.read(tmp_path / "a.wps").lines == ["政府 2024", "1\t2", "end"]


@needs_office
def test_an_old_file_that_is_noise_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(random.Random(1).randbytes(2000)))
    with pytest.raises(DamagedFileError):
        word.read(path)
