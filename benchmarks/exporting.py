"""Exports of 3,000 units x 8 years: how long, how much memory, how large, and whether the bytes are the same twice.

    python -m benchmarks exporting

Each export runs as a process of its own through the command line. The store is a generated one whose evidence is filled from its
figures, a cell for every number.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from benchmarks.generated import generate
from gxstats.storing.figures import column_of, paths
from gxstats.storing.store import Store

_UNITS, _YEARS = 3_000, 8
_LIMITS = {"workbook": (".xlsx", 30), "package": (".zip", 60)}  # seconds
_MEMORY = 1 << 30


def main() -> None:
    """Print time, memory and size of each export beside what is asked."""
    with tempfile.TemporaryDirectory() as folder:
        data = generate(Path(folder) / "data", _UNITS, _YEARS)
        print(f"{_UNITS:,} units x {_YEARS} years, {fill(data):,} cells")
        for name, (suffix, most) in _LIMITS.items():
            target = Path(folder) / f"{name}{suffix}"
            digests = set()
            for _ in range(2):
                begin, before = time.perf_counter(), _spent()
                child = subprocess.Popen([sys.executable, "-m", "gxstats", "export", name, "--data", str(data), "-o", str(target)],
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                _, status, usage = os.wait4(child.pid, 0)
                assert status == 0, name
                wall, spent, memory = time.perf_counter() - begin, _spent() - before, usage.ru_maxrss * 1024
                digests.add(sha256(target.read_bytes()).hexdigest())
                print(f"{name}: {wall:.1f} s ({spent:.1f} s of processor; asked {most} s), "
                      f"{memory / 1e6:,.0f} MB (asked {_MEMORY / 1e6:,.0f} MB), file {target.stat().st_size / 1e6:.1f} MB")
            print(f"{name}: {'the same bytes twice' if len(digests) == 1 else 'NOT the same bytes'}")


def fill(data: Path) -> int:
    """A cell for every figure of a generated store; how many."""
    store = Store(data)
    import duckdb
    with duckdb.connect(str(store.path())) as connection:
        for path in paths():
            connection.execute(
                f"INSERT INTO cell (report_id, code, value, text, state, origin, line_no) SELECT report_id, '{path}', "
                f"{column_of(path)}, {column_of(path)}::BIGINT::VARCHAR, 'reported', 'printed', 1 FROM figure "
                f"WHERE {column_of(path)} IS NOT NULL")
        found = connection.execute("SELECT count(*) FROM cell").fetchone()
    assert found
    return int(found[0])


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
