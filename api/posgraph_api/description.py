"""Triples that the service itself writes: what is said of several things, and what the SPARQL endpoint can do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from posgraph.names import expand
from posgraph.store import Store, Triples
from posgraph_api.media import RDF, TURTLE

if TYPE_CHECKING:
    from posgraph.graph import Graph

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"

_TYPE = expand("rdf:type")
_DESCRIBE = (
    "CONSTRUCT {{ ?node ?property ?value }} WHERE {{ VALUES ?about {{ {iris} }} "
    "?about (pg:evidence|pg:condition|oa:hasSelector)* ?node . ?node ?property ?value }}"
)


def describe(store: Store, iris: Iterable[str]) -> Triples:
    """Everything said of these things, with their evidence, quotes and conditions; sorted, so that equal is equal."""
    nodes = " ".join(str(NamedNode(iri)) for iri in iris)
    found = store.construct(_DESCRIBE.format(iris=nodes)) if nodes else ()
    return Triples(
        tuple(sorted(found, key=lambda t: (str(t.subject), t.predicate.value != _TYPE, t.predicate.value, str(t.object))))
    )


def written(found: Triples, media: str) -> bytes:
    """Triples in a serialisation; Turtle names only the prefixes that it uses, in order."""
    text = found.serialize(RDF[media])
    if media != TURTLE:
        return text
    head: list[str] = []
    body: list[str] = []
    for line in text.decode().splitlines(keepends=True):
        (head if line.startswith("@prefix ") else body).append(line)
    used = "".join(body)
    kept = sorted(line for line in head if re.search(rf"(?<![\w:/]){re.escape(line.split()[1])}", used))
    return ("".join(kept) + "\n" + used).encode()


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
