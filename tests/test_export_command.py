"""gxstats export: the choice all exports share is checked, and a file is whole or not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gxstats.cli import main
from gxstats.exporting.choice import written


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["--lang", "en", "export", *map(str, words)])


def test_letters_of_a_year_and_of_one_unit(county: Path, tmp_path: Path) -> None:
    data = county / "example"
    made = run("letter", "--data", data, "--years", "2024-2025", "-o", tmp_path / "all.zip", "--date", "2026-01-05")
    assert made.exit_code == 0, made.output
    again = run("letter", "--data", data, "--years", "2025", "-o", tmp_path / "again.zip", "--date", "2026-01-05")
    assert again.exit_code == 0
    assert (tmp_path / "all.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()
    refused = run("letter", "--data", data, "--years", "2023", "-o", tmp_path / "one.docx")
    assert "name it with --unit" in refused.output
    assert not list(tmp_path.glob("*one*"))
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(("words", "told"), [
    (("--unit", "nobody"), "nobody is not in these data"), (("--kind", "king"), "king is not in these data"),
    (("--scope", "world"), "world is not in these data"), (("--years", "soon"), "soon is no year"),
    (("-o", "x.pdf"), "ends in .zip, .docx")])
def test_a_choice_the_data_do_not_hold_is_refused(county: Path, words: tuple[str, str], told: str) -> None:
    made = run("letter", "--data", county / "example", *words)
    assert made.exit_code == 1
    assert told in made.output


def test_an_export_that_fails_or_is_stopped_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"before")
    def stopped() -> None:
        with written(target) as work:
            work.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]
