"""Figures with open findings, marked on charts and named below them: a leader sees what is not to be trusted yet."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from gxstats.measuring.doubts import doubted
from gxstats.showing.ui import Context, link
from gxstats.storing.decisions import Decisions

_MOST = 4  # reports named below a chart


def of(context: Context, codes: Sequence[str]) -> pd.DataFrame:
    """Reports of the choice whose figures of these codes have open findings, newest first."""
    frame = context.keep("doubted " + " ".join(codes), lambda: doubted(context.ask, context.filter, codes, dismissed(context)))
    return frame.sort_values("year", ascending=False, kind="stable").reset_index(drop=True)


def dismissed(context: Context) -> list[str]:
    """The findings that a person has dismissed, by id."""
    return [subject for subject, verdict in Decisions(context.data.path).latest("verdict").items() if verdict.choice == "dismissed"]


def years(frame: pd.DataFrame) -> set[int]:
    """The years of these reports."""
    return {int(year) for year in frame["year"]}


def named(context: Context, frame: pd.DataFrame) -> None:
    """The reports below a chart, each a link to the cell in doubt."""
    if frame.empty:
        return
    st.caption("▲ " + context.say("to be checked, {count} reports:", count=len(frame)))
    with st.container(horizontal=True):
        for _, line in frame.head(_MOST).iterrows():
            link("unit", f"{context.unit_name(line)} {int(line['year'])}", unit=str(line["unit"]), year=str(int(line["year"])),
                 cell=str(line["code"]))
        if len(frame) > _MOST:
            link("quality", context.say("all {count} →", count=len(frame)))
