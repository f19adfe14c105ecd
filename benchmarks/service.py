"""The service on the bundled data: a request, beside the same answer without HTTP."""

from __future__ import annotations

import json

import httpx
from tests.api.serving import serving

import posgraph
from benchmarks.clock import best, line

DAY = "2025-12-29"
ROWS = "SELECT ?id ?holder { ?p a pg:Position ; dcterms:identifier ?id ; pg:holder/dcterms:identifier ?holder } ORDER BY ?id"


def main() -> None:
    """Print the speeds of warm requests."""
    with serving() as service, httpx.Client(base_url=service.url) as client, posgraph.open() as g:
        answers = {"conflicts": g.conflicts, "overlaps": g.overlaps, "ground": lambda d: g.ground(as_of=d), "orders": g.orders}
        for name, compute in answers.items():
            ours = best(lambda name=name: client.get(f"/v1/{name}?as_of={DAY}").raise_for_status())
            theirs = best(lambda compute=compute: json.dumps(compute(DAY).to_dict()))
            line(f"GET /v1/{name}, warm", ours, "the library, computed and as JSON", theirs, 0.020)
        ours = best(lambda: client.get("/sparql", params={"query": ROWS}).raise_for_status())
        line("GET /sparql, 168 rows", ours, "the library's store", best(lambda: g.sparql(ROWS).serialize("json")))
