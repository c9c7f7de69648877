"""Tables that a text draws: boxes of ruling signs, one cell a line, cells parted by two tabs; and what does not prove itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from gxstats.demo.made import Made
from gxstats.exporting.official import OfficialTable
from gxstats.reading.readers.drawn import boxed, listed, parts
from tests.demo.reading import lost, read_bytes, unread, wrong
from tests.reading.test_reshaped import made_in

SIGNS = {"light": "─│┼", "ascii": "-|+"}


def wide(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def drawn(table: OfficialTable, signs: str) -> str:
    """The table as a program for screens draws it: a line around every cell, merged cells without lines inside."""
    across, down, corner = signs
    height, width = len(table.rows), sum(cell.column_span for cell in table.rows[0])
    owner: dict[tuple[int, int], tuple[int, str]] = {}
    for r, row in enumerate(table.rows):
        c = 0
        for number, cell in enumerate(row):
            while (r, c) in owner:
                c += 1
            for dr in range(cell.row_span):
                for dc in range(cell.column_span):
                    owner[r + dr, c + dc] = (r * 100 + number, cell.text if (dr, dc) == (0, 0) else "")
    room = [max([6, *(wide(owner[r, c][1]) for r in range(height)
                      if owner[r, c][0] != owner.get((r, c + 1), (-1, ""))[0]
                      and owner[r, c][0] != owner.get((r, c - 1), (-1, ""))[0])]) for c in range(width)]
    room[:2] = [max(given, 60) for given in room[:2]]
    lines = []
    for r in range(height + 1):
        rule = corner
        for c in range(width):
            above, below = owner.get((r - 1, c), (-1, ""))[0], owner.get((r, c), (-1, ""))[0]
            rule += (" " if above == below else across) * room[c]
            right_above, right_below = owner.get((r - 1, c + 1), (-2, ""))[0], owner.get((r, c + 1), (-2, ""))[0]
            inside = len({above, below, right_above, right_below}) == 1
            no_rule = above == below and right_above == right_below
            rule += " " if inside else down if no_rule else corner
        lines.append(rule)
        if r < height:
            line, c = down, 0
            while c < width:
                end = c
                while end + 1 < width and owner[r, end + 1][0] == owner[r, c][0]:
                    end += 1
                space = sum(room[c:end + 1]) + end - c
                text = owner[r, c][1]
                assert wide(text) <= space, text
                line += text + " " * (space - wide(text)) + down
                c = end + 1
            lines.append(line)
    return "\n".join(lines)


def cell_a_line(table: OfficialTable) -> str:
    width = max(sum(cell.column_span for cell in row) for row in table.rows)
    return "\n".join("\n".join([*(f"{cell.text} |" if cell.text else "|" for cell in row),
                                *(["|" * (width - len(row))] if len(row) < width else [])]) for row in table.rows)


def sign_between(table: OfficialTable) -> str:
    return "\n".join(f"{cell.text}\n|" for row in table.rows for cell in row)


def two_tabs(table: OfficialTable) -> str:
    return "\n".join("\t\t".join(cell.text for cell in row) for row in table.rows)


WAYS = {"cell a line": cell_a_line, "sign between": sign_between, "two tabs": two_tabs,
        **{name: lambda table, signs=signs: drawn(table, signs) for name, signs in SIGNS.items()}}


def document(made: Made, table_text: Callable[[OfficialTable], str]) -> bytes:
    return "\n".join([made.title, *(part if isinstance(part, str) else table_text(part) for part in made.parts())]).encode()


@pytest.mark.parametrize("year", [2019, 2024])
@pytest.mark.parametrize("way", WAYS)
def test_every_cell_of_a_drawn_table_is_read(year: int, way: str, tmp_path: Path) -> None:
    made = made_in(year)
    data = document(made, WAYS[way])
    report = read_bytes(data, "report.txt", tmp_path)
    assert wrong(made, report) == lost(made, report) == unread(made, report) == []
    assert not [finding for finding in report.findings if finding.severity == "error"]


@pytest.mark.parametrize("way", WAYS)
def test_a_number_that_is_taken_out_is_never_replaced_by_another(way: str, tmp_path: Path) -> None:
    made = made_in(2024)
    lines = document(made, WAYS[way]).decode().split("\n")
    numbered = [i for i, line in enumerate(lines) if any(letter.isdigit() for letter in line)][3::9]
    for at in numbered:
        rest = "\n".join([*lines[:at], *lines[at + 1:]])
        assert wrong(made, read_bytes(rest.encode(), "report.txt", tmp_path)) == []


def test_a_box_whose_lines_do_not_meet_is_no_box() -> None:
    assert boxed(["+---+---+", "| 1 | 2 |", "+---+---+"])
    assert boxed(["+---+---+", "| 1 | 2 |", "|  +----+", "| 3 | 4 |", "+---+---+"]) == []
    assert boxed(["+---+---+", "| 1 | 2 |", "| 3 | 4 |", "+---+---+"]) == [], "no line between its rows"


def test_cells_line_by_line_need_a_width_that_fits_every_row() -> None:
    whole = ["name |", "1 |", "2 |", "other |", "|", "4 |"]
    assert [(cell.text, cell.row, cell.column) for cell in listed(whole)][3:] == [("other", 1, 0), ("", 1, 1), ("4", 1, 2)]
    assert listed(whole[:-1]) == []
    assert listed(["name |", "1 |", "other |", "||", "x |", "2 |", "3 |"]) == []


def test_what_stands_around_a_drawn_table_keeps_its_lines() -> None:
    found = list(parts("a\nb\n+--+--+\n|1 |2 |\n+--+--+\nc"))
    assert [text for text, grid in found if not grid] == ["a\nb", "c"]
    grid = found[1][1]
    assert grid is not None
    assert [cell.text for cell in grid.cells] == ["1", "2"]


def test_a_label_that_is_as_like_two_rows_names_neither(tmp_path: Path) -> None:
    made = made_in(2024)
    text = document(made, cell_a_line).decode()
    for label in ("行政许可", "行政处罚", "行政强制"):
        text = text.replace(f"{label} |", "行政 |")
    report = read_bytes(text.encode(), "report.txt", tmp_path)
    assert not {"licensing", "penalty", "coercion"} & {cell.row for cell in report.cells}
    assert wrong(made, report) == lost(made, report) == []


def test_two_very_wide_lines_that_do_not_meet_take_no_time() -> None:
    lines = ["|1" * 40_000 + "|", "|" + "|1" * 40_000 + "|", "|1" * 40_000 + "|"]
    began = time.process_time()
    boxed(lines)
    assert time.process_time() - began < 5
