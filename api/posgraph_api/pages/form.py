"""The page at /sparql: a query to send, and what the endpoint gives."""

from __future__ import annotations

from posgraph_api.figures.markup import Html, tag
from posgraph_api.pages.frame import frame
from posgraph_api.pages.sheet import sheet
from posgraph_api.querying.tasks import Limits

EXAMPLE = """SELECT ?actor ?stance ?demand WHERE {
  ?position pg:holder/skos:prefLabel ?actor ;
            pg:stance/skos:prefLabel ?stance ;
            pg:target/skos:prefLabel ?demand .
}
ORDER BY ?actor ?demand
LIMIT 20"""


def form(limits: Limits) -> Html:
    """The page."""
    return frame(
        "SPARQL",
        tag("h1", "SPARQL"),
        tag(
            "p",
            "A SPARQL 1.1 endpoint for queries; updates go to /update. The default graph is the union of all; the prefixes ",
            [tag("code", "pg:"), ", ", tag("code", "stance:"), ", ", tag("code", "skos:"), " … are known. "],
            f"A query may take {limits.seconds:g} s and its answer {limits.bytes // 1_000_000} MB. ",
            "Applications name the format that they want by Accept.",
        ),
        sheet(EXAMPLE),
    )
