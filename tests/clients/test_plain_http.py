"""pandas, curl, urllib and the oxigraph command against a real service."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import pandas as pd
import pyoxigraph
import pytest
import rdflib

from tests.api.serving import Running
from tests.clients.conftest import TOKEN

ROWS = "SELECT ?id ?confidence { ?p a pg:Position ; dcterms:identifier ?id ; pg:confidence ?confidence } ORDER BY ?id"
TRIPLES = "CONSTRUCT { ?a skos:prefLabel ?l } WHERE { ?a a pg:State ; skos:prefLabel ?l }"
FOR_ROWS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
FOR_GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}
ACCEPTS = [
    *((ROWS, media, kind) for media, kind in FOR_ROWS.items()),
    *((TRIPLES, media, kind) for media, kind in FOR_GRAPHS.items()),
    (ROWS, "text/csv;q=0.5, application/sparql-results+xml", "xml"),
    (ROWS, "application/sparql-results+json;q=0.1, text/*;q=0.9", "csv"),
    (ROWS, "*/*", "json"),
    (TRIPLES, "*/*", "turtle"),
    (TRIPLES, "application/rdf+xml;q=0.8, application/n-triples;q=0.9", "nt"),
]
CURL = shutil.which("curl")
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib, of itself


def check(query: str, kind: str, body: bytes, media: str) -> None:
    """Make sure that a body is what its media type says, and holds what was asked for."""
    if query == TRIPLES:
        parsed = rdflib.Graph().parse(data=body, format=kind)
        assert rdflib.Literal("Russia") in set(parsed.objects())
        format = pyoxigraph.RdfFormat.from_media_type(media)
        assert len(list(pyoxigraph.parse(body, format=format))) == len(parsed)
    elif kind == "json":
        assert len(json.loads(body)["results"]["bindings"]) > 50
    elif kind == "xml":
        assert len(ElementTree.fromstring(body)[1]) > 50
    else:
        lines = body.decode().splitlines()
        assert len(lines) > 50
        assert lines[0] == ("id,confidence" if kind == "csv" else "?id\t?confidence")


@pytest.mark.skipif(CURL is None, reason="curl is not on this machine")
@pytest.mark.parametrize(("query", "accept", "kind"), ACCEPTS)
def test_curl_with_each_accept_header(service: Running, query: str, accept: str, kind: str) -> None:
    assert CURL is not None
    command = [CURL, "-sS", "--fail", f"{service.url}/sparql", "--data-urlencode", f"query={query}", "-H", f"Accept: {accept}"]
    done = subprocess.run([*command, "-w", "\n%{content_type}"], capture_output=True, check=True, timeout=60)
    body, _, media = done.stdout.rpartition(b"\n")
    check(query, kind, body, media.decode().partition(";")[0])


@pytest.mark.parametrize(("query", "accept", "kind"), ACCEPTS)
def test_urllib_with_each_accept_header(service: Running, query: str, accept: str, kind: str) -> None:
    url = f"{service.url}/sparql?{urlencode({'query': query})}"
    with urlopen(Request(url, headers={"Accept": accept}), timeout=60) as answer:
        check(query, kind, answer.read(), answer.headers.get_content_type())


@pytest.mark.parametrize(("query", "kind"), [(ROWS, "csv"), (ROWS, "tsv"), (ROWS, "xml"), (TRIPLES, "nt"), (TRIPLES, "xml")])
def test_a_format_in_the_address_needs_no_header(service: Running, query: str, kind: str) -> None:
    name = "rdf" if query == TRIPLES and kind == "xml" else kind
    with urlopen(f"{service.url}/sparql?{urlencode({'query': query, 'format': name})}", timeout=60) as answer:
        check(query, kind, answer.read(), answer.headers.get_content_type())


def test_pandas_reads_the_address_of_a_result(service: Running) -> None:
    frame = pd.read_csv(f"{service.url}/sparql?query={quote(ROWS)}&format=csv")
    assert list(frame.columns) == ["id", "confidence"]
    assert frame["confidence"].between(0, 1).all()
    assert "RU001" in set(frame["id"])


def test_pandas_reads_the_address_of_a_table(service: Running) -> None:
    frame = pd.read_csv(f"{service.url}/v1/positions?format=csv")
    assert {"id", "actor", "demand", "stance", "salience"} <= set(frame.columns)
    assert "RU001" in set(frame["id"])
    with urlopen(f"{service.url}/v1/positions?limit=1000", timeout=60) as answer:
        assert len(frame) == len(json.load(answer)["items"])


@pytest.mark.parametrize(("media", "suffix"), [("application/n-quads", "nq"), ("application/trig", "trig")])
def test_oxigraph_loads_the_whole_store(service: Running, tmp_path: Path, media: str, suffix: str) -> None:
    with urlopen(Request(f"{service.url}/store", headers={"Accept": media}), timeout=60) as answer:
        dump = answer.read()
    with urlopen(f"{service.url}/sparql?{urlencode({'query': COUNT, 'format': 'csv'})}", timeout=60) as answer:
        count = int(answer.read().split()[1])
    file = tmp_path / f"dump.{suffix}"
    file.write_bytes(dump)
    program = shutil.which("oxigraph", path=f"{sysconfig.get_path('scripts')}:{Path(sys.executable).parent}") or "oxigraph"
    place = tmp_path / "store"
    subprocess.run([program, "load", "--location", str(place), "--file", str(file)], check=True, capture_output=True, timeout=60)
    assert len(pyoxigraph.Store.read_only(str(place))) == count
    assert len(rdflib.Dataset().parse(BytesIO(dump), format={"nq": "nquads", "trig": "trig"}[suffix])) == count


COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.skipif(CURL is None, reason="curl is not on this machine")
def test_curl_puts_and_deletes_a_graph(service: Running) -> None:
    assert CURL is not None
    url = f"{service.url}/store?graph=http://example.org/curl"

    def status(*options: str) -> str:
        command = [CURL or "", "-sS", "-o", "/dev/null", "-w", "%{http_code}", *options, url]
        return subprocess.run(command, capture_output=True, check=True, timeout=60, text=True).stdout

    body = ("-H", "Content-Type: text/turtle", "--data-binary", "<urn:a> <urn:b> 'c' .")
    assert status("-X", "PUT", *body) == "401"
    assert status("-X", "PUT", *body, "-H", f"Authorization: Bearer {TOKEN}") == "201"
    assert status("-u", f"anyone:{TOKEN}", "-X", "POST", *body) in ("200", "204")
    assert status() == "200"
    assert status("-X", "DELETE", "-H", f"Authorization: Bearer {TOKEN}") == "204"
    assert status("-I") == "404"
