"""Every page: how long the server takes for it, how large it is, beside the JSON of the same question."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from tests.api.serving import serving
from tests.pages.addresses import ADDRESSES, VIEWS
from tests.pages.datasets import large

from posgraph.exporters import export

BESIDE = {"conflicts": "conflicts", "orders": "orders", "settlements": "settlements", "overlaps": "overlaps", "ground": "ground",
          "timeline": "shifts"}  # fmt: skip
"""Pages, and the address under /v1 that answers the same question."""

DAYS = 9
HTML = {"accept": "text/html", "accept-encoding": "gzip"}


def main() -> None:
    """Print both datasets."""
    print("first visit to a page on a day (nothing kept), median of 9 days; again; size with gzip; the JSON of the same question")
    with serving() as service:
        _measure("bundled", service.url, date(2025, 12, 29), 0.150)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "large"
        export(large(), path, "csv")
        with serving("--data", str(path)) as service:
            _measure("60 actors, 40 issues, 5,000 positions", service.url, date(2025, 12, 1), 0.500)
    _readers()


def _measure(title: str, url: str, last: date, aim: float) -> None:
    print(title)
    with httpx.Client(base_url=url, headers=HTML, timeout=60) as client:
        for turn, name in enumerate(VIEWS):
            since = last - timedelta(days=turn * DAYS)  # days of its own: pages draw on each other's results
            path = ADDRESSES[name].partition("?")[0]
            more = {"q": "ceasefire"} if name == "search" else {}
            client.get(path, params={"asof": str(last - timedelta(days=200)), **more}).raise_for_status()  # templates are read
            first = [_timed(client, path, since - timedelta(days=n), more) for n in range(DAYS)]
            again = _timed(client, path, since, more)
            took = statistics.median(seconds for seconds, _ in first)
            size = max(size for _, size in first)
            print(f"  {name:12} {took * 1000:6.0f} ms (aim {aim * 1000:.0f})", end="")
            print(f"  again {again[0] * 1000:5.1f} ms  {size / 1000:6.1f} kB", end="")
            if name in BESIDE:
                day = last - timedelta(days=150)
                begun = time.perf_counter()
                client.get(
                    f"/v1/{BESIDE[name]}", params={"as_of": str(day)}, headers={"accept": "application/json"}
                ).raise_for_status()
                json = time.perf_counter() - begun
                print(f"  JSON {json * 1000:6.0f} ms, page / JSON {took / json:.2f}", end="")
            print()


def _timed(client: httpx.Client, path: str, day: date, more: dict[str, str]) -> tuple[float, int]:
    """Seconds, and bytes as they are sent."""
    begun = time.perf_counter()
    with client.stream("GET", path, params={"asof": str(day), **more}) as answer:
        size = sum(map(len, answer.iter_raw()))
        answer.raise_for_status()
    return time.perf_counter() - begun, size


def _readers() -> None:
    """20 readers at once on two web processes, each every page once."""
    with serving("--workers", "2") as service:

        def read(_reader: int) -> int:
            with httpx.Client(base_url=service.url, headers=HTML, timeout=60) as client:
                return sum(client.get(ADDRESSES[name]).status_code != 200 for name in VIEWS)

        begun = time.perf_counter()
        with ThreadPoolExecutor(20) as pool:
            errors = sum(pool.map(read, range(20)))
        took = time.perf_counter() - begun
    print(f"20 readers on 2 processes: {20 * len(VIEWS)} pages in {took:.1f} s, {errors} errors")
