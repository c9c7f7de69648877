"""Words searched for in running text, where their letters may stand apart and an ordinal before them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

_REACH = 20  # letters in which an ordinal stands


@dataclass(frozen=True, slots=True)
class Wording:
    """A pattern, the letters of each of its words (where a text has not all letters of one, it need not be searched), and
    the ordinal that may stand before it. To search for words and look back from each is many times quicker than to try an
    ordinal at every letter."""

    pattern: re.Pattern[str]
    words: tuple[frozenset[str], ...]
    ordinal: re.Pattern[str] | None = None

    @classmethod
    def of(cls, words: Iterable[str], between: str, ordinal: str = "") -> Self:
        """Any of the words, the longest first, with what matches `between` between their letters."""
        ordered = sorted(words, key=len, reverse=True)
        body = "|".join(between.join(map(re.escape, word)) for word in ordered)
        return cls(re.compile(body), tuple(map(frozenset, ordered)), re.compile(f"(?:{ordinal})$") if ordinal else None)

    def found_in(self, text: str, letters: frozenset[str], numbered: bool = False) -> Iterator[tuple[int, int]]:
        """From where to where each stands, its ordinal included; only those that have one where they must be `numbered`."""
        if not any(map(letters.issuperset, self.words)):
            return
        behind = 0
        for match in self.pattern.finditer(text):
            start, end = match.span()
            before = None
            if self.ordinal:
                edge = behind + len(text[behind:start].rstrip())
                before = self.ordinal.search(text, max(behind, edge - _REACH), edge)
            behind = end
            if before or not numbered:
                yield before.start() if before else start, end
