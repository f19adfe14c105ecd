"""Ctrl-C while compiled code runs: Python sees the key only when that code returns, which a long query may not do."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE = 2.0
"""Seconds that the command has to end on its own (and to remove what it began to write) after the first Ctrl-C."""


@contextmanager
def attended() -> Iterator[None]:
    """End the process with exit code 130 if it is still there some seconds after Ctrl-C.

    Outside the main thread, and on Windows, where no pipe can wake the watcher, Ctrl-C stays as it is.
    """
    if os.name == "nt" or threading.current_thread() is not threading.main_thread():
        yield
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(reading, over), daemon=True, name="posgraph-interrupt")
    watcher.start()
    try:
        yield
    finally:
        over.set()
        signal.set_wakeup_fd(before)
        os.close(writing)
        watcher.join()
        os.close(reading)


def _watch(reading: int, over: threading.Event) -> None:
    """Wait for the key; then give the command its time."""
    with suppress(OSError):
        while number := os.read(reading, 1):
            if number[0] == signal.SIGINT:
                if not over.wait(PATIENCE):
                    os.write(2, b"Stopped.\n")
                    os._exit(130)
                return
