"""Run the benchmarks named on the command line, or all of them."""

import importlib
import sys

ALL = ("pages", "reading", "checking", "exporting")

for name in sys.argv[1:] or ALL:
    print(f"\n== {name}")
    importlib.import_module(f"benchmarks.{name}").main()
