"""Three stores to hold the pages against: the invented county in full, the public figures, and one drawn at random."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from gxstats import pipeline
from gxstats.demo.county import write_county
from tests.truth.evidence import Evidence
from tests.truth.made import store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Data directories by name."""
    root = tmp_path_factory.mktemp("truth")
    found = {name: root / name for name in ("example", "public", "random")}
    write_county(found["example"])
    shutil.copytree(ROOT / "data" / "public", found["public"], ignore=shutil.ignore_patterns("store"))
    pipeline.build(found["example"])
    pipeline.build(found["public"])
    store(found["random"], Random(5))
    return found


@pytest.fixture(scope="session")
def evidence(stores: dict[str, Path]) -> dict[str, Evidence]:
    return {name: Evidence.of(path) for name, path in stores.items()}
