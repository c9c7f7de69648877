"""Each chart and table held against the facts: a trace must be one fact in full, gaps included; the unknown is a complaint."""

from __future__ import annotations

import re
from math import isnan
from typing import Any

import pandas as pd

from gxstats import catalog
from tests.truth.evidence import KINDS
from tests.truth.facts import LEAST, Facts, Key
from tests.truth.rendered import Drawn, Printed, number, numbers, words
from tests.truth.shapes import funnel_line, steps, walked

MEANT: dict[str, str] = {  # charts of one series without a name: what they must show
    "received": "sum requests/received/total", "persons": "sum requests/received/natural_person",
    "corrected": "rate review_correction_rate", "licensing": "sum disclosure/licensing/decisions",
    "penalty": "sum disclosure/penalty/decisions", "coercion": "sum disclosure/coercion/decisions",
    "fee": "sum disclosure/fee/amount", "map": "cell requests/received/total",
    "review_correction_rate": "rate review_correction_rate", "litigation_correction_rate": "rate litigation_correction_rate",
}


def same(shown: float | None, fact: float) -> bool:
    if shown is None or isnan(shown):
        return isnan(fact)
    return not isnan(fact) and abs(shown - fact) <= 1e-9 * max(1.0, abs(fact))


def labels_of(key: Key, language: str) -> set[str]:
    """What a series of this key may be called."""
    found = set()
    for part in key[1:]:
        pieces = part.split("/")
        if len(pieces) == 3:
            table, row, column = pieces
            for kind, code in (("row", row), ("column", column)):
                found |= {catalog.label(kind, table, code, language, short) for short in (True, False)}
        if pieces[0] in catalog.indicators():
            about = catalog.indicators()[pieces[0]]
            found.add(about[language])
            for path in about["numerator"]:
                table, row, column = path.split("/")
                found |= {catalog.label("row", table, row, language, short) for short in (True, False)}
                if column != "total":
                    found |= {catalog.label("column", table, column, language, short) for short in (True, False)}
    return found


class Held:
    """Complaints about one page for one choice."""

    def __init__(self, drawn: Drawn, facts: Facts, language: str = "zh") -> None:
        self.drawn, self.facts, self.language = drawn, facts, language
        self.complaints: list[str] = []
        self.units = {facts.evidence.label(unit, language): unit for unit in facts.evidence.named}
        self.known = {name for key in facts.yearly for name in labels_of(key, language)}
        self.counted = 0

    def wrong(self, where: str, what: object) -> None:
        self.complaints.append(f"{self.drawn.page}/{where}: {what}")

    def all(self) -> list[str]:
        """Every complaint about charts, tables and texts."""
        for key, spec in self.drawn.charts.items():
            for trace in spec["data"]:
                self._trace(key, trace)
            self._ticks(key, spec)
        for place, table in enumerate(self.drawn.tables):
            self._table(f"table {place}", table)
        for text in self.drawn.texts:
            self._text(text)
        return self.complaints

    # --- charts ---------------------------------------------------------------------------------------------------

    def _trace(self, key: str, trace: dict[str, Any]) -> None:
        kind = trace["type"]
        if kind == "bar" and "base" in trace:
            return self._note(key, steps(self.facts, trace["x"], *walked(trace["base"], trace["y"]), self.language))
        if kind in ("icicle", "treemap", "sunburst"):
            return self._tree(key, trace)
        x, y = list(trace.get("x") or []), list(trace.get("y") or [])
        data = trace.get("customdata") or []
        if data and len(data) == len(x) and str(_first(data[0])) in self.facts.evidence.named:
            return self._units(key, trace, x, y, data)
        if x and all(isinstance(v, int | float) and round(v) in self.facts.choice.years for v in x):
            return self._years(key, trace, x, y)
        if kind == "scatter" and trace.get("hoverinfo") == "skip":
            return self._note(key, funnel_line(self.facts, x, y))
        return self.wrong(key, f"a trace of a sort that no fact is known for: {kind} {str(trace)[:200]}")

    def _note(self, key: str, complaint: str) -> None:
        self.counted += 1
        if complaint:
            self.wrong(key, complaint)

    def _years(self, key: str, trace: dict[str, Any], x: list[float], y: list[float | None]) -> None:
        name, candidates = str(trace.get("name") or ""), []
        whole = len(set(x)) == len(x) and all(v == int(v) for v in x) and trace.get("hoverinfo") != "skip"
        for fact, series in self.facts.yearly.items():
            for scale in (1.0, 100.0):
                if fact[0] in ("sum", "count", "have", "due", "n", "of", "complete") and scale != 1:
                    continue
                if all(self._allowed(fact, round(year), v, series[round(year)] * scale) for year, v in zip(x, y, strict=True)):
                    candidates.append(fact)
        if not candidates and trace.get("fill") == "toself":
            sides = [(a, b) for a, b in (("low", "high"), ("lower", "upper"))]
            candidates = [(a, *fact[1:]) for a, b in sides for fact in self.facts.yearly if fact[0] == a and all(
                same(v, self.facts.yearly[fact][round(t)]) or same(v, self.facts.yearly[b, *fact[1:]][round(t)])
                for t, v in zip(x, y, strict=True))]
        if not candidates and not whole and len(x) == 2 and all(  # joins the ends of two series
                any(same(v, series[round(t)]) for series in self.facts.yearly.values()) for t, v in zip(x, y, strict=True)):
            candidates = [("joint",)]
        self.counted += len(x)
        if not candidates:
            return self.wrong(key, f"no fact has {name or 'these'} {list(zip(x, y, strict=True))}")
        if any(v for v in y if v is not None):
            if name in self.known and not any(name in labels_of(fact, self.language) for fact in candidates):
                self.wrong(key, f"what is called {name} is {candidates[:3]}")
            meant = MEANT.get(key, "")
            if meant and whole and len(name) == 0 and not any(" ".join(fact).startswith(meant) for fact in candidates):
                self.wrong(key, f"{meant} is meant, shown is {candidates[:3]}")
        if trace.get("text") and isinstance(trace["text"], list):
            for value, text in zip(y, trace["text"], strict=True):
                if any(c.isdigit() for c in str(text)) and value is not None:
                    printed = [Printed(found.value, max(found.within, 0.5)) for found in numbers(words(str(text)))]
                    if not any(found in (value, value / 100) or found == value for found in printed):
                        self.wrong(key, f"the text {text} beside {value}")

    def _allowed(self, fact: Key, year: int, shown: float | None, value: float) -> bool:
        """The same number; or a year left out because fewer than half of the reports print the figure."""
        if same(shown, value):
            return True
        few = fact[0] == "sum" and 2 * self.facts.yearly["count", fact[1]][year] < self.facts.coverage.loc[year, "have"]
        return shown is None and few

    def _units(self, key: str, trace: dict[str, Any], x: list[Any], y: list[Any], data: list[Any]) -> None:
        """Marks that know their unit, and perhaps their year."""
        points = []
        for place, about in enumerate(data):
            unit = str(_first(about))
            year = next((int(v) for v in about[1:2] if str(v).isdigit() and int(v) in self.facts.choice.years), None)
            text = (trace.get("text") or [""] * len(x))[place] if isinstance(trace.get("text"), list) else ""
            points.append((unit, year, x[place], y[place], str(text)))
        self.counted += len(points)
        known = [p for p in points if p[0] in self.facts.evidence.named]
        if all(year is not None for _, year, *_ in known):
            shown = {(unit, year): (None if not any(c.isdigit() for c in text) else number(text)) if isinstance(b, str) else b
                     for unit, year, _, b, text in known}
            found = [fact for fact, values in self.facts.of_report.items()
                     if all(_meets(v, values.get(place)) for place, v in shown.items())]
        else:
            if trace.get("orientation") == "h":
                shown_units = {unit: a for unit, _, a, _, _ in known}
            else:
                shown_units = {unit: b for unit, _, _, b, _ in known}
            found = [fact for fact, values in self.facts.of_unit.items() if any(all(
                _meets(v, None if (w := values.get(unit)) is None else w * scale) for unit, v in shown_units.items())
                for scale in ((1.0, 100.0) if fact[0].endswith("rate") else (1.0,)))]
            rest = [(label, a) for unit, _, a, label, _ in points if unit not in self.facts.evidence.named]
            if rest and found:
                total = sum(self.facts.of_unit[found[0]].values())
                if abs(total - sum(shown_units.values()) - sum(a for _, a in rest)) > 1e-6:
                    self.wrong(key, f"{rest} is not what is left of {total}")
        if not found:
            return self.wrong(key, f"no fact has these units: {points[:12]}")
        if MEANT.get(key) and not any(" ".join(fact) == MEANT[key] for fact in found):
            self.wrong(key, f"{MEANT[key]} is meant, shown is {found[:3]}")

    def _tree(self, key: str, trace: dict[str, Any]) -> None:
        sums = {fact[1].split("/")[1]: series[self.facts.choice.last] for fact, series in self.facts.yearly.items()
                if fact[0] == "sum" and fact[1].startswith("requests/") and fact[1].endswith("/total")}
        values = dict(zip(trace["ids"], trace["values"], strict=True))
        self.counted += len(values)
        for place, (code, value) in enumerate(values.items()):
            children = [values[c] for c, parent in zip(trace["ids"], trace["parents"], strict=True) if parent == code]
            if code in sums and not same(value, sums[code]):
                self.wrong(key, f"{code} is {value}, the cells say {sums[code]}")
            if code not in sums and not (children and sum(children) == value):
                self.wrong(key, f"{code} is nothing that is known: {value}")
            label = words(str(trace["labels"][place]))
            if code in sums and not any(catalog.label("row", "requests", code, self.language, s) in label for s in (True, False)):
                self.wrong(key, f"{code} is called {label}")

    def _ticks(self, key: str, spec: dict[str, Any]) -> None:
        """n/N under a year is either who reported or the n and N of a rate, for all years alike."""
        for name, axis in spec.get("layout", {}).items():
            if not name.startswith("xaxis") or not axis.get("ticktext") or axis.get("tickvals") != self.facts.choice.years:
                continue
            below = [words(str(text)).split()[1:] for text in axis["ticktext"]]
            shown = {year: part[0] for year, part in zip(axis["tickvals"], below, strict=True) if part and "/" in part[0]}
            pairs = [(self.facts.yearly["have",], self.facts.yearly["due",])] + [
                (self.facts.yearly["n", fact[1]], self.facts.yearly["of", fact[1]]) for fact in self.facts.yearly if fact[0] == "n"]
            self.counted += len(shown)
            if not any(all(text == f"{n[year]:.0f}/{of[year]:.0f}" for year, text in shown.items()) for n, of in pairs):
                self.wrong(key, f"no n/N is {shown}")

    # --- tables ---------------------------------------------------------------------------------------------------

    def _table(self, where: str, table: pd.DataFrame) -> None:
        if not len(table):
            return
        first = [str(v) for v in table.iloc[:, 0]]
        self.counted += table.size
        if first == [str(year) for year in self.facts.choice.years]:
            for column in table.columns[1:]:
                self._column(where, str(column), list(table[column]))
        elif any(self._unit(label) for label in first):
            self._unit_table(where, table, first)
        else:
            self._step_table(where, table)

    def _column(self, where: str, name: str, cells: list[Any]) -> None:
        shown = [_cell(value) for value in cells]
        found = [fact for fact, series in self.facts.yearly.items() if any(all(
            _meets(v, None if isnan(w := float(series[year])) else w * scale)
            for v, year in zip(shown, self.facts.choice.years, strict=True))
            for scale in ((1.0, 100.0) if fact[0] == "rate" else (1.0,)))]
        if not found:
            return self.wrong(where, f"no fact is the column {name}: {cells}")
        if name in self.known and any(v and v.value for v in shown) and not any(
                name in labels_of(fact, self.language) for fact in found):
            self.wrong(where, f"the column {name} is {found[:3]}")

    def _unit(self, label: str) -> str:
        """The unit a label means; a remark in brackets or a star may stand behind its name."""
        plain = re.sub(r"[（(*].*$", "", label).strip()
        return self.units.get(label) or self.units.get(plain) or self.units.get(plain.split(" · ")[0], "")

    def _unit_table(self, where: str, table: pd.DataFrame, first: list[str]) -> None:
        units = [self._unit(label) for label in first]
        kinds = {catalog.label("column", "requests", kind, self.language, True): kind for kind in (*KINDS, "total")}
        for column in table.columns[1:]:
            cells = {place: _cell(value) for place, value in enumerate(table[column]) if units[place]}
            if not any(cells.values()):
                continue
            year = int(column) if str(column).isdigit() and int(column) in self.facts.choice.years else None
            found = []
            if year is not None:
                found = [fact for fact, values in self.facts.of_report.items()
                         if all(_meets(v, values.get((units[p], year))) for p, v in cells.items())]
            found += [fact for fact, values in self.facts.of_unit.items()
                      if all(_meets(v, values.get(units[p])) or _meets(v, 100 * values.get(units[p], float("nan")))
                             for p, v in cells.items())]
            found += [fact for fact, values in self.facts.of_unit.items() if fact[:2] == ("last", "rate") and all(
                _meets(v, values.get(units[p], float("nan")) * (100 if fact[2] == "dispute_rate" else 1)) if v is not None
                else self.facts.of_unit["last", "of", fact[2]].get(units[p], 0) < LEAST for p, v in cells.items())]
            split = [first[p].split(" · ") for p in cells]
            if not found and all(len(parts) == 2 for parts in split):  # unit · kind of applicant
                moved = {place: after - before for place, (before, after) in self.facts.changes.items()}
                found = [("change",)] if all(_meets(v, moved.get((units[p], kinds.get(parts[1], ""))))
                                             for (p, v), parts in zip(cells.items(), split, strict=True)) else []
            if not found and str(column) != "year":
                self.wrong(where, f"no fact is the column {column}: {list(zip(first, table[column], strict=True))[:8]}")

    def _step_table(self, where: str, table: pd.DataFrame) -> None:
        """Steps of a waterfall or nodes of a tree: the same numbers as a chart of the page has."""
        shown = [(words(str(a)).strip(" 　"), _cell(b)) for a, b in zip(table.iloc[:, 0], table.iloc[:, 1], strict=True)]
        for spec in self.drawn.charts.values():
            for trace in spec["data"]:
                names = trace.get("labels") or trace.get("x") or []
                values = trace.get("values") or trace.get("y") or []
                if "base" in trace:
                    values, _ = walked(trace["base"], values)
                pairs = [(str(n).replace("<br>", " · ").strip(" 　"), v) for n, v in zip(names, values, strict=True)]
                if len(pairs) == len(shown) and all(a == c and _meets(b, d) for (a, b), (c, d) in zip(shown, pairs, strict=True)):
                    return
        self.wrong(where, f"no chart has these steps: {shown[:6]}")

    # --- texts ----------------------------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        from tests.truth.tiles import tiles, unknown
        if "gx-tile" in text:
            self.complaints += [f"{self.drawn.page}/tile: {what}" for what in tiles(self.facts, text, self.language)]
            self.counted += text.count("gx-tile'") * 3
        elif "gx-" not in text:
            self.complaints += [f"{self.drawn.page}/text: {what}" for what in unknown(self.facts, words(text))]


def _first(item: Any) -> Any:
    return item[0] if isinstance(item, list) and item else item


def _cell(value: Any) -> Printed | None:
    """A number of a table, None for a dash or a word."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    if isinstance(value, int | float):
        return Printed(float(value), 0.0)
    found = numbers(str(value))
    return found[0] if found and len(found) == 1 else None


def _meets(shown: Printed | float | None, fact: float | None) -> bool:
    if shown is None or fact is None or isnan(fact):
        return shown is None and (fact is None or isnan(fact))
    return shown == fact if isinstance(shown, Printed) else same(float(shown), fact)
