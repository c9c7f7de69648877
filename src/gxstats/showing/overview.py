"""What the overview page is made of: the six figures, the four charts and the list of what needs a look."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import change, indicators, queries
from gxstats.showing import ui
from gxstats.showing.charts import Series, spark
from gxstats.showing.look import number, percent
from gxstats.showing.ui import Context, Tile

OUTCOMES = ("granted", "partly_granted", "denied", "unavailable", "refused", "other")
_MOST_NAMES = 12
_RATES = {"closure": "closure_rate", "disclosure": "disclosure_rate", "carry": "carry_out_rate",
          "review": "review_correction_rate", "lawsuit": "litigation_correction_rate"}


def _value(frame: pd.DataFrame, year: int, column: str) -> float | None:
    found = frame.loc[frame["year"] == year, column]
    return None if found.empty or pd.isna(found.iloc[0]) else float(found.iloc[0])


def _change(context: Context, now: float | None, before: float | None, share: bool) -> str:
    say = context.say
    if now is None:
        return say("no data for this year")
    if before is None:
        return say("nothing to compare with")
    difference = now - before
    if abs(difference) < (0.0005 if share else 0.5):
        return say("as last year")
    arrow = "▲" if difference > 0 else "▼"
    sign = "+" if difference > 0 else "−"
    if share:
        return say("{arrow} {sign}{points} points on last year", arrow=arrow, sign=sign, points=f"{abs(difference) * 100:.1f}")
    relative = f" ({sign}{abs(difference) / before * 100:.1f}%)" if before else ""
    return say("{arrow} {sign}{count} on last year{relative}", arrow=arrow, sign=sign,
               count=number(abs(difference), context.look), relative=relative)


def _break_at(context: Context) -> int | None:
    first = list(catalog.forms().values())[-1].first_year
    return first - context.filter.first if context.filter.first < first <= context.filter.last else None


def tiles(context: Context) -> list[Tile]:
    """The six figures of the last year in the choice, each with its change and what it is made of."""
    chosen, look, say = context.filter, context.look, context.say
    codes = ["requests/received/total", "requests/handled/total", "requests/carried_out/total"]
    sums = queries.by_year(context.ask, chosen, codes)
    rates = {name: indicators.by_year(context.ask, chosen, code) for name, code in _RATES.items()}
    year, made = chosen.last, []
    cases = say("cases")
    for label, code, name in ((say("Received"), codes[0], ""), (say("Handled"), codes[1], "closure"),
                              (say("Disclosure rate"), "", "disclosure"), (say("Carried over"), codes[2], "carry"),
                              (say("Reviews corrected"), "", "review"), (say("Lawsuits lost"), "", "lawsuit")):
        rate = rates.get(name)
        base, help_text = "", ""
        if rate is not None:
            about = catalog.indicators()[_RATES[name]]
            n, of = _value(rate, year, "n"), _value(rate, year, "of")
            share = _value(rate, year, "value")
            made_of = f"{number(n, look)} / {number(of, look)}"
            base = made_of if not code else f"{percent(share)} = {made_of}"
            help_text = f"{about[context.language]}: {about[f'note_{context.language}']}"
        if code:
            now, before = _value(sums, year, code), _value(sums, year - 1, code)
            n_units, reports = _value(sums, year, f"{code}#n"), _value(sums, year, "reports")
            if not base or n_units != reports:
                base = say("{count} of {reports} reports print it", count=number(n_units, look),
                           reports=number(reports, look)) + (f" · {base}" if base else "")
            made.append(Tile(label, number(now, look), cases if now is not None else "", _change(context, now, before, False),
                             base, spark(list(sums[code]), look, _break_at(context)), help_text))
        else:
            assert rate is not None
            now, before = _value(rate, year, "value"), _value(rate, year - 1, "value")
            small = of is not None and of < catalog.limits()["min_denominator"]
            shown = made_of if small else percent(now)
            interval = ""
            if not small and (_value(rate, year, "of") or 0) < catalog.limits()["interval_below"]:
                low, high = _value(rate, year, "low"), _value(rate, year, "high")
                interval = f" · 95% {percent(low, 0)}–{percent(high, 0)}"
            made.append(Tile(label, shown, "", say("too few for a rate") if small else _change(context, now, before, True),
                             base + interval, spark(list(rate["value"]), look, _break_at(context)), help_text))
    return made


def outcome_series(context: Context, frame: pd.DataFrame) -> list[Series]:
    """The six outcomes of requests as layers, bottom to top."""
    look = context.look
    return [Series(catalog.label("row", "requests", code, context.language, short=True),
                   [None if pd.isna(v) else float(v) for v in frame[f"requests/{code}/total"]],
                   look.colour("outcome", code), "/" if code == "partly_granted" else "") for code in OUTCOMES]


def movers(context: Context, top: int = 5) -> pd.DataFrame:
    """unit, label, change of received requests between the last two years: the largest, and the rest as one line."""
    chosen, columns = context.filter, ["unit", "label", "before", "after", "change", "rest", "kind"]
    lines = change.largest(context.ask, chosen, "received", chosen.last - 1, chosen.last, top)
    if lines.empty or set(lines["kind"]) == {"entered"}:
        return pd.DataFrame({column: [] for column in columns})
    lines["rest"] = lines["unit"].isna()
    only = {"entered": context.say("{unit} (no data before)"), "left": context.say("{unit} (no data now)")}
    lines["label"] = [context.say("other {count} units", count=line["lines"]) if line["rest"] else only.get(
        line["kind"], "{unit}").format(unit=context.unit_name(line)) for _, line in lines.iterrows()]
    lines["unit"] = lines["unit"].fillna("")
    lines.loc[lines["rest"], "kind"] = "both"
    return lines.sort_values(["rest", "change"], ascending=[True, False], kind="stable")[columns].reset_index(drop=True)


def attention(context: Context, coverage: pd.DataFrame) -> None:
    """Counted sentences, each with where to look; no causes."""
    say, look, year = context.say, context.look, context.filter.last
    moved = context.keep("movers", lambda: movers(context))
    up = moved[~moved["rest"].astype(bool) & (moved["change"] > 0) & (moved["kind"] == "both")] if len(moved) else moved
    if len(up):
        st_caption(say("largest rises in requests"))
        for _, line in up.head(3).iterrows():
            ui.link("unit", f"**{line['label']}** +{number(line['change'], look)} "
                            f"({number(line['before'], look)} → {number(line['after'], look)})", unit=line["unit"], year=str(year))
    corrected = context.keep("corrected", lambda: _corrected(context))
    if len(corrected):
        st_caption(say("corrected in review or court"))
        for _, line in corrected.head(3).iterrows():
            ui.link("unit", f"**{context.unit_name(line)}** {number(line['n'], look, say('cases'))}", unit=line["unit"],
                    year=str(year))
    found = queries.attention(context.ask, context.filter)
    if len(found):
        st_caption(say("figures that contradict themselves"))
        for _, line in found.head(4).iterrows():
            ui.link("unit", say("{units} reports: {check}", units=int(line["units"]),
                                check=_check(context, str(line["check_code"]))),
                    unit=str(line["first_unit"]), year=str(year))
    of_year = coverage[coverage["year"] == year]
    if len(of_year) and int(of_year["have"].iloc[0]) < int(of_year["due"].iloc[0]):
        st_caption(say("not in yet"))
        names = of_year["missing_zh" if context.language == "zh" else "missing_en"].iloc[0]
        few = say(", ").join(str(n) for n in names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
        st_text(say("{count} units: {names}", count=len(names), names=few))  # all of them stand behind the coverage line
    if not len(up) and not len(corrected) and not len(found):
        st_text(say("Nothing stands out in {year}.", year=year))


def _corrected(context: Context) -> pd.DataFrame:
    """Units with corrected reviews or lawsuits in the last year, most first."""
    frame = queries.by_unit(context.ask, context.filter, [
        "disputes/reconsideration/corrected", "disputes/litigation_direct/corrected", "disputes/litigation_after/corrected"],
        [context.filter.last])
    frame["n"] = frame.filter(like="disputes/").sum(axis=1)
    return frame[frame["n"] > 0].sort_values("n", ascending=False, kind="stable")


def _check(context: Context, code: str) -> str:
    check = catalog.checks().get(code)
    return code if check is None else str(getattr(check, f"label_{context.language}"))


def st_caption(text: str) -> None:
    import streamlit as st
    st.caption(text)


def st_text(text: str) -> None:
    import streamlit as st
    st.text(text)


def rows_for_table(frame: pd.DataFrame, columns: dict[str, str], as_percent: tuple[str, ...] = ()) -> pd.DataFrame:
    """A frame as its twin table: chosen columns renamed, shares as percentages, missing as a dash."""
    shown: dict[str, list[Any]] = {}
    for code, label in columns.items():
        values: list[Any] = []
        for value in frame[code].tolist():
            if value is None or (isinstance(value, float) and isnan(value)) or pd.isna(value):
                values.append("—")
            elif code in as_percent:
                values.append(percent(float(value)))
            elif isinstance(value, float) and value == int(value):
                values.append(int(value))
            else:
                values.append(value)
        if "—" in values:  # one kind of thing in a column
            values = [value if isinstance(value, str) else f"{value:,}" for value in values]
        shown[label] = values
    return pd.DataFrame(shown)
