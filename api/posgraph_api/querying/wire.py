"""A worker as the web process sees it: frames over a socket, one query at a time."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Hashable
from contextlib import suppress
from typing import Protocol, cast

from posgraph_api.querying.worker import FRAME

_NOTHING = bytearray()


class Listener(Protocol):
    """Who waits for what a worker says."""

    def heard(self, kind: bytes, head: bytes, body: bytes, /) -> None:
        """A frame has come."""

    def ended(self) -> None:
        """The process is no more."""


class Worker(asyncio.Protocol):
    """One process, with the version of the data that it holds. ``listener`` is whoever it works for; None while it is idle."""

    __slots__ = ("_buffer", "_handle", "_transport", "_wanted", "gone", "listener", "pid", "spoiled", "version")

    def __init__(self, pid: int, version: Hashable) -> None:
        self.pid, self.version, self.listener = pid, version, None  # type: int, Hashable, Listener | None
        self.spoiled = False
        self._buffer, self._wanted = _NOTHING, 0
        self._transport: asyncio.Transport | None = None
        self.gone = asyncio.get_running_loop().create_future()
        self._handle = -1
        if hasattr(os, "pidfd_open"):  # a number may be another process's once this one has ended; a handle never
            with suppress(OSError):
                self._handle = os.pidfd_open(pid)

    @classmethod
    async def connect(cls, pid: int, version: Hashable, place: socket.socket) -> Worker:
        """A worker that was just forked, once it has the data; ConnectionError where it ended before."""
        worker = cls(pid, version)
        ready = _Ready()
        worker.listener = ready
        try:
            await asyncio.get_running_loop().create_unix_connection(lambda: worker, sock=place)
            await ready.done
        except BaseException:
            worker.kill()
            raise
        worker.listener = None
        return worker

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass

    def send(self, kind: bytes, head: bytes, body: bytes) -> None:
        """Send a frame."""
        assert self._transport is not None
        self._transport.write(b"".join((FRAME.pack(kind, len(head), len(body)), head, body)))

    def data_received(self, data: bytes) -> None:
        """Cut what comes into frames."""
        if self._buffer:
            self._buffer += data
            if len(self._buffer) < self._wanted:
                return
            data = bytes(self._buffer)
        at, self._wanted = 0, FRAME.size
        while len(data) - at >= FRAME.size:
            kind, head, body = FRAME.unpack_from(data, at)
            middle = at + FRAME.size + head
            if len(data) < middle + body:
                self._wanted = middle + body - at
                break
            if self.listener:
                self.listener.heard(kind, data[at + FRAME.size : middle], data[middle : middle + body])
            at = middle + body
        self._buffer = bytearray(data[at:]) if at < len(data) else _NOTHING

    def connection_lost(self, _error: Exception | None) -> None:
        """The process has ended, or was told to."""
        self._close()
        if not self.gone.done():
            self.gone.set_result(None)
        listener, self.listener = self.listener, None
        if listener:
            listener.ended()

    def processor(self) -> float | None:
        """Processor seconds that the process has used; None where the system does not tell."""
        if sys.platform != "linux":
            return None
        with suppress(OSError):
            return time.clock_gettime((~self.pid << 3) | 2)  # the clock of a process, as clock_getcpuclockid makes it
        return None

    def yield_to_others(self) -> None:
        """Let every other process go first; it cannot be taken back, so the worker is spoiled for quick queries."""
        if self.spoiled:
            return
        self.spoiled = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, 19)

    def kill(self) -> None:
        """End the process, whatever it does."""
        self.listener = None
        if self._handle >= 0:
            with suppress(OSError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        elif not self.gone.done():
            with suppress(OSError):
                os.kill(self.pid, signal.SIGKILL)
        if self._transport:
            self._transport.abort()
        else:
            self.connection_lost(None)

    def _close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


class _Ready:
    """Waits for a worker's first frame."""

    def __init__(self) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def heard(self, _kind: bytes, _head: bytes, _body: bytes) -> None:
        """The worker has its data."""
        if not self.done.done():
            self.done.set_result(None)

    def ended(self) -> None:
        """The worker could not open them."""
        if not self.done.done():
            self.done.set_exception(ConnectionResetError())
