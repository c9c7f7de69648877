"""Every number on the leaders' five pages equals another computation, from the cells, for many choices of the reader."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from gxstats.storing.store import Store
from tests.truth.evidence import Choice, Evidence
from tests.truth.facts import Facts
from tests.truth.held import Held
from tests.truth.rendered import draw

PAGES = ("overview", "requests", "outcomes", "disputes", "disclosure")
CHOICES = {
    "example": [
        Choice("organ", 2019, 2025), Choice("organ", 2019, 2025, like=True), Choice("organ", 2021, 2024),
        Choice("organ", 2020, 2021), Choice("organ", 2025, 2025), Choice("organ", 2019, 2022, kind="department"),
        Choice("organ", 2019, 2025, kind="township", like=True), Choice("organ", 2019, 2025, units=("office",)),
        Choice("organ", 2019, 2024, units=("hongqi", "dawan")), Choice("region", 2019, 2025),
    ],
    "random": [
        Choice("organ", 2019, 2025), Choice("organ", 2019, 2025, like=True), Choice("organ", 2020, 2022),
        Choice("organ", 2019, 2025, kind="department"), Choice("organ", 2021, 2025, units=("u3", "u4")),
        Choice("region", 2019, 2025),
    ],
    "public": [Choice("region", 2019, 2025), Choice("organ", 2019, 2025), Choice("region", 2023, 2025, like=True)],
}


CASES = [(name, choice) for name, choices in CHOICES.items() for choice in choices]


def address(choice: Choice) -> dict[str, str]:
    """The choice as it stands in an address."""
    found = {"scope": choice.scope, "years": f"{choice.first}-{choice.last}", "kind": choice.kind,
             "units": ".".join(choice.units), "like": "1" if choice.like else ""}
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize(("name", "choice"), CASES, ids=str)
def test_every_number_is_in_the_cells(name: str, choice: Choice, stores: dict[str, Path], evidence: dict[str, Evidence],
                                      monkeypatch: pytest.MonkeyPatch) -> None:
    facts, complaints = Facts(evidence[name], choice), []
    for page in PAGES:
        held = Held(draw(page, stores[name], monkeypatch, **address(choice)), facts)
        complaints += held.all()
        assert held.counted > 10, f"nothing on {page} was held against anything"
    assert complaints == []


FURTHER = [  # what a page shows when the reader asks for it: the address
    ("requests", {"measure": "share"}), ("requests", {"at": "organisations.2025.2"}), ("disclosure", {"made": "regulation"}),
    ("disclosure", {"at": "fee.2025.0"}), ("disclosure", {"at": "made.2025.1"}), ("disputes", {"base": "all", "pool": "all"}),
    ("disputes", {"at": "litigation_direct.2025.1"}), ("disputes", {"at": "hundred_years.2025.0"}),
    ("outcomes", {"outcome": "denied"}), ("outcomes", {"at": "one.2025.0"}), ("overview", {"at": "received.2025.0"}),
    ("overview", {"at": "mix.2025.4"}), ("overview", {"at": "corrected.2025.0"}),
]


@pytest.mark.parametrize(("page", "asked"), FURTHER, ids=str)
@pytest.mark.parametrize("name", ["example", "random"])
def test_what_is_opened_is_in_the_cells_too(name: str, page: str, asked: dict[str, str], stores: dict[str, Path],
                                            evidence: dict[str, Evidence], monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw(page, stores[name], monkeypatch, **asked)
    if "at" in asked:
        assert len(drawn.tables) == len(draw(page, stores[name], monkeypatch).tables) + 1, "nothing opened"
    assert Held(drawn, Facts(evidence[name], CHOICES[name][0])).all() == []


def test_a_unit_stands_against_its_own_kind(stores: dict[str, Path], evidence: dict[str, Evidence],
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is the unit's; median and band are those of the units of its kind."""
    drawn = draw("outcomes", stores["example"], monkeypatch, outcome="denied", of="housing")
    one, group = (Facts(evidence["example"], choice).yearly for choice in (
        Choice("organ", 2019, 2025, units=("housing",)), Choice("organ", 2019, 2025, kind="department")))
    band, line, median = drawn.charts["one"]["data"]
    assert line["y"] == pytest.approx(list(one["rate", "denial_rate"]))
    assert median["y"] == pytest.approx(list(group["median", "denial_rate"]))
    assert band["y"][:7] == pytest.approx(list(group["upper", "denial_rate"]))
    assert band["y"][7:] == pytest.approx(list(group["lower", "denial_rate"])[::-1])


@pytest.mark.parametrize("name", ["example", "public", "random"])
def test_the_wide_figures_are_the_long_cells(name: str, stores: dict[str, Path], evidence: dict[str, Evidence]) -> None:
    """Groups, blank totals and the one report a unit and year that counts: all columns of `figure`."""
    connection = duckdb.connect(str(Store(stores[name]).path()), read_only=True)
    figure = connection.execute("SELECT * FROM figure WHERE unit IS NOT NULL").df().set_index("report_id")
    connection.close()
    wide = evidence[name].wide
    assert set(figure.index) == set(wide.index)
    for column in figure.columns:
        if "__" in column:
            code = column.replace("__", "/")
            cells = wide[code] if code in wide.columns else pd.Series(float("nan"), index=wide.index)
            pd.testing.assert_series_equal(figure[column].reindex(wide.index), cells, check_names=False, check_exact=True,
                                           check_dtype=False)
