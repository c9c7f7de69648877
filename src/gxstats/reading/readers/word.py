"""Word files: the raw XML of .docx as paragraphs, grids and pictures; older kinds go through the office program.

Merged cells count once, tables inside tables and text boxes are walked, deleted and hidden text is left out. Ordinals
that Word numbers by itself are not in the text.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from gxstats.errors import DamagedFileError
from gxstats.model import Document
from gxstats.reading.readers import html, limits, office, package
from gxstats.reading.readers.layout import ICON, Item, OpenCell, Shown, number, settle, too_wide

SUFFIXES = (".docx", ".docm", ".dotx", ".doc", ".wps", ".rtf")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_OLD_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_EMU_PER_PIXEL = 9525
_PAGES = (".mht", ".html", ".htm")

(_P, _T, _TAB, _BR, _CR, _HYPHEN, _TBL, _TR, _TC, _DEL, _MOVED, _VANISH, _EXTENT, _NAMED) = _WATCHED = (
    *(_W + tag for tag in ("p", "t", "tab", "br", "cr", "noBreakHyphen", "tbl", "tr", "tc", "del", "moveFrom",
                           "vanish")), _DRAWING + "extent", _DRAWING + "docPr")
_SKIPPED = frozenset({_FALLBACK, _DEL, _MOVED})
_VALUE, _R, _PROPERTIES = _W + "val", _W + "r", _W + "tcPr"
_SPAN, _DOWN, _ACROSS = _W + "gridSpan", _W + "vMerge", _W + "hMerge"
_OFF = ("0", "false", "off")


def read(path: Path) -> Document:
    """A Word file as a Document.

    UnsupportedFileError for an old kind where no office program is installed, DamagedFileError when cut off or
    empty of text, TooLargeError over the limits.
    """
    if zipfile.is_zipfile(path):
        return _read(path, path.name)
    with office.converted(path, "docx") as newer:
        document = _read(newer, path.name)
    document.meta["converted"] = "docx"
    return document


def _read(path: Path, name: str) -> Document:
    with package.opened(path, name) as opened:
        meta = opened.meta()
        blocks = number(_Walk(name).run(opened.tree("word/document.xml")), name)
        if blocks:
            return Document(name, "word", blocks, meta)
        # some web sites export a web page wrapped in an empty Word file
        inner = next((part for part in sorted(opened.names) if part.lower().endswith(_PAGES)), None)
        if inner is None:
            raise DamagedFileError("{name} holds neither text nor tables", name=name)
        return html.from_bytes(opened.part(inner), name, meta=meta)


# --- the walk -----------------------------------------------------------------------------------------------------

@dataclass(slots=True)
class _Table:
    cells: list[OpenCell] = field(default_factory=list)
    row: int = -1
    column: int = 0  # where the next cell of the row begins
    merging: dict[int, OpenCell] = field(default_factory=dict)  # column -> the cell that may reach further down


class _Walk:
    """One pass over the document's tree without recursion; text boxes nest paragraphs, tables nest cells."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts: list[str] = []
        self.paragraphs: list[list[str]] = []  # the paragraphs around the open one
        self.items: list[Item] = []
        self.outer: list[list[Item]] = []
        self.tables: list[_Table] = []
        self.hidden: etree._Element | None = None  # the run last found hidden
        self.icon = False
        self.described = ""
        self.cells = 0

    def run(self, root: etree._Element) -> list[Item]:
        """What the document shows, in reading order."""
        walk = etree.iterwalk(root, events=("start", "end"), tag=(*_WATCHED, _PICTURE, _OLD_PICTURE, _FALLBACK))
        for event, element in walk:
            tag = element.tag
            if event == "end":
                self.end(tag)
            elif tag in _SKIPPED or (tag == _TR and _row_gone(element)):
                walk.skip_subtree()
                if tag == _TR:
                    self.outer.append(self.items)  # its end event still comes
            else:
                self.start(element, tag)
        return self.items

    def start(self, element: etree._Element, tag: str) -> None:
        if tag == _T:
            if element.text and (self.hidden is None or element.getparent() is not self.hidden):
                self.parts.append(element.text)
        elif tag == _P:
            self.paragraphs.append(self.parts)
            self.parts = []
        elif tag == _TC:
            self._cell(element)
        elif tag == _TR:
            self._row(element)
        elif tag == _TBL:
            self.tables.append(_Table())
        elif tag in (_BR, _CR):
            self.parts.append("\n")
        elif tag == _TAB:
            if _above(element, 1).tag == _R:
                self.parts.append("\t")
        elif tag == _HYPHEN:
            self.parts.append("-")
        elif tag == _VANISH:
            if element.get(_VALUE) not in _OFF:
                self.hidden = _above(element, 2)
        else:
            self._drawn(element, tag)

    def end(self, tag: str) -> None:
        if tag == _P:
            self._line()
            self.parts = self.paragraphs.pop()
        elif tag in (_TC, _TR):
            self.items = self.outer.pop()
        elif tag == _TBL:
            self.items.extend(settle(self.tables.pop().cells))

    def _line(self) -> None:
        """The open paragraph's text as lines; a blank one is left out, a cell of blanks is not blank of them."""
        text = "".join(self.parts)
        self.parts.clear()
        if "\n" in text:
            self.items.extend(line for line in text.split("\n") if line)
        elif text:
            self.items.append(text)

    def _row(self, element: etree._Element) -> None:
        self.outer.append(self.items)
        table = self.tables[-1]
        table.row += 1
        properties = _inside(element, _W + "trPr")
        before = None if properties is None else _inside(properties, _W + "gridBefore")
        table.column = 0 if before is None else _whole(before.get(_VALUE), 0)

    def _cell(self, element: etree._Element) -> None:
        self.outer.append(self.items)
        self.items = []
        table = self.tables[-1]
        span, down, across = 1, None, None
        properties = _inside(element, _PROPERTIES)
        for given in () if properties is None else properties:
            if (tag := given.tag) == _SPAN:
                span = max(1, min(_whole(given.get(_VALUE), 1), limits.MAX_SPAN))
            elif tag == _DOWN:
                down = given.get(_VALUE, "continue")
            elif tag == _ACROSS:
                across = given.get(_VALUE, "continue")
        column = table.column
        table.column += span
        if table.column > limits.MAX_COLUMNS:
            raise too_wide(self.name)
        if across == "continue" and table.cells and table.cells[-1].row == table.row:
            table.cells[-1].column_span += span
            return
        above = table.merging.get(column)
        if down == "continue" and above is not None and above.row + above.row_span == table.row:
            above.row_span += 1
            return
        cell = OpenCell(1, span, table.row, column, self.items)
        for covered in range(column, column + span):
            table.merging.pop(covered, None)
        if down:
            table.merging[column] = cell
        table.cells.append(cell)
        self.cells += 1
        limits.check_cells(self.cells, self.name)

    def _drawn(self, element: etree._Element, tag: str) -> None:
        if tag == _EXTENT:
            sides = (_whole(element.get("cx"), 0), _whole(element.get("cy"), 0))
            self.icon = min(sides) < ICON * _EMU_PER_PIXEL
            self.described = ""
        elif tag == _NAMED:
            self.described = element.get("descr") or element.get("title") or ""
        elif tag == _OLD_PICTURE or not self.icon:
            alone = element.get("{urn:schemas-microsoft-com:office:office}title") if tag == _OLD_PICTURE else None
            self._line()
            self.items.append(Shown((alone or self.described).strip()))


def _row_gone(element: etree._Element) -> bool:
    """Whether a tracked change deleted the row, or it is hidden."""
    given = _inside(element, _W + "trPr")
    return given is not None and (_inside(given, _DEL) is not None or _inside(given, _W + "hidden") is not None)


def _above(element: etree._Element, levels: int) -> etree._Element:
    """The element so many levels further out, or the outermost."""
    for _ in range(levels):
        parent = element.getparent()
        if parent is not None:
            element = parent
    return element


def _inside(element: etree._Element, tag: str) -> etree._Element | None:
    """The child of that name; several times faster than a path."""
    return next(element.iterchildren(tag), None)


def _whole(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else otherwise
