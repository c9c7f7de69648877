"""Joint readings of a table that breaks identities itself: sound rows, up to three of them read against their total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod

Numbers = tuple[int, ...]
_BITS = 48  # room for one column of a packed line: sums below 10**14 of either sign
_HALF, _MASK = 1 << _BITS - 1, (1 << _BITS) - 1
_MOST_SWAPS = 3
_MOST_WORK = 5_000_000  # steps of about 0.2 µs


def packed(numbers: Sequence[int]) -> int:
    """A line as one whole number, so that lines add up column by column and nothing is 0.

    >>> packed((1, 2)) + packed((-1, -2))
    0
    """
    return sum(number << (_BITS * index) for index, number in enumerate(numbers))


@cache
def _bias(columns: int) -> int:
    """Half of each column's room: added to a packed line it makes every column a number of its own bits."""
    return sum(1 << (_BITS * index + _BITS - 1) for index in range(columns))


def _broken(value: int, columns: int) -> int:
    """How many columns of a packed line are not 0."""
    if not value:
        return 0
    bias = _bias(columns)
    bits = (value + bias) ^ bias
    return sum(bits >> (_BITS * index) & _MASK != 0 for index in range(columns))


def _without(value: int, column: int, bias: int) -> int:
    """A packed line with one column set to 0."""
    field = ((value + bias) >> (_BITS * column) & _MASK) - _HALF
    return value - (field << (_BITS * column))


@dataclass(frozen=True, slots=True)
class _Choice:
    """One reading of one line: whether it misses its own total, and what it adds to the column rules, packed."""

    key: str
    numbers: Numbers
    broken: bool
    effect: int


def cheap_joint(
    readings: Mapping[str, Sequence[Numbers]], rules: Sequence[Mapping[str, int]],
) -> dict[str, list[Numbers]]:
    """What each line is in the joint readings that break at most one identity more than the cheapest.

    Empty where the cheapest breaks more than can be searched, or the search would take too long.
    """
    lines = {key: [_choice(key, numbers, rules) for numbers in found] for key, found in readings.items()}
    sound = {key: [c for c in found if not c.broken] or list(found) for key, found in lines.items()}
    against = {key: [c for c in found if c.broken] if len(sound[key]) < len(found) else []
               for key, found in lines.items()}
    bases, count = prod(map(len, sound.values())), sum(map(len, against.values()))
    columns = len(next(iter(readings.values()))[0]) * len(rules) if readings else 0
    for budget in range(1, _MOST_SWAPS + 1):
        if bases * max(count, 1) * (6 * columns + (count // 2 if budget == _MOST_SWAPS else 0)) > _MOST_WORK:
            return {}
        seen: dict[str, dict[Numbers, None]] = {key: {} for key in lines}
        cheapest = budget + 1
        for base in product(*sound.values()):
            for swapped, cost in _within(base, against, columns, budget):
                cheapest = min(cheapest, cost)
                for choice in base:
                    seen[choice.key].setdefault(swapped.get(choice.key, choice.numbers))
        if cheapest < budget:
            return {key: list(found) for key, found in seen.items()}
    return {}


def _choice(key: str, numbers: Numbers, rules: Sequence[Mapping[str, int]]) -> _Choice:
    effect = packed([rule.get(key, 0) * number for rule in rules for number in numbers])
    return _Choice(key, numbers, sum(numbers[:-1]) != numbers[-1], effect)


@dataclass(frozen=True, slots=True)
class _Swap:
    """Another reading for one line and how it changes the column rules, packed."""

    key: str
    numbers: Numbers
    change: int


def _within(
    base: Sequence[_Choice], against: Mapping[str, Sequence[_Choice]], columns: int, budget: int,
) -> Iterator[tuple[dict[str, Numbers], int]]:
    """Joint readings around a base of sound rows that break at most `budget` identities.

    Yields the numbers given to each line read against its total, and the cost. A row that misses its total in every
    reading costs the same everywhere and is not counted.
    """
    residual = sum(choice.effect for choice in base)
    swaps = [_Swap(choice.key, other.numbers, other.effect - choice.effect)
             for choice in base for other in against[choice.key]]
    for count in range(min(budget, _MOST_SWAPS) + 1):
        for some in _mending(swaps, residual, columns, count, budget - count):
            if len({swap.key for swap in some}) == count:
                left = _broken(residual + sum(swap.change for swap in some), columns)
                yield {swap.key: swap.numbers for swap in some}, count + left


def _mending(
    swaps: Sequence[_Swap], residual: int, columns: int, count: int, left: int,
) -> Iterator[tuple[_Swap, ...]]:
    """Sets of `count` swaps after which at most `left` columns are still broken."""
    if count == 0:
        if _broken(residual, columns) <= left:
            yield ()
        return
    if count == 1 and left > 1:
        for swap in swaps:
            if _broken(residual + swap.change, columns) <= left:
                yield (swap,)
        return
    bias = _bias(columns)
    for column in range(columns) if left else (None,):
        change = [swap.change if column is None else _without(swap.change, column, bias) for swap in swaps]
        start = residual if column is None else _without(residual, column, bias)
        by_change: dict[int, list[int]] = {}
        for index, value in enumerate(change):
            by_change.setdefault(value, []).append(index)
        for first, total in _sums(change, start, count - 1):
            for last in by_change.get(-total, ()):
                if not first or last > first[-1]:
                    yield tuple(swaps[index] for index in (*first, last))


def _sums(change: Sequence[int], start: int, count: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Each increasing choice of `count` places with the sum of its changes."""
    if count == 0:
        yield (), start
    elif count == 1:
        for index, value in enumerate(change):
            yield (index,), start + value
    else:
        for index, value in enumerate(change):
            total = start + value
            for other in range(index + 1, len(change)):
                yield (index, other), total + change[other]

