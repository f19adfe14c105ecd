"""Several web processes over one store: reads a second, alone and beside writes; is a write read everywhere at once?"""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
from tests.api.serving import serving

import posgraph.graph

BUNDLED = Path(__file__).parents[1] / "data" / "miami-2025"
TOKEN = "a-token-of-the-benchmark-alone"
SECONDS = 4.0
CLIENTS = 8
WRITER = {"authorization": f"Bearer {TOKEN}"}


def main() -> None:
    """Print reads a second with 1, 2 and 4 web processes."""
    print(f"{CLIENTS} clients, {SECONDS:g} s each; reads are GET /v1/positions?actor=… with another actor each time")
    for workers in (1, 2, 4):
        with tempfile.TemporaryDirectory() as folder:
            posgraph.graph.load(BUNDLED, Path(folder) / "talks.store")
            flags = ("--data", f"{folder}/talks.store", "--workers", str(workers), "--query-workers", "1")
            with serving(*flags, POSGRAPH_WRITE_TOKEN=TOKEN) as service:
                alone = _reads(service.url)
                beside, writes, stale = _beside(service.url)
        print(
            f"{workers} process{'es' if workers > 1 else ' '}   {alone:7.0f} reads/s   beside {writes:5.1f} writes/s"
            f" {beside:7.0f} reads/s   writes not read at once: {stale}"
        )


def _reads(url: str) -> float:
    """Reads a second."""
    actors = [row["id"] for row in httpx.get(f"{url}/v1/actors?limit=100", timeout=60).json()["items"]]
    end = time.monotonic() + SECONDS

    def ask(start: int) -> int:
        done = 0
        with httpx.Client(base_url=url, timeout=60) as client:
            while time.monotonic() < end:
                client.get("/v1/positions", params={"actor": actors[(start + done) % len(actors)]}).raise_for_status()
                done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(ask, range(CLIENTS))) / SECONDS


def _beside(url: str) -> tuple[float, float, int]:
    """Reads a second beside a stream of writes, writes a second, and how often a write was not read right after its answer."""
    stop = Event()

    def write() -> tuple[int, int]:
        number = stale = 0
        while not stop.is_set():
            number += 1
            row = {"id": f"source-{number}", "title": "A source"}
            httpx.post(f"{url}/v1/sources", json=row, headers=WRITER, timeout=60).raise_for_status()
            stale += httpx.get(f"{url}/v1/sources/source-{number}", timeout=60).status_code != 200
        return number, stale

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        begun = time.monotonic()
        reads = _reads(url)
        stop.set()
        number, stale = writing.result()
        return reads, number / (time.monotonic() - begun), stale
