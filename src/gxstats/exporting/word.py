"""Word files in the style of official letters, the same bytes for the same content."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Sequence
from html import escape
from io import BytesIO
from typing import Any

from gxstats import catalog
from gxstats.exporting.sheets import TIMELESS

_NAMES = "http://schemas.openxmlformats.org"
_WORD = f"{_NAMES}/wordprocessingml/2006/main"
_INLINE = (
    f'<w:drawing xmlns:w="{_WORD}" xmlns:wp="{_NAMES}/drawingml/2006/wordprocessingDrawing" xmlns:a="{_NAMES}/drawingml/2006/main" '
    f'xmlns:c="{_NAMES}/drawingml/2006/chart" xmlns:r="{_NAMES}/officeDocument/2006/relationships"><wp:inline distT="0" distB="0" '
    'distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="chart {number}"/><a:graphic>'
    f'<a:graphicData uri="{_NAMES}/drawingml/2006/chart">' '<c:chart r:id="{name}"/></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing>")
_PAGE = (f'<w:fldSimple xmlns:w="{_WORD}" w:instr="PAGE"><w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>')
_DATE, _THEN = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z"), b"2000-01-01T00:00:00Z"


class Paper:
    """An A4 page in the usual fonts of official documents: a title, paragraphs, tables, charts, a signature. `dense` is for
    briefings and sheets: smaller letters and margins."""

    def __init__(self, title: str, dense: bool = False) -> None:
        from docx import Document
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt
        self._qn, self._pt, self._cm, self._dense = qn, Pt, Cm, dense
        self._fonts: dict[str, str] = catalog.load("characters.toml")["fonts"]
        self._charts = 0
        self.document: Any = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin, section.bottom_margin = (Cm(1.8), Cm(1.6)) if dense else (Cm(3.7), Cm(3.5))
        section.left_margin, section.right_margin = (Cm(2), Cm(2)) if dense else (Cm(2.8), Cm(2.6))
        style = self.document.styles["Normal"]
        style.font.size = Pt(10 if dense else 16)
        self._font(style, "body")
        style.element.rPr.append(style.element.makeelement(qn("w:lang"), {qn("w:val"): "en-US", qn("w:eastAsia"): "zh-CN"}))
        core = self.document.core_properties
        core.title, core.author, core.created, core.modified = title, "gxstats", TIMELESS, TIMELESS
        self.paragraph(title, "title", 18 if dense else 22, centred=True, indent=False, after=4 if dense else 20)

    def _font(self, run: Any, kind: str) -> None:
        run.font.name = "Times New Roman"
        properties = run.element.get_or_add_rPr() if hasattr(run.element, "get_or_add_rPr") else run.element.rPr
        properties.get_or_add_rFonts().set(self._qn("w:eastAsia"), self._fonts[kind])

    def paragraph(self, text: str | Sequence[tuple[str, str]], kind: str = "body", size: float = 0, *, centred: bool = False,
                  right: bool = False, indent: bool = True, after: float = 0, before: float = 0, within: Any = None) -> None:
        """A paragraph; `kind` is title, heading or body, `size` in points. A text in pieces has (text, number of a figure), the
        numbers set high. `within` a cell of a table instead of the page."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        made = self.document.add_paragraph() if within is None else within.paragraphs[0] if not within.text and len(
            within.paragraphs) == 1 else within.add_paragraph()
        size = size or (10 if self._dense else 16)
        for piece, mark in [(text, "")] if isinstance(text, str) else text:
            run = made.add_run(piece or f"[{mark}]")
            run.font.size, run.font.superscript = self._pt(min(size, 10.5) if mark else size), True if mark else None
            self._font(run, kind)
        form = made.paragraph_format
        form.space_after, form.space_before, form.line_spacing = self._pt(after), self._pt(before), 1.15 if self._dense else 1.4
        form.keep_with_next = True if kind == "heading" else None
        if centred or right:
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
        elif indent:
            form.first_line_indent = self._pt(2 * size)

    def table(self, rows: Sequence[Sequence[str]], size: float = 10.5, widths: Sequence[float] = ()) -> None:
        """A ruled table, its first row the head, repeated on every page; texts are written as they are. `widths` are shares
        of the page."""
        from docx.oxml import parse_xml
        shares = list(widths) or [1.0] * len(rows[0])
        columns = [round(self._inside() * share / sum(shares)) for share in shares]
        self.document.element.body.insert_element_before(parse_xml(ruled(rows, columns, size)), "w:sectPr")

    def _inside(self) -> int:
        """The width between the margins, in twentieths of a point."""
        section = self.document.sections[-1]
        return int((section.page_width - section.left_margin - section.right_margin) / 635)

    def boxes(self, columns: int, rows: int = 1, ruled: bool = False) -> list[Any]:
        """Cells side by side to put paragraphs and charts in, row by row."""
        made = self.document.add_table(rows, columns, style="Table Grid" if ruled else None)
        for row in made.rows:
            properties = row._tr.get_or_add_trPr()
            properties.append(properties.makeelement(self._qn("w:cantSplit"), {}))
        return [cell for row in made.rows for cell in row.cells]

    def chart(self, made: Any, width: float, height: float, within: Any) -> None:
        """A native chart made by pptx, put into a cell; `width` and `height` in cm."""
        from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from docx.oxml import parse_xml
        self._charts += 1
        package, number = self.document.part.package, self._charts
        part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, b"", package)
        book = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), CONTENT_TYPE.SML_SHEET,
                    made.part.chart_workbook.xlsx_part.blob, package)
        made._chartSpace.xpath("c:externalData")[0].rId = part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
        part._blob = made.part.blob
        name = self.document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
        paragraph = within.add_paragraph()
        paragraph.paragraph_format.space_after = self._pt(0)
        paragraph.add_run()._r.append(parse_xml(_INLINE.format(
            wide=self._cm(width), high=self._cm(height), number=number, name=name)))

    def wide(self) -> None:
        """From here on the pages lie on their side."""
        from docx.enum.section import WD_ORIENT
        section = self.document.add_section()
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = self._cm(29.7), self._cm(21)
        section.left_margin = section.right_margin = self._cm(1.3)
        section.top_margin = section.bottom_margin = self._cm(1.4)

    def leaf(self) -> None:
        """A new page."""
        self.document.add_page_break()

    def footer(self, text: str) -> None:
        """A line below every page, with the number of the page."""
        from docx.oxml import parse_xml
        made = self.document.sections[0].footer.paragraphs[0]
        run = made.add_run(text + "　")
        run.font.size = self._pt(8)
        self._font(run, "body")
        made._p.append(parse_xml(_PAGE))

    def element(self, xml: str) -> None:
        """A block written as WordprocessingML, such as a table with merged cells."""
        from docx.oxml import parse_xml
        self.document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")

    def bytes(self) -> bytes:
        """The file."""
        stream = BytesIO()
        self.document.save(stream)
        return timeless(stream.getvalue())


def ruled(rows: Sequence[Sequence[str]], columns: Sequence[int], size: float) -> str:
    """A ruled table as a `w:tbl` element, written out: python-docx takes seconds for some thousand cells."""
    half = round(size * 2)
    sides = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="9AA5B1"/>' for side in (
        "top", "left", "bottom", "right", "insideH", "insideV"))
    sizes = f'<w:rPr><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'

    def cell(text: str, width: int, head: bool) -> str:
        lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F3F5F8"/>' if head else ""
        return (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr><w:spacing w:before="0" w:after="0" '
                f'w:line="240" w:lineRule="auto"/></w:pPr><w:r>{sizes}{lines}</w:r></w:p></w:tc>')

    body = "".join(
        f"<w:tr><w:trPr><w:cantSplit/>{'' if number else '<w:tblHeader/>'}</w:trPr>"
        + "".join(cell(text, width, not number) for text, width in zip(row, columns, strict=True)) + "</w:tr>"
        for number, row in enumerate(rows))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (f'<w:tbl xmlns:w="{_WORD}"><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
            '<w:tblLayout w:type="fixed"/>'
            '<w:tblCellMar><w:left w:w="50" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>'
            f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>")


def timeless(data: bytes) -> bytes:
    """A zip file (such as any office file) without the times at which it and its parts were written."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), _DATE.sub(
                _THEN, source.read(item)) if item.filename == "docProps/core.xml" else source.read(item), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Files as one zip, in order, without times. A name becomes no path, and of two files with one name both are there."""
    made, taken = BytesIO(), set[str]()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files:
            entry = _entry(name, taken)
            taken.add(entry)
            target.writestr(zipfile.ZipInfo(entry, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _entry(name: str, taken: Collection[str]) -> str:
    """A name that every system can unpack and that no other file has: letters, digits, brackets, points inside."""
    stem, dot, suffix = "".join(sign if sign.isalnum() or sign in "-_.()（）" else "_" for sign in name).rpartition(".")
    stem = stem.lstrip(".") or "_"
    names = (f"{stem}{number}{dot}{suffix}" for number in ("", *(f"-{n}" for n in range(2, len(taken) + 3))))
    return next(entry for entry in names if entry not in taken)
