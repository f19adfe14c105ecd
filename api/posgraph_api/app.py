"""The service as an ASGI application over one graph."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from posgraph import __version__
from posgraph.store import MemoryStore
from posgraph_api import (
    answers,
    asking,
    catalog,
    changing,
    deals,
    dereference,
    graph_store,
    holding,
    modelling,
    openapi,
    overview,
    problems,
    sparql,
    supposing,
    tables,
    update,
)
from posgraph_api.access import Access, Keys, open_reading
from posgraph_api.clients import Proxies
from posgraph_api.heads import Heads
from posgraph_api.hosts import Hosts, names
from posgraph_api.inferring import Inferring
from posgraph_api.service import Service
from posgraph_api.settings import Settings

if TYPE_CHECKING:
    from posgraph.graph import Graph

ROUTES = (
    overview.routes,
    catalog.routes,
    answers.routes,
    deals.routes,
    supposing.routes,
    changing.routes,
    holding.routes,
    modelling.routes,
    asking.routes,
    tables.routes,
    sparql.routes,
    update.routes,
    graph_store.routes,
    dereference.routes,
)
"""Every group of routes: a function from the service to a router."""


def create_app(graph: Graph, settings: Settings | None = None) -> FastAPI:
    """The application that serves a graph; it keeps no state outside itself. The graph is not closed with it.

    Raises UnknownName where the graph has datasets and not the one that was chosen, DataError where what is stored has faults.
    """
    service = Service.of(graph, settings or Settings())
    service.writer.heard.append(service.forget)
    for name in graph.datasets():
        _ = graph.values(name)  # read now: faults are for whoever starts the service, not for its first visitor

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await service.executor.start()
        findings = Inferring(graph, service.writer)
        if service.settings.infer or isinstance(graph.store, MemoryStore):
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
    app.mount("/static", StaticFiles(directory=str(files("posgraph_api").joinpath("static"))), name="static")
    app.add_middleware(Heads)  # each one added stands around those before it
    keys, proxies = Keys.of(service.settings), Proxies.of(service.settings.trusted_proxies)
    app.add_middleware(Access, settings=service.settings, keys=keys, proxies=proxies)
    if service.settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=service.settings.cors_origins, allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["accept", "authorization", "content-type", "if-none-match"],
            expose_headers=[
                "etag", "link", "posgraph-limits", "ratelimit", "ratelimit-policy", "retry-after", "www-authenticate"
            ],
        )  # fmt: skip
    app.add_middleware(Hosts, names=names(service.settings))
    return app
