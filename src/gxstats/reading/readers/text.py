"""Plain text and Markdown: one paragraph a line, pipe tables as grids; page marks are left out and counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from gxstats import catalog
from gxstats.model import Block, Document, Grid, GridCell, Paragraph, Place
from gxstats.reading.readers import drawn, html, limits
from gxstats.reading.readers.encoding import decode

SUFFIXES = (".txt", ".md", ".markdown")

_RULE = re.compile(r"^\s*[|+]?\s*:?[-=]{2,}:?\s*(?:[|+]\s*:?[-=]{2,}:?\s*)*[|+]?\s*$")
_CORNERS = "┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝"
_BOXES = str.maketrans(dict.fromkeys("│┃║", "|") | dict.fromkeys("─━═", "-") | dict.fromkeys(_CORNERS, "+"))
_MARKED_UP = re.compile(r"<table\b.*</table\s*>", re.IGNORECASE | re.DOTALL)
_TABLE_EDGE = re.compile(r"<(/?)table\b[^>]*>", re.IGNORECASE)
_TABS = re.compile(r"\t+")
_FEW = 3  # rows of a table without a line below its head
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_BOLD = re.compile(r"\*\*|__")
_ESCAPE = re.compile(r"\\([-!#()*+.<>\[\]_`{|}~\\])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@cache
def page_mark() -> re.Pattern[str]:
    """A line that is nothing but a page mark, such as "- 4 -"."""
    return re.compile(catalog.load("characters.toml")["page_mark"])


def read(path: Path, data: bytes | None = None) -> Document:
    """A text file as a Document; DamagedFileError when its letters are garbled, TooLargeError for tables of more cells
    than any report has. Tables in mark-up are read as such."""
    text, encoding = decode(path.read_bytes() if data is None else data, name=path.name)
    limits.check_cells(max(text.count(sign) for sign in "|\t│"), path.name)
    blocks: list[Block] = []
    marks = tables = lines = 0
    for found, more in _read_pieces(text, path.name):
        blocks += (_moved(block, tables, lines) for block in found)
        marks += more
        tables += sum(isinstance(block, Grid) for block in found)
        lines = max([lines, *(_last_line(block) for block in blocks[-1:])])
    meta = {"encoding": encoding}
    if marks:
        meta["page_marks"] = str(marks)
    return Document(path.name, "text", tuple(blocks), meta)


def _read_pieces(text: str, name: str) -> Iterator[tuple[Sequence[Block], int]]:
    """The blocks of each piece of the text, their lines from 1, with how many page marks were left out."""
    for piece, marked_up in _pieces(text):
        if marked_up:
            yield html.fragment(piece, name), 0
            continue
        for part, grid in drawn.parts(piece):
            yield ([grid], 0) if grid else blocks_of(part)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at the tables that it holds in mark-up, each piece with whether it is one."""
    start = depth = 0
    if _MARKED_UP.search(text):
        for edge in _TABLE_EDGE.finditer(text):
            if not edge[1]:
                if not depth:
                    yield text[start:edge.start()], False
                    start = edge.start()
                depth += 1
            elif depth:
                depth -= 1
                if not depth:
                    yield text[start:edge.end()], True
                    start = edge.end()
    yield text[start:], False


def _last_line(block: Block) -> int:
    return (block.place.line or 0) + (block.height - 1 if isinstance(block, Grid) else 0)


def _moved(block: Block, tables: int, lines: int) -> Block:
    """The block as it stands behind so many tables and lines."""
    def later(place: Place) -> Place:
        return place._replace(table=place.table and place.table + tables, line=(place.line or 0) + lines)
    if isinstance(block, Grid):
        return replace(block, place=later(block.place),
                       cells=tuple(cell._replace(place=later(cell.place)) for cell in block.cells))
    return block._replace(place=later(block.place))


@cache
def _note_below() -> re.Pattern[str]:
    """The line break of a cell before a remark on the number in it: the row goes on behind the remark."""
    return re.compile(rf"(?<=\d)[ \t]*\r?\n[ \t]*(?={catalog.load('characters.toml')['note']})")


def blocks_of(text: str) -> tuple[list[Block], int]:
    """The lines of a text as paragraphs and grids, and how many page marks were left out."""
    text = _note_below().sub(" ", text)
    blocks: list[Block] = []
    rows: list[list[str]] = []
    rules: list[int] = []  # rows above each ruling line of the table
    tabbed: list[str] = []
    line_number, tables, marks, page = 0, 0, 0, 1

    def close() -> None:
        nonlocal rows, rules, tabbed, tables, line_number
        doubled = all(len(tabs) % 2 == 0 for line in tabbed for tabs in _TABS.findall(line))
        cut = [line.split("\t\t" if doubled else "\t") for line in tabbed]  # some conversions part cells by two
        if len(tabbed) > 1:
            rows = [[cell.strip() for cell in row] for row in cut]
        else:
            blocks.extend(Paragraph(line, Place(line=line_number + i)) for i, line in enumerate(tabbed, 1))
            line_number += len(tabbed)
        if rows:
            tables += 1
            blocks.append(_grid(rows, tables, line_number + 1, page, _whole(rows, rules) and not (
                tabbed and any(_open_ended(row) for row in rows))))
            line_number += len(rows)
        rows, rules, tabbed = [], [], []

    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        for part in raw.split("\f"):
            if page_mark().match(part):
                marks += 1
                continue
            stripped = part.strip().translate(_BOXES)
            if stripped == "|":
                continue  # closes a cell that stands on lines of its own
            rule = _RULE.match(stripped)
            framed = len(stripped) > 1 and stripped[0] == stripped[-1] == "|"
            if not rule and (framed or "|" in stripped.strip("|")):
                if tabbed:
                    close()
                rows.append(_cells(stripped))
                continue
            if rule and (rows or "|" in stripped or "+" in stripped):
                if rows:
                    rules.append(len(rows))
                continue
            if rows or "\t" not in part:
                close()
            plain = _BOLD.sub("", _ESCAPE.sub(r"\1", _HEADING.sub("", part)))
            if "\t" in part:
                tabbed.append(plain)
                continue
            line_number += 1
            blocks.append(Paragraph(plain, Place(line=line_number)))
        if "\f" in raw:
            page += 1
    close()
    return blocks, marks


def _whole(rows: list[list[str]], rules: list[int]) -> bool:
    """Whether the signs between cells show where each value stands: every row has as many cells, and one line, if any,
    parts the head from the rest. A table that a conversion has broken into pieces has neither."""
    boxed = rules in ([], [1]) or rules[-1] == len(rows)
    return boxed and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1 and len(rows) >= (2 if rules else _FEW)


def _open_ended(row: list[str]) -> bool:
    """Whether a row with numbers ends in a tab: an empty cell, or one too few before a tab that every line may end in."""
    return not row[-1] and any(letter.isdigit() for cell in row[1:] for letter in cell)


def _cells(line: str) -> list[str]:
    inner = line.removeprefix("|").removesuffix("|")
    return [_BOLD.sub("", _ESCAPE.sub(r"\1", _BREAK.sub("\n", cell))).strip() for cell in inner.replace("\\|", "\x00").split("|")]


def _grid(rows: list[list[str]], table: int, first_line: int, page: int, closed: bool) -> Grid:
    cells = tuple(
        GridCell(text.replace("\x00", "|"), r, c, place=Place(None, table, r + 1, c + 1, first_line + r))
        for r, row in enumerate(rows) for c, text in enumerate(row)
    )
    return Grid(cells, Place(None, table, line=first_line), closed=closed)
