"""``make bench``: every benchmark, one after another."""

from __future__ import annotations

import importlib
import sys

BENCHMARKS = ("bundled", "service", "pages", "workers", "orders", "deals", "settlements")

for name in sys.argv[1:] or BENCHMARKS:
    print(f"\n{name}")
    importlib.import_module(f"benchmarks.{name}").main()
