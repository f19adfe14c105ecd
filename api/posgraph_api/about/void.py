"""/.well-known/void: the datasets for those who look for data, in VoID (W3C Interest Group Note, 2011)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from starlette.responses import Response

from posgraph.names import expand
from posgraph.store import Store, Triples
from posgraph_api.about.description import FORMATS, NOTHING, written
from posgraph_api.about.openapi import documented
from posgraph_api.http.caching import Body
from posgraph_api.http.media import RDF
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import Parameters
from posgraph_api.service import Service

VOID = "http://rdfs.org/ns/void#"

_DATASETS = """SELECT ?g ?dataset ?id ?title ?licence ?description {
  GRAPH ?g { ?dataset a pg:Dataset ; dcterms:identifier ?id
    OPTIONAL { ?dataset dcterms:title ?title } OPTIONAL { ?dataset dcterms:license ?licence }
    OPTIONAL { ?dataset dcterms:description ?description } }
} ORDER BY ?id ?g"""
_PROPERTIES = "SELECT ?name (COUNT(*) AS ?n) { ?s ?name ?o } GROUP BY ?name ORDER BY ?name"
_CLASSES = "SELECT ?name (COUNT(*) AS ?n) { ?s a ?name } GROUP BY ?name ORDER BY ?name"
_A = NamedNode(expand("rdf:type"))
_FORMATS = ("Turtle", "JSON-LD", "N-Triples", "RDF_XML")


def routes(service: Service) -> APIRouter:
    """The route of the description."""
    router = APIRouter(tags=["SPARQL"])

    @router.get("/.well-known/void", **documented("void", "Describe the datasets", media=RDF))
    def void(request: Request) -> Response:
        """Each dataset with its title and licence, where to ask and get it, and how often it uses which class and property."""
        Parameters.read(request)
        media = choose(request.headers.get("accept", ""), list(RDF))
        address = str(request.base_url).rstrip("/")

        def make() -> Body:
            return Body.of(written(NOTHING, Triples(tuple(_triples(service.graph.store, address))), media), media)

        return service.answer(request, ("void", address, media), make)

    return router


def _triples(store: Store, address: str) -> Iterator[Triple]:
    about = NamedNode(f"{address}/.well-known/void")
    yield Triple(about, _A, _void("DatasetDescription"))
    for row in store.select(_DATASETS).to_dicts():
        dataset = NamedNode(row["dataset"])
        yield Triple(about, NamedNode(expand("foaf:topic")), dataset)
        yield Triple(dataset, _A, _void("Dataset"))
        for name in ("title", "description"):
            if row[name]:
                yield Triple(dataset, NamedNode(expand(f"dcterms:{name}")), Literal(row[name]))
        if row["licence"]:
            yield Triple(dataset, NamedNode(expand("dcterms:license")), _term(row["licence"]))
        yield Triple(dataset, _void("sparqlEndpoint"), NamedNode(f"{address}/sparql"))
        yield Triple(dataset, _void("uriSpace"), Literal(row["dataset"]))
        yield Triple(dataset, _void("dataDump"), NamedNode(f"{address}/store?graph={quote(row['g'], safe='')}"))
        for format in _FORMATS:
            yield Triple(dataset, _void("feature"), NamedNode(FORMATS + format))
        yield from _counts(store, dataset, row["g"])


def _counts(store: Store, dataset: NamedNode, graph: str) -> Iterator[Triple]:
    """How many statements there are, and how many of each property and of things of each class."""
    properties, classes = (store.select(text, graphs=[graph]).to_dicts() for text in (_PROPERTIES, _CLASSES))
    yield Triple(dataset, _void("triples"), Literal(sum(row["n"] for row in properties)))
    yield Triple(dataset, _void("properties"), Literal(len(properties)))
    yield Triple(dataset, _void("classes"), Literal(len(classes)))
    for kind, count, rows in (("property", "triples", properties), ("class", "entities", classes)):
        for row in rows:
            part = BlankNode(blake2b(f"{dataset} {kind} {row['name']}".encode(), digest_size=8).hexdigest())
            yield Triple(dataset, _void(f"{kind}Partition"), part)
            yield Triple(part, _void(kind), NamedNode(row["name"]))
            yield Triple(part, _void(count), Literal(row["n"]))


def _term(text: Any) -> NamedNode | Literal:
    return NamedNode(text) if str(text).startswith(("http://", "https://")) else Literal(str(text))


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)
