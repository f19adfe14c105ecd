"""The W3C's tests of the query language and of the result formats, asked of a real service over HTTP."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import httpx
import pytest
import rdflib
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from posgraph.store.lexer import names_dataset
from posgraph.store.terms import Term
from tests.api.serving import serving
from tests.w3c.manifests import ROOT, Case, cases, deviations, path
from tests.w3c.matching import Row, same

RS = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
RESULT_SET = b"rs:ResultSet"
TOKEN = "a-token-for-the-tests-of-the-w3c"
EMPTY = "http://example.org/a-graph-that-is-not-there"
FOLDERS = (
    "aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions", "grouping", "json-res",
    "negation", "project-expression", "property-path", "subquery", "syntax-query",
)  # fmt: skip
CASES = list(cases(*FOLDERS))
KNOWN = deviations()

MEDIA = {
    ".srx": ("application/sparql-results+xml", QueryResultsFormat.XML),
    ".srj": ("application/sparql-results+json", QueryResultsFormat.JSON),
    ".tsv": ("text/tab-separated-values", QueryResultsFormat.TSV),
    ".csv": ("text/csv", QueryResultsFormat.CSV),
}
RDF = {
    ".nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    ".ttl": ("text/turtle", RdfFormat.TURTLE),
    ".rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service over a new store, into which the data of every test are put, each file in a graph of its own."""
    store = tmp_path_factory.mktemp("w3c") / "query.store"
    with (
        serving("--data", str(store), POSGRAPH_WRITE_TOKEN=TOKEN, POSGRAPH_RATE="0") as service,
        httpx.Client(base_url=service.url, timeout=60, headers={"authorization": f"Bearer {TOKEN}"}) as client,
    ):
        files = {file for case in CASES for file in (*case.before.default, *(file for _, file in case.before.named))}
        for file in sorted(files):
            kind = {"content-type": RDF[Path(file).suffix][0]}
            answer = client.put("/store", params={"graph": file}, content=path(file).read_bytes(), headers=kind)
            assert answer.status_code in (201, 204), answer.text
        yield client


def ask(client: httpx.Client, case: Case, accept: str) -> httpx.Response:
    """The answer to the query of a test over the dataset of the test; the query's base is where it lies."""
    text = f"BASE <{case.text}> " + path(case.text).read_text(encoding="utf-8")
    default, named = list(case.before.default), [name for name, _ in case.before.named]
    params = {"default-graph-uri": default or ([] if named else [EMPTY]), "named-graph-uri": named}
    if names_dataset(text):  # the query says itself what it is about, and the protocol would win over it
        params = {}
    headers = {"content-type": "application/sparql-query", "accept": accept}
    return client.post("/sparql", params=params, content=text.encode(), headers=headers)


def rows(body: bytes, suffix: str) -> list[Row]:
    """A result as rows of text, its variables first; numbers and dates are written as the store writes their values."""
    if suffix in RDF:
        return [
            [valued(quad.subject), valued(quad.predicate), valued(quad.object)] for quad in parse(body, format=RDF[suffix][1])
        ]
    if suffix == ".csv":
        table = list(csv.reader(StringIO(body.decode())))
        return [list(row) for row in zip(*sorted(zip(*table, strict=True)), strict=True)]
    found = parse_query_results(body, format=MEDIA[suffix][1])
    if isinstance(found, QueryBoolean):
        return [[str(bool(found))]]
    names = sorted(variable.value for variable in found.variables)
    return [names, *([valued(row[name]) for name in names] for row in found)]


def result_set(body: bytes, suffix: str) -> list[Row]:
    """A result that is written as RDF, as an older vocabulary does."""
    graph = rdflib.Graph().parse(data=body, format=RDF[suffix][0], publicID=f"{ROOT}bindings/")
    names = sorted(map(str, graph.objects(None, RS.resultVariable)))
    found: list[Row] = [names]
    for solution in graph.objects(None, RS.solution):
        row = {str(graph.value(each, RS.variable)): graph.value(each, RS.value) for each in graph.objects(solution, RS.binding)}
        found.append([row[name].n3() if name in row else "" for name in names])
    return found


def valued(term: Term | None) -> str:
    """A term as text; equal values of one datatype are equal texts."""
    if not isinstance(term, Literal):
        return str(term or "")
    store = Store()
    store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), term))
    return str(next(iter(store)).object)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_query_is_answered_as_the_standard_says(client: httpx.Client, case: Case, request: pytest.FixtureRequest) -> None:
    if case.id in KNOWN:
        request.applymarker(pytest.mark.xfail(reason=KNOWN[case.id], strict=True))
    suffix = Path(case.result).suffix
    answer = ask(client, case, f"{(MEDIA | RDF)[suffix][0]}, {MEDIA['.srx'][0]};q=0.5" if suffix else "*/*")
    if case.kind == "NegativeSyntaxTest":
        assert answer.status_code == 400
        assert answer.json()["type"].endswith("bad-query")
        return
    assert answer.status_code == 200, answer.text
    if case.result:
        expected = rows(path(case.result).read_bytes(), suffix)
        kind = answer.headers["content-type"].partition(";")[0]
        found = rows(answer.content, next(name for name, (media, _) in (RDF | MEDIA).items() if media == kind))
        assert same(found, expected), f"{found} is not {expected}"


def test_the_tests_are_there() -> None:
    assert len(CASES) == 338
