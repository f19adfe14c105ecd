"""/sparql: the query operation of the SPARQL 1.1 Protocol (W3C 2013, section 2.1), read-only."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from posgraph.errors import Fault
from posgraph.model.cells import near
from posgraph.store.gate import check
from posgraph.store.lexer import names_dataset, position, significant
from posgraph_api.accept import best
from posgraph_api.caching import Body
from posgraph_api.description import service_description, written
from posgraph_api.media import HTML, JSON, JSON_LD, N_TRIPLES, RDF, RDF_XML, TURTLE
from posgraph_api.negotiation import choose, unacceptable
from posgraph_api.openapi import documented
from posgraph_api.pages.form import form
from posgraph_api.pages.frame import page
from posgraph_api.pool import Task
from posgraph_api.problems import Problem, unusable
from posgraph_api.running import run
from posgraph_api.service import Service, encode
from posgraph_api.worker import GRAPHS, RESULTS

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"
NAMES = ("query", "default-graph-uri", "named-graph-uri", "format", "output", "results")
"""Parameters; the last two are other clients' names for ``format``."""

_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
WORDS = {
    "json": (_JSON, JSON_LD),
    "xml": (_XML, RDF_XML),
    "csv": ("text/csv", ""),
    "tsv": ("text/tab-separated-values", ""),
    "ttl": ("", TURTLE),
    "turtle": ("", TURTLE),
    "n3": ("", TURTLE),
    "nt": ("", N_TRIPLES),
    "n-triples": ("", N_TRIPLES),
    "jsonld": ("", JSON_LD),
    "json-ld": ("", JSON_LD),
    "rdf": ("", RDF_XML),
    "rdf+xml": ("", RDF_XML),
}
"""What ``format`` may say: media types for rows and for triples."""

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}


def routes(service: Service) -> APIRouter:
    """The routes of the SPARQL endpoint."""
    router = APIRouter(tags=["SPARQL"])
    media = [*dict.fromkeys((*RESULTS, *GRAPHS)), HTML]
    errors = (400, 406, 422, 503, 504)

    @router.get("/sparql", **documented("sparql", "Run a SPARQL query", media=media, parameters=_PARAMETERS, errors=errors))
    async def sparql_by_get(request: Request) -> Response:
        """The query operation of the SPARQL 1.1 Protocol. SELECT and ASK answer in JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE
        in Turtle, JSON-LD, N-Triples or RDF/XML. The default graph is the union of all graphs. The header `Posgraph-Limits`
        says what a query may take. Without a query: the service description, as RDF, or a form to write one in.
        """
        pairs = list(request.query_params.multi_items())
        if pairs:
            return await _respond(service, request, pairs)
        return await asyncio.to_thread(_introduce, service, request)

    @router.post(
        "/sparql",
        **documented(
            "sparql-post", "Run a SPARQL query", media=media, parameters=_PARAMETERS[1:], body=_BODY, errors=(*errors, 413, 415)
        ),
    )
    async def sparql_by_post(request: Request) -> Response:
        """The same by POST: a form with `query`, or the bare query as `application/sparql-query`."""
        return await _respond(service, request, await _posted(service, request))

    return router


_IRIS = {"type": "array", "items": {"type": "string", "format": "uri"}}
_PARAMETERS: list[dict[str, Any]] = [
    {"name": "query", "in": "query", "description": "A SPARQL 1.1 query.", "schema": {"type": "string"}},
    {"name": "default-graph-uri", "in": "query", "description": "A graph of the default graph. Repeatable.", "schema": _IRIS},
    {"name": "named-graph-uri", "in": "query", "description": "A graph that GRAPH sees. Repeatable.", "schema": _IRIS},
    {"name": "format", "in": "query", "description": "The format, before what Accept says.", "schema": {"enum": list(WORDS)}},
]
_BODY = {
    "required": True,
    "content": {
        QUERY_TYPE: {"schema": {"type": "string"}, "example": "ASK { ?position pg:stance stance:rejects }"},
        FORM_TYPE: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}},
    },
}


async def _posted(service: Service, request: Request) -> list[tuple[str, str]]:
    """The parameters of a POST, in either of its two forms."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media == UPDATE_TYPE:
        raise _update()
    if media not in (QUERY_TYPE, FORM_TYPE):
        expected = f"{QUERY_TYPE} or {FORM_TYPE}"
        raise Problem(415, "unsupported-media-type", f"A query is sent as {expected}", [Fault("Content-Type", media, expected)])
    data = await read_body(request, service.settings.request_bytes)
    try:
        text = data.decode("utf-8")
        if media == FORM_TYPE:
            return [*parse_qsl(text, keep_blank_values=True, errors="strict"), *request.query_params.multi_items()]
    except (UnicodeDecodeError, ValueError):
        raise _unreadable("body", "", "text in UTF-8") from None
    pairs = list(request.query_params.multi_items())
    if any(name == "query" for name, _ in pairs):
        raise _unreadable("query", "", "the query in the body alone")
    return [("query", text), *pairs]


async def read_body(request: Request, most: int) -> bytes:
    """The body of a request; a problem 413 as soon as it has more bytes than are allowed."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most:
            fault = Fault("body", f"more than {most} bytes", f"at most {most} bytes")
            raise Problem(413, "too-large", f"The body of a request may have {most} bytes", [fault])
    return bytes(data)


async def _respond(service: Service, request: Request, pairs: list[tuple[str, str]]) -> Response:
    task = await asyncio.to_thread(_task, request, pairs)  # reading a megabyte takes seconds, which others need not wait
    reply = await run(service, request, task)
    if reply is None:
        return Response(status_code=499)  # nobody reads it
    limits = service.executor.limits
    told = f"seconds={limits.seconds:g}, bytes={limits.bytes}, megabytes={limits.megabytes}"
    return Body.of(reply.body, reply.head["type"], {"posgraph-limits": told}).respond(request)


def _task(request: Request, pairs: list[tuple[str, str]]) -> Task:
    """The query with its dataset and the media types wanted; raises Problem."""
    for name, value in pairs:
        if name in ("update", "using-graph-uri", "using-named-graph-uri"):
            raise _update()
        if name not in NAMES:
            raise unusable([Fault(name, value[:200], f"one of: {', '.join(NAMES)}", near(name, NAMES))])
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) != 1:
        raise _unreadable("query", f"{len(queries)} queries", "a SPARQL query in the parameter `query`, once")
    text = queries[0]
    _admit(text)
    results, graph = _wanted(request.headers.get("accept", ""), pairs)
    return Task(
        text=text,
        results=results,
        graph=graph,
        base=str(request.url.replace(query="")),
        default_graphs=_graphs(pairs, "default-graph-uri"),
        named_graphs=_graphs(pairs, "named-graph-uri"),
        own_dataset=names_dataset(text),
    )


def _wanted(accept: str, pairs: list[tuple[str, str]]) -> tuple[str, str]:
    """Media types for rows and for triples: as ``format`` says, else as Accept does; empty where none is wanted."""
    for name, value in pairs:
        if name in ("format", "output", "results"):
            if value not in WORDS:
                raise unusable([Fault(name, value, f"one of: {', '.join(WORDS)}", near(value, WORDS))])
            return WORDS[value]
    results, graph = best(accept, list(RESULTS)), best(accept, list(GRAPHS))
    if not results and not graph:
        raise unacceptable(accept, [*RESULTS, *GRAPHS])
    return results or "", graph or ""


def _graphs(pairs: list[tuple[str, str]], parameter: str) -> tuple[str, ...]:
    found = tuple(value for name, value in pairs if name == parameter)
    for iri in found:
        try:
            NamedNode(iri)
        except ValueError:
            raise unusable([Fault(parameter, iri, "an absolute IRI")]) from None
    return found


def _admit(text: str) -> None:
    """Refuse updates, and what would make the store call other hosts."""
    for token in significant(text):
        if token.kind == "word":
            word = token.text.upper()
            if word in _UPDATES:
                raise _update(*position(text, token.start))
            if word not in ("PREFIX", "BASE"):
                break
        elif token.text == "{":
            break
    check(text)


def _update(line: int = 0, column: int = 0) -> Problem:
    where = f"line {line}, column {column}" if line else "request"
    fault = Fault(where, "an update", "a query: SELECT, ASK, CONSTRUCT or DESCRIBE")
    return Problem(400, "bad-query", "/sparql answers queries; it takes no updates", [fault])


def _unreadable(where: str, value: str, expected: str) -> Problem:
    fault = Fault(where, value, expected)
    return Problem(400, "bad-request", str(fault), [fault])


def _introduce(service: Service, request: Request) -> Response:
    """What is here, for those who come without a query: the service description, a page, or where to read on."""
    media = choose(request.headers.get("accept", ""), [JSON, HTML, *RDF])
    if media == HTML:
        return page(form(service.executor.limits)).respond(request)
    if media == JSON:
        hint = {"endpoint": "/sparql", "query": "send a SPARQL 1.1 query as `query`, by GET or POST", "documentation": "/docs"}
        return Response(encode(hint), media_type=JSON, headers={"vary": "accept"})
    text = service_description(str(request.url.replace(query="")), service.graph)
    return Response(written(service.dataset(), text, media), media_type=media, headers={"vary": "accept"})
