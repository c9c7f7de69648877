"""Ruling lines become lattices: which lines belong together, where cells are, which of them are merged.

A table that runs over a page edge may begin or end there without a line, and a reader that trusts lines alone drops
its first or last row without a word. So the ends of the vertical rules close a lattice at top and bottom.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

_THIN = 2.6  # points: a rectangle no thicker than this is a line
_NEAR = 2.2  # coordinates this close are one
_SHORT = 6.0  # pieces shorter than this are decoration
_MAX_PATHS = 60_000
_MAX_DEPTH = 5  # of forms placed in each other


@dataclass(slots=True)
class Rule:
    """A horizontal (`at` is y) or vertical (`at` is x) line from `start` to `end`, in points from the lower left."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Box:
    """A cell of a lattice: its grid position and spans (from 0), and its rectangle in points."""

    row: int
    column: int
    row_span: int
    column_span: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Lattice:
    """One table on one page: its cells and its rectangle."""

    boxes: tuple[Box, ...]
    left: float
    bottom: float
    right: float
    top: float


def rules_of(page: pypdfium2.PdfPage) -> list[Rule]:
    """Every axis-parallel line drawn on a page: strokes, thin filled rectangles, edges of boxes."""
    found: list[Rule] = []
    sides = tuple(ctypes.c_float() for _ in range(4))
    for raw in islice(_paths(page.raw), _MAX_PATHS):
        found.extend(_rules_of_path(raw, sides))
    return found


def _paths(holder: Any, level: int = 0) -> Iterator[Any]:
    """What is drawn on a page and in the forms placed on it, as the library knows it: its own objects are slow to make."""
    count = pdfium.FPDFFormObj_CountObjects if level else pdfium.FPDFPage_CountObjects
    item = pdfium.FPDFFormObj_GetObject if level else pdfium.FPDFPage_GetObject
    for index in range(count(holder)):
        raw = item(holder, index)
        kind = pdfium.FPDFPageObj_GetType(raw)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield raw
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and level < _MAX_DEPTH:
            yield from _paths(raw, level + 1)


def _rules_of_path(raw: Any, sides: tuple[ctypes.c_float, ...]) -> Iterator[Rule]:
    """The lines of one drawn path; `sides` is where the library writes its rectangle."""
    if not pdfium.FPDFPageObj_GetBounds(raw, *sides):
        raise pypdfium2.PdfiumError("a drawn line has no place")
    left, bottom, right, top = (side.value for side in sides)
    width, height = right - left, top - bottom
    if min(width, height) <= _THIN:
        if max(width, height) >= _SHORT:
            upright = height > width
            yield Rule(upright, (left + right) / 2 if upright else (bottom + top) / 2,
                       bottom if upright else left, top if upright else right)
        return
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(raw, mode, stroked)
    if not stroked.value:
        return  # a filled area is a ground colour, not a border
    turned = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(raw, turned):
        raise pypdfium2.PdfiumError("a drawn line has no place")
    matrix = pypdfium2.PdfMatrix.from_raw(turned)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    first: tuple[float, float] | None = None
    for index in range(min(pdfium.FPDFPath_CountSegments(raw), 5_000)):
        segment = pdfium.FPDFPath_GetPathSegment(raw, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            first, points = point, [point]
            continue
        if points:
            yield from _between(points[-1], point)
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment) and first is not None:
            yield from _between(point, first)


def _between(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    dx, dy = abs(one[0] - other[0]), abs(one[1] - other[1])
    if dx <= 1 and dy >= _SHORT:
        yield Rule(True, (one[0] + other[0]) / 2, min(one[1], other[1]), max(one[1], other[1]))
    elif dy <= 1 and dx >= _SHORT:
        yield Rule(False, (one[1] + other[1]) / 2, min(one[0], other[0]), max(one[0], other[0]))


# --- lattices -----------------------------------------------------------------------------------------------------

def lattices(rules: Sequence[Rule]) -> list[Lattice]:
    """The tables that the lines of one page draw, top to bottom."""
    found = [lattice for group in _connected(_joined(rules)) if (lattice := _lattice(group))]
    return sorted(found, key=lambda lattice: -lattice.top)


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Pieces of one line put together: printers draw the border of each cell on its own."""
    found: list[Rule] = []
    for upright in (True, False):
        of_kind = sorted((rule for rule in rules if rule.upright == upright), key=lambda rule: rule.at)
        tracks: list[list[Rule]] = []
        for rule in of_kind:
            if tracks and rule.at - tracks[-1][-1].at <= 0.8:
                tracks[-1].append(rule)
            else:
                tracks.append([rule])
        for track in tracks:
            at = sum(rule.at for rule in track) / len(track)
            start, end = None, 0.0
            for rule in sorted(track, key=lambda rule: rule.start):
                if start is None or rule.start > end + 1.5:
                    if start is not None:
                        found.append(Rule(upright, at, start, end))
                    start, end = rule.start, rule.end
                else:
                    end = max(end, rule.end)
            if start is not None:
                found.append(Rule(upright, at, start, end))
    return found


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of lines that touch each other."""
    upright = [rule for rule in rules if rule.upright]
    flat = [rule for rule in rules if not rule.upright]
    parent = list(range(len(upright) + len(flat)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    order = sorted(range(len(flat)), key=lambda j: flat[j].at)
    heights = [flat[j].at for j in order]
    for i, rule in enumerate(upright):
        for j in order[bisect_left(heights, rule.start - _NEAR):bisect_right(heights, rule.end + _NEAR)]:
            if flat[j].start - _NEAR <= rule.at <= flat[j].end + _NEAR:
                parent[root(i)] = root(len(upright) + j)
    groups: dict[int, list[Rule]] = {}
    for i, rule in enumerate([*upright, *flat]):
        groups.setdefault(root(i), []).append(rule)
    return list(groups.values())


def _snapped(values: Sequence[float]) -> list[float]:
    """Sorted coordinates, those that are near each other made one."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][-1] <= _NEAR:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(group) / len(group) for group in found]


def _lattice(group: Sequence[Rule]) -> Lattice | None:
    upright = [rule for rule in group if rule.upright]
    flat = [rule for rule in group if not rule.upright]
    if len(upright) < 2 or not flat:
        return None
    tops, bottoms = max(rule.end for rule in upright), min(rule.start for rule in upright)
    xs = _snapped([rule.at for rule in upright])
    ys = _snapped([rule.at for rule in flat] + [tops, bottoms])[::-1]
    if len(xs) < 2 or len(ys) < 2 or (len(xs) - 1) * (len(ys) - 1) < 2:
        return None
    return Lattice(tuple(_boxes(xs, ys, upright, flat)), xs[0], ys[-1], xs[-1], ys[0])


def _along(places: Sequence[float], rules: Sequence[Rule]) -> list[list[Rule]]:
    """The lines at each place: every line belongs to the nearest one alone, or two that are near each other would close a
    sliver between them in rows that have only one of them."""
    found: list[list[Rule]] = [[] for _ in places]
    order = sorted(range(len(places)), key=places.__getitem__)
    rising = [places[i] for i in order]
    for rule in rules:
        above = bisect_left(rising, rule.at)
        near = order[max(above - 1, 0):above + 1]
        found[min(near, key=lambda i: (abs(places[i] - rule.at), i))].append(rule)
    return found


def _boxes(xs: list[float], ys: list[float], upright: Sequence[Rule], flat: Sequence[Rule]) -> Iterator[Box]:
    """Cells of the lattice: neighbours without a line between them are one."""
    height, width = len(ys) - 1, len(xs) - 1
    parent = {(r, c): (r, c) for r in range(height) for c in range(width)}

    def root(cell: tuple[int, int]) -> tuple[int, int]:
        while (above := parent[cell]) != cell:
            parent[cell] = cell = parent[above]
        return cell

    by_x, by_y = _along(xs, upright), _along(ys, flat)
    for r in range(height):
        middle_y = (ys[r] + ys[r + 1]) / 2
        for c in range(width):
            middle_x = (xs[c] + xs[c + 1]) / 2
            if c + 1 < width and not any(rule.start <= middle_y <= rule.end for rule in by_x[c + 1]):
                parent[root((r, c + 1))] = root((r, c))
            if r + 1 < height and not any(rule.start <= middle_x <= rule.end for rule in by_y[r + 1]):
                parent[root((r + 1, c))] = root((r, c))
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for cell in parent:
        members.setdefault(root(cell), []).append(cell)
    for cells in members.values():
        for top, left, bottom, right in _rectangles(cells):
            yield Box(top, left, bottom - top + 1, right - left + 1, xs[left], ys[bottom + 1], xs[right + 1], ys[top])


def _rectangles(cells: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Merged cells as rectangles: first and last row and column. Where a missing line (at the end of a page) joins cells to
    another shape, its rows of one width are apart, so that no cell lies over another."""
    if len(cells) == 1:
        yield (*cells[0], *cells[0])
        return
    columns: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        columns.setdefault(row, []).append(column)
    open_now: dict[tuple[int, int], int] = {}  # first and last column -> first row
    for row in [*sorted(columns), max(columns) + 2]:
        runs: set[tuple[int, int]] = set()
        here = columns.get(row, [])
        for index, column in enumerate(here):
            if not index or here[index - 1] != column - 1:
                start = column
            if index + 1 == len(here) or here[index + 1] != column + 1:
                runs.add((start, column))
        for run in [run for run in open_now if run not in runs]:
            yield open_now.pop(run), run[0], row - 1 if row - 1 in columns else max(columns), run[1]
        open_now |= {run: row for run in runs if run not in open_now}
