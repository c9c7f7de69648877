"""Sentences of an invented report: put together from many parts so that units differ, their numbers from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from string import Formatter

from gxstats.demo.words import words

_SENTENCES = {"disclosure": 4, "requests": 3, "management": 3, "platform": 3, "supervision": 3, "problems": 2,
              "improvements": 3}
_LEAST_FOR_SHARES = 20


def sections(unit: str, year: int, cells: Mapping[str, Decimal | None], random: Random) -> dict[str, list[str]]:
    """Paragraphs by section: opening, overview, problems, other_matters."""
    numbers = {**_numbers(cells), "unit": unit, "year": year}
    parts = {kind: [_composed(pattern, random) for pattern in random.sample(words()["sentences"][kind], count)]
             for kind, count in _SENTENCES.items()}
    parts["requests"] = [*(_stated(name, random) for name in _statements(numbers)), *parts["requests"]]
    if "issued" in numbers:
        parts["management"].insert(0, _stated("normative", random))
    overview = [words()["subheadings"][kind] + "".join(parts[kind])
                for kind in ("disclosure", "requests", "management", "platform", "supervision")]
    problems = [words()["subheadings"][kind] + "".join(parts[kind]) for kind in ("problems", "improvements")]
    say = words()
    texts = {"opening": [random.choice(say["opening"]) + say["period"]], "overview": overview, "problems": problems,
             "other_matters": [_stated("fee", random)]}
    return {section: [text.format_map(numbers) for text in paragraphs] for section, paragraphs in texts.items()}


def _numbers(cells: Mapping[str, Decimal | None]) -> dict[str, object]:
    """The numbers that the prose states, as far as the report has them."""
    def n(*paths: str) -> Decimal:
        return sum((cells.get(path) or Decimal(0) for path in paths), Decimal(0))

    found: dict[str, object] = {
        "received": n("requests/received/total"), "carried_in": n("requests/carried_in/total"),
        "handled": n("requests/handled/total"), "carried_out": n("requests/carried_out/total"),
        "granted": n("requests/granted/total"), "reviews": n("disputes/reconsideration/total"),
        "lawsuits": n("disputes/litigation_direct/total", "disputes/litigation_after/total"),
        "upheld": n(*(path for path in cells if path.startswith("disputes/") and path.endswith("/upheld"))),
    }
    handled = n("requests/handled/total")
    found["granted_share"] = f"{100 * n('requests/granted/total') / handled:.2f}" if handled else ""
    for name in ("issued", "repealed", "in_force"):
        if f"disclosure/normative_document/{name}" in cells:
            found[name] = n(f"disclosure/normative_document/{name}")
    return {name: int(value) if isinstance(value, Decimal) else value for name, value in found.items()}


def _statements(numbers: Mapping[str, object]) -> list[str]:
    """Which statements on requests and disputes a report with these numbers makes."""
    n = {name: value for name, value in numbers.items() if isinstance(value, int)}
    asked = n["received"] + n["carried_in"]
    cases = n["reviews"] + n["lawsuits"]
    made = ["received" if asked else "none"]
    if asked:
        made.append("carried" if n["carried_out"] else "closed")
    if n["handled"] >= _LEAST_FOR_SHARES:
        made.append("shares")
    if cases:
        made.append("upheld" if n["upheld"] == cases else "disputes")
    return made


def _stated(name: str, random: Random) -> str:
    return str(random.choice(words()["figures"][name]))


def _composed(pattern: str, random: Random) -> str:
    """One sentence: a pattern with every slot filled from the list of that name."""
    filled = []
    for literal, slot, _, _ in Formatter().parse(pattern):
        filled.append(literal)
        if slot:
            filled.append(str(random.randint(2, 90)) if slot == "count" else random.choice(words()["slots"][slot]))
    return "".join(filled)
