"""Prose against tables in many wordings: what contradicts the tables is found, what only looks so is left alone."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gxstats.checking.answers import answers
from gxstats.checking.specimens import store
from gxstats.model import Section
from gxstats.reading.labels import simplify
from gxstats.reading.statements import figures

CASES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ASIDE = {"late_publication", "copied_text", "copied_numbers"}
YEAR = 2023


def _stated(sections: dict[str, str]) -> list[dict[str, Any]]:
    found = figures([Section(code, "", text) for code, text in sections.items()], YEAR)
    return [{"code": f.code, "value": str(f.value), "sentence": f.sentence, "wide": f.wide} for f in found]


def _failed(reports: list[dict[str, Any]]) -> list[dict[str, tuple[str, str | None]]]:
    """For each report, put side by side in one store, the checks that fail: severity, and what was found."""
    units = [{**CASES["unit"], "unit": f"u{n}"} for n in range(len(reports))]
    made = []
    for n, report in enumerate(reports):
        sections = {code: simplify(text) for code, text in report["sections"].items()}
        made.append({"unit": f"u{n}", "year": YEAR, **report, "sections": sections, "stated": _stated(sections)})
    result: list[dict[str, tuple[str, str | None]]] = [{} for _ in reports]
    for answer in answers(store({"reports": made, "units": units})):
        if answer.status == "fail" and answer.check not in ASIDE and answer.unit:
            result[int(answer.unit[1:])][answer.check] = (answer.severity, answer.found)
    return result


@pytest.mark.parametrize("group", CASES["sound"], ids=lambda group: group["name"])
def test_sound_wordings_are_not_accused(group: dict[str, Any]) -> None:
    cells, section = CASES["cells"][group["cells"]], group.get("section", "overview")
    more = {key: group[key] for key in ("scope",) if key in group}
    found = _failed([{"cells": cells, "sections": {section: text}, **more} for text in group["texts"]])
    assert {text: failed for text, failed in zip(group["texts"], found, strict=True) if failed} == {}


@pytest.mark.parametrize("group", CASES["broken"], ids=lambda group: group["check"])
def test_contradictions_are_found(group: dict[str, Any]) -> None:
    cells, section = CASES["cells"][group["cells"]], group.get("section", "overview")
    more = {key: group[key] for key in ("scope",) if key in group}
    found = _failed([{"cells": cells, "sections": {section: text}, **more} for text in group["texts"]])
    assert [text for text, failed in zip(group["texts"], found, strict=True) if group["check"] not in failed] == []


def test_a_body_that_no_register_knows_is_placed_by_the_rules_it_names_first() -> None:
    """A report made under one province's rules that passes on another's; without any, it cannot be said."""
    rules = "根据《甲省政府信息公开办法》编制本报告。".replace("甲省", "福建省")

    def said(*lines: str, name: str = "某某局", overview: str) -> str:
        connection = store({"reports": [{"unit": name, "year": YEAR, "lines": [*lines, overview],
                                         "sections": {"overview": overview}}]}, "foreign_name")
        [answer] = [a for a in answers(connection, passes=True) if a.check == "foreign_name"]
        return answer.status
    passed_on = "转发《江苏省政府信息公开申请办理规范》。"
    assert said(rules, overview=passed_on) == "fail"
    assert said(rules, overview="赴江苏省学习。") == "cannot_say"
    assert said(overview="我局认真工作。") == "cannot_say"
    assert said(overview=passed_on, name="江苏省某某厅") == "pass"
    assert said(overview=passed_on, name="福建省某某厅") == "fail"


def test_a_number_of_a_whole_area_may_fit_but_never_contradicts_the_report_of_one_body() -> None:
    cells = CASES["cells"]["busy"]
    wide = {"overview": "全县各级行政机关共收到政府信息公开申请320件。"}
    organ, region = _failed([{"cells": cells, "sections": wide}, {"cells": cells, "sections": wide, "scope": "region"}])
    assert "text_received" not in organ
    assert region["text_received"][1] == "320"


def test_what_is_said_of_another_year_needs_the_report_year() -> None:
    section = Section("overview", "", "2022年收到申请15件。")
    assert [f.code for f in figures([section], 2023)] == []
    assert [int(f.value) for f in figures([section], 2022)] == [15] == [int(f.value) for f in figures([section])]


def test_the_same_number_of_two_ways_of_asking_is_two_statements() -> None:
    found = figures([Section("overview", "", "收到网络申请5件、收到信函申请5件。")], YEAR)
    assert [int(f.value) for f in found if f.code == "requests_received"] == [5, 5]


def test_duckdb_reads_every_pattern_as_python_does() -> None:
    """The patterns of the catalogue run in the database."""
    from gxstats import catalog
    connection = duckdb.connect()
    for check in catalog.checks().values():
        for name in ("pattern", "fee", "titles", "empty", "heading", "own_voice", "placed"):
            if pattern := check.parameters.get(name):
                connection.execute("SELECT regexp_matches('x', ?)", [pattern])
