"""What the overview page is made of: the six figures, the four charts and the list of what needs a look."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd

from gxstats import catalog
from gxstats.measuring import headline, queries
from gxstats.measuring.headline import OUTCOMES
from gxstats.showing import ui
from gxstats.showing.charts import Series, spark
from gxstats.showing.look import number, percent
from gxstats.showing.ui import Context, Tile

_MOST_NAMES = 12


def _break_at(context: Context) -> int | None:
    first = list(catalog.forms().values())[-1].first_year
    return first - context.filter.first if context.filter.first < first <= context.filter.last else None


def tiles(context: Context) -> list[Tile]:
    """The six figures of the last year in the choice, each with its change and what it is made of."""
    return [Tile(item.label, item.value, item.unit, item.change, item.base, spark(item.series, context.look, _break_at(context)),
                 item.note) for item in headline.headlines(context.ask, context.filter, context.language)]


def outcome_series(context: Context, frame: pd.DataFrame) -> list[Series]:
    """The six outcomes of requests as layers, bottom to top."""
    look = context.look
    return [Series(catalog.label("row", "requests", code, context.language, short=True),
                   [None if pd.isna(v) else float(v) for v in frame[f"requests/{code}/total"]],
                   look.colour("outcome", code), "/" if code == "partly_granted" else "") for code in OUTCOMES]


def movers(context: Context) -> pd.DataFrame:
    """Who moved the total (headline.movers), kept."""
    return context.keep("movers", lambda: headline.movers(context.ask, context.filter, context.language))


def attention(context: Context, coverage: pd.DataFrame) -> None:
    """Counted sentences, each with where to look; no causes."""
    say, look, year = context.say, context.look, context.filter.last
    moved = movers(context)
    up = moved[~moved["rest"].astype(bool) & (moved["change"] > 0) & (moved["kind"] == "both")] if len(moved) else moved
    if len(up):
        st_caption(say("largest rises in requests"))
        for _, line in up.head(3).iterrows():
            ui.link("unit", f"**{line['label']}** +{number(line['change'], look)} "
                            f"({number(line['before'], look)} → {number(line['after'], look)})", unit=line["unit"], year=str(year))
    corrected = context.keep("corrected", lambda: headline.corrected(context.ask, context.filter))
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
                                check=headline.check_name(str(line["check_code"]), context.language)),
                    unit=str(line["first_unit"]), year=str(year))
    of_year = coverage[coverage["year"] == year]
    if len(of_year) and int(of_year["have"].iloc[0]) < int(of_year["due"].iloc[0]):
        st_caption(say("not in yet"))
        names = of_year["missing_zh" if context.language == "zh" else "missing_en"].iloc[0]
        few = say(", ").join(str(n) for n in names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
        st_text(say("{count} units: {names}", count=len(names), names=few))  # all of them stand behind the coverage line
    if not len(up) and not len(corrected) and not len(found):
        st_text(say("Nothing stands out in {year}.", year=year))


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
