"""Triples that the service itself writes: in which order, and what the SPARQL endpoint can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from posgraph.exporters.registry import render
from posgraph.model import Dataset
from posgraph.names import expand
from posgraph.store import Triples
from posgraph_api.media import RDF, RDF_XML

if TYPE_CHECKING:
    from posgraph.graph import Graph

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"


def written(dataset: Dataset, found: Triples, media: str) -> bytes:
    """Triples in a serialisation, in the order in which the dataset is exported: the same triples are the same bytes."""
    if media == RDF_XML:
        return Triples(tuple(sorted(found, key=str))).serialize(RDF[media])
    return render(dataset, RDF[media], [Quad(t.subject, t.predicate, t.object) for t in found])


def service_description(endpoint: str, graph: Graph) -> Triples:
    """What the endpoint is, reads and writes (SPARQL 1.1 Service Description, W3C 2013)."""
    service, data, default = NamedNode(endpoint), BlankNode("dataset"), BlankNode("default")
    a = NamedNode(expand("rdf:type"))

    def sd(name: str) -> NamedNode:
        return NamedNode(SD + name)

    found = [
        Triple(service, a, sd("Service")),
        Triple(service, sd("endpoint"), service),
        Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        Triple(service, sd("feature"), sd("UnionDefaultGraph")),
        Triple(service, sd("defaultDataset"), data),
        Triple(data, a, sd("Dataset")),
        Triple(data, sd("defaultGraph"), default),
        Triple(default, a, sd("Graph")),
        Triple(service, NamedNode(expand("dcterms:title")), Literal(f"posgraph: {', '.join(graph.datasets())}")),
    ]
    for name in (
        "SPARQL_Results_JSON",
        "SPARQL_Results_XML",
        "SPARQL_Results_CSV",
        "SPARQL_Results_TSV",
        "Turtle",
        "JSON-LD",
        "N-Triples",
        "RDF_XML",
    ):
        found.append(Triple(service, sd("resultFormat"), NamedNode(FORMATS + name)))
    for n, name in enumerate(graph.store.graphs()):
        node, content = BlankNode(f"named{n}"), BlankNode(f"graph{n}")
        found += [
            Triple(data, sd("namedGraph"), node),
            Triple(node, a, sd("NamedGraph")),
            Triple(node, sd("name"), NamedNode(name)),
        ]
        found += [Triple(node, sd("graph"), content), Triple(content, a, sd("Graph"))]
    return Triples(tuple(found))
