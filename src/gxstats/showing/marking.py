"""Figures that are not to be trusted yet or are not what they were: a mark over the year, the reports named below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from gxstats.measuring import revised
from gxstats.measuring.doubts import doubted
from gxstats.showing.cards import link
from gxstats.showing.context import Context
from gxstats.showing.drill import named
from gxstats.showing.look import number
from gxstats.storing.decisions import Decisions

DOUBTED, REVISED = "▲", "◆"
_MOST = 4  # reports named below a chart


def doubts(context: Context, codes: Sequence[str]) -> pd.DataFrame:
    """Reports of the choice whose figures of these codes have open findings, newest first."""
    frame = doubted(context.ask, context.filter, codes, dismissed(context))
    return frame.sort_values("year", ascending=False, kind="stable").reset_index(drop=True)


def dismissed(context: Context) -> list[str]:
    """Findings that a person has dismissed, by their ids."""
    return [subject for subject, verdict in Decisions(context.data.path).latest("verdict").items() if verdict.choice == "dismissed"]


def revisions(context: Context, codes: Sequence[str] = ()) -> pd.DataFrame:
    """Figures of these codes, all of them without any, that a later document made another, newest first."""
    frame = revised.figures(context.ask, context.filter, codes)
    return frame.sort_values("year", ascending=False, kind="stable").reset_index(drop=True)


def marks(context: Context, codes: Sequence[str]) -> dict[int, str]:
    """year -> the marks its figure carries."""
    found: dict[int, str] = {}
    for mark, frame in ((DOUBTED, doubts(context, codes)), (REVISED, revisions(context, codes))):
        for year in sorted({int(year) for year in frame["year"]}):
            found[year] = found.get(year, "") + mark
    return found


def legend(context: Context, codes: Sequence[str]) -> str:
    """What the marks of a chart mean, to stand behind its caption; empty without any."""
    found = "".join(marks(context, codes).values())
    meanings = {DOUBTED: context.say("to be checked"), REVISED: context.say("revised")}
    return "".join(f" · {mark} {meaning}" for mark, meaning in meanings.items() if mark in found)


def below(context: Context, codes: Sequence[str]) -> None:
    """The reports behind the marks of a chart, each a link to its cell; a revised figure with its old value."""
    doubtful, changed = doubts(context, codes), revisions(context, codes)
    if len(doubtful):
        st.caption(f"{DOUBTED} " + context.say("to be checked: {count}", count=len(doubtful)))
        with st.container(horizontal=True):
            for _, line in doubtful.head(_MOST).iterrows():
                _link(context, line, f"{context.unit_name(line)} {int(line['year'])}")
            if len(doubtful) > _MOST:
                link("quality", context.say("all {count} →", count=len(doubtful)))
    if len(changed):
        st.caption(f"{REVISED} " + context.say("revised by a later document: {count}", count=len(changed)))
        with st.container(horizontal=True):
            for _, line in changed.head(_MOST).iterrows():
                _link(context, line, told(context, line))


def told(context: Context, line: pd.Series[Any]) -> str:
    """A revised figure in words: whose, which year, what, and its value before and now."""
    old, new = (number(None if pd.isna(line[side]) else float(line[side]), context.look) for side in ("old", "new"))
    return f"{context.unit_name(line)} {int(line['year'])} {named(str(line['code']), context.language)} {old} → {new}"


def _link(context: Context, line: pd.Series, label: str) -> None:
    link("unit", label, unit=str(line["unit"]), year=str(int(line["year"])), cell=str(line["code"]))
