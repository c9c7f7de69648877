"""Control limits against exact fractions, and for numbers of cases that a float power cannot hold."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats.measuring.limits import binomial_limits


def exact(pooled: Fraction, of: int, wanted: Fraction) -> Fraction:
    """The interpolated binomial quantile in exact arithmetic."""
    below = Fraction(0)
    for count in range(of + 1):
        here = comb(of, count) * pooled ** count * (1 - pooled) ** (of - count)
        if below + here >= wanted:
            return min(Fraction(1), max(Fraction(0), (count - (below + here - wanted) / here) / of))
        below += here
    return Fraction(1)


@settings(max_examples=60, deadline=None)
@given(hits=st.integers(1, 99), of=st.integers(1, 80), tail=st.sampled_from([25, 1]))
def test_limits_are_exact_quantiles(hits: int, of: int, tail: int) -> None:
    low, high = binomial_limits(hits / 100, of, tail / 1000)
    assert low == pytest.approx(float(exact(Fraction(hits, 100), of, Fraction(tail, 1000))), abs=1e-9)
    assert high == pytest.approx(float(exact(Fraction(hits, 100), of, 1 - Fraction(tail, 1000))), abs=1e-9)


def test_very_many_cases_are_no_overflow() -> None:
    low, high = binomial_limits(0.2, 100_000, 0.001)
    assert 0.19 < low < 0.2 < high < 0.21


def test_a_certain_share_leaves_no_room() -> None:
    assert binomial_limits(0.0, 40, 0.025) == (0.0, 0.0)
    assert binomial_limits(1.0, 40, 0.025) == (1.0, 1.0)
