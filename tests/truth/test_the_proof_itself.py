"""The proof is worth something only if a wrong number is noticed: each of these faults must raise a complaint."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from gxstats.measuring import change, indicators, queries
from tests.truth.evidence import Choice, Evidence
from tests.truth.facts import Facts
from tests.truth.held import Held
from tests.truth.rendered import draw
from tests.truth.test_every_number import address

CHOICE = Choice("organ", 2019, 2025)


def _raise(column: str, by: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """A frame whose column is too high in its last row that has one."""
    def wrong(frame: pd.DataFrame) -> pd.DataFrame:
        if column in frame.columns and frame[column].notna().any():
            frame = frame.copy()
            frame.loc[frame[column].last_valid_index(), column] += by
        return frame
    return wrong


def _missing_as_zero(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.fillna({column: 0 for column in frame.columns if "/" in column})


FAULTS: dict[str, tuple[str, Any, str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "one request too many": ("overview", queries, "by_year", _raise("requests/received/total", 1)),
    "one outcome too many": ("outcomes", queries, "by_year", _raise("requests/denied/total", 1)),
    "a share a little off": ("overview", indicators, "by_year", _raise("value", .01)),
    "an interval a little off": ("disputes", indicators, "by_year", _raise("low", .002)),
    "a unit's change off by one": ("overview", change, "largest", _raise("change", 1)),
    "a step off by one": ("requests", change, "largest", _raise("change", 1)),
    "a square off by one": ("requests", queries, "by_unit", _raise("requests/received/total", 1)),
    "a report too many": ("overview", queries, "coverage", _raise("have", 1)),
    "missing as zero": ("disclosure", queries, "by_year", _missing_as_zero),
    "a unit's share off": ("disputes", indicators, "over_years", _raise("n", 1)),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_number_is_noticed(fault: str, stores: dict[str, Path], evidence: dict[str, Evidence], tmp_path: Path,
                                   monkeypatch: pytest.MonkeyPatch) -> None:
    page, module, name, wrong = FAULTS[fault]
    data = shutil.copytree(stores["example"], tmp_path / "copy", ignore=shutil.ignore_patterns("reports", "read"))
    right = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args, **more: wrong(right(*args, **more)))
    held = Held(draw(page, data, monkeypatch, **address(CHOICE)), Facts(evidence["example"], CHOICE))
    assert held.all()
