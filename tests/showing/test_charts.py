"""Charts: a gap is a gap, a change of form is seen, no label where it does not fit."""

from __future__ import annotations

import pytest

from gxstats.showing import charts
from gxstats.showing.charts import Series
from gxstats.showing.look import Look

LOOK = Look("zh")
YEARS = [2019, 2020, 2021, 2022]


def test_a_missing_year_is_a_gap_not_a_zero() -> None:
    figure = charts.lines(YEARS, [Series("a", [1.0, None, 3.0, 4.0], "#000000")], LOOK)
    drawn = [trace for trace in figure.data if trace.y is not None and len(trace.y) == 4]
    assert drawn
    assert all(0 not in [v for v in trace.y if v is not None] for trace in drawn)
    assert all(not trace.connectgaps for trace in drawn)


def test_the_change_of_form_stands_only_between_its_years() -> None:
    assert charts.bars(YEARS, [1, 2, 3, 4], LOOK).layout.shapes
    assert not charts.bars([2021, 2022], [3, 4], LOOK).layout.shapes


def test_coverage_is_part_of_the_tick() -> None:
    figure = charts.bars(YEARS, [1, 2, 3, 4], LOOK, ["3/4", "4/4", "4/4", "2/4"])
    assert "3/4" in figure.layout.xaxis.ticktext[0]


@pytest.mark.parametrize(("small", "written"), [(11.0, False), (20.0, True)])
def test_a_label_stands_in_a_stack_only_where_it_fits_in_all_years(small: float, written: bool) -> None:
    layers = [Series("small", [small, 30.0, 30.0, 30.0], "#111111"), Series("rest", [100 - small, 70, 70, 70], "#222222")]
    figure = charts.stack(YEARS, layers, LOOK, share=True)
    assert all(bool(text) == written for text in figure.data[0].text)


def test_shares_keep_the_count_in_reach() -> None:
    figure = charts.stack(YEARS, [Series("a", [1, 1, 1, 1], "#111111"), Series("b", [3, 3, 3, 3], "#222222")], LOOK, share=True)
    assert list(figure.data[0].y) == [25, 25, 25, 25]
    assert figure.data[0].customdata[0][1] == "1"
