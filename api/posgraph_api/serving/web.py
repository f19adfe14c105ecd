"""The web server of one process: it stops in good order when it is told once, and at once when it is told again."""

from __future__ import annotations

import gc
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from socket import socket
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from posgraph_api.http.bounds import bounded
from posgraph_api.serving.life import Life
from posgraph_api.serving.settings import Settings

SIGNALS = (signal.SIGINT, signal.SIGTERM)

COLLECTED = (50_000, 20, 50)
"""After so many new values the youngest are looked through for cycles; after so many such passes the older ones."""


class Web(uvicorn.Server):
    """Serves an application. ``told`` are the signals that it got; ``up`` is set when it answers.

    Told to stop, it is not ready any more, answers for ``drain_seconds`` yet, then takes no more connections, ends its streams,
    and gives running requests ``stop_seconds``.
    """

    def __init__(self, app: ASGIApp, settings: Settings, life: Life, **options: Any) -> None:
        common = {
            "access_log": False,  # our own layer writes these lines
            "log_config": None,  # posgraph_api.serving.logs has done it
            "timeout_graceful_shutdown": settings.stop_seconds,
            "server_header": False,
            "proxy_headers": False,  # uvicorn would believe all of this machine; --trusted-proxies says whom to
            "lifespan": "on",
            **bounded(),
        }
        super().__init__(uvicorn.Config(app, **(common | options)))
        self.told: list[int] = []
        self.up = threading.Event()
        self._life, self._drain, self._until = life, settings.drain_seconds, 0.0

    def stop(self, sig: int = 0, _frame: FrameType | None = None) -> None:
        """Stop in good order; at once where this is the second time."""
        self.told.append(sig)
        if self._life.stopping:
            if sig and not self.up.is_set():  # it hangs as it starts: there is nothing to put in order
                signal.signal(sig, signal.SIG_DFL)
                signal.raise_signal(sig)
            self.force_exit = True
            self._until = 0.0
        else:
            self._until = time.monotonic() + self._drain
            self._life.stop()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Listen to signals while the server runs; whoever runs it decides what they mean afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {sig: signal.signal(sig, self.stop) for sig in SIGNALS}
        try:
            yield
        finally:
            for sig, handler in before.items():
                signal.signal(sig, handler)

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start to answer.

        What is there by now stays, and results are many small values that do not refer back: the collector of cycles would walk
        through all of them again and again for nothing, a third of the time of a large answer.
        """
        gc.freeze()
        gc.set_threshold(*COLLECTED)
        await super().startup(sockets)
        self._life.started = True
        self.up.set()

    async def on_tick(self, counter: int) -> bool:
        """Look around, ten times a second."""
        for tick in self._life.ticks:
            tick()
        if self._life.stopping and time.monotonic() >= self._until:
            self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Take no more connections, and wait for what runs."""
        self._life.stop()
        self._life.end_streams()
        await super().shutdown(sockets)
        if self.force_exit:  # uvicorn would leave query workers and copies behind
            await self.lifespan.shutdown()


def serve(web: Web, sockets: Sequence[socket] | None = None) -> None:
    """Run a server until it is told to stop; KeyboardInterrupt where Ctrl-C told it."""
    web.run(sockets=list(sockets) if sockets is not None else None)
    if signal.SIGINT in web.told:
        raise KeyboardInterrupt
