"""Answers asked for again, from memory, in front of the framework: the same address, on the same day, of the same data."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from posgraph_api.http.caching import KEPT_IN, Body
from posgraph_api.service import Service

_LONGEST = 1000  # bytes of an address whose answer is kept, since keys take memory, too
_ROUTES = 10_000


class Repeats:
    """Answers a GET below /v1/ that was answered before; what the application behind it says is lasting, it keeps.

    Of a remote store this is left to the routes: to ask for its version takes time.
    """

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service = app, service
        self._routes: dict[str, Any] = {}  # by which route a path was answered, for the metrics
        self._here = service.graph.store.kind != "remote"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if not (self._here and scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/v1/")):
            await self._app(scope, receive, send)
            return
        accept = tuple(value for name, value in scope["headers"] if name == b"accept")
        key = ("repeat", self._service.version(), date.today(), scope["path"], scope["query_string"], accept)
        body = self._service.bodies.find(key)
        if body is not None:
            known = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"if-none-match"), "")
            scope["route"] = self._routes.get(scope["path"])
            await body.send(known, send)
            return
        await self._app(scope, receive, send)
        body = scope.get(KEPT_IN)
        if isinstance(body, Body) and len(scope["query_string"]) <= _LONGEST:
            self._service.bodies.keep(key, body)
            if len(self._routes) < _ROUTES:
                self._routes[scope["path"]] = scope.get("route")
