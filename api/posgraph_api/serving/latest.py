"""The store as a process sees it that only reads: the newest copy that the writer has published."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from posgraph.errors import StoreError
from posgraph.model import Dataset
from posgraph.store.embedded import EmbeddedStore
from posgraph_api.http.problems import of_error
from posgraph_api.querying.copies import Copy
from posgraph_api.serving.publishing import VALUES


class Latest(EmbeddedStore):
    """The newest copy that a notice tells of (:mod:`posgraph_api.serving.publishing`); :meth:`renew` takes the next one, hands
    the values that came with it to ``take``, and calls ``renewed``.

    ``held`` is the copy that is open. It stays locked against its removal as long as anything refers to it, so whoever works
    with it beyond one call keeps a reference. Raises StoreError where the copy cannot be opened.
    """

    kind = "disk"
    read_only = True

    def __init__(self, notice: Path) -> None:
        self._notice, self._turn = notice, Lock()
        self._seen = self._mark()
        self.held, version = self._open()
        super().__init__(self.held.native, self.held.place)
        self._shown = version
        self.take: Callable[[Sequence[Dataset]], object] = lambda _values: None
        self.renewed: Callable[[], object] = lambda: None

    @property
    def version(self) -> str:
        """The version that the writer gave to what it published: the same in every process."""
        return self._shown

    def stale(self) -> bool:
        """True where something newer was published: one question to the system, some microseconds."""
        try:
            return self._mark() != self._seen
        except FileNotFoundError:  # the service ends
            return False

    def renew(self) -> None:
        """Open what was published last. Calls that run go on with the copy that they have. Raises StoreError."""
        with self._turn:
            while self.stale():
                mark = self._mark()
                try:
                    copy, version = self._open()
                except StoreError:
                    if self._mark() == mark:
                        raise
                    continue  # it was removed, since there is a newer one by now
                self.held, self.native, self.place = copy, copy.native, copy.place
                self._shown = version  # last: what is read under a version is never older than it
                self._seen = mark
                self.take(self.values())
                self.renewed()

    def values(self) -> Sequence[Dataset]:
        """The values of datasets that came with the copy."""
        with suppress(FileNotFoundError):
            found: list[Dataset] = pickle.loads((Path(self.held.place).parent / VALUES).read_bytes())
            return found
        return ()

    def follow(self) -> None:
        """Renew beside what runs, where there is something newer: so those hear of it who wait and ask for nothing."""
        if self.stale() and not self._turn.locked():
            asyncio.get_running_loop().run_in_executor(None, self.renew)

    def close(self) -> None:
        """Let go of the copy."""
        with suppress(AttributeError):
            del self.native, self.held

    def _mark(self) -> int:
        return self._notice.stat().st_mtime_ns

    def _open(self) -> tuple[Copy, str]:
        told = json.loads(self._notice.read_text(encoding="utf-8"))
        return Copy(Path(told["path"])), told["version"]


class Renewal:
    """Has every request read what was published before it came."""

    def __init__(self, app: ASGIApp, latest: Latest) -> None:
        self._app, self._latest, self._turn = app, latest, asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and self._latest.stale():
            try:
                async with self._turn:
                    if self._latest.stale():
                        await asyncio.to_thread(self._latest.renew)
            except StoreError as error:
                await of_error(error).response(Request(scope))(scope, receive, send)
                return
        _held = self._latest.held  # so that the files stay until the request has ended
        await self._app(scope, receive, send)
