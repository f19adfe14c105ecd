"""A store behind any SPARQL 1.1 endpoint, over HTTP. Only the query and update protocols are needed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from posgraph.errors import StoreError, UsageError
from posgraph.names import AUDIT_GRAPH, PREFIXES
from posgraph.store.binding import bind
from posgraph.store.data import data, has_blank
from posgraph.store.interface import STAGING, Store
from posgraph.store.lexer import names_dataset, prologue
from posgraph.store.results import Result, Solutions, result, triples
from posgraph.store.terms import NamedNode, Quad, Value, iri
from posgraph.store.transaction import Guard, Transaction

if TYPE_CHECKING:
    import rdflib

    from posgraph.store.endpoint import Endpoint

_CHUNK = 5000  # triples in one request: about a megabyte
_DAY = 24 * 60 * 60
_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
_NAMES = "SELECT ?g { GRAPH ?g {} FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } }"  # some engines know empty graphs, too
_NAMES_BY_SCAN = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
_HEAD = f"SELECT ?change ?id {{ <{AUDIT_GRAPH}> pg:lastChange ?change OPTIONAL {{ ?change dcterms:identifier ?id }} }}"
_FINGERPRINT = (
    "SELECT ?g (COUNT(*) AS ?n) (SUM(COALESCE(STRLEN(STR(?s)), 0) + STRLEN(STR(?p)) + COALESCE(STRLEN(STR(?o)), 0)) AS ?size) "
    "{ GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
)


FOREIGN_SECONDS = 2.0
"""For so long changes by others that are not in the log of changes may stay unnoticed: to find them, everything is counted."""


class RemoteStore(Store):
    """The store at ``place``, the endpoint's query URL. ``update`` is its update URL; by default it is found from that
    (:func:`posgraph.store.endpoint.update_urls`). ``timeout`` bounds each request, in seconds; ``read_only`` refuses every write;
    ``token`` is a bearer token, and ``headers`` go with each request; ``foreign_seconds`` is FOREIGN_SECONDS.

    Each request names its graphs, so that it does not matter what the endpoint takes as default graph. Reads, and steps with a
    guard, are tried again when the connection or the server fails for a moment, other writes never.
    """

    kind = "remote"

    def __init__(
        self,
        place: str,
        *,
        update: str | None = None,
        timeout: float = 60.0,
        read_only: bool = False,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
        foreign_seconds: float = FOREIGN_SECONDS,
    ) -> None:
        from posgraph.store.endpoint import Endpoint, apart, update_urls

        self.place, secret = apart(place)
        if update is None and self.place.rstrip("/").endswith("/update"):
            raise StoreError(f"{self.place} is the address of updates; give that of queries, such as http://host:7878/query")
        given = {name.title(): value for name, value in (headers or {}).items()}
        self.headers = {**secret, **given, **({"Authorization": f"Bearer {token}"} if token else {})}
        writable = () if read_only else (apart(update)[0],) if update else update_urls(self.place)
        self._endpoint: Endpoint = Endpoint(self.place, writable, timeout, self.headers)
        self._foreign_seconds, self._counting = foreign_seconds, Lock()
        self._counted, self._count = float("-inf"), ""

    def query(self, text: str, *, bindings: Mapping[str, Value] | None = None, graphs: Sequence[str] | None = None) -> Result:
        """Run a query; without ``graphs`` or FROM, over every graph that the endpoint lists."""
        bound = bind(text, bindings) if bindings else text
        chosen = self.graphs() if graphs is None and not names_dataset(bound) else graphs
        return self._run(bound, chosen)

    def fetch(self, text: str, accept: str, graphs: Sequence[str] | None) -> tuple[bytes, str]:
        """Body and media type of the answer to a query, as the endpoint gives it."""
        return self._endpoint.query(prologue(text, dict(PREFIXES)) + text, accept, graphs)

    def _run(self, text: str, graphs: Sequence[str] | None = None) -> Result:
        body, kind = self.fetch(text, _ACCEPT, graphs)
        try:
            if "json" in kind:
                return result(parse_query_results(body, format=QueryResultsFormat.JSON))
            if format := RdfFormat.from_media_type(kind):
                return triples(quad.triple for quad in parse(body, format=format))
        except SyntaxError as error:
            raise StoreError(f"{self._endpoint} answered a query with what is no {kind}: {error}") from error
        raise StoreError(f"{self._endpoint} answered a query with {kind or 'no media type'}; is this a SPARQL endpoint?")

    def _rows(self, text: str, graphs: Sequence[str] | None = None) -> Solutions:
        found = self._run(text, graphs)
        if not isinstance(found, Solutions):
            raise StoreError(f"{self._endpoint} answered a SELECT with something else; is this a SPARQL endpoint?")
        return found

    def update(self, text: str) -> None:
        """Run an update, sent once."""
        self._endpoint.update(prologue(text, dict(PREFIXES)) + text)

    def graphs(self) -> tuple[str, ...]:
        """The graphs that hold something, asked anew each time."""
        return tuple(name for name in self._names() if not name.startswith(STAGING))

    def _names(self) -> list[str]:
        found = self._rows(_NAMES).rows or self._rows(_NAMES_BY_SCAN).rows  # not every engine lists graphs by an empty pattern
        return sorted({name.value for (name,) in found if isinstance(name, NamedNode)})

    def quads(self, graph: str) -> Iterator[Quad]:
        """Every quad of a graph, fetched at once."""
        name = iri(graph)
        found = self.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}", graphs=[graph])
        return (Quad(triple.subject, triple.predicate, triple.object, name) for triple in found)

    def replace(self, graph: str, quads: Iterable[Quad]) -> None:
        """Replace a graph: collected beside it in several requests, then moved there in one."""
        new = set(quads)
        if not new:
            return self.drop(graph)
        staging = self.stage(new)
        try:
            self._endpoint.update(f"MOVE {iri(staging)} TO {iri(graph)}")
        except BaseException:
            self._discard(staging)
            raise

    def stage(self, quads: Iterable[Quad]) -> str:
        """Collect quads in a graph of their own, in several requests."""
        name = iri(_staging())
        self._sweep()
        try:
            for chunk in _chunks({Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads}):
                self._endpoint.update(data("INSERT", chunk))
        except BaseException:
            self._discard(name.value)
            raise
        return name.value

    def _discard(self, staging: str) -> None:
        with suppress(StoreError):  # the first error is the one to tell
            self._endpoint.update(f"DROP SILENT GRAPH {iri(staging)}")

    def _sweep(self) -> None:
        """Remove what writes that were broken off a day ago or more have left."""
        for name in self._names():
            begun = name.removeprefix(STAGING).partition("-")[0]
            if name.startswith(STAGING) and begun.isdigit() and time.time() - int(begun) > _DAY:
                self.drop(name)

    def commit(self, step: Transaction) -> bool:
        """Do a step in one request, which an endpoint treats as one. With a guard the request may be sent again: it does
        nothing where it was done before. Where no answer comes, the mark of the guard tells whether it was done.
        """
        gone = list(step.gone)
        if blank := next(filter(has_blank, gone), None):
            raise UsageError("gone", blank, "quads without blank nodes")
        step = replace(step, gone=gone)
        if step.guard is None:
            if text := step.text():
                self._endpoint.update(text)
            return True
        try:
            self._endpoint.update(step.guarded(_staging()), again=True)
        except StoreError:
            with suppress(StoreError):
                if self._is_done(step.guard):
                    return self._tidy(step)
            raise
        return self._is_done(step.guard) and self._tidy(step)

    def _is_done(self, guard: Guard) -> bool:
        mark = guard.mark
        return self.ask(f"ASK {{ GRAPH {mark.graph_name} {{ {mark.triple} }} }}", graphs=[str(mark.graph_name)[1:-1]])

    def _tidy(self, step: Transaction) -> bool:
        for staging in step.move:
            self._discard(staging)
        return True

    def drop(self, graph: str) -> None:
        """Remove a graph."""
        self._endpoint.update(f"DROP SILENT GRAPH {iri(graph)}")

    @property
    def version(self) -> str:
        """Drawn from the last change in the log, which is asked for each time, and from the number and size of the statements
        of each graph, counted every few seconds: so other writes of others are noticed too. One of these that keeps both is
        not, unless it was made through this object.
        """
        return self._version(count=True)

    @property
    def writes(self) -> int:
        """How many updates this object has sent."""
        return self._endpoint.writes

    @property
    def noticed(self) -> tuple[str, float]:
        """The version without counting anew, and when was counted last."""
        return self._version(count=False), self._counted

    def _version(self, count: bool) -> str:
        head = sorted(map(str, self._rows(_HEAD, [AUDIT_GRAPH]).rows))
        with self._counting:
            if count and time.monotonic() - self._counted >= self._foreign_seconds:
                sizes = (
                    str(row) for row in self._rows(_FINGERPRINT).rows if row[0] and not str(row[0]).startswith(f"<{STAGING}")
                )
                self._count, self._counted = _digest(sorted(sizes)), time.monotonic()
            return f"{_digest([*head, self._count])}-{self._endpoint.writes}"

    def refresh(self) -> None:
        """Count the statements of all graphs when the version is asked for next."""
        self._counted = float("-inf")

    def rdflib(self) -> rdflib.Dataset:
        """The rdflib view, which sends its own requests."""
        from posgraph.store.view import remote_view

        return remote_view(self)

    def close(self) -> None:
        """Close the connections."""
        self._endpoint.close()


def _staging() -> str:
    """A new name of a graph for the time of a write; it tells when that began."""
    return f"{STAGING}{int(time.time())}-{uuid4().hex}"


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def _chunks(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    """Parts of a graph for one request each; what has blank nodes stays together, since a blank node lives in one request."""
    together: list[Quad] = []
    chunk: list[Quad] = []
    for quad in quads:
        (together if has_blank(quad) else chunk).append(quad)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    yield from filter(None, (chunk, together))
