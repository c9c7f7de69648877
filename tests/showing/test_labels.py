"""Names beside marks never cover each other; those that must stand do, the others only where nothing is covered."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gxstats.showing.labels import SIZE, Place, places
from gxstats.showing.look import wide

WIDTH, HEIGHT = 400.0, 240.0
_POINT = st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT))


def _box(point: tuple[float, float], place: Place, name: str) -> tuple[float, float, float, float]:
    half, high = wide(name) * SIZE / 2, SIZE / 2
    x, y = point[0] + place.right, point[1] + place.down
    return x - half, y - high, x + half, y + high


@given(st.lists(st.tuples(_POINT, st.sampled_from(["", "住建局", "自然资源局", "Public Security Bureau"])), max_size=30),
       st.integers(0, 4))
def test_no_name_covers_another_or_leaves_the_plot(given: list[tuple[tuple[float, float], str]], must: int) -> None:
    points, names = [point for point, _ in given], [name for _, name in given]
    here = {n: name for n, name in enumerate(names) if name}
    found = places(np.array(points).reshape(-1, 2), np.full(len(points), 5.0), here, range(must), (WIDTH, HEIGHT))
    boxes = {n: _box(points[n], place, names[n]) for n, place in found.items()}
    for n, one in boxes.items():
        assert names[n]
        assert one[0] >= 0
        assert one[1] >= 0
        assert one[2] <= WIDTH
        assert one[3] <= HEIGHT
        for m, other in boxes.items():
            assert n == m or one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
        if n >= must:  # no mark lies under it
            assert not any(one[0] < x < one[2] and one[1] < y < one[3] for x, y in points)


def test_a_name_that_must_stand_goes_away_on_a_line_where_its_mark_is_crowded() -> None:
    crowd = [(200.0 + dx, 120.0 + dy) for dx in (-18, 0, 18) for dy in (-18, 0, 18)]
    here = {crowd.index((200.0, 120.0)): "住建局"}
    [place] = places(np.array(crowd), np.full(9, 9.0), here, [*here], (WIDTH, HEIGHT)).values()
    assert place.led
    alone = places(np.array([(200.0, 120.0)]), np.array([5.0]), {0: "住建局"}, [], (WIDTH, HEIGHT))
    assert alone == {0: Place(0.0, -(5 + 1 + SIZE * .7), False)}
