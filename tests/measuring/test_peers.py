"""Peer groups: by kind, level and size from the register and the reports, never by name; groups of one's own; wrong files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gxstats import catalog, pipeline
from gxstats.errors import GxstatsError, NotAllowedError
from gxstats.measuring import peers
from gxstats.measuring.peers import Peers, define
from gxstats.storing.decisions import Decisions
from gxstats.storing.roles import Person
from tests.measuring.assessed import asking, here
from tests.truth.evidence import Evidence


def found(data: Path, year: int = 2025, place: Path | None = None) -> Peers:
    ask, connection = asking(data)
    try:
        return peers.peers(ask, place or data, year, "organ")
    finally:
        connection.close()


def by_unit(groups: Peers) -> dict[str, str]:
    return {str(unit): groups.of(str(unit)).code for unit in groups.frame["unit"]}


@pytest.mark.parametrize("year", [2019, 2022, 2025])
def test_kind_level_and_size_of_the_last_three_years(county: Path, year: int) -> None:
    data, groups = county / "example", found(county / "example", year)
    evidence = Evidence.of(data)
    wide = evidence.wide[(evidence.wide["scope"] == "organ") & evidence.wide["year"].between(year - 2, year)]
    means = wide.groupby("unit")["requests/received/total"].mean()
    for line in groups.frame.to_dict("records"):
        unit, mean = str(line["unit"]), means.get(line["unit"])
        register = evidence.named[unit]
        assert (line["kind"], line["level"]) == (register["kind"], register["level"])
        assert mean is None or line["mean"] == pytest.approx(mean)
        if mean is not None and mean == mean:
            wanted = "s1" if mean < 20 else "s2" if mean < 100 else "s3" if mean < 300 else "s4"
            assert line["size"] == wanted
            assert unit in groups.groups[f"{line['kind']}.{line['level']}.{wanted}"].members


def test_peers_are_the_narrowest_division_with_enough_members(county: Path) -> None:
    groups = found(county / "example")
    for unit in groups.frame["unit"]:
        group = groups.of(unit)
        assert unit in group.members
        assert len(group.members) >= groups.rules.least or group.code == peers.ALL
        narrower = [code for code in groups.division_of[unit] if len(groups.groups[code].parts) > len(group.parts)]
        assert all(len(groups.groups[code].members) < groups.rules.least for code in narrower)
    assert any(len(groups.of(unit).parts) == 3 for unit in groups.frame["unit"])


def test_another_name_changes_no_group(county: Path, tmp_path: Path) -> None:
    data = tmp_path / "renamed"
    shutil.copytree(county / "example", data, ignore=shutil.ignore_patterns("store", "decisions"))
    lines = (data / "units.csv").read_text(encoding="utf-8").splitlines()
    head = lines[0].split(",")
    places = [head.index(name) for name in ("name", "short_name", "name_en")]
    for number, line in enumerate(lines[1:], 1):
        parts = line.split(",")
        for place in places:
            parts[place] = f"{'镇街办局委'[number % 5]}{number}{'乡镇街道办事处局'[number % 6:]}"
        lines[number] = ",".join(parts)
    (data / "units.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pipeline.build(data)
    assert by_unit(found(data)) == by_unit(found(county / "example"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_group_is_told_in_words(county: Path, language: str) -> None:
    groups = found(county / "example")
    for code, group in groups.groups.items():
        label = groups.label(code, language)
        assert str(len(group.members)) in label
        assert all(part not in label for part in group.parts.values()), label
    assert groups.label(peers.ALL, language).startswith(catalog.say("all units", language))


# --- groups of one's own ------------------------------------------------------------------------------------------

def test_a_group_in_the_file(county: Path, tmp_path: Path) -> None:
    standard = (Path(peers.__file__).parents[1] / "definitions" / "peer_groups.toml").read_text(encoding="utf-8")
    (tmp_path / "peer_groups.toml").write_text(
        standard + '\n[[groups]]\ncode = "big"\nzh = "大局"\nen = "Big bureaus"\nkinds = ["department"]\nsizes = ["s3", "s4"]\n',
        encoding="utf-8")
    groups = found(county / "example", place=tmp_path)
    frame = groups.frame
    wanted = frame[(frame["kind"] == "department") & frame["size"].isin(["s3", "s4"])]["unit"]
    assert len(wanted)
    assert groups.groups["own.big"].members == tuple(wanted)
    assert groups.label("own.big", "zh").startswith("大局")


def test_a_named_group_is_a_decision_and_can_be_taken_back(county: Path, tmp_path: Path) -> None:
    define(Decisions(tmp_path), "窗口单位", ("office", "housing", "education"), here(), "办件多")
    define(Decisions(tmp_path), "窗口单位", ("office", "housing"), here("李四"), "教育另算")
    groups = found(county / "example", place=tmp_path)
    assert groups.groups["own.窗口单位"].members == ("office", "housing")
    define(Decisions(tmp_path), "窗口单位", (), here(), "不再使用")
    assert "own.窗口单位" not in found(county / "example", place=tmp_path).groups
    assert [(d.who, d.choice) for d in Decisions(tmp_path).read(peers.KIND)] == [
        ("张三", "office.housing.education"), ("李四", "office.housing"), ("张三", "withdrawn")]


def test_what_is_no_group_is_refused(tmp_path: Path) -> None:
    for name, units in (("", ("a", "b")), ("a.b", ("a", "b")), ("x" * 41, ("a", "b")), ("one", ("a",))):
        with pytest.raises(GxstatsError, match="a group"):
            define(Decisions(tmp_path), name, units, here())
    with pytest.raises(NotAllowedError):
        define(Decisions(tmp_path), "ours", ("a", "b"), Person("路人"))
    assert not (tmp_path / "decisions").exists()


@pytest.mark.parametrize(("old", "new", "told"), [
    ("years = 3", "", "years: missing"), ("years = 3", "years = 0", "below 1"), ("below = 100", "below = 10", "limits must rise"),
    ('["level"]]', '["name"]]', "only kind, level, size divide units"), ("least = 5", "least = [", "peer_groups.toml"),
    ('code = "s2"', 'name = "s2"', "code: missing"),
    ("least = 5", 'least = 5\n[[groups]]\ncode = "a"\nzh = "甲"\nen = "A"\nsuffix = "局"\n', "unknown: suffix"),
    ("least = 5", 'least = 5\n[[groups]]\ncode = "a"\nzh = "甲"\nen = "A"\n', "says nothing about whom it holds"),
])
def test_a_wrong_file_is_named_with_part_and_reason(tmp_path: Path, old: str, new: str, told: str) -> None:
    standard = (Path(peers.__file__).parents[1] / "definitions" / "peer_groups.toml").read_text(encoding="utf-8")
    assert old in standard
    if "[[groups]]" in new:  # tables stand at the end
        standard, old, new = standard + "\nlast = 1\n", "\nlast = 1\n", new.removeprefix("least = 5")
    (tmp_path / "peer_groups.toml").write_text(standard.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GxstatsError, match=told):
        peers.load(tmp_path)
