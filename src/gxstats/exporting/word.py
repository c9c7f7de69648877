"""Word files in the style of official letters, the same bytes for the same content."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from gxstats import catalog

_TIMELESS = datetime(2000, 1, 1)  # Word asks for a date of making; one that never changes keeps the bytes the same


class Paper:
    """An A4 page in the usual fonts of official documents: a title, paragraphs, small tables, a signature."""

    def __init__(self, title: str) -> None:
        from docx import Document
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt
        self._qn, self._pt = qn, Pt
        self._fonts: dict[str, str] = catalog.load("characters.toml")["fonts"]
        self.document: Any = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
        section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
        style = self.document.styles["Normal"]
        style.font.size = Pt(16)
        self._font(style, "body")
        core = self.document.core_properties
        core.title, core.author, core.created, core.modified = title, "gxstats", _TIMELESS, _TIMELESS
        self.paragraph(title, "title", 22, centred=True, indent=False, after=20)

    def _font(self, run: Any, kind: str) -> None:
        run.font.name = "Times New Roman"
        properties = run.element.get_or_add_rPr() if hasattr(run.element, "get_or_add_rPr") else run.element.rPr
        properties.get_or_add_rFonts().set(self._qn("w:eastAsia"), self._fonts[kind])

    def paragraph(self, text: str, kind: str = "body", size: float = 16, *, centred: bool = False, right: bool = False,
                  indent: bool = True, after: float = 0) -> None:
        """A paragraph; `kind` is title, heading or body, `size` in points."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        made = self.document.add_paragraph()
        run = made.add_run(text)
        run.font.size = self._pt(size)
        self._font(run, kind)
        form = made.paragraph_format
        form.space_after, form.space_before, form.line_spacing = self._pt(after), self._pt(0), 1.4
        if centred or right:
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
        elif indent:
            form.first_line_indent = self._pt(2 * size)

    def table(self, rows: Sequence[Sequence[str]], size: float = 10.5) -> None:
        """A ruled table, its first row the head; texts are written as they are."""
        made = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for cells, texts in zip(made.rows, rows, strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                run = cell.paragraphs[0].add_run(text)
                run.font.size = self._pt(size)
                self._font(run, "body")

    def element(self, xml: str) -> None:
        """A block written as WordprocessingML, such as a table with merged cells."""
        from docx.oxml import parse_xml
        self.document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")

    def bytes(self) -> bytes:
        """The file."""
        stream = BytesIO()
        self.document.save(stream)
        return timeless(stream.getvalue())


def timeless(data: bytes) -> bytes:
    """A zip file (such as any office file) without the times at which its parts were written."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), source.read(item), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def zipped(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Files as one zip, in order, without times."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files:
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()
