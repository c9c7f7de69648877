"""The six figures of a year, who moved the total, and who was corrected: the same words and numbers on a page and on paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import change, indicators, queries
from gxstats.measuring.queries import Ask, Filter
from gxstats.measuring.telling import number, percent, signed

OUTCOMES = ("granted", "partly_granted", "denied", "unavailable", "refused", "other")
CORRECTED = tuple(f"disputes/{route}/corrected" for route in ("reconsideration", "litigation_direct", "litigation_after"))
# label, the code that is summed (none: a rate), the indicator beside it
_SIX = (("Received", "requests/received/total", ""), ("Handled", "requests/handled/total", "closure_rate"),
        ("Disclosure rate", "", "disclosure_rate"), ("Carried over", "requests/carried_out/total", "carry_out_rate"),
        ("Reviews corrected", "", "review_correction_rate"), ("Lawsuits lost", "", "litigation_correction_rate"))


@dataclass(frozen=True)
class Headline:
    """One of the six: the value with its unit, the change on last year in words, what it is made of, and the value of
    every year. `codes` are the cell paths it is computed from."""

    label: str
    value: str
    unit: str
    change: str
    base: str
    note: str
    series: tuple[float, ...]
    codes: tuple[str, ...]


def headlines(ask: Ask, chosen: Filter, language: str) -> list[Headline]:
    """The six figures of the last year in the choice."""
    sums = queries.by_year(ask, chosen, [code for _, code, _ in _SIX if code])
    return [_counted(ask, chosen, language, sums, *line) if line[1] else _rated(ask, chosen, language, line[0], line[2])
            for line in _SIX]


def _counted(ask: Ask, chosen: Filter, language: str, sums: pd.DataFrame, label: str, code: str, rate: str) -> Headline:
    year, base, note, codes = chosen.last, "", "", [code]
    if rate:
        frame = indicators.by_year(ask, chosen, rate)
        note = _note(rate, language)
        value, made_of = value_in(frame, year, "value"), _made_of(frame, year, language)
        base = made_of if value is None else f"{percent(value)} = {made_of}"
        codes += [path for path in chain(*indicators.codes(rate)) if path not in codes]
    n, reports = value_in(sums, year, f"{code}#n"), value_in(sums, year, "reports")
    if not base or n != reports:
        base = catalog.say("{count} of {reports} reports print it", language, count=number(n, language),
                           reports=number(reports, language)) + (f" · {base}" if base else "")
    now, before = value_in(sums, year, code), value_in(sums, year - 1, code)
    whole = all(value_in(sums, at, f"{code}#n") == value_in(sums, at, "reports") for at in (year - 1, year))
    change = changed(now, before, False, language) if whole or now is None or before is None else catalog.say(
        "not every report prints it: not compared", language)
    return Headline(catalog.say(label, language), number(now, language), catalog.say("cases", language) if now is not None else "",
                    change, base, note, tuple(sums[code].astype(float)), tuple(codes))


def _rated(ask: Ask, chosen: Filter, language: str, label: str, rate: str) -> Headline:
    frame, year = indicators.by_year(ask, chosen, rate), chosen.last
    now, before, of = value_in(frame, year, "value"), value_in(frame, year - 1, "value"), value_in(frame, year, "of")
    base = made_of = _made_of(frame, year, language)
    small = of is not None and of < catalog.limits()["min_denominator"]
    if of is not None and not small and of < catalog.limits()["interval_below"]:
        low, high = value_in(frame, year, "low"), value_in(frame, year, "high")
        base += f" · 95% {percent(low, 0)}–{percent(high, 0)}"
    return Headline(catalog.say(label, language), made_of if small else percent(now), "",
                    catalog.say("too few for a rate", language) if small else changed(now, before, True, language), base,
                    _note(rate, language), tuple(frame["value"].astype(float)),
                    tuple(dict.fromkeys(chain(*indicators.codes(rate)))))


def _note(rate: str, language: str) -> str:
    about = catalog.indicators()[rate]
    return f"{about[language]}: {about[f'note_{language}']}"


def _made_of(frame: pd.DataFrame, year: int, language: str) -> str:
    return f"{number(value_in(frame, year, 'n'), language)} / {number(value_in(frame, year, 'of'), language)}"


def value_in(frame: pd.DataFrame, year: int, column: str) -> float | None:
    """A number of a frame with a line a year; None where it is missing."""
    found = frame.loc[frame["year"] == year, column]
    return None if found.empty or pd.isna(found.iloc[0]) else float(found.iloc[0])


def changed(now: float | None, before: float | None, share: bool, language: str) -> str:
    """The change on last year in words; of a share in points."""
    if now is None:
        return catalog.say("no data for this year", language)
    if before is None:
        return catalog.say("nothing to compare with", language)
    difference = now - before
    if abs(difference) < (0.0005 if share else 0.5):
        return catalog.say("as last year", language)
    arrow = "▲" if difference > 0 else "▼"
    sign = "+" if difference > 0 else "−"
    if share:
        return catalog.say("{arrow} {sign}{points} points on last year", language, arrow=arrow, sign=sign,
                           points=f"{abs(difference) * 100:.1f}")
    relative = f" ({sign}{abs(difference) / before * 100:.1f}%)" if before else ""
    return catalog.say("{arrow} {sign}{count} on last year{relative}", language, arrow=arrow, sign=sign,
                       count=number(abs(difference), language), relative=relative)


def summary(ask: Ask, chosen: Filter, language: str) -> str:
    """The year in counted words: how many requests, of how many reports, and the change like with like. No causes."""
    year, code = chosen.last, "requests/received/total"
    sums = queries.by_year(ask, chosen, [code])
    now, n = value_in(sums, year, code), value_in(sums, year, f"{code}#n")
    if now is None:
        return catalog.say("No report prints the requests received in {year}.", language, year=year)
    told = catalog.say("{count} requests received in {year}, as {n} reports print.", language, count=number(now, language),
                       year=year, n=number(n, language))
    units, before, after = change.in_both(ask, chosen, "received", year - 1, year) if year > chosen.first else (0, 0.0, 0.0)
    if units:
        relative = f" ({signed(100 * (after - before) / before, language, 1)}%)" if before else ""
        told += catalog.say(" Like with like, {units} units with both years: {change}{relative}.", language,
                            units=units, change=signed(after - before, language), relative=relative)
    return told


def movers(ask: Ask, chosen: Filter, language: str, top: int = 5) -> pd.DataFrame:
    """unit, label, before, after, change, rest, kind: change of received requests between the last two years, the largest
    and the rest as one line; empty where there is no year before to compare with."""
    columns = ["unit", "label", "before", "after", "change", "rest", "kind"]
    lines = change.largest(ask, chosen, "received", chosen.last - 1, chosen.last, top)
    if lines.empty or set(lines["kind"]) == {"entered"}:
        return pd.DataFrame({column: [] for column in columns})
    lines["rest"] = lines["unit"].isna()
    only = {kind: catalog.say(text, language, unit="{unit}") for kind, text in (
        ("entered", "{unit} (no data before)"), ("left", "{unit} (no data now)"))}
    lines["label"] = [catalog.say("other {count} units", language, count=line["lines"]) if line["rest"] else only.get(
        line["kind"], "{unit}").format(unit=unit_name(line, language)) for _, line in lines.iterrows()]
    lines["unit"] = lines["unit"].fillna("")
    lines.loc[lines["rest"], "kind"] = "both"
    return lines.sort_values(["rest", "change"], ascending=[True, False], kind="stable")[columns].reset_index(drop=True)


def corrected(ask: Ask, chosen: Filter) -> pd.DataFrame:
    """Units with corrected reviews or lawsuits in the last year, most first: names, report_id and `n`, how many together."""
    frame = queries.by_unit(ask, chosen, CORRECTED, [chosen.last])
    frame["n"] = frame.filter(like="disputes/").sum(axis=1)
    return frame[frame["n"] > 0].sort_values("n", ascending=False, kind="stable")


def unit_name(row: Mapping[str, Any] | pd.Series[Any], language: str) -> str:
    """A unit's short name in the reader's language, its code where it has none."""
    name = row["short_name"] if language == "zh" else row["name_en"]
    return str(name if isinstance(name, str) and name else row.get("unit", ""))


def check_name(code: str, language: str) -> str:
    """What a check looks at, in words."""
    check = catalog.checks().get(code)
    return code if check is None else str(getattr(check, f"label_{language}"))
