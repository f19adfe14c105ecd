"""Forwarding: a process that reads passes what needs more than reading on to the one that writes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from posgraph_api.access.access import needed
from posgraph_api.access.caller import Right
from posgraph_api.http.problems import Problem
from posgraph_api.serving.private import HEADER, ROUTE, told

_HERE = frozenset((b"connection", b"keep-alive", b"te", b"trailer", b"transfer-encoding", b"upgrade", b"proxy-connection"))
"""Headers that speak of one connection (RFC 9110, section 7.6.1)."""
_KEPT_BACK = _HERE | {HEADER, ROUTE, b"authorization", b"cookie", b"expect", b"date"}


_UNKNOWN = "the write may have been done, and an Idempotency-Key makes it safe to repeat"


class _GoneError(Exception):
    """The client went away before its request was whole."""


class Forwarding:
    """Passes requests on over the writer's socket, body and answer piece by piece."""

    def __init__(self, app: ASGIApp, place: Path) -> None:
        self._app = app
        # a connection for each request: one that was kept might be closed by the other side just as it is used again
        transport = httpx.AsyncHTTPTransport(uds=str(place), limits=httpx.Limits(max_keepalive_connections=0))
        self._client = httpx.AsyncClient(transport=transport, timeout=None, follow_redirects=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] != "http" or needed(scope["method"], scope["path"]) <= Right.read:
            await self._app(scope, receive, send)
            return
        begun = False
        try:
            async with self._client.stream(
                scope["method"],
                "http://writer",
                headers=_sent(scope),
                content=_body(scope, receive),
                extensions={"target": _target(scope)},
            ) as answer:
                headers = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _KEPT_BACK]
                scope["state"]["route"] = answer.headers.get(ROUTE.decode(), "other")
                begun = True
                await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
                async for piece in answer.aiter_raw():
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        except _GoneError:
            return
        except httpx.ConnectError:
            await _fail("The process that writes cannot be reached; nothing was written", scope, receive, send)
        except httpx.TransportError:
            if begun:
                raise  # the connection is broken off, so that nobody takes a part for the whole
            await _fail(f"The process that writes ended meanwhile; {_UNKNOWN}", scope, receive, send)


async def _fail(detail: str, scope: Scope, receive: Receive, send: Send) -> None:
    problem = Problem(503, "store-unavailable", detail, headers={"retry-after": "5"})
    await problem.response(Request(scope))(scope, receive, send)


def _target(scope: Scope) -> bytes:
    """What is asked for, letter by letter as it came: a URL would be tidied (/v1/../update), and be another than was allowed."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return path + (b"?" + query if query else b"")


def _sent(scope: Scope) -> list[tuple[bytes, bytes]]:
    return [*((name, value) for name, value in scope["headers"] if name not in _KEPT_BACK), (HEADER, told(scope))]


def _body(scope: Scope, receive: Receive) -> AsyncIterator[bytes] | None:
    """The body of a request as it comes; None where it has none."""
    if not any(name in (b"content-length", b"transfer-encoding") for name, _ in scope["headers"]):
        return None

    async def pieces() -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _GoneError
            more = message.get("more_body", False)
            yield message.get("body", b"")

    return pieces()
