"""A scheme is right or told what is wrong: file, item and reason, in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from gxstats import catalog
from gxstats.errors import SchemeError
from gxstats.measuring import schemes
from tests.measuring.assessed import HEAD, scheme

CHECK = '[[items.rules]]\nsource = "check"\nchecks = ["requests_balance"]\npoints = 5\n'
SOURCE = Path(schemes.__file__).parent


def test_two_examples_come_along_and_say_so(tmp_path: Path) -> None:
    assert set(schemes.available(tmp_path)) == {"example_deductions", "example_weighted"}
    for name in schemes.available(tmp_path):
        made = schemes.load(tmp_path, name)
        assert made.example
        assert "示例" in made.zh
        assert "虚构" in made.note_zh
        assert "invented" in made.note_en
        assert sum(group.points for group in made.groups) == made.points == 100


def test_own_schemes_go_first_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "schemes").mkdir()
    own = schemes.available(tmp_path)["example_deductions"].replace('version = "1"', 'version = "7"')
    (tmp_path / "schemes" / "example_deductions.toml").write_text(own, encoding="utf-8")
    (tmp_path / "schemes" / "ours.toml").write_text(own, encoding="utf-8")
    assert list(schemes.available(tmp_path))[:2] == ["example_deductions", "ours"]
    assert schemes.load(tmp_path, "example_deductions").version == "7"
    with pytest.raises(SchemeError, match="there is no scheme theirs"):
        schemes.load(tmp_path, "theirs")


@pytest.mark.parametrize(("rules", "points", "reason"), [
    (CHECK, 9, "add up to 9 points, not 10"),
    (CHECK.replace("requests_balance", "requests_balanse"), 10, "no check requests_balanse"),
    (CHECK.replace("requests_balance", "form_break_guard"), 10, "guards the program"),
    (CHECK + CHECK, 10, "requests_balance: the code stands twice"),
    (CHECK.replace("points = 5", "points = 11"), 10, "not between 0"),
    (CHECK.replace("points = 5", ""), 10, "needs checks and points"),
    (CHECK + 'colour = "red"', 10, "colour is no part of a rule"),
    (CHECK + 'per = "week"', 10, "week is not known"),
    (CHECK.replace('"check"', '"guess"'), 10, "guess is not known"),
    ('[[items.rules]]\nsource = "indicator"\nindicator = "luck"\nsteps = [{ above = 0.1, points = 1 }]', 10, "no indicator luck"),
    ('[[items.rules]]\nsource = "indicator"\nindicator = "closure_rate"\nsteps = [{ above = 1.0, points = 1 }]', 10,
     "can never apply: no number goes there"),
    ('[[items.rules]]\nsource = "indicator"\nindicator = "closure_rate"\nsteps = [{ below = 0.5, points = 1 }, '
     '{ below = 0.9, points = 2 }]', 10, "can never apply: steps go on in one direction"),
    ('[[items.rules]]\nsource = "indicator"\nindicator = "closure_rate"\nsteps = [{ below = 0.9, points = 2 }, '
     '{ above = 0.5, points = 3 }]', 10, "all above or all below"),
    ('[[items.rules]]\nsource = "figure"\nfigures = ["requests/received/all"]\neach = 1', 10, "no cell requests/received/all"),
    ('[[items.rules]]\nsource = "entry"\n' + CHECK, 10, "given by hand leave no room"),
    ('[[items.rules]]\nsource = "timeliness"', 10, "needs late, per_day or missing"),
])
def test_what_is_wrong_is_told_with_file_and_item(rules: str, points: float, reason: str) -> None:
    with pytest.raises(SchemeError) as error:
        scheme(rules, points=points)
    assert reason in str(error.value)
    assert "try.toml" in str(error.value)
    assert error.value.values["item"] in ("1", "g", "requests_balance")
    assert error.value.sentence in catalog.texts()


@pytest.mark.parametrize(("head", "reason"), [
    (HEAD.replace("points = 10\nyears", "points = 20\nyears"), "the groups add up to 10 points, not 20"),
    (HEAD + 'weights = { township = 12 }\n', "township: the groups add up to 12 points, not 10"),
    (HEAD.replace("years = [2019]", 'years = [2019]\nkinds = ["department"]') + "weights = { township = 10 }\n", "can never apply"),
    (HEAD.replace("years = [2019]", "years = [2022, 2020]"), "hold no year"),
    (HEAD.replace("years = [2019]", 'years = [2019]\nkinds = ["ministry"]'), "ministry is not known"),
    (HEAD.replace("years = [2019]", "years = [2019]\nbonus_cap = 3"), "can never be reached"),
    (HEAD.replace("years = [2019]\n", ""), "years is missing"), (HEAD + "= 3\n", "cannot be read"),
])
def test_a_wrong_head_is_told(head: str, reason: str) -> None:
    with pytest.raises(SchemeError, match=reason):
        scheme(CHECK, head)


def test_a_row_of_another_edition_can_never_apply() -> None:
    old = HEAD.replace("years = [2019]", "years = [2019, 2020]")
    newer = 'source = "figure"\nfigures = ["requests/other_unpaid/total"]\neach = 1'
    with pytest.raises(SchemeError, match="not printed in the years of the scheme"):
        scheme(f"[[items.rules]]\n{newer}", old)
    with pytest.raises(SchemeError, match="is checked from 2021 on"):
        scheme(CHECK.replace("requests_balance", "information_fee_unstated"), old)


def test_every_sentence_of_a_reason_has_its_chinese() -> None:
    """Those that are data of a reason or of a scheme error, and so do not stand in a call of `say`."""
    missing = []
    for name, calls, place in (("assessment", {"Reason"}, 3), ("scheme_rules", {"blame", "SchemeError"}, 0)):
        for node in ast.walk(ast.parse((SOURCE / f"{name}.py").read_text(encoding="utf-8"))):
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            if called in calls and len(node.args) > place:  # type: ignore[attr-defined]
                for part in ast.walk(node.args[place]):  # type: ignore[attr-defined]
                    if isinstance(part, ast.Constant) and part.value not in catalog.texts():
                        missing.append(part.value)
    assert not [text for text in missing if isinstance(text, str) and " " in text]
