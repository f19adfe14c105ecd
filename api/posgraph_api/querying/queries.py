"""Reading a request to /sparql as one query: its text, the graphs it names, and the formats it takes."""

from __future__ import annotations

import asyncio
import re
from functools import lru_cache
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.types import Scope

from posgraph.errors import Fault
from posgraph.model.cells import near
from posgraph.store.gate import check
from posgraph.store.lexer import names_dataset, position, significant
from posgraph_api.access.credentials import IN_ADDRESS, SECRETS
from posgraph_api.http.accept import best
from posgraph_api.http.media import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from posgraph_api.http.negotiation import unacceptable
from posgraph_api.http.problems import Problem, unusable
from posgraph_api.querying.tasks import Task
from posgraph_api.querying.worker import GRAPHS, RESULTS

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"
NAMES = ("query", "default-graph-uri", "named-graph-uri", "format", "output", "results")
"""Parameters; the last two are other clients' names for ``format``."""

FORMATS = ("format", "output", "results")
GRAPHS_NAMED = ("default-graph-uri", "named-graph-uri")
CARRIED = ("dataset", "asof", "recorded_at")
"""What the links of pages carry on; the page at /sparql passes it on, and no query is about it."""

_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
WORDS = {
    "json": (_JSON, JSON_LD),
    "xml": (_XML, RDF_XML),
    "csv": ("text/csv", ""),
    "tsv": ("text/tab-separated-values", ""),
    "ttl": ("", TURTLE),
    "turtle": ("", TURTLE),
    "n3": ("", TURTLE),
    "nt": ("", N_TRIPLES),
    "n-triples": ("", N_TRIPLES),
    "jsonld": ("", JSON_LD),
    "json-ld": ("", JSON_LD),
    "rdf": ("", RDF_XML),
    "rdf+xml": ("", RDF_XML),
    "trig": ("", "application/trig"),
    "nq": ("", "application/n-quads"),
    "n-quads": ("", "application/n-quads"),
}
"""What ``format`` may say: media types for rows and for triples."""

SMALL = 4000
"""A text of at most so many characters is read at once; a larger one in a thread, since a megabyte takes seconds."""

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_QUERY = re.compile(r"\s*(?:PREFIX\s+[A-Za-z]*:\s*<[^<>\s]*>\s*)*(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE | re.ASCII)


def browses(scope: Scope) -> bool:
    """Whether a browser asks, which would rather see a page than have data, and names no format."""
    accept = ", ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept")
    if HTML not in accept.lower() or best(accept, [*RESULTS, *GRAPHS, HTML]) != HTML:
        return False
    query = scope["query_string"]
    return not any(name in FORMATS for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True))


def in_address(query: bytes) -> list[tuple[str, str]]:
    """The parameters of an address; texts that are not UTF-8 are refused."""
    try:
        return parse_qsl(query.decode("latin-1"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise unreadable("address", "", "text in UTF-8") from None


def posted(content_type: str, data: bytes, query: bytes) -> list[tuple[str, str]]:
    """The parameters of a POST, in either of its two forms."""
    media = content_type.partition(";")[0].strip().lower()
    if media == UPDATE_TYPE:
        raise _update()
    if media not in (QUERY_TYPE, FORM_TYPE):
        expected = f"{QUERY_TYPE} or {FORM_TYPE}"
        raise Problem(415, "unsupported-media-type", f"A query is sent as {expected}", [Fault("Content-Type", media, expected)])
    return in_body("query", media, data, in_address(query))


def in_body(name: str, media: str, data: bytes, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parameters of a body, a form or the bare text of parameter ``name``, beside those in the address; raises Problem."""
    try:
        text = data.decode("utf-8")
        if media == FORM_TYPE:
            return [*parse_qsl(text, keep_blank_values=True, errors="strict"), *pairs]
    except (UnicodeDecodeError, ValueError):
        raise unreadable("body", "", "text in UTF-8") from None
    if any(given == name for given, _ in pairs):
        raise unreadable(name, "", f"the {name} in the body alone")
    return [(name, text), *pairs]


async def read_task(pairs: list[tuple[str, str]], accept: str, base: str) -> Task:
    """The query with its dataset and the media types wanted; raises Problem and QueryError."""
    text, default, named, word = _sorted(pairs)
    own = await asyncio.to_thread(_admit, text) if len(text) > SMALL else _admitted(text)
    results, graph = _wanted(accept) if word is None else WORDS[word]
    return Task(
        text=text,
        results=results,
        graph=graph,
        base=base,
        default_graphs=default,
        named_graphs=named,
        own_dataset=own,
        stream=True,
    )


def _sorted(pairs: list[tuple[str, str]]) -> tuple[str, tuple[str, ...], tuple[str, ...], str | None]:
    """Text, default and named graphs, and the format asked for."""
    if len(pairs) == 1 and pairs[0][0] == "query":
        return pairs[0][1], (), (), None
    for name, value in pairs:
        if name in ("update", "using-graph-uri", "using-named-graph-uri"):
            raise _update()
        if name.lower() in SECRETS:
            raise unusable([Fault(name.lower(), "", IN_ADDRESS)])
        if name not in NAMES:
            raise unusable([Fault(name, value[:200], f"one of: {', '.join(NAMES)}", near(name, NAMES))])
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) != 1:
        raise unreadable("query", f"{len(queries)} queries", "a SPARQL query in the parameter `query`, once")
    for name, value in pairs:
        if name in FORMATS:
            if value not in WORDS:
                raise unusable([Fault(name, value, f"one of: {', '.join(WORDS)}", near(value, WORDS))])
            return queries[0], graphs(pairs, "default-graph-uri"), graphs(pairs, "named-graph-uri"), value
    return queries[0], graphs(pairs, "default-graph-uri"), graphs(pairs, "named-graph-uri"), None


def graphs(pairs: list[tuple[str, str]], parameter: str) -> tuple[str, ...]:
    """The graphs that a parameter names; raises Problem on what is no IRI."""
    found = tuple(value for name, value in pairs if name == parameter)
    for iri in found:
        try:
            NamedNode(iri)
        except ValueError:
            raise unusable([Fault(parameter, iri, "an absolute IRI")]) from None
    return found


@lru_cache(256)
def _wanted(accept: str) -> tuple[str, str]:
    """Media types for rows and for triples, as Accept chooses them; empty where none is wanted."""
    results, graph = best(accept, list(RESULTS)), best(accept, list(GRAPHS))
    if not results and not graph:
        raise unacceptable(accept, [*RESULTS, *GRAPHS])
    return results or "", graph or ""


def _admit(text: str) -> bool:
    """Refuse updates, and what would make the store call other hosts; true where the text has FROM clauses of its own."""
    if not _QUERY.match(text):
        _refuse_updates(text)
    check(text)
    return "FROM" in text.upper() and names_dataset(text)


_admitted = lru_cache(512)(_admit)


def _refuse_updates(text: str) -> None:
    for token in significant(text):
        if token.kind == "word":
            word = token.text.upper()
            if word in _UPDATES:
                raise _update(*position(text, token.start))
            if word not in ("PREFIX", "BASE"):
                break
        elif token.text == "{":
            break


def _update(line: int = 0, column: int = 0) -> Problem:
    where = f"line {line}, column {column}" if line else "request"
    fault = Fault(where, "an update", "a query: SELECT, ASK, CONSTRUCT or DESCRIBE")
    return Problem(400, "bad-query", "/sparql answers queries; it takes no updates", [fault])


def unreadable(where: str, value: str, expected: str) -> Problem:
    """The problem of a request that cannot be read."""
    fault = Fault(where, value, expected)
    return Problem(400, "bad-request", str(fault), [fault])
