"""Missing is never zero: take a number or a report out of the store and every answer has a gap or a smaller n, never a 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isnan
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats import catalog
from gxstats.measuring import change, indicators, queries
from gxstats.measuring.queries import Ask, Filter
from gxstats.storing.figures import column_of
from gxstats.storing.store import Store
from tests.measuring.stores import made

FIRST, LAST = 2020, 2023
CODES = ("requests/received/total", "requests/received/business", "requests/granted/total", "requests/handled/total",
         "requests/denied/total", "disputes/reconsideration/corrected", "disputes/reconsideration/upheld",
         "disclosure/licensing/decisions")
FILTERS = [Filter("organ", FIRST, LAST), Filter("organ", FIRST, LAST, like_for_like=True), Filter("organ", 2021, 2022),
           Filter("organ", FIRST, LAST, kinds=("department",)), Filter("organ", FIRST, LAST, units=("u1", "u3"))]


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A store of eight units that may be written to; every change is rolled back."""
    path = made(tmp_path_factory.mktemp("missing") / "data", 11, units=8, first=FIRST, last=LAST)
    opened = duckdb.connect(str(Store(path).path()))
    yield opened
    opened.close()


@contextmanager
def without(connection: duckdb.DuckDBPyConnection, sql: str, **parameters: Any) -> Iterator[Ask]:
    """Questions to the store after a change, which is undone at the end."""
    def ask(text: str, values: Mapping[str, Any]) -> pd.DataFrame:
        return connection.execute(text, dict(values)).df() if values else connection.execute(text).df()

    connection.execute("BEGIN")
    try:
        if sql:
            connection.execute(sql, parameters)
        yield ask
    finally:
        connection.execute("ROLLBACK")


def _gone(before: float, after: float, value: float, left: int) -> bool:
    """What was there less the value taken out; nothing at all, not 0, when no report is left that prints it."""
    return isnan(after) if left == 0 else after == before - value


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_number_taken_out_leaves_a_gap(data: st.DataObject, connection: duckdb.DuckDBPyConnection) -> None:
    chosen, code = data.draw(st.sampled_from(FILTERS)), data.draw(st.sampled_from(CODES))
    with without(connection, "") as ask:
        reports = queries.by_unit(ask, chosen, [code]).dropna(subset=[code])
        years = queries.by_year(ask, chosen, [code]).set_index("year")
        rates = {name: indicators.by_year(ask, chosen, name).set_index("year") for name in catalog.indicators()}
        single = {name: indicators.by_unit(ask, chosen, name).set_index("report_id") for name in catalog.indicators()}
    if reports.empty:
        return
    line = reports.iloc[data.draw(st.integers(0, len(reports) - 1))]
    report, year, value = int(line["report_id"]), int(line["year"]), float(line[code])
    with without(connection, f"UPDATE figure SET {column_of(code)} = NULL WHERE report_id = $report", report=report) as ask:
        now = queries.by_year(ask, chosen, [code]).set_index("year").loc[year]
        assert now[f"{code}#n"] == years.loc[year, f"{code}#n"] - 1
        assert _gone(years.loc[year, code], now[code], value, int(now[f"{code}#n"]))
        assert now["reports"] == years.loc[year, "reports"], "the report is still in"
        here = queries.by_unit(ask, chosen, [code]).set_index("report_id")
        assert isnan(here.loc[report, code])
        for name in catalog.indicators():
            numerator, denominator = indicators.codes(name)
            if code not in (*numerator, *denominator):
                continue
            alone = indicators.by_unit(ask, chosen, name).set_index("report_id").loc[report]
            sides = [side for side, codes in (("n", numerator), ("of", denominator)) if code in codes]
            assert all(isnan(alone[side]) for side in (*sides, "value", "low", "high")), "no rate of a number that is missing"
            total, was = indicators.by_year(ask, chosen, name).set_index("year").loc[year], single[name].loc[report]
            if not isnan(was["of"]) and not isnan(was["n"]):  # the report leaves numerator and denominator alike
                others = single[name][(single[name]["year"] == year)].dropna(subset=["n", "of"])
                for side in ("n", "of"):
                    assert _gone(rates[name].loc[year, side], total[side], was[side], len(others) - 1)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_report_taken_out_is_missing_by_name(data: st.DataObject, connection: duckdb.DuckDBPyConnection) -> None:
    chosen, code = data.draw(st.sampled_from(FILTERS)), data.draw(st.sampled_from(CODES))
    with without(connection, "") as ask:
        reports = queries.by_unit(ask, chosen, [code])
        cover = queries.coverage(ask, chosen).set_index("year")
        years = queries.by_year(ask, chosen, [code]).set_index("year")
    expected = connection.execute("SELECT unit, year FROM expected WHERE scope = 'organ'").fetchall()
    reports = reports[[pair in expected for pair in zip(reports["unit"], reports["year"], strict=True)]]
    if reports.empty:
        return
    line = reports.iloc[data.draw(st.integers(0, len(reports) - 1))]
    year = int(line["year"])
    with without(connection, "DELETE FROM figure WHERE report_id = $report", report=int(line["report_id"])) as ask:
        after = queries.coverage(ask, chosen).set_index("year")
        sums = queries.by_year(ask, chosen, [code]).set_index("year")
        units = set(queries.by_unit(ask, chosen, [code])["unit"])
    if chosen.like_for_like:  # the unit is not like for like any more: it leaves every year
        assert line["unit"] not in units
        if units:
            assert after.loc[year, "due"] == cover.loc[year, "due"] - 1
        return
    assert after.loc[year, "due"] == cover.loc[year, "due"], "who must report does not depend on who does"
    assert after.loc[year, "have"] == cover.loc[year, "have"] - 1
    assert line["short_name"] in list(after.loc[year, "missing_zh"])
    if cover.loc[year, "have"] == 1:
        assert isnan(sums.loc[year, code]), "a year without a report is a gap"
    elif not isnan(line[code]):
        assert _gone(years.loc[year, code], sums.loc[year, code], float(line[code]), int(sums.loc[year, f"{code}#n"]))


@settings(max_examples=80, deadline=None)
@given(chosen=st.sampled_from(FILTERS), before=st.integers(FIRST, LAST), after=st.integers(FIRST, LAST),
       row=st.sampled_from(["received", "handled", "granted", "carried_out"]), most=st.integers(1, 9), by_kind=st.booleans())
def test_a_change_decomposes_exactly(chosen: Filter, before: int, after: int, row: str, most: int, by_kind: bool,
                                     connection: duckdb.DuckDBPyConnection) -> None:
    """For every pair of years and every choice the steps add up to the change of the total, to the last request."""
    if before == after:
        return
    with without(connection, "") as ask:
        lines = change.parts(ask, chosen, row, before, after)
        largest = change.largest(ask, chosen, row, before, after, most, by_kind)
        total = queries.by_year(ask, chosen, [f"requests/{row}/total"]).set_index("year")[f"requests/{row}/total"]
    then, now = (0.0 if year not in total.index or isnan(total[year]) else float(total[year]) for year in (before, after))
    for frame in (lines, largest):
        assert (frame["before"].sum(), frame["after"].sum(), frame["change"].sum()) == (then, now, now - then)
        assert (frame["after"] - frame["before"] == frame["change"]).all()
    assert len(largest) <= most + 1
    shown = largest[largest["unit"].notna()]
    if not by_kind and len(shown):
        whole = lines.groupby("unit")["change"].sum()
        assert shown.set_index("unit")["change"].equals(whole[shown["unit"]].rename("change"))
        assert whole.abs().drop(shown["unit"]).le(shown["change"].abs().min()).all(), "the largest are shown"


def test_a_unit_without_last_year_enters_and_is_no_rise_from_zero(connection: duckdb.DuckDBPyConnection) -> None:
    chosen = FILTERS[0]
    with without(connection, "") as ask:
        lines = change.parts(ask, chosen, "received", 2022, 2023)
        unit = str(lines.loc[lines["kind"] == "both", "unit"].iloc[0])
    with without(connection, "DELETE FROM figure WHERE unit = $unit AND year = 2022 AND scope = 'organ'", unit=unit) as ask:
        assert set(change.parts(ask, chosen, "received", 2022, 2023).set_index("unit").loc[[unit], "kind"]) == {"entered"}


def test_reports_of_another_scope_are_never_added(connection: duckdb.DuckDBPyConnection) -> None:
    with without(connection, "") as ask:
        before = queries.by_year(ask, FILTERS[0], CODES)
        sums = connection.execute("SELECT year, sum(requests__received__total) FROM figure "
                                  "WHERE unit IS NOT NULL AND scope = 'organ' GROUP BY year ORDER BY year").fetchall()
    assert list(before["requests/received/total"]) == [value for _, value in sums]
    with without(connection, "UPDATE figure SET requests__received__total = 1e9 WHERE scope <> 'organ'") as ask:
        assert queries.by_year(ask, FILTERS[0], CODES).equals(before)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_over_years_and_pooled_leave_out_what_is_missing(data: st.DataObject, connection: duckdb.DuckDBPyConnection) -> None:
    chosen, name = data.draw(st.sampled_from(FILTERS)), data.draw(st.sampled_from(sorted(catalog.indicators())))
    code = data.draw(st.sampled_from(indicators.codes(name)[1]))
    with without(connection, "") as ask:
        units = list(indicators.over_years(ask, chosen, name)["unit"])
        whole, _ = indicators.pooled(ask, chosen, name)
    if not units:
        return
    unit = data.draw(st.sampled_from(units))
    with without(connection, f"UPDATE figure SET {column_of(code)} = NULL WHERE unit = $unit", unit=unit) as ask:
        after = indicators.over_years(ask, chosen, name)
        rest, _ = indicators.pooled(ask, chosen, name)
    assert unit not in set(after["unit"]), "a unit that prints no denominator has no share, not one of 0"
    assert list(after["unit"]) == [other for other in units if other != unit]
    assert (rest.of or 0) <= (whole.of or 0)
    if len(units) == 1:
        assert rest.of is None
        assert rest.value is None
