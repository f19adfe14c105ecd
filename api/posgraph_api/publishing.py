"""Publishing: after each write a copy of the store for the processes that read, and a notice that says which is the newest."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from threading import RLock, Timer

from posgraph.errors import StoreError
from posgraph.store import DiskStore
from posgraph_api.copies import Copies

RETRY_SECONDS = 1.0
_STEP = 2_000_000_000  # nanoseconds; the notice's time of change is its number, and some disks count only even seconds
_log = logging.getLogger("posgraph")


class Publishing:
    """Publishes a store. ``done`` is called with each write, after it can be read everywhere."""

    def __init__(self, store: DiskStore, notice: Path, done: Callable[[], None] = lambda: None) -> None:
        self._store, self._notice, self._done = store, notice, done
        self._copies = Copies(store, "reading")
        self._number, self._turn = 0, RLock()
        self._later: Timer | None = None
        self.behind = False
        """True where the last write could not be published; it is tried again until it can."""

    def publish(self) -> None:
        """Publish what the store holds now. When this returns, every request that comes then reads it.

        A write is done before it is published, and stays done where that fails (a full disk): readers then lag behind.
        """
        with self._turn:
            try:
                self._publish()
                self.behind = False
            except (OSError, StoreError):
                self.behind = True
                _log.exception("What was written cannot be published; it is tried again in %g s", RETRY_SECONDS)
                self._retry()
        self._done()

    def _publish(self) -> None:
        version = self._store.version
        path = self._copies.make()
        self._number += 1
        new = self._notice.with_suffix(".new")
        new.write_text(json.dumps({"version": version, "path": str(path)}), encoding="utf-8")
        os.utime(new, ns=(self._number * _STEP, self._number * _STEP))
        new.replace(self._notice)
        self._copies.clear_idle(path)

    def _retry(self) -> None:
        if self._later is None or not self._later.is_alive():
            self._later = Timer(RETRY_SECONDS, self.publish)
            self._later.daemon = True
            self._later.start()

    def close(self) -> None:
        """Remove every copy and the notice."""
        with self._turn:
            if self._later:
                self._later.cancel()
            self._notice.unlink(missing_ok=True)
            self._copies.clear()
