"""/sparql: the query operation of the SPARQL 1.1 Protocol (W3C 2013, section 2.1), as the framework and OpenAPI know it."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph_api.about.description import NOTHING, service_description, written
from posgraph_api.about.openapi import documented
from posgraph_api.http.media import HTML, JSON, RDF
from posgraph_api.http.negotiation import choose
from posgraph_api.querying.browsing import Browsing, Passed
from posgraph_api.querying.endpoint import Endpoint, read
from posgraph_api.querying.queries import FORM_TYPE, QUERY_TYPE, WORDS, browses
from posgraph_api.querying.worker import GRAPHS, RESULTS
from posgraph_api.service import Service, encode


def routes(service: Service) -> APIRouter:
    """The routes of the SPARQL endpoint."""
    router, endpoint = APIRouter(tags=["SPARQL"]), Endpoint(service)
    browsing = Browsing(service, endpoint)
    media = [*dict.fromkeys((*RESULTS, *GRAPHS)), HTML]
    errors = (400, 406, 414, 422, 503)

    @router.get("/sparql", **documented("sparql", "Run a SPARQL query", media=media, parameters=_PARAMETERS, errors=errors))
    async def sparql_by_get(request: Request) -> Response:
        """The query operation of the SPARQL 1.1 Protocol. SELECT and ASK answer in JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE
        in Turtle, JSON-LD, N-Triples, RDF/XML, TriG or N-Quads. The default graph is the union of all graphs. The header
        `Posgraph-Limits` says what a query may take. Without a query: the service description, as RDF. A browser that prefers
        `text/html` gets a page, with an editor and the first rows of the answer.
        """
        if browses(request.scope):
            return await browsing.answer(request)
        if request.url.query:
            return Passed(endpoint)
        media = choose(request.headers.get("accept", ""), [JSON, HTML, *RDF])
        if media == HTML:
            return await browsing.answer(request)
        return await asyncio.to_thread(_introduce, service, request, media)

    @router.post(
        "/sparql",
        **documented(
            "sparql-post", "Run a SPARQL query", media=media, parameters=_PARAMETERS[1:], body=_BODY, errors=(*errors, 413, 415)
        ),
    )
    async def sparql_by_post(request: Request) -> Response:
        """The same by POST: a form with `query`, or the bare query as `application/sparql-query`."""
        return await browsing.answer(request) if browses(request.scope) else Passed(endpoint)

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


async def read_body(request: Request, most: int) -> bytes:
    """The body of a request; a problem 413 as soon as it has more bytes than are allowed."""
    return await read(request.receive, most)


def _introduce(service: Service, request: Request, media: str) -> Response:
    """What is here, for programs that come without a query: the service description, or where to read on."""
    if media == JSON:
        hint = {"endpoint": "/sparql", "query": "send a SPARQL 1.1 query as `query`, by GET or POST", "documentation": "/docs"}
        return Response(encode(hint), media_type=JSON, headers={"vary": "accept"})
    text = service_description(str(request.base_url).rstrip("/"), service.graph)
    return Response(written(NOTHING, text, media), media_type=media, headers={"vary": "accept"})
