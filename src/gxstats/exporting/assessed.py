"""The score sheets as a workbook: one sheet of totals and items, one of every reason with formula, numbers and place."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter

from gxstats import catalog
from gxstats.measuring.assessment import Result
from gxstats.measuring.explaining import evidence, formula, put_in
from gxstats.measuring.facts import Facts

_INK = "#1B2530"


def workbook(result: Result, facts: Facts, language: str) -> bytes:
    """An .xlsx of a result. What is open is written as a word, never as zero; texts are never formulas."""
    def say(sentence: str, /, **values: object) -> str:
        return catalog.say(sentence, language, **values)

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#F3F5F8", "border": 1, "text_wrap": True, "font_color": _INK})
    points = book.add_format({"num_format": "0.##"})
    scheme = result.scheme
    sheet = book.add_worksheet(say("Score sheet"))
    sheet.write_string(0, 0, f"{scheme.label(language)} · {result.year}")
    sheet.write_string(1, 0, scheme.note(language))
    heads = [say("rank"), say("unit"), say("kind"), say("total"), say("open items"),
             *(f"{item.code} {item.label(language)}" for item in scheme.items)]
    for column, head in enumerate(heads):
        sheet.write_string(3, column, head, bold)
    name = "short_name" if language == "zh" else "name_en"
    ordered = sorted(result.units, key=lambda u: (u.total is None, -(u.total or 0), u.about["position"]))
    for row, unit in enumerate(ordered, 4):
        sheet.write_string(row, 0, f"{unit.rank}{'=' if unit.shares_rank else ''}" if unit.rank else "—")
        sheet.write_string(row, 1, str(unit.about[name]))
        sheet.write_string(row, 2, catalog.word("kind", unit.kind, language))
        cells = [unit.total, len(unit.open), *(item.score for item in unit.items)]
        for column, value in enumerate(cells, 3):
            if value is None:
                sheet.write_string(row, column, say("open"))
            else:
                sheet.write_number(row, column, value, points)
    sheet.set_column(1, 1, 24)
    sheet.set_column(5, 5 + len(scheme.items), 14)
    sheet.freeze_panes(4, 2)
    reasons = book.add_worksheet(say("Reasons"))
    for column, head in enumerate((say("unit"), say("item"), say("worth"), say("score"), say("formula"), say("put in"),
                                   say("leads back to"), "sha256")):
        reasons.write_string(0, column, head, bold)
    row = 1
    for unit in ordered:
        for item, score in zip(scheme.items, unit.items, strict=True):
            for reason in score.reasons:
                texts = [f"{text} [{path}]" if path else text for text, path in evidence(reason, facts, unit.unit, language)]
                reasons.write_string(row, 0, str(unit.about[name]))
                reasons.write_string(row, 1, f"{item.code} {item.label(language)}")
                reasons.write_number(row, 2, score.points, points)
                if score.score is None:
                    reasons.write_string(row, 3, say("open"))
                else:
                    reasons.write_number(row, 3, score.score, points)
                reasons.write_string(row, 4, formula(scheme, item, item.rules[reason.rule], language))
                reasons.write_string(row, 5, put_in(reason, item, language))
                reasons.write_string(row, 6, "\n".join(texts)[:30_000])
                reasons.write_string(row, 7, str(unit.about["sha256"] or ""))
                row += 1
    reasons.set_column(0, 1, 22)
    reasons.set_column(4, 6, 46)
    reasons.freeze_panes(1, 2)
    reasons.autofilter(0, 0, max(1, row - 1), 7)
    book.close()
    return out.getvalue()
