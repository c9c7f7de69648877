"""Ranking, intervals and spread: right by another computation, and never more than the numbers carry."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest

from gxstats import catalog
from gxstats.measuring import comparing, indicators
from gxstats.measuring.comparing import RANKED, compared, ordered, spread, within
from gxstats.measuring.queries import Filter
from tests.measuring.stores import asking, made
from tests.truth.evidence import Choice, Evidence
from tests.truth.facts import RATES, Facts, wilson
from tests.truth.made import store

FEW, RANK = 10, 30


@pytest.fixture(scope="module")
def random(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store(tmp_path_factory.mktemp("random"), Random(11), units=10)


def test_the_limits_are_those_of_the_definitions() -> None:
    limits = catalog.limits()
    assert (limits["min_denominator"], limits["ranking_min_denominator"]) == (FEW, RANK)


@pytest.fixture(scope="module")
def facts(random: Path, county: Path) -> dict[str, tuple[Path, Facts]]:
    """The two stores with all their facts from the cells."""
    choice = Choice("organ", 2019, 2025)
    return {name: (data, Facts(Evidence.of(data), choice)) for name, data in (("random", random), ("county", county / "example"))}


@pytest.mark.parametrize("code", sorted(RATES))
@pytest.mark.parametrize(("name", "on"), [("random", 2019), ("random", 2021), ("random", 2025), ("county", 2020), ("county", 2024)])
def test_every_line_by_another_computation(facts: dict[str, tuple[Path, Facts]], code: str, name: str, on: int) -> None:
    indicator, _, variant = code.partition("/")
    data, known = facts[name]
    evidence, choice, rated = known.evidence, known.choice, known.rated(code)
    with asking(data) as ask:
        frame = compared(ask, Filter("organ", 2019, 2025), indicator, variant, on).set_index("unit")
    due = evidence.due(choice)
    assert set(frame.index) == set(due[due["year"] == on]["unit"])
    reported = set(evidence.chosen(choice).query("year == @on")["unit"])
    values: dict[str, float] = {}
    for unit, line in frame.iterrows():
        mine = rated[(rated["unit"] == unit) & (rated["year"] == on)]
        n, of = mine[["n", "of"]].iloc[0] if len(mine) else (np.nan, np.nan)
        wanted = ("no_report" if unit not in reported else "no_figure" if np.isnan(of) else "no_cases" if of == 0 else
                  "broken" if n > of and indicator != "dispute_rate" else "few" if of < FEW else "small" if of < RANK else RANKED)
        assert line["state"] == wanted, unit
        assert (line["value"] == pytest.approx(n / of)) if wanted in ("small", RANKED) else np.isnan(line["value"])
        assert np.isnan(line["rank"]) == (wanted != RANKED)
        if wanted in ("small", RANKED):
            assert (line["low"], line["high"]) == pytest.approx(wilson(n, of), nan_ok=True)
            past = rated[(rated["unit"] == unit) & (rated["year"] == on - 1)]
            before, base = past[["n", "of"]].iloc[0] if len(past) else (np.nan, np.nan)
            enough = base >= FEW and (before <= base or indicator == "dispute_rate")
            assert line["change"] == pytest.approx(n / of - before / base if enough else np.nan, nan_ok=True)
        else:
            assert np.isnan(line["low"])
            assert np.isnan(line["change"])
        if wanted == RANKED:
            values[str(unit)] = n / of
    for unit, value in values.items():
        assert frame.loc[unit, "rank"] == 1 + sum(other > value for other in values.values())
        assert frame.loc[unit, "tied"] == (sum(other == value for other in values.values()) > 1)
    lies = spread(frame.reset_index())
    assert lies.count == len(values)
    if values:
        assert (lies.lower, lies.median, lies.upper) == pytest.approx(np.quantile(list(values.values()), [.25, .5, .75]))


def test_equal_values_share_a_rank_also_as_other_fractions() -> None:
    n, of = pd.Series([20.0, 30.0, 10.0, 40.0, 5.0]), pd.Series([40.0, 60.0, 30.0, 80.0, 9.0])
    states, values = comparing.judged(n, of, "disclosure_rate")
    assert list(states) == [RANKED] * 4 + ["few"]
    assert values[0] == values[1] == values[3] == .5
    assert np.isnan(values[4])


def test_the_reader_may_raise_the_limit_never_lower_it(county: Path) -> None:
    with asking(county / "example") as ask:
        chosen = Filter("organ", 2019, 2025)
        usual = compared(ask, chosen, "disclosure_rate", "", 2024)
        lower = compared(ask, chosen, "disclosure_rate", "", 2024, 1)
        higher = compared(ask, chosen, "disclosure_rate", "", 2024, 100)
    pd.testing.assert_frame_equal(usual, lower)
    assert (higher.loc[higher["state"] == RANKED, "of"] >= 100).all()
    assert ((usual["state"] == RANKED) & (higher["state"] == "small")).any()


def test_units_outside_the_group_and_their_order_change_nothing(tmp_path: Path) -> None:
    few, many = made(tmp_path / "few", 3, units=6), made(tmp_path / "many", 3, units=9)
    members = ("u5", "u1", "u4", "u2")
    frames = []
    for data, names in ((few, members), (many, members[::-1])):
        with asking(data) as ask:
            frames.append(compared(ask, within(Filter("organ", 2020, 2023), names), "disclosure_rate", "", 2022))
    shown = [frame.drop(columns="report_id") for frame in frames]
    pd.testing.assert_frame_equal(*shown)
    assert set(frames[0]["unit"]) <= set(members)


@pytest.mark.parametrize("order", comparing.ORDERS)
def test_units_without_a_rank_stand_behind_by_their_cases(random: Path, order: str) -> None:
    with asking(random) as ask:
        lines = ordered(compared(ask, Filter("organ", 2019, 2025), "granted_rate", "", 2023), order)
    if order == "register":
        assert list(lines["unit"]) == sorted(lines["unit"])
        return
    ranked = lines["state"] == RANKED
    assert not ranked[ranked.sum():].any()
    behind = lines.loc[~ranked, "of"].fillna(-1)
    assert list(behind) == sorted(behind, reverse=True)
    if order in ("high", "low"):
        assert list(lines.loc[ranked, "value"]) == sorted(lines.loc[ranked, "value"], reverse=order == "high")


@pytest.mark.parametrize("code", ["disclosure_rate", "review_correction_rate", "dispute_rate"])
def test_history_band_and_side_by_side_keep_to_the_limits(random: Path, code: str) -> None:
    evidence = Evidence.of(random)
    facts = Facts(evidence, Choice("organ", 2019, 2025)).rated(code).set_index(["unit", "year"])
    units = sorted(evidence.named)[:6]
    with asking(random) as ask:
        chosen = Filter("organ", 2019, 2025)
        past, band = comparing.history(ask, chosen, code, "", units), indicators.spread(ask, chosen, code)
        side = comparing.rates_side_by_side(ask, chosen, units).query("code == @code").set_index(["unit", "year"])
    share = catalog.is_share(code)
    for unit in units:
        for year in range(2019, 2026):
            known = (unit, year) in facts.index and facts.loc[(unit, year), "of"] >= FEW and (
                not share or facts.loc[(unit, year), "n"] <= facts.loc[(unit, year), "of"])
            wanted = facts.loc[(unit, year), "n"] / facts.loc[(unit, year), "of"] if known else np.nan
            assert past.loc[unit, year] == pytest.approx(wanted, nan_ok=True)
            if (unit, year) in side.index:
                assert side.loc[(unit, year), "value"] == pytest.approx(wanted, nan_ok=True)
    for line in band.to_dict("records"):
        rows = facts[(facts.index.get_level_values("year") == line["year"]) & (facts["of"] >= RANK)]
        rates = (rows["n"] / rows["of"])[(rows["n"] <= rows["of"]) | (not share)]
        if len(rates):
            assert [line["lower"], line["median"], line["upper"]] == pytest.approx(np.quantile(rates, [.25, .5, .75]))
        else:
            assert np.isnan(line["median"])


def test_side_by_side_holds_every_printed_figure(random: Path) -> None:
    wide = Evidence.of(random).wide
    wide = wide[wide["scope"] == "organ"].set_index(["unit", "year"])
    units = ["u1", "u2", "u4"]
    with asking(random) as ask:
        lines = comparing.figures_side_by_side(ask, Filter("organ", 2019, 2025), units, "disputes")
    told = {(line["unit"], int(line["year"]), line["code"]): line["value"] for line in lines.to_dict("records")}
    for (unit, year), row in wide[wide.index.get_level_values("unit").isin(units)].iterrows():
        for code in [c for c in wide.columns if c.startswith("disputes/")]:
            if not pd.isna(row[code]):
                assert told[unit, year, code] == row[code]
