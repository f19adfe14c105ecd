"""/v1/datasets: what the store holds."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.errors import Fault
from posgraph.graph import Graph
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph.model.schema import TABLES
from posgraph.names import AUDIT_GRAPH
from posgraph_api import shapes
from posgraph_api.about.description import written
from posgraph_api.about.openapi import documented, in_path
from posgraph_api.http.caching import Body
from posgraph_api.http.media import JSON, RDF
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import Parameters
from posgraph_api.http.problems import Problem
from posgraph_api.service import Service, encode

_DATASETS = """SELECT ?id (STR(?dataset) AS ?iri) ?title ?licence ?description {
  ?dataset a pg:Dataset ; dcterms:identifier ?id
  OPTIONAL { ?dataset dcterms:title ?title } OPTIONAL { ?dataset dcterms:license ?licence }
  OPTIONAL { ?dataset dcterms:description ?description }
} ORDER BY ?id ?dataset"""

_LAST = """SELECT ?change {
  ?entry pg:changeNumber ?number ; dcterms:identifier ?change
  OPTIONAL { ?entry pg:changedDataset ?about } FILTER(COALESCE(?about, ?id) = ?id)
} ORDER BY DESC(?number) LIMIT 1"""
"""The last change of a dataset, or of statements that belong to no one dataset."""


def routes(service: Service) -> APIRouter:
    """The routes of datasets."""
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
            found = listed(service)
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

    return router


def listed(service: Service) -> list[dict[str, Any]]:
    """The datasets of the store, by id."""
    rows = service.graph.store.select(_DATASETS).to_dicts()
    served = service.settings.dataset or (rows[0]["id"] if len({row["id"] for row in rows}) == 1 else None)
    return [row | {"served": row["id"] == served} for row in rows]


def tag(service: Service, id: str) -> str:
    """The entity tag of a dataset in JSON, as it is now; a condition of a write is held against it."""
    return _one(service, id, JSON).etag


def _version(service: Service, id: str) -> str:
    """What changes with each write of a dataset: the last entry of the log that is about it, or, where there is none yet, its
    content.
    """
    rows = service.graph.store.select(_LAST, bindings={"id": id}, graphs=[AUDIT_GRAPH]).to_dicts()
    if rows:
        return str(rows[0]["change"])[:16]
    total = 0  # of sums of digests, so that the order in which the store gives the statements does not count
    for quad in list(Graph(service.graph.store, dataset=id).quads()):
        total += int.from_bytes(blake2b(str(quad.triple).encode(), digest_size=16).digest())
    return f"{total % (1 << 64):016x}"


def _one(service: Service, id: str, media: str) -> Body:
    known = listed(service)
    found = next((one for one in known if one["id"] == id), None)
    if found is None:
        fault = Fault("path", id, "the id of a dataset; /v1/datasets lists them", near(id, [one["id"] for one in known]))
        raise Problem(404, "unknown-name", f"No dataset is called {id!r}", [fault])
    rows = service.graph.values(id).rows
    counts = {table.name: len(rows(table.name)) for table in TABLES}
    version = service.names.get((service.version(), "version", id), lambda: _version(service, id))
    return _written(service, [found], found | {"counts": counts, "version": version}, media)


def _written(service: Service, found: list[dict[str, Any]], body: dict[str, Any], media: str) -> Body:
    if media == JSON:
        return Body.of(encode(body), media)
    said = service.graph.store.describe(*(one["iri"] for one in found))
    dataset = service.graph.values(found[0]["id"]) if found else Dataset(id="none")
    return Body.of(written(dataset, said, media), media)
