"""The catalogue and what implements it: every check has both specimens, and nothing missing is ever a pass."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gxstats import catalog
from gxstats.check_command import _findings
from gxstats.checking import checks
from gxstats.checking.answers import answers
from gxstats.checking.specimens import self_test, specimens, store

SOURCE = Path(checks.__file__).parents[1]
BY = {code: check.by for code, check in catalog.checks().items()}


def test_every_check_catches_its_broken_specimen_and_leaves_the_sound_one_alone() -> None:
    assert [outcome for outcome in self_test(_findings) if not outcome.good] == []


def test_a_check_of_the_store_and_its_query_go_together() -> None:
    queries = {path.stem for path in (SOURCE / "checking" / "sql").glob("*.sql")}
    assert queries == {code for code, by in BY.items() if by == "sql"}


def test_identities_and_findings_in_code_are_in_the_catalogue() -> None:
    assert {i.check for form in catalog.forms().values() for i in form.identities} == {
        code for code, by in BY.items() if by == "form"}

    def named(*paths: Path) -> set[str]:
        text = "".join(path.read_text(encoding="utf-8") for path in paths)
        return set(re.findall(r'"([a-z_]+)"', text)) & set(BY)
    assert {code for code, by in BY.items() if by == "within"} <= named(SOURCE / "checking" / "within.py")
    reading = named(*(SOURCE / "reading").rglob("*.py"), SOURCE / "pipeline.py")
    assert {code for code, by in BY.items() if by == "reading"} <= reading


def test_every_rule_of_the_standard_is_in_the_catalogue_with_its_severity() -> None:
    standard = SOURCE.parents[2] / "shared" / "standard" / "rules.yaml"
    if not standard.exists():
        pytest.skip("../shared is not here")
    text = standard.read_text(encoding="utf-8")
    rules = dict(re.findall(r"^- id: (\w+)\n  kind: \w+\n  severity: (\w+)", text, re.M))
    ours = {"correction_stale": "warning", "documents_differ": "warning"}  # of what people hand in and decide; the rest is there
    assert rules | ours == {code: check.severity for code, check in catalog.checks().items() if check.kind != "guard"}
    assert {*re.findall(r"^- id: (\w+)", text, re.M), *ours} == set(catalog.checks())


def test_every_message_of_a_query_has_its_chinese() -> None:
    for path in (SOURCE / "checking" / "sql").glob("*.sql"):
        query = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        for text in re.findall(r"'([^']*)'", query):
            if re.search(r"[a-z] [a-z{]", text):
                assert text in catalog.texts(), (path.name, text)
    for code in STORED:
        for side in specimens()[code].values():
            for answer in answers(store(side, code)):
                assert answer.sentence in catalog.texts(), answer.sentence
                assert "{" not in answer.tell("zh") + answer.tell("en")


@pytest.mark.parametrize("code", list(catalog.forms()))
def test_the_one_select_agrees_with_what_is_said_of_each_report(code: str) -> None:
    """The generated query over the wide table against the Python arithmetic, on all table specimens of both forms."""
    names = {check for check, by in BY.items() if by == "form"}
    for name in names:
        side = copy.deepcopy(specimens()[name]["broken"])
        side["reports"][0]["year"] = catalog.forms()[code].first_year
        connection = store(side)
        rows = connection.execute(checks.identity_select(catalog.forms()[code])).df()
        broken = {check for check in names if (rows[f"broken_{check}"] > 0).any()}
        said = connection.execute("SELECT DISTINCT check_code FROM finding WHERE origin = 'identity'").fetchall()
        assert broken == {check for check, in said} & names


# --- nothing missing is a pass ------------------------------------------------------------------------------------

STATES: dict[str, Any] = {"pass": 0, "cannot_say": 1, "fail": 2}
STORED = [code for code in specimens() if code != "defaults" and "reports" in specimens()[code]["broken"]]


def _verdicts(side: dict[str, Any], check: str) -> dict[tuple[str | None, int | None, str | None], str]:
    """The worst answer of a check on each unit, year and scope."""
    found: dict[tuple[str | None, int | None, str | None], str] = {}
    for answer in answers(store(side, check), passes=True):
        if answer.check == check:
            key = (answer.unit, answer.year, answer.scope)
            found[key] = max(found.get(key, "pass"), answer.status, key=STATES.__getitem__)
    return found


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_dropping_an_input_never_turns_a_fail_into_a_pass(data: st.DataObject) -> None:
    """A cell, a table, a year or a unit is taken away; what failed or could not be said is never a pass afterwards."""
    check = data.draw(st.sampled_from(STORED))
    side = copy.deepcopy(specimens()[check]["broken"])
    before = _verdicts(side, check)
    place = data.draw(st.integers(0, len(side["reports"]) - 1))
    report = side["reports"][place]
    how = data.draw(st.sampled_from(["report", "table", "cell", "absent"]))
    form = catalog.form_for(report.get("year", 2023))
    assert form is not None
    paths = form.paths()
    given_cells = [p for p in paths if any(p.startswith(c) for c in report.get("cells", {}))]
    if how == "report":
        del side["reports"][place]
        if not side["reports"]:
            return
    elif how == "table":
        table = data.draw(st.sampled_from(["disclosure", "requests", "disputes"]))
        report["missing"] = [path for path in paths if path.startswith(table)]
    else:
        path = data.draw(st.sampled_from(given_cells or paths))
        if how == "cell":
            table, row, _ = path.split("/")
            cells = report.setdefault("cells", {})
            short = cells.pop(f"{table}/{row}", None)
            if short is not None:
                columns = [c.code for c in form.table(table).row(row).columns]
                cells |= {f"{table}/{row}/{columns[0]}": short, f"{table}/{row}/{columns[-1]}": short}
            cells[path] = ""
        else:
            report["missing"] = [path]
    after = _verdicts(side, check)
    for key, status in after.items():
        if before.get(key) in ("fail", "cannot_say"):
            assert status != "pass", (check, key, before[key], how)


# --- single rules -------------------------------------------------------------------------------------------------

def _answers(*reports: dict[str, Any], check: str, **side: Any) -> list[tuple[str, str | None, str | None]]:
    """What a check says of the last year: status, found, expected."""
    last = max(line.get("year", 2023) for line in reports)
    found = answers(store({"reports": list(reports), **side}, check), year=last)
    return [(a.status, a.found, a.expected) for a in found if a.check == check]


def test_a_reform_in_the_register_is_named_and_not_blamed() -> None:
    reports = ({"year": 2022, "cells": {"requests/carried_out": 3}},
               {"year": 2023, "cells": {"requests/carried_in": 5}})
    reform = [{"from": "office", "to": "bureau", "year": "2023", "relation": "merged", "note": ""}]
    [answer] = [a for a in answers(store({"reports": reports, "succession": reform}, "carry_over_chain"), year=2023)
                if a.check == "carry_over_chain"]
    assert answer.status == "cannot_say"
    assert "示例县人民政府办公室合并" in answer.tell("zh")


def test_a_new_name_continues_the_line() -> None:
    units = [{"unit": "new", "from_year": "2023", "to_year": "", "name": "示例县新局", "kind": "department",
              "level": "county", "parent": "county"}]
    reports = ({"year": 2022, "cells": {"requests/carried_out": 3}},
               {"unit": "new", "year": 2023, "cells": {"requests/carried_in": 5}})
    renamed = [{"from": "bureau", "to": "new", "year": "2023", "relation": "renamed", "note": ""}]
    assert ("fail", "5", "3") in _answers(*reports, check="carry_over_chain", units=units, succession=renamed)


def test_a_new_name_is_named_where_the_line_breaks() -> None:
    units = [{"unit": "new", "from_year": "2023", "to_year": "", "name": "示例县新局", "kind": "department",
              "level": "county", "parent": "county"}]
    reports = ({"year": 2022, "cells": {"requests/carried_out": 3}},
               {"unit": "new", "year": 2023, "cells": {"requests/carried_in": 5}})
    renamed = [{"from": "bureau", "to": "new", "year": "2023", "relation": "renamed", "note": ""}]
    connection = store({"reports": reports, "units": units, "succession": renamed}, "carry_over_chain")
    told = [a.tell("zh") for a in answers(connection, year=2023) if a.status == "fail"]
    assert "2023 年更名，原名示例县某某局" in told[0]


def test_nothing_left_after_three_years_needs_all_three() -> None:
    """A year taken away leaves the question open; a unit that did not exist then has no such year."""
    years = [{"year": year, "cells": {"requests/received": 9, "requests/handled": 9, "requests/granted": 9}}
             for year in (2020, 2021, 2022)]
    last = {"year": 2023}
    code = ("fail", "0", "9")
    assert code in _answers(*years, last, check="sudden_change")
    assert {a[0] for a in _answers(*years[1:], last, check="sudden_change")} == {"cannot_say"}
    young = [{"unit": "young", "from_year": "2021", "to_year": "", "name": "示例县新局", "kind": "department", "level": "county",
              "parent": "county"}]
    assert _answers(*({**line, "unit": "young"} for line in (*years[1:], last)), check="sudden_change", units=young) == []


def test_a_body_no_register_knows_may_be_an_office() -> None:
    cells = {"disclosure/licensing/decisions": 5, "disclosure/fee/amount": 2_000_000}
    assert [a[0] for a in _answers({"unit": "某办", "cells": cells}, check="office_with_decisions")] == ["cannot_say"]
    assert [a[0] for a in _answers({"unit": "某办", "cells": cells}, check="fee_unit_suspect")] == ["cannot_say"]
    assert _answers({"unit": "bureau", "cells": cells}, check="office_with_decisions") == []


def test_a_text_passes_only_beside_the_prose_of_all_others() -> None:
    """A report of which only the tables are at hand may be what was copied."""
    def said(extent: str) -> list[str]:
        texts = [{"unit": "bureau", "year": year, "sections": {"overview": f"{words}，逐项列出并附说明。"}}
                 for year, words in ((2022, "河堤加固的招标文件同时张贴"), (2023, "旧档案清点后补录了目录"))]
        others = [{"unit": unit, "year": year, "extent": how, "sections": {"overview": f"{unit}{year}。"}}
                  for unit, how in (("office", "full"), ("town", extent), ("county", "full")) for year in (2021, 2022, 2023)]
        found = answers(store({"reports": [*texts, *others]}, "copied_text"), unit="bureau", year=2023, passes=True)
        return [a.status for a in found if a.check == "copied_text"]
    assert said("full") == ["pass"]
    assert said("tables_only") == ["cannot_say"]


def test_what_an_earlier_copy_carried_over_is_no_break_of_the_chain() -> None:
    """The report of last year was corrected after this year's had been written on what it said before."""
    before = {"year": 2022, "cells": {"requests/carried_out": 3}}
    now = {"year": 2023, "cells": {"requests/carried_in": 5}}

    def said(earlier: int) -> list[str]:
        old = {**before, "cells": {"requests/carried_out": earlier}, "current": False}
        found = answers(store({"reports": [old, before, now]}, "carry_over_chain"), year=2023)
        return [f"{a.status}: {a.tell('en')}" for a in found if a.check == "carry_over_chain"]
    corrected = said(5)
    assert corrected
    assert all(line.startswith("cannot_say: ") and "before it was corrected to 3" in line for line in corrected)
    assert said(4)
    assert all(line.startswith("fail: ") for line in said(4))


def test_the_chain_is_checked_for_each_kind_of_applicant() -> None:
    before = {"year": 2022, "cells": {"requests/carried_out/business": 2, "requests/carried_out/total": 2}}
    now = {"year": 2023, "cells": {"requests/carried_in/research": 2, "requests/carried_in/total": 2}}
    assert [a[0] for a in _answers(before, now, check="carry_over_chain")] == ["fail", "fail"]


def test_table_two_is_not_compared_across_the_change_of_form() -> None:
    """The guard form_break_guard."""
    before = {"year": 2020, "cells": {"disclosure/penalty/decisions": 500, "requests/received": 5}}
    now = {"year": 2021, "cells": {"disclosure/penalty/decisions": 3, "requests/received": 5}}
    assert _answers(before, now, check="sudden_change") == []
    assert _answers(before, now, check="same_as_last_year") == []
    assert _answers(before, now, check="stock_flow") == []


def test_a_region_is_never_added_to_its_bodies_and_a_missing_body_is_named() -> None:
    """The guard scope_double_count."""
    region = {"unit": "county", "scope": "region", "cells": {"requests/received": 19}}
    bodies = [{"unit": "office", "cells": {"requests/received": 10}},
              {"unit": "bureau", "cells": {"requests/received": 9}}]
    [answer] = [a for a in answers(store({"reports": [region, *bodies]}, "region_gap")) if a.check == "region_gap"]
    assert (answer.status, answer.values["missing"], answer.values["bodies"]) == ("cannot_say", 1, 3)
    county = {"unit": "county", "scope": "organ", "cells": {"requests/received": 19}}
    assert _answers(region, *bodies, county, {"unit": "town"}, check="region_gap") == []


def test_a_lower_government_counts_by_its_region_report_and_never_twice() -> None:
    lower = {"unit": "lower", "from_year": "2019", "to_year": "", "name": "示例县下辖区人民政府", "kind": "county_gov",
             "level": "county", "parent": "county"}
    inside = {"unit": "inside", "from_year": "2019", "to_year": "", "name": "下辖区某镇人民政府", "kind": "township",
              "level": "township", "parent": "lower"}
    bodies = [{"unit": "office", "cells": {"requests/received": 10}}, {"unit": "bureau"}, {"unit": "town"}]
    region = {"unit": "county", "scope": "region", "cells": {"requests/received": 10}}
    whole = {"unit": "lower", "scope": "region", "cells": {"requests/received": 7}}
    organs = [{"unit": "lower", "cells": {"requests/received": 3}}, {"unit": "inside", "cells": {"requests/received": 4}}]
    nothing = [{"unit": "lower"}, {"unit": "inside"}]

    def said(*more: dict[str, Any]) -> list[tuple[str, Any]]:
        side = {"reports": [region, *bodies, *more], "units": [lower, inside]}
        found = answers(store(side, "region_gap"), unit="county", passes=True)
        return [(a.status, a.values.get("missing")) for a in found if a.check == "region_gap" and a.scope == "region"]
    assert said() == [("cannot_say", 2)]
    assert said(*organs) == [("fail", None)]
    assert said(*nothing) == [("cannot_say", 1)]  # they alone prove a gap, never that there is none
    assert said(whole) == said(whole, *organs) == said(whole, *nothing) == [("fail", None)]
    assert said({**whole, "cells": {}}) == said({**whole, "cells": {}}, *organs) == [("pass", None)]
    assert said({**whole, "cells": {}, "missing": ["requests/received/total"]}, *nothing) == [("cannot_say", 1)]


def test_two_documents_of_one_year_that_differ_are_told_of_by_name_and_by_their_first_cell() -> None:
    one, other = {"file": "reports/bureau/one.html"}, {"file": "reports/bureau/other.pdf"}
    more = {"cells": {"requests/received/total": 4, "requests/granted/total": ""}}

    def said(*reports: dict[str, Any]) -> list[tuple[str, str, str]]:
        found = answers(store({"reports": [*reports]}, "documents_differ"), passes=True)
        return [(a.status, a.severity, a.tell("en") if a.status != "pass" else "") for a in found if a.check == "documents_differ"]
    [(status, severity, sentence)] = said(one, other | more)
    assert (status, severity) == ("fail", "warning")
    assert "one.html and other.pdf differ in 2 cells" in sentence
    assert "0 and —" in sentence
    assert said(one, other) == [("pass", "warning", "")]
    assert said(one) == said(one, other | more | {"current": False}) == said(one, other | more | {"scope": "region"}) == []
    assert [answer[:2] for answer in said(one, other | {"sections": {"overview": "另有一段"}})] == [("fail", "info")]
    for lacking in ({"extent": "tables_only"}, {"missing": ["requests/received/total"]}):
        assert [answer[:2] for answer in said(one, other | lacking)] == [("cannot_say", "info")]


@pytest.mark.parametrize(("line", "due", "status"), [
    ({"published_on": "2024-02-03"}, [], ["fail"]),
    ({"published_on": "2024-01-31"}, [], []),
    ({}, [], ["cannot_say"]),
    ({"unit": "town", "published_on": "2024-06-01"}, [], ["cannot_say"]),  # no statute names towns
    ({"unit": "town", "published_on": "2024-06-01"},
     [{"area": "county", "kind": "township", "year": "2023", "due": "2024-01-31", "confirmed": "false"}], ["fail"]),
    ({"published_on": "2024-01-25"},
     [{"area": "county", "kind": "department", "year": "2023", "due": "2024-01-20", "confirmed": "true"}], ["fail"]),
    ({"unit": "county", "scope": "region", "published_on": "2024-03-31"}, [], []),
])
def test_due_dates(line: dict[str, Any], due: list[dict[str, str]], status: list[str]) -> None:
    assert [a[0] for a in _answers(line, check="late_publication", due_dates=due)] == status


def test_prose_is_not_asked_of_tables_alone() -> None:
    line = {"extent": "tables_only", "sections": {"problems": False, "overview": False}}
    prose = [c for c, check in catalog.checks().items() if check.kind == "cross_section"]
    prose += ["section_missing", "copied_text"]
    found = {a.check: a.status for a in answers(store({"reports": [line]}))}
    assert {found.get(code) for code in prose} == {"cannot_say"}


def test_a_summed_total_feeds_no_check() -> None:
    cells = {"disputes/reconsideration/upheld": 4, "disputes/reconsideration/total": ""}
    assert ("cannot_say", None, None) in _answers({"cells": cells}, check="disputes_total")
    before = {"year": 2022, "cells": {"disputes/reconsideration/pending": 9, "disputes/reconsideration/total": 9}}
    found = _answers(before, {"year": 2023, "cells": cells}, check="pending_case_bound")
    assert [a[0] for a in found] == ["cannot_say"]


def test_findings_keep_their_identity() -> None:
    side = specimens()["carry_over_chain"]["broken"]
    assert [a.finding for a in answers(store(side))] == [a.finding for a in answers(store(side))]


def test_a_new_request_count_or_one_with_those_carried_in_is_accepted_and_more_is_not() -> None:
    cells = {"requests/received": 5, "requests/carried_in": 3}

    def said(*values: int) -> list[str]:
        stated = [{"code": "requests_received", "value": value} for value in values]
        return [a[0] for a in _answers({"cells": cells, "stated": stated}, check="text_received")]
    assert [said(5), said(8), said(5, 2), said(5, 11), said()] == [[], [], [], ["fail"], ["cannot_say"]]
