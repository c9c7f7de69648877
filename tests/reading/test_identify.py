"""Whose report a document is: unit, year, scope, title, date, and what is said where they disagree."""

from __future__ import annotations

import pytest

from gxstats import catalog
from gxstats.model import Document, Paragraph
from gxstats.reading.identify import Passport, classify, identify, is_title

NEWEST = list(catalog.forms().values())[-1]
OLDEST = next(iter(catalog.forms().values()))


def passport(text: str, name: str = "x.txt", **meta: str) -> Passport:
    document = Document(name, "text", tuple(Paragraph(line) for line in text.split("\n")), meta)
    return identify(document, NEWEST, name)


def checks(found: Passport) -> list[str]:
    assert all(finding.severity == "warning" for finding in found.findings)
    return [finding.check for finding in found.findings]


@pytest.mark.parametrize(("text", "unit", "year", "scope"), [
    ("示例县人民政府办公室\n2023年政府信息公开工作年度报告", "示例县人民政府办公室", 2023, "organ"),
    ("示例市生态环境局\n2023年\n政府信息公开工作年度报告", "示例市生态环境局", 2023, "organ"),
    ("正文\n2024 年示例市科委政府信息公开工作\n年度报告\n根据条例，市科委编制了2024年度政务公开工作年度报告",
     "示例市科委", 2024, "organ"),
    ("2022年度示例县财政局政府信息公开工作年度报告", "示例县财政局", 2022, "organ"),
    ("示例县 2021 年度 政府信息公开 工作 年度报告", "示例县", 2021, "region"),
    ("示例高新区管委会2023年政府信息公开年报", "示例高新区管委会", 2023, "region"),
    ("示例省教育厅2024年政府信息公开工作报告", "示例省教育厅", 2024, "organ"),
    ("示例县东乡人民政府2024年政府信息公开工作年度报告", "示例县东乡人民政府", 2024, "organ"),
    ("示例区东街街道办事处2023年政府信息公开工作年度报告", "示例区东街街道办事处", 2023, "organ"),
    ("二〇二三年示例县民政局政府信息公开工作年度报告", "示例县民政局", 2023, "organ"),
    ("示例县民政局２０２３年政府信息公开工作年度报告", "示例县民政局", 2023, "organ"),
    ("示例縣民政局2023年政府信息公開工作年度報告", "示例县民政局", 2023, "organ"),
    ("2023年政府信息公开工作年度报告（示例县民政局）", "示例县民政局", 2023, "organ"),
    ("2023年政府信息公开工作年度报告\n（示例县民政局）", "示例县民政局", 2023, "organ"),
    ("根据《2021年政府信息公开工作年度报告格式》\n示例县民政局2023年政府信息公开工作年度报告",
     "示例县民政局", 2023, "organ"),
    ("当前位置：首页 > 政府信息公开年报 > 示例县民政局2023年政府信息公开工作年度报告", "示例县民政局", 2023, "organ"),
    ("示例县\n住房和城乡建设局\n2023年政府信息公开工作年度报告", "示例县住房和城乡建设局", 2023, "organ"),
    ("示例县市场监督管理局（知识产权局）2023年政府信息公开工作年度报告", "示例县市场监督管理局(知识产权局)", 2023, "organ"),
    ("示例市（全市）2023年政府信息公开工作年度报告", "示例市", 2023, "region"),
    ("示例市本级2023年政府信息公开工作年度报告", "示例市", 2023, "level"),
    ("示例市（本级）2023年政府信息公开工作年度报告", "示例市", 2023, "level"),
    ("示例县水利局关于2023年度政府信息公开工作情况的报告", "示例县水利局", 2023, "organ"),
    ("示例县水利局政府信息公开工作年度报告\n（2023年度）", "示例县水利局", 2023, "organ"),
    ("示例县水利局政府信息公开工作年度报告（2023年）一、总体情况", "示例县水利局", 2023, "organ"),
    ("各股室：示例县水利局2023年政府信息公开工作年度报告", "示例县水利局", 2023, "organ"),
    ("标题: 示例综合实验区2019年度政府信息公开工作年度报告", "示例综合实验区", 2019, "region"),
])
def test_titles(text: str, unit: str, year: int, scope: str) -> None:
    found = passport(text)
    assert (found.unit, found.year, found.scope) == (unit, year, scope)
    assert found.title is not None
    assert ">" not in found.title
    assert set(checks(found)) <= {"form_mismatch"}


def test_without_a_unit_in_the_title_the_text_tells() -> None:
    bare = "政府信息公开工作年度报告\n"
    spoken = passport(bare + "2023年，示例县水利局认真贯彻条例，统计期限自2023年1月1日起至2023年12月31日止。")
    assert (spoken.unit, spoken.year, spoken.reasons["unit"]) == ("示例县水利局", 2023, "first sentence")
    signed = passport(bare + "我局做了许多工作。\n示例县民政局\n2024年1月18日")
    assert (signed.unit, signed.reasons["unit"]) == ("示例县民政局", "signature")
    published = passport(bare + "发布机构：示例县民政局 发布时间：2024-01-20")
    assert (published.unit, published.year) == ("示例县民政局", 2023)
    assert passport(bare + "来源：示例县政府网 时间：2024-01-20").unit is None


def test_file_name_and_meta_data_come_last() -> None:
    title = "示例县民政局2023年政府信息公开工作年度报告"
    assert passport("正文", f"{title}.docx").title == title
    assert passport("正文", title=title).unit == "示例县民政局"
    only_year = passport("正文", "2023.docx")
    assert (only_year.unit, only_year.year, only_year.title) == (None, 2023, None)
    assert sorted(checks(only_year)) == ["scope_unclear", "unit_unclear"]


def test_conflicts_are_told_with_both_names() -> None:
    template = passport("示例县东乡人民政府2024年政府信息公开工作年度报告\n2024年，示例县人民政府办公室认真落实条例。")
    assert template.unit == "示例县东乡人民政府"
    assert template.findings[0].values == {"unit": "示例县东乡人民政府", "other": "示例县人民政府办公室"}
    title = "示例县民政局2024年政府信息公开工作年度报告\n"
    assert checks(passport(title + "正文\n示例县水利局\n2025年1月8日")) == ["unit_unclear"]
    assert checks(passport(title, "示例县水利局2024年政府信息公开工作年度报告.txt")) == ["unit_unclear"]
    signed = title + "2024年，民政局认真落实条例。\n示例县民政局\n2025年1月8日"
    assert checks(passport(signed, "2024-0a1b2c3d.txt")) == []


def test_a_county_may_speak_through_its_office() -> None:
    assert checks(passport("示例县2023年政府信息公开工作年度报告\n2023年，示例县人民政府办公室深入推进公开。")) == []


@pytest.mark.parametrize(("text", "year", "told"), [
    ("示例县财政局2023年政府信息公开工作年度报告\n统计期限自2022年1月1日起至2022年12月31日止", 2023, True),
    ("示例县财政局2023年政府信息公开工作年度报告\n统计期限自2023年1月1日起至12月31日止", 2023, False),
    ("示例县财政局2023年政府信息公开工作年度报告\n发布日期：2023年3月1日", 2023, True),
    ("示例县财政局2023年政府信息公开工作年度报告\n发布日期：2024年1月20日", 2023, False),
    ("示例县财政局政府信息公开工作年度报告\n发布日期：2024年1月20日", 2023, False),
    ("示例县财政局政府信息公开工作年度报告", None, True),
])
def test_years(text: str, year: int | None, told: bool) -> None:
    found = passport(text)
    assert found.year == year
    assert ("year_unclear" in checks(found)) is told


def test_an_address_tells_no_year_but_is_kept() -> None:
    found = passport("示例县财政局政府信息公开工作年度报告", url="http://example.gov.cn/2019/1.html")
    assert (found.year, found.url) == (None, "http://example.gov.cn/2019/1.html")
    assert passport("原文链接: https://example.gov.cn/a/t20.htm").url == "https://example.gov.cn/a/t20.htm"


@pytest.mark.parametrize(("line", "day"), [
    ("发布时间: 2020-01-20 15:22", "2020-01-20"), ("成文日期：2024年1月5日", "2024-01-05"),
    ("发布日期：2024/02/30", None),
    ("统计时间：2023年1月1日至2023年12月31日", None), ("统计期限自2023年1月1日起", None), ("2024年1月18日", None),
])
def test_the_day_of_publication(line: str, day: str | None) -> None:
    assert passport("示例县财政局2019年政府信息公开工作年度报告\n" + line).published_on == day


def test_meta_data_gives_the_day() -> None:
    assert passport("正文", published_on="2024-01-31T09:00:00").published_on == "2024-01-31"


def test_the_form_must_be_the_one_in_force() -> None:
    text = Document("x", "text", (Paragraph("示例县财政局2023年政府信息公开工作年度报告"),))
    assert checks(identify(text, OLDEST, "x")) == ["form_mismatch"]
    assert checks(identify(text, NEWEST, "x")) == []
    assert checks(identify(text, None, "x")) == []


def test_scopes() -> None:
    office = "示例县人民政府办公室2023年政府信息公开工作年度报告\n"
    assert checks(passport(office + "本报告汇总各乡镇、各部门情况")) == ["scope_unclear"]
    place = passport("示例县2023年政府信息公开工作年度报告\n我局认真落实。本机关收到申请1件，我局已答复。")
    assert (place.scope, checks(place)) == ("region", ["scope_unclear"])
    odd = "示例火车2023年政府信息公开工作年度报告\n"
    assert (passport(odd).scope, checks(passport(odd))) == (None, ["scope_unclear"])
    assert passport(odd + "本机关收到申请1件。").scope == "organ"


@pytest.mark.parametrize(("kind", "names"), [
    ("province_gov", "示例省 示例省人民政府 内蒙古自治区 上海市"), ("city_gov", "示例市 示例市人民政府 示例自治州"),
    ("county_gov", "示例县 浦东新区 示例自治县 示例旗 邢台市南宫市 示例区人民政府"),
    ("gov_office", "示例县人民政府办公室 上海市人民政府办公厅"),
    ("department", "示例县财政局 示例市科委 示例市发展和改革委员会 示例县城镇管理局 示例县融媒体中心"),
    ("vertical_organ", "国家税务总局示例县税务局 示例县气象局"), ("dispatched_organ", "示例市自然资源局东城分局"),
    ("township", "示例镇 示例县东乡人民政府 示例苏木"), ("subdistrict", "东街街道办事处 示例区人民政府东街街道办事处"),
    ("functional_zone", "示例经济技术开发区管理委员会 示例高新区 平潭综合实验区"),
    ("authorised_org", "示例大学 示例县供销合作社"), ("unknown", "示例火车 政府"),
])
def test_kinds_of_units(kind: str, names: str) -> None:
    assert {name: classify(name) for name in names.split()} == dict.fromkeys(names.split(), kind)


def test_what_a_title_line_is() -> None:
    assert is_title("示例县 2023 年政府信息公开工作年度报告")
    assert not is_title("政府信息公开工作年度报告")
    assert not is_title("本报告根据条例编制，" + "内容" * 40 + "2023年政府信息公开工作年度报告")
