"""gzip for clients that take it, of answers of texts that are worth it.

A compressed answer has a tag of its own, with ``-gzip`` at its end; where a client shows one, the rest of the service sees the
tag of the plain answer. So a client may take what is compressed and still say ``If-Match``.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import zlib
from collections import OrderedDict

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST = 1000
"""A shorter answer is sent as it is."""

KEPT = 8_000_000
"""Bytes of compressed answers that are kept, by their tags."""

_LEVEL = 5
_LARGE = 100_000  # compressed in a thread
_TEXTS = re.compile(rb"(text/(?!event-stream)|application/([a-z.+-]*\+)?(json|xml|n-triples|n-quads|trig|x-ndjson|problem))")
_MARK = b"-gzip"
_CONDITIONS = (b"if-match", b"if-none-match")
_TAKEN = re.compile(rb"(?:^|[,\s])(?:gzip|x-gzip|\*)\s*(?:$|,|;\s*q=(?:0\.0*[1-9]|0*1))", re.IGNORECASE)


class Compression:
    """Compresses answers; a whole answer with a tag once for all who have asked for it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._weight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        takes = shows = False
        for name, value in scope["headers"]:
            takes = takes or (name == b"accept-encoding" and _TAKEN.search(value) is not None)
            shows = shows or (name in _CONDITIONS and _MARK in value)
        if shows:
            scope = {**scope, "headers": [(n, v.replace(_MARK, b"") if n in _CONDITIONS else v) for n, v in scope["headers"]]}
        await self._app(scope, receive, _Sending(self, send, shows) if takes else send)

    async def whole(self, data: bytes, tag: bytes) -> bytes:
        """A whole answer compressed; kept where it has a tag."""
        if tag in self._kept:
            self._kept.move_to_end(tag)
            return self._kept[tag]
        large = len(data) > _LARGE
        small = await asyncio.to_thread(gzip.compress, data, _LEVEL) if large else gzip.compress(data, _LEVEL)
        if tag and len(small) < KEPT and tag not in self._kept:
            self._kept[tag] = small
            self._weight += len(small)
            while self._weight > KEPT:
                self._weight -= len(self._kept.popitem(last=False)[1])
        return small


class _Sending:
    """One answer on its way: its head is held back until the first of its body is there."""

    def __init__(self, compression: Compression, send: Send, shows: bool) -> None:
        self._compression, self._send, self._shows = compression, send, shows
        self._head: Message | None = None
        self._squeeze: zlib._Compress | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._head = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._head is not None:
            head, self._head = self._head, None
            headers = dict(head["headers"])
            if (
                head["status"] not in (204, 206, 304)
                and (more or len(body) > LEAST)
                and b"content-encoding" not in headers
                and _TEXTS.match(headers.get(b"content-type", b""))
            ):
                if more:
                    self._squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
                else:
                    body = await self._compression.whole(body, headers.get(b"etag", b""))
                await self._send({**head, "headers": _changed(head["headers"], None if more else len(body))})
            elif head["status"] == 304 and self._shows:
                await self._send({**head, "headers": [_tagged(name, value) for name, value in head["headers"]]})
            else:
                await self._send(head)
            if self._squeeze is None:
                await self._send({**message, "body": body})
                return
        if self._squeeze:
            body = await asyncio.to_thread(self._squeezed, body, more) if len(body) > _LARGE else self._squeezed(body, more)
        await self._send({**message, "body": body})

    def _squeezed(self, body: bytes, more: bool) -> bytes:
        assert self._squeeze
        return self._squeeze.compress(body) + self._squeeze.flush(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)


def _changed(headers: list[tuple[bytes, bytes]], length: int | None) -> list[tuple[bytes, bytes]]:
    """The headers of the compressed answer, whose tag is another, as it is not the same bytes (RFC 9110, section 8.8.3.3)."""
    found = [(b"content-encoding", b"gzip")]
    varied = False
    for name, value in headers:
        if name == b"content-length":
            continue
        if name == b"vary":
            varied, value = True, value + b", accept-encoding"
        found.append(_tagged(name, value))
    if length is not None:
        found.append((b"content-length", str(length).encode()))
    return found if varied else [*found, (b"vary", b"accept-encoding")]


def _tagged(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header, marked where it is the tag of an answer."""
    return name, value[:-1] + _MARK + b'"' if name == b"etag" and value.endswith(b'"') else value
