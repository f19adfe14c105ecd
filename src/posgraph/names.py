"""Names of things in RDF: namespaces, the graphs, and how a row's id becomes an IRI and back."""

from __future__ import annotations

from types import MappingProxyType
from urllib.parse import quote, unquote

PG = "https://w3id.org/posgraph/ns#"
VOCAB = "https://w3id.org/posgraph/vocab/"
DATA = "https://w3id.org/posgraph/id/"
"""Default base of datasets: ``<DATA><dataset id>/``; the service answers the same path under ``/id/``."""

GRAPHS = "https://w3id.org/posgraph/graph/"
ONTOLOGY_GRAPH = GRAPHS + "ontology"
SCHEMES_GRAPH = GRAPHS + "schemes"
AUDIT_GRAPH = GRAPHS + "audit"
"""The named graph that says who wrote what, when and from where."""

_INFERRED = GRAPHS + "inferred"

PREFIXES = MappingProxyType(
    {
        "pg": PG,
        "stance": VOCAB + "stance/",
        "mode": VOCAB + "attribution-mode/",
        "relation": VOCAB + "relation/",
        "order": VOCAB + "order/",
        "role": VOCAB + "role/",
        "rule": VOCAB + "rule/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "prov": "http://www.w3.org/ns/prov#",
        "org": "http://www.w3.org/ns/org#",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "oa": "http://www.w3.org/ns/oa#",
        "schema": "https://schema.org/",
        "time": "http://www.w3.org/2006/time#",
        "sh": "http://www.w3.org/ns/shacl#",
    }
)
"""Prefixes that posgraph writes in Turtle and knows in queries."""

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
"""Datatype of a date as written (Extended Date/Time Format, ISO 8601-2)."""


def expand(name: str) -> str:
    """The IRI of a prefixed name.

    >>> expand("pg:holder")
    'https://w3id.org/posgraph/ns#holder'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def shorten(iri: str) -> str:
    """The prefixed name of an IRI; the IRI itself where it has none. The inverse of :func:`expand`.

    >>> shorten("https://w3id.org/posgraph/ns#holder"), shorten("http://example.org/")
    ('pg:holder', 'http://example.org/')
    """
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


def dataset_graph(dataset: str) -> str:
    """The named graph that holds a dataset.

    >>> dataset_graph("miami-2025")
    'https://w3id.org/posgraph/graph/dataset/miami-2025'
    """
    return f"{GRAPHS}dataset/{quote(dataset, safe='')}"


def inferred_graph(dataset: str) -> str:
    """The named graph that holds the findings on a dataset.

    >>> inferred_graph("miami-2025")
    'https://w3id.org/posgraph/graph/inferred/miami-2025'
    """
    return f"{_INFERRED}/{quote(dataset, safe='')}"


def is_inferred(graph: str) -> bool:
    """True for a graph of findings, of whichever dataset.

    >>> is_inferred(inferred_graph("miami-2025")), is_inferred(dataset_graph("inferred"))
    (True, False)
    """
    return graph == _INFERRED or graph.startswith(_INFERRED + "/")


def mint(base: str, kind: str, *key: str) -> str:
    """The IRI of a thing of a dataset; ids keep their letters, what an IRI path cannot hold is escaped.

    >>> mint("https://w3id.org/posgraph/id/miami-2025/", "position", "RU001")
    'https://w3id.org/posgraph/id/miami-2025/position/RU001'
    >>> mint("http://example.org/", "clause", "28 points", "7")
    'http://example.org/clause/28%20points/7'
    """
    return base + "/".join([kind, *(quote(part, safe="-._~") for part in key)])


def unmint(base: str, iri: str) -> tuple[str, ...]:
    """Kind and key of an IRI that :func:`mint` made; empty where it lies outside ``base``.

    >>> unmint("http://example.org/", "http://example.org/clause/28%20points/7")
    ('clause', '28 points', '7')
    """
    if not iri.startswith(base):
        return ()
    return tuple(unquote(part) for part in iri[len(base) :].split("/"))


def concept(vocabulary: str, word: str) -> str:
    """The IRI of a word of a vocabulary. Allen's relations are OWL-Time's own terms.

    >>> concept("stance", "rejects")
    'https://w3id.org/posgraph/vocab/stance/rejects'
    >>> concept("order", "before"), concept("order", "with")
    ('http://www.w3.org/2006/time#intervalBefore', 'https://w3id.org/posgraph/vocab/order/with')
    """
    if vocabulary == "order" and word != "with":
        return PREFIXES["time"] + "interval" + word[0].upper() + word[1:]
    return f"{VOCAB}{vocabulary}/{word}"
