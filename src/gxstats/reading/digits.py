"""Digits that run together, solved by the table's own identities as a whole, or refused.

A joint reading picks one split for every line. Its cost is the number of identities it breaks: row totals, column
sums, balances. A line is accepted only when every joint reading that costs at most one more than the cheapest gives
that line the same numbers. So a document that breaks an identity itself neither blocks nor misleads, and a search
that would grow too large refuses instead of guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product
from math import prod

from gxstats import catalog

__all__ = ["Decimal", "Line", "only_reading", "run_together", "solve_disputes", "solve_requests", "splits"]

Numbers = tuple[int, ...]
_MOST_SPLITS = 60_000
_MOST_JOINT = 4_000
_MOST_WORK = 3_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line whose digits may run together: `text` is what stands behind its label, `width` how many numbers belong."""

    key: str
    text: str
    width: int


def splits(text: str, width: int) -> list[Numbers]:
    """Every way to read the digits as `width` numbers; blanks are boundaries, no number but 0 begins with 0.

    An empty list when there is none, or when there are too many to look at.
    """
    chunks = text.split()
    if not chunks or len(chunks) > width or not all(chunk.isascii() and chunk.isdigit() for chunk in chunks):
        return []
    found = []
    for reading in _over_chunks(tuple(chunks), width):
        found.append(reading)
        if len(found) > _MOST_SPLITS:
            return []
    return found


def _over_chunks(chunks: tuple[str, ...], width: int) -> Iterator[Numbers]:
    first, rest = chunks[0], chunks[1:]
    if not rest:
        yield from _one_chunk(first, width)
        return
    for taken in range(1, min(len(first), width - len(rest)) + 1):
        for head in _one_chunk(first, taken):
            for tail in _over_chunks(rest, width - taken):
                yield (*head, *tail)


def _one_chunk(digits: str, width: int) -> Iterator[Numbers]:
    if width == 1:
        if digits == "0" or digits[0] != "0":
            yield (int(digits),)
        return
    longest = 1 if digits[0] == "0" else len(digits) - width + 1
    for length in range(1, longest + 1):
        if len(digits) - length < width - 1:
            return
        for tail in _one_chunk(digits[length:], width - 1):
            yield (int(digits[:length]), *tail)


def run_together(text: str, width: int) -> bool:
    """Whether the print itself shows that digits ran together: a leading zero, or at most half the pieces needed.

    A line of nearly enough pieces has rather lost a number; splitting one of the others would hide that.
    """
    pieces = text.split()
    return 2 * len(pieces) <= width or any(len(piece) > 1 and piece[0] == "0" for piece in pieces)


def only_reading(text: str, width: int) -> Numbers | None:
    """The numbers of a line that no identity can prove, where digits and width leave exactly one reading.

    None also where the same digits could be fewer numbers: then one may have been lost without a trace.
    """
    found = splits(text, width)
    if len(found) != 1 or any(splits(text, fewer) for fewer in range(1, width)):
        return None
    return found[0]


# --- one line of fifteen ------------------------------------------------------------------------------------------

def solve_disputes(text: str) -> Numbers | None:
    """The fifteen numbers of the disputes table: three blocks of four and their total; None when not unique."""
    block = 5
    costs: dict[Numbers, int] = {}
    for reading in splits(text, 3 * block) if run_together(text, 3 * block) else []:
        costs[reading] = sum(sum(reading[i:i + block - 1]) != reading[i + block - 1]
                             for i in range(0, 3 * block, block))
    if not costs:
        return None
    lowest = min(costs.values())
    # fifteen numbers whose three totals all hold are proof enough; a broken total asks for the wider margin
    near = [reading for reading, cost in costs.items() if cost <= lowest + (1 if lowest else 0)]
    return near[0] if len(near) == 1 else None


# --- the requests table -------------------------------------------------------------------------------------------

@lru_cache(maxsize=8)
def _weights(keys: frozenset[str]) -> Mapping[str, tuple[int, int]]:
    """How each line enters the two column rules: (handled = sum of results, received + carried in = handled + out).

    A rule counts only when all its lines are there.
    """
    form = list(catalog.forms().values())[-1].table("requests")
    parts = {group.code: group.sum_of for group in form.groups}
    results = [row.code for row in form.rows if row.code not in ("received", "carried_in", "handled", "carried_out")]
    if "other" in keys and not keys & set(parts["other"]):
        results = [row for row in results if row not in parts["other"]] + ["other"]
    sums = {row: -1 for row in results} | {"handled": 1}
    balance = {"received": 1, "carried_in": 1, "handled": -1, "carried_out": -1}
    with_sums, with_balance = set(sums) <= keys, set(balance) <= keys
    return {key: (sums.get(key, 0) if with_sums else 0, balance.get(key, 0) if with_balance else 0) for key in keys}


@dataclass(frozen=True, slots=True)
class _Choice:
    """One reading of one line: its numbers, whether it breaks its own total, and what it adds to the column rules."""

    key: str
    numbers: Numbers
    broken: int
    effect: Numbers


def solve_requests(lines: Sequence[Line]) -> dict[str, Numbers | None]:
    """One reading a line of the requests table, None where the identities leave more than one."""
    readings = {line.key: splits(line.text, line.width) for line in lines}
    answer: dict[str, Numbers | None] = {line.key: None for line in lines}
    keys = frozenset(key for key, found in readings.items() if found)
    weights = _weights(keys)
    choices = {key: [_choice(key, numbers, weights[key]) for numbers in readings[key]] for key in keys}
    for key, found in choices.items():
        if len(found) == 1:
            answer[key] = found[0].numbers
    open_keys = [key for key, found in choices.items() if len(found) > 1]
    if not open_keys:
        return answer
    fixed = [found[0] for key, found in choices.items() if key not in open_keys]
    for key, numbers in _accepted(fixed, {key: choices[key] for key in open_keys}).items():
        answer[key] = numbers
    return answer


def _choice(key: str, numbers: Numbers, weight: tuple[int, int]) -> _Choice:
    broken = int(sum(numbers[:-1]) != numbers[-1])
    return _Choice(key, numbers, broken, tuple(w * n for w in weight for n in numbers))


def _add(left: Iterable[int], right: Iterable[int]) -> Numbers:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def _nonzero(numbers: Iterable[int]) -> int:
    return sum(number != 0 for number in numbers)


def _accepted(fixed: Sequence[_Choice], choices: dict[str, list[_Choice]]) -> dict[str, Numbers | None]:
    """The reading of each open line that all cheap joint readings share."""
    refused: dict[str, Numbers | None] = dict.fromkeys(choices)
    start: Numbers = (0,) * len(next(iter(choices.values()))[0].effect)
    for choice in fixed:
        start = _add(start, choice.effect)
    paid = sum(choice.broken for choice in fixed)
    keys = list(choices)
    sound = {key: [c for c in choices[key] if not c.broken] or choices[key] for key in keys}
    others = {key: [c for c in choices[key] if c.broken] if len(sound[key]) < len(choices[key]) else [] for key in keys}
    if prod(len(found) for found in sound.values()) > _MOST_JOINT:
        return refused
    bases = []
    for base in product(*(sound[key] for key in keys)):
        residual = start
        for choice in base:
            residual = _add(residual, choice.effect)
        bases.append((base, residual, paid + sum(choice.broken for choice in base)))
    lowest = min(cost + _nonzero(residual) for _, residual, cost in bases)
    # readings that cost one more may swap as many lines as identities are broken, and one: three can be searched
    count = sum(map(len, others.values()))
    pairs = count * count if lowest > paid else 0
    if lowest > paid + 2 or (count + pairs) * len(bases) > _MOST_WORK:
        return refused
    while True:
        cheapest = lowest
        seen: dict[str, set[Numbers]] = {key: set() for key in keys}
        for base, residual, cost in bases:
            for swapped, total in _cheap(base, residual, cost, others, lowest + 1):
                cheapest = min(cheapest, total)
                for choice in base:
                    seen[choice.key].add(swapped.get(choice.key, choice.numbers))
        if cheapest == lowest:
            return {key: next(iter(found)) if len(found) == 1 else None for key, found in seen.items()}
        lowest = cheapest


def _cheap(
    base: Sequence[_Choice], residual: Numbers, cost: int, others: dict[str, list[_Choice]], most: int,
) -> Iterator[tuple[dict[str, Numbers], int]]:
    """Joint readings around a base that cost at most `most`, with up to three lines read against their own total.

    Yields the numbers given to each swapped line, and the cost.
    """
    total = cost + _nonzero(residual)
    if total <= most:
        yield {}, total
    swaps = [
        _Swap(choice.key, other.numbers, tuple(b - a for a, b in zip(choice.effect, other.effect, strict=True)))
        for choice in base for other in others[choice.key]
    ]
    for swapped, left in _swapped(swaps, residual, most - cost):
        yield swapped, cost + len(swapped) + left


@dataclass(frozen=True, slots=True)
class _Swap:
    """Another reading for one line and how it changes the column rules."""

    key: str
    numbers: Numbers
    change: Numbers


def _swapped(swaps: list[_Swap], residual: Numbers, budget: int) -> Iterator[tuple[dict[str, Numbers], int]]:
    """Sets of one to three swaps whose number and the column rules they leave broken are within the budget."""
    if budget < 1:
        return
    exact: dict[Numbers, list[_Swap]] = {}
    for swap in swaps:
        exact.setdefault(swap.change, []).append(swap)
    for index, first in enumerate(swaps):
        after_first = _add(residual, first.change)
        if (left := _nonzero(after_first)) <= budget - 1:
            yield {first.key: first.numbers}, left
        if budget == 2:  # two swaps must mend every column rule
            for second in exact.get(tuple(-number for number in after_first), []):
                if second.key != first.key:
                    yield {first.key: first.numbers, second.key: second.numbers}, 0
        if budget < 3:
            continue
        for second in swaps[:index]:
            if second.key == first.key:
                continue
            after_second = _add(after_first, second.change)
            if (left := _nonzero(after_second)) <= budget - 2:
                yield {first.key: first.numbers, second.key: second.numbers}, left
            for third in exact.get(tuple(-number for number in after_second), []):
                if third.key not in (first.key, second.key):
                    yield {swap.key: swap.numbers for swap in (first, second, third)}, 0
