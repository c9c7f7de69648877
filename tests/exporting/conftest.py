"""Data that the tests of several exports share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gxstats import pipeline

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published figures, built; nobody changes them."""
    path = tmp_path_factory.mktemp("public") / "public"
    shutil.copytree(ROOT / "data" / "public", path, ignore=shutil.ignore_patterns("store"))
    pipeline.build(path)
    return path
