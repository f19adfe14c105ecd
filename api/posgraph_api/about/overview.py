"""The pages that lead on: / says what is loaded, /docs what can be asked."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph_api.about.openapi import documented
from posgraph_api.http.media import HTML
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import AS_OF, Day, Parameters, option
from posgraph_api.pages.frame import page_body
from posgraph_api.pages.landing import landing
from posgraph_api.pages.reference import reference
from posgraph_api.service import Service


class OverviewQuery(Parameters):
    """The parameters of /."""

    as_of: Day | None = option(None, "The day that the page is about; today if left out.", AS_OF)


def routes(service: Service) -> APIRouter:
    """The routes of the two pages."""
    router = APIRouter(tags=["Pages"])

    @router.get("/", **documented("overview", "What is loaded", media=[HTML], query=OverviewQuery))
    def overview(request: Request) -> Response:
        """A page for people: the dataset, the hardest conflicts of a day, and where to go on."""
        day = OverviewQuery.read(request).as_of or date.today()
        choose(request.headers.get("accept", ""), [HTML])
        return service.answer(request, ("overview", day), lambda: page_body(landing(service.graph, service.dataset(), day)))

    @router.get("/docs", **documented("reference", "What can be asked", media=[HTML]))
    def docs(request: Request) -> Response:
        """A page for people, drawn from /openapi.json: every operation with its parameters and an example."""
        Parameters.read(request)
        choose(request.headers.get("accept", ""), [HTML])
        return service.answer(request, ("reference",), lambda: page_body(reference(request.app.openapi())))

    return router
