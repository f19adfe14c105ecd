"""The outermost layer: every request gets an id, is counted, and is logged if that is wanted."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import time
from typing import Any
from urllib.parse import unquote_plus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from posgraph_api.access.caller import ANONYMOUS
from posgraph_api.serving.life import Life
from posgraph_api.serving.metrics import Metrics

HEADER = b"x-request-id"
_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_SECRETS = ("token", "key", "password", "secret")
_LONGEST = 2000  # characters of an address in a log line
ACCESS = logging.getLogger("posgraph.requests")
ERRORS = logging.getLogger("posgraph")


class Requests:
    """Gives each request its id (``scope["state"]["request_id"]``), and tells metrics and log how it ended."""

    def __init__(self, app: ASGIApp, life: Life, metrics: Metrics, *, logs: bool) -> None:
        self._app, self._life, self._metrics, self._logs = app, life, metrics, logs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        state = scope.setdefault("state", {})
        id = state["request_id"] = request_id(scope)
        method, status, sent, complete = scope["method"], 0, 0, False
        task = asyncio.current_task()
        assert task is not None

        async def answer(message: Message) -> None:
            nonlocal status, sent, complete
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"] = [*message.get("headers", ()), (HEADER, id.encode())]
                if any(name == b"content-type" and value.startswith(b"text/event-stream") for name, value in headers):
                    self._life.streams.add(task)
            elif message["type"] == "http.response.body":
                sent += len(message.get("body", b""))
                complete = not message.get("more_body", False)
            await send(message)

        self._metrics.begin()
        try:
            await self._app(scope, receive, answer)
        except asyncio.CancelledError:
            if task not in self._life.streams or not self._life.stopping:
                raise
            if not complete:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except Exception:
            ERRORS.exception("%s %s failed", method, shown(scope), extra={"request_id": id})
            if not complete:  # the server breaks the connection off, so that nobody takes a part for the whole
                raise
        finally:
            self._life.streams.discard(task)
            seconds = time.perf_counter() - begun
            self._metrics.end(template(scope), method, status, seconds)
            if self._logs:
                ACCESS.info("request", extra={"request": _entry(scope, method, status, sent, seconds)})


def request_id(scope: Scope) -> str:
    """The id that the client gave, if it is one; else a new one.

    >>> request_id({"headers": [(b"x-request-id", b"a-1")]}), len(request_id({"headers": [(b"x-request-id", b"a b")]}))
    ('a-1', 16)
    """
    for name, value in scope["headers"]:
        if name == HEADER and _ID.fullmatch(value):
            return str(value, "ascii")
    return os.urandom(8).hex()


def template(scope: Scope) -> str:
    """The route of a request as it is declared, so that metrics stay few; ``other`` where none answered it."""
    if found := scope["state"].get("route"):  # the writer answered it, and said by which route
        return str(found)
    route = scope.get("route")
    return str(getattr(route, "path_format", "other")) if route is not None else _BARE.get(scope["path"], "other")


_BARE = {path: path for path in ("/sparql", "/update", "/store")}  # where no route of the framework need be asked


def shown(scope: Scope) -> str:
    """Path and query as the client wrote them, without the values of secrets.

    >>> shown({"path": "/a", "raw_path": b"/a", "query_string": b"x=1&api%5Fkey=2&Token=3"})
    '/a?x=1&api%5Fkey=…&Token=…'
    """
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = scope.get("query_string", b"").decode("latin-1")
    text = f"{path}?{'&'.join(map(_masked, query.split('&')))}" if query else path
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _masked(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    plain = unquote_plus(name).lower()
    return f"{name}=…" if equals and any(word in plain for word in _SECRETS) else pair


def _entry(scope: Scope, method: str, status: int, sent: int, seconds: float) -> dict[str, Any]:
    state = scope["state"]
    client = scope.get("client")
    caller = state.get("caller")
    return {
        "request_id": state["request_id"],
        "caller": caller.name if caller is not None else ANONYMOUS,
        "address": caller.address if caller is not None else client[0] if client else "",
        "method": method,
        "path": shown(scope),
        "protocol": f"HTTP/{scope.get('http_version', '1.1')}",
        "status": status,
        "bytes": sent,
        "milliseconds": round(seconds * 1000, 2),
    }
