"""Plausible numbers for one unit over years: requests that balance, stocks that flow, cases that add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from gxstats import catalog
from gxstats.model import Form

Cells = dict[str, Decimal]

_APPLICANTS = {"natural_person": 88, "business": 7, "research": 0.4, "public_welfare": 0.8, "legal_service": 2.5,
               "other_org": 1.3}
_RESULTS = {
    "granted": 40, "partly_granted": 9, "denied_state_secret": 0.2, "denied_other_law": 0.6, "denied_security": 0.2,
    "denied_third_party": 1.4, "denied_internal": 2.2, "denied_process": 2.6, "denied_enforcement": 1.9,
    "denied_query": 1.6, "unavailable_not_held": 21, "unavailable_not_compiled": 3, "unavailable_unclear": 1.2,
    "refused_petition": 3.6, "refused_duplicate": 2, "refused_publication": 0.2, "refused_excessive": 0.5,
    "refused_reissue": 0.5, "other_uncorrected": 2, "other_unpaid": 0.4, "other_rest": 4.2,
}
_ROUTES = {"reconsideration": 0.045, "litigation_direct": 0.012, "litigation_after": 0.008}
_CASES = {"upheld": 66, "corrected": 14, "other": 12, "pending": 8}


@dataclass
class History:
    """What one year hands to the next: open requests by applicant kind, the stock of documents, items of power."""

    open: Counter[str] = field(default_factory=Counter)
    stock: int = 0
    items: int = 0


def year_of(form: Form, year: int, size: float, decisions: int, random: Random, history: History) -> Cells:
    """All printed cells of one report; `history` is taken over and brought forward. Every identity holds."""
    cells: Cells = dict.fromkeys(form.paths(), Decimal(0))
    growth = 1.07 ** (year - 2019) * random.uniform(0.82, 1.2)
    received = _draw(random, size * growth)
    _requests(form, cells, received, random, history)
    _disputes(cells, received, random)
    _disclosure(form, cells, decisions, random, history)
    return cells


def _draw(random: Random, mean: float) -> int:
    return max(0, round(random.gauss(mean, max(0.8, mean ** 0.5)))) if mean else 0


def _requests(form: Form, cells: Cells, received: int, random: Random, history: History) -> None:
    kinds, weights = list(_APPLICANTS), list(_APPLICANTS.values())
    new = Counter(random.choices(kinds, weights, k=received))
    rows = {row.code for row in form.table("requests").rows}
    left: Counter[str] = Counter()
    for kind in kinds:
        carried_in = history.open[kind]
        total = new[kind] + carried_in
        left[kind] = sum(random.random() < 0.04 for _ in range(total))
        results = Counter(random.choices(list(_RESULTS), list(_RESULTS.values()), k=total - left[kind]))
        _set(cells, "received", kind, new[kind])
        _set(cells, "carried_in", kind, carried_in)
        for row, count in results.items():
            _set(cells, row if row in rows else "other", kind, count)
        _set(cells, "handled", kind, total - left[kind])
        _set(cells, "carried_out", kind, left[kind])
    for row in rows:
        cells[f"requests/{row}/total"] = sum((cells[f"requests/{row}/{kind}"] for kind in kinds), Decimal(0))
    history.open = left


def _set(cells: Cells, row: str, kind: str, count: int) -> None:
    cells[f"requests/{row}/{kind}"] += count


def _disputes(cells: Cells, received: int, random: Random) -> None:
    for route, share in _ROUTES.items():
        cases = sum(random.random() < share for _ in range(received))
        results = Counter(random.choices(list(_CASES), list(_CASES.values()), k=cases))
        for result in _CASES:
            cells[f"disputes/{route}/{result}"] = Decimal(results[result])
        cells[f"disputes/{route}/total"] = Decimal(cases)


def _disclosure(form: Form, cells: Cells, decisions: int, random: Random, history: History) -> None:
    paths = set(cells)
    issued = random.randint(0, 4) if decisions or history.stock else random.randint(0, 1)
    repealed = min(history.stock, random.randint(0, 3))
    history.stock += issued - repealed
    values = {
        "normative_document/issued": issued, "normative_document/repealed": repealed,
        "normative_document/in_force": history.stock, "normative_document/produced": issued,
        "normative_document/newly_disclosed": issued, "normative_document/total_disclosed": history.stock,
        "licensing/decisions": _draw(random, decisions * 0.6), "penalty/decisions": _draw(random, decisions * 0.3),
        "coercion/decisions": _draw(random, decisions * 0.03), "other_service/decisions": _draw(random, decisions * 0.1),
    }
    for row in ("licensing", "penalty", "coercion", "other_service", "fee"):
        values[f"{row}/prior_items"] = history.items if row == "licensing" else history.items // 3
    if "disclosure/fee/amount" in paths and decisions > 1_000:
        cells["disclosure/fee/amount"] = Decimal(random.randint(20_000, 900_000)) / 10_000
    if "disclosure/procurement/projects" in paths:
        projects = random.randint(0, 12)
        cells["disclosure/procurement/projects"] = Decimal(projects)
        cells["disclosure/procurement/amount"] = Decimal(projects * random.randint(5_000, 300_000))
    for path, value in values.items():
        if f"disclosure/{path}" in paths:
            cells[f"disclosure/{path}"] = Decimal(value)


def summed(reports: list[Cells], form: Form) -> Cells:
    """The cell-wise sum of reports of one form: what a region reports."""
    return {path: sum((cells.get(path, Decimal(0)) for cells in reports), Decimal(0)) for path in form.paths()}


def form_in(year: int) -> Form:
    """The form in force for a year."""
    form = catalog.form_for(year)
    assert form is not None
    return form
