"""Plain text: pasted from a table, the text layer of a print, and what is left of a page stripped of its tags."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from gxstats.demo.made import Made
from gxstats.demo.words import words
from gxstats.exporting.official import OfficialCell, OfficialTable

_LINES_A_PAGE = 38


def tabs(made: Made) -> bytes:
    """Pasted text: cells parted by tabs, some rows shifted by one, a blank line inside the big table, the heads of the
    last table cut above its numbers, unit and year on lines of their own."""
    lines = [made.unit, words()["year_line"].format(year=made.year), *_said(made.published)]
    for part in made.parts():
        if isinstance(part, str):
            lines += ["", part, ""]
        elif part.code == "disputes":
            lines += [*words()["cut_heads"], "\t".join(cell.text for cell in part.rows[-1])]
        else:
            lines += _tabbed(part)
    return "\n".join(lines).encode()


def _tabbed(table: OfficialTable) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        labels = [cell.text for cell in row if not cell.path]
        values = [cell.text for cell in row if cell.path]
        body = table.code == "requests" and number >= table.heads
        if body and number == table.heads + 1:
            yield ""
            labels.append("")
        elif body and number % 5 == 4 and len(labels) == 1:
            labels, values = [*labels, ""], [*values, ""]
        elif body and len(labels) == 1 and row[0].column_span == 1:
            labels.insert(0, "")
        yield "\t".join([*labels, *values])


def rows(made: Made) -> bytes:
    """A label and its numbers on one line; long labels wrapped above their numbers or around them."""
    lines = [made.title, *_said(made.published)]
    for part in made.parts():
        lines += [part] if isinstance(part, str) else _spaced(part)
    return "\n".join(lines).encode()


def _spaced(table: OfficialTable) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        label = " ".join(cell.text for cell in row if not cell.path)
        values = " ".join(cell.text or "-" for cell in row if cell.path)
        if not values or len(label) <= 24:
            yield f"{label} {values}".strip()
        elif number % 2:
            yield label[:-12]
            yield f"{label[-12:]} {values}"
        else:
            yield label[:20]
            yield values
            yield label[20:]


def one_a_line(made: Made) -> bytes:
    """The text layer of a print: one value a line, labels broken over lines, page marks between rows."""
    lines = [made.unit, words()["year_line"].format(year=made.year), *_said(made.published)]
    page = 1
    for part in made.parts():
        if isinstance(part, str):
            lines += _broken(part, 27)
            continue
        for number, row in enumerate(part.rows):
            for cell in row:
                lines += [cell.text] if cell.path else _broken(cell.text, _width_of(cell, part, number))
            if len(lines) > page * _LINES_A_PAGE:
                lines.append(f"- {page} -")
                page += 1
    return "\n".join(lines).encode()


def _width_of(cell: OfficialCell, table: OfficialTable, row: int) -> int:
    """How many letters fit into a label's line: narrow in heads, one in the label over all results."""
    if cell.row_span > 9:
        return 1
    return 2 if 0 < row < table.heads and cell.column_span == 1 and len(cell.text) > 3 else 21


def glued(made: Made) -> bytes:
    """The text of a page stripped of its tags: everything in one line, digits run together."""
    pieces = [part if isinstance(part, str) else "".join(cell.text for row in part.rows for cell in row)
              for part in made.parts()]
    return f"{made.title} {made.published} {''.join(pieces)}".encode()


def partly_glued(made: Made) -> bytes:
    """The same with blanks left between some of the numbers, and all numbers of the last table apart."""
    random = Random(f"{made.unit}/{made.year}")
    pieces = []
    for part in made.parts():
        if isinstance(part, str):
            pieces.append(part)
            continue
        for row in part.rows:
            for cell in row:
                apart = cell.path and (part.code != "requests" or random.random() < 0.35)
                pieces.append(cell.text + random.choice((" ", "\N{NO-BREAK SPACE}")) if apart else cell.text)
    return f"{made.title} {made.published} {''.join(pieces)}".encode()


def _said(line: str) -> list[str]:
    return [line] if line else []


def _broken(text: str, width: int) -> list[str]:
    return [text[i:i + width] for i in range(0, len(text), width)]
