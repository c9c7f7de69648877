"""A stored report as a file in the State's layout is read again as exactly the same cells; the sum of several is a draft."""

from __future__ import annotations

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from gxstats import catalog, pipeline
from gxstats.cli import main
from gxstats.errors import GxstatsError
from gxstats.exporting import filed
from gxstats.exporting.choice import Choice
from gxstats.exporting.draft import draft
from gxstats.measuring import queries
from gxstats.measuring.queries import Ask, Filter
from tests.measuring.stores import asking, made


def every_report(ask: Ask) -> pd.DataFrame:
    return ask("SELECT r.*, coalesce(u.name, r.unit_name, r.unit, '某单位') AS name FROM report r LEFT JOIN unit u "
               "ON u.unit = r.unit AND r.year BETWEEN u.from_year AND coalesce(u.to_year, 9999) WHERE r.cells > 0", {})


def differences(ask: Ask, folder: Path, kind: str, marked: bool = False) -> list[str]:
    """What is read from the files of a kind and is not in the store, or the other way round. With `marked` a cell that was not
    read may come back as one that cannot be read."""
    found = []
    for _, report in every_report(ask).iterrows():
        cells = queries.cells_of(ask, int(report["report_id"]))
        wanted = {c.code: (None if pd.isna(c.value) else c.value, c.state) for c in cells.itertuples()}
        path = folder / f"report.{kind}"
        path.write_bytes(filed.WRITERS[kind](filed.report_of(ask, report)))
        again, = pipeline.read_reports(path)
        have = {c.path: (None if c.value is None else float(c.value), c.state) for c in again.cells}
        if marked:
            have = {path: cell for path, cell in have.items() if path in wanted or cell != (None, "unreadable")}
        published = None if pd.isna(report["published_on"]) else str(report["published_on"])[:10]
        if not marked and (again.unit, again.year, again.published_on) != (report["name"], report["year"], published):
            found.append(f"{report['file']}: {again.unit} {again.year} {again.published_on}")
        if have != wanted:
            found.append(f"{report['file']}: {sorted(set(have.items()) ^ set(wanted.items()), key=str)[:4]}")
    return found


@pytest.mark.parametrize("kind", filed.WRITERS)
def test_published_reports_come_back_as_they_were(kind: str, public: Path, tmp_path: Path) -> None:
    with asking(public) as ask:
        assert len(every_report(ask)) == 12
        assert differences(ask, tmp_path, kind) == []


@pytest.mark.parametrize("kind", filed.WRITERS)
def test_reports_of_the_county_come_back_as_they_were(kind: str, county: Path, tmp_path: Path) -> None:
    with asking(county / "example") as ask:
        assert differences(ask, tmp_path, kind) == []


@pytest.mark.parametrize("kind", filed.WRITERS)
@pytest.mark.parametrize("seed", [1, 2])
def test_reports_with_gaps_come_back_and_a_gap_is_no_blank(kind: str, seed: int, tmp_path: Path) -> None:
    with asking(made(tmp_path / "data", seed)) as ask:
        assert differences(ask, tmp_path, kind, marked=True) == []


def test_a_row_never_read_is_left_out_and_a_cell_never_read_is_marked() -> None:
    form = catalog.forms()["form_2021"]
    tables = filed.tables_of(form, {"requests/received/total": "7", "requests/granted/total": ""})
    assert [table.code for table in tables] == ["requests"]
    printed = {cell.path: cell.text for row in tables[0].rows for cell in row if cell.path}
    assert (printed["requests/received/total"], printed["requests/granted/total"]) == ("7", "")
    assert printed["requests/received/business"] == "?"
    assert not any(path.startswith("requests/denied") for path in printed)


# --- the sum ------------------------------------------------------------------------------------------------------

def choice(ask: Ask, data: Path, **more: object) -> Choice:
    return Choice(ask, Filter(**{"scope": "organ", "first": 2019, "last": 2025, **more}), "zh", data)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", filed.WRITERS)
def test_the_draft_is_the_sum_of_what_is_printed(kind: str, county: Path, tmp_path: Path) -> None:
    with asking(county / "example") as ask:
        made = draft(choice(ask, county), 2023)
        path = tmp_path / f"draft.{kind}"
        path.write_bytes(filed.WRITERS[kind](made))
        again, = pipeline.read_reports(path)
        cells = ask("SELECT c.code, sum(c.value) AS value FROM cell c JOIN figure f ON f.report_id = c.report_id "
                    "WHERE f.year = 2023 AND f.scope = 'organ' AND f.unit IS NOT NULL AND c.origin <> 'summed' GROUP BY c.code", {})
        summed = dict(zip(cells["code"], cells["value"], strict=True))
        blank = ask("SELECT DISTINCT code FROM cell WHERE origin = 'summed'", {})["code"]
    have = {cell.path: float(cell.value) for cell in again.cells if cell.value is not None}
    assert len(have) > 150
    for code, value in have.items():
        if code not in set(blank):
            assert value == pytest.approx(summed[code]), code
    assert again.unit is None, "a draft is not taken for a report"
    assert "草稿" in made.title


def test_the_draft_names_who_is_missing_and_what_not_all_print(tmp_path: Path) -> None:
    with asking(made(tmp_path / "data", 4, units=8)) as ask:
        chosen = choice(ask, tmp_path)
        year = next(y for y in range(2020, 2024) if len(queries.missing_in(ask, Filter("organ", y, y))))
        missing = queries.missing_in(ask, Filter("organ", year, year))
        made_draft = draft(chosen, year)
        text = "\n".join(made_draft.notes)
        assert all(name in text for name in missing["name"])
        assert f"尚未报送（{len(missing)} 家）" in text
        reports = len(queries.reports_in(ask, Filter("organ", year, year)))
        assert all(row[1].startswith(f"{reports} 家中 ") for row in made_draft.appendix[1:])
        partly = {row[0] for row in made_draft.appendix[1:]}
        sums = queries.by_year(ask, Filter("organ", year, year), ["requests/received/total"]).iloc[0]
        assert (catalog.told("requests/received/total") in partly) == (0 < sums["requests/received/total#n"] < reports)


def test_scopes_are_never_mixed_and_nothing_is_counted_twice(public: Path, tmp_path: Path) -> None:
    with asking(public) as ask, pytest.raises(GxstatsError, match="never mixed"):
        draft(choice(ask, public, scope="region", units=("suqian", "julu_office")), 2025)
    path = tmp_path / "areas"
    shutil.copytree(public, path)
    units = path / "units.csv"
    units.write_text(units.read_text(encoding="utf-8").replace(
        "county_gov,county,,320813", "county_gov,county,suqian,320813"), encoding="utf-8")
    pipeline.build(path)
    with asking(path) as ask, pytest.raises(GxstatsError, match="already counted"):
        draft(choice(ask, path, scope="region"), 2023)


# --- the command --------------------------------------------------------------------------------------------------

def test_the_command_writes_one_report_or_all(county: Path, tmp_path: Path) -> None:
    words = ["--lang", "en", "export", "official", "--data", str(county / "example")]
    made = CliRunner().invoke(main, [*words, "-o", str(tmp_path / "all.zip"), "--as", "html", "--years", "2024"])
    assert made.exit_code == 0, made.output
    with asking(county / "example") as ask:
        reports = queries.reports_in(ask, Filter("organ", 2024, 2024))
    with zipfile.ZipFile(tmp_path / "all.zip") as files:
        assert len(files.namelist()) == (reports["cells"] > 0).sum()
    refused = CliRunner().invoke(main, [*words, "-o", str(tmp_path / "one.docx")])
    assert "one file is for one report" in refused.output
    unit = str(reports["unit"].iloc[0])
    made = CliRunner().invoke(main, [*words, "-o", str(tmp_path / "one.xlsx"), "--years", "2024", "--unit", unit])
    assert made.exit_code == 0, made.output
    first = (tmp_path / "one.xlsx").read_bytes()
    CliRunner().invoke(main, [*words, "-o", str(tmp_path / "one.xlsx"), "--years", "2024", "--unit", unit])
    assert (tmp_path / "one.xlsx").read_bytes() == first, "the same bytes"
    assert openpyxl.load_workbook(BytesIO(first)).sheetnames == ["主动公开", "依申请公开", "复议诉讼", "说明"]
