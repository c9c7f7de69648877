"""Tables that a text draws: boxes of ruling signs with their merged cells, and tables written one cell a line.

Both prove themselves or are left alone: a box where every area between the lines is a rectangle, cells line by line
where one width fits every row.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import east_asian_width

from gxstats.model import Grid, GridCell, Place

_BOX = {chr(code) for code in range(0x2500, 0x2580)}
_ASCII_RULE = re.compile(r"\+(?:[-=:]{2,}\+)+")
_NUMBER = re.compile(r"[+\-−]?\d[\d,.]*")
_PADDING = re.compile(r"\s*\|{2,}\s*")  # what fills up a row that has fewer cells than the table is wide
_EMPTY = re.compile(r"\s*\|\s*")
_CELL = re.compile(r"\s*[^|]*[^|\s][^|]*\|\s*")
_SHORTEST = 3  # lines of a table
_WIDEST = 40  # cells of a row of a table written one cell a line


def parts(text: str) -> Iterator[tuple[str, Grid | None]]:
    """The text cut at the tables it draws: each piece with its table, if it draws one; places are those in the piece."""
    lines = text.replace("\r\n", "\n").split("\n")
    start = at = 0
    while at < len(lines):
        end, grid = _table(lines, at)
        if grid:
            yield "\n".join(lines[start:at]), None
            yield "\n".join(lines[at:end]), grid
            start = end
        at = max(end, at + 1)
    yield "\n".join(lines[start:]), None


def _table(lines: Sequence[str], at: int) -> tuple[int, Grid | None]:
    """Where the lines that look like a table end, and the table where they prove to be one."""
    for belongs, cells_of, framed in ((_is_boxed, boxed, True), (_is_cell, listed, False)):
        end = at
        while end < len(lines) and belongs(lines[end]):
            end += 1
        if end - at >= _SHORTEST:
            cells = [cell._replace(place=Place(None, 1, cell.row + 1, cell.column + 1, cell.row + 1))
                     for cell in cells_of(lines[at:end])]
            return end, Grid(tuple(cells), Place(None, 1, line=1), closed=framed) if cells else None
    return at, None


# --- boxes --------------------------------------------------------------------------------------------------------

def _is_boxed(line: str) -> bool:
    plain = line.strip()
    return len(plain) > 2 and all(sign in _BOX or sign in "|+" for sign in (plain[0], plain[-1]))


@dataclass
class _Area:
    """An area between ruling lines: its columns of letters, its lines, and the text in each."""

    left: int
    right: int
    top: int
    texts: list[str]

    @property
    def bottom(self) -> int:
        return self.top + len(self.texts)


def boxed(lines: Sequence[str]) -> list[GridCell]:
    """The cells of a table drawn with ruling signs, or none where some area between them is no rectangle, or where one
    holds numbers on two lines: such a table has no line between its rows."""
    for wide_signs in (False, True):
        areas = _areas([_letters(line, wide_signs) for line in lines])
        if areas and not any(sum(bool(_NUMBER.fullmatch(t.strip())) for t in area.texts) > 1 for area in areas):
            return _grid(areas)
    return []


def _letters(line: str, wide_signs: bool) -> list[str]:
    """The line as columns of a screen: a wide letter and an empty place, a ruling sign as NUL."""
    rule = {i for match in _ASCII_RULE.finditer(line) for i in range(*match.span())}
    found = []
    for index, letter in enumerate(line.rstrip()):
        wall = index in rule or letter in _BOX or letter == "|"
        wide = east_asian_width(letter) in "WF" or (wide_signs and letter in _BOX)
        found.append("\0" if wall else letter)
        if wide:
            found.append("\0" if wall else "")
    return found


def _areas(rows: Sequence[Sequence[str]]) -> list[_Area]:
    """The areas between the walls, each a rectangle; none at all where one is not."""
    done: list[_Area] = []
    open_at: dict[tuple[int, int], _Area] = {}
    for top, row in enumerate(rows):
        walls = [column for column, letter in enumerate(row) if letter == "\0"]
        spans = [(a + 1, b) for a, b in pairwise(walls) if b > a + 1]
        here: dict[tuple[int, int], _Area] = {}
        for span in spans:
            area = open_at.pop(span, None) or _Area(*span, top, [])
            area.texts.append("".join(row[slice(*span)]))
            here[span] = area
        left_open = list(open_at.values())
        ends = [end for _, end in spans]
        following = ((area, bisect_right(ends, area.left)) for area in left_open)
        if any(at < len(spans) and spans[at][0] < area.right for area, at in following):
            return []  # an area goes on with other borders
        done += left_open
        open_at = here
    return [] if open_at else done


def _grid(areas: Sequence[_Area]) -> list[GridCell]:
    tops, lefts = sorted({area.top for area in areas}), sorted({area.left for area in areas})
    cells = [GridCell(
        "\n".join(text.strip() for text in area.texts if text.strip()), bisect_left(tops, area.top),
        bisect_left(lefts, area.left), bisect_left(tops, area.bottom) - bisect_left(tops, area.top),
        bisect_left(lefts, area.right) - bisect_left(lefts, area.left)) for area in areas]
    return sorted(cells, key=lambda cell: (cell.row, cell.column))


# --- one cell a line ----------------------------------------------------------------------------------------------

def _is_cell(line: str) -> bool:
    return bool(_CELL.fullmatch(line) or _EMPTY.fullmatch(line) or _PADDING.fullmatch(line))


def listed(lines: Sequence[str]) -> list[GridCell]:
    """The cells of a table written one cell a line, each closed by a sign, short rows filled up with signs.

    Its width is the largest for which filled-up rows come out even and no row prints words behind a number; none where
    no width does.
    """
    for width in range(min(_WIDEST, len(lines) // 2), 1, -1):
        if rows := _cut(lines, width):
            return [GridCell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)]
    return []


def _cut(lines: Sequence[str], width: int) -> list[list[str]]:
    """The rows of a table so many cells wide, the signs that fill them up left out; none where it is not so wide."""
    rows: list[list[str]] = [[]]
    for line in lines:
        if len(rows[-1]) == width:
            rows.append([])
        if not _PADDING.fullmatch(line):
            rows[-1].append(line.strip().removesuffix("|").strip())
        elif rows[-1] and len(rows[-1]) + line.count("|") == width:
            rows.append([])
        else:
            return []
    if not rows[-1]:
        rows.pop()
    elif len(rows[-1]) < width:
        return []
    return rows if all(map(_in_order, rows)) else []


def _in_order(row: Sequence[str]) -> bool:
    """Whether no words stand behind a number."""
    numbers = [bool(_NUMBER.match(text)) for text in row if text]
    return numbers == sorted(numbers)
