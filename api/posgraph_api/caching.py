"""Answers kept in memory, least recently used first to go; what several ask at once is computed once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class Body:
    """A finished answer: bytes, media type and entity tag."""

    data: bytes
    media_type: str
    etag: str
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Body:
        """A body with its tag. The tag is drawn from the bytes, so it is the same in every process and after a restart."""
        tag = blake2b(media_type.encode() + b"\0" + data, digest_size=12).hexdigest()
        return cls(data, media_type, f'"{tag}"', headers or {})

    def respond(self, request: Request) -> Response:
        """The body, or 304 where the client has it already. It must be asked for anew each time: data and dates change."""
        headers = {"etag": self.etag, "cache-control": "no-cache", "vary": "accept", **self.headers}
        known = request.headers.get("if-none-match", "")
        tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
        if self.etag in tags or known.strip() == "*":
            return Response(status_code=304, headers=headers)
        return Response(self.data, headers=headers, media_type=self.media_type)


class Cache:
    """Bodies by key, at most ``most`` bytes of them. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[Hashable, tuple[Body, int]] = OrderedDict()
        self._running: dict[Hashable, Future[Body]] = {}
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], Body]) -> Body:
        """The body of a key, computed where it is not kept; an error is raised to all who wait for it and is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
            running = self._running.get(key)
            if running is None:
                mine = self._running[key] = Future[Body]()
        if running is not None:
            return running.result()
        try:
            body = compute()
        except BaseException as error:
            with self._lock:
                del self._running[key]
            mine.set_exception(error)
            raise
        with self._lock:
            del self._running[key]
            self._keep(key, body, len(body.data))
        mine.set_result(body)
        return body

    def _keep(self, key: Hashable, body: Body, size: int) -> None:
        if size > self._most:
            return
        self._kept[key] = body, size
        self._size += size
        while self._size > self._most:
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= gone
