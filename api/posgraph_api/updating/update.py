"""/update: the update operation of the SPARQL 1.1 Protocol (W3C 2013, section 2.2)."""

from __future__ import annotations

import asyncio
from itertools import islice, pairwise
from typing import Any

from fastapi import APIRouter, Request
from pyoxigraph import Quad
from starlette.responses import Response

from posgraph.errors import Fault, QueryError
from posgraph.model.cells import near
from posgraph.names import PREFIXES
from posgraph.store import RemoteStore, Store
from posgraph.store.embedded import EmbeddedStore
from posgraph.store.gate import check
from posgraph.store.lexer import position, significant
from posgraph_api.about.openapi import documented
from posgraph_api.access.caller import Right, caller_of
from posgraph_api.http.problems import Problem, unusable
from posgraph_api.querying.queries import FORM_TYPE, QUERY_TYPE, UPDATE_TYPE, graphs, in_body, unreadable
from posgraph_api.querying.running import until_gone
from posgraph_api.querying.sparql import read_body
from posgraph_api.querying.tasks import Limits
from posgraph_api.service import Service
from posgraph_api.updating.dialect import understood
from posgraph_api.updating.outcome import GraphChange, Outcome, name_of, node
from posgraph_api.updating.plain import statements
from posgraph_api.updating.protection import is_protected
from posgraph_api.updating.statements import told, without_body, write
from posgraph_api.updating.trials import Trials, Tried, unrunnable
from posgraph_api.updating.using import with_graphs
from posgraph_api.writing.idempotency import key_of, replayed

NAMES = ("update", "using-graph-uri", "using-named-graph-uri")
_VERBS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_IRIS = {"type": "array", "items": {"type": "string", "format": "uri"}}
_PARAMETERS: list[dict[str, Any]] = [
    {"name": "using-graph-uri", "in": "query", "description": "A graph of the default graph. Repeatable.", "schema": _IRIS},
    {"name": "using-named-graph-uri", "in": "query", "description": "A graph that GRAPH sees. Repeatable.", "schema": _IRIS},
]
_BODY = {
    "required": True,
    "content": {
        UPDATE_TYPE: {"schema": {"type": "string"}, "example": "INSERT DATA { <http://example.org/a> skos:note 'b' }"},
        FORM_TYPE: {"schema": {"type": "object", "properties": {"update": {"type": "string"}}, "required": ["update"]}},
    },
}  # fmt: skip


def routes(service: Service) -> APIRouter:
    """The route of updates."""
    router = APIRouter(tags=["SPARQL"])
    settings, store = service.settings, service.graph.store
    limits = Limits(settings.query_seconds, settings.query_bytes, settings.query_megabytes)
    trials = Trials(store, limits, settings.query_workers)

    @router.post(
        "/update",
        **without_body(
            documented(
                "update",
                "Run a SPARQL update",
                parameters=_PARAMETERS,
                body=_BODY,
                errors=(400, 403, 413, 415, 422, 503, 507),
            )
        ),
    )
    async def update(request: Request) -> Response:
        """The update operation of the SPARQL 1.1 Protocol: a form with `update`, or the bare update as
        `application/sparql-update`. It is written wholly or not at all, and only if every dataset can be read
        afterwards. The header `Posgraph-Change` tells the number of the change; it is missing where nothing was to be changed.
        """
        pairs = await _posted(service, request)
        text = await asyncio.to_thread(_admitted, pairs)
        base = str(request.url.replace(query=""))
        plain = await asyncio.to_thread(statements, text, base, PREFIXES)
        caller = caller_of(request)
        if plain is None and isinstance(store, RemoteStore):
            if caller.right < Right.admin:
                fault = Fault("update", "", "INSERT DATA or DELETE DATA, or a token with the right `admin`")
                detail = "Over an endpoint, only updates whose effect can be told from their text take less than the right admin"
                raise Problem(403, "forbidden", detail, [fault])
            try:
                return told((await asyncio.to_thread(service.writer.push, _unended(text), caller)).change)
            except QueryError as error:
                raise unrunnable(error) from None

        async def find() -> Tried | None:
            if plain is not None:
                return await asyncio.to_thread(_plain, store, *plain)
            tried = await until_gone(request, trials.run(text, base))
            return tried and Tried(tried.version, _spared(text, tried.outcome))

        done = await write(service, caller, "update", find, key_of(request, text))
        if done is None:
            return Response(status_code=499)  # nobody reads it
        return replayed(told(done.change), done.repeated)

    return router


async def _posted(service: Service, request: Request) -> list[tuple[str, str]]:
    """The parameters of a POST, in either of its two forms."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in (UPDATE_TYPE, FORM_TYPE):
        expected = f"{UPDATE_TYPE} or {FORM_TYPE}"
        hint = "queries go to /sparql" if media == QUERY_TYPE else ""
        fault = Fault("Content-Type", media, expected, hint)
        raise Problem(415, "unsupported-media-type", f"An update is sent as {expected}", [fault])
    data = await read_body(request, service.settings.request_bytes)
    return in_body("update", media, data, list(request.query_params.multi_items()))


def _admitted(pairs: list[tuple[str, str]]) -> str:
    """The update as it is run: with the graphs of the protocol, and without what would call other hosts; raises Problem."""
    for name, value in pairs:
        if name not in NAMES:
            hint = "queries go to /sparql" if name == "query" else near(name, NAMES)
            raise unusable([Fault(name, value[:200], f"one of: {', '.join(NAMES)}", hint)])
    updates = [value for name, value in pairs if name == "update"]
    if len(updates) != 1:
        raise unreadable("update", f"{len(updates)} updates", "a SPARQL update in the parameter `update`, once")
    text = updates[0]
    try:
        for token in significant(text):
            if token.text == "{":
                break
            if token.kind == "word" and token.text.upper() in _VERBS:
                raise QueryError("this is a query; queries go to /sparql", *position(text, token.start))
        check(text)
        return with_graphs(understood(text), graphs(pairs, "using-graph-uri"), graphs(pairs, "using-named-graph-uri"))
    except QueryError as error:
        raise unrunnable(error) from None


def _unended(text: str) -> str:
    """The text up to its last operation, so that another can follow."""
    words = [token for token in significant(text) if token.text != ";"]
    return text[: words[-1].start + len(words[-1].text)] if words else ""


def _plain(store: Store, gone: set[Quad], added: set[Quad]) -> Tried:
    """The outcome of statements that are known: what is there goes, what is not there comes."""
    version = store.version
    if isinstance(store, EmbeddedStore):
        gone = {quad for quad in gone if quad in store.native}
        added = {quad for quad in added if quad not in store.native}
    by_graph: dict[str, tuple[set[Quad], set[Quad]]] = {}
    for side, quads in enumerate((gone, added)):
        for quad in quads:
            by_graph.setdefault(name_of(quad), (set(), set()))[side].add(quad)
    changes = [
        GraphChange(name, frozenset(out), frozenset(into), whole=not into and _all(store, name, len(out)))
        for name, (out, into) in sorted(by_graph.items())
    ]
    return Tried(version, Outcome.of(*changes))


def _all(store: Store, graph: str, gone: int) -> bool:
    """True where a graph holds no more than so many statements, which are gone: then there is no such graph any more."""
    if not isinstance(store, EmbeddedStore):
        return False
    return sum(1 for _ in islice(store.native.quads_for_pattern(None, None, None, node(graph)), gone + 1)) == gone


def _spared(text: str, outcome: Outcome) -> Outcome:
    """The outcome where CLEAR or DROP of all graphs passes over those that the service keeps itself."""
    words = [token.text.upper() for token in significant(text) if token.kind == "word" and token.text.upper() != "SILENT"]
    everything = any(one in ("CLEAR", "DROP") and two in ("ALL", "NAMED") for one, two in pairwise(words))
    if not everything:
        return outcome
    return Outcome(tuple(change for change in outcome.graphs if change.added or not is_protected(change.name)))
