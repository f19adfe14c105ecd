"""/sparql: the SPARQL 1.1 Protocol, for reading, with real clients."""

from __future__ import annotations

import json
from html import unescape
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

import posgraph
from posgraph.graph import Graph
from posgraph.names import ONTOLOGY_GRAPH, SCHEMES_GRAPH, dataset_graph, inferred_graph
from posgraph.store import Solutions, Triples
from tests.api.serving import Running
from tests.api.test_bad_requests import check

SELECT = "SELECT ?id ?stance { ?p a pg:Position ; dcterms:identifier ?id ; pg:stance ?stance } ORDER BY ?id"
CONSTRUCT = "CONSTRUCT { ?p pg:holder ?h } WHERE { ?p a pg:SequencePreference ; pg:holder ?h }"
FORM = "application/x-www-form-urlencoded"
RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


def rows(graph: Graph, text: str) -> Any:
    found = graph.sparql(text)
    assert isinstance(found, Solutions)
    return json.loads(found.json)


@pytest.mark.parametrize("way", ["GET", "form", "body"])
def test_a_query_is_answered_as_by_the_library(client: httpx.Client, graph: Graph, way: str) -> None:
    if way == "GET":
        answer = client.get("/sparql", params={"query": SELECT})
    elif way == "form":
        answer = client.post("/sparql", data={"query": SELECT})
    else:
        answer = client.post("/sparql", content=SELECT, headers={"content-type": "application/sparql-query; charset=utf-8"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/sparql-results+json"
    assert answer.headers["posgraph-limits"] == "seconds=300, bytes=50000000, megabytes=2048, rows=1000000"
    assert answer.json() == rows(graph, SELECT)
    assert len(answer.json()["results"]["bindings"]) == len(graph.dataset.positions)


@pytest.mark.parametrize("media", RESULTS)
def test_rows_in_every_format_are_the_same_rows(client: httpx.Client, graph: Graph, media: str) -> None:
    answer = client.get("/sparql", params={"query": SELECT}, headers={"accept": media})
    assert answer.headers["content-type"].partition(";")[0] == media
    found = parse_query_results(answer.content, format=RESULTS[media])
    expected = graph.sparql(SELECT)
    assert isinstance(found, QuerySolutions)
    assert isinstance(expected, Solutions)
    assert [tuple(row) for row in found] == list(expected.rows)


def test_rows_as_csv_and_a_yes_in_every_format(client: httpx.Client, graph: Graph) -> None:
    answer = client.get("/sparql", params={"query": SELECT}, headers={"accept": "text/csv"})
    expected = graph.sparql(SELECT)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content == expected.serialize("csv")
    for media, text in [
        ("application/json", '{"head":{},"boolean":true}'),
        ("text/csv", "true"),
        ("text/tab-separated-values", "true"),
    ]:
        assert client.get("/sparql", params={"query": "ASK {}"}, headers={"accept": media}).text == text
    assert "<boolean>true</boolean>" in client.get("/sparql?query=ASK{}", headers={"accept": "application/xml"}).text


@pytest.mark.parametrize("media", GRAPHS)
@pytest.mark.parametrize("text", [CONSTRUCT, "DESCRIBE <https://w3id.org/posgraph/id/miami-2025/order/SQ001>"])
def test_triples_in_every_format_are_the_same_triples(client: httpx.Client, graph: Graph, media: str, text: str) -> None:
    answer = client.post("/sparql", data={"query": text}, headers={"accept": media})
    assert answer.headers["content-type"].partition(";")[0] == media
    expected = graph.sparql(text)
    assert isinstance(expected, Triples)
    assert {quad.triple for quad in parse(answer.content, format=GRAPHS[media])} == set(expected.triples)
    assert len(expected)


@pytest.mark.parametrize(
    ("accept", "select", "construct"),
    [
        ("", "application/sparql-results+json", "text/turtle"),
        ("*/*", "application/sparql-results+json", "text/turtle"),
        (
            "text/csv;q=0.5, application/sparql-results+xml;q=0.9, application/ld+json",
            "application/sparql-results+xml",
            "application/ld+json",
        ),
        ("text/*", "text/csv", "text/turtle"),
        ("application/xhtml+xml,application/xml;q=0.9,text/html;q=0.8,*/*;q=0.8", "application/xml", "text/turtle"),
        ("text/html, */*", "application/sparql-results+json", "text/turtle"),
        ("application/n-triples, text/csv", "text/csv", "application/n-triples"),
        ("application/*;q=0.1, application/json;q=0", "application/sparql-results+json", "application/ld+json"),
    ],
)
def test_accept_chooses_for_either_kind_of_result(client: httpx.Client, accept: str, select: str, construct: str) -> None:
    for text, media in ((SELECT, select), (CONSTRUCT, construct)):
        answer = client.get("/sparql", params={"query": text}, headers={"accept": accept})
        assert answer.headers["content-type"].partition(";")[0] == media


@pytest.mark.parametrize(
    ("word", "select", "construct"),
    [
        ("json", "application/sparql-results+json", "application/ld+json"),
        ("xml", "application/sparql-results+xml", "application/rdf+xml"),
        ("csv", "text/csv", ""),
        ("ttl", "", "text/turtle"),
    ],
)
def test_format_goes_before_accept(client: httpx.Client, word: str, select: str, construct: str) -> None:
    for text, media in ((SELECT, select), (CONSTRUCT, construct)):
        answer = client.get("/sparql", params={"query": text, "format": word}, headers={"accept": "text/tab-separated-values"})
        assert answer.headers["content-type"].partition(";")[0] == (media or "application/problem+json")
        assert answer.status_code == (200 if media else 406)
    body = check(client.get("/sparql", params={"query": SELECT, "output": "cvs"}), 400, "bad-parameter")
    assert body["errors"][0]["hint"] == "csv"


def test_a_kind_of_result_that_is_not_accepted(client: httpx.Client) -> None:
    body = check(client.get("/sparql", params={"query": SELECT}, headers={"accept": "text/turtle"}), 406, "not-acceptable")
    assert "text/csv" in body["detail"]
    body = check(client.get("/sparql", params={"query": CONSTRUCT}, headers={"accept": "text/csv"}), 406, "not-acceptable")
    assert "text/turtle" in body["detail"]


COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def count(client: httpx.Client, text: str = COUNT, **graphs: list[str]) -> int:
    pairs = {name.replace("_", "-"): value for name, value in graphs.items()}
    answer = client.post("/sparql", data={"query": text} | pairs)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_the_default_graph_is_the_union_unless_graphs_are_named(client: httpx.Client) -> None:
    graph = posgraph.open()
    graph.infer()
    data, inferred = dataset_graph("miami-2025"), inferred_graph("miami-2025")
    sizes = {name: len(list(graph.store.quads(name))) for name in (data, inferred, ONTOLOGY_GRAPH, SCHEMES_GRAPH)}
    everything = len({q.triple for name in sizes for q in graph.store.quads(name)})
    named = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(client) == everything
    assert count(client, default_graph_uri=[data]) == sizes[data]
    assert count(client, default_graph_uri=[ONTOLOGY_GRAPH, SCHEMES_GRAPH]) < everything
    assert count(client, named, default_graph_uri=[data]) == 0
    assert count(client, named, named_graph_uri=[data]) == sizes[data]
    assert count(client, named_graph_uri=[data]) == 0
    assert count(client, named) == sum(sizes.values())
    assert count(client, f"SELECT (COUNT(*) AS ?n) FROM <{data}> {{ ?s ?p ?o }}") == sizes[data]
    assert (
        count(client, f"SELECT (COUNT(*) AS ?n) FROM <{data}> {{ ?s ?p ?o }}", default_graph_uri=[SCHEMES_GRAPH])
        == sizes[SCHEMES_GRAPH]
    )
    assert count(client, default_graph_uri=["http://example.org/none"]) == 0
    assert count(client, default_graph_uri=[inferred]) == sizes[inferred]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { service silent ?x { ?s ?p ?o } } } }",
        "ASK { FILTER EXISTS { SERVICE#c\n<http://127.0.0.1:9/> { ?s ?p ?o } } }",
    ],
)
def test_a_query_cannot_make_the_service_call_out(client: httpx.Client, text: str) -> None:
    body = check(client.post("/sparql", data={"query": text}), 400, "bad-query")
    assert "SERVICE is refused" in str(body["detail"])


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <a:a> <a:b> <a:c> }", "DELETE WHERE { ?s ?p ?o }", "PREFIX ex: <http://e.org/> # c\nDROP ALL", "LOAD <file:///etc/passwd>",
     "CLEAR ALL", "CREATE GRAPH <a:g>", "COPY <a:g> TO <a:h>", "MOVE <a:g> TO <a:h>", "ADD <a:g> TO <a:h>",
     "WITH <a:g> DELETE { } WHERE { }"],
)  # fmt: skip
def test_updates_are_refused(client: httpx.Client, text: str) -> None:
    for answer in (
        client.post("/sparql", data={"query": text}),
        client.post("/sparql", data={"update": text}),
        client.post("/sparql", content=text, headers={"content-type": "application/sparql-update"}),
        client.get("/sparql", params={"query": text}),
    ):
        body = check(answer, 400, "bad-query")
        assert body["detail"] == "/sparql answers queries; it takes no updates"
    assert count(client) > 1000


def test_words_of_updates_are_harmless_inside_a_query(client: httpx.Client) -> None:
    answer = client.post("/sparql", data={"query": "# INSERT\nPREFIX drop: <a:>\nSELECT ?load { VALUES ?load { 'DELETE' } }"})
    assert answer.json()["results"]["bindings"] == [{"load": {"type": "literal", "value": "DELETE"}}]


def test_a_parse_error_names_line_and_column(client: httpx.Client) -> None:
    body = check(client.post("/sparql", data={"query": "SELECT *\n WHER { ?s ?p ?o }"}), 400, "bad-query")
    assert body["detail"] == 'line 2, column 2: "WHER" is not SPARQL here, after "SELECT *"; did you mean \'WHERE\'?'
    assert body["errors"] == [{"where": "line 2, column 2", "value": "", "expected": "a SPARQL 1.1 query", "hint": ""}]
    body = check(client.post("/sparql", data={"query": "SELECT * { ?s ?p"}), 400, "bad-query")
    assert "[" not in str(body["detail"]).replace('"["', "").replace("[_]", "")


def test_bodies_that_cannot_be_read(client: httpx.Client) -> None:
    query = {"content-type": "application/sparql-query"}
    check(client.post("/sparql", content="ASK {}"), 415, "unsupported-media-type")
    check(client.post("/sparql", content="ASK {}", headers={"content-type": "text/plain"}), 415, "unsupported-media-type")
    check(client.post("/sparql", content=b"ASK { ?s ?p '\xe9' }", headers=query), 400, "bad-request")
    check(client.post("/sparql", content=b"query=%e9", headers={"content-type": FORM}), 400, "bad-request")
    check(client.post("/sparql", data={"nothing": "1"}), 400, "bad-parameter")
    check(client.post("/sparql?query=ASK{}", content="ASK {}", headers=query), 400, "bad-request")
    check(client.post("/sparql", data={"query": "ASK {} #" + "x" * 1_000_000}), 413, "too-large")
    check(client.post("/sparql", content=(b"x" * 100_000 for _ in range(100)), headers=query), 413, "too-large")


def test_without_a_query_the_endpoint_describes_itself(client: httpx.Client, service: Running) -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    for media, form in GRAPHS.items():
        answer = client.get("/sparql", headers={"accept": media})
        triples = {(str(q.subject), q.predicate.value, str(q.object)) for q in parse(answer.content, format=form)}
        endpoint = f"<{service.url}/sparql>"
        assert (endpoint, f"{sd}endpoint", endpoint) in triples
        assert (endpoint, f"{sd}supportedLanguage", f"<{sd}SPARQL11Query>") in triples
        assert (endpoint, f"{sd}feature", f"<{sd}UnionDefaultGraph>") in triples
        assert dataset_graph("miami-2025") in {o.strip("<>") for _, p, o in triples if p == f"{sd}name"}
    assert client.get("/sparql").json()["endpoint"] == "/sparql"
    assert '<textarea name="query"' in client.get("/sparql", headers={"accept": "text/html"}).text


def test_sparqlwrapper_reads_the_same_rows(service: Running, graph: Graph) -> None:
    from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

    wrapper = SPARQLWrapper(f"{service.url}/sparql")
    wrapper.setReturnFormat(JSON)
    for method in ("GET", POST):
        wrapper.setMethod(method)
        wrapper.setQuery("PREFIX pg: <https://w3id.org/posgraph/ns#> PREFIX dcterms: <http://purl.org/dc/terms/> " + SELECT)
        assert wrapper.queryAndConvert() == rows(graph, SELECT)
    wrapper.setQuery("PREFIX pg: <https://w3id.org/posgraph/ns#> " + CONSTRUCT)
    wrapper.setReturnFormat(TURTLE)
    expected = graph.sparql(CONSTRUCT)
    assert isinstance(expected, Triples)
    found = {quad.triple for quad in parse(wrapper.queryAndConvert(), format=RdfFormat.TURTLE)}
    assert found == set(expected.triples)


def test_rdflib_reads_the_same_rows(service: Running, graph: Graph) -> None:
    import rdflib
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    text = "PREFIX pg: <https://w3id.org/posgraph/ns#> PREFIX dcterms: <http://purl.org/dc/terms/> " + SELECT
    remote = rdflib.Graph(store=SPARQLStore(f"{service.url}/sparql"))
    expected = graph.sparql(SELECT)
    assert isinstance(expected, Solutions)
    assert [tuple(map(str, row)) for row in remote.query(text)] == [
        tuple(getattr(t, "value", "") for t in row) for row in expected.rows
    ]


def test_posgraph_itself_is_a_client(service: Running, graph: Graph) -> None:
    import posgraph

    with posgraph.connect(service.url) as remote:
        assert remote.dataset == graph.dataset
        assert remote.conflicts(as_of="2025-12-29") == graph.conflicts(as_of="2025-12-29")


def test_an_answer_is_tagged(client: httpx.Client) -> None:
    path = f"/sparql?query={quote(SELECT)}"
    first = client.get(path)
    assert client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_a_query_that_is_wrong_stands_in_the_page_with_what_is_wrong(client: httpx.Client) -> None:
    asked = "SELECT ?s WHER { ?s a <http://example.org/a&b> }"
    answer = client.get("/sparql", params={"query": asked}, headers={"accept": "text/html,*/*;q=0.8"})
    assert answer.status_code == 400
    assert "did you mean 'WHERE'?" in unescape(answer.text)
    assert "SELECT ?s WHER { ?s a &lt;http://example.org/a&amp;b&gt; }</textarea>" in answer.text
