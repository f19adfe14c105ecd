"""/static/…: what pages load."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.errors import Fault
from posgraph_api.http.problems import Problem
from posgraph_api.pages.assets import icon, script, style

_FOREVER = "public, max-age=31536000, immutable"


def routes(_service: object) -> APIRouter:
    """The route of all of them; another digest than theirs is that of another version, which is not here."""
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{name}")
    def static(request: Request, name: str) -> Response:
        """One of them."""
        found = next((asset for asset in (style(), script(), icon()) if asset.name == name), None)
        if found is None:
            fault = Fault("path", request.url.path, "a page of this service")
            raise Problem(404, "not-found", str(fault), [fault])
        headers = {"cache-control": _FOREVER, "etag": f'"{name}"', "x-content-type-options": "nosniff"}
        return Response(found.data, headers=headers, media_type=found.media_type)

    return router
