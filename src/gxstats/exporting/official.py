"""One report's numbers in the State's three-table layout, with merged cells; a blank stays blank.

The layout is made once as a grid of cells; web page, Word file and workbook are three ways to write that grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from io import BytesIO
from typing import Any

from gxstats import catalog
from gxstats.exporting.sheets import Book, lines_of, number_in
from gxstats.model import Form, Row, Table

TextOf = Callable[[str], str]

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PAGE_WIDTH = 8640  # twentieths of a point between the margins of the page
_NARROW, _WIDE = 4, 18  # letters a column has room for, at least and at most
_SHEET_LETTER = 85  # of such twentieths in the unit of a sheet's columns
_LINE = 15  # points


@dataclass(frozen=True, slots=True)
class OfficialCell:
    """A cell of the layout: `path` names the number it prints, empty for heads and labels."""

    text: str
    row_span: int = 1
    column_span: int = 1
    path: str = ""


@dataclass(frozen=True)
class OfficialTable:
    """A table of the form as laid out: distinct cells row by row, `heads` rows first."""

    code: str
    title: str
    rows: tuple[tuple[OfficialCell, ...], ...]
    heads: int


def official_tables(form: Form, text_of: TextOf, undivided: bool = False) -> list[OfficialTable]:
    """The three tables of a form. `text_of` gives what to print for a cell path; `undivided` prints
    "other handling" as one row, as some reports under the newer form do."""
    makers = {"disclosure": _disclosure, "requests": _requests, "disputes": _disputes}
    return [makers[table.code](table, text_of, undivided) for table in form.tables]


def _disclosure(table: Table, text_of: TextOf, undivided: bool) -> OfficialTable:
    width = max(len(row.columns) for row in table.rows)
    rows: list[tuple[OfficialCell, ...]] = []
    article = ""
    for row in table.rows:
        spans = [1] * (len(row.columns) - 1) + [width - len(row.columns) + 1]
        if row.article != article:
            article = row.article
            rows.append((OfficialCell(article, 1, width + 1),))
            rows.append((OfficialCell(catalog.load("characters.toml")["first_column"]),
                         *(OfficialCell(c.label, 1, s) for c, s in zip(row.columns, spans, strict=True))))
        rows.append((OfficialCell(row.label), *_values(table, row, text_of, spans)))
    return OfficialTable(table.code, table.title, tuple(rows), 0)


def _values(table: Table, row: Row, text_of: TextOf, spans: Sequence[int]) -> Iterator[OfficialCell]:
    for column, span in zip(row.columns, spans, strict=True):
        path = f"{table.code}/{row.code}/{column.code}"
        yield OfficialCell(text_of(path), 1, span, path)


def _requests(table: Table, text_of: TextOf, undivided: bool) -> OfficialTable:
    columns = table.rows[0].columns
    inner = [column for column in columns if column.under]
    heads = [
        (OfficialCell(table.header_note, 3, 3), OfficialCell(table.heads[0], 1, len(columns))),
        (OfficialCell(columns[0].label, 2), OfficialCell(inner[0].under, 1, len(inner)),
         OfficialCell(columns[-1].label, 2)),
        tuple(OfficialCell(column.label) for column in inner),
    ]
    rows = list(_printed_rows(table, undivided))
    outside = {"received", "carried_in", "carried_out"}
    results = [row for row in rows if row.code not in outside]
    body: list[tuple[OfficialCell, ...]] = []
    for row in rows:
        labels: list[OfficialCell] = []
        if row.code in outside:
            labels.append(OfficialCell(row.label, 1, 3))
        else:
            if row is results[0]:
                labels.append(OfficialCell(table.result_label, len(results)))
            group = next((g for g in table.groups if g.code == row.group), None)
            if group:
                members = [r for r in rows if r.group == group.code]
                if row is members[0]:
                    labels.append(OfficialCell(group.label, len(members)))
                labels.append(OfficialCell(row.label))
            else:
                labels.append(OfficialCell(row.label, 1, 2))
        body.append((*labels, *_values(table, row, text_of, [1] * len(columns))))
    return OfficialTable(table.code, table.title, (*heads, *body), len(heads))


def _printed_rows(table: Table, undivided: bool) -> Iterator[Row]:
    for group in table.groups:
        if undivided and group.code == "other":
            first, members = group.sum_of[0], set(group.sum_of)
            for row in table.rows:
                if row.code == first:
                    yield replace(row, code=group.code, label=group.label, group="")
                elif row.code not in members:
                    yield row
            return
    yield from table.rows


def _disputes(table: Table, text_of: TextOf, undivided: bool) -> OfficialTable:
    single, *under = table.rows
    columns = single.columns
    results = tuple(OfficialCell(column.label) for column in columns)
    heads = [
        (OfficialCell(single.label, 1, len(columns)), OfficialCell(under[0].under, 1, len(columns) * len(under))),
        (*(replace(cell, row_span=2) for cell in results),
         *(OfficialCell(row.label, 1, len(columns)) for row in under)),
        results * len(under),
    ]
    line = tuple(cell for row in table.rows for cell in _values(table, row, text_of, [1] * len(columns)))
    return OfficialTable(table.code, table.title, (*heads, line), len(heads))


# --- three ways to write it ---------------------------------------------------------------------------------------

def html_table(table: OfficialTable) -> str:
    """The table as HTML, every text escaped."""
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            spans = (f' rowspan="{cell.row_span}"' if cell.row_span > 1 else "") + (
                f' colspan="{cell.column_span}"' if cell.column_span > 1 else "")
            text = escape(cell.text).replace("\n", "<br>")
            cells.append(f"<td{spans}>{text}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1" cellspacing="0">{"".join(rows)}</table>'


def placed(table: OfficialTable) -> Iterator[tuple[int, int, OfficialCell]]:
    """(row, column, cell) with columns counted over merged cells, from 0."""
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(table.rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            yield r, c, cell
            taken.update((r + i, c + j) for i in range(cell.row_span) for j in range(cell.column_span))
            c += cell.column_span


def docx(title: str, blocks: Sequence[str | OfficialTable]) -> bytes:
    """A Word file: paragraphs and official tables with merged cells."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    document = Document()
    style = document.styles["Normal"]
    style.font.name = "FangSong"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), catalog.load("characters.toml")["body_font"])
    document.core_properties.title = title
    for block in (title, *blocks):
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            document.element.body.insert_element_before(parse_xml(word_table(block)), "w:sectPr")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def word_table(table: OfficialTable) -> str:
    """The table as a `w:tbl` element, written out: python-docx takes 0.1 s to merge the cells of one."""
    widths = _widths(table)
    rows: list[list[tuple[int, str]]] = [[] for _ in table.rows]
    for r, c, cell in placed(table):
        width = sum(widths[c:c + cell.column_span])
        for down in range(cell.row_span):
            rows[r + down].append((c, _word_cell(cell, width, starts=not down)))
    body = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(text for _, text in sorted(row))}</w:tr>" for row in rows)
    style = '<w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/><w:tblLayout w:type="fixed"/>'
    style += '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f'<w:tbl xmlns:w="{_WORD}"><w:tblPr>{style}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'


def _widths(table: OfficialTable) -> list[int]:
    """The width of each grid column in twentieths of a point: as its longest text asks, within limits."""
    cells = list(placed(table))
    needs = [_NARROW] * max(c + cell.column_span for _, c, cell in cells)
    for _, c, cell in cells:
        if cell.column_span == 1:  # a label beside several rows has room to wrap
            needs[c] = max(needs[c], min(len(cell.text), _WIDE if cell.row_span == 1 else _NARROW + 1))
    return [_PAGE_WIDTH * need // sum(needs) for need in needs]


def _word_cell(cell: OfficialCell, width: int, starts: bool) -> str:
    """A `w:tc`: the cell itself, or the empty one below that continues it. Numbers stand in the middle."""
    span = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
    merge = "" if cell.row_span == 1 else '<w:vMerge w:val="restart"/>' if starts else "<w:vMerge/>"
    middle = '<w:pPr><w:jc w:val="center"/></w:pPr>' if cell.path else ""
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in cell.text.split("\n")] if starts else []
    return (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p>{middle}<w:r><w:rPr><w:sz w:val="18"/></w:rPr>{"<w:br/>".join(lines)}</w:r></w:p></w:tc>')


def xlsx(title: str, *sheets: Sequence[str | OfficialTable], names: Sequence[str] = (), notes: Sequence[str] = ()) -> bytes:
    """A workbook, one sheet for each sequence of lines and official tables (merged cells, numbers as numbers, blanks as
    nothing); the title stands above the first. A sheet of one table has columns as wide as the table asks; `notes` are a
    sheet of their own, a tab begins a new cell."""
    book = Book(title=title)
    for number, blocks in enumerate(sheets):
        tables = [block for block in blocks if isinstance(block, OfficialTable)]
        widths = [width / _SHEET_LETTER for width in _widths(tables[0])] if len(tables) == 1 else []
        sheet = book.sheet(names[number] if names else tables[0].code if len(tables) == 1 else f"{number + 1}")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
            sheet.fit_to_pages(1, 1)
        at = 0
        for block in ([title, *blocks] if not number else blocks):
            if isinstance(block, str):
                book.put(sheet, at, 0, block, "text" if at or number else "heading")
                at += 1
                continue
            for r, c, cell in placed(block):
                _put(book, sheet, at + 1 + r, c, cell)
            for r, lines in _lines(block, widths).items():
                sheet.set_row(at + 1 + r, _LINE * lines + 4)
            at += len(block.rows) + 2
    if notes:
        book.texts(catalog.say("Notes"), [note.split("\t") for note in notes])
    return book.close()


def _lines(table: OfficialTable, widths: Sequence[float]) -> dict[int, int]:
    """How many lines each row needs, for sheets do not fit the height of merged cells by themselves."""
    found: dict[int, int] = {}
    for r, c, cell in placed(table) if widths else ():
        if cell.row_span == 1:
            found[r] = max(found.get(r, 1), lines_of(cell.text, sum(widths[c:c + cell.column_span])))
    return found


def _put(book: Book, sheet: Any, row: int, column: int, cell: OfficialCell) -> None:
    """One cell of the layout: a number where it prints nothing else, shown as printed."""
    found = number_in(cell.text) if cell.path else None
    value, look = (found[0] if found else cell.text or None), "box" if cell.path else "label"
    form = {"num_format": found[1]} if found else {}
    if cell.row_span > 1 or cell.column_span > 1:
        sheet.merge_range(row, column, row + cell.row_span - 1, column + cell.column_span - 1, "", book.look(look, **form))
    book.put(sheet, row, column, value, look, **form)
