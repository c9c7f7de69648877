"""What the figures mean: nothing of the standard is left out silently, no code is shown raw, long cells are whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gxstats import catalog
from gxstats.exporting import definitions
from gxstats.showing.tables import plain_html


class Reader:
    """A reader of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, sentence: str, /, **values: Any) -> str:
        return catalog.say(sentence, self.language, **values)


def test_every_indicator_of_the_standard_is_here_or_says_why_not() -> None:
    yaml = pytest.importorskip("yaml")
    standard = Path(__file__).resolve().parents[3] / "shared" / "standard" / "indicators.yaml"
    if not standard.exists():
        pytest.skip("the standard (../shared/standard) is not here")
    prescribed = yaml.safe_load(standard.read_text(encoding="utf-8"))["indicators"]
    ours, others = catalog.indicators(), catalog.other_measures()
    assert {line["code"] for line in prescribed} == {*ours, *others}
    assert not {*ours} & {*others}
    assert all(about["reason_zh"] and about["reason_en"] for about in others.values())
    variants = {variant["code"] for line in prescribed for variant in line.get("variants", ())}
    assert variants == {f"{code}_{variant}" for code, about in ours.items() for variant in about.get("variants", {})}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_evidence_is_told_in_words(language: str) -> None:
    reader = Reader(language)
    told = set(definitions.checks(reader)[reader.say("evidence")])
    assert told <= set(catalog.words("evidence", language).values())
    assert {check.evidence for check in catalog.checks().values()} <= set(catalog.words("evidence", language))


def test_sources_name_the_notice_of_each_official_table_and_what_is_made_of_it() -> None:
    reader = Reader("en")
    lines = definitions.sources(reader)
    forms = catalog.forms().values()
    assert list(lines["notice"]) == [form.notice for form in forms for _ in form.tables]
    named = {name for cell in lines["indicators made of it"] for name in cell.split("; ")} - {""}
    assert named == {about["en"] for about in catalog.indicators().values()}
    assert any("第二十条" in cell for cell in lines["articles"])


def test_a_table_is_whole_and_only_text() -> None:
    frame = definitions.indicators(Reader("en"))
    frame.iloc[0, 1] = "<b>" + "long " * 200
    html = plain_html(frame)
    assert html.count("<tr>") == len(frame) + 1
    assert "<b>" not in html
    assert "long " * 200 in html
