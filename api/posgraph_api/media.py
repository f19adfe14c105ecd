"""The media types of the service, in the order in which it prefers to give them."""

from __future__ import annotations

from types import MappingProxyType

JSON = "application/json"
HTML = "text/html"
TURTLE = "text/turtle"
JSON_LD = "application/ld+json"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"

RDF = MappingProxyType({TURTLE: "ttl", JSON_LD: "jsonld", N_TRIPLES: "nt", RDF_XML: "rdf"})
"""Serialisations of triples, with their names in posgraph.store."""

FORMATS = MappingProxyType({"html": HTML, "json": JSON, "ttl": TURTLE, "jsonld": JSON_LD, "nt": N_TRIPLES, "rdf": RDF_XML})
"""What ``?format=`` may say."""
