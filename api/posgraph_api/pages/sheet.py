"""The form with a SPARQL query, on the page at /sparql and on the page of a query that is wrong."""

from __future__ import annotations

from posgraph_api.figures.markup import Html, tag

FORMATS = {
    "json": "JSON, or JSON-LD for triples",
    "csv": "CSV (rows)",
    "xml": "XML, or RDF/XML for triples",
    "ttl": "Turtle (triples)",
}


def sheet(query: str) -> Html:
    """A query to write, or to mend, and to send."""
    text = tag("textarea", query, name="query", rows="12", spellcheck="false", id="query")
    formats = tag("select", [tag("option", name, value=word) for word, name in FORMATS.items()], name="format", id="format")
    run = tag("p", tag("button", "Run"), " ", tag("label", "and give ", formats, class_="inline"))
    return tag("form", tag("label", "Query", for_="query"), text, run, action="/sparql", method="get")
