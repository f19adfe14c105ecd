"""The W3C's tests of the SPARQL 1.1 Protocol, those for queries (w3c/: from w3c/rdf-tests, unchanged, see w3c/LICENSE.md)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.collection import Collection
from rdflib.namespace import RDFS

import posgraph
from posgraph.store import DiskStore
from tests.api.serving import serving

FOLDER = Path(__file__).parent / "w3c"
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

MANIFEST = rdflib.Graph().parse(FOLDER / "manifest.ttl")
TESTS = [test for test in MANIFEST.subjects(MF.action) if "query" in str(test).rpartition("#")[2]]

KINDS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service over a store that also holds the graphs of the tests."""
    folder = tmp_path_factory.mktemp("w3c")
    posgraph.graph.load(Path(__file__).parents[2] / "data" / "miami-2025", folder / "store")
    with DiskStore(folder / "store") as store:
        for entry in set(MANIFEST.objects(None, UT.graphData)):
            file, name = MANIFEST.value(entry, UT.graph), str(MANIFEST.value(entry, RDFS.label))
            store.replace(name, list(parse(path=str(FOLDER / str(file).rpartition("/")[2]), format=RdfFormat.N_TRIPLES)))
    with serving("--data", str(folder / "store")) as service:
        yield service.url


@pytest.mark.parametrize("test", TESTS, ids=lambda test: str(test).rpartition("#")[2])
def test_the_protocol_is_kept(url: str, test: rdflib.URIRef) -> None:
    action = MANIFEST.value(test, MF.action)
    for request in Collection(MANIFEST, MANIFEST.value(action, HT.requests)):
        expected = MANIFEST.value(request, HT.resp)
        body = MANIFEST.value(request, HT.body)
        text = MANIFEST.value(body, CNT.chars) if body else None
        encoding = str(MANIFEST.value(body, CNT.characterEncoding) or "UTF-8") if body else "UTF-8"
        listed = MANIFEST.value(request, HT.headers)
        headers = {
            str(MANIFEST.value(header, HT.fieldName)): str(MANIFEST.value(header, HT.fieldValue))
            for header in (Collection(MANIFEST, listed) if listed else ())
        }
        answer = httpx.request(
            str(MANIFEST.value(request, HT.methodName)),
            url + str(MANIFEST.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1),
            headers={"accept": "*/*"} | headers,
            content=str(text).encode(encoding) if text is not None else None,
            timeout=60,
        )
        statuses = {str(status).rpartition("StatusCode")[2][0] for status in MANIFEST.objects(expected, MF.expectedStatus)}
        assert str(answer.status_code)[0] in statuses, answer.text
        if (kind := MANIFEST.value(expected, MF.expectedFormat)) is not None:
            assert answer.headers["content-type"].partition(";")[0] in KINDS[str(kind)]
        if (boolean := MANIFEST.value(expected, MF.expectedBoolean)) is not None:
            assert answer.json()["boolean"] is boolean.toPython()


def test_there_are_tests() -> None:
    assert len(TESTS) == 19
