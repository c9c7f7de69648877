"""Score sheets on paper: one unit as a Word file in the house's style, all units as a zip; the workbook is in assessed.py."""

from __future__ import annotations

from gxstats import catalog
from gxstats.exporting.word import Paper, zipped
from gxstats.measuring.assessment import Result, UnitScore
from gxstats.measuring.explaining import evidence, formula, number, put_in
from gxstats.measuring.facts import Facts
from gxstats.measuring.references import reference
from gxstats.measuring.signing import Signed


def sheet(result: Result, facts: Facts, unit: UnitScore, state: str, language: str) -> bytes:
    """The sheet of one unit: every item with points and score, every reason with formula, numbers and where they stand.
    `state` says whether it is signed, by whom and when; what is open is written as a word, never as zero."""
    def say(sentence: str, /, **values: object) -> str:
        return catalog.say(sentence, language, **values)

    scheme = result.scheme
    paper = Paper(f"{scheme.label(language)} · {result.year}", dense=True)
    name = str(unit.about["name" if language == "zh" else "name_en"])
    total = number(unit.total) if unit.total is not None else f"{number(unit.low)}–{number(unit.high)} ({say('open')})"
    rank = f"{unit.rank}{'=' if unit.shares_rank else ''}" if unit.rank else "—"
    paper.paragraph(f"{name} · {catalog.word('kind', unit.kind, language)}", "heading", 13, centred=True, indent=False, after=4)
    paper.table([(say("total"), say("rank"), say("open items"), say("state")),
                 (f"{total} / {number(scheme.points)}", rank, str(len(unit.open)), state)], 10, (2, 1, 1, 4))
    paper.paragraph(scheme.note(language), size=9, indent=False, before=4, after=4)
    paper.table([(say("item"), say("worth"), say("score")), *(
        (f"{item.code} {item.label(language)}", number(score.points), say("open") if score.score is None else number(score.score))
        for item, score in zip(scheme.items, unit.items, strict=True))], 10, (7, 1, 1))
    paper.paragraph(say("Reasons"), "heading", 12, indent=False, before=8, after=2)
    for item, score in zip(scheme.items, unit.items, strict=True):
        if not score.reasons and not score.adjusted:
            continue
        got = say("open") if score.score is None else number(score.score)
        head = f"{item.code} {item.label(language)}: {got} / {number(score.points)}"
        paper.paragraph(head, "heading", 10, indent=False, before=4)
        for reason in score.reasons:
            paper.paragraph(formula(scheme, item, item.rules[reason.rule], language), size=9.5)
            paper.paragraph(put_in(reason, item, language), size=9.5)
            for text, path in evidence(reason, facts, unit.unit, language):
                paper.paragraph("· " + text + (f"　{_reference(result, unit, path)}" if path else ""), size=8.5)
        if score.adjusted:
            paper.paragraph(say("adjusted by {who} on {when}: {why} {evidence}", who=score.adjusted.who,
                                when=score.adjusted.when[:16], why=score.adjusted.why, evidence=score.adjusted.evidence), size=9.5)
    if unit.about.get("sha256") and isinstance(unit.about["sha256"], str):
        paper.paragraph(f"{say('document')} {unit.about['file']} · sha256 {unit.about['sha256']}", size=8, indent=False, before=8)
    paper.paragraph(say("signed: ________________　confirmed: ________________　date: ____________"), size=10, indent=False,
                    before=18)
    paper.footer(f"{scheme.label(language)} · {result.year} · {name}")
    return paper.bytes()


def sheets(result: Result, facts: Facts, state: str, language: str) -> bytes:
    """A zip with the sheet of every unit, in the order of the register."""
    units = sorted(result.units, key=lambda unit: unit.about["position"])
    return zipped([(f"{file_name(unit)}-{result.year}.docx", sheet(result, facts, unit, state, language)) for unit in units])


def state(signed: Signed | None, language: str) -> str:
    """How far the sign-off is: not signed, signed, confirmed, withdrawn, with names and days."""
    def say(sentence: str, /, **values: object) -> str:
        return catalog.say(sentence, language, **values)

    if signed is None:
        return say("not signed off")
    told = [say("signed by {who} at {when}", who=signed.manifest["signed_by"], when=_day(signed.manifest["signed_at"]))]
    if signed.confirmed:
        told.append(say("confirmed by {who} at {when}", who=signed.confirmed["who"], when=_day(signed.confirmed["when"])))
    elif signed.manifest["second_name"]:
        told.append(say("not confirmed by a second person yet"))
    if signed.withdrawn:
        told.append(say("withdrawn by {who} at {when}", who=signed.withdrawn["who"], when=_day(signed.withdrawn["when"])))
    return " · ".join(told)


def _day(when: str) -> str:
    return when[:16].replace("T", " ")


def file_name(unit: UnitScore) -> str:
    """A unit's name with letters and digits only, as a file is called."""
    return "".join(letter for letter in str(unit.about["name"]) if letter.isalnum())


def _reference(result: Result, unit: UnitScore, path: str) -> str:
    """The figure as it is quoted outside the program, its hash cut to what is enough."""
    return reference(unit.unit, result.year, result.scheme.scope, path, str(unit.about["sha256"])[:16])
