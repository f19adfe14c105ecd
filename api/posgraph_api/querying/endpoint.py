"""/sparql as a plain ASGI application in front of the framework, whose work would be most of what a small query costs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Hashable
from hashlib import blake2b

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from posgraph.errors import Fault, PosgraphError
from posgraph_api.http.caching import Body
from posgraph_api.http.problems import Problem, of_error
from posgraph_api.querying.queries import browses, in_address, posted, read_task
from posgraph_api.querying.running import failure
from posgraph_api.querying.tasks import Reply, Task
from posgraph_api.service import Service

PATH = "/sparql"
WATCH = 0.05
"""Seconds that a query runs before anybody looks whether its client is still there."""

_SHORT = 200
_log = logging.getLogger("posgraph.sparql")


class Queries:
    """Answers the queries among all requests; the rest, and the pages of browsers, are for the application behind it."""

    def __init__(self, app: ASGIApp, endpoint: Endpoint) -> None:
        self._app, self._endpoint = app, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["path"] == PATH:
            method = scope["method"]
            if (method == "POST" or (method == "GET" and scope["query_string"])) and not browses(scope):
                await self._endpoint(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Endpoint:
    """The query operation of the SPARQL 1.1 Protocol (W3C 2013, section 2.1)."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._told = service.executor.limits.told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a query."""
        try:
            await self._answer(scope, receive, send)
        except Problem as problem:
            await problem.response(Request(scope))(scope, receive, send)
        except PosgraphError as error:
            await of_error(error).response(Request(scope))(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        accept = content_type = host = known = ""
        for name, value in scope["headers"]:
            if name == b"accept":
                accept = f"{accept}, {value.decode('latin-1')}" if accept else value.decode("latin-1")
            elif name == b"host":
                host = value.decode("latin-1")
            elif name == b"content-type":
                content_type = value.decode("latin-1")
            elif name == b"if-none-match":
                known = value.decode("latin-1")
        query, data = scope["query_string"], b""
        if scope["method"] == "POST":
            data = await read(receive, self._service.settings.request_bytes)
        elif len(query) > self._service.settings.request_bytes:
            raise too_large("address", self._service.settings.request_bytes)
        version = self._service.version() if self._service.graph.store.kind != "remote" else None
        key = (PATH, version, accept, content_type, host, _short(query), _short(data))
        body = None if version is None else self._service.bodies.find(key)
        if body is None:
            pairs = posted(content_type, data, query) if scope["method"] == "POST" else in_address(query)
            base = f"{scope['scheme']}://{host}{scope.get('root_path', '')}{PATH}"
            task = await read_task(pairs, accept, base)
            reply = await self.run(task, receive)
            if reply is None:
                return
            if "error" in reply.head:
                limits = self._service.executor.limits
                raise await asyncio.to_thread(failure, reply, accept, task.text, limits)
            if reply.rest:
                await self._stream(reply, receive, send)
                return
            body = Body.of(reply.body, reply.head["type"], {"posgraph-limits": self._told})
            if version is not None and reply.version == version:
                self._service.bodies.keep(key, body)
        await body.send(known, send)

    async def run(self, task: Task, receive: Receive) -> Reply | None:
        """The result of a query, or None where the client went away first; then the query is ended."""
        watch = _Watch(receive)
        try:
            return await self._service.executor.run(task)
        except asyncio.CancelledError:
            if watch.left:
                return None
            raise self._service.executor.limits.busy("The service stops") from None  # it has waited long enough
        finally:
            watch.end()

    async def _stream(self, reply: Reply, receive: Receive, send: Send) -> None:
        """An answer in pieces, without a tag. Where it is not ended here, the server breaks the connection, as a client sees."""
        rest = reply.rest
        assert rest is not None
        media = reply.head["type"]
        headers = {
            "content-type": f"{media}; charset=utf-8" if media.startswith("text/") else media,
            "cache-control": "no-cache",
            "vary": "accept",
            "posgraph-limits": self._told,
        }
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        watch = _Watch(receive)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": raw})
            await send({"type": "http.response.body", "body": reply.body, "more_body": True})
            async for piece in rest:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except Problem as problem:
            _log.warning("an answer to a query was broken off: %s", problem.detail.partition(";")[0])
        except asyncio.CancelledError:  # the client has gone, or the service stops
            pass
        finally:
            watch.end()
            await rest.aclose()


class _Watch:
    """Cancels the task that made it where the client goes away; it begins to look after WATCH seconds."""

    __slots__ = ("_looking", "_receive", "_task", "_timer", "left")

    def __init__(self, receive: Receive) -> None:
        self.left = False
        self._receive, self._task = receive, asyncio.current_task()
        self._looking: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(WATCH, self._begin)

    def _begin(self) -> None:
        self._looking = asyncio.get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.left = True
        assert self._task is not None
        self._task.cancel()

    def end(self) -> None:
        """Look no further."""
        self._timer.cancel()
        if self._looking:
            self._looking.cancel()


async def read(receive: Receive, most: int) -> bytes:
    """The body of a request; a problem 413 as soon as it has more bytes than are allowed."""
    pieces, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem(400, "bad-request", "The body of the request is not whole")
        piece = message.get("body", b"")
        size += len(piece)
        if size > most:
            raise too_large("body", most)
        pieces.append(piece)
        if not message.get("more_body", False):
            return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def too_large(where: str, most: int) -> Problem:
    """The problem of a request with too many bytes."""
    status = 414 if where == "address" else 413
    fault = Fault(where, f"more than {most} bytes", f"at most {most} bytes")
    return Problem(status, "too-large", f"The {where} of a request may have {most} bytes", [fault])


def _short(data: bytes) -> Hashable:
    """The bytes as part of a key; a digest of many, so that keys weigh next to nothing."""
    return data if len(data) <= _SHORT else blake2b(data, digest_size=20).digest()
