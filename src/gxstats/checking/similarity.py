"""Copied text: sections of one report that resemble last year's or another unit's.

Names, years and figures are masked, so that a copy with other names or numbers is still a copy; whether the figures are
the same too is told beside it. Sentences that many units share are set aside. Candidates come from MinHash and LSH over
character shingles and from rare sentences two units share; each is verified exactly. Source: the notice of 2021 names
reports of identical content (内容雷同).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
from datasketch import MinHash, MinHashLSH

Hashes = npt.NDArray[np.uint64]

_PERMUTATIONS = 64
_CANDIDATES = 0.7  # LSH lets pairs through from about here; the threshold itself is verified exactly
_MOST = 200  # candidates verified for one report
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*%?")
_LONGEST = 300  # characters of a passage that is shown


@dataclass
class Text:
    """The prose of a report as sentences: masked form and as printed, and the shingles of those that are its own."""

    report_id: int
    unit: str
    year: int | None
    scope: str
    name: str
    sentences: dict[str, str]  # masked -> as printed
    shingles: Hashes = field(default_factory=lambda: np.empty(0, np.uint64))


@dataclass(frozen=True)
class Likeness:
    """How a text resembles another: exact similarity of shingles, or the rare sentences both have."""

    other: Text
    similarity: float
    shared: tuple[str, ...]  # masked sentences, longest first


def copied(connection: duckdb.DuckDBPyConnection, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Answers on copied text, at most two fails a report: its own last year, and the unit most like it."""
    texts = list(_texts(connection, parameters))
    found = likenesses(texts, parameters)
    by_id = {text.report_id: text for text in texts}
    for number, text in by_id.items():
        for likeness in found.get(number, ()):
            yield _answer(text, likeness, parameters)
    yield from _unsure(connection, by_id, found)


def _unsure(
    connection: duckdb.DuckDBPyConnection, texts: dict[int, Text], found: dict[int, list[Likeness]],
) -> Iterator[dict[str, Any]]:
    """Reports whose silence proves nothing: no prose, no last year, or the prose of other units' reports not at hand."""
    rows = connection.execute(
        "SELECT c.report_id, c.year, p.report_id IS NOT NULL AND p.before_id IS NULL, coalesce(gap.missing, 0) FROM chosen c "
        "LEFT JOIN pair p USING (report_id) LEFT JOIN gap ON gap.year = c.year "
        "WHERE c.form IS NOT NULL ORDER BY c.report_id").fetchall()
    silent = Counter(year for number, year, _, _ in rows if number not in texts)
    for number, year, alone, not_in in rows:
        missing = not_in + (silent[year] + silent[year - 1] if year else 0)
        if number not in texts:
            yield {"report_id": number, "status": "cannot_say", "message": "the prose of this report is not at hand"}
        elif number in found:
            continue
        elif alone:
            yield {"report_id": number, "status": "cannot_say", "message": "last year’s report is not at hand"}
        elif missing:
            yield {"report_id": number, "status": "cannot_say", "missing": missing,
                   "message": "{missing} reports of this year and the last are not at hand to compare with"}


# --- texts --------------------------------------------------------------------------------------------------------

def _texts(connection: duckdb.DuckDBPyConnection, parameters: dict[str, Any]) -> Iterator[Text]:
    rows = connection.execute(
        "SELECT c.report_id, c.unit, c.year, c.scope, c.name, "
        "  list_distinct([c.name, u.short_name, o.name, o.short_name]), string_agg(p.text, chr(10) ORDER BY p.code) "
        "FROM chosen c JOIN section p USING (report_id) "
        "LEFT JOIN unit u ON u.unit = c.unit AND c.year BETWEEN u.from_year AND coalesce(u.to_year, 9999) "
        "LEFT JOIN unit o ON o.unit = c.parent AND c.year BETWEEN o.from_year AND coalesce(o.to_year, 9999) "
        "WHERE c.extent = 'full' AND list_contains(?, p.code) GROUP BY ALL HAVING length(string_agg(p.text, '')) > 0 "
        "ORDER BY c.report_id", [parameters["sections"]]).fetchall()
    for number, unit, year, scope, name, names, prose in rows:
        yield Text(number, unit, year, scope, name or "", sentences(prose, [n for n in names if n], parameters))


def sentences(prose: str, names: Iterable[str], parameters: dict[str, Any]) -> dict[str, str]:
    """The sentences of a text by their masked form: own names, words for oneself, years and figures are masked."""
    known = set(names)
    known |= {re.sub(f"(?:{parameters['endings']})$", "", name) for name in known}
    masks = [re.escape(name) for name in sorted(known, key=len, reverse=True) if len(name) > 1]
    own = re.compile("|".join([*masks, parameters["own_words"]]))
    found: dict[str, str] = {}
    for raw in re.split(parameters["sentence_end"], prose):
        plain = re.sub(r"\s+", "", raw)
        masked = _FIGURE.sub("0", own.sub("U", plain))
        if len(masked) > 3:
            found.setdefault(masked, plain)
    return found


def _shingles(sentence: str, size: int) -> Hashes:
    """Hashes of all runs of `size` letters inside one sentence; a shorter sentence is one run."""
    letters = np.frombuffer(sentence.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    size = min(size, len(letters))
    found = np.zeros(len(letters) - size + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for step in range(size):
            found = found * np.uint64(1099511628211) + letters[step:len(letters) - size + 1 + step]
        found ^= found >> np.uint64(29)
        found *= np.uint64(0xBF58476D1CE4E5B9)
        found ^= found >> np.uint64(32)
    return found


# --- likeness -----------------------------------------------------------------------------------------------------

def likenesses(texts: list[Text], parameters: dict[str, Any]) -> dict[int, list[Likeness]]:
    """For each report that copies: its likeness to its own last year, then to the other unit most like it."""
    users: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for sentence in text.sentences:
            users[sentence].add(text.unit)
    units = len({text.unit for text in texts})
    most = max(parameters["common_least"], parameters["common"] * units)
    size = parameters["shingle"]
    cache: dict[str, Hashes] = {}
    for text in texts:
        own = [sentence for sentence in text.sentences if len(users[sentence]) < most]
        for sentence in own:
            if sentence not in cache:
                cache[sentence] = _shingles(sentence, size)
        text.shingles = np.unique(np.concatenate([cache[s] for s in own])) if own else text.shingles
    cache.clear()
    by_id = {text.report_id: text for text in texts}
    found: dict[int, list[Likeness]] = defaultdict(list)
    pairs = _met(texts, parameters) | _rare(texts, users, parameters)
    for one, two in sorted(pairs):
        mine, theirs = by_id[one], by_id[two]
        likeness = _judge(mine, theirs, users, parameters)
        if likeness:
            for text, other in ((mine, theirs), (theirs, mine)):
                if _may_blame(text, other):
                    found[text.report_id].append(Likeness(other, likeness.similarity, likeness.shared))
    return {number: list(_best(by_id[number], several)) for number, several in found.items()}


def _may_blame(text: Text, other: Text) -> bool:
    """A report is held against last year's own, and against other units' of the same year or the year before."""
    if text.year is None or other.year is None:
        return text.unit != other.unit
    return text.year - other.year in ((1,) if text.unit == other.unit else (0, 1))


def _best(text: Text, several: list[Likeness]) -> Iterator[Likeness]:
    for own in (True, False):
        group = [likeness for likeness in several if (likeness.other.unit == text.unit) == own]
        if group:
            yield max(group, key=lambda k: (k.similarity, k.other.year or 0, k.other.unit))


def _met(texts: list[Text], parameters: dict[str, Any]) -> set[tuple[int, int]]:
    """Pairs that LSH lets through, the likeliest first where there are many."""
    index = MinHashLSH(threshold=_CANDIDATES, num_perm=_PERMUTATIONS)
    signatures: dict[int, MinHash] = {}
    blank = MinHash(num_perm=_PERMUTATIONS, hashfunc=int)  # drawing the permutations takes as long as a signature
    for text in texts:
        if len(text.shingles) >= parameters["least_shingles"]:
            signature = blank.copy()
            signature.update_batch((text.shingles & np.uint64(0xFFFFFFFF)).tolist())
            signatures[text.report_id] = signature
            index.insert(text.report_id, signature, check_duplication=False)
    pairs = set()
    for number, signature in signatures.items():
        others = [other for other in index.query(signature) if other != number]
        if len(others) > _MOST:
            others = sorted(others, key=lambda other: -signature.jaccard(signatures[other]))[:_MOST]
        pairs |= {(min(number, other), max(number, other)) for other in others}
    return pairs


def _rare(texts: list[Text], users: dict[str, set[str]], parameters: dict[str, Any]) -> set[tuple[int, int]]:
    """Pairs of different units that share several sentences which hardly anyone else has."""
    having: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        for sentence in text.sentences:
            if 1 < len(users[sentence]) <= parameters["rare"]:
                having[sentence].append(text)
    count: dict[tuple[int, int], int] = defaultdict(int)
    for several in having.values():
        for place, mine in enumerate(several):
            for theirs in several[place + 1:]:
                if mine.unit != theirs.unit:
                    one, two = sorted((mine.report_id, theirs.report_id))
                    count[one, two] += 1
    return {pair for pair, shared in count.items() if shared >= parameters["rare_least"]}


def _judge(mine: Text, theirs: Text, users: dict[str, set[str]], parameters: dict[str, Any]) -> Likeness | None:
    """The likeness of two texts verified exactly, or None below the thresholds."""
    both = len(np.intersect1d(mine.shingles, theirs.shingles, assume_unique=True))
    union = len(mine.shingles) + len(theirs.shingles) - both
    similarity = both / union if union else 0.0
    shared = sorted((s for s in mine.sentences if s in theirs.sentences), key=lambda s: (-len(s), s))
    enough = min(len(mine.shingles), len(theirs.shingles)) >= parameters["least_shingles"]
    if similarity >= parameters["similarity"] and enough:
        return Likeness(theirs, similarity, tuple(shared))
    rare = [s for s in shared if len(users[s]) <= parameters["rare"]]
    long = len(rare) >= parameters["rare_least"] and sum(map(len, rare)) >= parameters["rare_length"]
    if mine.unit != theirs.unit and long:
        return Likeness(theirs, similarity, tuple(rare))
    return None


# --- answers ------------------------------------------------------------------------------------------------------

def _answer(text: Text, likeness: Likeness, parameters: dict[str, Any]) -> dict[str, Any]:
    other = likeness.other
    pairs = [(text.sentences[s], other.sentences[s]) for s in likeness.shared]
    mine = [figure for raw, _ in pairs for figure in _FIGURE.findall(raw)]
    theirs = [figure for _, raw in pairs for figure in _FIGURE.findall(raw)]
    whole = likeness.similarity >= parameters["similarity"]
    return {
        "report_id": text.report_id, "status": "fail", "found": round(likeness.similarity, 3),
        "expected": parameters["similarity"],
        "message": "the text is that of {other} {other_year}, names and figures aside (similarity {found}); "
                   "{same} of {figures} figures are the same too" if whole else
                   "{count} sentences are those of {other} {other_year} and of hardly anyone else; "
                   "{same} of {figures} figures are the same too",
        "other": other.name, "other_unit": other.unit, "other_year": other.year, "other_scope": other.scope,
        "count": len(pairs), "figures": len(mine), "same": sum(a == b for a, b in zip(mine, theirs, strict=False)),
        "passages": [[a[:_LONGEST], b[:_LONGEST]] for a, b in pairs[:parameters["passages"]]],
    }
