"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gxstats.showing.look import Look, folded, ink_on, number, percent, towards

ZH, EN = Look("zh"), Look("en")


@pytest.mark.parametrize(("value", "chinese", "english"), [
    (1551, "1,551", "1,551"), (-6, "−6", "−6"), (0, "0", "0"), (314_000, "31.4 万", "314,000"), (99_999, "99,999", "99,999"),
    (100_000, "10 万", "100,000"), (123_000_000, "1.23 亿", "123,000,000"), (403.18, "403.18", "403.18"),
    (None, "—", "—"), (math.nan, "—", "—")])
def test_numbers(value: float | None, chinese: str, english: str) -> None:
    assert number(value, ZH) == chinese
    assert number(value, EN) == english


def test_shares_have_one_decimal_and_missing_is_no_zero() -> None:
    assert percent(0.4226) == "42.3%"
    assert percent(0.0) == "0.0%"
    assert percent(None) == percent(math.nan) == "—"


@given(st.integers(-10**9, 10**9))
def test_the_sign_is_a_true_minus_and_english_loses_no_digit(value: int) -> None:
    assert "-" not in number(value, ZH)
    text = number(value, EN)
    assert int(text.replace("−", "-").replace(",", "")) == value


@pytest.mark.parametrize(("text", "most", "lines"), [("Persons", 4, 1), ("Housing and Construction Bureau", 14, 3),
                                                     ("退役军人事务局", 8, 2), ("政府办", 14, 1)])
def test_names_are_folded_and_never_cut(text: str, most: int, lines: int) -> None:
    made = folded(text, most)
    assert made.count("<br>") == lines - 1
    assert made.replace("<br>", " " if " " in text else "") == text


def test_a_reason_is_paler_than_its_outcome() -> None:
    assert towards("#000000", "#FFFFFF", 1) == "#000000"
    assert towards("#000000", "#FFFFFF", 0.5) == "#808080"
    assert ink_on("#FFFFFF") == "#0E1318"
    assert ink_on("#1D4F91") == "#FFFFFF"
