"""Publishing: after each write a copy of the store for the processes that read, and a notice that says which is the newest."""

from __future__ import annotations

import json
import logging
import os
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import RLock, Timer
from types import MappingProxyType
from typing import Any

from posgraph.errors import StoreError
from posgraph.model import Dataset
from posgraph.store import DiskStore
from posgraph_api.querying.copies import Copies

RETRY_SECONDS = 1.0
MOST_POSITIONS = 10_000
"""Of larger datasets the values do not go with the copy: to write them would hold up the answer to each write."""
VALUES = "values.pickle"
"""The file beside a copy that has them; only this user can write there."""
_STEP = 2_000_000_000  # nanoseconds; the notice's time of change is its number, and some disks count only even seconds
_log = logging.getLogger("posgraph")


class Publishing:
    """Publishes a store. ``known`` gives the datasets whose values it has: they go with the copy."""

    def __init__(self, store: DiskStore, notice: Path, known: Callable[[], Sequence[Dataset]] = tuple) -> None:
        self._store, self._notice, self._known = store, notice, known
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

    def _publish(self) -> None:
        version = self._store.version
        known = [dataset for dataset in self._known() if len(dataset.positions) <= MOST_POSITIONS]
        path = self._copies.make()
        with (path.parent / VALUES).open("wb") as file:
            _Values(file, pickle.HIGHEST_PROTOCOL).dump(known)
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


class _Values(pickle.Pickler):
    """Writes values, whose views of dictionaries the library does not take as they are."""

    dispatch_table = {MappingProxyType: lambda view: (_view, (dict(view),))}  # noqa: RUF012 - as the library wants it


def _view(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """What the library reads such a view by: the type itself has no name that it could look up."""
    return MappingProxyType(values)
