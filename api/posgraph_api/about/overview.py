"""/docs: what can be asked."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph_api.about.openapi import documented
from posgraph_api.http.media import HTML
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import Parameters
from posgraph_api.pages.reference import reference
from posgraph_api.service import Service


def routes(service: Service) -> APIRouter:
    """The route of the page."""
    router = APIRouter(tags=["Pages"])

    @router.get("/docs", **documented("reference", "What can be asked", media=[HTML]))
    def docs(request: Request) -> Response:
        """A page for people, drawn from /openapi.json: every operation with its parameters and an example."""
        Parameters.read(request)
        choose(request.headers.get("accept", ""), [HTML])
        return service.answer(request, ("reference",), lambda: reference(request.app.openapi()))

    return router
