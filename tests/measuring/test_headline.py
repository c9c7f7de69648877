"""The six figures: no rate of a handful of cases, no change between years that not every report prints."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from gxstats import catalog
from gxstats.measuring import headline, indicators
from gxstats.measuring.queries import Filter
from gxstats.storing.store import Store
from tests.measuring.stores import asking, made

CHOSEN = Filter("organ", 2020, 2023)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one report that does not print what was handled in the last year, and few reviews the year before."""
    found = made(tmp_path_factory.mktemp("headline") / "data", 11, units=8)
    with duckdb.connect(str(Store(found).path())) as connection:
        connection.execute("UPDATE figure SET requests__handled__total = NULL WHERE scope = 'organ' AND year = 2023 AND unit = "
                           "(SELECT min(unit) FROM figure WHERE scope = 'organ' AND year = 2023 AND requests__handled__total > 0)")
        connection.execute("UPDATE figure SET disputes__reconsideration__upheld = 0, disputes__reconsideration__corrected = 1, "
                           "disputes__reconsideration__other = 0 WHERE year = 2022")
    return found


def test_a_handful_of_cases_is_no_rate_on_any_page(path: Path) -> None:
    least = catalog.limits()["min_denominator"]
    with asking(path) as ask:
        frame = indicators.by_year(ask, CHOSEN, "review_correction_rate").set_index("year")
    assert 0 < frame.loc[2022, "of"] < least
    assert frame.loc[2022, ["value", "low", "high"]].isna().all()
    assert frame.loc[2022, "n"] == frame.loc[2022, "of"]
    assert frame.loc[frame["of"] >= least, "value"].notna().all()


def test_what_not_every_report_prints_is_not_compared(path: Path) -> None:
    with asking(path) as ask:
        told = {item.label: item for item in headline.headlines(ask, CHOSEN, "en")}
    assert told["Handled"].change == "not every report prints it: not compared"
    assert "reports print it" in told["Handled"].base
