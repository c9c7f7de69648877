"""Prose year against year: nothing of either text is lost, and each sentence is told by what became of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gxstats.measuring.prose import Passage, compare, shares

SENTENCES = st.lists(st.text(alphabet="公开信息申请答复0123", min_size=4, max_size=14), max_size=8, unique=True)


def told(before: list[str], after: list[str]) -> list[Passage]:
    return compare({s: s for s in before}, {s: s for s in after})


@given(SENTENCES, SENTENCES)
def test_both_texts_are_whole_in_the_passages(before: list[str], after: list[str]) -> None:
    passages = told(before, after)
    assert sorted(p.before for p in passages if p.before) == sorted(before)
    assert [p.after for p in passages if p.after] == after, "the newer text in its order"
    for passage in passages:
        assert {"kept": passage.before == passage.after, "added": not passage.before, "removed": not passage.after,
                "changed": passage.before != passage.after and bool(passage.before and passage.after)}[passage.change]


@given(SENTENCES)
def test_the_same_text_is_kept_whole_also_in_another_order(text: list[str]) -> None:
    for other in (text, text[::-1]):
        passages = told(text, other)
        assert {p.change for p in passages} <= {"kept"}
        assert all(p.same_figures for p in passages)
    if text:
        assert shares(told(text, text))["kept"] == 1


def test_each_change_is_told() -> None:
    same = {"全年收到申请0件": "全年收到申请12件"}
    before = same | {s: s for s in ("加强涉及农村道路的个人信息保护", "聘请法律顾问")}
    after = {"全年收到申请0件": "全年收到申请15件"} | {s: s for s in ("加强涉及招标投标的个人信息保护", "开设政策问答专栏")}
    found = {(p.change, p.before, p.after) for p in compare(before, after)}
    assert found == {
        ("kept", "全年收到申请12件", "全年收到申请15件"),
        ("changed", "加强涉及农村道路的个人信息保护", "加强涉及招标投标的个人信息保护"),
        ("added", "", "开设政策问答专栏"), ("removed", "聘请法律顾问", "")}
    kept = next(p for p in compare(before, after) if p.change == "kept")
    assert not kept.same_figures, "the same sentence with other figures"
