"""What each process of a service runs: one that does everything, or one that writes and several that read."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from posgraph.errors import UsageError
from posgraph_api.serving.settings import Settings

if TYPE_CHECKING:
    from posgraph.graph import Graph
    from posgraph.store import DiskStore
    from posgraph_api.serving.web import Web

NOTICE, INNER, METRICS = "notice.json", "writer.sock", "metrics"
_LONGEST = 100  # bytes of a socket's path; systems take some 104 to 108


def alone(settings: Settings, graph: Graph, place: socket.socket, say: Callable[[], None]) -> None:
    """Serve from this process alone."""
    from posgraph_api.app import create_app
    from posgraph_api.serving import metrics
    from posgraph_api.serving.part import Part
    from posgraph_api.serving.web import Web, serve

    metrics.unshare()
    part = Part(metrics=metrics.Metrics(store=graph.store.place))
    web = Web(create_app(graph, settings, part), settings, part.life)
    say()
    serve(web, [place])


def several(settings: Settings, graph: Graph, place: socket.socket, say: Callable[[], None]) -> None:
    """Serve from several processes. Where the data lie in an endpoint each one reads and writes there; else this one writes."""
    from posgraph_api.serving import metrics
    from posgraph_api.serving.supervisor import Supervisor

    with ExitStack() as stack:
        folder = stack.enter_context(_shared_folder())
        metrics.share(folder / METRICS)
        inner = None
        if graph.store.kind != "remote":
            inner = _writer(settings, graph, folder, stack)
        say()
        Supervisor(settings, folder, place, read, inner).run()


def _writer(settings: Settings, graph: Graph, folder: Path, stack: ExitStack) -> Web:
    """The server of the process that writes, for the others alone."""
    from posgraph.graph import Graph
    from posgraph_api.app import create_app
    from posgraph_api.querying.copies import is_folder
    from posgraph_api.serving.metrics import Metrics
    from posgraph_api.serving.part import Part
    from posgraph_api.serving.publishing import Publishing
    from posgraph_api.serving.web import Web

    store = graph.store
    if not is_folder(store):  # data read from files: in a folder they can be read by several
        store = stack.enter_context(_stored(graph, folder))
        graph, settings = Graph(store, dataset=settings.dataset), replace(settings, infer=True)
    publishing = Publishing(store, folder / NOTICE, graph.known)
    stack.callback(publishing.close)
    for id in graph.datasets():
        _ = graph.values(id)  # faults are told once, here, and the values go to the others
    publishing.publish()
    part = Part(metrics=Metrics(folder / METRICS, store=store.place), publishing=publishing)
    quick = replace(settings, drain_seconds=0.0)  # when it is told to stop, those who could ask have ended
    return Web(create_app(graph, settings, part), quick, part.life, uds=str(folder / INNER))


def _stored(graph: Graph, folder: Path) -> DiskStore:
    """The data of a graph in memory in a store folder, which ends with the service."""
    from posgraph.store import DiskStore

    store = DiskStore(folder / "files.store")
    for name in graph.store.graphs():
        store.replace(name, graph.store.quads(name))
    return store


def read(settings: Settings, folder: Path, place: socket.socket, up: Connection) -> None:
    """One of several web processes."""
    from posgraph.graph import Graph, open
    from posgraph_api.app import create_app
    from posgraph_api.serving import logs
    from posgraph_api.serving.latest import Latest
    from posgraph_api.serving.metrics import Metrics
    from posgraph_api.serving.part import Part
    from posgraph_api.serving.supervisor import end_with_parent
    from posgraph_api.serving.web import Web

    logs.configure(settings)
    counts = Metrics(folder / METRICS, store=settings.data or "", process=os.getppid)
    if (folder / NOTICE).exists():
        latest = Latest(folder / NOTICE)
        graph = Graph(latest, dataset=settings.dataset)
        latest.take = lambda values: graph.written(*values)
        latest.take(latest.values())
        part = Part(metrics=counts, latest=latest, inner=folder / INNER)
    else:
        graph, part = open(settings.data, dataset=settings.dataset), Part(metrics=counts)
    web = Web(create_app(graph, settings, part), settings, part.life)
    Thread(target=end_with_parent, args=(folder,), daemon=True).start()
    Thread(target=_tell, args=(web, up), daemon=True).start()
    web.run(sockets=[place])


def _tell(web: Web, up: Connection) -> None:
    """Say that a process answers, when it does."""
    web.up.wait()
    up.send(True)


@contextmanager
def _shared_folder() -> Iterator[Path]:
    """A folder that the processes share, for this user alone; its path is short enough for a socket in it."""
    for parent in (tempfile.gettempdir(), "/tmp"):
        if len(os.fsencode(parent)) + len("/posgraph-12345678/") + len(INNER) < _LONGEST:
            with tempfile.TemporaryDirectory(prefix="posgraph-", dir=parent, ignore_cleanup_errors=True) as folder:
                yield Path(folder)
            return
    raise UsageError("TMPDIR", tempfile.gettempdir(), "a shorter path: a socket must find room in it")
