"""The page at /sparql: a query of a browser, run as every other, and its answer drawn."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from hashlib import blake2b

from fastapi import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from posgraph.errors import PosgraphError
from posgraph_api.http.caching import Body
from posgraph_api.http.problems import Problem, of_error
from posgraph_api.pages.sparql import Asked, sparql_page, surroundings
from posgraph_api.querying.endpoint import Endpoint, read, too_large
from posgraph_api.querying.queries import CARRIED, FORMATS, in_address, posted, read_task
from posgraph_api.querying.running import failure
from posgraph_api.querying.tasks import Reply, Task
from posgraph_api.service import Service
from posgraph_api.views.sparql.answer import JSON, N_TRIPLES, TSV, Lines, answer
from posgraph_api.views.sparql.refusal import Refusal, refusal
from posgraph_api.views.sparql.solutions import SHOWN

_OF_QUERIES = {"bad-query", "time-limit", "answer-too-large", "busy", "query-ended", "store-unavailable"}
"""Problems that are told above the query, which stays where it is."""


class Browsing:
    """Answers what browsers ask of /sparql."""

    def __init__(self, service: Service, endpoint: Endpoint) -> None:
        self._service, self._endpoint = service, endpoint
        self._here = service.graph.store.kind != "remote"

    async def answer(self, request: Request) -> Response:
        """The page, or, where a form asks for another format, what the endpoint gives."""
        data, query, most = b"", request.scope["query_string"], self._service.settings.request_bytes
        if request.method == "POST":
            data = await read(request.receive, most)
            pairs = posted(request.headers.get("content-type", ""), data, query)
        elif len(query) > most:
            raise too_large("address", most)
        else:
            pairs = in_address(query)
        if any(name in FORMATS for name, _ in pairs):
            return Passed(self._endpoint, data)
        asked = Asked.of(pairs, str(request.base_url).rstrip("/"))
        own = [pair for pair in pairs if pair[0] not in CARRIED]
        if not own or own == [("query", "")]:
            return (await asyncio.to_thread(self._drawn, asked)).respond(request)
        version = self._service.version() if self._here else None
        key = ("/sparql", "page", version, asked.origin, blake2b(repr(pairs).encode(), digest_size=20).digest())
        body = self._service.bodies.find(key) if self._here else None
        if body is None:
            try:
                media = f"{TSV if self._here else JSON}, {N_TRIPLES}"
                task = await read_task(own, media, f"{asked.origin}/sparql")
                reply = await self._endpoint.run(task, request.receive)
                if reply is None:
                    return Response(status_code=499)
                body = await self._told(reply, task, asked)
            except PosgraphError as error:
                return await self._refused(of_error(error), asked)
            except Problem as problem:
                return await self._refused(problem, asked)
            if self._here and reply.version == version:
                self._service.bodies.keep(key, body)
        return body.respond(request)

    async def _told(self, reply: Reply, task: Task, asked: Asked) -> Body:
        """The page of an answer. Of a large one only the first rows are kept while the rest is counted."""
        if "error" in reply.head:
            raise await asyncio.to_thread(failure, reply, "", task.text, self._service.executor.limits)
        media = reply.head["type"]
        if media == JSON:
            return await asyncio.to_thread(self._drawn, asked, media, reply.body, 0)
        lines = Lines(SHOWN + (media == TSV))
        lines.add(reply.body)
        if reply.rest:
            try:
                async for piece in reply.rest:
                    lines.add(piece)
            finally:
                await reply.rest.aclose()
        return await asyncio.to_thread(self._drawn, asked, media, lines.first, lines.count)

    def _drawn(self, asked: Asked, media: str = "", data: bytes = b"", count: int = 0, refused: Refusal | None = None) -> Body:
        around = surroundings(self._service, asked)
        found = answer(media, data, count, around.names) if media else None
        page = sparql_page(asked, around, found, refused)
        return replace(page, headers={**page.headers, "posgraph-limits": around.limits.told})

    async def _refused(self, problem: Problem, asked: Asked) -> Response:
        if problem.word not in _OF_QUERIES or not asked.query:
            raise problem
        said = refusal(problem.title, problem.detail, problem.faults, asked.query)
        body = await asyncio.to_thread(self._drawn, asked, refused=said)
        headers = {**body.headers, "cache-control": "no-store", "vary": "accept", **problem.headers}
        return Response(body.data, problem.status, headers, body.media_type)


class Passed(Response):
    """A query that came through the framework, answered as those that did not; ``data`` is what was read of its body."""

    def __init__(self, endpoint: Endpoint, data: bytes = b"") -> None:
        super().__init__()
        self._endpoint, self._data = endpoint, data

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the query."""
        pending = [self._data] if self._data else []

        async def again() -> Message:
            return {"type": "http.request", "body": pending.pop()} if pending else await receive()

        await self._endpoint(scope, again, send)
