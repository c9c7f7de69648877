"""Running text becomes labels and runs of numbers: labels are searched white-space-blind over line ends.

The text is kept as one string with a map back to lines, so that a label may be spaced out, wrapped over lines or
glued to the numbers around it. Numbers between two labels are one run unless words stand between them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from gxstats import catalog
from gxstats.model import Place
from gxstats.reading.events import Event, Head, Label, Run, Token
from gxstats.reading.labels import normalise, simplify
from gxstats.reading.matching import groups, rows, tables
from gxstats.reading.numerals import note_pattern, numeral
from gxstats.reading.wording import Wording

BLANK = "\u2400"  # stands for an empty cell of an unframed grid
ROW_END = "\u241e"  # ends a row of an unframed grid: no run goes on over it

# what may stand between the letters of a label; a slash among blanks is a value
_BETWEEN = r"(?:/|[\s\u00a0\u3000、，,。.；;：:·“”\"'‘’]*)"
_WORDS = catalog.load("characters.toml")
_VALUE = rf"(?:[+\-−]?\d[\d,，]*(?:\.\d+)?|{BLANK}|[/／]|(?<![\w\-－—–])[-－—–]{{1,4}}(?![\w\-－—–]))"
_SUFFIX = _WORDS["suffix"]
# an ordinal such as "2." before a word; a number such as "2." is never printed at the end of a row
_STRAY_ORDINAL = re.compile(r"(?<![\d.])\d{1,2}[ \t\u00a0\u3000]*[.、．](?!\d)")
_CAPTION = re.compile(_WORDS["caption"])
_RUN = re.compile(rf"{_VALUE}{_SUFFIX}(?:[\s\u00a0\u3000]*{_VALUE}{_SUFFIX})*")
_SPOILT = re.compile(_WORDS["spoilt"])
_VALUE_NEXT = re.compile(rf"[\s\u00a0\u3000]*{_VALUE}")
_GENERIC = frozenset({"other_rest", "handled"})


@dataclass(frozen=True)
class Text:
    """All running text of a document as one string; `starts[i]` is where line `lines[i]` begins, `places` its place."""

    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]
    letters: frozenset[str]

    def place(self, offset: int) -> Place:
        return self.places[max(0, bisect_right(self.starts, offset) - 1)]

    def line_index(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1


def text_of(lines: list[tuple[str, Place]]) -> Text:
    """Join lines into one searchable text: letters simplified one by one, so that lengths stay known."""
    parts, starts, places, length = [], [], [], 0
    for line, place in lines:
        plain = note_pattern().sub(lambda m: " " * len(m.group()), simplify(line))
        parts.append(plain)
        starts.append(length)
        places.append(place)
        length += len(plain) + 1
    text = "\n".join(parts)
    return Text(text, tuple(starts), tuple(places), frozenset(text))


# --- labels -------------------------------------------------------------------------------------------------------

@cache
def _label_patterns() -> tuple[tuple[str, str, bool, Wording], ...]:
    """(table, row, is a group, pattern) for every row; a long label is also known by its beginning."""
    found = []
    for table in tables():
        if table.one_line:
            continue
        for row in rows(table.code):
            plain = {normalise(text) for text in (row.label, *row.spellings)}
            if table.code == "requests" and row.code != "other":
                plain |= _beginnings(row.code, normalise(row.label))
            found.append((table.code, row.code, row.code == "other", _spaced(plain, row.label)))
    return tuple(found)


def _beginnings(code: str, label: str) -> set[str]:
    """The shortest beginnings of five letters or more that no other row's label contains."""
    labels = [(row.code, (row.label, *row.spellings)) for row in rows("requests")]
    labels += [(group.code, (group.label, *group.spellings)) for group in groups()]
    others = [normalise(text) for other, texts in labels if other != code for text in texts]
    for length in range(5, len(label)):
        if not any(label[:length] in other for other in others):
            return {label[:length]}
    return set()


def _spaced(words: set[str], label: str) -> Wording:
    """Any of the words with white space or punctuation between letters, the label's own ordinal before it."""
    ordinal = re.match(r"(\d)\.", label)
    return Wording.of(words, _BETWEEN, rf"{ordinal.group(1)}\s*[.、．]" if ordinal else _WORDS["chinese_ordinal"])


@cache
def _head_patterns() -> tuple[tuple[str, Wording], ...]:
    """(table, pattern): section titles and column heads that open a table."""
    found = [(table.code, _spaced({normalise(table.title)}, "")) for table in tables()]
    for table, openings in _WORDS["openings"].items():
        found.extend((table, Wording.of([opening], _BETWEEN)) for opening in openings)
    found.append(("disclosure", Wording(re.compile(_WORDS["article"]), (frozenset(),))))
    for form in catalog.forms().values():
        for code in ("problems", "other_matters"):
            found.append(("after", _spaced({normalise(title) for title in form.sections[code]}, "")))
    return tuple(found)


# --- events -------------------------------------------------------------------------------------------------------

def events_of(text: Text) -> Iterator[Event]:
    """Every label, run and head of the text, unordered; positions are offsets into `text.text`."""
    labels = list(_labels(text))
    yield from labels
    for table, pattern in _head_patterns():
        for start, end in pattern.found_in(text.text, text.letters):
            yield Head(start, table, text.text[start:end])
    yield from _runs(text, labels)


def _labels(text: Text) -> Iterator[Label]:
    found: list[Label] = []
    for table, row, group, pattern in _label_patterns():
        for start, end in pattern.found_in(text.text, text.letters):
            found.append(Label(start, table, row, text.line_index(start), group, end))
    # a label inside a longer one of the same table is part of it ("other" in "other handling")
    kept: Label | None = None
    for label in sorted(found, key=lambda label: (label.table, label.position, -label.end)):
        if kept and kept.table == label.table and kept.end >= label.end:
            continue
        kept = label
        if label.row in _GENERIC and not _numbered(text.text[int(label.position):int(label.end)]) \
                and not _VALUE_NEXT.match(text.text, int(label.end)):
            continue  # "other" and "total" are column heads too; as rows they have an ordinal or numbers behind them
        yield label


def _numbered(label: str) -> bool:
    """Whether a label is printed with its ordinal."""
    return len("".join(label.split())) > len(normalise(label))


def _runs(text: Text, labels: list[Label]) -> Iterator[Run]:
    """Maximal sequences of values; a label or a line mark inside cuts a run, an ordinal does not belong to one."""
    cuts = sorted((label.position, label.end) for label in labels)
    masked = list(text.text)
    for start, end in cuts:
        masked[int(start):int(end)] = "\x02" * (int(end) - int(start))
    plain = "".join(masked)
    for pattern in (_CAPTION, _STRAY_ORDINAL):
        plain = pattern.sub(lambda m: "\x03" * len(m.group()), plain)
    for match in _RUN.finditer(plain):
        start, end = match.span()
        if not any(letter.isdigit() or letter in BLANK for letter in match.group()):
            # signs alone are a row only where they stand apart, or directly behind a label
            behind_label = "\x02" in plain[max(0, start - 3):start]
            if len(match.group().split()) < 2 and not (behind_label and plain[end:end + 1] in ("", "\n", "\t")):
                continue
        glued_ordinal = end < len(plain) and plain[end] in ".、．" and end - start > 2
        tokens = tuple(_tokens(text, start, end))
        run = Run(start, tokens, text.line_index(start), text.place(start), before=_plain(text.text[max(0, start - 40):start]))
        run.glued = text.text[start:end]
        row = plain.rfind("\n", 0, start) + 1
        around = plain[row:start] + plain[end:].partition("\n")[0]
        run.detached = plain.startswith(ROW_END, row) and not around.strip(f" \t{ROW_END}")
        if glued_ordinal:
            run.problem = "ordinal"
        elif _SPOILT.match(plain, end) or (start and _SPOILT.match(plain, start - 1)):
            run.problem = "letter"  # "1O", "1.2万": not the number that its digits say
        yield run


def _plain(text: str) -> str:
    """A piece of text without our own signs."""
    return text.replace(ROW_END, "").replace(BLANK, "")


def _tokens(text: Text, start: int, end: int) -> Iterator[Token]:
    for match in re.finditer(rf"{_VALUE}{_SUFFIX}", text.text[start:end]):
        printed = match.group()
        value = numeral("" if printed == BLANK else printed)
        yield Token("" if printed == BLANK else printed, value, text.place(start + match.start()))
