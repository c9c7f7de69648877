"""Plausible numbers for one unit over years: requests that balance, stocks that flow, cases that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
_LEFT_OVER = 0.04  # share of requests still open at the end of the year
_ROUTES = {"reconsideration": 0.045, "litigation_direct": 0.012, "litigation_after": 0.008}
_DECIDED = {"upheld": 68, "corrected": 16, "other": 16}
_PENDING = 0.12
_DECISIONS = {"licensing": 0.6, "penalty": 0.3, "coercion": 0.03, "other_service": 0.1}
_WITH_ITEMS = ("licensing", "other_service", "penalty", "coercion", "fee")


@dataclass
class History:
    """What one year hands to the next: open requests by applicant, pending cases by route, stock of documents, items
    of power by row."""

    open: Counter[str] = field(default_factory=Counter)
    pending: Counter[str] = field(default_factory=Counter)
    stock: int = 0
    items: Counter[str] = field(default_factory=Counter)

    def receive(self, other: History) -> None:
        """Take over all that another body hands on."""
        self.open += other.open
        self.pending += other.pending
        self.stock += other.stock
        self.items += other.items


def beginning(random: Random, decisions: int) -> History:
    """What a body had before the first report."""
    return History(stock=random.randint(4, 30) if decisions > 100 else random.randint(0, 6),
                   items=Counter({row: random.randint(0, 60) for row in _WITH_ITEMS} if decisions else {}))


def year_of(form: Form, mean: float, decisions: int, random: Random, history: History) -> Cells:
    """All printed cells of one report of a body that receives about `mean` requests; `history` is brought forward.
    Every identity holds, and what was carried over, pending and in force follows from the year before."""
    cells: Cells = dict.fromkeys(form.paths(), Decimal(0))
    received = _draw(random, mean)
    _requests(form, cells, received, random, history)
    _disputes(cells, received, random, history)
    _disclosure(cells, decisions, random, history)
    return cells


def _draw(random: Random, mean: float) -> int:
    return max(0, round(random.gauss(mean, max(0.8, mean ** 0.5)))) if mean else 0


def _requests(form: Form, cells: Cells, received: int, random: Random, history: History) -> None:
    kinds = list(_APPLICANTS)
    new = Counter(random.choices(kinds, list(_APPLICANTS.values()), k=received))
    rows = {row.code for row in form.table("requests").rows}
    left: Counter[str] = Counter()
    for kind in kinds:
        total = new[kind] + history.open[kind]
        left[kind] = sum(random.random() < _LEFT_OVER for _ in range(total))
        results = Counter(random.choices(list(_RESULTS), list(_RESULTS.values()), k=total - left[kind]))
        printed = {"received": new[kind], "carried_in": history.open[kind], "handled": total - left[kind],
                   "carried_out": left[kind], **results}
        for row, count in printed.items():
            cells[f"requests/{row if row in rows else 'other'}/{kind}"] += count
    for row in rows:
        cells[f"requests/{row}/total"] = sum((cells[f"requests/{row}/{kind}"] for kind in kinds), Decimal(0))
    history.open = left


def _disputes(cells: Cells, received: int, random: Random, history: History) -> None:
    for route, share in _ROUTES.items():
        cases = history.pending[route] + sum(random.random() < share for _ in range(received))
        if route == "litigation_after":  # whoever sues after a review has had one
            decided = cells["disputes/reconsideration/total"] - cells["disputes/reconsideration/pending"]
            cases = max(history.pending[route], min(cases, int(decided)))
        pending = sum(random.random() < _PENDING for _ in range(cases))
        results = Counter(random.choices(list(_DECIDED), list(_DECIDED.values()), k=cases - pending))
        for result, count in {**dict.fromkeys(_DECIDED, 0), **results, "pending": pending, "total": cases}.items():
            cells[f"disputes/{route}/{result}"] = Decimal(count)
        history.pending[route] = pending


def _disclosure(cells: Cells, decisions: int, random: Random, history: History) -> None:
    issued = random.randint(0, 4) if decisions > 100 else random.randint(0, 1)
    repealed = min(history.stock, random.randint(0, 3) if decisions > 100 else random.randint(0, 1))
    history.stock += issued - repealed
    values: dict[str, float] = {
        "normative_document/issued": issued, "normative_document/repealed": repealed,
        "normative_document/in_force": history.stock, "normative_document/produced": issued,
        "normative_document/newly_disclosed": issued, "normative_document/total_disclosed": history.stock,
    }
    for row, share in _DECISIONS.items():
        values[f"{row}/decisions"] = _draw(random, decisions * share)
    for row in _WITH_ITEMS:
        change = random.randint(-min(3, history.items[row]), 3) if history.items[row] else 0
        values[f"{row}/prior_items"] = history.items[row]
        values[f"{row}/item_change"] = change
        history.items[row] += change
    projects = random.randint(0, 12)
    values["procurement/projects"] = projects
    values["procurement/amount"] = projects * random.randint(5_000, 300_000)
    for path, value in values.items():
        if f"disclosure/{path}" in cells:
            cells[f"disclosure/{path}"] = Decimal(value)
    if "disclosure/fee/amount" in cells and decisions > 1_000:
        cells["disclosure/fee/amount"] = Decimal(round(decisions * random.uniform(0.8, 1.2))) / 100


def startling(cells: Mapping[str, Decimal], past: Sequence[Mapping[str, Decimal]]) -> bool:
    """Whether a year would be blamed for a sudden change, by the rule of the check of that name."""
    rule = catalog.checks()["sudden_change"].parameters
    for path in rule["codes"]:
        now, earlier = cells.get(path), [year[path] for year in past[-3:] if path in year]
        if now is None or not earlier:
            continue
        low, high = sorted((now, earlier[-1]))
        jumped = high >= rule["least"] and high >= rule["ratio"] * low
        if jumped or (now == 0 and len(earlier) == 3 and all(earlier)):
            return True
    return False


def summed(reports: Iterable[Mapping[str, Decimal]], form: Form) -> Cells:
    """The cell-wise sum of reports of one form: what a region reports."""
    total: Cells = dict.fromkeys(form.paths(), Decimal(0))
    for cells in reports:
        for path in total:
            total[path] += cells[path]
    return total


def restated(cells: Mapping[str, Decimal | None], form: Form) -> dict[str, Decimal | None]:
    """The same numbers under another form: shared cells kept, rows that the form prints as one added up, the rest 0."""
    found: dict[str, Decimal | None] = {}
    for path in form.paths():
        table, row, column = path.split("/")
        parts = [cells[other] or Decimal(0) for other in cells
                 if other.startswith(f"{table}/{row}_") and other.endswith(f"/{column}")]
        found[path] = cells[path] if path in cells else sum(parts, Decimal(0))
    return found


def form_in(year: int) -> Form:
    """The form in force for a year."""
    form = catalog.form_for(year)
    assert form is not None
    return form
