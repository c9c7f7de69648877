"""Word files, workbooks and comma-separated files."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import pairwise

from gxstats.demo.layouts.shapes import cut, grid_of
from gxstats.demo.made import Made
from gxstats.exporting import official
from gxstats.exporting.official import OfficialTable


def _dated(made: Made) -> list[str | OfficialTable]:
    return [*([made.published] if made.published else []), *made.parts()]


def docx(made: Made) -> bytes:
    """A Word file with merged cells."""
    return official.docx(made.title, _dated(made))


def docx_split(made: Made) -> bytes:
    """A Word file whose long table is cut in two, with its heads once more."""
    parts: list[str | OfficialTable] = []
    for part in _dated(made):
        if isinstance(part, OfficialTable) and part.code == "requests":
            parts.extend(cut(part, part.heads + 14, repeat=True))
        else:
            parts.append(part)
    return official.docx(made.title, parts)


def xlsx(made: Made) -> bytes:
    """A workbook of one sheet."""
    return official.xlsx(made.title, _dated(made))


def xlsx_sheets(made: Made) -> bytes:
    """A workbook with a sheet for the text and one for each table."""
    parts = _dated(made)
    tables = [[before, part] for before, part in pairwise(parts) if isinstance(part, OfficialTable)]
    return official.xlsx(made.title, [part for part in parts if isinstance(part, str)], *tables)


def separated(made: Made) -> bytes:
    """A comma-separated file: one line a row, merged cells at their upper left corner."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([made.title])
    for part in _dated(made):
        writer.writerows(grid_of(part) if isinstance(part, OfficialTable) else [[part]])
    return stream.getvalue().encode("utf-8-sig")
