"""Control limits of a funnel plot: how far a share may lie from the pooled one by chance."""

from __future__ import annotations

from math import comb


def binomial_limits(pooled: float, of: int, tail: float) -> tuple[float, float]:
    """The shares between which all but `tail` on each side lie by chance, for `of` cases with probability `pooled`.

    Exact binomial quantiles, interpolated between whole counts (D. J. Spiegelhalter, 2005). Both between 0 and 1.
    """
    return _quantile(pooled, of, tail), _quantile(pooled, of, 1 - tail)


def _quantile(pooled: float, of: int, wanted: float) -> float:
    below = 0.0
    for count in range(of + 1):
        here = comb(of, count) * pooled ** count * (1 - pooled) ** (of - count)
        if below + here >= wanted:
            part = (below + here - wanted) / here if here else 0.0
            return min(1.0, max(0.0, (count - part) / of))
        below += here
    return 1.0
