"""A sheet of very many numbers, written straight into the file: some millions of cells in seconds and little memory.

The workbook is made with the first row of such a sheet; its other rows are put behind it in the finished file, in the same
formats. Everything here is the published form of a sheet (ECMA-376, part 1, 18.3), nothing of the library that wrote the rest.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from gxstats.exporting.sheets import legal_text

_ROWS = 500  # written at once
_DIMENSION = re.compile(r'(<dimension ref="[A-Z]+\d+:[A-Z]+)\d+("/>)')
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?')


def letters_of(column: int) -> str:
    """The name of a column, from 0.

    >>> letters_of(0), letters_of(27)
    ('A', 'AB')
    """
    name = ""
    while column >= 0:
        name, column = chr(65 + column % 26) + name, column // 26 - 1
    return name


def extend(path: Path, sheet: int, after: int, rows: Iterable[Sequence[Any]], count: int) -> None:
    """Put `count` rows behind row `after` (from 1) of the `sheet`-th sheet of a workbook, each value in the format that its column
    has in that row. Texts and numbers only; None and NaN are empty cells."""
    name = f"xl/worksheets/sheet{sheet}.xml"
    work = path.with_name(path.name + ".wide")
    try:
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(work, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as target:
            for item in source.infolist():
                about = zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0))
                about.compress_type = zipfile.ZIP_DEFLATED
                if item.filename != name:
                    target.writestr(about, source.read(item))
                    continue
                before, behind = source.read(item).decode().split("</sheetData>")
                before = _DIMENSION.sub(rf"\g<1>{after + count}\g<2>", before)
                with target.open(about, "w", force_zip64=True) as stream:
                    stream.write(before.encode())
                    for part in _parts(before, after, rows):
                        stream.write(part)
                    stream.write(f"</sheetData>{behind}".encode())
        os.replace(work, path)
    finally:
        work.unlink(missing_ok=True)


def _parts(before: str, after: int, rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    styles = {letters: style for letters, row, style in _CELL.findall(before) if int(row) == after}
    starts = [(f'<c r="{letters_of(c)}', f'" s="{styles.get(letters_of(c)) or 0}') for c in range(len(styles))]
    made: list[str] = []
    for number, values in enumerate(rows, after + 1):
        made.append(f'<row r="{number}">')
        for (left, right), value in zip(starts, values, strict=True):
            if value is None:
                continue
            if isinstance(value, str):
                text = escape(legal_text(value))
                made.append(f'{left}{number}{right}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
            elif not isnan(value):
                whole = int(value)
                made.append(f'{left}{number}{right}"><v>{whole if whole == value else repr(float(value))}</v></c>')
        made.append("</row>")
        if not number % _ROWS:
            yield "".join(made).encode()
            made.clear()
    yield "".join(made).encode()
