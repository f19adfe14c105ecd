"""Several web processes: they read, this process writes for them, and starts another where one ends.

This process holds the store's lock. Where it ends, however it ends, the others end, too.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from threading import Thread
from types import FrameType

from posgraph.errors import StoreError
from posgraph_api.serving import metrics
from posgraph_api.serving.settings import Settings
from posgraph_api.serving.web import SIGNALS, Web

GRACE = 5.0
"""Seconds beyond ``stop_seconds`` after which a process that has not ended is killed."""
_AT_ONCE = 2.0
_log = logging.getLogger("posgraph")

Target = Callable[[Settings, Path, socket.socket, Connection], None]
"""What a web process runs: settings, the folder that all share, the socket, and where it says that it answers."""


@dataclass(slots=True)
class _Reader:
    """One web process."""

    process: SpawnProcess
    up: Connection
    begun: float = field(default_factory=time.monotonic)

    def came_up(self) -> bool:
        """Whether it answered before it ended; one that ended within a second counts as one that did not."""
        with suppress(EOFError, OSError):
            return self.up.poll() and self.up.recv() is True and time.monotonic() - self.begun > 1
        return False


class Supervisor:
    """Keeps ``settings.workers`` processes running, each with ``target``, until it is told to stop."""

    def __init__(self, settings: Settings, folder: Path, place: socket.socket, target: Target, inner: Web | None) -> None:
        self._settings, self._folder, self._place, self._target, self._inner = settings, folder, place, target, inner
        self._readers: list[_Reader] = []
        self._heard, self._bell = socket.socketpair()
        self._bell.setblocking(False)
        self.told: list[int] = []
        self._writer = Thread(target=self._write, name="writer")
        self._failed: BaseException | None = None

    def run(self) -> None:
        """Serve until told to stop, then end everything.

        Raises KeyboardInterrupt where Ctrl-C told it, StoreError where the writer ended or a web process could not start.
        """
        before = {sig: signal.signal(sig, self._tell) for sig in SIGNALS}
        try:
            if self._inner:
                self._writer.start()
                while self._writer.is_alive() and not self._inner.up.wait(0.05):
                    pass
            for _ in range(self._settings.workers):
                self._start()
            fault = self._watch()
        finally:
            self._end()
            for sig, handler in before.items():
                signal.signal(sig, handler)
            self._heard.close()
            self._bell.close()
        if fault:
            raise StoreError(fault) from self._failed
        if signal.SIGINT in self.told:
            raise KeyboardInterrupt

    def _tell(self, sig: int, _frame: FrameType | None = None) -> None:
        self.told.append(sig)
        self._ring()

    def _ring(self) -> None:
        with suppress(OSError):  # it rings already, or nobody hears it any more
            self._bell.send(b"!")

    def _write(self) -> None:
        """Run the writer, in its thread."""
        assert self._inner is not None
        try:
            self._inner.run()
        except BaseException as error:  # the main thread ends the service with it
            self._failed = error
        finally:
            self._ring()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=self._target, args=(self._settings, self._folder, self._place, theirs))
        # Ctrl-C at a terminal goes to all of them; only this process is to hear it, and the mask is handed down
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        theirs.close()
        self._readers.append(_Reader(process, ours))

    def _watch(self) -> str:
        """Replace web processes that end, until there is a reason to stop; what is wrong, or an empty text."""
        while not self.told:
            wait([self._heard, *(reader.process.sentinel for reader in self._readers)])
            if self.told:
                break
            if self._inner and not self._writer.is_alive():
                return "The process that writes has failed; its log says why"
            for reader in [each for each in self._readers if not each.process.is_alive()]:
                self._readers.remove(reader)
                self._forget(reader)
                if not reader.came_up():
                    return "A web process could not start; its log says why"
                _log.error("Web process %d ended (code %s); another takes its place", reader.process.pid, reader.process.exitcode)
                reader.up.close()
                self._start()
        return ""

    def _forget(self, reader: _Reader) -> None:
        if (pid := reader.process.pid) is not None:
            metrics.forget(pid, self._folder / "metrics")

    def _end(self) -> None:
        """End the web processes, which may still have something written, then the writer."""
        for reader in self._readers:
            reader.process.terminate()
        end = time.monotonic() + self._settings.drain_seconds + self._settings.stop_seconds + GRACE
        said = len(self.told)
        while (left := [each for each in self._readers if each.process.is_alive()]) and time.monotonic() < end:
            wait([each.process.sentinel for each in left], timeout=0.2)
            if len(self.told) > max(said, 1):  # told again
                said = len(self.told)
                end = min(end, time.monotonic() + _AT_ONCE)
                for reader in left:
                    reader.process.terminate()
        for reader in self._readers:
            reader.process.kill()
            reader.process.join()
            reader.up.close()
        if self._inner and self._writer.ident is not None:
            self._inner.stop()
            self._writer.join()


def end_with_parent(folder: Path) -> None:
    """End a web process when the one that started it has; where that was killed, nobody else removes what they shared."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    shutil.rmtree(folder, ignore_errors=True)
    os.kill(os.getpid(), signal.SIGTERM)
