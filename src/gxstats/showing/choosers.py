"""The choosers that every page shares: kind, scope, years, units, like-for-like. Cheap however many units there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from gxstats import catalog
from gxstats.errors import StoreMissingError
from gxstats.measuring import queries
from gxstats.measuring.queries import Filter
from gxstats.showing.address import Address

if TYPE_CHECKING:
    from gxstats.showing.ui import Context

_OFFERED = 200  # so many units are offered at once; more are found by a part of their name


@st.cache_resource(max_entries=8, show_spinner=False)
def units(path: str, _context: Context) -> pd.DataFrame:
    """Every unit of a snapshot with its latest names (queries.units); shared, not to be changed."""
    return queries.units(_context.ask)


@st.cache_resource(max_entries=60, show_spinner=False)
def _names(path: str, language: str, kind: str, _context: Context) -> dict[str, str]:
    found = _context.units
    fitting = found[found["kind"] == kind] if kind else found
    return dict(zip((str(unit) for unit in fitting["unit"]), _context.unit_names(fitting), strict=True))


def names(context: Context, kind: str = "") -> dict[str, str]:
    """unit -> its short name in the reader's language, in the stable order; of one kind or all. Not to be changed."""
    return _names(str(context.path), context.language, kind, context)


def choose(context: Context, address: Address) -> Filter:
    """The choice in force; draws the choosers where it is called."""
    say = context.say
    span = queries.years(context.ask)
    if span is None:
        raise StoreMissingError("there is no built store yet; build it first")
    kinds = {"": say("all")} | {kind: catalog.word("kind", kind, context.language) for kind in context.units["kind"].unique()}
    left, right = st.columns(2, gap="small")
    with left:
        kind = address.select("kind", kinds, "", say("Kind"))
    with right:
        found = queries.scopes(context.ask)
        scopes = {code: catalog.word("scope", code, context.language) for code in found}
        scope = address.select("scope", scopes, found[0], say("Scope"))
    first, last = address.years("years", span, say("Years"))
    fitting = names(context, kind)
    picked = address.several("units", fitting, say("Units"), say("all units"), _offered(context, fitting))
    like = address.toggle("like", say("units with every year"))
    return Filter(scope, first, last, (kind,) if kind else (), picked, like)


def part(context: Context, lines: int, most: int) -> slice:
    """Which rows of a long table are shown, `most` at once; a chooser where there are more."""
    pages, chosen = max(1, -(-lines // most)), 1
    if pages > 1:
        parts = {str(n): f"{(n - 1) * most + 1}–{min(n * most, lines)} / {lines}" for n in range(1, pages + 1)}
        with st.container(width=170):
            chosen = int(Address.current().select("part", parts, "1", context.say("Rows")))
    return slice((chosen - 1) * most, chosen * most)


def _offered(context: Context, fitting: dict[str, str]) -> list[str] | None:
    """Where there are very many units, those whose name holds what the reader typed."""
    if len(fitting) <= _OFFERED:
        return None
    wanted = st.text_input(context.say("Find a unit"), key="w_find", placeholder=context.say("part of its name")).strip().lower()
    found = (unit for unit, name in fitting.items() if wanted in name.lower())
    return [unit for unit, _ in zip(found, range(_OFFERED), strict=False)]
