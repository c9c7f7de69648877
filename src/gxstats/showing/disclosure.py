"""What the disclosure page is made of: documents made and in force, decisions, fees, and what the forms do not share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import queries
from gxstats.showing import charts, doubts
from gxstats.showing.charts import Series
from gxstats.showing.overview import rows_for_table
from gxstats.showing.ui import Context

DECISIONS = ("licensing", "penalty", "coercion")
_ROW = "disclosure/normative_document"
_BEFORE, _SINCE, _FEE = f"{_ROW}/produced", f"{_ROW}/issued", "disclosure/fee/amount"


def by_year(context: Context) -> pd.DataFrame:
    """Sums of the disclosure figures by year with how many units print each."""
    return queries.by_year(context.ask, context.filter, [
        _BEFORE, _SINCE, _FEE, *(f"disclosure/{code}/decisions" for code in DECISIONS)])


def label(context: Context, code: str) -> str:
    """The name of a row of the disclosure table."""
    return catalog.label("row", "disclosure", code, context.language)


def _reason(context: Context, code: str) -> str:
    lines = [line for line in catalog.rows_of("comparability.csv") if code in (line["from_code"], line["to_code"])]
    return lines[0][f"reason_{context.language}"] if lines else ""


def near_note(context: Context) -> str:
    """Why the piece between the forms is dashed."""
    return context.say("dashed: {reason}", reason=_reason(context, _SINCE))


def fee_note(context: Context) -> str:
    """Why fees begin with the newer form."""
    return _reason(context, _FEE)


def _values(sums: pd.DataFrame, code: str) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in sums[code]]


def _mostly(sums: pd.DataFrame, code: str) -> list[float | None]:
    """Values of years in which at least half of the reports print the figure: one late user of a form draws no line."""
    return [value if value is not None and 2 * n >= reports else None for value, n, reports in zip(
        _values(sums, code), sums[f"{code}#n"], sums["reports"], strict=True)]


def made(context: Context, sums: pd.DataFrame) -> tuple[Series, Series]:
    """Documents made under the older form and issued under the newer one: near, not the same."""
    colour = context.look.colour("page", "primary")
    return (Series(catalog.label("column", "disclosure", "produced", context.language), _mostly(sums, _BEFORE), colour),
            Series(catalog.label("column", "disclosure", "issued", context.language), _mostly(sums, _SINCE), colour))


def made_table(context: Context, sums: pd.DataFrame) -> pd.DataFrame:
    """Both columns by year."""
    return rows_for_table(sums, {"year": context.say("year"),
                                 _BEFORE: catalog.label("column", "disclosure", "produced", context.language),
                                 _SINCE: catalog.label("column", "disclosure", "issued", context.language)})


def stock(context: Context) -> pd.DataFrame:
    """label, value, total: last year's stock, made, repealed, what does not add up, this year's stock."""
    last = context.filter.last
    codes = [f"{_ROW}/{column}" for column in ("in_force", "issued", "repealed")]
    frame = queries.by_unit(context.ask, context.filter, codes, [last - 1, last]).dropna(subset=codes)
    now, before = (frame[frame["year"] == year].set_index("unit") for year in (last, last - 1))
    both = now.index.intersection(before.index)
    if not len(both):
        return pd.DataFrame()
    start, end = float(before.loc[both, codes[0]].sum()), float(now.loc[both, codes[0]].sum())
    issued, repealed = float(now.loc[both, codes[1]].sum()), float(now.loc[both, codes[2]].sum())
    name = partial(catalog.label, "column", "disclosure", language=context.language)
    steps: list[tuple[str, float, bool]] = [(str(last - 1), start, True), (name("issued"), issued, False),
                                            (name("repealed"), -repealed, False)]
    if start + issued - repealed != end:
        steps.append((context.say("does not add up"), end - start - issued + repealed, False))
    return pd.DataFrame([*steps, (str(last), end, True)], columns=["label", "value", "total"])


def stock_table(context: Context, steps: pd.DataFrame) -> pd.DataFrame:
    """The steps as rows."""
    if steps.empty:
        return pd.DataFrame()
    return pd.DataFrame({context.say("step"): steps["label"], context.say("cases"): [int(v) for v in steps["value"]]})


def decision_table(context: Context, sums: pd.DataFrame, code: str) -> pd.DataFrame:
    """Decisions by year with how many units print them."""
    path = f"disclosure/{code}/decisions"
    return rows_for_table(sums, {"year": context.say("year"), path: label(context, code), f"{path}#n": context.say("units")})


def decision_bars(context: Context, sums: pd.DataFrame, code: str, years: Sequence[int], notes: Sequence[str]) -> Callable[[], Any]:
    """The bars of one kind of decision, years with open findings marked."""
    path = f"disclosure/{code}/decisions"
    return partial(charts.bars, years, _values(sums, path), context.look, notes, 210,
                   doubted=doubts.years(doubts.of(context, [path])))


def name_doubts(context: Context, code: str) -> None:
    """The reports whose figures of a row are in doubt, below its chart."""
    column = "amount" if code == "fee" else "decisions"
    doubts.named(context, doubts.of(context, [f"disclosure/{code}/{column}"]))


def fee_table(context: Context, sums: pd.DataFrame) -> pd.DataFrame:
    """Fees by year with how many units print them."""
    return rows_for_table(sums, {"year": context.say("year"), _FEE: label(context, "fee"), f"{_FEE}#n": context.say("units")})


def fee_bars(context: Context, sums: pd.DataFrame, years: Sequence[int], notes: Sequence[str]) -> Callable[[], Any]:
    """The bars of fees; the older form has none, which is a gap and not zero."""
    return partial(charts.bars, years, _values(sums, _FEE), context.look, notes, 210,
                   doubted=doubts.years(doubts.of(context, [_FEE])))
