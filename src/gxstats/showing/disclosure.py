"""What the disclosure page is made of: documents made and in force, decisions, fees, and what the forms do not share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import queries
from gxstats.showing import charts, charts_parts, marking
from gxstats.showing.address import Address
from gxstats.showing.charts import Series
from gxstats.showing.context import Context
from gxstats.showing.drill import Drill
from gxstats.showing.twins import rows_for_table

ROWS = ("normative_document", "regulation")
DECISIONS = ("licensing", "penalty", "coercion")
FEE = Drill(("disclosure/fee/amount",))


def pick(context: Context) -> str:
    """Which kind of document the page is about."""
    return Address.current().select("made", {row: label(context, row) for row in ROWS}, ROWS[0], context.say("Kind of document"),
                                    segmented=True)


def behind(code: str) -> Drill:
    """The units behind a year: documents made before and since the newer form, or one kind of decision."""
    if code in ROWS:
        return Drill((f"disclosure/{code}/produced", f"disclosure/{code}/issued"))
    return Drill((f"disclosure/{code}/decisions",))


def by_year(context: Context) -> pd.DataFrame:
    """Sums of the disclosure figures by year with how many units print each."""
    codes = [code for what in (*ROWS, *DECISIONS) for code in behind(what).codes]
    return queries.by_year(context.ask, context.filter, [*codes, FEE.cell])


def label(context: Context, code: str) -> str:
    """The name of a row of the disclosure table."""
    return catalog.label("row", "disclosure", code, context.language)


def _reason(context: Context, code: str) -> str:
    lines = [line for line in catalog.rows_of("comparability.csv") if code in (line["from_code"], line["to_code"])]
    return lines[0][f"reason_{context.language}"] if lines else ""


def near_note(context: Context, row: str) -> str:
    """Why the piece between the forms is dashed."""
    return context.say("dashed: {reason}", reason=_reason(context, behind(row).codes[1]))


def fee_note(context: Context) -> str:
    """Why fees begin with the newer form."""
    return _reason(context, FEE.cell)


def _values(sums: pd.DataFrame, code: str) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in sums[code]]


def _mostly(sums: pd.DataFrame, code: str) -> list[float | None]:
    """Values of years in which at least half of the reports print the figure: one late user of a form draws no line."""
    return [value if value is not None and 2 * n >= reports else None for value, n, reports in zip(
        _values(sums, code), sums[f"{code}#n"], sums["reports"], strict=True)]


def _columns(context: Context, row: str) -> dict[str, str]:
    return {code: catalog.label("column", "disclosure", code.split("/")[2], context.language) for code in behind(row).codes}


def made_chart(context: Context, sums: pd.DataFrame, row: str, notes: Sequence[str]) -> Any:
    """Documents made under the older form and issued under the newer one: near, not the same."""
    colour = context.look.colour("page", "primary")
    before, since = (Series(name, _mostly(sums, code), colour) for code, name in _columns(context, row).items())
    return lambda: charts.near(context.years, (before, since), context.look, notes, 230)


def made_table(context: Context, sums: pd.DataFrame, row: str) -> pd.DataFrame:
    """Both columns by year."""
    return rows_for_table(sums, {"year": context.say("year"), **_columns(context, row)})


def stock(context: Context, row: str) -> tuple[pd.DataFrame, int]:
    """label, value, total: last year's stock, made, repealed, what does not add up, this year's stock; of how many units."""
    last = context.filter.last
    codes = [f"disclosure/{row}/{column}" for column in ("in_force", "issued", "repealed")]
    frame = queries.by_unit(context.ask, context.filter, codes, [last - 1, last]).dropna(subset=codes)
    now, before = (frame[frame["year"] == year].set_index("unit") for year in (last, last - 1))
    both = now.index.intersection(before.index)
    if not len(both):
        return pd.DataFrame(), 0
    start, end = float(before.loc[both, codes[0]].sum()), float(now.loc[both, codes[0]].sum())
    issued, repealed = float(now.loc[both, codes[1]].sum()), float(now.loc[both, codes[2]].sum())
    name = partial(catalog.label, "column", "disclosure", language=context.language)
    steps: list[tuple[str, float, bool]] = [(str(last - 1), start, True), (name("issued"), issued, False),
                                            (name("repealed"), -repealed, False)]
    if start + issued - repealed != end:
        steps.append((context.say("does not add up"), end - start - issued + repealed, False))
    return pd.DataFrame([*steps, (str(last), end, True)], columns=["label", "value", "total"]), len(both)


def stock_chart(context: Context, steps: pd.DataFrame) -> Any:
    """The steps as a waterfall; what does not add up in the colour of errors."""
    wrong = context.say("does not add up")
    colours = [context.look.colour("severity", "error") if name == wrong else "" for name in steps["label"]]
    return lambda: charts_parts.waterfall(list(steps["label"]), list(steps["value"]), list(steps["total"]), context.look, 230,
                                          colours)


def stock_table(context: Context, steps: pd.DataFrame) -> pd.DataFrame:
    """The steps as rows."""
    if steps.empty:
        return pd.DataFrame()
    return pd.DataFrame({context.say("step"): steps["label"], context.say("cases"): [int(v) for v in steps["value"]]})


def table(context: Context, sums: pd.DataFrame, drill: Drill, name: str) -> pd.DataFrame:
    """A figure by year with how many units print it."""
    return rows_for_table(sums, {"year": context.say("year"), drill.cell: name, f"{drill.cell}#n": context.say("units")})


def bars(context: Context, sums: pd.DataFrame, drill: Drill, notes: Sequence[str], wide: bool = False) -> Any:
    """The bars of a figure, years with open findings or revised figures marked; a form that does not ask for it is a gap
    that says so, and not zero."""
    asked = [year for year in context.years if drill.cell in _form_of(year).paths()]
    return partial(charts.bars, context.years, _values(sums, drill.cell), context.look, notes, 210,
                   marks=marking.marks(context, drill.codes), unasked=set(context.years) - set(asked),
                   width=1000 if wide else 290, plain=drill is FEE)


def _form_of(year: int) -> Any:
    forms = list(catalog.forms().values())
    return [form for form in forms if form.first_year <= year][-1] if year >= forms[0].first_year else forms[0]
