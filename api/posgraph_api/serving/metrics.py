"""Metrics for Prometheus: what one process counts, and what all processes of a service have counted together.

Several processes write their counts to files in a folder of their own; whichever is asked adds them up. The library that
does it looks for the folder in the environment when it is first loaded, so :func:`share` is called before that.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posgraph import __version__

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram
    from prometheus_client.metrics_core import Metric

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


def share(folder: Path) -> None:
    """Count in files of this folder, in this process and in those that it starts."""
    folder.mkdir(exist_ok=True)
    os.environ[_VARIABLE] = str(folder)


def unshare() -> None:
    """Count in this process alone, whatever the environment says."""
    os.environ.pop(_VARIABLE, None)


def forget(pid: int, folder: Path) -> None:
    """Leave out what a process was doing that has ended; what it has done still counts."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Level:
    """What a process has now: query workers that live and that are busy, and the cache's hits, misses and bytes."""

    alive: int = 0
    busy: int = 0
    hits: int = 0
    misses: int = 0
    bytes: int = 0


class Metrics:
    """What a process counts. ``folder``: several processes count together there, as :func:`share` has said.

    >>> metrics = Metrics()
    >>> metrics.query("ok", 0.01)
    >>> [line for line in metrics.text().decode().splitlines() if line.startswith("posgraph_queries_total")]
    ['posgraph_queries_total{outcome="ok"} 1.0']
    """

    def __init__(self, folder: Path | None = None, *, store: str = "", process: Callable[[], int] = os.getpid) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
        from prometheus_client.multiprocess import MultiProcessCollector

        self._registry = CollectorRegistry()
        own = None if folder else self._registry
        if folder:
            MultiProcessCollector(self._registry, str(folder))  # type: ignore[no-untyped-call]
        ProcessCollector(namespace="posgraph", pid=process, registry=self._registry)
        self._registry.register(_Store(store))
        self._requests = Counter("posgraph_requests", "Requests answered.", ["route", "method", "status"], registry=own)
        self._seconds = Histogram("posgraph_request_seconds", "Seconds to an answer.", ["route"], registry=own, buckets=_SECONDS)
        live: dict[str, Any] = {"registry": own, "multiprocess_mode": "livesum"}
        self._running = Gauge("posgraph_requests_in_flight", "Requests being answered.", **live)
        self._queries = Counter("posgraph_queries", "SPARQL queries by how they ended.", ["outcome"], registry=own)
        self._query = Histogram("posgraph_query_seconds", "Seconds of a SPARQL query.", registry=own, buckets=_SECONDS)
        workers = Gauge("posgraph_query_workers", "Processes that run SPARQL.", ["state"], **live)
        self._alive, self._busy = workers.labels("alive"), workers.labels("busy")
        self._hits = Counter("posgraph_cache_hits", "Answers that were in the cache.", registry=own)
        self._misses = Counter("posgraph_cache_misses", "Answers that were not.", registry=own)
        self._bytes = Gauge("posgraph_cache_bytes", "Bytes that the cache holds.", **live)
        self._writes = Counter("posgraph_writes", "Changes of the store by kind.", ["kind"], registry=own)
        self._change = Gauge("posgraph_last_change", "Number of the last change.", registry=own, multiprocess_mode="max")
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._outcomes: dict[str, Counter] = {}
        self._last = Level()

    def begin(self) -> None:
        """A request has come."""
        self._running.inc()

    def end(self, route: str, method: str, status: int, seconds: float) -> None:
        """It is answered; status 0 where its client went away first."""
        self._running.dec()
        key = (route, method, status // 100)
        found = self._known.get(key)
        if found is None:
            named = method if method in _METHODS else "other"
            shown = f"{status // 100}xx" if status else "none"
            found = self._known[(route, named, key[2])] = self._requests.labels(route, named, shown), self._seconds.labels(route)
        found[0].inc()
        found[1].observe(seconds)

    def query(self, outcome: str, seconds: float) -> None:
        """A query has ended: ok, refused (what it says cannot be run), time-limit, busy, too-large, ended (by itself: most often
        for want of memory), unavailable (the data are), or gone (its client is).
        """
        found = self._outcomes.get(outcome)
        if found is None:
            found = self._outcomes[outcome] = self._queries.labels(outcome)
        found.inc()
        self._query.observe(seconds)

    def write(self, kind: str, number: int) -> None:
        """A change was made; its kind and number."""
        self._writes.labels(kind).inc()
        self._change.set(number)

    def level(self, now: Level) -> None:
        """Set what a process has now; called about once a second, so that no request pays for it."""
        if now == self._last:
            return
        self._alive.set(now.alive)
        self._busy.set(now.busy)
        self._bytes.set(now.bytes)
        self._hits.inc(max(0, now.hits - self._last.hits))
        self._misses.inc(max(0, now.misses - self._last.misses))
        self._last = now

    def text(self) -> bytes:
        """All of it in the text format of Prometheus."""
        from prometheus_client import generate_latest

        return generate_latest(self._registry)


class _Store:
    """What is read only when somebody asks: the version of posgraph, the size of the store's folder and the room beside it."""

    def __init__(self, place: str) -> None:
        self._place = Path(place) if place and "://" not in place else None

    def collect(self) -> Iterator[Metric]:
        """The metrics."""
        from prometheus_client.core import GaugeMetricFamily

        info = GaugeMetricFamily("posgraph_info", "The version that runs.", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        if self._place is None or not self._place.is_dir():
            return
        size = sum(entry.stat().st_size for entry in os.scandir(self._place) if entry.is_file())
        yield GaugeMetricFamily("posgraph_store_bytes", "Bytes of the store's files.", value=size)
        room = shutil.disk_usage(self._place).free
        yield GaugeMetricFamily("posgraph_store_free_bytes", "Bytes free on the disk of the store.", value=room)
