"""Data that several tests share: a small invented county, built once a session."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gxstats import pipeline
from gxstats.demo.county import write_county


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """A page run for a test takes the place of the main module; a process started later would run that page again."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root with one data directory, `example`: an invented county of twelve units, built."""
    root = tmp_path_factory.mktemp("data")
    write_county(root / "example", units=12)
    pipeline.build(root / "example")
    return root


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root whose only data directory holds no document."""
    root = tmp_path_factory.mktemp("empty")
    (root / "data.toml").write_text('label_zh = "空"\nlabel_en = "Empty"\ninvented = false\n', encoding="utf-8")
    pipeline.build(root)
    return root


@pytest.fixture
def corpus() -> Path:
    """The folder of real reports with numbers read by hand; the test is skipped where it is not at hand."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    if not folder.exists():
        pytest.skip("the corpus of real reports (../shared/corpus) is not here")
    return folder
