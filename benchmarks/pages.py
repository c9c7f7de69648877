"""Reruns at the websocket of one session, from message to last delta: each page beside a hello-world, same settings.

The target is hello-world + 60 ms for a view whose answers are cached. Medians of several reruns; trust the ratios.
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

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[1]
_RERUNS = 9


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


async def _measure(port: int, page: str, query: str = "") -> tuple[float, float]:
    """(first, median of the rest) in milliseconds."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with websockets.connect(address, max_size=None, subprotocols=["streamlit"]) as socket:
        first = await _rerun(socket, page, query)
        await _rerun(socket, page, query)
        return first, statistics.median([await _rerun(socket, page, query) for _ in range(_RERUNS)])


def main() -> None:
    """Print milliseconds and ratio for hello-world and each page."""
    with tempfile.TemporaryDirectory() as folder:
        hello = Path(folder) / "hello.py"
        hello.write_text("import streamlit as st\nst.write('hello')\n", encoding="utf-8")
        data = Path(folder) / "data"
        from gxstats import pipeline
        from gxstats.demo.county import write_county
        write_county(data / "example")
        pipeline.build(data / "example")
        servers = [_serve(hello, 8771), _serve(ROOT / "app.py", 8772, data)]
        try:
            _, floor = asyncio.run(_measure(8771, ""))
            print(f"{'hello-world':14}{floor:8.1f} ms")
            for path in sorted((ROOT / "pages").glob("*.py")):
                name = "" if path.stem == "overview" else path.stem
                first, cached = asyncio.run(_measure(8772, name))
                print(f"{path.stem:14}{cached:8.1f} ms  {cached / floor:5.1f} x  +{cached - floor:5.1f} ms   first {first:7.1f} ms")
        finally:
            for server in servers:
                server.terminate()


if __name__ == "__main__":
    main()
