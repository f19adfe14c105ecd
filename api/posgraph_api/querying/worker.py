"""The process that holds the data, and the processes forked from it that each run one SPARQL query at a time.

Started by :mod:`posgraph_api.querying.nursery` as ``python -P -m posgraph_api.querying.worker``; it imports nothing but
pyoxigraph. Messages go over a socket (for the first process: its standard input), in both directions as frames: a letter, the
lengths of head and body, then these. Nothing here starts a thread before the fork, so that forking is safe.

To the first process: ``L`` load (head: prefixes and megabytes; body: N-Quads) or ``O`` open (head: with ``path`` of a snapshot),
each answered with ``R``; then any number of ``F``, with the socket of a new worker, answered with its process number as head.
To a worker: ``Q`` query (head: what the task says beside the text; body: the text). From it: ``R`` once it has the data; then for
each query ``W`` (head: media type; body: the whole answer), or ``S`` (head: media type; body: the first piece), any number of
``M`` (body: a piece) and ``Z``, or, also between pieces, ``E`` (head: ``error`` as JSON: ``syntax`` or ``evaluation`` with
``message``, ``rows``, ``bytes``, ``not-acceptable``).
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import threading
import time
from functools import lru_cache
from io import BytesIO
from itertools import islice
from struct import Struct
from typing import Any

import pyoxigraph as ox

from posgraph_api.querying.bounding import limit_memory, limit_processor
from posgraph_api.querying.counting import Rows

RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
"""Media types of SELECT and ASK."""

GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
"""Media types of CONSTRUCT and DESCRIBE."""

_ROWS = dict(zip(RESULTS, ("json", "json", "xml", "xml", "csv", "tsv"), strict=True))

FRAME = Struct(">cII")
"""The beginning of a frame: its kind, and how long its head and its body are."""

PIECE = 1_000_000
"""An answer of at most so many bytes is sent whole; a larger one, to whoever takes it so, in pieces of about this size."""


class _OverError(Exception):
    """The answer is over a limit, which is named."""


class _Answer(BytesIO):
    """What is written of an answer: bounded, and sent in pieces where it becomes large."""

    def __init__(self, place: socket.socket, task: dict[str, Any], media: str, counted: bool) -> None:
        super().__init__()
        self._place, self._media, self._most = place, media, task["most"]
        self._stream, self._sent, self._most_rows = task["stream"], 0, task["rows"]
        self._rows = Rows(_ROWS[media]) if counted else None

    def write(self, data: Any, /) -> int:
        if self._sent + self.tell() + len(data) > self._most:
            raise _OverError("bytes")
        if self._stream and self.tell() + len(data) > PIECE:
            self._flush()
        return super().write(data)

    def _flush(self) -> None:
        piece = self.getvalue()
        self._count(piece)
        _send(self._place, b"M" if self._sent else b"S", b"" if self._sent else self._media.encode(), piece)
        self._sent += len(piece)
        self.seek(0)
        self.truncate()

    def _count(self, piece: bytes) -> None:
        if self._rows:
            self._rows.add(piece)
            if self._rows.count > self._most_rows:
                raise _OverError("rows")

    def end(self) -> None:
        """Send the answer, or what is left of it."""
        piece = self.getvalue()
        if self._sent:
            self._count(piece)
            _send(self._place, b"M", b"", piece)
            _send(self._place, b"Z")
            return
        if len(piece) > self._most_rows:  # a row takes a byte at least
            self._count(piece)
        if self._media == "text/turtle":
            piece = _without_idle_prefixes(piece)
        _send(self._place, b"W", self._media.encode(), piece)


def main() -> None:
    """Hold the data and fork workers, until the other side is gone."""
    place = socket.socket(fileno=0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a worker ended
    store: ox.Store | None = None
    head: dict[str, Any] = {}
    while True:
        start, given, _, _ = socket.recv_fds(place, FRAME.size, 1)
        if not start:
            return
        kind, text, body = _frame(place, start)
        if kind == b"F":
            if child := os.fork():
                os.close(given[0])
                _send(place, b"F", str(child).encode())
                continue
            place.close()
            _work(socket.socket(fileno=given[0]), store, head)
            os._exit(0)
        head = json.loads(text)
        store = None
        if kind == b"L":
            store = ox.Store()
            store.bulk_load(body, format=ox.RdfFormat.N_QUADS)
        del body
        _send(place, b"R")


def _frame(place: socket.socket, start: bytes) -> tuple[bytes, bytes, bytes]:
    """The frame that begins with ``start``; the process ends where the other side is gone."""
    start += _exactly(place, FRAME.size - len(start))
    kind, head, body = FRAME.unpack(start)
    data = _exactly(place, head + body)
    return kind, data[:head], data[head:]


def _exactly(place: socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = place.recv(min(size - len(data), 1 << 20))
        if not piece:
            os._exit(0)
        data += piece
    return bytes(data)


def _send(place: socket.socket, kind: bytes, head: bytes = b"", body: bytes = b"") -> None:
    try:
        place.sendall(b"".join((FRAME.pack(kind, len(head), len(body)), head, body)))
    except OSError:
        os._exit(0)


def _work(place: socket.socket, store: ox.Store | None, head: dict[str, Any]) -> None:
    """Answer queries, one after another."""
    if store is None:
        try:
            store = ox.Store.read_only(head["path"])
        except (OSError, RuntimeError):  # the copy has been removed: the service ends, or has a newer one
            os._exit(1)
    threading.Thread(target=_end_with, args=(place,), daemon=True).start()
    limit_memory(head["megabytes"])
    _send(place, b"R")
    until = 0.0
    while True:
        _, about, text = _frame(place, _exactly(place, FRAME.size))
        task = _task(about)
        if time.process_time() + task["seconds"] > until:
            until = time.process_time() + 2 * task["seconds"] + 5  # behind the pool, which ends a query in its time
            limit_processor(int(until) + 1)
        _answer(place, store, task, text.decode(), head["prefixes"])


def _end_with(place: socket.socket) -> None:
    """End when the other side is gone, even while a query runs."""
    watch = select.poll()
    watch.register(place, 0)  # of a socket that hangs up one is always told
    while not watch.poll():
        pass
    os._exit(0)


@lru_cache(64)
def _task(about: bytes) -> dict[str, Any]:
    """What a task says, with what the query sees: graphs of the protocol; else those of its FROM clauses; else all together."""
    task: dict[str, Any] = json.loads(about)
    default, named = task["default_graphs"], task["named_graphs"]
    if default or named:
        graphs = {"default_graph": [ox.NamedNode(iri) for iri in default], "named_graphs": [ox.NamedNode(iri) for iri in named]}
        return task | {"dataset": graphs}
    return task | {"dataset": {"use_default_graph_as_union": not task["own_dataset"]}}


def _answer(place: socket.socket, store: ox.Store, task: dict[str, Any], text: str, prefixes: dict[str, str]) -> None:
    """Run one query and send its answer."""
    try:
        result = store.query(text, base_iri=task["base"] or None, prefixes=prefixes, **task["dataset"])
        triples = isinstance(result, ox.QueryTriples)
        media = task["graph" if triples else "results"]
        if not media:
            _fail(place, error="not-acceptable", graph=triples)
            return
        out = _Answer(place, task, media, isinstance(result, ox.QuerySolutions))
        if isinstance(result, ox.QueryTriples):
            names = prefixes if media == "text/turtle" else None
            ox.serialize(islice(result, task["rows"]), out, GRAPHS[media], prefixes=names)
            if next(result, None) is not None:
                raise _OverError("rows")
        else:
            result.serialize(out, RESULTS[media])
        out.end()
    except _OverError as error:
        _fail(place, error=str(error))
    except SyntaxError as error:
        _fail(place, error="syntax", message=str(error))
    except (OSError, ValueError, RuntimeError) as error:
        _fail(place, error="evaluation", message=str(error))


def _fail(place: socket.socket, **said: Any) -> None:
    _send(place, b"E", json.dumps(said).encode())


def _without_idle_prefixes(text: bytes) -> bytes:
    """Turtle without the prefixes that it does not use; the serialiser writes all that it is given, at the beginning."""
    start = 0
    kept = []
    while text.startswith(b"@prefix ", start):
        end = text.index(b"\n", start) + 1
        kept.append(text[start:end])
        start = end
    body = text[start:]
    return b"".join([*sorted(line for line in kept if line.split()[1] in body), body])


if __name__ == "__main__":
    main()
