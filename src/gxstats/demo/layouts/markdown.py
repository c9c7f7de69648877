"""Markdown: whole tables, and tables as a conversion from a print leaves them, in pieces with rows gone astray."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from gxstats.demo.layouts.shapes import grid_of
from gxstats.demo.made import Made
from gxstats.exporting.official import OfficialTable


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace(chr(10), '<br>') for cell in cells)} |"


def _begun(cells: list[str]) -> list[str]:
    """A row that begins a table: itself and the rule below it."""
    return [_line(cells), "|" + "---|" * len(cells)]


def tables(made: Made) -> bytes:
    """Whole tables, a merged cell at its upper left corner."""
    lines = [f"# {made.title}", "", made.published, ""]
    for part in made.parts():
        if isinstance(part, str):
            lines += [part, ""]
            continue
        first, *rest = grid_of(part)
        lines += [*_begun(first), *map(_line, rest), ""]
    return "\n".join(lines).encode()


def pieces(made: Made) -> bytes:
    """Tables in pieces: a rule after every row or two, labels outside above their numbers, two labels above two later
    rows, an empty last cell, captions twice, heads with some of their columns."""
    random = Random(f"{made.unit}/{made.year}")
    lines = [f"# {made.title}", "", made.published, ""]
    heading = ""
    for part in made.parts():
        if isinstance(part, str):
            heading = part
            lines += [part, ""]
        elif part.code == "requests":
            lines += ["".join(cell.text for row in part.rows[:part.heads] for cell in row[:2]), f"## {heading}"]
            lines += [*_requests_in_pieces(part, random), ""]
        elif part.code == "disputes":
            heads = [cell.text for row in part.rows[1:part.heads] for cell in row][:12]
            lines += [*_begun(heads), *_begun([cell.text for cell in part.rows[-1]]), ""]
        else:
            first, *rest = grid_of(part)
            lines += [*_begun(first), *map(_line, rest), ""]
    return "\n".join(lines).encode()


def _requests_in_pieces(table: OfficialTable, random: Random) -> Iterator[str]:
    waiting: list[list[str]] = []
    for row in table.rows[table.heads:]:
        labels = [cell.text for cell in row if not cell.path]
        values = [cell.text for cell in row if cell.path]
        way = random.choice(("whole", "whole", "joined", "outside", "later"))
        if way == "later" and not waiting:
            yield from labels
            waiting.append(values)
            continue
        if waiting or way in ("outside", "later"):
            yield from [*labels, ""]
            for numbers in (*waiting, values):
                yield from _begun(numbers)
            waiting = []
        elif way == "joined":
            yield _line([*labels, *values, ""])
        else:
            yield from _begun([*labels, *values])
    for numbers in waiting:
        yield from _begun(numbers)
