"""Who runs SPARQL for a store: a pool of processes over a copy of the data, or the endpoint that holds them."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from pyoxigraph import RdfFormat

from posgraph.names import PREFIXES
from posgraph.store import DiskStore, MemoryStore, RemoteStore, Store
from posgraph_api.passing import Passing
from posgraph_api.pool import Limits, Pool, Reply, Snapshot, Task
from posgraph_api.settings import Settings


class Executor(Protocol):
    """Runs one query at a time or several, each within the limits."""

    limits: Limits

    async def start(self) -> None:
        """Make ready to run queries."""

    async def run(self, task: Task) -> Reply:
        """The answer to a query; raises Problem. If the caller is cancelled, the query is ended."""

    async def stop(self) -> None:
        """End what runs and let go of everything."""


def executor(store: Store, settings: Settings) -> Executor:
    """The executor for a store."""
    limits = Limits(settings.query_seconds, settings.query_bytes, settings.query_megabytes)
    if isinstance(store, RemoteStore):
        return Passing(store, limits)
    copies = _Folders(store) if isinstance(store, DiskStore) else None
    snapshot = copies.snapshot if copies else _quads(store)
    return Pool(lambda: store.version, snapshot, settings.query_workers, limits, copies.clear if copies else _nothing)


def _nothing() -> None:
    return


def _quads(store: Store) -> Callable[[], Awaitable[Snapshot]]:
    assert isinstance(store, MemoryStore)

    def dump() -> Snapshot:
        return Snapshot({"do": "load", "prefixes": dict(PREFIXES)}, store.native.dump(format=RdfFormat.N_QUADS) or b"")

    return lambda: asyncio.to_thread(dump)


class _Folders:
    """Copies of a store on disk, made of hard links: they stand beside the store, since links do not cross disks."""

    def __init__(self, store: DiskStore) -> None:
        self._store, self._made = store, list[Path]()
        self._place = Path(store.place).resolve()
        self._prefix = f".{self._place.name}-copy-"

    async def snapshot(self) -> Snapshot:
        """A new copy. Workers that have an older one open keep it until they end."""
        return await asyncio.to_thread(self._copy)

    def _copy(self) -> Snapshot:
        if not self._made:  # what an earlier service left when it was killed; the store's lock says that it is gone
            for stale in self._place.parent.glob(f"{self._prefix}*"):
                shutil.rmtree(stale, ignore_errors=True)
        folder = self._folder()
        self._store.backup(str(folder / "store"))
        self._made.append(folder)
        return Snapshot({"do": "open", "path": str(folder / "store"), "prefixes": dict(PREFIXES)})

    def _folder(self) -> Path:
        with suppress(OSError):
            return Path(tempfile.mkdtemp(prefix=self._prefix, dir=self._place.parent))
        return Path(tempfile.mkdtemp(prefix=self._prefix))

    def clear(self) -> None:
        """Remove the copies."""
        for folder in self._made:
            shutil.rmtree(folder, ignore_errors=True)
