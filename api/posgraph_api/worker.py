"""A process that runs SPARQL queries one at a time, so that a query can be ended by ending the process.

Started by :mod:`posgraph_api.pool` as ``python -m posgraph_api.worker``; it imports nothing but pyoxigraph. Messages go
over standard input and output: one line of JSON, whose ``bytes`` says how long the body after it is, then the body.

In:  ``load`` (body: N-Quads) or ``open`` (``path`` of a snapshot) once, then any number of ``query`` (body: the text).
Out: ``ready``; then for each query ``type`` and the result as body, or ``error``: ``syntax``, ``evaluation`` (with ``message``),
``too-large`` or ``not-acceptable``.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from io import BytesIO
from queue import SimpleQueue
from typing import Any, BinaryIO

import pyoxigraph as ox

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
}
"""Media types of CONSTRUCT and DESCRIBE."""

Message = tuple[dict[str, Any], bytes]


class _TooLargeError(Exception):
    """The answer is larger than the limit."""


class _Bounded(BytesIO):
    """A buffer that takes no more than ``most`` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > self.most:
            raise _TooLargeError
        return super().write(data)


def main() -> None:
    """Serve messages until standard input ends."""
    messages: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, messages), daemon=True).start()
    out = sys.stdout.buffer
    head, body = messages.get()
    store = _open(head, body)
    del body
    _limit_memory(head["megabytes"])
    _send(out, {"ready": True})
    while True:
        task, text = messages.get()
        _limit_processor(task["seconds"])
        _send(out, *_answer(store, task, text.decode(), head["prefixes"]))


def _listen(source: BinaryIO, messages: SimpleQueue[Message]) -> None:
    """Pass messages on; when the other side is gone, end at once, even while a query runs."""
    while line := source.readline():
        head = json.loads(line)
        body = source.read(head["bytes"])
        if len(body) < head["bytes"]:
            break
        messages.put((head, body))
    os._exit(0)


def _send(out: BinaryIO, head: dict[str, Any], body: bytes = b"") -> None:
    try:
        out.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n")
        out.write(body)
        out.flush()
    except BrokenPipeError:
        os._exit(0)


def _open(head: dict[str, Any], body: bytes) -> ox.Store:
    if head["do"] == "open":
        return ox.Store.read_only(head["path"])
    store = ox.Store()
    store.bulk_load(body, format=ox.RdfFormat.N_QUADS)
    return store


def _answer(store: ox.Store, task: dict[str, Any], text: str, prefixes: dict[str, str]) -> Message:
    """The answer to one query, as head and body."""
    out = _Bounded(task["most"])
    try:
        result = store.query(text, base_iri=task["base"] or None, prefixes=prefixes, **_dataset(task))
        if isinstance(result, ox.QueryTriples):
            media = task["graph"]
            if media == "text/turtle":
                ox.serialize(result, out, ox.RdfFormat.TURTLE, prefixes=prefixes)
            elif media:
                result.serialize(out, GRAPHS[media])
        else:
            media = task["results"]
            if media:
                result.serialize(out, RESULTS[media])
    except _TooLargeError:
        return {"error": "too-large"}, b""
    except SyntaxError as error:
        return {"error": "syntax", "message": str(error)}, b""
    except (OSError, ValueError, RuntimeError) as error:
        return {"error": "evaluation", "message": str(error)}, b""
    if not media:
        return {"error": "not-acceptable", "graph": isinstance(result, ox.QueryTriples)}, b""
    answer = out.getvalue()
    return {"type": media}, _without_idle_prefixes(answer) if media == "text/turtle" else answer


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


def _dataset(task: dict[str, Any]) -> dict[str, Any]:
    """What the query sees: graphs of the protocol; else those of its FROM clauses; else all graphs together."""
    default, named = task["default_graphs"], task["named_graphs"]
    if default or named:
        return {"default_graph": [ox.NamedNode(iri) for iri in default], "named_graphs": [ox.NamedNode(iri) for iri in named]}
    return {"use_default_graph_as_union": not task["own_dataset"]}


def _limit_memory(megabytes: int) -> None:
    """Bound the address space at what the data take plus ``megabytes``, where the system tells it."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 (pathlib would be one more import)
            pages = int(file.read().split()[0])
    except (ImportError, OSError):
        return
    most = pages * resource.getpagesize() + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def _limit_processor(seconds: float) -> None:
    """A second line of defence behind the pool: the system ends the process some time after its limit."""
    try:
        import resource
    except ImportError:
        return
    most = int(time.process_time() + seconds) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
