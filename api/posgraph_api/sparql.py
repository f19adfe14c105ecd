"""/sparql: the query operation of the SPARQL 1.1 Protocol (W3C 2013, section 2.1), read-only."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from pyoxigraph import NamedNode
from starlette.responses import Response

from posgraph.errors import Fault, QueryError
from posgraph.model.cells import near
from posgraph.store.embedded import syntax
from posgraph.store.gate import check
from posgraph.store.lexer import names_dataset, position, significant
from posgraph_api.description import service_description, written
from posgraph_api.media import HTML, JSON, RDF
from posgraph_api.negotiation import best, choose, unacceptable
from posgraph_api.openapi import documented
from posgraph_api.pages.form import form
from posgraph_api.pages.frame import page
from posgraph_api.pool import Limits, Reply, Task
from posgraph_api.problems import Problem, of_error, unusable
from posgraph_api.service import Service, encode
from posgraph_api.worker import GRAPHS, RESULTS

T = TypeVar("T")

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"
NAMES = ("query", "default-graph-uri", "named-graph-uri")

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_CLASS = re.compile(r"(?:, | )\[(?:'|_\]).*?\](?=, |$)")  # a class of characters in the list of what the parser expected


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
            return parse_qsl(text, keep_blank_values=True, errors="strict")
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
    reply = await until_gone(request, service.executor.run(_task(request, pairs)))
    if reply is None:
        return Response(status_code=499)  # nobody reads it
    if "error" in reply.head:
        raise _failure(reply, request, service.executor.limits)
    return Response(
        reply.body, media_type=reply.head["type"], headers={"vary": "accept", "cache-control": "no-cache"} | _limits(service)
    )


def _limits(service: Service) -> dict[str, str]:
    limits = service.executor.limits
    return {"posgraph-limits": f"seconds={limits.seconds:g}, bytes={limits.bytes}, megabytes={limits.megabytes}"}


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
    accept = request.headers.get("accept", "")
    results, graph = best(accept, list(RESULTS)), best(accept, list(GRAPHS))
    if not results and not graph:
        raise unacceptable(accept, [*RESULTS, *GRAPHS])
    return Task(
        text=text,
        results=results or "",
        graph=graph or "",
        default_graphs=_graphs(pairs, "default-graph-uri"),
        named_graphs=_graphs(pairs, "named-graph-uri"),
        own_dataset=names_dataset(text),
    )


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


async def until_gone(request: Request, work: Awaitable[T]) -> T | None:
    """The result of the work, or None where the client went away first; then the work is cancelled."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        task.cancel()  # nothing happens to what is done
        gone.cancel()
        await asyncio.wait({task, gone})
    return None if task.cancelled() else task.result()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _failure(reply: Reply, request: Request, limits: Limits) -> Problem:
    kind = reply.head["error"]
    if kind == "not-acceptable":
        offers = list(GRAPHS if reply.head["graph"] else RESULTS)
        return unacceptable(request.headers.get("accept", ""), offers)
    if kind == "too-large":
        fault = Fault("query", "", f"a query whose answer has at most {limits.bytes} bytes", "LIMIT")
        return Problem(422, "answer-too-large", f"The answer has more than {limits.bytes} bytes; none of it is sent", [fault])
    if kind == "syntax":
        return of_error(syntax(_readable(reply.head["message"])))
    return of_error(QueryError(reply.head["message"]))


def _readable(message: str) -> str:
    """The parser's message without its lists of every character that could follow."""
    return _CLASS.sub("", message.replace("\n", " "))


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
    return Response(written(service.graph.dataset, text, media), media_type=media, headers={"vary": "accept"})
