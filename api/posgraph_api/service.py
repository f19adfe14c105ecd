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

from posgraph_api.caching import Body, Cache
from posgraph_api.settings import Settings

if TYPE_CHECKING:
    from posgraph.graph import Graph
    from posgraph_api.executors import Executor

REMOTE_SECONDS = 2.0
"""How long the version of a remote store is trusted: asking for it means reading the whole endpoint."""


@dataclass(slots=True)
class Service:
    """One graph being served."""

    graph: Graph
    settings: Settings
    executor: Executor
    cache: Cache
    _version: tuple[float, str] = (float("-inf"), "")
    _lock: Lock = field(default_factory=Lock)

    def version(self) -> str:
        """The version of the data; a remote store is asked at most every REMOTE_SECONDS."""
        store = self.graph.store
        if store.kind != "remote":
            return store.version
        with self._lock:
            if time.monotonic() - self._version[0] > REMOTE_SECONDS:
                self._version = (time.monotonic(), store.version)
            return self._version[1]

    def answer(self, request: Request, key: tuple[Any, ...], make: Callable[[], Body]) -> Response:
        """The answer of a route: kept by the version of the data and the route's own key."""
        return self.cache.get((self.version(), *key), make).respond(request)


def encode(value: Any) -> bytes:
    """A value as JSON, in UTF-8.

    >>> encode({"a": [0.5, None]})
    b'{"a":[0.5,null]}'
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
