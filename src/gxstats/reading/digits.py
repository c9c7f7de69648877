"""Digits that run together, solved by the table's own identities as a whole, or refused.

A joint reading picks one split for every line. Its cost is the number of identities it breaks: row totals, column
sums, balances. A line is accepted only when every joint reading that costs at most one more than the cheapest gives
that line the same numbers. So a document that breaks an identity itself neither blocks nor misleads, and a search
that would grow too large refuses instead of guessing.

Where a joint reading breaks nothing, none breaks exactly one: a row that misses its total, but stands in a column rule,
spoils a column too, and one spoilt column spoils the column of totals. `_sound_joint` rests on this and looks at sound
rows only; `swaps` searches the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import islice
from math import prod

from gxstats import catalog
from gxstats.reading import swaps

__all__ = ["Decimal", "Line", "only_reading", "run_together", "solve_disputes", "solve_requests"]

Numbers = tuple[int, ...]
_LONGEST = 9  # digits of one number: the largest count ever printed, a city's licences of a year, has eight
_MOST_DIGITS = 80
_MOST_READINGS = 4_000  # of all lines together, when rows may miss their totals
_MOST_HALF = 40_000  # joint readings of half the lines of one rule
_BLOCK, _BLOCKS, _LONGEST_CASES = 5, 3, 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line whose digits may run together: `text` is what stands behind its label, `width` how many numbers belong."""

    key: str
    text: str
    width: int


# --- one line -----------------------------------------------------------------------------------------------------

@dataclass(frozen=True, slots=True)
class _Digits:
    """The digits of a line without blanks; a number that begins at i may end anywhere up to `reach[i]`.

    Blanks are boundaries, and no number but 0 begins with 0. Bit n of `counts[i]` says whether the digits from i on can
    be read as n numbers.
    """

    letters: str
    reach: tuple[int, ...]
    counts: tuple[int, ...]


def _digits(text: str) -> _Digits | None:
    chunks = text.split()
    letters = "".join(chunks)
    if not letters or len(letters) > _MOST_DIGITS or not (letters.isascii() and letters.isdigit()):
        return None
    reach: list[int] = []
    for chunk in chunks:
        end = len(reach) + len(chunk)
        reach.extend(start + 1 if letters[start] == "0" else min(end, start + _LONGEST)
                     for start in range(len(reach), end))
    counts = [0] * len(letters) + [1]
    for start in reversed(range(len(letters))):
        for end in range(start + 1, reach[start] + 1):
            counts[start] |= counts[end] << 1
    return _Digits(letters, tuple(reach), tuple(counts))


def _all(digits: _Digits, width: int, start: int = 0) -> Iterator[Numbers]:
    """Every way to read the digits from `start` to their end as `width` numbers."""
    if not digits.counts[start] >> width & 1:
        return
    if width == 0:
        yield ()
        return
    for end in range(start + 1, digits.reach[start] + 1):
        for rest in _all(digits, width - 1, end):
            yield (int(digits.letters[start:end]), *rest)


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
    digits = _digits(text)
    if digits is None or digits.counts[0] & ((1 << width) - 1):
        return None
    found = list(islice(_all(digits, width), 2))
    return found[0] if len(found) == 1 else None


# --- the disputes: one line of fifteen ----------------------------------------------------------------------------

def solve_disputes(text: str) -> Numbers | None:
    """The fifteen numbers of the disputes table, three blocks of four and their total; None when not unique.

    One line has too few identities for a margin: the only reading whose three totals hold is taken. A number that was
    lost or misprinted can make such a reading by chance, so the caller warns where `only_reading` is None.
    """
    digits = _digits(text)
    if digits is None or not run_together(text, _BLOCK * _BLOCKS):
        return None

    @cache
    def sound(start: int, blocks: int) -> tuple[Numbers, ...]:
        if not blocks:
            return ((),) if start == len(digits.letters) else ()
        found = ((*block, *rest) for block, end in _block(digits, start, _BLOCK - 1, 0)
                 for rest in sound(end, blocks - 1))
        return tuple(islice(found, 2))

    found = sound(0, _BLOCKS) or tuple(islice(_all(digits, _BLOCK * _BLOCKS), 2))
    return found[0] if len(found) == 1 else None


def _block(digits: _Digits, start: int, parts: int, total: int) -> Iterator[tuple[Numbers, int]]:
    """Blocks of numbers that begin at `start` and end with their total, each with the place behind it."""
    if start >= len(digits.letters):
        return
    if not parts:
        end = start + len(str(total))
        if end <= digits.reach[start] and digits.letters[start:end] == str(total):
            yield (total,), end
        return
    for end in range(start + 1, min(digits.reach[start], start + _LONGEST_CASES) + 1):
        number = int(digits.letters[start:end])
        for rest, behind in _block(digits, end, parts - 1, total + number):
            yield (number, *rest), behind


# --- the requests: a table ----------------------------------------------------------------------------------------

@cache
def _rules(keys: frozenset[str]) -> tuple[Mapping[str, int], ...]:
    """The column rules whose lines are all there, as signs that add up to nothing.

    handled = sum of the results; received + carried in = handled + carried out (printed in the table's head).
    """
    form = list(catalog.forms().values())[-1].table("requests")
    parts = {group.code: group.sum_of for group in form.groups}
    balance = {"received": 1, "carried_in": 1, "handled": -1, "carried_out": -1}
    results = [row.code for row in form.rows if row.code not in balance]
    if "other" in keys and not keys & set(parts["other"]):
        results = [row for row in results if row not in parts["other"]] + ["other"]
    sums = {"handled": -1} | dict.fromkeys(results, 1)
    return tuple(rule for rule in (balance, sums) if set(rule) <= keys)


def solve_requests(lines: Sequence[Line]) -> dict[str, Numbers | None]:
    """One reading a line of the requests table (last number = sum of the others), None where more than one is left.

    Seven digits have one reading as seven numbers, and still a number may be lost and another cut in two. Such a line
    is taken where its columns prove it or, failing that, where all lines are read and the columns can be seen to fail.
    """
    answer = {line.key: only_reading(line.text, line.width) for line in lines}
    width = {line.key: line.width for line in lines}
    digits = {line.key: found for line in lines if (found := _digits(line.text))}
    few = {key: some for key in digits if (some := list(islice(_all(digits[key], width[key]), 2)))}
    rules = _rules(frozenset(few))
    ruled = {key for rule in rules for key in rule}
    whole = len(rules) == 2 and ruled == set(width)
    if whole and all(len(found) == 1 for found in few.values()):
        return {key: found[0] for key, found in few.items()}
    joint = _sound_joint({key: list(_sound(digits[key], width[key])) for key in ruled}, rules)
    if joint is None:
        readings = {key: list(islice(_all(digits[key], width[key]), _MOST_READINGS)) for key in few}
        few_enough = sum(map(len, readings.values())) < _MOST_READINGS
        joint = swaps.cheap_joint(readings, rules) if few_enough else {}
        if not (whole and all(len(found) == 1 for found in joint.values())):
            joint = {key: found for key, found in joint.items() if len(few[key]) > 1}
    for key, left in joint.items():
        answer[key] = answer[key] or (left[0] if len(left) == 1 else None)
    return answer


def _sound(digits: _Digits, width: int) -> Iterator[Numbers]:
    """The readings of a whole line whose last number is the sum of the others."""
    size = len(digits.letters)

    def parts(start: int, stop: int, count: int, left: int) -> Iterator[Numbers]:
        if count == 1:
            if start < stop <= digits.reach[start] and int(digits.letters[start:stop]) == left:
                yield (left,)
            return
        most = min(stop - start - count + 1, longest)  # digits of the longest number still possible, and of the least
        least = -(-(stop - start) // count)
        if not 0 < least <= most or not 10 ** (least - 1) <= max(left, 1) < count * 10 ** most:
            return
        for end in range(start + 1, min(digits.reach[start], start + most) + 1):
            number = int(digits.letters[start:end])
            if number > left:
                return
            for rest in parts(end, stop, count - 1, left - number):
                yield (number, *rest)

    for longest in range(1, min(_LONGEST, size) + 1):
        begin = size - longest
        if digits.reach[begin] >= size:
            total = int(digits.letters[begin:])
            yield from ((*found, total) for found in parts(0, begin, width - 1, total))


def _sound_joint(
    readings: dict[str, list[Numbers]], rules: Sequence[Mapping[str, int]],
) -> dict[str, list[Numbers]] | None:
    """What each line can be where rows and columns all hold; None where they cannot, nothing where it is too much.

    Two rules share one line, so narrowing rule by rule until nothing changes leaves exactly the joint readings.
    """
    if not rules:
        return {}
    before = -1
    while (now := sum(map(len, readings.values()))) != before:
        before = now
        for rule in rules:
            kept = _narrowed(_reachable({key: readings[key] for key in rule}, rule), rule)
            if kept is None:
                return {}
            if not all(kept.values()):
                return None
            readings |= kept
    return readings


def _reachable(readings: dict[str, list[Numbers]], rule: Mapping[str, int]) -> dict[str, list[Numbers]]:
    """Readings left out that no choice of the other lines can balance in some column, for speed."""
    while all(readings.values()):
        ranges = {key: [sorted((sign * min(column), sign * max(column))) for column in zip(*readings[key], strict=True)]
                  for key, sign in rule.items()}
        low, high = ([sum(column) for column in zip(*([edge[side] for edge in edges] for edges in ranges.values()),
                                                    strict=True)] for side in (0, 1))
        kept = {key: [numbers for numbers in found if all(
            low[i] - ranges[key][i][0] <= -rule[key] * number <= high[i] - ranges[key][i][1]
            for i, number in enumerate(numbers))] for key, found in readings.items()}
        if kept == readings:
            break
        readings = kept
    return readings


def _narrowed(readings: dict[str, list[Numbers]], rule: Mapping[str, int]) -> dict[str, list[Numbers]] | None:
    """The readings that occur in some choice of one a line with every column adding up to nothing; None: too many."""
    halves: tuple[list[str], list[str]] = ([], [])
    for key in sorted(readings, key=lambda key: -len(readings[key])):
        min(halves, key=lambda half: prod(len(readings[k]) for k in half)).append(key)
    if max(prod(len(readings[key]) for key in half) for half in halves) > _MOST_HALF:
        return None
    chosen: list[list[tuple[int, tuple[Numbers, ...]]]] = []
    for half in halves:
        sums: list[tuple[int, tuple[Numbers, ...]]] = [(0, ())]
        for key in half:
            packed = [(rule[key] * swaps.packed(numbers), numbers) for numbers in readings[key]]
            sums = [(total + value, (*choice, numbers)) for total, choice in sums for value, numbers in packed]
        chosen.append(sums)
    present = {total for total, _ in chosen[0]} & {-total for total, _ in chosen[1]}
    kept: dict[str, list[Numbers]] = {}
    for half, sums, side in zip(halves, chosen, (1, -1), strict=True):
        choices = [choice for total, choice in sums if side * total in present]
        for index, key in enumerate(half):
            kept[key] = list(dict.fromkeys(choice[index] for choice in choices))
    return kept
