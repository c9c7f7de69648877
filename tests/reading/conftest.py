"""What the reading tests share: the official corpus beside the project, and how a reading is judged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from gxstats import catalog
from gxstats.checking.within import within
from gxstats.model import Document, Finding, Report
from gxstats.reading.extract import extract
from gxstats.reading.readers import text

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@pytest.fixture
def corpus() -> Path:
    """The folder of real reports with numbers read by hand; the test is skipped where it is not at hand."""
    if not CORPUS.exists():
        pytest.skip("the corpus of real reports (../shared/corpus) is not here")
    return CORPUS


def truth_of(folder: Path) -> dict[str, Decimal | None]:
    """The numbers of a report as read by hand, None for a blank."""
    cells = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["cells"]
    return {path: None if value is None else Decimal(str(value)) for path, value in cells.items()}


def text_document(content: str, name: str = "report.txt") -> Document:
    """A text as the text reader would see it."""
    blocks, _ = text.blocks_of(content)
    return Document(name, "text", tuple(blocks))


def read(document: Document) -> tuple[Report | None, tuple[Finding, ...]]:
    """The first report of a document and every finding on it, those of its identities included."""
    reports = extract(document, "0" * 64)
    if not reports:
        return None, ()
    report = reports[0]
    form = catalog.forms()[report.form] if report.form else list(catalog.forms().values())[-1]
    return report, (*report.findings, *within(form, report.cells))


def flagged(path: str, findings: Iterable[Finding]) -> bool:
    """Whether a finding louder than info names the cell, its row, its column, its table or the whole report."""
    table, row, column = path.split("/")
    return any(f.severity != "info" and f.table in (None, table) and f.row in (None, row) and f.column in (None, column)
               for f in findings)


def silent_errors(document: Document, truth: dict[str, Decimal | None]) -> list[str]:
    """Cells that differ from the truth without a word; the list every test wants empty."""
    report, findings = read(document)
    if report is None:
        return []
    got = {cell.path: cell.value for cell in report.cells}
    return [path for path, wanted in truth.items() if got.get(path) != wanted and not flagged(path, findings)]


def loud(document: Document) -> bool:
    """Whether reading says anything louder than info, or refuses."""
    report, findings = read(document)
    return report is None or any(f.severity != "info" for f in findings)
