"""Charts: a gap is a gap, a change of form is seen, no label where it does not fit."""

from __future__ import annotations

import pytest

from gxstats.showing import charts, charts_alt, charts_parts, charts_units
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


# --- parts of a whole, units side by side ---------------------------------------------------------------------------

def test_a_waterfall_stands_where_it_says() -> None:
    """Geometry and number agree: a step begins where the one before ended, a total on the ground."""
    figure = charts_parts.waterfall(["2024", "a", "b", "2025"], [10, 5, -8, 7], [True, False, False, True], LOOK)
    bars = figure.data[0]
    assert list(bars.base) == [0, 10, 7, 0]
    assert list(bars.y) == [10, 5, 8, 7]
    assert list(bars.text) == ["10", "+5", "−8", "7"]


def test_small_steps_between_large_totals_cut_the_ground_and_say_so() -> None:
    small = charts_parts.waterfall(["1", "a", "2"], [1000, 5, 1005], [True, False, True], LOOK)
    large = charts_parts.waterfall(["1", "a", "2"], [1000, 500, 1500], [True, False, True], LOOK)
    assert small.layout.yaxis.range[0] > 0
    assert [note.text for note in small.layout.annotations] == [LOOK.say("axis does not begin at 0")]
    assert large.layout.yaxis.range[0] == 0


def test_a_step_leads_to_its_unit_and_cell() -> None:
    figure = charts_parts.waterfall(["1", "a", "2"], [1, 1, 2], [True, False, True], LOOK,
                                    leads=[("", ""), ("u1", "requests/received/business"), ("", "")])
    assert list(figure.data[0].customdata[1]) == ["u1", "requests/received/business"]


def test_units_side_by_side_share_one_scale_and_keep_their_gaps() -> None:
    figure = charts_parts.multiples(["甲局", "乙局"], ["u1", "u2"], YEARS, [[1, 2, 3, 4], [None, 200, 300, 400]], LOOK)
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert figure.data[1].y[0] is None
    assert [point[:2] for point in figure.data[1].customdata] == [["u2", year] for year in YEARS]


def test_a_year_the_form_does_not_ask_for_is_not_called_missing() -> None:
    figure = charts.bars(YEARS, [None, None, 3, 4], LOOK, unasked={2019})
    words = [note.text for note in figure.layout.annotations]
    assert LOOK.say("not asked") in words
    assert LOOK.say("missing") in words


def test_a_mark_stands_over_the_number_of_its_year() -> None:
    figure = charts.bars(YEARS, [1, 2, 3, 4], LOOK, marks={2020: "▲"})
    assert list(figure.data[0].text) == ["1", "▲<br>2", "3", "4"]


def test_what_is_pending_is_hollow_and_total_and_corrected_stand_over_the_bar() -> None:
    layers = [Series("a", [1, 1, 1, 1], "#111111"), Series("pending", [2, 2, 2, 2], "#222222", hollow=True)]
    figure = charts.stack(YEARS, layers, LOOK, over=["3", "3", "3", "3"], most=30)
    assert figure.data[1].marker.pattern.fillmode == "replace"
    assert figure.layout.yaxis.range[1] > 30
    assert [note.text for note in figure.layout.annotations].count("3") == 4


@pytest.mark.parametrize(("share", "where"), [(0.2, "inside the limits"), (0.36, "above the inner limit"),
                                              (0.5, "above the outer limit"), (0.0, "below the outer limit")])
def test_the_hover_of_a_funnel_says_where_a_unit_lies_and_why(share: float, where: str) -> None:
    stands, why = charts_units.standing(share, 50, 0.2, LOOK)
    assert stands == LOOK.say(where)
    assert why
    figure = charts_units.funnel([50], [share], ["甲局"], ["u1"], 0.2, LOOK)
    assert list(figure.data[-1].customdata[0][-2:]) == [stands, why]


def test_the_sentence_of_a_chart_tells_every_number_without_mark_up() -> None:
    told = charts_alt.spoken(charts.bars(YEARS, [1, None, 3, 4], LOOK, marks={2019: "▲"}), "题", LOOK)
    assert "<" not in told
    assert LOOK.say("missing") in told
    for number in ("1", "3", "4"):
        assert number in told
