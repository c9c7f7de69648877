"""Digits that run together: right or refused, never guessed, in bounded time."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats import catalog
from gxstats.checking.within import within
from gxstats.model import Cell
from gxstats.reading.digits import Line, only_reading, run_together, solve_disputes, solve_requests
from tests.reading.conftest import flagged

FORM = list(catalog.forms().values())[-1]
COLUMNS = [column.code for column in FORM.table("requests").rows[0].columns]
ROWS = [row.code for row in FORM.table("requests").rows]
BALANCE = ("received", "carried_in", "handled", "carried_out")
PARTS = ("other_uncorrected", "other_unpaid", "other_rest")
Table = dict[str, tuple[int, ...]]


def _rows(hybrid: bool) -> list[str]:
    return [row for row in ROWS if row not in PARTS] + ["other"] if hybrid else ROWS


def _table(seed: int, scale: int, hybrid: bool = False) -> Table:
    """A table of the requests whose identities all hold, numbers around `scale`."""
    rng = random.Random(seed)

    def numbers(often: float) -> list[int]:
        return [int(rng.expovariate(1 / size)) if rng.random() < often else 0
                for size in (scale, *[max(scale / 8, 1)] * 5)]

    results = {row: numbers(rng.choice((0.1, 0.4))) for row in _rows(hybrid) if row not in BALANCE}
    handled = [sum(column) for column in zip(*results.values(), strict=True)]
    carried_out = numbers(0.4)
    carried_in = [min(a + b, c) for a, b, c in zip(handled, carried_out, numbers(0.4), strict=True)]
    received = [a + b - c for a, b, c in zip(handled, carried_out, carried_in, strict=True)]
    whole = {**results, "received": received, "carried_in": carried_in, "handled": handled, "carried_out": carried_out}
    return {row: (*whole[row], sum(whole[row])) for row in _rows(hybrid)}


def _glued(table: Table) -> list[Line]:
    return [Line(row, "".join(map(str, numbers)), 7) for row, numbers in table.items()]


def _faulty(table: Table, seed: int, count: int) -> Table:
    """The table with some printed numbers changed, so that identities fail."""
    rng = random.Random(seed)
    changed = {row: list(numbers) for row, numbers in table.items()}
    for _ in range(count):
        row, column = rng.choice(list(changed)), rng.randrange(7)
        changed[row][column] = max(0, changed[row][column] + rng.choice((-10, -1, 1, 2, 5, 10, 100)))
    return {row: tuple(numbers) for row, numbers in changed.items()}


# --- one line -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("text", "width", "numbers"), [
    ("000", 3, (0, 0, 0)),        # not fewer: 00 is no number
    ("007", 3, (0, 0, 7)),
    ("0 3 21", 3, (0, 3, 21)),    # already apart
    ("00 12", 3, (0, 0, 12)),
    ("1", 1, (1,)),
    ("321", 3, None),             # might be 32 | 1 with a number lost
    ("0071", 3, (0, 0, 71)),
    ("0710", 3, None),
    ("693665", 3, None),          # 69 | 3 | 665 as well as 69 | 36 | 65
    ("396442278", 3, None),
    ("12", 3, None),
    ("01", 1, None),
    ("", 3, None), ("1a0", 3, None), ("1.50", 3, None), ("-10", 2, None), ("１00", 3, None),
    ("0" * 500, 3, None),
])
def test_a_line_without_identity_needs_its_only_reading(text: str, width: int, numbers: tuple[int, ...] | None) -> None:
    assert only_reading(text, width) == numbers


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), st.integers(0, 4))
def test_a_number_lost_from_a_line_without_identity_never_goes_unnoticed(numbers: list[int], lost: int) -> None:
    width, index = len(numbers), lost % len(numbers)
    assert only_reading("".join(map(str, numbers)), width) in (None, tuple(numbers))
    assert only_reading("".join(map(str, numbers[:index] + numbers[index + 1:])), width) is None


def test_lines_with_nearly_all_their_pieces_have_lost_one_instead() -> None:
    assert run_together("230 000023", 7)
    assert run_together("20 0 00 0 121", 7)
    assert not run_together("12 0 0 3 0 15", 7)


# --- the requests -------------------------------------------------------------------------------------------------

@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.sampled_from([2, 20, 300, 4000]), st.booleans())
def test_a_sound_table_is_read_whole(seed: int, scale: int, hybrid: bool) -> None:
    table = _table(seed, scale, hybrid)
    found = solve_requests(_glued(table))
    assert all(found[row] in (None, numbers) for row, numbers in table.items())
    assert sum(numbers is not None for numbers in found.values()) >= 20


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9), st.sampled_from([2, 20, 300]), st.integers(1, 3))
def test_a_table_that_breaks_its_identities_does_not_mislead(seed: int, scale: int, count: int) -> None:
    table = _faulty(_table(seed, scale), seed, count)
    found = solve_requests(_glued(table))
    assert all(found[row] in (None, numbers) for row, numbers in table.items())


def test_a_published_fault_does_not_block() -> None:
    """As in the report of Pingtan for 2020: the results of two columns add up to more than the printed total."""
    table = dict.fromkeys(ROWS, (0,) * 7) | {
        "received": (20, 1, 0, 0, 0, 0, 21), "granted": (18, 1, 0, 0, 0, 0, 19),
        "partly_granted": (8, 0, 0, 0, 0, 0, 8), "handled": (20, 1, 0, 0, 0, 0, 21)}
    assert solve_requests(_glued(table)) == table


def _without_one(table: Table) -> Iterator[tuple[str, list[Line]]]:
    """The glued table with one number of one row lost, for every number."""
    for row, numbers in table.items():
        for index in range(7):
            left = {**table, row: numbers[:index] + numbers[index + 1:]}
            yield row, _glued(left)


@pytest.mark.parametrize(("seed", "scale"), [(1, 2), (2, 2), (3, 12), (4, 12), (5, 12), (6, 60), (7, 3000)])
def test_a_number_lost_from_a_glued_table_is_right_refused_or_visible(seed: int, scale: int) -> None:
    table = _table(seed, scale)
    cases = list(_without_one(table))
    for _, lines in random.Random(seed).sample(cases, 40):
        found = solve_requests(lines)
        wrong = [(row, column) for row, numbers in found.items() if numbers
                 for column, a, b in zip(COLUMNS, numbers, table[row], strict=True) if a != b]
        if wrong:
            cells = tuple(Cell("requests", row, column, Decimal(number), "") for row, numbers in found.items()
                          if numbers for column, number in zip(COLUMNS, numbers, strict=True))
            findings = within(FORM, cells)
            assert all(flagged(f"requests/{row}/{column}", findings) for row, column in wrong)


def test_rows_printed_apart_help_the_others_and_are_left_alone() -> None:
    table = _table(11, 300)
    lines = [Line(line.key, " ".join(map(str, table[line.key])) if index % 2 else line.text, 7)
             for index, line in enumerate(_glued(table))]
    assert solve_requests(lines) == table


@pytest.mark.parametrize(("text", "numbers"), [
    ("230 000023", (23, 0, 0, 0, 0, 0, 23)), ("0 0 0 0 0 00", (0,) * 7), ("500000 5", (5, 0, 0, 0, 0, 0, 5)),
    ("20 0 00 0 121", (20, 0, 0, 0, 0, 1, 21))])
def test_blanks_are_boundaries(text: str, numbers: tuple[int, ...]) -> None:
    table = dict.fromkeys(ROWS, (0,) * 7) | dict.fromkeys(("received", "granted", "handled"), numbers)
    lines = [Line(row, text if any(table[row]) else "0000000", 7) for row in ROWS]
    assert solve_requests(lines) == table


def test_without_its_columns_a_row_stays_unread() -> None:
    """Its own total alone cannot tell a reading from a number lost."""
    table = _table(3, 20)
    del table["handled"]
    found = solve_requests(_glued(table))
    assert all(numbers is None or only_reading("".join(map(str, table[row])), 7) for row, numbers in found.items())


def test_nothing_to_solve() -> None:
    assert solve_requests([]) == {}
    assert solve_requests([Line("received", "12", 7), Line("granted", "x", 7)]) == {"received": None, "granted": None}


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("scale", [20, 300, 40_000])
def test_the_time_is_bounded(scale: int, count: int) -> None:
    """A city's table takes less than two seconds, also when it cannot be solved."""
    lines = _glued(_faulty(_table(17, scale), 5, count))
    start = time.process_time()
    solve_requests(lines)
    assert time.process_time() - start < 2
    start = time.process_time()
    found = solve_requests([Line(row, "34029904513511" * 2, 7) for row in ROWS])
    assert time.process_time() - start < 2
    assert set(found.values()) == {None}


@pytest.mark.parametrize("text", [
    "1" * 30 + "0" * 50, "10" * 40, "1" * 80, "9" * 79 + "0", "1 " * 6 + "1" * 60, "12" * 20 + "0" * 9, "1001" * 20,
])
def test_hostile_digits_take_no_time(text: str) -> None:
    start = time.process_time()
    only_reading(text, 3)
    only_reading(text, 15)
    solve_disputes(text)
    solve_requests([Line(row, text, 7) for row in ROWS])
    assert time.process_time() - start < 2


# --- the disputes -------------------------------------------------------------------------------------------------

BLOCK = st.lists(st.integers(0, 400), min_size=4, max_size=4).map(lambda cases: (*cases, sum(cases)))


@given(st.lists(BLOCK, min_size=3, max_size=3))
def test_fifteen_numbers_are_right_or_refused(blocks: list[tuple[int, ...]]) -> None:
    numbers = tuple(number for block in blocks for number in block)
    assert solve_disputes("".join(map(str, numbers))) in (None, numbers)
    assert solve_disputes(" ".join("".join(map(str, block)) for block in blocks)) in (None, numbers)


def test_large_disputes_are_right_or_refused_in_no_time() -> None:
    numbers = (120, 25, 8, 17, 170, 41, 3, 2, 11, 57, 12, 0, 3, 5, 20)
    start = time.process_time()
    assert solve_disputes("".join(map(str, numbers))) in (None, numbers)
    assert solve_disputes("25380363300630003") == (25, 3, 8, 0, 36, 3, 3, 0, 0, 6, 3, 0, 0, 0, 3)
    assert solve_disputes("7" * 79) is None
    assert time.process_time() - start < 1


@pytest.mark.parametrize("text", ["", "0" * 14, "12 0 0 0 12 1 0 0 0 1 0 0 0 0", "1" * 200, "00000x000000000"])
def test_what_is_not_fifteen_numbers_is_refused(text: str) -> None:
    assert solve_disputes(text) is None


def test_single_digits_are_read_even_against_their_totals() -> None:
    assert solve_disputes("000000000000001") == (*[0] * 14, 1)
