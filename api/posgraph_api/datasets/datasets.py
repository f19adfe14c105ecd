"""/v1/datasets/ID/download: a dataset whole, in every format that it can be sent back in, and as Parquet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter, Request
from pyoxigraph import Quad
from starlette.responses import Response

from posgraph import writing
from posgraph.errors import Fault
from posgraph.exporters import EXPORTERS
from posgraph.exporters.archive import archive
from posgraph.graph import Graph
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph_api.about.openapi import documented, in_path
from posgraph_api.http.caching import Body
from posgraph_api.http.media import ACCEPTED, DATASETS
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import Parameters, option
from posgraph_api.http.problems import Problem
from posgraph_api.service import Asked, Service, read_moment


class DownloadQuery(Parameters):
    """The parameters of a download."""

    format: (
        Literal[
            "csv",
            "xlsx",
            "ttl",
            "trig",
            "nt",
            "nq",
            "jsonld",
            "parquet",
            "arrow",
            "graphml",
            "gexf",
            "graph",
            "edges",
            "dot",
            "nanopub",
        ]
        | None
    ) = option(
        None,
        "The format, before what Accept says: csv, parquet and arrow are folders, packed as zip.",
        f"one of: {', '.join(DATASETS)}",
    )
    recorded_at: str | None = option(
        None,
        "The dataset as it was recorded at this moment, such as 2026-11-22T10:00:00Z; now if left out.",
        "a moment with its time zone, as 2026-11-22T10:00:00Z, or a day",
    )


def routes(service: Service) -> APIRouter:
    """The route of downloads."""
    router = APIRouter(tags=["Rows"])
    name = in_path("id", "The dataset's id.", "download")

    @router.get(
        "/v1/datasets/{id}/download",
        **documented(
            "download",
            "A dataset as a file",
            media=dict.fromkeys(DATASETS.values()),
            query=DownloadQuery,
            parameters=[name],
            errors=(400, 404, 406),
        ),
    )
    def download(request: Request) -> Response:
        """The whole dataset as one file, which can be sent to /v1/datasets again: a zip of CSV tables, a spreadsheet, or RDF; or
        a zip of Parquet or Arrow files, a network, or nanopublications, which are for other programs. RDF holds all that is said
        in the dataset's graph; the others hold what tables have columns for.
        """
        query = DownloadQuery.read(request)
        kind = query.format or ACCEPTED[choose(request.headers.get("accept", ""), _OFFERED)]
        id = request.path_params["id"]
        moment = read_moment(query.recorded_at) if query.recorded_at else None
        if moment is None and id not in service.graph.datasets():
            raise missing(service, id)
        here = replace(service, asked=Asked(id, moment))
        return here.answer(request, ("download", kind), lambda: _made(here, id, kind))

    return router


def missing(service: Service, id: str) -> Problem:
    """The problem of a dataset that there is not."""
    known = service.graph.datasets()
    fault = Fault("path", id, "the id of a dataset; /v1/datasets lists them", near(id, known))
    return Problem(404, "unknown-name", f"No dataset is called {id!r}", [fault])


_OFFERED = [media for media in dict.fromkeys(DATASETS.values()) if media in ACCEPTED]


def _made(service: Service, id: str, kind: str) -> Body:
    dataset = service.dataset()
    exporter = EXPORTERS[kind]
    made = exporter.make(dataset, _quads(service, dataset))
    content = made if isinstance(made, bytes) else archive(made, id)
    suffix = exporter.suffix or (".zip" if kind == "csv" else f".{kind}.zip")
    name = f"{id}{suffix}"
    headers = {"content-disposition": f"attachment; filename=\"{_plain(name)}\"; filename*=UTF-8''{quote(name, safe='')}"}
    return Body.of(content, DATASETS[kind], headers)


def _quads(service: Service, dataset: Dataset) -> Iterable[Quad]:
    """What is said in the graph of the dataset; of one as it was recorded once, what its rows say."""
    if service.asked.recorded_at is not None:
        return writing.quads(dataset)
    return list(Graph(service.graph.store, dataset=dataset.id).quads())


def _plain(name: str) -> str:
    return name.encode("ascii", "replace").decode().replace("?", "-")
