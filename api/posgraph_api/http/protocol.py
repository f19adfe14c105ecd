"""HTTP as uvicorn reads it, with a bound on the head of a request: its parser would hold an address of any length."""

from __future__ import annotations

import asyncio
import json
from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from posgraph.errors import Fault
from posgraph_api.http.joining import Joining
from posgraph_api.http.problems import MEDIA_TYPE, Problem

HEAD_BYTES = 65_536
"""Bytes that address and headers of a request may have together."""


class _TooLongError(Exception):
    """The head of a request is too long."""


class Bounded(HttpToolsProtocol):
    """A connection that answers 414 or 431, and is closed, as soon as the head of a request is too long."""

    _seen = _now = 0
    _in_head = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        self.transport = cast("asyncio.Transport", Joining(transport))

    def data_received(self, data: bytes) -> None:
        """Take what has come; what is no HTTP is answered with 400."""
        self._now = len(data)
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._seen += len(data)
            if self._seen > HEAD_BYTES:
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head, self._seen = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head has come."""
        if self._seen + self._now > HEAD_BYTES and self._size() > HEAD_BYTES:
            raise _TooLongError
        self._in_head = False
        super().on_headers_complete()

    def _size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def send_400_response(self, msg: str) -> None:
        """Refuse a request that cannot be read, as every other error is told."""
        if self._in_head and max(self._seen + self._now, self._size()) > HEAD_BYTES:
            where, status = ("address", b"414 URI Too Long") if len(self.url) > HEAD_BYTES // 2 else (
                "headers",
                b"431 Request Header Fields Too Large",
            )  # fmt: skip
            fault = Fault(where, f"more than {HEAD_BYTES} bytes", f"at most {HEAD_BYTES} bytes", "send a query by POST")
            problem = Problem(int(status[:3]), "too-large", f"Address and headers may have {HEAD_BYTES} bytes together", [fault])
        else:
            status = b"400 Bad Request"
            problem = Problem(400, "bad-request", msg or "This is no HTTP", [Fault("request", "", "a request of HTTP/1.1")])
        body = json.dumps(problem.to_dict()).encode()
        head = (
            b"HTTP/1.1 %b\r\ncontent-type: %b\r\ncontent-length: %d\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
            % (status, MEDIA_TYPE.encode(), len(body))
        )
        self.transport.write(head + body)
        self.transport.close()
