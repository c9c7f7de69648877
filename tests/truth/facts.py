"""What the cells add up to for one choice: every yearly series, every number of a unit, every change, computed once."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from math import isnan, sqrt

import pandas as pd

from tests.truth.evidence import KINDS, LEAVES, OUTCOMES, RESULTS, ROUTES, Choice, Evidence

Key = tuple[str, ...]
LEAST = 10  # units with fewer cases have no rate
PUT_TOGETHER = {"": -1000, "recent ": -2}  # years put together: all of the choice, or the last three
_DECIDED = {route: [f"disputes/{route}/{result}" for result in ("upheld", "corrected", "other")] for route in ROUTES}
_OF_HANDLED = {"granted_rate": ["granted"], "partial_rate": ["partly_granted"], "disclosure_rate": ["granted", "partly_granted"],
               "denial_rate": ["denied"], "unable_rate": ["unavailable"], "unprocessed_rate": ["refused"], "other_rate": ["other"]}
_IN = ["requests/received/total", "requests/carried_in/total"]
RATES: dict[str, tuple[list[str], list[str]]] = {
    **{code: ([f"requests/{row}/total" for row in rows], ["requests/handled/total"]) for code, rows in _OF_HANDLED.items()},
    "closure_rate": (["requests/handled/total"], _IN),
    "carry_out_rate": (["requests/carried_out/total"], _IN),
    "review_correction_rate": (["disputes/reconsideration/corrected"], _DECIDED["reconsideration"]),
    "review_correction_rate/all": (["disputes/reconsideration/corrected"], ["disputes/reconsideration/total"]),
    "litigation_correction_rate": ([f"disputes/{r}/corrected" for r in ROUTES[1:]],
                                   _DECIDED["litigation_direct"] + _DECIDED["litigation_after"]),
    "litigation_correction_rate/all": ([f"disputes/{r}/corrected" for r in ROUTES[1:]],
                                       [f"disputes/{r}/total" for r in ROUTES[1:]]),
    "dispute_rate": (["disputes/reconsideration/total", "disputes/litigation_direct/total"], ["requests/received/total"]),
    "natural_person_share": (["requests/received/natural_person"], ["requests/received/total"]),
    "not_held_share": (["requests/unavailable_not_held/total"], ["requests/unavailable/total"]),
}
WHOLES = {  # parts of a whole of 100 %
    "outcomes": [f"requests/{outcome}/total" for outcome in OUTCOMES],
    "applicants": [f"requests/received/{kind}" for kind in KINDS],
    "organisations": [f"requests/received/{kind}" for kind in KINDS[1:]],
    **{route: [f"disputes/{route}/{result}" for result in RESULTS] for route in ROUTES},
}


def wilson(n: float, of: float) -> tuple[float, float]:
    """The Wilson interval by solving its quadratic: (p - n/N)^2 = z^2 p (1 - p) / N."""
    if isnan(n) or isnan(of) or of <= 0 or not 0 <= n <= of:
        return float("nan"), float("nan")
    z2 = 1.959963984540054 ** 2
    a, b, c = of + z2, -(2 * n + z2), n * n / of
    root = sqrt(max(0.0, b * b - 4 * a * c))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


class Facts:
    """All facts of one choice of one store."""

    def __init__(self, evidence: Evidence, choice: Choice) -> None:
        self.evidence, self.choice = evidence, choice
        self.rows = evidence.chosen(choice)
        self.codes = [column for column in self.rows.columns if "/" in column]

    def rated(self, code: str) -> pd.DataFrame:
        """unit, year, n, of for every report of the choice that prints all that the rate needs."""
        numerator, denominator = RATES[code]
        needed = list(dict.fromkeys([*numerator, *denominator]))
        rows = self.rows.reindex(columns=["unit", "year", *needed]).dropna(subset=needed)
        return pd.DataFrame({"unit": rows["unit"], "year": rows["year"], "n": rows[numerator].sum(axis=1),
                             "of": rows[denominator].sum(axis=1)})

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """have, due by year."""
        due = self.evidence.due(self.choice).groupby("year").size()
        have = self.rows.groupby("year")["unit"].nunique()
        return pd.DataFrame({"have": have, "due": due}).reindex(self.choice.years).fillna(0).astype(int)

    @cached_property
    def yearly(self) -> dict[Key, pd.Series]:
        """Every series over the years; missing is NaN."""
        years = self.choice.years
        found: dict[Key, pd.Series] = {("have",): self.coverage["have"].astype(float), ("due",): self.coverage["due"].astype(float)}
        groups = self.rows.groupby("year")
        sums, counts = groups[self.codes].sum(min_count=1).reindex(years), groups[self.codes].count().reindex(years)
        for code in self.codes:
            found["sum", code], found["count", code] = sums[code], counts[code].astype(float)
        for code in RATES:
            rows = self.rated(code)
            table = rows.groupby("year")[["n", "of"]].sum().reindex(years).astype(float)
            bounds = [wilson(n, of) for n, of in table.itertuples(index=False)]
            found["n", code], found["of", code] = table["n"], table["of"]
            found["rate", code] = table["n"] / table["of"].where(table["of"] >= LEAST)  # below, only the counts are shown
            for place, side in enumerate(("low", "high")):
                found[side, code] = pd.Series([bound[place] for bound in bounds], index=years).where(table["of"] >= LEAST)
            whole = (rows["n"] <= rows["of"]) | (code == "dispute_rate")  # a report that breaks its sums is nobody's middle
            rows = rows[(rows["of"] >= LEAST) & whole].assign(rate=lambda r: r["n"] / r["of"])
            for name, share in (("lower", .25), ("median", .5), ("upper", .75)):
                found[name, code] = rows.groupby("year")["rate"].quantile(share).reindex(years)
            found["rated", code] = rows.groupby("year").size().reindex(years).fillna(0).astype(float)
        for name, codes in WHOLES.items():
            parts = sums.reindex(columns=codes)
            whole = parts.sum(axis=1, min_count=1)
            complete = self.rows.reindex(columns=["year", *codes]).dropna(subset=codes).groupby("year")[codes].sum().reindex(years)
            for code in codes:
                found["share", name, code] = parts[code] / whole.where(whole > 0)
                found["complete", name, code] = complete[code]
                found["complete share", name, code] = complete[code] / complete.sum(axis=1).where(lambda s: s > 0)
            found["complete", name, "all"] = complete.sum(axis=1, min_count=1)
        return found

    @cached_property
    def of_report(self) -> dict[Key, dict[tuple[str, int], float]]:
        """Every number of one unit and year, and its rates."""
        index = list(zip(self.rows["unit"], self.rows["year"], strict=True))
        found: dict[Key, dict[tuple[str, int], float]] = {}
        for code in self.codes:
            found["cell", code] = {place: v for place, v in zip(index, self.rows[code], strict=True) if not isnan(v)}
        for code in RATES:
            for line in self.rated(code).itertuples(index=False):
                place = (str(line.unit), int(line.year))
                found.setdefault(("n", code), {})[place] = float(line.n)
                found.setdefault(("of", code), {})[place] = float(line.of)
                if line.of > 0:
                    found.setdefault(("rate", code), {})[place] = float(line.n / line.of)
        return found

    @cached_property
    def of_unit(self) -> dict[Key, dict[str, float]]:
        """Numbers of a unit over all chosen years, of its last year, and its change on the year before."""
        found: dict[Key, dict[str, float]] = {}
        for code, (times, first) in product(RATES, PUT_TOGETHER.items()):
            rated = self.rated(code)
            for unit, rows in rated[rated["year"] >= self.choice.last + first].groupby("unit"):
                n, of = float(rows["n"].sum()), float(rows["of"].sum())
                found.setdefault((f"{times}n", code), {})[str(unit)] = n
                found.setdefault((f"{times}of", code), {})[str(unit)] = of
                if of > 0:
                    found.setdefault((f"{times}rate", code), {})[str(unit)] = n / of
        for (kind, code), values in self.of_report.items():
            found["last", kind, code] = {unit: v for (unit, year), v in values.items() if year == self.choice.last}
        for (unit, kind), (before, after) in self.changes.items():
            for name, value in (("before", before), ("after", after), ("change", after - before)):
                whole = found.setdefault((name, "received"), {})
                whole[unit] = whole.get(unit, 0) + value
                found.setdefault((name, kind), {})[unit] = value
        corrected = [f"disputes/{route}/corrected" for route in ROUTES]
        last = self.rows[self.rows["year"] == self.choice.last].set_index("unit").reindex(columns=corrected)
        found["corrected",] = last.sum(axis=1, min_count=1).dropna().to_dict()
        return found

    @cached_property
    def changes(self) -> dict[tuple[str, str], tuple[float, float]]:
        """(unit, applicant kind or total) -> received in the last year but one and the last, 0 where there is no report."""
        codes = [f"requests/received/{kind}" for kind in (*KINDS, "total")]
        rows = self.rows[self.rows["year"].isin([self.choice.last - 1, self.choice.last])].reindex(columns=["unit", "year", *codes])
        rows = rows[rows[codes[-1]].notna()]
        found: dict[tuple[str, str], tuple[float, float]] = {}
        for unit, lines in rows.groupby("unit"):
            whole = all(line[codes[:-1]].notna().all() and line[codes[:-1]].sum() == line[codes[-1]]
                        for _, line in lines.iterrows())
            for kind in KINDS if whole else ("total",):
                by_year = dict(zip(lines["year"], lines[f"requests/received/{kind}"], strict=True))
                found[str(unit), kind] = (float(by_year.get(self.choice.last - 1, 0)), float(by_year.get(self.choice.last, 0)))
        return found

    @cached_property
    def in_both(self) -> tuple[int, float, float]:
        """Units that print the total of received requests in the last year and the one before, and their sums."""
        code, last = "requests/received/total", self.choice.last
        rows = self.rows.reindex(columns=["unit", "year", code]).dropna(subset=[code])
        before, after = (rows[rows["year"] == year].set_index("unit")[code] for year in (last - 1, last))
        both = sorted(set(before.index) & set(after.index))
        return len(both), float(before[both].sum()), float(after[both].sum())

    def complete(self) -> set[float]:
        """How many reports of the last year print every part of the flow, and of each stock in both years."""
        last, found = self.rows[self.rows["year"] == self.choice.last], set()
        flow = [f"requests/{row}/total" for row in ("received", "carried_in", *OUTCOMES, "carried_out")]
        found.add(float(len(last.reindex(columns=flow).dropna())))
        for row in ("normative_document", "regulation"):
            codes = [f"disclosure/{row}/{column}" for column in ("in_force", "issued", "repealed")]
            rows = self.rows.reindex(columns=["unit", "year", *codes]).dropna()
            found.add(float(len(set(rows[rows["year"] == self.choice.last]["unit"])
                                & set(rows[rows["year"] == self.choice.last - 1]["unit"]))))
        return found

    def flow(self) -> dict[str, float]:
        """Sums of the last year over the reports that print all parts of the flow."""
        codes = [f"requests/{row}/total" for row in ("received", "carried_in", *OUTCOMES, "carried_out")]
        rows = self.rows[self.rows["year"] == self.choice.last].reindex(columns=codes).dropna()
        return {code.split("/")[1]: float(rows[code].sum()) for code in codes} if len(rows) else {}

    def stock(self, row: str) -> dict[str, float]:
        """Documents of the units that print stock, issued and repealed in both of the last two years."""
        codes = [f"disclosure/{row}/{column}" for column in ("in_force", "issued", "repealed")]
        rows = self.rows.reindex(columns=["unit", "year", *codes]).dropna()
        now, before = (rows[rows["year"] == year].set_index("unit")[codes] for year in (self.choice.last, self.choice.last - 1))
        both = [unit for unit in now.index if unit in set(before.index)]
        if not both:
            return {}
        return {"start": float(before.loc[both, codes[0]].sum()), "end": float(now.loc[both, codes[0]].sum()),
                "issued": float(now.loc[both, codes[1]].sum()), "repealed": float(now.loc[both, codes[2]].sum())}

    def leaves(self) -> set[str]:
        return {leaf for group in LEAVES.values() for leaf in group}
