"""Names beside marks, so that none covers another name or a mark; one that finds no place is left to the hover."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gxstats.showing.look import wide

SIZE = 11  # pixels of a name's letters
_TURNS = ((0, -1), (1, 0), (-1, 0), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))  # over, right, left, below, then the corners
_FAR = (1, 22, 44)  # pixels from a mark: beside it, then on a leader line


@dataclass(frozen=True)
class Place:
    """Where a name stands: pixels from its mark to its middle, and whether a line leads there."""

    right: float
    down: float
    led: bool


Box = tuple[float, float, float, float]  # left, top, right, bottom
Numbers = npt.NDArray[np.float64]


def places(points: Numbers, radii: Numbers, names: Mapping[int, str], must: Collection[int],
           size: tuple[float, float]) -> dict[int, Place]:
    """Which names are written, and where. `points` (n × 2) in pixels of a plot of `size`, counted down from its upper left corner,
    each a mark of so many pixels; `names` by the number of their point, the first ones first. Those of `must` are written over
    marks where nothing is free, never over a name."""
    marks = np.stack([points[:, 0] - radii, points[:, 1] - radii, points[:, 0] + radii, points[:, 1] + radii])
    taken: list[Box] = []
    found: dict[int, Place] = {}
    for n, name in names.items():
        tried = [(covers, place, box) for place, box in _candidates(points[n], float(radii[n]), name)
                 if _inside(box, size) and (covers := _covered(box, taken, marks)) is not None]
        covered, place, box = min(tried, key=lambda one: one[0], default=(1, None, None))
        if place and box and (not covered or n in must):
            found[n] = place
            taken.append(box)
    return found


def _candidates(point: Numbers, radius: float, name: str) -> list[tuple[Place, Box]]:
    half, high = wide(name) * SIZE / 2 + 2, SIZE * .7
    made = []
    for far in _FAR:
        for across, down in _TURNS:
            right, below = across * (radius + far + half), down * (radius + far + high)
            if across and down:  # a corner: the name begins a little to the side
                right, below = across * (half + far * .6), down * (radius + far * .8 + high)
            x, y = float(point[0]) + right, float(point[1]) + below
            made.append((Place(right, below, far > _FAR[0]), (x - half, y - high, x + half, y + high)))
    return made


def _inside(box: Box, size: tuple[float, float]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1]


def _covered(box: Box, taken: Sequence[Box], marks: Numbers) -> int | None:
    """How many marks a name would cover; None where it would cover another name."""
    if any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken):
        return None
    return int(((box[0] < marks[2]) & (marks[0] < box[2]) & (box[1] < marks[3]) & (marks[1] < box[3])).sum())
