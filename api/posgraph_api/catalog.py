"""/v1/datasets: what the store holds, and /health."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph import __version__
from posgraph.errors import Fault
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph.model.schema import TABLES
from posgraph_api import shapes
from posgraph_api.caching import Body
from posgraph_api.description import written
from posgraph_api.media import JSON, RDF
from posgraph_api.negotiation import choose
from posgraph_api.openapi import documented, in_path
from posgraph_api.parameters import Parameters
from posgraph_api.problems import Problem
from posgraph_api.service import Service, encode

_DATASETS = """SELECT ?id (STR(?dataset) AS ?iri) ?title ?licence ?description {
  ?dataset a pg:Dataset ; dcterms:identifier ?id
  OPTIONAL { ?dataset dcterms:title ?title } OPTIONAL { ?dataset dcterms:license ?licence }
  OPTIONAL { ?dataset dcterms:description ?description }
} ORDER BY ?id ?dataset"""


def routes(service: Service) -> APIRouter:
    """The routes of datasets and of health."""
    router = APIRouter()
    name = in_path("id", "The dataset's id.", "dataset")

    @router.get("/v1/datasets", tags=["Rows"], **documented("datasets", "List datasets", model=shapes.Datasets, media=RDF))
    def datasets(request: Request) -> Response:
        """The datasets in the store. The rows and findings under /v1 are those of the one that is served, or of the one that
        the parameter `dataset` names; SPARQL sees all.
        """
        Parameters.read(request)
        media = choose(request.headers.get("accept", ""), [JSON, *RDF])

        def make() -> Body:
            found = _datasets(service)
            return _written(service, found, {"items": found, "next": None}, media)

        return service.answer(request, ("datasets", media), make)

    @router.get(
        "/v1/datasets/{id:path}",
        tags=["Rows"],
        **documented("dataset", "One dataset", model=shapes.DatasetOne, media=RDF, parameters=[name], errors=(400, 404, 406)),
    )
    def dataset(request: Request) -> Response:
        """A dataset with its header, and how many rows each table has."""
        Parameters.read(request)
        media, id = choose(request.headers.get("accept", ""), [JSON, *RDF]), request.path_params["id"]
        return service.answer(request, ("dataset", id, media), lambda: _one(service, id, media))

    @router.get("/health", tags=["Service"], **documented("health", "Does the service run?", model=shapes.Health, errors=(400,)))
    def health(request: Request) -> Response:
        """Answers 200 as soon as the data are loaded and queries can be run."""
        Parameters.read(request)
        found = {"status": "ok", "posgraph": __version__, "datasets": list(service.graph.datasets())}
        return Response(encode(found), media_type=JSON, headers={"cache-control": "no-store"})

    return router


def _datasets(service: Service) -> list[dict[str, Any]]:
    rows = service.graph.store.select(_DATASETS).to_dicts()
    served = service.settings.dataset or (rows[0]["id"] if len({row["id"] for row in rows}) == 1 else None)
    return [row | {"served": row["id"] == served} for row in rows]


def _one(service: Service, id: str, media: str) -> Body:
    known = _datasets(service)
    found = next((one for one in known if one["id"] == id), None)
    if found is None:
        fault = Fault("path", id, "the id of a dataset; /v1/datasets lists them", near(id, [one["id"] for one in known]))
        raise Problem(404, "unknown-name", f"No dataset is called {id!r}", [fault])
    rows = service.graph.values(id).rows
    counts = {table.name: len(rows(table.name)) for table in TABLES}
    return _written(service, [found], found | {"counts": counts}, media)


def _written(service: Service, found: list[dict[str, Any]], body: dict[str, Any], media: str) -> Body:
    if media == JSON:
        return Body.of(encode(body), media)
    said = service.graph.store.describe(*(one["iri"] for one in found))
    dataset = service.graph.values(found[0]["id"]) if found else Dataset(id="none")
    return Body.of(written(dataset, said, media), media)
