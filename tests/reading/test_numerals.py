"""What one printed cell says."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxstats.reading.numerals import numeral


@pytest.mark.parametrize(("text", "value"), [
    ("0", 0), ("１２", 12), ("1,234", 1234), ("12件", 12), ("251000元", 251000), ("-18", -18), ("−18", -18), ("增加3", 3),
    ("减少3", -3), ("+5", 5), ("0.00", 0), ("59237.2449", Decimal("59237.2449")), ("22\n（其中修订 16 件）", 22), ("零", 0),
    ("\xa0\xa07\xa0", 7), ("55（含自然失效 29 件）", 55), ("11,398,889", 11398889),
])
def test_numbers(text: str, value: int | Decimal) -> None:
    found = numeral(text)
    assert found.state == "reported"
    assert found.value == value


@pytest.mark.parametrize("text", ["", " ", "\xa0", "　", "\u200b", "\n"])
def test_blank_is_not_zero(text: str) -> None:
    assert numeral(text).state == "blank"
    assert numeral(text).value is None


@pytest.mark.parametrize("text", ["/", "／", "-", "—", "——", "无", "不涉及", "*"])
def test_signs_for_does_not_apply(text: str) -> None:
    assert numeral(text).state == "not_applicable"


@pytest.mark.parametrize("text", ["1O", "1 2", "约30", "三", "1.2.3", "0 0", "007", "00", "12-13", "1/2"])
def test_anything_else_is_refused(text: str) -> None:
    assert numeral(text).state == "unreadable"


def test_a_number_over_two_lines_is_joined_and_said() -> None:
    found = numeral("113988\n89")
    assert (found.value, found.joined) == (11398889, True)


def test_the_unit_is_kept() -> None:
    assert numeral("75394432.52元").unit == "元"
    assert numeral("5.5万元").unit == "万元"


@given(st.integers(-10**12, 10**12))
def test_every_integer_reads_back(number: int) -> None:
    assert numeral(str(number)).value == number
    assert numeral(f"{number:,}").value == number


@given(st.text(max_size=30))
def test_nothing_crashes(text: str) -> None:
    found = numeral(text)
    assert (found.value is not None) == (found.state == "reported")
