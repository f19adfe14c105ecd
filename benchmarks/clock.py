"""Timing: the best of some runs, and a line that sets two of them side by side."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable


def best(work: Callable[[], object], runs: int = 5) -> float:
    """Seconds of wall time of the fastest of ``runs``, after one run that does not count."""
    work()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def process(code: str, runs: int = 5) -> float:
    """Seconds of a fresh Python that runs ``code``, the fastest of ``runs``."""
    return best(lambda: subprocess.run([sys.executable, "-c", code], check=True, capture_output=True), runs)


def line(name: str, ours: float, rival: str, theirs: float, bound: float | None = None) -> None:
    """One line: our time, the bound that we promise, the rival's time, and the ratio."""
    kept = "" if bound is None else f" (at most {bound * 1000:.0f}{'' if ours <= bound else ', MISSED'})"
    print(f"{name:<44}{ours * 1000:9.2f} ms{kept:<24}{rival:<44}{theirs * 1000:10.2f} ms   {theirs / ours:8.1f} x")
