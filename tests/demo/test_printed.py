"""Reports printed to PDF are read back: with ruling lines wholly, without them right or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.demo.printing import pdf
from tests.demo.reading import lost, loud, read_bytes, unread, wrong
from tests.demo.test_layouts import FORMS, made

pytest.importorskip("weasyprint", reason="printing a PDF needs weasyprint", exc_type=ImportError)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("form", FORMS)
def test_a_print_with_ruling_lines_is_read_wholly(form: str, seed: int, tmp_path: Path) -> None:
    report_made = made(form, seed)
    report = read_bytes(pdf(report_made), "ruled.pdf", tmp_path)
    assert wrong(report_made, report) == []
    assert unread(report_made, report) == []
    assert loud(report) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_print_without_lines_is_read_right_or_says_so(form: str, tmp_path: Path) -> None:
    report_made = made(form)
    report = read_bytes(pdf(report_made, ruled=False), "plain.pdf", tmp_path)
    assert wrong(report_made, report) + lost(report_made, report) == []


def test_blanks_of_a_print_stay_blank(tmp_path: Path) -> None:
    report_made = made("form_2021", zero="")
    report = read_bytes(pdf(report_made), "blank.pdf", tmp_path)
    assert wrong(report_made, report) + lost(report_made, report) == []
