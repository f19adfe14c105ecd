"""/health, /ready and /metrics: what whoever runs the service, and the machines that watch it, ask."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph import __version__
from posgraph.errors import PosgraphError
from posgraph_api import shapes
from posgraph_api.about.openapi import documented
from posgraph_api.access.caller import Right, caller_of
from posgraph_api.http.media import JSON
from posgraph_api.http.parameters import Parameters
from posgraph_api.service import Service, encode
from posgraph_api.serving.metrics import MEDIA_TYPE

_NEVER = {"cache-control": "no-store"}
_SECONDS = 2.0  # that another process or an endpoint is given to answer


def routes(service: Service) -> APIRouter:
    """The routes of operation."""
    router = APIRouter(tags=["Service"])

    @router.get("/health", **documented("health", "Does the service run?", model=shapes.Health, errors=(400,)))
    async def health(request: Request) -> Response:
        """Answers 200 as long as the process runs, also without a token. Who may read is told the ids of the datasets."""
        Parameters.read(request)
        found: dict[str, Any] = {"status": "ok", "posgraph": __version__}
        if caller_of(request).right >= Right.read:
            with suppress(PosgraphError):  # the store does not answer: /ready says so
                found["datasets"] = list(await asyncio.to_thread(service.graph.datasets))
        return Response(encode(found), media_type=JSON, headers=_NEVER)

    @router.get("/ready", **documented("ready", "Can the service answer?", model=shapes.Ready, errors=(400, 503)))
    async def ready(request: Request) -> Response:
        """Answers 200 where requests can be answered, else 503 with the reasons, also without a token: the service starts or
        stops, its store or endpoint does not answer, no process is there to run queries, or the one that writes is gone.
        `writing` says whether the service takes writes.
        """
        Parameters.read(request)
        reasons = await _reasons(service)
        status = "not ready" if reasons else "ready"
        found = {"status": status, "posgraph": __version__, "writing": _writes(service), "reasons": reasons}
        return Response(encode(found), 503 if reasons else 200, _NEVER, JSON)

    @router.get("/metrics", include_in_schema=False)  # each answer is another, and no client is made for it
    def metrics(request: Request) -> Response:
        """Counts, times and levels of all processes together, in the text format of Prometheus."""
        Parameters.read(request)
        service.metrics.level(service.level())
        return Response(service.metrics.text(), headers={**_NEVER, "content-type": MEDIA_TYPE})

    return router


async def _reasons(service: Service) -> list[str]:
    """Why the service cannot answer now; nothing in it names the data."""
    life, found = service.part.life, []
    if not life.started:
        found.append("it starts")
    if life.stopping:
        found.append("it stops")
    if service.graph.store.kind == "remote":
        try:
            async with asyncio.timeout(_SECONDS):
                await asyncio.to_thread(service.version)
        except (PosgraphError, TimeoutError):
            found.append("the endpoint of the data does not answer")
    else:
        if not service.executor.workers()[0]:
            found.append("no process is there to run queries")
        if getattr(service.graph.store, "stuck", False):
            found.append("the store cannot be written to")
    if (inner := service.part.inner) is not None:
        try:
            async with asyncio.timeout(_SECONDS):
                _, writer = await asyncio.open_unix_connection(str(inner))
            writer.close()
        except (OSError, TimeoutError):
            found.append("the process that writes does not answer")
    return found


def _writes(service: Service) -> bool:
    return service.part.inner is not None or not getattr(service.graph.store, "read_only", False)
