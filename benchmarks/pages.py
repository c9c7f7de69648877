"""Reruns at the websocket, from message to last delta: each page beside a hello-world, same settings.

Targets: hello-world + 60 ms for a view whose answers are cached, + 300 ms for a new query, also with 50,000 reports; the first
page within 3 s of hello-world's. Medians of several reruns; trust the ratios more than the milliseconds. Beside the clock stands
the processor time of the server, which other work on the machine changes far less (Linux).
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from random import Random

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[1]
_RERUNS = 9
_ARRIVAL, _CROWDED = 15, 30  # seconds
_LEADERS = ["", "requests", "outcomes", "disputes", "disclosure"]
_CHOICES = [f"years={first}-{last}" for first, last in ((2019, 2024), (2020, 2025), (2021, 2025), (2022, 2025), (2023, 2025))]
_CHOICES += ["kind=department", "kind=township&like=1"]


def _serve(script: Path, port: int, data: Path | None = None) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", "--server.address=127.0.0.1",
         "--server.headless=true", "--runner.postScriptGC=false"],
        env={**os.environ, **({"GXSTATS_DATA": str(data)} if data else {})}, cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                return server
        except OSError:
            time.sleep(0.25)
    raise SystemExit("the server did not start")


async def _rerun(socket: websockets.ClientConnection, page: str, query: str) -> float:
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    begun = time.perf_counter()
    await socket.send(message.SerializeToString())
    while True:
        data = await asyncio.wait_for(socket.recv(), 60)
        answer = ForwardMsg()
        answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
        if answer.WhichOneof("type") == "script_finished":
            return (time.perf_counter() - begun) * 1000


def _processor(server: subprocess.Popen[bytes]) -> float:
    """Milliseconds of processor time a server has used so far; 0 where the system does not tell (clock of another process)."""
    try:
        return time.clock_gettime((~server.pid << 3) | 2) * 1000
    except (OSError, AttributeError):
        return 0.0


async def _timed(server: subprocess.Popen[bytes], socket: websockets.ClientConnection, page: str,
                 query: str) -> tuple[float, float]:
    """Milliseconds of one rerun by the clock and of the server's processor."""
    before = _processor(server)
    clock = await _rerun(socket, page, query)
    return clock, _processor(server) - before


def _medians(times: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(clock for clock, _ in times), statistics.median(spent for _, spent in times)


async def _measure(server: subprocess.Popen[bytes], port: int, page: str, query: str = "") -> tuple[float, float, float]:
    """First, median of the rest, median of their processor time, in milliseconds."""
    async with _session(port) as socket:
        first = await _rerun(socket, page, query)
        await _rerun(socket, page, query)
        return (first, *_medians([await _timed(server, socket, page, query) for _ in range(_RERUNS)]))


async def _new(server: subprocess.Popen[bytes], port: int, page: str) -> tuple[float, float, float]:
    """Median, slowest, median of processor time in milliseconds of reruns whose choice nobody made before."""
    async with _session(port) as socket:
        await _rerun(socket, page, "")
        times = [await _timed(server, socket, page, query) for query in _CHOICES]
        clock, spent = _medians(times)
        return clock, max(clock for clock, _ in times), spent


async def _visitor(port: int, pages: list[str], begun: float, random: Random, times: list[tuple[float, float]]) -> None:
    """One person who clicks every 2.5 to 7.5 seconds: mostly another page or choice that somebody has seen before."""
    async with _session(port) as socket:
        await asyncio.sleep(random.uniform(0, 5))
        while (at := time.perf_counter() - begun) < _ARRIVAL + _CROWDED:
            query = random.choice(["", *_CHOICES[:3]]) if pages != [""] else ""
            times.append((at, await _rerun(socket, random.choice(pages), query)))
            await asyncio.sleep(random.uniform(2.5, 7.5))


async def _crowd(port: int, pages: list[str], people: int = 50) -> tuple[list[float], list[float]]:
    """Milliseconds of each click: while all arrive and every view is asked for the first time, and after that."""
    times: list[tuple[float, float]] = []
    begun = time.perf_counter()
    await asyncio.gather(*(_visitor(port, pages, begun, Random(number), times) for number in range(people)))
    return sorted(t for at, t in times if at < _ARRIVAL), sorted(t for at, t in times if at >= _ARRIVAL)


def _session(port: int) -> websockets.connect:
    return websockets.connect(f"ws://127.0.0.1:{port}/_stcore/stream", max_size=None, subprotocols=["streamlit"])


def _pages() -> list[str]:
    return ["" if path.stem == "overview" else path.stem for path in sorted((ROOT / "pages").glob("*.py"))]


def measure(name: str, data: Path, hello: Path, crowd: bool = False) -> None:
    """Print milliseconds beside hello-world's for each page over a data root: cached, for a new query, and first of all."""
    print(f"\n-- {name}")
    servers = [_serve(hello, 8771), _serve(ROOT / "app.py", 8772, data)]
    try:
        begun, floor, least = asyncio.run(_measure(servers[0], 8771, ""))
        opened, _, _ = asyncio.run(_measure(servers[1], 8772, ""))
        print(f"first page of a fresh server: hello-world {begun:.0f} ms, overview {opened:.0f} ms, "
              f"+{(opened - begun) / 1000:.1f} s")
        print(f"{'hello-world':14}{floor:8.1f} ms, processor {least:.1f} ms")
        for page in _pages():
            _, cached, spent = asyncio.run(_measure(servers[1], 8772, page))
            new, slowest, more = asyncio.run(_new(servers[1], 8772, page))
            print(f"{page or 'overview':14}{cached:8.1f} ms  {cached / floor:5.1f} x  +{cached - floor:6.1f} ms (processor "
                  f"+{spent - least:6.1f})   new query {new:7.1f} ms  +{new - floor:6.1f} ms (processor +{more - least:6.1f})   "
                  f"slowest {slowest:7.1f} ms")
        if crowd:
            for label, port, pages in (("hello-world", 8771, [""]), ("leaders' pages", 8772, _LEADERS)):
                for when, times in zip(("arriving", "settled"), asyncio.run(_crowd(port, pages)), strict=True):
                    print(f"50 people {when}, {label:15} median {statistics.median(times):7.1f} ms   "
                          f"p95 {times[int(len(times) * .95)]:7.1f} ms   {len(times)} clicks")
    finally:
        for server in servers:
            server.terminate()
            server.wait()


def main() -> None:
    """The invented county, then 50,000 generated reports; each page beside hello-world."""
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text("import streamlit as st\nst.write('hello')\n", encoding="utf-8")
        from benchmarks.generated import generate
        from gxstats import pipeline
        from gxstats.demo.county import write_county
        write_county(Path(folder) / "county")
        pipeline.build(Path(folder) / "county")
        measure("an invented county of 300 reports", Path(folder) / "county", hello)
        generate(Path(folder) / "generated", 6_600)
        measure("50,000 generated reports of 6,600 units", Path(folder) / "generated", hello, crowd=True)


if __name__ == "__main__":
    main()
