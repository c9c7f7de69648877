"""A cell of a stored report is corrected later: it names what it expects, is refused once that has changed, can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from gxstats import pipeline
from gxstats.demo.county import write_county
from gxstats.errors import GxstatsError, NotAllowedError, StaleCorrectionError
from gxstats.storing import imports, moving
from gxstats.storing.corrections import AS_PRINTED, amend
from gxstats.storing.data import load
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import ROLES, Person, Roles
from gxstats.storing.store import Store, connect

WHO = Roles().typed("王某")
PATH = "requests/received/natural_person"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A county and one unit with two years, each report imported by itself."""
    write_county(tmp_path / "mail", units=1, first=2023, last=2024)
    moving.init(tmp_path / "data")
    (tmp_path / "data" / "units.csv").write_bytes((tmp_path / "mail" / "units.csv").read_bytes())
    for name, line in load(tmp_path / "mail").passports.items():
        imports.confirm(tmp_path / "data", [imports.Incoming(
            Path(name).name, (tmp_path / "mail" / name).read_bytes(), line["unit"], int(line["year"]), line["scope"])], WHO)
    pipeline.build(tmp_path / "data")
    return tmp_path / "data"


def stored(data: Path, year: int = 2024) -> tuple[str, str, str, str, float, str]:
    """place, sha256, file, text, value and origin of the cell."""
    connection = connect(Store(data).path())
    rows = connection.execute(
        "SELECT r.unit || '/' || r.year || '/' || r.scope, r.sha256, r.file, c.text, c.value, c.origin FROM cell c "
        "JOIN report r USING (report_id) WHERE r.current AND r.scope = 'organ' AND r.year = ? AND c.code = ?",
        [year, PATH]).fetchall()
    connection.close()
    (row,) = rows
    return row


def test_corrected_and_taken_back(data: Path) -> None:
    place, sha256, _, text, value, _ = stored(data)
    amend(data, place, sha256, PATH, text, "4,321", "telephone", WHO)
    pipeline.refresh(data)
    assert stored(data)[3:] == (text, 4321.0, "corrected"), "both values are kept"
    connection = connect(Store(data).path())
    assert connection.execute("SELECT count(*) FROM finding WHERE check_code = 'requests_row_total' AND year = 2024 "
                              "AND code_row = 'received'").fetchall() == [(1,)], "it is checked again"
    connection.close()
    amend(data, place, sha256, PATH, "4321", "17", "looked again", WHO)
    amend(data, place, sha256, PATH, "17", AS_PRINTED, "was right", WHO)  # before the store has heard of it
    pipeline.refresh(data)
    assert stored(data)[3:] == (text, value, "printed")
    assert [(d.choice, d.who, d.expects["text"]) for d in Decisions(data).read("correction")] == [
        ("4,321", "王某", text), ("17", "王某", text), (AS_PRINTED, "王某", text)]


def test_refused_once_something_has_changed(data: Path, tmp_path: Path) -> None:
    place, sha256, file, text, *_ = stored(data)
    amend(data, place, sha256, PATH, text, "4321", "telephone", WHO)
    with pytest.raises(StaleCorrectionError):  # somebody else was faster
        amend(data, place, sha256, PATH, text, "17", "letter", WHO)
    pipeline.refresh(data)
    with pytest.raises(StaleCorrectionError):
        amend(data, place, sha256, PATH, text, "17", "letter", WHO)
    content = (data / file).read_bytes() + b"\n"
    unit, year, scope = place.split("/")
    imports.confirm(data, [imports.Incoming("new" + Path(file).suffix, content, unit, int(year), scope, replaces=sha256)], WHO)
    pipeline.refresh(data)
    with pytest.raises(StaleCorrectionError):  # another document is in force
        amend(data, place, sha256, PATH, "4321", "17", "letter", WHO)
    connection = connect(Store(data).path())
    found = connection.execute("SELECT count(*) FROM finding WHERE check_code = 'correction_stale'").fetchall()
    connection.close()
    assert found == [(1,)], "and the store says so"
    assert stored(data)[5] == "printed"


def test_an_undone_import_takes_later_corrections_along(data: Path) -> None:
    place, sha256, _, text, *_ = stored(data)
    amend(data, place, sha256, PATH, text, "4321", "telephone", WHO)
    done = next(item for item in imports.history(data) if item.lines[0]["sha256"] == sha256)
    imports.undo(data, done.id, WHO)
    assert Decisions(data).latest("correction")[f"{place}/{PATH}"].choice == AS_PRINTED


def test_needs_a_number_a_reason_and_the_right(data: Path) -> None:
    place, sha256, _, text, *_ = stored(data)
    for new, why in (("about 5", "telephone"), ("5", " ")):
        with pytest.raises(GxstatsError):
            amend(data, place, sha256, PATH, text, new, why, WHO)
    assessor = Person("李某", ("assessor",), frozenset(ROLES["assessor"]), "typed")
    with pytest.raises(NotAllowedError):
        amend(data, place, sha256, PATH, text, "5", "telephone", assessor)
    assert not Decisions(data).read("correction")
