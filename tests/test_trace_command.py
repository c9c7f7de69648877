"""gxstats trace: any figure of any export leads back to document, place and printed text."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pandas as pd
import pytest
from click.testing import CliRunner

from gxstats.cli import main
from gxstats.errors import GxstatsError
from gxstats.measuring.references import reference, trace
from gxstats.storing.figures import column_of, paths
from tests.measuring.stores import asking


def test_every_figure_is_the_sum_of_the_cells_it_is_traced_to(county: Path) -> None:
    random = Random(1)
    with asking(county / "example") as ask:
        figures = ask("SELECT f.*, r.sha256 FROM figure f JOIN report r ON r.report_id = f.report_id WHERE f.unit IS NOT NULL", {})
        for _, line in figures.sample(25, random_state=1).iterrows():
            for code in random.sample(paths(), 12):
                value = line[column_of(code)]
                found = trace(ask, reference(line["unit"], line["year"], line["scope"], code, line["sha256"]))
                assert found.value == value or (found.value is None and pd.isna(value))
                if found.value is not None:
                    assert found.cells["value"].sum() == pytest.approx(value)
                    assert found.cells["text"].notna().all()


def test_the_command_tells_document_place_and_printed_text(county: Path) -> None:
    with asking(county / "example") as ask:
        cell = ask("SELECT c.*, r.unit, r.year, r.scope, r.sha256, r.file, l.text AS line FROM cell c JOIN report r "
                   "ON r.report_id = c.report_id JOIN line l ON l.report_id = c.report_id AND l.line_no = c.line_no "
                   "WHERE c.value > 9 AND r.current ORDER BY r.report_id, c.code LIMIT 1", {}).iloc[0]
    name = reference(cell["unit"], cell["year"], cell["scope"], cell["code"], cell["sha256"][:12])
    told = CliRunner().invoke(main, ["--lang", "en", "trace", "--data", str(county / "example"), name])
    assert told.exit_code == 0, told.output
    assert cell["file"] in told.output
    assert cell["sha256"] in told.output
    assert f"“{cell['text']}”" in told.output
    assert f"line {int(cell['line_no'])}" in told.output
    assert cell["line"][:100].replace("\t", "  ") in told.output


@pytest.mark.parametrize(("name", "told"), [
    ("soon", "is no reference"), ("nobody/2024/organ/requests/received/total@0123456789", "no report of nobody"),
    ("office/2024/organ/requests/received/soon@0123456789", "no cell requests/received/soon"),
    ("office/2024/organ/requests/received/total@0123456789", "is not in this store; for the same report it has")])
def test_a_reference_that_leads_nowhere_says_so(name: str, told: str, county: Path) -> None:
    with asking(county / "example") as ask, pytest.raises(GxstatsError, match=told):
        trace(ask, name)
    made = CliRunner().invoke(main, ["--lang", "en", "trace", "--data", str(county / "example"), name])
    assert made.exit_code == 1
    assert told in made.output
