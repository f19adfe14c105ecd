"""/store: the graphs themselves, by the SPARQL 1.1 Graph Store HTTP Protocol (W3C 2013).

A graph is named by a parameter; the address of a graph that the service has named, /store/…, is its name.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from hashlib import blake2b
from typing import IO, Any
from uuid import uuid4

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize
from starlette.responses import Response, StreamingResponse

from posgraph.errors import Fault
from posgraph.model.cells import near
from posgraph.names import PREFIXES
from posgraph.store import Store
from posgraph.store.embedded import EmbeddedStore
from posgraph_api.about.openapi import documented
from posgraph_api.access.caller import caller_of
from posgraph_api.http.caching import Body
from posgraph_api.http.media import JSON_LD, N_TRIPLES, RDF, RDF_XML, TURTLE
from posgraph_api.http.negotiation import choose
from posgraph_api.http.problems import Problem, unusable
from posgraph_api.querying.sparql import read_body
from posgraph_api.service import Service
from posgraph_api.updating.documents import FORMATS, readable, triples
from posgraph_api.updating.outcome import UNNAMED, GraphChange, Outcome, node
from posgraph_api.updating.protection import content, unprotected
from posgraph_api.updating.statements import told, without_body, write
from posgraph_api.updating.trials import Tried

N_QUADS, TRIG = "application/n-quads", "application/trig"
DUMPS = {N_QUADS: RdfFormat.N_QUADS, TRIG: RdfFormat.TRIG}
"""Media types of the whole store."""

_PIECE = 1 << 18
_PARAMETERS: list[dict[str, Any]] = [
    {"name": "graph", "in": "query", "description": "The IRI of the graph.", "schema": {"type": "string", "format": "uri"}},
    {"name": "default", "in": "query", "description": "The unnamed graph.", "schema": {"enum": [""]}, "allowEmptyValue": True},
]
_BODY = {
    "required": True,
    "content": {
        media: {"schema": {"type": "string"}} for media in (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
    },
}  # fmt: skip
_WRITING = (400, 403, 412, 413, 415, 422, 503, 507)


def routes(service: Service) -> APIRouter:
    """The routes of the graph store."""
    router = APIRouter(tags=["SPARQL"])
    store = service.graph.store

    def about(operation: str, summary: str, **more: Any) -> dict[str, Any]:
        return documented(operation, summary, parameters=_PARAMETERS, **more)

    @router.get("/store/{name:path}", include_in_schema=False)
    @router.get("/store", **about("graph", "Get a graph", media=(*RDF, *DUMPS), errors=(400, 404, 406)))
    async def get(request: Request) -> Response:
        """The statements of a graph, or, without a parameter, of all graphs, as N-Quads or TriG."""
        graph = _graph(request, store)
        if graph is None:
            media = choose(request.headers.get("accept", ""), list(DUMPS))
            file = await asyncio.to_thread(_dump, store, media)
            headers = {"vary": "accept", "cache-control": "no-cache"}
            return StreamingResponse(_pieces(file), media_type=media, headers=headers)
        return await asyncio.to_thread(_given, service, request, graph)

    @router.put("/store/{name:path}", include_in_schema=False)
    @router.put("/store", **without_body(about("put-graph", "Replace a graph", body=_BODY, errors=_WRITING), 201))
    async def put(request: Request) -> Response:
        """Puts the statements of the body in the place of what the graph held; 201 where there was no such graph. `If-Match` and
        `If-None-Match: *` make it a condition that the graph is as the client knows it, or not there.
        """
        return await _write(service, request, _named(request, store), keep=False)

    @router.post("/store/{name:path}", include_in_schema=False)
    @router.post("/store", **without_body(about("post-graph", "Add to a graph", body=_BODY, errors=_WRITING), 201))
    async def post(request: Request) -> Response:
        """Adds the statements of the body to the graph. Without a parameter they become a new graph, whose address is in
        `Location`.
        """
        graph = _graph(request, store)
        if graph is None:
            graph = f"{request.url.replace(query='')}/{uuid4().hex}"
            answer = await _write(service, request, graph, keep=True)
            if answer.status_code == 201:  # a graph without statements is not there
                answer.headers["location"] = graph
            return answer
        return await _write(service, request, graph, keep=True)

    @router.delete("/store/{name:path}", include_in_schema=False)
    @router.delete("/store", **without_body(about("delete-graph", "Remove a graph", errors=(400, 403, 404, 412, 503, 507))))
    async def delete(request: Request) -> Response:
        """Removes a graph. Where it holds a dataset, that takes the right `admin`."""
        graph = _named(request, store)
        unprotected(graph)

        async def find() -> Tried:
            return await asyncio.to_thread(_emptied, service, request, graph)

        done = await write(service, caller_of(request), "store", find)
        return told(done.change if done else None)

    return router


def _graph(request: Request, store: Store) -> str | None:
    """The name of the graph that a request is about; None where it names none. Raises Problem."""
    pairs = list(request.query_params.multi_items())
    if "name" in request.path_params:
        if pairs:
            raise unusable([Fault(pairs[0][0], pairs[0][1][:200], "no parameter, since the address itself names the graph")])
        return str(request.url)
    names = [name for name, _ in pairs]
    for name, value in pairs:
        if name not in ("graph", "default"):
            raise unusable([Fault(name, value[:200], "one of: graph, default", near(name, ("graph", "default")))])
    if not pairs:
        return None
    if len(pairs) > 1:
        raise unusable([Fault("graph", " and ".join(names), "one graph: `graph` with its IRI, or `default`")])
    if names == ["default"]:
        if pairs[0][1]:
            raise unusable([Fault("default", pairs[0][1][:200], "`default` without a value")])
        if not isinstance(store, EmbeddedStore):
            what = "a graph with a name: what the unnamed graph of an endpoint is, each endpoint says otherwise"
            raise unusable([Fault("default", "", what)])
        return UNNAMED
    try:
        return NamedNode(pairs[0][1]).value
    except ValueError:
        raise unusable([Fault("graph", pairs[0][1], "an absolute IRI")]) from None


def _named(request: Request, store: Store) -> str:
    graph = _graph(request, store)
    if graph is None:
        raise unusable([Fault("graph", "", "the IRI of the graph, or `default` for the unnamed graph")])
    return graph


def _missing(graph: str) -> Problem:
    fault = Fault("graph", graph, "a graph that holds something; GRAPH ?g {} at /sparql lists them")
    return Problem(404, "not-found", f"The store holds no graph {graph or 'without a name'}", [fault])


def _given(service: Service, request: Request, graph: str) -> Response:
    media = choose(request.headers.get("accept", ""), list(RDF))
    version = service.version()

    def make() -> Body:
        lines = _lines(service.graph.store, graph)
        if not lines:
            raise _missing(graph)
        tag = _tag(lines)[1:-1]
        data = lines
        if media != N_TRIPLES:
            known = {name: start for name, start in PREFIXES.items() if f"<{start}".encode() in lines}
            quads = parse(lines, format=RdfFormat.N_TRIPLES)
            data = serialize(quads, format=FORMATS[media], prefixes=known) or b""
        return Body(data, media, f'"{tag}-{RDF[media]}"')

    return service.bodies.get((version, "graph", graph, media), make).respond(request)


def _lines(store: Store, graph: str) -> bytes:
    """A graph as N-Triples, sorted: equal bytes mean equal content."""
    if isinstance(store, EmbeddedStore):
        text = store.native.dump(format=RdfFormat.N_TRIPLES, from_graph=node(graph)) or b""
    else:
        text = serialize((quad.triple for quad in content(store, graph)), format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(text.splitlines(keepends=True)))


def _tag(lines: bytes) -> str:
    """The entity tag of a graph; that of one of its serialisations has the name of the format after it."""
    return f'"{blake2b(lines, digest_size=12).hexdigest()}"'


async def _write(service: Service, request: Request, graph: str, keep: bool) -> Response:
    """Put the statements of the body into a graph: beside what it holds (``keep``), or in the place of that."""
    unprotected(graph)
    media = request.headers.get("content-type", "")
    readable(media)
    body = await read_body(request, service.settings.store_bytes)
    base = graph or str(request.url.replace(query=""))
    new = await asyncio.to_thread(triples, media, body, base)
    created = False

    def change() -> Tried:
        nonlocal created
        store = service.graph.store
        version = store.version
        old = content(store, graph)
        created = not old and bool(new)
        _admit(request, store, graph, bool(old))
        home = node(graph)
        now = {Quad(quad.subject, quad.predicate, quad.object, home) for quad in new}
        return Tried(version, Outcome.of(GraphChange.between(graph, old, old | now if keep else now)))

    async def find() -> Tried:
        return await asyncio.to_thread(change)

    done = await write(service, caller_of(request), "store", find)
    answer = told(done.change if done else None)
    if created:
        answer.status_code = 201
    return answer


def _emptied(service: Service, request: Request, graph: str) -> Tried:
    store = service.graph.store
    version = store.version
    old = content(store, graph)
    if not old:
        raise _missing(graph)
    _admit(request, store, graph, True)
    return Tried(version, Outcome.of(GraphChange(graph, frozenset(old), whole=True)))


def _admit(request: Request, store: Store, graph: str, there: bool) -> None:
    """Hold the conditions of a request against the graph; a problem 412 where one does not hold."""
    match, none = request.headers.get("if-match"), request.headers.get("if-none-match")
    known = [tag.strip().removeprefix("W/").strip('"').partition("-")[0] for tag in (match or "").split(",")]
    if match is not None and not there:
        raise _refused("If-Match", match, "a graph that is there")
    if match is not None and match.strip() != "*" and _tag(_lines(store, graph)).strip('"') not in known:
        raise _refused("If-Match", match, "the entity tag of the graph as it is now; get it again")
    if none is not None and none.strip() == "*" and there:
        raise _refused("If-None-Match", none, "a graph that is not there yet")


def _refused(header: str, value: str, expected: str) -> Problem:
    return Problem(412, "precondition-failed", f"{header} does not hold; nothing was changed", [Fault(header, value, expected)])


def _dump(store: Store, media: str) -> IO[bytes]:
    """Everything that the store holds, in a file that goes when it is closed: so that a slow reader holds up nobody."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the answer has been sent
    if isinstance(store, EmbeddedStore):
        store.native.dump(file, DUMPS[media])
    else:
        serialize((quad for name in store.graphs() for quad in store.quads(name)), file, DUMPS[media])
    file.seek(0)
    return file


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, _PIECE):
            yield piece
