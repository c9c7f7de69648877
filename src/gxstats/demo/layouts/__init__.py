"""The layouts in which an invented report is written: the ways in which real reports are published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gxstats.demo.layouts import markdown, office, text, web
from gxstats.demo.made import Made


@dataclass(frozen=True)
class Layout:
    """A way to publish a report: the suffix of the file and the function that writes it.

    `intact` is True where the document still shows which number belongs to which label; the others have lost it in a
    conversion, and a reader may refuse a cell of them.
    """

    suffix: str
    write: Callable[[Made], bytes]
    intact: bool = True


LAYOUTS: dict[str, Layout] = {
    "html_plain": Layout(".html", web.plain),
    "html_word": Layout(".html", web.word),
    "html_site": Layout(".html", web.site),
    "html_heads": Layout(".html", web.heads),
    "docx": Layout(".docx", office.docx),
    "docx_split": Layout(".docx", office.docx_split),
    "xlsx": Layout(".xlsx", office.xlsx),
    "xlsx_sheets": Layout(".xlsx", office.xlsx_sheets),
    "csv": Layout(".csv", office.separated),
    "text_tabs": Layout(".txt", text.tabs),
    "text_lines": Layout(".txt", text.one_a_line),
    "text_rows": Layout(".txt", text.rows),
    "text_glued": Layout(".txt", text.glued, intact=False),
    "text_part_glued": Layout(".txt", text.partly_glued, intact=False),
    "markdown": Layout(".md", markdown.tables),
    "markdown_pieces": Layout(".md", markdown.pieces, intact=False),
}


def write(made: Made, layout: str) -> bytes:
    """A report as the bytes of a document in one of LAYOUTS; KeyError for a layout that does not exist."""
    return LAYOUTS[layout].write(made)
