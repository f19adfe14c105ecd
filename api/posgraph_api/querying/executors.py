"""Who runs SPARQL for a store: a pool of processes over a copy of the data, or the endpoint that holds them."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import Protocol

from pyoxigraph import RdfFormat

from posgraph.errors import StoreError
from posgraph.names import PREFIXES
from posgraph.store import DiskStore, MemoryStore, RemoteStore, Store
from posgraph.store.embedded import EmbeddedStore
from posgraph_api.querying.copies import Copies, is_folder
from posgraph_api.querying.passing import Passing
from posgraph_api.querying.pool import Pool
from posgraph_api.querying.tasks import Limits, Reply, Snapshot, Task
from posgraph_api.serving.latest import Latest
from posgraph_api.serving.settings import Settings
from posgraph_api.serving.space import of_full_disk

_MOST = 200_000_000
"""Bytes that a store folder may have to be read by way of memory, which takes about five times as much."""


class Executor(Protocol):
    """Runs queries, each within the limits."""

    limits: Limits

    async def start(self) -> None:
        """Make ready to run queries."""

    async def run(self, task: Task) -> Reply:
        """The answer to a query, or the beginning of it; raises Problem. If the caller is cancelled, the query is ended."""

    async def stop(self) -> None:
        """End what runs and let go of everything."""

    def workers(self) -> tuple[int, int]:
        """How many processes of its own there are to run queries, and how many of them do."""


def executor(store: Store, settings: Settings) -> Executor:
    """The executor for a store."""
    limits = Limits(
        settings.query_seconds, settings.query_bytes, settings.query_megabytes, settings.query_rows, settings.query_queue
    )
    if isinstance(store, RemoteStore):
        return Passing(store, limits)
    copies = Copies(store) if is_folder(store) else None

    def snapshot() -> Snapshot:
        if isinstance(store, MemoryStore):
            return _whole(store)
        if isinstance(store, Latest):
            held = store.held  # as long as the snapshot is needed, it refers to the copy, whose files stay as long
            return Snapshot({"do": "open", "path": held.place, "prefixes": dict(PREFIXES)}, discard=lambda: _release(held))
        if copies is None or not isinstance(store, DiskStore):
            return Snapshot({"do": "open", "path": store.place, "prefixes": dict(PREFIXES)})
        try:
            path = copies.make()
        except StoreError as error:
            if of_full_disk(error) is None or _size(Path(store.place)) > _MOST:
                raise
            return _whole(store)  # nothing can be written, not even a copy to read from: it goes from memory to memory
        return Snapshot({"do": "open", "path": str(path), "prefixes": dict(PREFIXES)}, discard=partial(copies.drop, path))

    async def in_thread() -> Snapshot:
        return await asyncio.to_thread(snapshot)

    return Pool(lambda: store.version, in_thread, settings.query_workers, limits, copies.clear if copies else lambda: None)


def _whole(store: EmbeddedStore) -> Snapshot:
    """Everything that a store holds."""
    return Snapshot({"do": "load", "prefixes": dict(PREFIXES)}, store.native.dump(format=RdfFormat.N_QUADS) or b"")


def _size(folder: Path) -> int:
    return sum(entry.stat().st_size for entry in os.scandir(folder) if entry.is_file())


def _release(_held: object) -> None:
    """Nothing is to be done: who referred to a copy does so no more."""
