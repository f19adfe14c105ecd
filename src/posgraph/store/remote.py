"""A store behind any SPARQL 1.1 endpoint, over HTTP. Only the query and update protocols are needed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from posgraph.errors import StoreError, UsageError
from posgraph.names import PREFIXES
from posgraph.store.binding import bind
from posgraph.store.data import data, has_blank
from posgraph.store.interface import STAGING, Store
from posgraph.store.lexer import names_dataset, prologue
from posgraph.store.results import Result, Solutions, result, triples
from posgraph.store.terms import NamedNode, Quad, Value, iri
from posgraph.store.transaction import Transaction

if TYPE_CHECKING:
    import rdflib

    from posgraph.store.endpoint import Endpoint

_CHUNK = 5000  # triples in one request: about a megabyte
_DAY = 24 * 60 * 60
_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
_NAMES = "SELECT ?g { GRAPH ?g {} }"
_NAMES_BY_SCAN = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
_FINGERPRINT = (
    "SELECT ?g (COUNT(*) AS ?n) (SUM(COALESCE(STRLEN(STR(?s)), 0) + STRLEN(STR(?p)) + COALESCE(STRLEN(STR(?o)), 0)) AS ?size) "
    "{ GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
)


class RemoteStore(Store):
    """The store at ``place``, the endpoint's query URL. ``update`` is its update URL: by default the query URL with
    ``/update`` for a last ``/query`` or ``/sparql``, else the same URL. ``timeout`` is in seconds for each request;
    ``read_only`` refuses every write; ``headers`` go with each request (a token, say).

    Each request names its graphs, so that it does not matter what the endpoint takes as default graph. Reads are tried again
    when the connection or the server fails for a moment, writes never.
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
    ) -> None:
        from posgraph.store.endpoint import Endpoint

        if update is None and place.rstrip("/").endswith("/update"):
            raise StoreError(f"{place} is the address of updates; give that of queries, such as http://host:7878/query")
        writable = None if read_only else update or _update_url(place)
        self._endpoint: Endpoint = Endpoint(place, writable, timeout, headers or {})
        self.place = str(self._endpoint)  # without a password
        self.url, self.headers = place, dict(headers or {})  # with it, for whoever sends requests of their own

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

    def _rows(self, text: str) -> Solutions:
        found = self._run(text)
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
        name = iri(f"{STAGING}{int(time.time())}-{uuid4().hex}")
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
        nothing where it was done before.
        """
        gone = list(step.gone)
        if blank := next(filter(has_blank, gone), None):
            raise UsageError("gone", blank, "quads without blank nodes")
        step = replace(step, gone=gone)
        if step.guard is None:
            if text := step.text():
                self._endpoint.update(text)
            return True
        self._endpoint.update(step.guarded(), again=True)
        mark = step.guard.mark
        done = self.ask(f"ASK {{ GRAPH {mark.graph_name} {{ {mark.triple} }} }}", graphs=[str(mark.graph_name)[1:-1]])
        for staging in step.move if done else ():
            self._discard(staging)
        return done

    def drop(self, graph: str) -> None:
        """Remove a graph."""
        self._endpoint.update(f"DROP SILENT GRAPH {iri(graph)}")

    @property
    def version(self) -> str:
        """Drawn from the number and size of the statements of each graph, so that writes of others are noticed too; a change
        that keeps both is not, unless it was made through this object.
        """
        rows = sorted(str(row) for row in self._rows(_FINGERPRINT).rows if row[0] and not str(row[0]).startswith(f"<{STAGING}"))
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16] + f"-{self._endpoint.writes}"

    def rdflib(self) -> rdflib.Dataset:
        """The rdflib view, which sends its own requests."""
        from posgraph.store.view import remote_view

        return remote_view(self)

    def close(self) -> None:
        """Close the connections."""
        self._endpoint.close()


def _update_url(query: str) -> str:
    for ending in ("/query", "/sparql"):
        if query.endswith(ending):
            return query.removesuffix(ending) + "/update"
    return query


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
