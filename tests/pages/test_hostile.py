"""What somebody wrote into a document, a file name or the register is text on every page and in every file, never more."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from gxstats import pipeline
from gxstats.demo.county import write_county
from gxstats.exporting.lines import as_csv
from gxstats.intake import read_in
from gxstats.showing import person
from gxstats.storing import imports, moving, reforms, register
from gxstats.storing.data import load
from gxstats.storing.register_sheet import workbook
from gxstats.storing.roles import Request, Roles
from tests.pages.test_pages import PAGES, opened

WHO = Roles().typed("<b>王</b>")
SCRIPT, PICTURE, FORMULA = "<script>alert(1)</script>", "![x](http://192.0.2.1/x.png)", "=HYPERLINK(1)"
MARKDOWN = (PICTURE, "**x**", "[a](javascript:alert(1))", "$x$", ":material/delete:")
FORMULAS = (FORMULA, "+cmd|' /C calc'!A0", "@SUM(1)")
NAMES = [f"{text}局" for text in (SCRIPT, *MARKDOWN, *FORMULAS)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose units, files, prose and numbers hold markup, markdown and formulas."""
    root = tmp_path_factory.mktemp("hostile")
    write_county(root / "mail", units=11, first=2023, last=2024)
    moving.init(root / "data")
    for name in ("units.csv", "due_dates.csv"):
        shutil.copy(root / "mail" / name, root / "data" / name)
    now = register.of(load(root / "data"))
    for unit, name in zip(now.codes()[2:], NAMES, strict=False):
        now = reforms.changed(now, unit, {"name": name, "short_name": name, "name_en": name})
    register.change(root / "data", now, "changed", "units", WHO, SCRIPT, register.of(load(root / "data")).version)
    chosen = []
    for line in load(root / "mail").passports.values():
        content = (root / "mail" / line["file"]).read_bytes()
        if line["file"].endswith((".txt", ".md", ".html")):
            extra = f"\n{html.escape(SCRIPT) if line['file'].endswith('.html') else SCRIPT}{PICTURE}\n{FORMULA}\n"
            content += extra.encode("gb18030" if b"charset=gb" in content[:999].lower() else "utf-8")
        chosen.append(imports.Incoming(f"{PICTURE}{SCRIPT}{Path(line['file']).name}", content, line["unit"], int(line["year"]),
                                       line["scope"], published_on=line["published_on"]))
    (item,) = read_in([(chosen[0].name, chosen[0].content)], load(root / "data"))
    assert item.report
    imports.confirm(root / "data", chosen, WHO)
    pipeline.build(root / "data")
    return root / "data"


def unsafe(test: Any) -> list[str]:
    """Whatever of the page would be more than text: markup in html elements, pictures, links and the like in markdown."""
    def marked(text: object) -> bool:
        return any(re.search(rf"(?<!\\){re.escape(mark)}", str(text)) for mark in MARKDOWN)

    found = []
    for item in test.get("html"):
        body = item.proto.body
        found += [body[:200]] if SCRIPT in body or "<b>王" in body else []
    for kind in ("markdown", "caption", "warning", "error", "info", "success"):
        found += [item.value for item in test.get(kind) if marked(item.value)]
    for kind in ("checkbox", "text_input", "selectbox", "button", "expander", "multiselect", "toggle", "popover", "page_link",
                 "download_button", "radio"):
        found += [str(item.label) for item in test.get(kind) if marked(getattr(item, "label", getattr(item.proto, "label", "")))]
    for item in test.get("button_group"):
        found += [option for option in item.options if marked(option)]
    for item in test.get("plotly_chart"):
        found += re.findall(r"<(?:script|/script|a |img|svg)[^>]{0,40}>?", item.proto.spec)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_it_as_text(page: str, hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "request", lambda: Request("127.0.0.1", {"host": "localhost"}))
    views = {"importing": ("files", "typing", "log"), "register": ("units", "duties", "workbook", "log")}.get(page, ("",))
    for view in views:
        test = opened(page, hostile, monkeypatch, **({"view": view} if view else {}))
        assert not test.exception
        assert not unsafe(test)
    if page == "importing":
        content = next((hostile / "reports").rglob("*.txt")).read_bytes()
        files = [(f"{PICTURE}{SCRIPT}.txt", content + b" "), (PICTURE, b"x")]
        test.session_state["_inbox_data"] = list(read_in(files, load(hostile)))
        test.query_params["view"] = "files"
        test.run()
        assert not test.exception
        assert not unsafe(test)


@pytest.mark.parametrize("face", ["report", "years", "peers", "prose", "record"])
def test_a_unit_with_any_name_is_text_on_its_page(face: str, hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "request", lambda: Request("127.0.0.1", {"host": "localhost"}))
    codes = {line["name"]: line["unit"] for line in load(hostile).units}
    for name in NAMES:
        test = opened("unit", hostile, monkeypatch, unit=codes[name], face=face)
        assert not test.exception
        assert not unsafe(test), name


def test_no_line_of_a_csv_is_a_formula() -> None:
    texts = ["=1+1", "+cmd", "-2+3", "@SUM(1)", "\t=1", "-12", "+3,504", "12%", "text", None, "−5"]
    safe = ["'=1+1", "'+cmd", "'-2+3", "'@SUM(1)", "'\t=1", "-12", "+3,504", "12%", "text", "", "−5"]
    rows = list(csv.reader(io.StringIO(as_csv(pd.DataFrame({"=1": texts, "n": range(11)})).decode("utf-8-sig"))))
    assert rows[0] == ["'=1", "n"]
    assert [row[0] for row in rows[1:]] == safe


def test_a_workbook_of_the_register_holds_texts_only(hostile: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(register.of(load(hostile)), "zh")))
    assert any(FORMULA in str(cell.value) for sheet in book for row in sheet for cell in row)
    assert all(cell.data_type == "s" for sheet in book for row in sheet for cell in row if cell.value is not None)
