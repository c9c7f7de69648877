"""Documents that lost something on the way: what is read is right, or told, or the document is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gxstats import pipeline
from gxstats.demo.layouts import LAYOUTS, write
from tests.demo.reading import flagged, lost, printed_cells, read_bytes, wrong
from tests.demo.test_layouts import FORMS, made

MARK = "\ue000"
# how a number goes, and what goes with it, by layout
GONE = {
    "html_plain": [r"<td[^>]*>\ue000</td>", r"\ue000"],
    "html_word": [r"<td[^>]*>(?:<p[^>]*>)?(?:<span>)?\ue000.*?</td>"],
    "html_heads": [r"<td[^>]*>\ue000</td>"], "text_tabs": [r"\ue000\t?", r"\ue000"], "text_rows": [r" ?\ue000"],
    "text_lines": [r"\ue000\n"], "csv": [r"\ue000,?"], "markdown": [r" \ue000 \|"], "markdown_pieces": [r" \ue000 \|"],
}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), layout=st.sampled_from(sorted(GONE)), form=st.sampled_from(sorted(FORMS)),
       seed=st.integers(0, 3))
def test_a_number_that_is_gone_is_told(data: st.DataObject, layout: str, form: str, seed: int, tmp_path: Path) -> None:
    report_made = made(form, seed)
    path = data.draw(st.sampled_from(sorted(printed_cells(report_made))))
    way = data.draw(st.sampled_from(GONE[layout]))
    text = write(replace(report_made, texts={path: MARK}), layout).decode("utf-8-sig")
    damaged, count = re.subn(way, "", text, count=1)
    assert count == 1
    report = read_bytes(damaged.encode(), f"gone{LAYOUTS[layout].suffix}", tmp_path)
    read = {cell.path: cell.value for cell in report.cells}
    others = replace(report_made, cells={**report_made.cells, path: None})
    assert wrong(others, report) + lost(others, report) == []
    assert read.get(path) is None or flagged(report, path)
    assert path in read or flagged(report, path)  # a blank cell where one stood, or a word about it


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layout=st.sampled_from(sorted(GONE)), form=st.sampled_from(sorted(FORMS)), seed=st.integers(0, 10_000))
def test_a_piece_that_is_gone_or_stands_twice_is_told(layout: str, form: str, seed: int, tmp_path: Path) -> None:
    report_made, random = made(form, seed % 4), Random(seed)
    text = write(report_made, layout).decode("utf-8-sig")
    pieces = re.split(r"(?<=</td>)|(?<=</tr>)" if "html" in layout else r"(?<=\n)", text)
    at = random.randrange(len(pieces))
    pieces[at] = random.choice(("", pieces[at] * 2))
    path = tmp_path / f"piece{LAYOUTS[layout].suffix}"
    path.write_bytes("".join(pieces).encode())
    for report in pipeline.show(path).reports:
        assert wrong(report_made, report) + lost(report_made, report) == []


@pytest.mark.parametrize("layout", ["html_plain", "docx", "xlsx", "text_rows"])
def test_a_note_in_a_cell_is_no_part_of_its_number(layout: str, tmp_path: Path) -> None:
    path = "disclosure/normative_document/issued"
    report_made = made("form_2021", texts={path: "22\n（其中修订16件）"})
    report_made = replace(report_made, cells={**report_made.cells, path: 22})
    report = read_bytes(write(report_made, layout), f"note{LAYOUTS[layout].suffix}", tmp_path)
    assert wrong(report_made, report) + lost(report_made, report) == []


@pytest.mark.parametrize("layout", ["html_word", "html_plain", "text_tabs", "docx"])
def test_money_with_its_unit_is_the_same_money(layout: str, tmp_path: Path) -> None:
    path = "disclosure/procurement/amount"
    report_made = made("form_2019")
    report_made = replace(report_made, texts={path: f"{report_made.cells[path]}元"})
    report = read_bytes(write(report_made, layout), f"money{LAYOUTS[layout].suffix}", tmp_path)
    assert wrong(report_made, report) + lost(report_made, report) == []
