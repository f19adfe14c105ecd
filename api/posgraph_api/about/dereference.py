"""/id/…: every IRI of the datasets, the ontology and its vocabularies, as a page for people and as data for machines."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.errors import UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph_api.about import addresses, things
from posgraph_api.about.description import written
from posgraph_api.about.openapi import documented, in_path
from posgraph_api.http.caching import Body
from posgraph_api.http.media import FORMATS, HTML, JSON, RDF
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import AS_OF, Day, Given, Parameters, option
from posgraph_api.pages.frame import page_body
from posgraph_api.pages.thing import thing_page
from posgraph_api.service import Service, encode
from posgraph_api.shapes import Thing


class ThingQuery(Parameters):
    """The parameters of /id/…."""

    format: str | None = option(None, f"The format, before what Accept says. One of {', '.join(FORMATS)}.")
    asof: Day | None = option(
        None, "The day that the page for people is about, which data formats are not; today if left out.", AS_OF
    )

    @property
    def day(self) -> date:
        """The day that the page is about."""
        return self.asof or date.today()


def routes(service: Service) -> APIRouter:
    """The route of every IRI."""
    router = APIRouter(tags=["Things"])
    name = in_path("path", "The dataset, the kind and the key of the thing; or `ns/TERM`, or `vocab/SCHEME/WORD`.", "thing")

    @router.get(
        "/id/{path:path}",
        **documented(
            "thing",
            "One thing, by its IRI",
            model=Thing,
            media=[HTML, *RDF],
            query=ThingQuery,
            parameters=[name],
            errors=(400, 404, 406),
        ),
    )
    def dereference(request: Request) -> Response:
        """Everything the store says of `https://w3id.org/posgraph/id/…` (or of the same path under the dataset's own base):
        with its evidence, quotes and conditions, and, as HTML and JSON, with what points to it. Every IRI of the
        service is found here, also terms of the ontology and words of its vocabularies.
        """
        query = ThingQuery.read(request, _refusals)
        media = FORMATS[query.format] if query.format else choose(request.headers.get("accept", ""), [JSON, HTML, *RDF])
        path = request.scope["raw_path"].decode("latin-1")
        if media == HTML:
            origin = str(request.base_url).rstrip("/")
            return service.answer(
                request, ("thing", path, query.asof, query.day, origin), lambda: _page(service, path, query.asof, origin)
            )
        return service.answer(request, ("thing", path, media), lambda: _body(service, path, media))

    return router


def _refusals(given: Given) -> list[UsageError]:
    unknown = [name for name in given.get("format", ()) if name not in FORMATS]
    return [UsageError("format", name, f"one of: {', '.join(FORMATS)}", near(name, list(FORMATS))) for name in unknown]


def _body(service: Service, path: str, media: str) -> Body:
    store, dataset = service.graph.store, _dataset(service, path)
    known = addresses.bases(store)
    iri = addresses.iri(path, known)
    if media in RDF:
        return Body.of(written(dataset, things.triples(store, iri, dataset), media), media)
    return Body.of(encode(things.thing(store, iri, dataset).to_dict()), media)


def _page(service: Service, path: str, asof: date | None, origin: str) -> Body:
    store, dataset = service.graph.store, _dataset(service, path)
    known = addresses.bases(store)
    found = things.thing(store, addresses.iri(path, known), dataset)
    return page_body(thing_page(service, found, path, known, asof, origin))


def _dataset(service: Service, path: str) -> Dataset:
    """The dataset that a path speaks of, else the one that is served, whose names things are told by; an empty one without."""
    known = service.graph.datasets()
    first = unquote(path.removeprefix(addresses.ROOT).partition("/")[0])
    name = first if first in known else service.settings.dataset or next(iter(known), None)
    return service.graph.values(name) if name else Dataset(id="none")
