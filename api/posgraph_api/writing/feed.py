"""/v1/changes: who wrote what, when and why; as pages, as PROV, and as a stream of server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from pyoxigraph import RdfFormat, Triple, serialize
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from posgraph.errors import Fault
from posgraph.names import PREFIXES
from posgraph.recording import Change
from posgraph.recording.journal import quads
from posgraph.store import RemoteStore
from posgraph_api.about.openapi import documented, in_path
from posgraph_api.access.caller import Right, caller_of
from posgraph_api.http.caching import Body
from posgraph_api.http.media import JSON, JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import Parameters, option
from posgraph_api.http.problems import Problem, unusable
from posgraph_api.service import Service, encode
from posgraph_api.shapes import writes

EVENTS = "text/event-stream"
LIMIT, MOST = 100, 1000
ROWS = 20_000
"""About so many rows one page tells of; a change is never cut in two."""

HEARTBEAT = 15.0
LOOK = 0.2
"""Seconds between two looks at whether something was written; an endpoint, which must be asked, is looked at less often."""

_RDF = {TURTLE: RdfFormat.TURTLE, JSON_LD: RdfFormat.JSON_LD, N_TRIPLES: RdfFormat.N_TRIPLES, RDF_XML: RdfFormat.RDF_XML}


class ChangesQuery(Parameters):
    """The parameters of the list of changes."""

    since: int = option(0, "Only changes after this number.", "a whole number, 0 or more", ge=0, le=10**15)
    limit: int = option(LIMIT, f"How many changes a page has, at most {MOST}.", f"a whole number, 1 to {MOST}", ge=1, le=MOST)
    dataset: str | None = option(None, "Only changes of this dataset, by id; of all datasets if left out.")


class StreamQuery(Parameters):
    """The parameters of the stream."""

    since: int | None = option(
        None, "Begin after this change; with those to come if left out.", "a whole number, 0 or more", ge=0, le=10**15
    )
    dataset: str | None = option(None, "Only changes of this dataset, by id; of all datasets if left out.")


def routes(service: Service) -> APIRouter:
    """The routes of changes."""
    router = APIRouter(prefix="/v1", tags=["Changes"])
    streams: set[object] = set()

    @router.get(
        "/changes",
        **documented("changes", "Who wrote what", model=writes.Changes, media=[*_RDF, EVENTS], query=ChangesQuery,
            parameters=[_LAST], errors=(400, 406, 503)),
    )  # fmt: skip
    async def changes(request: Request) -> Response:
        """The changes after number `since`, the oldest first, with every row before and after. Ask again with `next` as `since`
        for what was written meanwhile. As RDF they are activities of PROV; as `text/event-stream` the answer goes on as long as
        the service does. The log begins with the first write that this version of posgraph made.
        """
        media = choose(request.headers.get("accept", ""), [JSON, *_RDF, EVENTS])
        if media == EVENTS:
            query = ChangesQuery.read(request)
            since = query.since if "since" in query.model_fields_set else None
            return _stream(service, request, since, query.dataset, streams)
        return await asyncio.to_thread(_page, service, request, media)

    @router.get(
        "/changes/stream",
        **documented("changes-stream", "Changes as they are written", media=[EVENTS], query=StreamQuery, parameters=[_LAST],
            errors=(400, 406, 503)),
    )  # fmt: skip
    async def stream(request: Request) -> Response:
        """Server-sent events: `id` is the number of the change, `event` is `change`, `data` its JSON. What was written after
        `since`, or after `Last-Event-ID`, comes first; then each change as it is written. A comment every 15 seconds keeps the
        connection open.
        """
        query = StreamQuery.read(request)
        choose(request.headers.get("accept", ""), [EVENTS])
        return _stream(service, request, query.since, query.dataset, streams)

    @router.get(
        "/changes/{number}",
        **documented("change", "One change", model=writes.Change, media=_RDF,
            parameters=[in_path("number", "The number of the change.", "change")], query=Parameters, errors=(400, 404, 406)),
    )  # fmt: skip
    def change(request: Request) -> Response:
        """One change with every row before and after."""
        Parameters.read(request)
        media = choose(request.headers.get("accept", ""), [JSON, *_RDF])
        text = request.path_params["number"]
        plain = text.isascii() and text.isdigit() and len(text) < 16
        found = service.writer.recorder.journal.numbered([int(text)]) if plain else []
        if not found:
            last = service.writer.recorder.last()
            fault = Fault("path", text[:100], f"the number of a change, 1 to {last}" if last else "a change; there is none yet")
            raise Problem(404, "unknown-name", f"There is no change {text[:100]}", [fault])
        data = encode(_shown(found[0], request)) if media == JSON else _rdf(service, found, request, media)
        return Body.of(data, media).respond(request)

    return router


_LAST: dict[str, Any] = {
    "name": "Last-Event-ID", "in": "header", "required": False, "schema": {"type": "string"},
    "description": "Of a stream that was broken off: the `id` of the last event that came. It goes before `since`.",
}  # fmt: skip


def _page(service: Service, request: Request, media: str) -> Response:
    query, admin = ChangesQuery.read(request), _is_admin(request)
    key = ("changes", query.since, query.limit, query.dataset, admin, media)

    def make() -> Body:
        found, rows = [], 0
        journal = service.writer.recorder.journal
        last = journal.last()
        for change in journal.walk(query.since, {query.dataset} if query.dataset else None):
            found.append(change)
            rows += len(change.rows)
            if len(found) >= query.limit or rows >= ROWS:
                break
        whole = len(found) < query.limit and rows < ROWS
        after = max(last, query.since) if whole else found[-1].number
        if media != JSON:
            headers = {} if whole else {"link": f'<{_next(request, after)}>; rel="next"'}
            return Body.of(_rdf(service, found, request, media), media, headers)
        items = [_shown(change, request) for change in found]
        return Body.of(encode({"items": items, "next": after, "last": last}), media)

    # not service.answer, which keeps a body for whoever asks for the same address: this one hangs on who asks
    return service.bodies.get((service.version(), *key), make).respond(request)


def _next(request: Request, after: int) -> str:
    url = request.url.include_query_params(since=after)
    return f"{url.path}?{url.query}"


def _is_admin(request: Request) -> bool:
    return caller_of(request).right >= Right.admin


def _shown(change: Change, request: Request) -> dict[str, Any]:
    """A change as JSON; where it came from is for admins alone."""
    return change.to_dict() | ({"address": change.address or None} if _is_admin(request) else {})


def _rdf(service: Service, found: list[Change], request: Request, media: str) -> bytes:
    """Changes as activities of PROV, without what is for the service alone."""
    hidden = {"idempotencyKey", "requestDigest", *(() if _is_admin(request) else ("fromAddress",))}
    known = service.graph.datasets()
    bases = {id: service.graph.values(id).base for id in {change.dataset for change in found} if id in known}
    said = {
        Triple(quad.subject, quad.predicate, quad.object): None
        for change in found
        for quad in quads(change, bases.get(change.dataset) or f"{_ID}{change.dataset}/")
        if quad.predicate.value.rpartition("#")[2] not in hidden
    }
    used = {name: iri for name, iri in PREFIXES.items() if name in ("pg", "prov", "rdf", "rdfs", "xsd", "dcterms")}
    return serialize(said, format=_RDF[media], prefixes=used) or b""


_ID = "https://w3id.org/posgraph/id/"


def _stream(service: Service, request: Request, since: int | None, dataset: str | None, streams: set[object]) -> Response:
    """The answer that goes on; a problem 503 where there are as many as there may be."""
    if given := request.headers.get("last-event-id", "").strip():
        if not (given.isascii() and given.isdigit() and len(given) < 16):
            raise unusable([Fault("Last-Event-ID", given[:100], "the id of an event of this stream")])
        since = int(given)
    if len(streams) >= service.settings.streams:
        fault = Fault("streams", "", f"at most {service.settings.streams} streams at once; /v1/changes?since= tells the same")
        raise Problem(503, "busy", str(fault), [fault], {"retry-after": "10"})
    told = events(service, since, dataset, _is_admin(request))
    return _Streamed(told, streams)


class _Streamed(StreamingResponse):
    """The answer that goes on, counted for as long as it does."""

    def __init__(self, told: AsyncIterator[bytes], streams: set[object]) -> None:
        super().__init__(told, media_type=EVENTS, headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._streams.add(self)
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams.discard(self)


async def events(
    service: Service, since: int | None, dataset: str | None, admin: bool = False, heartbeat: float = HEARTBEAT
) -> AsyncIterator[bytes]:
    """The changes after a number, then each as it is written, as server-sent events; ends when the service stops.

    A look costs a microsecond where the store is in this process, so that many streams need no threads that wait.
    """
    journal, loop = service.writer.recorder.journal, asyncio.get_running_loop()
    remote = isinstance(service.graph.store, RemoteStore)
    number = since if since is not None else await asyncio.to_thread(journal.last)
    seen: object = None
    yield b": posgraph\n\n"
    sent = loop.time()
    while not service.part.life.stopping:
        now = await asyncio.to_thread(journal.last) if remote else service.version()
        if now != seen:
            found = await asyncio.to_thread(journal.changes, number, LIMIT)
            for change in found:
                number = change.number
                if dataset in (None, change.dataset):
                    yield event(change, admin)
                    sent = loop.time()
            if len(found) == LIMIT:
                continue
            seen = now
        if loop.time() - sent >= heartbeat:
            yield b":\n\n"
            sent = loop.time()
        await asyncio.sleep(LOOK * 10 if remote else LOOK)


def event(change: Change, admin: bool) -> bytes:
    """A change as an event."""
    said = change.to_dict() | ({"address": change.address or None} if admin else {})
    data = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return f"id: {change.number}\nevent: change\ndata: {data}\n\n".encode()
