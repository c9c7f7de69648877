"""The invented county: the same from the same seed, its numbers in order over years, its registers complete."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats import catalog, pipeline
from gxstats.checking.within import within
from gxstats.demo.county import FIRST, LAST, write_county
from gxstats.demo.faults import listed
from gxstats.demo.numbers import beginning, form_in, startling, summed, year_of
from gxstats.demo.planted import faults
from gxstats.errors import GxstatsError
from gxstats.model import Cell
from gxstats.storing.data import load

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("county") / "example"
    write_county(directory)
    return directory


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# --- numbers ------------------------------------------------------------------------------------------------------

@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), mean=st.floats(0, 300), decisions=st.integers(0, 9_000))
def test_every_identity_holds_and_every_chain_continues(seed: int, mean: float, decisions: int) -> None:
    random = Random(seed)
    history = beginning(random, decisions)
    before: dict = {}
    for year in range(FIRST, LAST + 1):
        form = form_in(year)
        cells = year_of(form, mean, decisions, random, history)
        read = [Cell(*path.split("/"), value, str(value)) for path, value in cells.items()]
        assert [f for f in within(form, read) if f.severity != "info"] == []
        for column in form.table("requests").rows[0].columns:
            carried = before.get(f"requests/carried_out/{column.code}")
            assert carried in (None, cells[f"requests/carried_in/{column.code}"])
        stock = before.get("disclosure/normative_document/in_force")
        if stock is not None and "disclosure/normative_document/issued" in cells:
            flow = cells["disclosure/normative_document/issued"] - cells["disclosure/normative_document/repealed"]
            assert cells["disclosure/normative_document/in_force"] == stock + flow
        before = cells


def test_a_region_is_the_sum_of_its_bodies() -> None:
    form, random = form_in(2023), Random(1)
    bodies = [year_of(form, 30, 400, random, beginning(random, 400)) for _ in range(5)]
    whole = summed(bodies, form)
    assert all(whole[path] == sum(cells[path] for cells in bodies) for path in form.paths())


def test_startling_follows_the_rule_of_the_check() -> None:
    path = "requests/received/total"
    assert startling({path: 150}, [{path: 29}])
    assert not startling({path: 29}, [{path: 1}])
    assert startling({path: 0}, [{path: 1}, {path: 2}, {path: 1}])
    assert not startling({path: 0}, [{path: 1}, {path: 0}, {path: 1}])


# --- the data directory -------------------------------------------------------------------------------------------

def test_forty_five_units_report_in_the_last_year_and_forty_one_of_them_in_time_for_the_count(county: Path) -> None:
    data = load(county)
    assert data.invented
    expected = {unit for unit, year in data.expected(FIRST, LAST) if year == LAST}
    reported = {line["unit"] for line in data.passports.values() if line["year"] == str(LAST)}
    assert (len(expected), len(reported)) == (45, 41)
    assert reported < expected


def test_registers_tell_of_a_new_name_a_merger_and_a_split(county: Path) -> None:
    assert {line["relation"] for line in lines(county / "succession.csv")} == {"renamed", "merged", "split"}
    units = lines(county / "units.csv")
    assert max(Counter(line["unit"] for line in units).values()) == 2
    assert all(line["name_en"] and line["name"] and line["kind"] for line in units)
    due = {(line["kind"], line["year"]) for line in lines(county / "due_dates.csv")}
    assert {(line["kind"], str(year)) for line in units for year in range(FIRST, LAST + 1)} <= due


def test_every_document_has_its_passport_and_its_name(county: Path) -> None:
    data = load(county)
    assert sorted(data.passports) == data.documents()
    for name, line in data.passports.items():
        assert Path(name).name.startswith(f"{line['year']}-{line['sha256'][:8]}.")
        assert line["scope"] == ("region" if line["unit"] == "county" else "organ")


def test_the_same_seed_writes_the_same_texts(county: Path, tmp_path: Path) -> None:
    write_county(tmp_path / "again", units=6, last=2021)
    write_county(tmp_path / "more", units=9, last=2021)
    again, more = tmp_path / "again", tmp_path / "more"
    for name in load(again).documents():
        if Path(name).suffix in (".html", ".txt", ".md") and not name.startswith("reports/county"):
            assert (more / name).read_bytes() == (again / name).read_bytes()


def test_more_units_than_there_are_names_are_made_up(tmp_path: Path) -> None:
    write_county(tmp_path / "many", units=60, first=2025, last=2025)
    names = [line["name"] for line in lines(tmp_path / "many" / "units.csv")]
    assert len(set(names)) == len(names) >= 60


def test_writing_again_leaves_nothing_of_the_time_before(tmp_path: Path) -> None:
    write_county(tmp_path / "county", units=8, first=2019, last=2021)
    write_county(tmp_path / "county", units=4, first=2020, last=2021)
    data = load(tmp_path / "county")
    assert sorted(data.passports) == data.documents()


def test_a_directory_of_real_data_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "data.toml").write_text('label_zh = "真"\nlabel_en = "real"\ninvented = false\n', encoding="utf-8")
    with pytest.raises(GxstatsError, match="not invented"):
        write_county(tmp_path)


# --- what is planted ----------------------------------------------------------------------------------------------

def test_the_tracked_list_is_what_is_planted(county: Path) -> None:
    tracked = (ROOT / "data" / "example" / "planted.toml").read_text(encoding="utf-8")
    assert tracked == listed(faults()) == (county / "planted.toml").read_text(encoding="utf-8")


def test_planted_faults_name_checks_and_codes_that_exist() -> None:
    rows = {code for kind, _, code in catalog.vocabulary() if kind == "row"}
    for told in (told for fault in faults() for told in fault.told):
        assert told.check in catalog.checks()
        assert told.row in rows | {""}


def test_at_most_two_faults_stand_in_one_report() -> None:
    assert max(Counter((fault.unit, fault.year) for fault in faults()).values()) <= 2


@pytest.mark.slow
def test_the_checks_find_all_that_is_planted_and_nothing_else(county: Path) -> None:
    """Every planted finding is made, and none of severity error or warning that is not on the list."""
    import duckdb

    from gxstats.storing.store import Store
    pipeline.build(county)
    planted = tomllib.loads((county / "planted.toml").read_text(encoding="utf-8"))["fault"]
    with duckdb.connect(str(Store(county).path()), read_only=True) as connection:
        found = connection.execute("SELECT unit, year, check_code, code_table, code_row, code_column, severity "
                                   "FROM finding WHERE status = 'fail'").fetchall()

    def same(finding: tuple, fault: dict) -> bool:
        told = (fault["unit"], fault["year"], fault["check"])
        return finding[:3] == told and all(
            fault.get(name) in (None, finding[place]) for name, place in (("table", 3), ("row", 4), ("column", 5)))

    assert [fault for fault in planted if not any(same(finding, fault) for finding in found)] == []
    loud = [finding for finding in found if finding[6] != "info"]
    beside = [finding for finding in loud if not any(same(finding, fault) for fault in planted)]
    assert beside == []
