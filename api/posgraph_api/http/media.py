"""The media types of the service, in the order in which it prefers to give them."""

from __future__ import annotations

from types import MappingProxyType

JSON = "application/json"
HTML = "text/html"
TURTLE = "text/turtle"
JSON_LD = "application/ld+json"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
CSV = "text/csv"
NDJSON = "application/x-ndjson"
ARROW = "application/vnd.apache.arrow.stream"
ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TRIG = "application/trig"
N_QUADS = "application/n-quads"
GRAPHML = "application/graphml+xml"
GEXF = "application/gexf+xml"
DOT = "text/vnd.graphviz"

RDF = MappingProxyType({TURTLE: "ttl", JSON_LD: "jsonld", N_TRIPLES: "nt", RDF_XML: "rdf"})
"""Serialisations of triples, with their names in posgraph.store."""

LINES = MappingProxyType({CSV: "csv", NDJSON: "ndjson"})
"""Items, one a line."""

ROWS = MappingProxyType({**LINES, ARROW: "arrow"})
"""Rows of a table without what stands around them."""

LISTS = MappingProxyType({"json": JSON, **{name: media for media, name in {**RDF, **ROWS}.items()}})
"""What ``?format=`` of a list of rows may say."""

FOUND = MappingProxyType({"json": JSON, **{name: media for media, name in LINES.items()}})
"""What ``?format=`` of a list of findings may say."""

DATASETS = MappingProxyType(
    {
        "csv": ZIP,
        "xlsx": XLSX,
        "ttl": TURTLE,
        "trig": TRIG,
        "nt": N_TRIPLES,
        "nq": N_QUADS,
        "jsonld": JSON_LD,
        "parquet": ZIP,
        "arrow": ZIP,
        "graphml": GRAPHML,
        "gexf": GEXF,
        "graph": JSON,
        "edges": CSV,
        "dot": DOT,
        "nanopub": TRIG,
    }
)
"""What ``?format=`` of the download of a dataset may say."""

ACCEPTED = MappingProxyType({media: kind for kind, media in reversed([*DATASETS.items()]) if media not in (JSON, CSV)})
"""What ``Accept`` of a download may ask for, with the format that it gets: of several the one that holds most. JSON and CSV say
too little of what is wanted: a list of edges is no dataset."""

FORMATS = MappingProxyType({"html": HTML, "json": JSON, "ttl": TURTLE, "jsonld": JSON_LD, "nt": N_TRIPLES, "rdf": RDF_XML})
"""What ``?format=`` may say."""
