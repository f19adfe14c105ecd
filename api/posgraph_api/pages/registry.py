"""Every page that shows a view; a new one is a line here."""

from __future__ import annotations

from fastapi import APIRouter

from posgraph_api.pages import conflicts, drawing, ground, home, matrix, orders, overlaps, search, settlements, timeline
from posgraph_api.service import Service

PAGES = (
    home.PAGE,
    matrix.PAGE,
    orders.PAGE,
    timeline.PAGE,
    ground.PAGE,
    settlements.PAGE,
    conflicts.PAGE,
    overlaps.PAGE,
    search.PAGE,
)


def routes(service: Service) -> APIRouter:
    """The routes of all of them."""
    router = APIRouter(include_in_schema=False)
    for page in PAGES:
        router.routes.extend(drawing.routes(service, page).routes)
    return router
