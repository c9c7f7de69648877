"""Ten people import while fifty look on, all with real sessions: nobody meets an error, nothing is lost, and it ends in time."""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from gxstats import catalog, pipeline
from gxstats.demo.county import write_county
from gxstats.storing import imports
from gxstats.storing.data import load
from gxstats.storing.store import Store, connect
from tests.browser.conftest import CHROMIUM, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.filterwarnings("default")]
IMPORTERS, VIEWERS = (int(part) for part in os.environ.get("GXSTATS_CROWD", "2,6").split(","))
BOUND = 400  # seconds for all of it on two busy cores
_PAGES = ["", "requests", "outcomes", "disputes", "quality", "unit", "register"]
_FAILED = [catalog.say(sentence).encode() for sentence in (
    "This page failed; the fault is in the log of the server. Change a choice or reload the page.",
    "The data could not be read just now. Reload the page.")]


async def look(address: str, number: int, until: asyncio.Event, times: list[float], faults: list[str]) -> None:
    """One viewer: a page every few seconds until the importers are done."""
    where = f"{address.replace('http', 'ws')}/_stcore/stream"
    async with websockets.connect(where, max_size=None, subprotocols=["streamlit"]) as socket:  # type: ignore[list-item]
        while not until.is_set():
            for page in _PAGES[number % len(_PAGES):]:
                message = BackMsg()
                message.rerun_script.page_name = page
                begun = time.perf_counter()
                await socket.send(message.SerializeToString())
                while True:
                    answer = ForwardMsg()
                    data = await asyncio.wait_for(socket.recv(), 240)
                    answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
                    faults += [page for sentence in _FAILED if sentence in answer.SerializeToString()]
                    if answer.WhichOneof("type") == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
                        faults.append(f"{page}: {answer.delta.new_element.exception.message}")
                    if answer.WhichOneof("type") == "script_finished":
                        break
                times.append(time.perf_counter() - begun)
                await asyncio.sleep(2 + number % 5)
                if until.is_set():
                    return


async def take_in(browser: Any, address: str, number: int, files: list[Path], faults: list[str]) -> float:
    """One importer: drop, say who, store; the seconds from the click on the button to the sentence that it is stored."""
    context = await browser.new_context(viewport={"width": 1366, "height": 768})
    page = await context.new_page()
    page.set_default_timeout(BOUND * 1000)
    await page.goto(f"{address}/importing")
    await page.wait_for_selector("[data-testid=stFileUploaderDropzone]")
    await page.set_input_files("input[type=file]", [str(path) for path in files])
    await page.get_by_role("button", name="清空列表").wait_for()
    name = page.get_by_label("姓名").first
    await name.fill(f"经办{number}")
    await name.press("Enter")
    await page.wait_for_timeout(2_000)
    await page.get_by_role("button", name=f"入库 {len(files)} 份").wait_for()
    begun = time.perf_counter()
    await page.get_by_role("button", name=f"入库 {len(files)} 份").click()
    await page.get_by_text("份报告已入库").first.wait_for()
    taken = time.perf_counter() - begun
    faults += list(await page.locator(".gx-warn").all_inner_texts())
    await context.close()
    return taken


async def crowd(address: str, shares: list[list[Path]]) -> tuple[list[float], list[float], list[str]]:
    from playwright.async_api import async_playwright
    until, looked, faults = asyncio.Event(), list[float](), list[str]()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-quic", "--disable-background-networking"])
        viewers = [asyncio.create_task(look(address, number, until, looked, faults)) for number in range(VIEWERS)]
        people = (take_in(browser, address, number, share, faults) for number, share in enumerate(shares))
        taken = await asyncio.gather(*people)
        until.set()
        await asyncio.gather(*viewers)
        await browser.close()
    return list(taken), looked, faults


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_many_import_while_others_look(tmp_path: Path) -> None:
    """Two and six; GXSTATS_CROWD=10,50 is the load the dashboard is made for."""
    write_county(tmp_path / "mail", units=14, first=2019, last=2024)
    data = tmp_path / "data"
    shutil.copytree(tmp_path / "mail", data, ignore=shutil.ignore_patterns("reports", "store", "decisions", "reports.csv"))
    mail = load(tmp_path / "mail")
    clean = [line for line in mail.passports.values() if not any(
        finding.severity != "info" for report in pipeline.read_reports(mail.path / line["file"]) for finding in report.findings)]
    begin, rest = clean[:10], clean[10:10 + 3 * IMPORTERS]
    assert len(rest) == 3 * IMPORTERS
    (data / "reports").mkdir()
    for line in begin:
        (data / line["file"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(mail.path / line["file"], data / line["file"])
    pipeline.build(data)
    shares = [[mail.path / line["file"] for line in rest[at::IMPORTERS]] for at in range(IMPORTERS)]
    with serving(data) as address:
        begun = time.perf_counter()
        with ThreadPoolExecutor(1) as apart:  # other browser tests of this process hold a loop of their own
            taken, looked, faults = apart.submit(lambda: asyncio.run(crowd(address, shares))).result()
        whole = time.perf_counter() - begun
    looked.sort()
    print(f"\n{IMPORTERS} importers of 3, {VIEWERS} viewers: {whole:.0f} s; stored and shown in {statistics.median(taken):.1f} s, "
          f"slowest {max(taken):.1f} s; {len(looked)} views, median {statistics.median(looked):.2f} s, "
          f"p95 {looked[int(len(looked) * .95)]:.2f} s")
    assert not faults
    assert whole < BOUND
    wanted = {line["sha256"] for line in (*begin, *rest)}
    pipeline.build(data)
    connection = connect(Store(data).path())
    assert {row[0] for row in connection.execute("SELECT sha256 FROM report").fetchall()} == wanted
    connection.close()
    assert sum(len(item.lines) for item in imports.history(data)) == len(rest)
