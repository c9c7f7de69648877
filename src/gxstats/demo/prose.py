"""Sentences of an invented report: enough variants that units differ, numbers that agree with the tables."""

from __future__ import annotations

from random import Random

from gxstats.demo.numbers import Cells
from gxstats.demo.words import words


def sections(unit: str, year: int, cells: Cells, random: Random) -> dict[str, list[str]]:
    """Paragraphs by section: opening, overview, problems, other_matters."""
    def n(path: str) -> int:
        return int(cells.get(path, 0))

    say = words()["figures"]
    numbers = {
        "received": n("requests/received/total"), "carried_in": n("requests/carried_in/total"),
        "handled": n("requests/handled/total"), "carried_out": n("requests/carried_out/total"),
        "reviews": n("disputes/reconsideration/total"),
        "lawsuits": n("disputes/litigation_direct/total") + n("disputes/litigation_after/total"),
        "issued": n("disclosure/normative_document/issued"), "repealed": n("disclosure/normative_document/repealed"),
        "in_force": n("disclosure/normative_document/in_force"), "year": year, "unit": unit,
    }
    requests = [_pick(say["received" if numbers["received"] else "none"], random)]
    if numbers["carried_out"]:
        requests.append(_pick(say["carried"], random))
    if numbers["reviews"] + numbers["lawsuits"]:
        requests.append(_pick(say["disputes"], random))
    management = _some("management", 2, random)
    if "disclosure/normative_document/issued" in cells:
        management.insert(0, _pick(say["normative"], random))
    parts = [
        ("disclosure", _some("disclosure", 3, random)), ("requests", [*requests, *_some("requests", 2, random)]),
        ("management", management), ("platform", _some("platform", 2, random)),
        ("supervision", _some("supervision", 2, random)),
    ]
    overview = [_fill("".join(sentences), numbers, random) for _, sentences in parts]
    problems = "".join([*_some("problems", 2, random), *_some("improvements", 2, random)])
    fill = words()
    return {
        "opening": [_fill(fill["opening"], numbers, random) + _fill(fill["period"], numbers, random)],
        "overview": overview,
        "problems": [_fill(problems, numbers, random)],
        "other_matters": [_fill(_pick(say["fee"], random), numbers, random)],
    }


def _pick(variants: list[str], random: Random) -> str:
    return random.choice(variants)


def _some(kind: str, count: int, random: Random) -> list[str]:
    variants = words()["sentences"][kind]
    return [_topic(text, random) for text in random.sample(variants, min(count, len(variants)))]


def _topic(text: str, random: Random) -> str:
    return text.replace("{topic}", random.choice(words()["sentences"]["topics"]))


def _fill(text: str, numbers: dict[str, object], random: Random) -> str:
    extra = {"count": random.randint(2, 40), "posts": random.randint(80, 1900), "trainings": random.randint(1, 6),
             "people": random.randint(15, 320)}
    return text.format_map({**extra, **numbers})
