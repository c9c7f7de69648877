"""Real reports with numbers read by hand: right or flagged, and nothing removed goes unnoticed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gxstats.reading.readers import read as read_file
from tests.reading.conftest import CORPUS, flagged, loud, read, silent_errors, text_document, truth_of

FILES = [p for p in sorted(CORPUS.glob("*/*")) if p.name.startswith(("source.", "reduced."))
         and (p.parent / "truth.json").exists()] if CORPUS.exists() else []
WHOLE = {  # every cell right
    "julu-office-2023", "hangzhou-2025", "huaian-hongze-2023", "suqian-2023", "suqian-2024", "suqian-2025",
    "shanghai-office-2019",
}
NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])(?!\s*[.、．]\s*\D)")


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_right_or_flagged(path: Path) -> None:
    truth = truth_of(path.parent)
    document = read_file(path)
    assert silent_errors(document, truth) == []
    report, findings = read(document)
    assert report is not None
    got = {cell.path: cell.value for cell in report.cells}
    wrong = [p for p, wanted in truth.items() if got.get(p) != wanted]
    if path.parent.name in WHOLE or path.name == "reduced.html":
        assert wrong == []
    elif path.parent.name.startswith("pingtan"):
        assert [p for p in wrong if not p.startswith("disclosure/")] == []
    else:
        assert len(wrong) <= 0.05 * len(truth)
    assert all(flagged(p, findings) for p in wrong)


def _removals(text: str, start: int, end: int) -> list[str]:
    """The text with each number of a stretch taken out, with and without the letter behind it."""
    found = []
    for match in NUMBER.finditer(text, start, end):
        found.append(text[:match.start()] + text[match.end():])
        found.append(text[:match.start()] + text[match.end() + 1:])
    return found


def test_any_number_removed_from_the_seed_is_noticed(corpus: Path) -> None:
    """All 200 numbers of the 2023 report of a county government office, with and without their tab."""
    folder = corpus / "julu-office-2023"
    text = (folder / "source.txt").read_text(encoding="utf-8")
    truth = truth_of(folder)
    tables = text.rfind("二、主动公开政府信息情况"), text.rfind("五、存在")
    removals = _removals(text, *tables)
    assert len(removals) == 400
    for changed in removals:
        document = text_document(changed)
        assert silent_errors(document, truth) == []
        assert loud(document)
