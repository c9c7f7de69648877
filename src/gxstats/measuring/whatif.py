"""What if the weights were others: scores under other weights, and how often each rank holds when all of them move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gxstats.measuring.assessment import ItemScore, Result, UnitScore, ranked

_SEED = 2026
_DRAWS = 1_000


@dataclass(frozen=True)
class Stability:
    """Of a unit's rank when every weight moves by up to 20 %: the share of draws in which it holds, and the range of nine
    draws in ten."""

    holds: float
    best: int
    worst: int


def reweighted(result: Result, weights: Mapping[str, float]) -> Result:
    """The result with other points for some groups, for all kinds of unit alike; the total stays what it was."""
    scheme = result.scheme
    given = {group.code: weights.get(group.code, group.points) for group in scheme.groups}
    whole = sum(given.values())
    if whole <= 0:
        return result
    factors = {group.code: given[group.code] / group.points * scheme.points / whole for group in scheme.groups}
    units = [_scaled(result, unit, factors) for unit in result.units]
    return Result(scheme, result.year, tuple(ranked(scheme, units)))


def _scaled(result: Result, unit: UnitScore, factors: Mapping[str, float]) -> UnitScore:
    items: list[ItemScore] = []
    for item, score in zip(result.scheme.items, unit.items, strict=True):
        by = 1.0 if item.bonus else factors[item.group] / (result.scheme.group(item.group).weight(unit.kind)
                                                           / result.scheme.group(item.group).points)
        items.append(replace(score, points=round(score.points * by, 2), low=round(score.low * by, 2),
                             high=round(score.high * by, 2), score=None if score.score is None else round(score.score * by, 2)))
    def more(of: str) -> float:
        """What the bonuses give, which no weight changes."""
        before = sum(float(getattr(s, of)) for i, s in zip(result.scheme.items, unit.items, strict=True) if not i.bonus)
        return float(getattr(unit, of)) - before

    plain = [s for i, s in zip(result.scheme.items, items, strict=True) if not i.bonus]
    low, high = (round(sum(getattr(s, of) for s in plain) + more(of), 2) for of in ("low", "high"))
    return replace(unit, items=tuple(items), total=None if unit.total is None else low, low=low, high=high)


def stability(result: Result, spread: float = .2, draws: int = _DRAWS) -> dict[str, Stability]:
    """How often the rank of each ranked unit holds when every group's weight moves by up to `spread`; always the same seed."""
    units = [unit for unit in result.units if unit.total is not None]
    if not units:
        return {}
    scheme = result.scheme
    codes = [group.code for group in scheme.groups]
    parts = np.array([[sum((s.score or 0) for i, s in zip(scheme.items, unit.items, strict=True)
                           if i.group == code and not i.bonus) for code in codes] for unit in units])
    full = np.array([[scheme.group(code).weight(unit.kind) for code in codes] for unit in units])
    more = np.array([unit.total or 0 for unit in units]) - parts.sum(axis=1)
    moves = np.random.default_rng(_SEED).uniform(1 - spread, 1 + spread, (draws, len(codes)))
    classes = np.array([unit.kind if scheme.rank_by == "kind" else "" for unit in units])
    ranks = np.empty((draws, len(units)), dtype=int)
    for draw, move in enumerate(moves):
        totals = np.round((parts * move).sum(axis=1) * scheme.points / (full * move).sum(axis=1) + more, 2)
        for one in np.unique(classes):
            here = classes == one
            ordered = np.sort(totals[here])
            ranks[draw, here] = 1 + here.sum() - np.searchsorted(ordered, totals[here], side="right")
    low, high = np.percentile(ranks, [5, 95], axis=0, method="nearest")
    return {unit.unit: Stability(float((ranks[:, place] == unit.rank).mean()), int(low[place]), int(high[place]))
            for place, unit in enumerate(units)}
