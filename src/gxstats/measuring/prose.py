"""A text against that of another year, sentence by sentence: what was kept, put otherwise, added and removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

CHANGES = ("kept", "changed", "added", "removed")
_ALIKE = 0.6  # of its letters: below, a sentence is another one


@dataclass(frozen=True)
class Passage:
    """A sentence of one or both years as printed; `kept` is the same but for names, years and figures."""

    change: str
    before: str
    after: str

    @property
    def same_figures(self) -> bool:
        """Whether it is kept to the letter."""
        return self.before == self.after


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> list[Passage]:
    """Two texts as masked sentence -> sentence as printed, in their order. A sentence that only moved is kept."""
    return list(_passages(before, after))


def _passages(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Passage]:
    old, new = list(before), list(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Passage("kept", before[s], after[s]) for s in new[c:d])
            continue
        gone = [s for s in old[a:b] if s not in after]
        for sentence in new[c:d]:
            if sentence in before:
                yield Passage("kept", before[sentence], after[sentence])
                continue
            like = max(gone, key=lambda s, sentence=sentence: _likeness(s, sentence), default=None)  # type: ignore[misc]
            if like is not None and _likeness(like, sentence) >= _ALIKE:
                gone.remove(like)
                yield Passage("changed", before[like], after[sentence])
            else:
                yield Passage("added", "", after[sentence])
        yield from (Passage("removed", before[s], "") for s in gone)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def shares(passages: list[Passage]) -> dict[str, float]:
    """change -> its share of the letters of the newer text (of the older one for what was removed)."""
    new = sum(len(p.after) for p in passages) or 1
    old = sum(len(p.before) for p in passages) or 1
    return {change: sum(len(p.before if change == "removed" else p.after) for p in passages if p.change == change)
            / (old if change == "removed" else new) for change in CHANGES}
