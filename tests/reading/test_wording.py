"""Words searched for with the ordinals before them, held against the plain pattern; simplified letters; counts in statements."""

from __future__ import annotations

import re
import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from gxstats import catalog
from gxstats.reading import statements
from gxstats.reading.labels import simplify
from gxstats.reading.wording import Wording

ORDINAL = "[(（]?[一二三]{1,3}[)）、.]"
WORDS = Wording.of(["总体情况", "总体"], r"\s*", ORDINAL)
PLAIN = re.compile(rf"(?:{ORDINAL}\s*)?(?:总\s*体\s*情\s*况|总\s*体)")
NUMBERED = re.compile(rf"{ORDINAL}\s*(?:总\s*体\s*情\s*况|总\s*体)")


@given(st.text("(（一二)、. \n总体情况x", max_size=60))
def test_looking_back_finds_what_trying_everywhere_finds(text: str) -> None:
    assert list(WORDS.found_in(text, frozenset(text))) == [match.span() for match in PLAIN.finditer(text)]
    assert list(WORDS.found_in(text, frozenset(text), numbered=True)) == [match.span() for match in NUMBERED.finditer(text)]


def test_a_hundred_thousand_words_take_no_more_than_their_length() -> None:
    text = "总体 " * 100_000
    begun = time.process_time()
    assert not list(WORDS.found_in(text, frozenset(text), numbered=True))
    assert time.process_time() - begun < 5


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("，（）：；％\u3000\u00a0\u0338\u0301=<廢1"), max_size=40))
def test_simplified_letters_are_nfkc_and_no_traditional_ones(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text)
    assert unicodedata.is_normalized("NFKC", simplify(text))
    assert len(simplify(text)) == len(plain)
    assert [a for a, b in zip(simplify(text), plain, strict=True) if a != b and ord(b) < 0x3400] == []


def test_no_number_with_a_measure_is_passed_over() -> None:
    patterns = [item["pattern"] for item in catalog.load("statements.toml")["statements"] if "pattern" in item]
    measures = {letter for pattern in patterns for count in re.findall(r"\{number:(\w+)\}", pattern) for letter in count}
    assert len(measures) > 5
    assert all(statements._count().search(f"收到{number}{measure}") for number in ("3", "1,204", "十二", "两", "〇")
               for measure in measures)
    assert not statements._count().search("2024年，一是加强领导")
    assert all("{number" not in item.pattern.pattern for item in statements._statements())
