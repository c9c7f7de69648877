"""Web pages: what becomes a paragraph, what a grid, what a picture; and pages made to do harm."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats.errors import DamagedFileError, TooLargeError
from gxstats.model import Document, Grid, Paragraph, Picture
from gxstats.reading.readers import limits
from gxstats.reading.readers.html import from_bytes, read
from gxstats.reading.readers.layout import OpenCell, place_cells


def page(body: str, head: str = "") -> Document:
    return from_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "page.html")


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


TWO_BY_TWO = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"


@pytest.mark.parametrize(("line", "shown"), [
    ("<p>前<span>中<b>间</b>后</span>末<o:p></o:p></p>", ["前中间后末"]),
    ("<p>前<!-- 注 --><span>后</span></p>", ["前后"]),
    ("<p>前<span HIDDEN>中</span><span>后</span></p>", ["前后"]),
    ("<p>前<span style='display:none'>中</span><span>后</span></p>", ["前后"]),
    ("<p>前<span style='display:block'>中</span><span>后</span></p>", ["前", "中", "后"]),
    ("<p>前<span>中<br>后</span></p>", ["前中", "后"]),
])
def test_a_line_is_the_same_whether_it_holds_text_alone_or_more(line: str, shown: list[str]) -> None:
    assert paragraphs(page(line)) == shown
    found = page(f"<table><tr><td>{line}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
    assert texts(grids(found)[0])[0] == ["\n".join(shown), "b"]


def test_blocks_and_breaks_are_lines_of_their_own() -> None:
    found = page("<h1>一、总体<b>情况</b></h1><div>前<p>中</p>后<br>末</div><ul><li>甲<li>乙</ul>")
    assert paragraphs(found) == ["一、总体情况", "前", "中", "后", "末", "甲", "乙"]


def test_source_line_breaks_are_blanks_but_not_between_wide_characters() -> None:
    assert paragraphs(page("<p>政府\n 信息\r\n公开  12\n件 of\nall</p>")) == ["政府信息公开 12 件 of all"]


def test_hard_blanks_are_kept_as_found() -> None:
    assert texts(grids(page("<table><tr><td>&nbsp;</td><td><p>0&nbsp;&nbsp;</p></td><td></td></tr></table>"))[0]) == [
        ["\xa0", "0\xa0\xa0", ""]]


def test_text_that_no_reader_of_the_page_sees_is_left_out() -> None:
    hidden = ("<script>1</script><style>p{}</style><!-- 2 --><template>3</template><b style='display: none'>4</b>"
              "<span hidden>5</span><noscript>6</noscript><select><option>7</select>")
    assert paragraphs(page(f"<p>a{hidden}z</p>")) == ["az"]


def test_hidden_cells_take_no_place() -> None:
    found = grids(page("<table><tr><td style='display:none'>9</td><td>a</td><td>b</td></tr></table>"))[0]
    assert [(cell.text, cell.column) for cell in found.cells] == [("a", 0), ("b", 1)]


@pytest.mark.parametrize("cell", [
    "本年新<br>制作数量", "<p>本年新</p><p>制作数量</p>", "<span>本年新</span><span><br/></span><span>制作数量</span>",
    "<div><p>本年新<o:p></o:p></p>\n<p>制作数量</p></div>", "<p>本年新<br></p>制作数量",
])
def test_breaks_inside_cells_are_line_breaks(cell: str) -> None:
    assert texts(grids(page(f"<table><tr><td>{cell}</td><td>1</td></tr></table>"))[0]) == [["本年新\n制作数量", "1"]]


@pytest.mark.parametrize("cell", [
    "12", "<p>12</p>", "<p><span>1</span><span>2</span></p>", "<font face='Calibri'>1<b>2</b></font>", " \n12\n ",
    "<p>\n<span lang=EN-US>12<o:p></o:p></span>\n</p>", "<st1:chmetcnv>12</st1:chmetcnv>", "1<!-- c -->2", "<p></p>12",
])
def test_a_number_is_the_same_however_it_is_wrapped(cell: str) -> None:
    assert texts(grids(page(f"<table><tr><td>{cell}</td><td>x</td></tr></table>"))[0]) == [["12", "x"]]


def test_merged_cells_occur_once_with_their_reach() -> None:
    found = grids(page("<table><tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d<td>e<td>f</table>"))[0]
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in found.cells] == [
        ("a", 0, 0, 2, 2), ("b", 0, 2, 1, 1), ("c", 1, 2, 1, 1), ("d", 2, 0, 1, 1), ("e", 2, 1, 1, 1),
        ("f", 2, 2, 1, 1)]


def test_a_span_of_nought_reaches_the_end_and_none_reaches_further_than_its_group() -> None:
    found = grids(page("<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c</tbody><tbody><tr><td rowspan=9>d<td>e</tbody>"
                       "<tbody><tr><td>f<td>g</table>"))[0]
    assert {c.text: (c.row, c.column, c.row_span) for c in found.cells} == {
        "a": (0, 0, 2), "b": (0, 1, 1), "c": (1, 1, 1), "d": (2, 0, 1), "e": (2, 1, 1), "f": (3, 0, 1), "g": (3, 1, 1)}


def test_monstrous_spans_cost_nothing() -> None:
    began = time.process_time()
    found = grids(page("<table><tr><td colspan=100000000 rowspan=100000000>a<td colspan='-3'>b<td colspan=x>c"
                       "<tr><td>d</table>"))[0]
    assert time.process_time() - began < 1
    assert found.width <= limits.MAX_SPAN + 3
    assert found.height == 2


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 6)), max_size=6), min_size=1, max_size=6))
def test_placed_cells_never_overlap(rows: list[list[tuple[int, int]]]) -> None:
    cells = [[OpenCell(high, wide) for high, wide in row] for row in rows]
    place_cells(cells, [0] * len(cells), "page")
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(cells):
        assert [cell.row for cell in line] == [row] * len(line)
        for cell in line:
            area = {(cell.row + r, cell.column + c) for r in range(cell.row_span) for c in range(cell.column_span)}
            assert area
            assert not area & taken
            assert cell.row + cell.row_span <= len(rows)
            taken |= area


def test_places_count_the_lines_of_the_document() -> None:
    found = page(f"<p>one</p>{TWO_BY_TWO}<p>two</p>{TWO_BY_TWO}")
    lines = found.lines
    assert lines == ["one", "a\tb", "c\td", "two", "a\tb", "c\td"]
    last = grids(found)[1].cells[-1]
    assert str(last.place) == "t2 r2 c2 l6"
    assert [block.place.line for block in found.blocks] == [1, 2, 4, 5]


def test_a_layout_table_is_walked_through() -> None:
    found = page(f"<table><tr><td>menu</td><td><p>title</p>{TWO_BY_TWO}<p>foot</p></td></tr></table>")
    assert paragraphs(found) == ["menu", "title", "foot"]
    assert [texts(grid) for grid in grids(found)] == [[["a", "b"], ["c", "d"]]]
    assert isinstance(found.blocks[2], Grid)


def test_a_table_of_one_column_is_running_text() -> None:
    found = page("<table><tr><td>甲<p>乙</p></td></tr><tr><td>丙</td></tr></table>")
    assert paragraphs(found) == ["甲", "乙", "丙"]


def test_a_frame_around_long_prose_is_running_text() -> None:
    prose = "政府信息公开工作。" * 200
    found = page(f"<table><tr><td>一</td><td><p>{prose}</p><p>后</p></td></tr></table>")
    assert paragraphs(found) == ["一", prose, "后"]


def test_a_small_table_inside_a_cell_of_figures_stays_in_its_cell() -> None:
    rows = "".join(f"<tr><td>row {i}<td>{i}<td>{i + 1}</tr>" for i in range(6))
    found = page(f"<table>{rows}<tr><td>last<td><table><tr><td>5<td>6</table><td>7</tr></table>")
    assert texts(grids(found)[0])[-1] == ["last", "5\n6", "7"]


def test_caption_and_stray_text_come_before_the_table() -> None:
    found = page("<table><caption>表二</caption>stray<tr><td>a<td>b</table>")
    assert [type(block).__name__ for block in found.blocks][-1] == "Grid"
    assert paragraphs(found) == ["表二", "stray"]


def test_cells_without_rows_and_rows_without_ends_are_read() -> None:
    assert texts(grids(page("<table><td>a<td>b<tr><td>c<td>d<p>e"))[0]) == [["a", "b"], ["c", "d\ne"]]


def test_a_picture_is_said_with_its_words_and_place() -> None:
    found = page("<p>三、收到<img src='http://example.invalid/t.png' alt='申请情况表'></p><img width=16 height=16>"
                 "<table><tr><td>a<td><img></table>")
    pictures = [block for block in found.blocks if isinstance(block, Picture)]
    assert [picture.text for picture in pictures] == ["申请情况表", ""]
    assert str(pictures[1].place) == "t1 r1 c2 l4"


def test_preformatted_lines_stay_lines() -> None:
    assert paragraphs(page("<pre>一  1\n二\t2\r\n\n三</pre>")) == ["一  1", "二\t2", "三"]


@pytest.mark.parametrize(("encoding", "declared"), [
    ("utf-8", ""), ("gb18030", ""), ("gb18030", "gb2312"), ("utf-8", "gb2312"), ("utf-8-sig", ""), ("utf-16", ""),
    ("utf-8", "no-such-set"), ("big5", "big5"),
])
def test_encodings(encoding: str, declared: str) -> None:
    meta = f"<meta http-equiv=Content-Type content='text/html; charset={declared}'>" if declared else ""
    body = f"<html><head>{meta}<title>政府</title></head><p>政府信息公布工作年度</p></html>"
    assert paragraphs(from_bytes(body.encode(encoding), "page.html")) == ["政府信息公布工作年度"]


def test_letters_outside_gb2312_are_read_in_a_page_that_calls_itself_so() -> None:
    body = "<meta charset=gb2312><p>朱镕基、㙍、—</p>".encode("gb18030")
    assert paragraphs(from_bytes(body, "page.html")) == ["朱镕基、㙍、—"]


@pytest.mark.parametrize("body", [
    "<p>一、总体情况，信息公开。</p>".encode().decode("gb18030", "replace"),
    "<table style='width:100px'><tr><td>" + "?" * 40 + "</td><td>1</td></tr></table>",
    "<p>" + "\ufffd" * 30 + "ok</p>",
])
def test_garbled_pages_are_refused(body: str) -> None:
    with pytest.raises(DamagedFileError, match="garbled"):
        page(body)


def test_what_a_page_says_of_itself() -> None:
    found = page("<p>x", "<title>网站</title><meta name=ArticleTitle content='年度报告'>"
                 "<meta name=PubDate content='2024-1-5 10:22'><meta name=Url content='http://example.invalid/a.html'>")
    assert found.meta == {"encoding": "utf-8", "title": "年度报告", "published_on": "2024-01-05",
                          "url": "http://example.invalid/a.html"}


def test_title_and_address_of_a_saved_page() -> None:
    source = "<!-- saved from url=(0029)http://example.invalid/b.html -->\n<title> 年度\n报告 </title><p>x"
    assert from_bytes(source.encode(), "page.html").meta == {
        "encoding": "utf-8", "title": "年度 报告", "url": "http://example.invalid/b.html"}


def archive(body: str, charset: str = "gb2312") -> bytes:
    content = base64.encodebytes(body.encode("gb18030")).decode()
    return (f'From: <Saved by Blink>\nSnapshot-Content-Location: http://example.invalid/c.html\nMIME-Version: 1.0\n'
            f'Content-Type: multipart/related; boundary="xx"\n\n--xx\nContent-Type: text/html; charset="{charset}"\n'
            f"Content-Transfer-Encoding: base64\n\n{content}\n--xx--\n").encode()


def test_web_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.mht"
    path.write_bytes(archive(f"<p>政府信息</p>{TWO_BY_TWO}"))
    found = read(path)
    assert found.lines == ["政府信息", "a\tb", "c\td"]
    assert found.meta["url"] == "http://example.invalid/c.html"


def test_web_archive_without_a_page() -> None:
    with pytest.raises(DamagedFileError, match="without a page"):
        from_bytes(b"MIME-Version: 1.0\nContent-Type: text/plain\n\nx", "a.mht")


def test_a_page_drawn_by_script_holds_no_text() -> None:
    with pytest.raises(DamagedFileError, match="holds no text"):
        page("<div id=app></div><script>draw()</script>")


@pytest.mark.parametrize("body", [
    "<table><tr><td>" * 20_000 + "x", "<div>" * 100_000 + "x", "<b>" * 100_000 + "x" + "</b>" * 100_000,
    "<table>" + "<tr><td>1<td>2" * 120_000 + "</table>", "<table><tr>" + "<td colspan=100>1" * 5_000 + "</table>",
    "<p " + " ".join(f"a{i}" for i in range(100_000)) + ">x</p>", "<p>x" * 250_000, "<p>" + "字" * 9_000_000,
], ids=["tables", "divs", "inline", "cells", "columns", "attributes", "paragraphs", "letters"])
def test_pages_made_to_do_harm_are_refused_quickly(body: str) -> None:
    began = time.process_time()
    with pytest.raises(TooLargeError):
        page(body)
    assert time.process_time() - began < 10


def test_pictures_inside_the_mark_up_do_not_make_a_page_too_large() -> None:
    assert paragraphs(page(f"<p>x<img src='data:image/png;base64,{'A' * 9_000_000}'></p>")) == ["x"]


def test_entities_are_neither_expanded_nor_fetched() -> None:
    source = ('<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
              "<html><body><p>1&b;&x;2</p></body></html>")
    lines = from_bytes(source.encode(), "page.html").lines
    assert "aaaaaaaaaa" not in lines[-1]
    assert "root:" not in "".join(lines)


def test_an_entity_of_the_page_s_own_language_is_text() -> None:
    assert paragraphs(page("<p>A&amp;B &#39;甲&#39; &ldquo;乙&rdquo;</p>")) == ["A&B '甲' “乙”"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        from_bytes(b"<html><body><p>x<table><tr><td>1<td>" + data, "page.html")
    except (DamagedFileError, TooLargeError):
        return


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([
    "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=2>", "<th colspan=3>", "<p>", "</p>", "<pre>",
    "</pre>", "<br>", "1", "甲 ", "<div>", "</div>", "<tbody>", "</tbody>", "<img alt=x>", "<!--c-->", "<caption>"]),
    max_size=40))
def test_broken_mark_up_loses_no_text_and_keeps_lines_numbered(tags: list[str]) -> None:
    found = page("a" + "".join(tags))
    lines = found.lines
    assert "".join(lines).count("1") == tags.count("1")
    assert "".join(lines).count("甲") == tags.count("甲 ")
    for block in found.blocks:
        if isinstance(block, Paragraph):
            assert block.place.line is not None
            assert lines[block.place.line - 1] == block.text


@pytest.mark.parametrize("before", [0, 1, 7, limits.MAX_TAG - 1, limits.MAX_TAG, 3 * limits.MAX_TAG + 5])
@pytest.mark.parametrize("after", ["", "<p>x</p>", "<p>x</p>" * 9_000])
def test_a_tag_that_goes_on_for_ever_is_found_wherever_it_stands(before: int, after: str) -> None:
    page = ("<b>x</b>" * (before // 8 + 1))[-before:] if before else ""
    limits.check_tags((page + after).encode(), "page")
    limits.check_tags(f"{page}<p title='{'y' * 2 * limits.MAX_TAG}'>{after}".encode(), "page")  # its value is long, not the tag
    with pytest.raises(TooLargeError):
        limits.check_tags(f"{page}<p {'y ' * limits.MAX_TAG}>{after}".encode(), "page")
