"""``make bench``: every benchmark, one after another."""

from __future__ import annotations

import importlib
import sys

BENCHMARKS = (
    "bundled",
    "service",
    "pages",
    "workers",
    "orders",
    "deals",
    "settlements",
    "networks",
    "engine",
    "distributed",
    "votes",
)

for name in [word for word in sys.argv[1:] if not word.isupper()] or BENCHMARKS:  # the rest is read by the benchmark: engine L
    print(f"\n{name}")
    importlib.import_module(f"benchmarks.{name}").main()
