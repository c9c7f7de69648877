"""A hundred documents of every sort, from mail to the store and partly back, in a browser; the store is right cell by cell."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from gxstats import pipeline
from gxstats.demo.county import write_county
from gxstats.intake import read_in
from gxstats.storing import imports, moving
from gxstats.storing.data import load
from gxstats.storing.store import Store, connect
from tests.browser.conftest import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.filterwarnings("default")]
STRANGERS = {"market", "reform", "education"}  # units whose documents come in and whom the register does not know

CLEAN = re.compile("^入库 [0-9]+ 份$")  # the button that stores all that is clean


def broken(sound: dict[str, bytes]) -> dict[str, bytes]:
    """Ten files nobody can read, each in its way."""
    docx = next(content for name, content in sound.items() if name.endswith(".docx"))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../x.html", b"x")
    return {"cut.docx": docx[: len(docx) // 2], "empty.pdf": b"", "cut.pdf": b"%PDF-1.7\n1 0 obj",
            "program.docx": b"MZ\x00\x01" * 99, "noise.xlsx": bytes(range(256)) * 9, "leads-out.zip": bomb.getvalue(),
            "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9, "letter.txt": "各位同事：附件请查收。".encode(),
            "page.html": b"<html><body><p>404</p></body></html>",
            "<img src=x onerror=alert(1)>.md": b"# =1+1"}


def mail(root: Path) -> tuple[dict[str, bytes], dict[str, dict[str, str]]]:
    """A hundred files by name, and the passport that the register of the senders has for each sound one, by hash."""
    write_county(root / "first", units=15, first=2019, last=2024)
    write_county(root / "second", units=15, first=2019, last=2024, seed=7)  # the same units with other numbers
    files: dict[str, bytes] = {}
    truth: dict[str, dict[str, str]] = {}

    def take(side: str, name: str, line: dict[str, str], prefix: str = "") -> None:
        content = (root / side / name).read_bytes()
        truth[hashlib.sha256(content).hexdigest()] = line
        files[f"{prefix}{line['unit']}-{Path(name).name}"] = content

    passports = load(root / "first").passports
    names = list(passports)[:83]
    for name in names:
        take("first", name, passports[name])
    others = {(line["unit"], line["year"], line["scope"]): (name, line) for name, line in load(root / "second").passports.items()}
    for name in names[10:50:10]:
        line = passports[name]
        take("second", *others[line["unit"], line["year"], line["scope"]], "new-")
    for number, name in enumerate(names[5:65:20]):
        files[f"again-{number}{Path(name).suffix}"] = (root / "first" / name).read_bytes()
    files.update(broken(files))
    return files, truth


def settle(page: Any) -> None:
    page.wait_for_timeout(500)
    page.wait_for_function("() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'",
                           timeout=400_000)
    page.wait_for_timeout(400)


def cells(data: Path) -> dict[tuple[str, int, str, str], tuple[float | None, str]]:
    connection = connect(Store(data).path())
    try:
        rows = connection.execute("SELECT r.unit, r.year, r.sha256, c.code, c.value, c.state FROM cell c JOIN report r "
                                  "USING (report_id)").fetchall()
    finally:
        connection.close()
    return {(unit, year, sha256, code): (value, state) for unit, year, sha256, code, value, state in rows}


def expected(data: Path, files: dict[str, bytes], corrected: dict[str, str]) -> dict[tuple[str, int, str, str], tuple[Any, str]]:
    """Every cell of every document stored, read by itself; `corrected` are path -> number of the one corrected document."""
    found: dict[tuple[str, int, str, str], tuple[Any, str]] = {}
    by_hash = {hashlib.sha256(content).hexdigest(): name for name, content in files.items()}
    for line in load(data).passports.values():
        name = by_hash[line["sha256"]]
        (item,) = read_in([(name, files[name])], load(data))
        assert item.report
        for cell in item.report.cells:
            value = None if cell.value is None else float(cell.value)
            key = (line["unit"], int(line["year"]), line["sha256"], cell.path)
            found[key] = (value, cell.state)
            if line["sha256"] == corrected.get("sha256") and cell.path == corrected["path"]:
                found[key] = (float(corrected["text"]), "reported")
    return found


def test_a_hundred_documents(page: Any, tmp_path: Path) -> None:
    from playwright.sync_api import TimeoutError
    files, truth = mail(tmp_path)
    assert len(files) == 100
    data = tmp_path / "ours"
    moving.init(data, "测试县", "Test county")
    lines = (tmp_path / "first" / "units.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (data / "units.csv").write_text("".join(line for line in lines if line.split(",")[0] not in STRANGERS), encoding="utf-8")
    shutil.copy(tmp_path / "first" / "due_dates.csv", data / "due_dates.csv")
    pipeline.build(data)
    payload = [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files.items()]
    with serving(data) as address:
        page.set_default_timeout(400_000)
        page.goto(f"{address}/importing")
        page.wait_for_selector("[data-testid=stFileUploaderDropzone]")
        page.set_input_files("input[type=file]", payload)
        page.get_by_text("本批 100 个文件").wait_for()
        settle(page)
        page.get_by_label("姓名").first.fill("王某")
        page.get_by_label("姓名").first.press("Enter")
        settle(page)
        page.get_by_role("button", name="加入名录").click()
        settle(page)
        page.wait_for_function("() => !document.body.innerText.includes('个名称不在名录中')")
        page.get_by_role("button", name=CLEAN).click()
        page.get_by_text("份报告已入库").wait_for()
        settle(page)
        corrected: dict[str, str] = {}
        for _ in range(60):  # one after another, what needs a look stands first
            text = page.inner_text(".stMain")
            if "请对照原件核对" in text:
                if not corrected:
                    corrected = correct(page, data, files)
                else:
                    with suppress(TimeoutError):  # the page was drawn anew meanwhile: look again
                        page.get_by_role("button", name="已核对").first.click(timeout=20_000)
            elif "请说明是否替换" in text:
                with suppress(TimeoutError):
                    page.locator("label:has-text('用本文件替换')").first.click(timeout=20_000)
            elif "将替换已有报告" in text:
                with suppress(TimeoutError):
                    page.get_by_role("button", name="确认入库").click(timeout=20_000)
            else:
                break
            settle(page)
        if page.get_by_role("button", name=CLEAN).is_enabled():
            page.get_by_role("button", name=CLEAN).click()
            settle(page)
        page.wait_for_timeout(2000)
        settle(page)
        check(data, files, truth, corrected)
        assert not list(tmp_path.rglob("x.html"))
        # the first import of all, the large one, is taken back
        first = imports.history(data)[-1]
        page.get_by_text("记录与撤销").first.click()
        settle(page)
        page.get_by_role("button", name="撤销本批").last.click()
        page.get_by_text("已撤销").first.wait_for()
        settle(page)
    gone = {line["sha256"] for line in first.lines}
    assert {item.state for item in imports.history(data) if item.id == first.id} == {"undone"}
    assert cells(data) == expected(data, files, corrected)
    assert not gone & {line["sha256"] for line in load(data).passports.values()}


def correct(page: Any, data: Path, files: dict[str, bytes]) -> dict[str, str]:
    """Put one cell of the file that is open right, with a reason, and store it."""
    page.get_by_role("radio", name="其他…").click()
    settle(page)
    for words, text in (("数字、/ 或空白", "4321"), ("理由，例如：扫描件误读", "电话核实")):
        page.get_by_placeholder(words).fill(text)
        page.get_by_placeholder(words).press("Enter")
        settle(page)
    page.get_by_role("button", name=re.compile("^采用")).click()
    settle(page)
    before = set(load(data).passports)
    page.get_by_role("button", name="确认入库").click()
    for _ in range(60):
        page.wait_for_timeout(500)
        if new := set(load(data).passports) - before:
            break
    settle(page)
    (line,) = (load(data).passports[name] for name in new)
    connection = connect(Store(data).path())
    path = connection.execute("SELECT code FROM cell WHERE origin = 'corrected'").fetchall()[0][0]
    connection.close()
    return {"sha256": line["sha256"], "path": path, "text": "4321"}


def check(data: Path, files: dict[str, bytes], truth: dict[str, dict[str, str]], corrected: dict[str, str]) -> None:
    """Every sound document is stored once, under the unit, year and scope its sender knows, with just its cells."""
    passports = list(load(data).passports.values())
    assert {line["sha256"] for line in passports} == set(truth)
    added = {line["name"]: line["unit"] for line in load(data).units}
    sent = {line["unit"]: line["name"] for line in csv.DictReader(
        (data.parent / "first" / "units.csv").open(encoding="utf-8"))}
    for line in passports:
        wanted = truth[line["sha256"]]
        unit = added[sent[wanted["unit"]]] if wanted["unit"] in STRANGERS else wanted["unit"]
        assert (line["unit"], line["year"], line["scope"]) == (unit, wanted["year"], wanted["scope"])
    places = {(line["unit"], line["year"], line["scope"]) for line in passports}
    assert sum(bool(line["supersedes"]) for line in passports) == len(passports) - len(places) >= 4, "all but one of a place"
    assert corrected
    assert cells(data) == expected(data, files, corrected)
