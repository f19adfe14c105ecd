"""The server: the application under uvicorn, in one process or several, until it is told to stop."""

from __future__ import annotations

import errno
import socket
import sys
from contextlib import ExitStack
from ipaddress import ip_address
from typing import TYPE_CHECKING

from posgraph.errors import UsageError
from posgraph_api.serving.processes import alone, several
from posgraph_api.serving.settings import Settings

if TYPE_CHECKING:
    from posgraph.graph import Graph


def run(settings: Settings) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Raises UsageError where the address cannot be had, and what :func:`posgraph.graph.open` raises on data that cannot be read.
    """
    from posgraph.store import MemoryStore
    from posgraph_api.access.access import Keys, open_reading
    from posgraph_api.access.clients import Proxies
    from posgraph_api.serving import logs
    from posgraph_api.serving.announcing import announce

    Keys.of(settings), Proxies.of(settings.trusted_proxies)  # told once, before several processes find the same
    logs.configure(settings)
    opened = open_reading(settings)
    with ExitStack() as stack:
        place = stack.enter_context(listen(settings.host, settings.port))
        graph = stack.enter_context(opened_graph(settings))
        name = ", ".join(graph.datasets()) or "an empty store"
        infer(graph, settings)
        announce(stack, graph.store, settings, place)
        passing = isinstance(graph.store, MemoryStore) and bool(settings.write_token or settings.admin_token or settings.tokens)
        if settings.workers == 1:
            alone(settings, graph, place, lambda: _say(name, place, opened, passing))
        else:
            several(settings, graph, place, lambda: _say(name, place, opened, passing))


_FILES = (".csv", ".json", ".tsv", ".toml", ".txt", ".zip")
"""Endings of files that are no store, and were misspelt or cannot be served, where nothing has the name."""


def opened_graph(settings: Settings) -> Graph:
    """The graph to serve; a store folder that is not there yet is made, and holds the ontology alone."""
    from posgraph import resources
    from posgraph.graph import Graph, open
    from posgraph.importers.rdf import is_rdf
    from posgraph.importers.spreadsheet import is_spreadsheet
    from posgraph.model.cells import near
    from posgraph.store import open_store
    from posgraph.store.ontology import put_ontology

    if settings.data is None or settings.data.startswith(("http://", "https://")):
        return open(settings.data, dataset=settings.dataset)
    path = resources.place(settings.data)
    meant = is_rdf(path) or is_spreadsheet(path) or path.suffix in _FILES or near(settings.data, resources.bundled())
    if path.exists() or meant or not path.parent.is_dir():
        return open(settings.data, dataset=settings.dataset)
    store = open_store(path)
    put_ontology(store)
    store.sync()
    print(f"posgraph made an empty store at {path}", file=sys.stderr, flush=True)  # noqa: T201
    return Graph(store, dataset=None)


def infer(graph: Graph, settings: Settings) -> None:
    """Write today's findings: always for data in memory, where no other command can; into a store if it is wanted."""
    from posgraph.analysis.infer import infer
    from posgraph.names import inferred_graph
    from posgraph.store import MemoryStore

    if settings.infer or isinstance(graph.store, MemoryStore):
        for id in graph.datasets():
            dataset = graph.values(id)
            graph.store.replace(inferred_graph(id), list(infer(dataset)))
            graph.written(dataset)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; UsageError, which says why, where the address cannot be had."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (socket.gaierror, UnicodeError) as error:  # the second for a text that no name can be, such as a..b
        raise UsageError("host", host, f"a name or address of this machine ({error.args[-1]})") from None
    place = socket.socket(family, kind, proto)
    try:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(address)
        place.listen(2048)
    except OSError as error:
        place.close()
        if error.errno == errno.EADDRINUSE:
            raise UsageError("port", port, f"a port that nobody listens on at {host}; 0 takes a free one") from None
        if error.errno == errno.EACCES:
            raise UsageError("port", port, "a port that you may use: 1024 or above") from None
        raise UsageError("host", host, f"an address of this machine ({error.strerror})") from None
    place.set_inheritable(True)
    return place


def _say(name: str, place: socket.socket, opened: bool, passing: bool) -> None:
    host, port = place.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(f"posgraph serves {name} at http://{shown}:{port}", file=sys.stderr, flush=True)  # noqa: T201
    if not ip_address(host).is_loopback:
        told = "Whoever reaches this address can read the data." if opened else "Reading needs a token (posgraph token create)."
        print(told, file=sys.stderr, flush=True)  # noqa: T201
    if passing:
        told = "The data are read from files: what is written ends with the service. --data FOLDER keeps it in a store."
        print(told, file=sys.stderr, flush=True)  # noqa: T201
