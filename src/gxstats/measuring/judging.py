"""What people decided in an assessment: points entered by hand, adjustments, appeals, verdicts on findings.

All of it is appended to the decisions; a later line on the same subject takes the place of the one before, `withdrawn` takes
it back. A subject is `<scheme>/<year>/<unit>/<item>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gxstats.errors import GxstatsError
from gxstats.measuring.schemes import Item, Scheme
from gxstats.storing.decisions import Decision, Decisions
from gxstats.storing.roles import Person

WITHDRAWN = "withdrawn"
KINDS = ("entry", "adjustment", "appeal")


def subject_of(scheme: str, year: int, unit: str, item: str) -> str:
    return f"{scheme}/{year}/{unit}/{item}"


@dataclass(frozen=True)
class Judged:
    """The decisions on one scheme and year, oldest first of each kind, and every verdict on findings."""

    scheme: str
    year: int
    decisions: tuple[Decision, ...] = ()
    verdicts: tuple[Decision, ...] = ()
    _latest: dict[tuple[str, str, str], Decision] = field(default_factory=dict, compare=False, repr=False)
    _by_id: dict[str, Decision] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        start = subject_of(self.scheme, self.year, "", "").removesuffix("/")
        for decision in self.decisions:
            unit, _, item = decision.subject.removeprefix(start).rpartition("/")
            self._latest[decision.kind, unit, item] = decision
        self._by_id.update({d.subject: d for d in self.verdicts})

    def _standing(self, kind: str, unit: str, item: str) -> Decision | None:
        found = self._latest.get((kind, unit, item))
        return None if found is None or found.choice == WITHDRAWN else found

    def entry(self, unit: str, item: str) -> Decision | None:
        return self._standing("entry", unit, item)

    def adjustment(self, unit: str, item: str) -> Decision | None:
        return self._standing("adjustment", unit, item)

    def appeal(self, unit: str, item: str) -> Decision | None:
        """The last word on an appeal: raised (still open), upheld or rejected."""
        return self._standing("appeal", unit, item)

    def dismissed(self, finding: Mapping[str, Any]) -> bool:
        return self._verdict(finding) == "dismissed"

    def confirmed(self, finding: Mapping[str, Any]) -> bool:
        return self._verdict(finding) == "confirmed"

    def _verdict(self, finding: Mapping[str, Any]) -> str:
        """The verdict made on exactly this finding; one on other values of its place does not count."""
        found = self._by_id.get(str(finding["finding_id"]))
        return found.choice if found else ""

    def history(self, unit: str, item: str = "") -> list[Decision]:
        """Everything decided on a unit (and item), oldest first."""
        start = subject_of(self.scheme, self.year, unit, item)
        found = [d for d in self.decisions if (d.subject == start if item else d.subject.startswith(start))]
        return sorted(found, key=lambda d: d.when)

    def open_appeals(self, unit: str = "") -> list[Decision]:
        return [d for (kind, of, _), d in self._latest.items()
                if kind == "appeal" and d.choice == "raised" and unit in ("", of)]


def judged(decisions: Decisions, scheme: str, year: int) -> Judged:
    """What was decided on a scheme and year so far."""
    start = f"{scheme}/{year}/"
    found = [d for kind in KINDS for d in decisions.read(kind) if d.subject.startswith(start)]
    return Judged(scheme, year, tuple(found), tuple(decisions.read("verdict")))


# --- writing ------------------------------------------------------------------------------------------------------

def enter(decisions: Decisions, scheme: Scheme, year: int, unit: str, item: Item, text: str, who: Person, why: str,
          evidence: str = "") -> Decision:
    """Write points (or a number of cases) for an item that is entered by hand; `withdrawn` takes the entry back."""
    rule = next((rule for rule in item.rules if rule.source == "entry"), None)
    if rule is None:
        raise GxstatsError("{item} is not entered by hand; adjust it instead", item=item.code)
    if text != WITHDRAWN:
        most = item.points if not rule.each else 10_000.0
        text = _number(text, most, whole=bool(rule.each))
    return _write(decisions, "entry", subject_of(scheme.name, year, unit, item.code), text, who, why, {}, evidence)


def adjust(decisions: Decisions, scheme: Scheme, year: int, unit: str, item: str, points: float, text: str, computed: str,
           who: Person, why: str, evidence: str = "") -> Decision:
    """Set the score of an item by hand, whatever its rules give; `computed` is what they give now (assessment.shown), so
    that the adjustment is told to be outdated once that changes."""
    if text != WITHDRAWN:
        text = _number(text, points)
    return _write(decisions, "adjustment", subject_of(scheme.name, year, unit, item), text, who, why,
                  {} if text == WITHDRAWN else {"computed": computed}, evidence)


def appeal(decisions: Decisions, scheme: Scheme, year: int, unit: str, item: str, choice: str, who: Person, why: str,
           evidence: str = "") -> Decision:
    """Write down an appeal (raised) or what became of it (upheld, rejected)."""
    return _write(decisions, "appeal", subject_of(scheme.name, year, unit, item), choice, who, why, {}, evidence)


def _write(decisions: Decisions, kind: str, subject: str, choice: str, who: Person, why: str, expects: Mapping[str, Any],
           evidence: str) -> Decision:
    if not why.strip():
        raise GxstatsError("give the reason; it stands beside the points")
    return decisions.append(kind, subject, choice, who, why, expects, evidence=evidence)


def _number(text: str, most: float, whole: bool = False) -> str:
    try:
        number = float(text.strip())
    except ValueError:
        number = -1.0
    if not 0 <= number <= most or (whole and number != int(number)):
        raise GxstatsError("{text} is no number between 0 and {most}", text=text[:20] or "-", most=f"{most:g}")
    return f"{number:g}"


def as_rows(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """Decisions as plain dicts, for a sign-off; `from_rows` reads them back."""
    return [{"kind": d.kind, "when": d.when, "who": d.who, "subject": d.subject, "where": d.where, "choice": d.choice,
             "why": d.why, "expects": d.expects, "evidence": d.evidence} for d in decisions]


def from_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Decision, ...]:
    return tuple(Decision(**row) for row in rows)
