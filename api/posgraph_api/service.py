"""What every route works with: the graph, the settings, the answers kept, and whoever runs SPARQL."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.responses import Response

from posgraph.model import Dataset
from posgraph_api.caching import Body, Cache
from posgraph_api.executors import Executor, executor
from posgraph_api.settings import Settings

if TYPE_CHECKING:
    from posgraph.graph import Graph

REMOTE_SECONDS = 2.0
"""How long the version of a remote store is trusted: asking for it means reading the whole endpoint."""

RESULTS = 8
"""So many results are kept of which pages are asked for one by one."""


@dataclass(slots=True)
class Service:
    """One graph being served."""

    graph: Graph
    settings: Settings
    executor: Executor
    bodies: Cache[Body]
    results: Cache[dict[str, Any]]
    _version: tuple[float, str] = (float("-inf"), "")
    _dataset: tuple[str, Dataset] | None = None
    _lock: Lock = field(default_factory=Lock)
    _reading: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, graph: Graph, settings: Settings) -> Service:
        """The service of a graph, with nothing kept yet."""
        most = settings.cache_megabytes * 1_000_000

        def weigh(body: Body) -> int:
            return len(body.data) if body.lasting else most + 1

        return cls(graph, settings, executor(graph.store, settings), Cache(most, weigh), Cache(RESULTS, _weigh))

    def version(self) -> str:
        """The version of the data; a remote store is asked at most every REMOTE_SECONDS."""
        store = self.graph.store
        if store.kind != "remote":
            return store.version
        with self._lock:
            if time.monotonic() - self._version[0] > REMOTE_SECONDS:
                self._version = (time.monotonic(), store.version)
            return self._version[1]

    def dataset(self) -> Dataset:
        """The dataset's values at :meth:`version`: kept here, since the graph asks a remote store for its version each time."""
        version = self.version()
        with self._reading:
            if self._dataset is None or self._dataset[0] != version:
                self._dataset = (version, self.graph.dataset)
            return self._dataset[1]

    def answer(self, request: Request, key: tuple[Any, ...], make: Callable[[], Body]) -> Response:
        """The answer of a route: kept by the version of the data and the route's own key."""
        return self.bodies.get((self.version(), *key), make).respond(request)


def _weigh(result: dict[str, Any]) -> int:
    """One, but too much to keep where the search was cut off."""
    return RESULTS + 1 if result.get("partial") else 1


def encode(value: Any) -> bytes:
    """A value as JSON, in UTF-8.

    >>> encode({"a": [0.5, None]})
    b'{"a":[0.5,null]}'
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
