"""Who runs SPARQL for a store: a pool of processes over a copy of the data, or the endpoint that holds them."""

from __future__ import annotations

import asyncio
from typing import Protocol

from pyoxigraph import RdfFormat

from posgraph.names import PREFIXES
from posgraph.store import MemoryStore, RemoteStore, Store
from posgraph_api.copies import Copies, is_folder
from posgraph_api.passing import Passing
from posgraph_api.pool import Limits, Pool, Reply, Snapshot, Task
from posgraph_api.settings import Settings


class Executor(Protocol):
    """Runs queries, each within the limits."""

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
    copies = Copies(store) if is_folder(store) else None

    def snapshot() -> Snapshot:
        if isinstance(store, MemoryStore):
            return Snapshot({"do": "load", "prefixes": dict(PREFIXES)}, store.native.dump(format=RdfFormat.N_QUADS) or b"")
        path = copies.make() if copies else store.place
        return Snapshot({"do": "open", "path": str(path), "prefixes": dict(PREFIXES)})

    async def in_thread() -> Snapshot:
        return await asyncio.to_thread(snapshot)

    return Pool(lambda: store.version, in_thread, settings.query_workers, limits, copies.clear if copies else lambda: None)
