"""The process that holds the data for queries: it forks a worker in milliseconds, which shares its memory."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from contextlib import suppress
from threading import Lock

from posgraph_api.querying.tasks import Snapshot
from posgraph_api.querying.worker import FRAME


class GoneError(Exception):
    """The process is no more, or could not load the data."""


class Nursery:
    """One process, started when it is first needed. Its methods wait for it; they may be called from any thread."""

    def __init__(self, megabytes: int) -> None:
        self._megabytes, self._turn, self._over = megabytes, Lock(), False
        self._process: subprocess.Popen[bytes] | None = None
        self._place: socket.socket | None = None

    def take(self, snapshot: Snapshot) -> None:
        """Give it other data; workers that it has forked keep what they have. Raises GoneError."""
        with self._turn:
            if self._process is None:
                self._start()
            kind = b"O" if snapshot.head["do"] == "open" else b"L"
            head = json.dumps(snapshot.head | {"megabytes": self._megabytes}).encode()
            self._say(kind, head, snapshot.body)

    def fork(self) -> tuple[int, socket.socket]:
        """A new worker: its process number, and the socket to talk to it. Raises GoneError."""
        ours, theirs = socket.socketpair()
        with self._turn, theirs:
            try:
                if self._place is None:
                    raise GoneError
                pid = int(self._say(b"F", file=theirs))
            except BaseException:
                ours.close()
                raise
        ours.setblocking(False)
        return pid, ours

    def end(self) -> None:
        """End the process; its workers end by themselves."""
        self._over = True
        if process := self._process:
            process.kill()  # whoever waits for it holds the turn
        with self._turn:
            self._end()

    def _start(self) -> None:
        if self._over:
            raise GoneError
        self._place, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                (sys.executable, "-P", "-m", "posgraph_api.querying.worker"),
                stdin=theirs.fileno(),
                start_new_session=True,  # so that Ctrl-C reaches the service alone, and the service ends its workers
            )

    def _end(self) -> None:
        if self._place:
            self._place.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._place = self._process = None

    def _say(self, kind: bytes, head: bytes = b"", body: bytes = b"", file: socket.socket | None = None) -> bytes:
        """Send a frame, with a socket or without; the head of the answer."""
        assert self._place is not None
        start = FRAME.pack(kind, len(head), len(body)) + head
        try:
            if file:
                socket.send_fds(self._place, [start], [file.fileno()])
            else:
                self._place.sendall(start)
                self._place.sendall(body)
            _, size, _ = FRAME.unpack(self._exactly(FRAME.size))
            return self._exactly(size)
        except OSError:
            with suppress(OSError):
                self._end()
            raise GoneError from None

    def _exactly(self, size: int) -> bytes:
        assert self._place is not None
        data = b""
        while len(data) < size:
            piece = self._place.recv(size - len(data))
            if not piece:
                raise ConnectionResetError
            data += piece
        return data
