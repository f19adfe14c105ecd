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

T = TypeVar("T")


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


class Cache(Generic[T]):
    """Values by key, the last used of them as far as they weigh no more than ``most``. Safe to use from several threads."""

    def __init__(self, most: int, weigh: Callable[[T], int]) -> None:
        self._most, self._weigh, self._weight = most, weigh, 0
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
                return self._kept[key]
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

    def _keep(self, key: Hashable, value: T) -> None:
        if self._weigh(value) > self._most:
            return
        self._kept[key] = value
        self._weight += self._weigh(value)
        while self._weight > self._most:
            _, gone = self._kept.popitem(last=False)
            self._weight -= self._weigh(gone)
