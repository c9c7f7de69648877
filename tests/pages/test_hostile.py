"""What somebody wrote into a document, a file name or the register is text on every page and in every file, never more."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pypdfium2
import pytest
from click.testing import CliRunner

from gxstats import pipeline
from gxstats.cli import main
from gxstats.demo.county import write_county
from gxstats.exporting import letters
from gxstats.exporting.choice import opened as opened_store
from gxstats.exporting.lines import as_csv
from gxstats.exporting.workbook import of_page
from gxstats.intake import read_in
from gxstats.measuring.findings import open_ones
from gxstats.showing import person
from gxstats.showing.cards import plain, unplain
from gxstats.storing import imports, moving, reforms, register
from gxstats.storing.data import load
from gxstats.storing.decisions import Decisions
from gxstats.storing.register_sheet import workbook
from gxstats.storing.roles import Request, Roles
from gxstats.storing.store import Store, connect
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
            for text in (FORMULA, html.escape(SCRIPT), "**1**"):  # in cells too
                content = re.sub(rb"(<td[^>]*>(?:<[^>]*>)*)0(?=(?:<[^>]*>)*</td>)", rb"\1" + text.encode(), content, count=1)
        chosen.append(imports.Incoming(f"{PICTURE}{SCRIPT}{Path(line['file']).name}", content, line["unit"], int(line["year"]),
                                       line["scope"], published_on=line["published_on"]))
    (item,) = read_in([(chosen[0].name, chosen[0].content)], load(root / "data"))
    assert item.report
    imports.confirm(root / "data", chosen, WHO)
    pipeline.build(root / "data")
    connection = connect(Store(root / "data").path())
    texts = {text for (text,) in connection.execute("SELECT DISTINCT text FROM cell").fetchall()}
    connection.close()
    assert texts >= {FORMULA, SCRIPT, "**1**"}
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


@pytest.mark.parametrize("name", [*NAMES, "a: b (c) 2–3", "www.x.cn", "# 一", "a@b.cn", "1 - 2", "甲|乙", "&lt;"])
def test_a_text_in_markdown_comes_back_whole(name: str) -> None:
    assert unplain(plain(name)) == name


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


# --- what is taken away -------------------------------------------------------------------------------------------

def safe(text: str) -> bool:
    """Whether a spreadsheet takes a value of a CSV file for a text or a number."""
    return not re.match(r"\s*[=+\-@]|[\t\r]", text) or re.fullmatch(r"\s*[+-]?[\d.,]*\s*%?\s*", text) is not None


class Tags(HTMLParser):
    """The text of a web page, and whatever in it would act."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.acting = "", list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        away = [value for name, value in attrs if name in ("src", "href") and not (value or "").startswith(("data:", "#"))]
        events = [name for name, _ in attrs if name.startswith("on")]
        self.acting += [tag] if tag in ("script", "iframe", "object", "form") or away or events else []

    def handle_data(self, data: str) -> None:
        self.text += data


def of_xlsx(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert not [cell.value for cell in cells if cell.hyperlink and cell.hyperlink.target]
    return "\n".join(str(cell.value) for cell in cells)


def of_office(content: bytes) -> str:
    """The text of a Word file or of slides; no link leads out of it, no field but numbers of pages, no macro."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if "vba" in name.lower()]
        for name in parts.namelist():
            if name.endswith(".rels"):
                assert not [link.get("Target") for link in ElementTree.fromstring(parts.read(name))
                            if link.get("TargetMode") == "External"]
            elif name.endswith(".xlsx"):
                found.append(of_xlsx(parts.read(name)))
            elif name.endswith(".xml"):
                for paragraph in ElementTree.fromstring(parts.read(name)).iter():
                    kind = paragraph.tag.rsplit("}", 1)[-1]
                    if kind == "p":
                        found.append("".join(run.text or "" for run in paragraph.iter() if run.tag.rsplit("}", 1)[-1] == "t"))
                    elif kind == "v":
                        found.append(paragraph.text or "")
                    elif kind == "instrText":
                        assert (paragraph.text or "").split()[0] in ("PAGE", "NUMPAGES")
    return "\n".join(found)


def of_html(content: bytes) -> str:
    page = Tags()
    page.feed(content.decode("utf-8"))
    assert not page.acting
    return page.text


def of_csv(content: bytes) -> str:
    values = [value for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for value in row]
    assert not [value for value in values if not safe(value)]
    return "\n".join(values)


def of_pdf(content: bytes) -> str:
    assert not re.search(rb"/JavaScript|/Launch|/URI", content)
    with pypdfium2.PdfDocument(content) as pages:
        return "".join(page.get_textpage().get_text_range() for page in pages)


def of_svg(content: bytes) -> str:
    drawn = ElementTree.fromstring(content)
    assert not [item.tag for item in drawn.iter() if item.tag.rsplit("}", 1)[-1] in ("script", "a", "foreignObject", "image")]
    return "".join(drawn.itertext())


def of_zip(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
        assert not [name for name in names if name.startswith(("/", "..")) or "/../" in name or "\\" in name]
        return "\n".join(READERS[suffix](parts.read(name)) for name in names if (suffix := Path(name).suffix) in READERS)


READERS: dict[str, Callable[[bytes], str]] = {
    ".xlsx": of_xlsx, ".docx": of_office, ".pptx": of_office, ".html": of_html, ".csv": of_csv, ".pdf": of_pdf, ".svg": of_svg,
    ".zip": of_zip}
EXPORTS = {  # the command and how many of the nine names must stand in its file
    "workbook": (["workbook", "-o", "x.xlsx"], 9),
    "official-xlsx": (["official", "--as", "xlsx", "-o", "x.zip"], 9),
    "official-docx": (["official", "--as", "docx", "-o", "x.zip"], 9),
    "official-html": (["official", "--as", "html", "-o", "x.zip"], 9),
    "draft-xlsx": (["official", "--sum", "-o", "x.xlsx"], 0),
    "draft-docx": (["official", "--sum", "-o", "x.docx"], 0),
    "draft-html": (["official", "--sum", "-o", "x.html"], 0),
    "briefing-docx": (["briefing", "-o", "x.docx"], 2),
    "briefing-html": (["briefing", "-o", "x.html"], 2),
    "briefing-pdf": (["briefing", "-o", "x.pdf"], 1),
    "briefing-csv": (["briefing", "-o", "x.csv"], 0),
    "slides": (["slides", "-o", "x.pptx"], 2),
    "package": (["package", "-o", "x.zip"], 9),
    "letters": (["letter", "-o", "x.zip"], 1),
}


@pytest.mark.parametrize("export", EXPORTS)
def test_every_export_holds_it_as_text(export: str, hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if export == "briefing-pdf":
        pytest.importorskip("typst", reason="the extra pdf is not installed")
    monkeypatch.chdir(tmp_path)
    command, least = EXPORTS[export]
    done = CliRunner().invoke(main, ["export", *command, "--data", str(hostile)])
    assert done.exit_code == 0, done.output
    made = tmp_path / command[-1]
    text = "".join(READERS[made.suffix](made.read_bytes()).split())
    held = [name for name in NAMES if "".join(name.split()) in text]
    assert len(held) >= least, f"only {held}"


def points(hostile: Path) -> pd.DataFrame:
    with opened_store(Store(hostile).path()) as ask:
        return open_ones(ask, Decisions(hostile), 2024, "organ")


def test_lists_and_letters_of_the_quality_page_hold_it_as_text(hostile: Path) -> None:
    found = points(hostile)
    assert len(found)
    texts = [of_xlsx(letters.workbook(found)), of_office(letters.listed(f"{SCRIPT}{FORMULA}", found[["unit", "message"]])),
             of_xlsx(letters.sheet(f"{SCRIPT}{FORMULA}", pd.DataFrame({"unit": NAMES})))]
    assert all(name in texts[2] for name in NAMES)
    assert f"{SCRIPT}{FORMULA}" in texts[1]
    each = [found.head(1).assign(unit=str(n), unit_label=name) for n, name in enumerate(NAMES)]
    whole = letters.letters(pd.concat(each), date(2025, 3, 1))
    with zipfile.ZipFile(io.BytesIO(whole)) as parts:
        assert len(set(parts.namelist())) == len(NAMES), "names that become alike do not cost a letter"
        assert not [name for name in parts.namelist() if set(name) & set("/\\:<>|*?")]
    assert all("".join(name.split()) in "".join(of_zip(whole).split()) for name in NAMES)


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_signed_sheets_hold_it_as_text(suffix: str, hostile: Path, tmp_path: Path) -> None:
    target = tmp_path / ("x.xlsx" if suffix == "xlsx" else "x.zip")
    done = CliRunner().invoke(main, ["assess", "--data", str(hostile), "--scheme", "example_deductions", "--year", "2024",
                                     f"--{suffix}", str(target)])
    assert done.exit_code == 0, done.output
    text = "".join(READERS[target.suffix](target.read_bytes()).split())
    assert all("".join(name.split()) in text for name in NAMES)


@pytest.mark.parametrize("page", ["compare", "requests"])
def test_the_workbook_of_a_page_and_its_pictures_hold_it_as_text(
        page: str, hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(page, hostile, monkeypatch)
    context = test.session_state["_context"]
    assert context.cards
    book = of_xlsx(of_page(context.choice, page, f"{SCRIPT}{FORMULA}", context.cards))
    assert [name for name in NAMES if name in book]
    for card in context.cards:
        of_csv(as_csv(card.table))


def test_a_drawn_picture_holds_it_as_text(hostile: Path, tmp_path: Path) -> None:
    pytest.importorskip("kaleido", reason="the extra png is not installed")
    target = tmp_path / "x.svg"
    done = CliRunner().invoke(main, ["export", "chart", "compare", "-o", str(target), "--data", str(hostile)])
    assert done.exit_code == 0, done.output
    of_svg(target.read_bytes())
