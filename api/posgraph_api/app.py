"""The service as an ASGI application over one graph."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from posgraph import __version__
from posgraph.store import MemoryStore
from posgraph_api.about import dereference, openapi, overview, void
from posgraph_api.access import login
from posgraph_api.access.access import Access, Keys, open_reading
from posgraph_api.access.clients import Proxies
from posgraph_api.datasets import catalog, datasets, uploads
from posgraph_api.findings import answers, asking, changing, deals, holding, modelling, networking, searching, supposing
from posgraph_api.http import problems
from posgraph_api.http.compression import Compression
from posgraph_api.http.heads import Heads
from posgraph_api.http.hosts import Hosts, names
from posgraph_api.http.repeats import Repeats
from posgraph_api.http.requests import Requests
from posgraph_api.listing import tables
from posgraph_api.pages import registry, static
from posgraph_api.querying import sparql
from posgraph_api.querying.endpoint import Endpoint, Queries
from posgraph_api.reviewing import routes as review
from posgraph_api.service import Service
from posgraph_api.serving import backups, health
from posgraph_api.serving.forwarding import Forwarding
from posgraph_api.serving.latest import Renewal
from posgraph_api.serving.part import Part
from posgraph_api.serving.private import Private
from posgraph_api.serving.settings import Settings
from posgraph_api.updating import graph_store, update
from posgraph_api.writing import editing, feed, history
from posgraph_api.writing.inferring import Inferring

if TYPE_CHECKING:
    from posgraph.graph import Graph

ROUTES = (
    overview.routes,
    health.routes,
    datasets.routes,  # before the one dataset, whose address would take that of its download, too
    uploads.routes,
    catalog.routes,
    answers.routes,
    deals.routes,
    supposing.routes,
    changing.routes,
    networking.routes,
    searching.routes,
    holding.routes,
    modelling.routes,
    asking.routes,
    history.routes,
    tables.routes,
    editing.routes,
    feed.routes,
    sparql.routes,
    backups.routes,
    update.routes,
    graph_store.routes,
    void.routes,
    dereference.routes,
    login.routes,
    review.routes,
    registry.routes,
    static.routes,
)
"""Every group of routes: a function from the service to a router."""


def create_app(graph: Graph, settings: Settings | None = None, part: Part | None = None) -> FastAPI:
    """The application that serves a graph; it keeps no state outside itself. The graph is not closed with it. ``part`` is for
    one of several processes.

    Raises UnknownName where the graph has datasets and not the one that was chosen, DataError where what is stored has faults.
    """
    service = Service.of(graph, settings or Settings(), part)
    part = service.part
    part.life.ticks.append(lambda: part.metrics.level(service.level()))
    service.writer.heard.append(service.forget)
    service.writer.count = lambda change: part.metrics.write(change.kind, change.number)
    for name in graph.datasets():
        _ = graph.values(name)  # read now: faults are for whoever starts the service, not for its first visitor

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await service.executor.start()
        part.life.started = True
        findings = Inferring(graph, service.writer)
        if part.latest is None and (service.settings.infer or isinstance(graph.store, MemoryStore)):
            findings.start()
        try:
            yield
        finally:
            await asyncio.to_thread(findings.stop)
            await service.executor.stop()

    app = FastAPI(title="posgraph", version=__version__, docs_url=None, redoc_url=None, lifespan=life, redirect_slashes=False)
    problems.install(app)
    openapi.install(app, open_reading(service.settings))
    for routes in ROUTES:
        app.router.routes.extend(routes(service).routes)  # flat, so that an error can look through all of them
    app.add_middleware(Repeats, service=service)
    app.add_middleware(Queries, endpoint=Endpoint(service))
    app.add_middleware(Compression)
    app.add_middleware(Heads)  # each one added stands around those before it
    if part.publishing:
        service.writer.published = part.publishing.publish
        app.add_middleware(Private)
        return app
    if part.latest and part.inner:
        part.latest.renewed = lambda: [hear() for hear in service.writer.heard]
        part.life.ticks.append(part.latest.follow)
        app.add_middleware(Renewal, latest=part.latest)
        app.add_middleware(Forwarding, place=part.inner)
    keys, proxies = Keys.of(service.settings), Proxies.of(service.settings.trusted_proxies)
    app.add_middleware(Access, settings=service.settings, keys=keys, proxies=proxies)
    if service.settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=service.settings.cors_origins,
            allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=[
                "accept", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "last-event-id",
                "x-request-id",
            ],
            expose_headers=[
                "accept-patch", "accept-post", "allow", "content-disposition", "etag", "idempotency-replayed", "link", "location",
                "posgraph-change", "posgraph-limits", "ratelimit", "ratelimit-policy", "retry-after", "www-authenticate",
                "x-request-id",
            ],
        )  # fmt: skip
    app.add_middleware(Hosts, names=names(service.settings))
    inner = app.build_middleware_stack()  # with the handler of bugs in it, so that their answers have an id, too
    app.middleware_stack = Requests(inner, part.life, part.metrics, logs=service.settings.access_log)
    return app
