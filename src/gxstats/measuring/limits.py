"""Control limits of a funnel plot: how far a share may lie from the pooled one by chance."""

from __future__ import annotations

from functools import lru_cache
from math import floor, sqrt

import numpy as np
import numpy.typing as npt


@lru_cache(maxsize=20_000)
def binomial_limits(pooled: float, of: int, tail: float) -> tuple[float, float]:
    """The shares between which all but `tail` on each side lie by chance, for `of` cases with probability `pooled`.

    Exact binomial quantiles, interpolated between whole counts (D. J. Spiegelhalter, 2005). Both between 0 and 1.
    """
    if pooled <= 0 or pooled >= 1 or of <= 0:
        here = min(1.0, max(0.0, pooled))
        return here, here
    low, weights, below = _terms(pooled, of)

    def quantile(wanted: float) -> float:
        at = min(int(np.searchsorted(below, wanted)), len(below) - 1)
        part = (float(below[at]) - wanted) / float(weights[at]) if weights[at] else 0.0
        return min(1.0, max(0.0, (low + at - part) / of))

    return quantile(tail), quantile(1 - tail)


@lru_cache(maxsize=2_000)
def _terms(pooled: float, of: int) -> tuple[int, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The first count that weighs anything, the probability of each count from it on, and their running sum."""
    # counts further than 40 standard deviations from the mean weigh nothing: so many cases cost no more than few
    reach = 40 * sqrt(of * pooled * (1 - pooled)) + 40
    low, high = max(0, floor(of * pooled - reach)), min(of, floor(of * pooled + reach))
    counts = np.arange(low, high + 1, dtype=float)
    ratio = np.log((of - counts[:-1]) / (counts[1:])) + np.log(pooled / (1 - pooled))
    logs = np.concatenate([[0.0], np.cumsum(ratio)])
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    return low, weights, np.cumsum(weights)
