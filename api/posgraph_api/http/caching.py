"""Answers kept in memory, the least recently used going first; what several ask at once is computed once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from typing import Generic, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

T = TypeVar("T")

KEPT_IN = "posgraph.kept"
"""Where in the scope of a request its route leaves a body that is good for every request to the same address."""


@dataclass(frozen=True, slots=True)
class Body:
    """A finished answer: bytes, media type and entity tag. ``lasting``: the same question would get the same answer."""

    data: bytes
    media_type: str
    etag: str
    headers: Mapping[str, str] = field(default_factory=dict)
    lasting: bool = True

    @classmethod
    def of(cls, data: bytes, media_type: str, headers: Mapping[str, str] | None = None, lasting: bool = True) -> Body:
        """A body with its tag. The tag is drawn from the bytes, so it is the same in every process and after a restart."""
        tag = blake2b(media_type.encode() + b"\0" + data, digest_size=12).hexdigest()
        return cls(data, media_type, f'"{tag}"', headers or {}, lasting)

    def respond(self, request: Request) -> Response:
        """The body, or 304 where the client has it already. It must be asked for anew each time: data and dates change."""
        headers = {"etag": self.etag, "cache-control": "no-cache", "vary": "accept", **self.headers}
        known = request.headers.get("if-none-match", "")
        tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
        if self.etag in tags or known.strip() == "*":
            return Response(status_code=304, headers=headers)
        return Response(self.data, headers=headers, media_type=self.media_type)

    async def send(self, known: str, send: Send) -> None:
        """The same without a framework; ``known``: the header If-None-Match."""
        fresh = not known or (known.strip() != "*" and self.etag not in known)
        media = f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type
        headers = [
            (b"etag", self.etag.encode()),
            (b"cache-control", b"no-cache"),
            (b"vary", b"accept"),
            *((name.encode(), value.encode()) for name, value in self.headers.items()),
        ]
        if fresh:
            headers += [(b"content-length", str(len(self.data)).encode()), (b"content-type", media.encode())]
        await send({"type": "http.response.start", "status": 200 if fresh else 304, "headers": headers})
        await send({"type": "http.response.body", "body": self.data if fresh else b""})


class Cache(Generic[T]):
    """Values by key, the last used of them as far as they weigh no more than ``most``. Safe to use from several threads.

    ``hits`` and ``misses`` count what was kept when it was asked for and what was not; ``weight`` is that of all that is kept.
    """

    def __init__(self, most: int, weigh: Callable[[T], int]) -> None:
        self._most, self._weigh, self.weight = most, weigh, 0
        self.hits = self.misses = 0
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._running: dict[Hashable, Future[T]] = {}
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The value of a key, computed where it is not kept; an error is raised to all who wait for it and is not kept.

        >>> cache = Cache[str](2, len)
        >>> cache.get(1, lambda: "a"), cache.get(1, lambda: "b"), cache.get(2, lambda: "cc"), cache.get(1, lambda: "b")
        ('a', 'a', 'cc', 'b')
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                self.hits += 1
                return self._kept[key]
            self.misses += 1
            running = self._running.get(key)
            if running is None:
                mine = self._running[key] = Future[T]()
        if running is not None:
            return running.result()
        try:
            value = compute()
        except BaseException as error:
            with self._lock:
                del self._running[key]
            mine.set_exception(error)
            raise
        with self._lock:
            del self._running[key]
            self._keep(key, value)
        mine.set_result(value)
        return value

    def find(self, key: Hashable) -> T | None:
        """The value of a key where it is kept."""
        with self._lock:
            if key not in self._kept:
                self.misses += 1
                return None
            self._kept.move_to_end(key)
            self.hits += 1
            return self._kept[key]

    def keep(self, key: Hashable, value: T) -> None:
        """Keep a value that was computed elsewhere."""
        with self._lock:
            if key not in self._kept:
                self._keep(key, value)

    def _keep(self, key: Hashable, value: T) -> None:
        if self._weigh(value) > self._most:
            return
        self._kept[key] = value
        self.weight += self._weigh(value)
        while self.weight > self._most:
            _, gone = self._kept.popitem(last=False)
            self.weight -= self._weigh(gone)
