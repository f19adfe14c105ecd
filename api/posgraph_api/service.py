"""What every route works with: the graph, the settings, the answers kept, and whoever runs SPARQL."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from datetime import time as clock
from threading import Lock
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.responses import Response

from posgraph.errors import Fault, StoreError, UnknownName, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph_api.http.caching import KEPT_IN, Body, Cache
from posgraph_api.http.problems import Problem, refused
from posgraph_api.querying.executors import Executor, executor
from posgraph_api.serving.counted import Counted
from posgraph_api.serving.metrics import Level, Metrics
from posgraph_api.serving.part import Part
from posgraph_api.serving.settings import Settings
from posgraph_api.writing.writer import Writer

if TYPE_CHECKING:
    from posgraph.graph import Graph

REMOTE_SECONDS = 2.0
"""How long the version of a remote store is trusted: asking for it means reading the whole endpoint."""

FAILED_SECONDS = 1.0
"""For so long an endpoint that does not answer is not asked again: requests would queue up to wait for it."""

RESULTS = 8
"""So many results are kept of which pages are asked for one by one."""


ENTRY = 1000
"""Bytes that a kept answer takes beside its body, about: its key, its tag, its headers."""

FOUND = 64
"""So many results are kept that several pages draw on; none that was cut off."""

KEPT = 16
"""So many states of datasets are kept: of those that are served, and as they were recorded at some moment."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request is about: a dataset (None: the one that is served) as it was recorded at a moment (None: now)."""

    dataset: str | None = None
    recorded_at: datetime | None = None


@dataclass(slots=True)
class _Remembered:
    """The version of a remote store, and when it was asked for it."""

    asked: float = float("-inf")
    version: str = ""
    failed: StoreError | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class Service:
    """One graph being served."""

    graph: Graph
    settings: Settings
    executor: Executor
    writer: Writer
    bodies: Cache[Body]
    results: Cache[dict[str, Any]]
    values: Cache[Dataset]
    names: Cache[str]
    found: Cache[Any]
    part: Part = field(default_factory=Part)
    asked: Asked = Asked()
    _remembered: _Remembered = field(default_factory=_Remembered)

    @classmethod
    def of(cls, graph: Graph, settings: Settings, part: Part | None = None) -> Service:
        """The service of a graph, with nothing kept yet."""
        part = part or Part()
        most = settings.cache_megabytes * 1_000_000

        def weigh(body: Body) -> int:
            return len(body.data) + ENTRY if body.lasting else most + 1

        return cls(
            graph,
            settings,
            Counted(executor(graph.store, settings), part.metrics),
            Writer(graph, settings),
            Cache(most, weigh),
            Cache(RESULTS, _weigh),
            Cache(KEPT, lambda _: 1),
            Cache(KEPT, lambda _: 1),
            Cache(FOUND, lambda found: FOUND + 1 if getattr(found, "partial", False) else 1),
            part,
        )

    @property
    def metrics(self) -> Metrics:
        """What this process counts."""
        return self.part.metrics

    def level(self) -> Level:
        """How many query workers and kept answers there are now."""
        alive, busy = self.executor.workers()
        return Level(alive, busy, self.bodies.hits, self.bodies.misses, self.bodies.weight)

    def at(self, request: Request) -> Service:
        """The service as a request asks it: about another dataset (``dataset``), or an earlier record (``recorded_at``).

        Raises Problem where there is no such dataset, or no such record.
        """
        given = request.query_params
        name, moment = given.get("dataset"), given.get("recorded_at")
        if not name and not moment:
            return self
        return replace(self, asked=Asked(name or None, read_moment(moment) if moment else None))

    def version(self) -> str:
        """The version of the data; a remote store is asked at most every REMOTE_SECONDS."""
        store = self.graph.store
        if store.kind != "remote":
            return store.version
        kept = self._remembered
        with kept.lock:
            if kept.failed and time.monotonic() - kept.asked < FAILED_SECONDS:
                raise StoreError(str(kept.failed))
            if kept.failed or time.monotonic() - kept.asked > REMOTE_SECONDS:
                try:
                    kept.version, kept.failed = store.version, None
                except StoreError as error:
                    kept.failed = error
                    raise
                finally:
                    kept.asked = time.monotonic()
            return kept.version

    def forget(self) -> None:
        """Ask a remote store for its version anew: it was written to."""
        self._remembered.asked = float("-inf")

    def id(self) -> str:
        """The dataset that is asked about; raises Problem where the store holds none, or several and none is named."""
        known = self.graph.datasets()
        name = self.asked.dataset or self.settings.dataset
        if name is not None and (name in known or self.asked.recorded_at):
            return name
        if not known:
            fault = Fault(
                "store",
                "",
                "a dataset: send one with POST /v1/datasets, or stop the service and run posgraph load SOURCE --into STORE",
            )
            raise Problem(404, "no-dataset", "The store holds no dataset yet", [fault])
        if name is not None:
            raise refused([UnknownName("dataset", name, f"one of: {', '.join(known)}", near(name, known))])
        if len(known) > 1:
            raise refused([UsageError("dataset", "", f"one of: {', '.join(known)}; the store holds several")])
        return known[0]

    def dataset(self) -> Dataset:
        """The values of the dataset that is asked about, at :meth:`version`."""
        version, asked = self.version(), self.asked
        name = self.names.get((version, asked), self.id)
        return self.values.get((version, name, asked.recorded_at), lambda: self._read(name))

    def _read(self, id: str) -> Dataset:
        moment = self.asked.recorded_at
        if moment is None:
            return self.graph.values(id)
        present = self.graph.values(id) if id in self.graph.datasets() else None
        found = self.writer.recorder.past(present, id, moment)
        if found is None:
            fault = Fault("recorded_at", moment.isoformat(), f"a moment at which {id} was in the store")
            raise Problem(404, "not-recorded", f"No dataset {id} was in the store then", [fault])
        return found

    def answer(self, request: Request, key: tuple[Any, ...], make: Callable[[], Body], version: str = "") -> Response:
        """The answer of a route: kept by the version of the data, what it is about and the route's own key.

        ``version``: that of data which the answer is made of and which were read before; a write may have come since.
        """
        body = request.scope[KEPT_IN] = self.bodies.get((version or self.version(), self.asked, *key), make)
        return body.respond(request)


def read_moment(text: str) -> datetime:
    """A moment of ISO 8601 with its time zone; a day alone is its end, in UTC. Raises Problem.

    >>> read_moment("2026-11-22T10:00:00+01:00").isoformat(), read_moment("2026-11-22").isoformat()
    ('2026-11-22T09:00:00+00:00', '2026-11-22T23:59:59.999999+00:00')
    """
    try:
        if len(text) == len("2026-11-22"):
            return datetime.combine(date.fromisoformat(text), clock.max, UTC)
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a + that was not escaped in the address
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        what = "a moment with its time zone, as 2026-11-22T10:00:00Z, or a day"
        raise refused([UsageError("recorded_at", text, what)]) from None


def _weigh(result: dict[str, Any]) -> int:
    """One, but too much to keep where the search was cut off."""
    return RESULTS + 1 if result.get("partial") else 1


def encode(value: Any) -> bytes:
    """A value as JSON, in UTF-8.

    >>> encode({"a": [0.5, None]})
    b'{"a":[0.5,null]}'
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
