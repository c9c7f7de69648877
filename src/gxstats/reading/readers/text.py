"""Plain text and Markdown: one paragraph a line, pipe tables as grids; page marks are left out and counted."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from gxstats import catalog
from gxstats.model import Block, Document, Grid, GridCell, Paragraph, Place
from gxstats.reading.readers.encoding import decode

SUFFIXES = (".txt", ".md", ".markdown")

_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_BOLD = re.compile(r"\*\*|__")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@cache
def page_mark() -> re.Pattern[str]:
    """A line that is nothing but a page mark, such as "- 4 -"."""
    return re.compile(catalog.load("characters.toml")["page_mark"])


def read(path: Path) -> Document:
    """A text file as a Document; DamagedFileError when its letters are garbled."""
    text, encoding = decode(path.read_bytes(), name=path.name)
    blocks, marks = blocks_of(text)
    meta = {"encoding": encoding}
    if marks:
        meta["page_marks"] = str(marks)
    return Document(path.name, "text", tuple(blocks), meta)


def blocks_of(text: str) -> tuple[list[Block], int]:
    """The lines of a text as paragraphs and grids, and how many page marks were left out."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
    line_number, tables, marks, page = 0, 0, 0, 1

    def close() -> None:
        nonlocal rows, tables, line_number
        if rows:
            tables += 1
            blocks.append(_grid(rows, tables, line_number + 1, page))
            line_number += len(rows)
            rows = []

    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        for part in raw.split("\f"):
            if page_mark().match(part):
                marks += 1
                continue
            stripped = part.strip()
            if "|" in stripped.strip("|") or (stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 1):
                if not _RULE.match(stripped):
                    rows.append(_cells(stripped))
                continue
            if _RULE.match(stripped) and rows:
                continue
            close()
            line_number += 1
            plain = _BOLD.sub("", _HEADING.sub("", part))
            blocks.append(Paragraph(plain, Place(line=line_number)))
        if "\f" in raw:
            page += 1
    close()
    return blocks, marks


def _cells(line: str) -> list[str]:
    inner = line.removeprefix("|").removesuffix("|")
    return [_BOLD.sub("", _BREAK.sub("\n", cell)).strip() for cell in inner.replace("\\|", "\x00").split("|")]


def _grid(rows: list[list[str]], table: int, first_line: int, page: int) -> Grid:
    cells = tuple(
        GridCell(text.replace("\x00", "|"), r, c, place=Place(None, table, r + 1, c + 1, first_line + r))
        for r, row in enumerate(rows) for c, text in enumerate(row)
    )
    return Grid(cells, Place(None, table, line=first_line), closed=False)
