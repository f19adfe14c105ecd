"""The routes of findings under /v1: conflicts, overlaps, common ground and orders."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph_api import findings, shapes
from posgraph_api.caching import Body
from posgraph_api.findings import ConflictsQuery, FindingsQuery, GroundQuery, OrdersQuery, OverlapsQuery
from posgraph_api.media import JSON
from posgraph_api.negotiation import choose
from posgraph_api.openapi import documented
from posgraph_api.service import Service, encode

Q = TypeVar("Q", bound=FindingsQuery)


def routes(service: Service) -> APIRouter:
    """One route for each question."""
    router = APIRouter(prefix="/v1", tags=["Findings"])

    @router.get("/conflicts", **documented("conflicts", "What cannot both hold", model=shapes.Conflicts, query=ConflictsQuery))
    def conflicts(request: Request) -> Response:
        """Pairs of positions that cannot both have their way, the most severe first: by which rule, over which chain of
        relations, with both quotes and sources, and from when to when.
        """
        return _paged(service, request, _read(service, request, ConflictsQuery), findings.conflicts)

    @router.get("/overlaps", **documented("overlaps", "Where positions agree", model=shapes.Overlaps, query=OverlapsQuery))
    def overlaps(request: Request) -> Response:
        """Pairs of positions that want, or refuse, something in common, the strongest first, with the evidence of both."""
        return _paged(service, request, _read(service, request, OverlapsQuery), findings.overlaps)

    @router.get("/ground", **documented("ground", "Common ground of a set of actors", model=shapes.Ground, query=GroundQuery))
    def ground(request: Request) -> Response:
        """What all of the actors want, what some want and nobody refuses, and what is contested."""
        query = _read(service, request, GroundQuery)
        return _whole(service, request, query, lambda: findings.ground(service.dataset(), query))

    @router.get(
        "/orders", **documented("orders", "Can the steps be ordered to suit all?", model=shapes.Orders, query=OrdersQuery)
    )
    def orders(request: Request) -> Response:
        """Whether one order of the steps satisfies every preference; if none does: every smallest contradiction, the
        cheapest concessions that end them, and the roadmap that costs least. `partial` is true where time ran out.
        """
        query, seconds = _read(service, request, OrdersQuery), service.settings.query_seconds
        return _whole(service, request, query, lambda: findings.orders(service.dataset(), query, seconds))

    return router


def _read(service: Service, request: Request, model: type[Q]) -> Q:
    return model.read(request, partial(findings.refusals, service.dataset()))


def _paged(service: Service, request: Request, query: Any, find: Callable[..., dict[str, Any]]) -> Response:
    """A page of a result, which is computed once for all its pages."""
    choose(request.headers.get("accept", ""), [JSON])
    path = request.url.path
    key = (path, query.day, query.listing())

    def make() -> Body:
        found = service.results.get((service.version(), *key), lambda: find(service.dataset(), query))
        part = findings.page(found, query, f"{path}?{query.listing()}")
        return Body.of(encode(part), JSON, query.following(path, part["next"]), lasting=not part.get("partial"))

    return service.answer(request, (*key, query.limit, query.cursor), make)


def _whole(service: Service, request: Request, query: FindingsQuery, find: Callable[[], dict[str, Any]]) -> Response:
    choose(request.headers.get("accept", ""), [JSON])
    key = (request.url.path, query.day, query.model_dump_json(exclude_defaults=True))

    def make() -> Body:
        found = find()
        return Body.of(encode(found), JSON, lasting=not found.get("partial"))

    return service.answer(request, key, make)
