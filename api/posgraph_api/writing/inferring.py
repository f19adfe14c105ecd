"""Findings written anew after a write: each write takes the old ones away, since they rest on data that are no more."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

from posgraph.errors import PosgraphError
from posgraph.names import inferred_graph
from posgraph_api.writing.writer import Writer

if TYPE_CHECKING:
    from posgraph.graph import Graph

QUIET = 0.5
"""Seconds without a write after which findings are made: they take as long as dozens of writes."""


class Inferring:
    """Writes the findings of every dataset that has none, in a thread of its own, once no write has come for a while."""

    def __init__(self, graph: Graph, writer: Writer) -> None:
        self._graph, self._writer = graph, writer
        self._written, self._stopped = Event(), Event()
        self._thread = Thread(target=self._run, name="findings", daemon=True)

    def start(self) -> None:
        """Begin to wait for writes."""
        self._writer.heard.append(self._written.set)
        self._thread.start()

    def stop(self) -> None:
        """End; findings that are being written are finished first."""
        self._stopped.set()
        self._written.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._written.wait()
            while self._written.is_set() and not self._stopped.is_set():
                self._written.clear()
                self._stopped.wait(QUIET)
            if not self._stopped.is_set():
                self._infer()

    def _infer(self) -> None:
        from posgraph.analysis.infer import infer

        store, there = self._graph.store, set(self._graph.store.graphs())
        for id in self._graph.datasets():
            name = inferred_graph(id)
            if name in there:
                continue
            last, version = self._writer.recorder.last(), store.version
            with suppress(PosgraphError):  # faults are told by whoever reads the dataset
                dataset = self._graph.values(id)
                found = list(infer(dataset, None, False))
                with self._writer.lock:
                    if store.version != version:  # another write has come: it starts this again
                        return
                    store.replace(name, found)
                    if self._writer.recorder.last() != last:  # another service has written meanwhile
                        store.drop(name)
                        self._written.set()
                        return
                    self._graph.written(dataset)
                    self._writer.published()
