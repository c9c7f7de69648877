"""Documents become a store: nothing read twice, nothing lost when interrupted, one bad document stops nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from gxstats import pipeline
from gxstats.cli import main
from gxstats.demo.county import write_county
from gxstats.errors import StoreMissingError
from gxstats.measuring import indicators, queries
from gxstats.measuring.queries import Filter
from gxstats.storing.store import Store, connect
from tests.reading.conftest import truth_of


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """An invented county of five units and two years, not yet built."""
    write_county(tmp_path / "small", units=5, first=2023, last=2024)
    return tmp_path / "small"


def asking(path: Path) -> queries.Ask:
    connection = connect(Store(path).path())
    return lambda sql, parameters: connection.cursor().execute(sql, dict(parameters)).df() if parameters \
        else connection.cursor().execute(sql).df()


def test_an_unchanged_document_is_not_read_again(small: Path) -> None:
    first = pipeline.build(small)
    second = pipeline.build(small)
    assert (first.kept, second.read) == (0, 0)
    assert second.kept == first.read > 5
    assert first.snapshot != second.snapshot


def test_same_inputs_give_the_same_rows(small: Path) -> None:
    pipeline.build(small)
    one = asking(small)("SELECT * FROM figure ORDER BY report_id", {})
    pipeline.build(small, fresh=True)
    assert asking(small)("SELECT * FROM figure ORDER BY report_id", {}).equals(one)


def test_one_bad_document_stops_nothing(small: Path) -> None:
    (small / "reports" / "office" / "2022-broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    (small / "reports" / "office" / "2021-noise.html").write_bytes(os.urandom(3_000))
    summary = pipeline.build(small)
    assert summary.failed == 2
    found = asking(small)("SELECT check_code, message FROM finding WHERE check_code = 'unreadable'", {})
    assert len(found) == 2


def test_a_store_before_the_first_build_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        Store(tmp_path).path()


def test_blank_is_not_zero_in_the_store(tmp_path: Path) -> None:
    write_county(tmp_path / "d", units=3, first=2024, last=2024)
    document = next((tmp_path / "d" / "reports").rglob("*.*"))
    assert document.exists()
    pipeline.build(tmp_path / "d")
    ask = asking(tmp_path / "d")
    row = ask("SELECT disclosure__regulation__produced AS old_form, disclosure__regulation__issued AS new_form FROM figure", {})
    assert row["old_form"].isna().all(), "the older form's column is missing for a newer report, never 0"
    assert row["new_form"].notna().any()


def test_readers_see_the_old_store_or_the_new(small: Path) -> None:
    pipeline.build(small)
    wrong: list[str] = []
    stop = threading.Event()

    def view() -> None:
        while not stop.is_set():
            try:
                count = connect(Store(small).path()).cursor().execute("SELECT count(*) FROM report").fetchall()[0][0]
                if count < 5:
                    wrong.append(str(count))
            except Exception as error:
                wrong.append(repr(error))

    viewers = [threading.Thread(target=view) for _ in range(3)]
    for viewer in viewers:
        viewer.start()
    for _ in range(4):
        pipeline.build(small)
    stop.set()
    for viewer in viewers:
        viewer.join()
    assert wrong == []


@pytest.mark.slow
def test_a_killed_build_loses_nothing_that_was_read(tmp_path: Path) -> None:
    data = tmp_path / "county"
    write_county(data, units=20, first=2019, last=2024)
    build = subprocess.Popen([sys.executable, "-m", "gxstats", "build", "--data", str(data)], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, start_new_session=True)
    for _ in range(3000):
        if len(list((data / "store" / "read").glob("*/*.json"))) >= 10:
            break
        time.sleep(0.02)
    os.killpg(build.pid, signal.SIGKILL)
    build.wait()
    with pytest.raises(StoreMissingError):
        Store(data).path()
    summary = pipeline.build(data)
    assert summary.kept >= 10
    assert summary.failed == 0


def test_pages_are_fed_the_numbers_read_by_hand(tmp_path: Path, corpus: Path) -> None:
    data = tmp_path / "real"
    folders = [f for f in sorted(corpus.iterdir()) if (f / "truth.json").exists() and f.name in (
        "julu-office-2023", "suqian-2023", "suqian-2024", "shanghai-office-2019")]
    for folder in folders:
        unit, year = folder.name.rsplit("-", 1)
        source = next(p for p in folder.iterdir() if p.name.startswith("source."))
        (data / "reports" / unit).mkdir(parents=True, exist_ok=True)
        shutil.copy(source, data / "reports" / unit / f"{year}{source.suffix}")
    (data / "data.toml").write_text('label_zh = "x"\nlabel_en = "x"\ninvented = false\n', encoding="utf-8")
    lines = ["unit,from_year,to_year,name,kind,level,parent"]
    lines += [f"{unit},2019,,{unit},city_gov,," for unit in sorted({f.name.rsplit('-', 1)[0] for f in folders})]
    (data / "units.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pipeline.build(data)
    ask = asking(data)
    for folder in folders:
        unit, year = folder.name.rsplit("-", 1)
        truth = truth_of(folder)
        scope = str(ask("SELECT scope FROM report WHERE unit = $u AND year = $y", {"u": unit, "y": int(year)})["scope"][0])
        chosen = Filter(scope, int(year), int(year), (), (unit,))
        row = queries.by_unit(ask, chosen, list(truth)).iloc[0]
        for path, wanted in truth.items():
            if wanted is not None:
                assert row[path] == float(wanted), path
        rate = indicators.by_year(ask, chosen, "closure_rate").iloc[0]
        assert rate["n"] == float(truth["requests/handled/total"] or 0)


def test_show_as_json_and_its_exit_code(small: Path, tmp_path: Path) -> None:
    good = next((small / "reports" / "office").iterdir())
    bad = tmp_path / "noise.txt"
    bad.write_text("nothing of the kind", encoding="utf-8")
    result = CliRunner().invoke(main, ["show", "--json", str(good), str(bad)])
    assert result.exit_code == 2
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert answers[0]["file"] == str(good)
    assert answers[0]["report"]["form"] == "form_2021"
    assert {"table", "row", "column", "value", "text", "place", "origin"} <= set(answers[0]["cells"][0])
    assert answers[1] == {"file": str(bad), "report": None, "cells": [], "findings": answers[1]["findings"]}
    assert answers[1]["findings"][0]["check"] == "not_a_report"


def test_every_command_has_help() -> None:
    runner = CliRunner()
    for name in ("show", "build", "demo", "check"):
        assert runner.invoke(main, [name, "--help"]).exit_code == 0




def test_an_interrupted_build_keeps_what_it_has_read_and_says_so(tmp_path: Path) -> None:
    write_county(tmp_path / "county", units=12)
    begun = subprocess.Popen(
        [sys.executable, "-m", "gxstats", "build", "--data", str(tmp_path / "county")], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    kept = tmp_path / "county" / "store" / "read"
    while begun.poll() is None and len(list(kept.rglob("*.json"))) < 3:
        time.sleep(0.01)
    os.killpg(begun.pid, signal.SIGINT)
    said = begun.communicate(timeout=120)
    assert begun.returncode == 1
    assert "已中断" in said[1]
    assert "Traceback" not in said[0] + said[1]
    assert pipeline.build(tmp_path / "county").kept >= 3
