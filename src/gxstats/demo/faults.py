"""Faults planted in the invented county: each changes one report in one way, and is listed for whoever must find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from gxstats.demo.layouts import Made
from gxstats.demo.words import words

Change = Callable[[Made, Made | None], Made]


@dataclass(frozen=True)
class Fault:
    """What is planted where: `check` is the check that must find it, `change` how the report is spoilt."""

    unit: str
    year: int
    check: str
    note: str
    change: Change
    table: str = ""
    row: str = ""
    column: str = ""
    layout: str = ""


def _add(path: str, by: Decimal | int) -> Change:
    def change(made: Made, before: Made | None) -> Made:
        cells = dict(made.cells)
        cells[path] = (cells.get(path) or Decimal(0)) + by
        return replace(made, cells=cells)
    return change


def _set(path: str, value: Decimal | None) -> Change:
    return lambda made, before: replace(made, cells={**made.cells, path: value})


def _move_into_carried(made: Made, before: Made | None) -> Made:
    """Requests booked as carried in that last year did not carry out; the balance of the year still holds."""
    cells = dict(made.cells)
    for column in ("natural_person", "total"):
        cells[f"requests/carried_in/{column}"] = (cells[f"requests/carried_in/{column}"] or Decimal(0)) + 2
        cells[f"requests/received/{column}"] = (cells[f"requests/received/{column}"] or Decimal(0)) - 2
    return _restate(replace(made, cells=cells), "requests/received/total", 2)


def _restate(made: Made, path: str, more: int) -> Made:
    """Prose that still agrees with the tables after a number moved by `more`."""
    now = int(made.cells[path] or 0)
    say = [text.split("{received}") for text in words()["figures"]["received"]]
    overview = []
    for text in made.prose.get("overview", []):
        for head, *_ in say:
            stem = head[-6:]
            text = text.replace(f"{stem}{now + more}", f"{stem}{now}")
        overview.append(text)
    return replace(made, prose={**made.prose, "overview": overview})


def _prose(section: str, say: Callable[[list[str]], list[str]]) -> Change:
    def change(made: Made, before: Made | None) -> Made:
        return replace(made, prose={**made.prose, section: say(list(made.prose.get(section, [])))})
    return change


def _without(name: str) -> Change:
    def change(made: Made, before: Made | None) -> Made:
        prose = {code: text for code, text in made.prose.items() if code != name}
        return replace(made, prose=prose, without=made.without | {name})
    return change


def _dated(day: str) -> Change:
    return lambda made, before: replace(made, published_on=day)


def _same_numbers(made: Made, before: Made | None) -> Made:
    assert before is not None
    return replace(made, cells={path: before.cells.get(path, value) for path, value in made.cells.items()})


def _same_text(made: Made, before: Made | None) -> Made:
    assert before is not None
    text = {code: [p.replace(str(before.year), str(made.year)) for p in paragraphs]
            for code, paragraphs in before.prose.items()}
    return replace(made, prose=text)


def planted() -> list[Fault]:
    """Every fault of the county, in a fixed order."""
    request, dispute = "requests", "disputes"
    spoilt = words()["spoilt"]
    return [
        Fault("east_street", 2025, "requests_handled_sum", "handled 2 above its results",
              _add("requests/handled/natural_person", 2), request, "", "natural_person"),
        Fault("water", 2025, "requests_balance", "carried over 1 above the balance",
              _add("requests/carried_out/natural_person", 1), request, "", "natural_person"),
        Fault("yongfeng", 2024, "requests_row_total", "total of a row 1 too high",
              _add("requests/granted/total", 1), request, "granted"),
        Fault("liulin", 2021, "disputes_total", "total of reviews 1 too high",
              _add("disputes/reconsideration/total", 1), dispute, "reconsideration"),
        Fault("housing", 2023, "disputes_total", "total of reviews printed 0 over its parts",
              _set("disputes/reconsideration/total", Decimal(0)), dispute, "reconsideration"),
        Fault("market", 2022, "count_not_whole", "a count with decimals",
              _set("disclosure/coercion/decisions", Decimal("12.5")), "disclosure", "coercion", "decisions"),
        Fault("agriculture", 2024, "carry_over_chain", "carried in 2 above last year's carried over",
              _move_into_carried, request, "carried_in", "total"),
        Fault("transport", 2023, "stock_flow", "stock of documents 3 too high",
              _add("disclosure/normative_document/in_force", 3), "disclosure", "normative_document", "in_force"),
        Fault("health", 2022, "blank_cells", "a cell left blank where others print 0",
              _set("requests/denied_security/business", None), request, "denied_security", "business"),
        Fault("culture", 2021, "form_mismatch", "the form of 2019 used for 2021", lambda made, before: made),
        Fault("finance", 2023, "problems_empty", "nothing in the problems section",
              _prose("problems", lambda old: [spoilt["nothing"]])),
        Fault("justice", 2024, "section_missing", "no section on other matters", _without("other_matters")),
        Fault("emergency", 2023, "table_missing", "the disputes table is a picture", _without("disputes"), dispute),
        Fault("shuangqiao", 2022, "text_all_closed", "all closed, with requests carried over",
              _prose("overview", lambda old: [*old, spoilt["all_closed"]])),
        Fault("education", 2024, "text_received", "the prose counts more requests than the table",
              _prose("overview", lambda old: [*old, spoilt["received"]])),
        Fault("environment", 2023, "foreign_name", "another county's name in the prose",
              _prose("overview", lambda old: [*old, spoilt["foreign"]])),
        Fault("baihe", 2024, "text_period", "the period of the year before",
              _prose("opening", lambda old: [spoilt["period"]])),
        Fault("veterans", 2023, "same_as_last_year", "last year's numbers again", _same_numbers),
        Fault("longquan", 2024, "copied_text", "last year's text again", _same_text),
        Fault("shimen", 2024, "late_publication", "published in March", _dated("2025-03-12")),
        Fault("commerce", 2022, "late_publication", "published in February", _dated("2023-02-20")),
        Fault("tax", 2023, "digits_unresolved", "digits run together", lambda made, before: made, "disclosure",
              layout="text_glued"),
    ]
