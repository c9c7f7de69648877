"""The score sheets as a workbook: one sheet of totals and items, one of every reason with formula, numbers and place."""

from __future__ import annotations

from gxstats import catalog
from gxstats.exporting.sheets import Book
from gxstats.measuring.assessment import Result
from gxstats.measuring.explaining import evidence, formula, put_in
from gxstats.measuring.facts import Facts


def workbook(result: Result, facts: Facts, language: str) -> bytes:
    """An .xlsx of a result. What is open is written as a word, never as zero; texts are never formulas."""
    def say(sentence: str, /, **values: object) -> str:
        return catalog.say(sentence, language, **values)

    scheme = result.scheme
    title = f"{scheme.label(language)} · {result.year}"
    book = Book(title=title)
    sheet = book.sheet(say("Score sheet"))
    book.put(sheet, 0, 0, title, "title")
    book.put(sheet, 1, 0, scheme.note(language), "note")
    heads = [say("rank"), say("unit"), say("kind"), say("total"), say("open items"),
             *(f"{item.code} {item.label(language)}" for item in scheme.items)]
    name = "short_name" if language == "zh" else "name_en"
    ordered = sorted(result.units, key=lambda u: (u.total is None, -(u.total or 0), u.about["position"]))
    points = dict.fromkeys(range(3, len(heads)), "points")
    book.table(sheet, 3, heads, ([
        f"{unit.rank}{'=' if unit.shares_rank else ''}" if unit.rank else "—", str(unit.about[name]),
        catalog.word("kind", unit.kind, language),
        *(say("open") if value is None else value for value in (
            unit.total, len(unit.open), *(item.score for item in unit.items))),
    ] for unit in ordered), points, 2)
    reasons = book.sheet(say("Reasons"))
    heads = [say("unit"), say("item"), say("worth"), say("score"), say("formula"), say("put in"), say("leads back to"), "sha256"]
    looks = {2: "points", 3: "points", 4: "wrapped", 5: "wrapped", 6: "wrapped"}
    book.table(reasons, 0, heads, ([
        str(unit.about[name]), f"{item.code} {item.label(language)}", score.points,
        say("open") if score.score is None else score.score, formula(scheme, item, item.rules[reason.rule], language),
        put_in(reason, item, language),
        "\n".join(f"{text} [{path}]" if path else text for text, path in evidence(reason, facts, unit.unit, language)),
        str(unit.about["sha256"] or ""),
    ] for unit in ordered for item, score in zip(scheme.items, unit.items, strict=True) for reason in score.reasons), looks, 2)
    return book.close()
