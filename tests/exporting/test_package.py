"""The open data package: valid for the frictionless tool, equal to the store, guarded, the same twice."""

from __future__ import annotations

import json
import warnings
import zipfile
from hashlib import sha256
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner

from gxstats import catalog
from gxstats.cli import main
from gxstats.exporting import package
from gxstats.exporting.choice import Choice, opened
from gxstats.measuring import queries
from gxstats.measuring.queries import Filter
from gxstats.measuring.references import trace
from gxstats.storing.figures import paths
from gxstats.storing.store import Store


def unpacked(data: Path, folder: Path, scope: str) -> Path:
    with opened(Store(data).path()) as ask:
        package.write(Choice(ask, Filter(scope), "zh", data), folder / "package.zip")
    with zipfile.ZipFile(folder / "package.zip") as files:
        files.extractall(folder / "package")
    return folder / "package"


@pytest.fixture(scope="module")
def region(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(public, tmp_path_factory.mktemp("region"), "region")


@pytest.fixture(scope="module")
def organ(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(county / "example", tmp_path_factory.mktemp("organ"), "organ")


def test_the_frictionless_tool_finds_nothing_wrong(region: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tool's own libraries
        report = frictionless.validate(str(region / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    assert len(report.tasks) == 2 * len(catalog.load("package.toml")["resources"])


def test_csv_and_parquet_hold_the_figures_of_the_store(organ: Path, county: Path) -> None:
    with opened(Store(county / "example").path()) as ask:
        codes = list(paths())
        wanted = queries.by_unit(ask, Filter(), codes).sort_values(["unit", "year"]).reset_index(drop=True)
        cells = ask("SELECT k.unit, k.year, c.code, c.value, c.text, c.state FROM cell c "
                    "JOIN figure k ON k.report_id = c.report_id WHERE k.unit IS NOT NULL AND k.scope = 'organ' "
                    "ORDER BY k.unit, k.year, c.code", {})
    for suffix in ("csv", "parquet"):
        wide = duckdb.sql(f"SELECT * FROM '{organ}/data/figures-wide.{suffix}' ORDER BY unit, year").df()
        assert list(wide["unit"]) == list(wanted["unit"])
        for code in codes:
            have, want = pd.to_numeric(wide[code.replace("/", "__")]), wanted[code].astype(float)
            assert have.astype(float).equals(want), code
        long = duckdb.sql(f"SELECT * FROM '{organ}/data/figures-long.{suffix}' ORDER BY unit, year, code").df()
        assert list(long["code"]) == list(cells["code"])
        assert long["value"].astype(float).equals(cells["value"].astype(float))
        assert list(long["state"]) == list(cells["state"])
    assert [text or None for text in long["text"].astype(object).where(long["text"].notna(), None)] == [
        text or None for text in cells["text"]]


def test_every_reference_leads_to_its_cell(organ: Path, county: Path) -> None:
    long = duckdb.sql(f"SELECT * FROM '{organ}/data/figures-long.parquet' WHERE value IS NOT NULL").df()
    with opened(Store(county / "example").path()) as ask:
        for _, line in long.sample(20, random_state=2).iterrows():
            assert trace(ask, line["reference"]).value == line["value"]


def test_it_says_what_it_is_in_both_languages(region: Path) -> None:
    about = json.loads((region / "datapackage.json").read_text(encoding="utf-8"))
    assert about["$schema"].endswith("/2.0/datapackage.json")
    assert about["licenses"] == [{"name": "MIT"}]
    assert about["sources"]
    for resource in about["resources"]:
        if resource["format"] == "csv":
            data = (region / resource["path"]).read_bytes()
            assert data.startswith(b"\xef\xbb\xbf")
            assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
            assert resource["bytes"] == len(data)
        for field in resource["schema"]["fields"]:
            assert field["title"]
            assert field["description"]
    readme = (region / "README.md").read_text(encoding="utf-8")
    assert "绝不是零" in readme
    assert "never zero" in readme
    dictionary = pd.read_csv(region / "data" / "dictionary.csv")
    assert set(dictionary["code"]) == set(paths())
    assert dictionary[["label_zh", "label_en", "unit"]].notna().all(axis=None)


def test_the_lines_that_open_it_do(organ: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(organ)
    names: dict[str, object] = {}
    exec("\n".join(package.how_to_open()), names)
    assert len(names["figures"]) > 10  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "written"), [
    ("=1+1", "'=1+1"), ("@x", "'@x"), ("+x", "'+x"), ("-x", "'-x"), ("\tx", "'\tx"),
    ("-", "-"), ("-5", "-5"), ("—", "—"), ("x=1", "x=1")])
def test_a_csv_carries_no_formula(text: str, written: str, tmp_path: Path) -> None:
    select = package._CELL["string"].format('"text"')
    found = duckdb.execute(f"SELECT {select} FROM (SELECT $text AS text)", {"text": text}).fetchall()
    assert found == [(written,)]


def test_the_command_writes_the_same_bytes_twice(county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_REPORTS", 7)  # in several pieces
    for name in ("one", "two"):
        made = CliRunner().invoke(main, [
            "export", "package", "--data", str(county / "example"), "-o", str(tmp_path / f"{name}.zip")])
        assert made.exit_code == 0, made.output
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as files:
        files.extractall(tmp_path / "one")
    data = tmp_path / "one" / "data"
    long = duckdb.sql(f"SELECT count(*) AS n, count(DISTINCT reference) AS d FROM '{data}/figures-long.csv'").df()
    other = duckdb.sql(f"SELECT count(*) AS n FROM '{data}/figures-long.parquet'").df()
    assert long["n"][0] == long["d"][0] == other["n"][0]
