"""Triples that the service itself writes: in which order, and what the SPARQL endpoints can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from posgraph.exporters.registry import render
from posgraph.model import Dataset
from posgraph.names import expand
from posgraph.store import RemoteStore, Triples
from posgraph_api.http.media import RDF, RDF_XML

if TYPE_CHECKING:
    from posgraph.graph import Graph

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
NOTHING = Dataset(id="nothing")
"""The dataset in whose order triples are written that belong to none."""

_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "JSON-LD", "N-Triples", "RDF_XML")
_A = NamedNode(expand("rdf:type"))


def written(dataset: Dataset, found: Triples, media: str) -> bytes:
    """Triples in a serialisation, in the order in which the dataset is exported: the same triples are the same bytes."""
    if media == RDF_XML:
        return Triples(tuple(sorted(found, key=str))).serialize(RDF[media])
    return render(dataset, RDF[media], [Quad(t.subject, t.predicate, t.object) for t in found])


def service_description(address: str, graph: Graph) -> Triples:
    """What the endpoints of the service at an address are, read and write (SPARQL 1.1 Service Description, W3C 2013)."""
    query, update = NamedNode(f"{address}/sparql"), NamedNode(f"{address}/update")
    data, default = BlankNode("dataset"), BlankNode("default")
    title = f"posgraph: {', '.join(graph.datasets())}".rstrip(": ")
    found = [
        Triple(query, _A, _sd("Service")),
        Triple(query, _sd("endpoint"), query),
        Triple(query, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Triple(query, _sd("feature"), _sd("UnionDefaultGraph")),
        Triple(query, _sd("defaultDataset"), data),
        Triple(query, NamedNode(expand("dcterms:title")), Literal(title)),
        *(Triple(query, _sd("resultFormat"), NamedNode(FORMATS + name)) for name in (*_RESULTS, *_GRAPHS)),
        Triple(update, _A, _sd("Service")),
        Triple(update, _sd("endpoint"), update),
        Triple(update, _sd("supportedLanguage"), _sd("SPARQL11Update")),
        Triple(update, NamedNode(expand("dcterms:title")), Literal(f"{title} (updates)")),
        *(Triple(update, _sd("inputFormat"), NamedNode(FORMATS + name)) for name in _GRAPHS),
        Triple(data, _A, _sd("Dataset")),
        Triple(data, _sd("defaultGraph"), default),
        Triple(default, _A, _sd("Graph")),
    ]
    if not isinstance(graph.store, RemoteStore):  # an endpoint says itself whether it keeps empty graphs
        found.append(Triple(update, _sd("defaultDataset"), data))
    for n, name in enumerate(graph.store.graphs()):
        node, content = BlankNode(f"named{n}"), BlankNode(f"graph{n}")
        found += [
            Triple(data, _sd("namedGraph"), node),
            Triple(node, _A, _sd("NamedGraph")),
            Triple(node, _sd("name"), NamedNode(name)),
            Triple(node, _sd("graph"), content),
            Triple(content, _A, _sd("Graph")),
        ]
    return Triples(tuple(found))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
