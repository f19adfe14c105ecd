"""The W3C's tests of the SPARQL protocol, of the graph store protocol and of the service description, on a real service."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS

from tests.api.serving import serving
from tests.w3c.manifests import FOLDER, MF, UT
from tests.w3c.matching import same

TOKEN = "a-token-for-the-tests-of-the-w3c"
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")

PROTOCOL = rdflib.Graph().parse(FOLDER / "protocol" / "manifest.ttl")
STORE = rdflib.Graph().parse(FOLDER / "graph-store-protocol" / "manifest-indirect.ttl")
KINDS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {"application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"},
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}
STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}


def listed(manifest: rdflib.Graph) -> list[rdflib.term.Node]:
    return sorted(manifest.subjects(MF.action))


def name(test: rdflib.term.Node) -> str:
    return str(test).rpartition("#")[2]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    store = tmp_path_factory.mktemp("w3c") / "protocol.store"
    with (
        serving("--data", str(store), POSGRAPH_WRITE_TOKEN=TOKEN, POSGRAPH_RATE="0") as service,
        httpx.Client(base_url=service.url, timeout=60, headers={"authorization": f"Bearer {TOKEN}"}) as client,
    ):
        yield client


def send(client: httpx.Client, manifest: rdflib.Graph, request: rdflib.term.Node, place: str) -> httpx.Response:
    """One request as the manifest describes it."""
    body, head = manifest.value(request, HT.body), manifest.value(request, HT.headers)
    text = manifest.value(body, CNT.chars) if body else None
    encoding = str(manifest.value(body, CNT.characterEncoding) or "UTF-8") if body else "UTF-8"
    headers = {
        str(manifest.value(header, HT.fieldName)): str(manifest.value(header, HT.fieldValue))
        for header in (Collection(manifest, head) if head else ())
    }
    content = str(text).encode(encoding) if text is not None else None
    method = str(manifest.value(request, HT.methodName))
    return client.request(method, str(client.base_url).rstrip("/") + place, headers={"accept": "*/*"} | headers, content=content)


@pytest.mark.parametrize("test", listed(PROTOCOL), ids=name)
def test_the_protocol_is_kept(client: httpx.Client, test: rdflib.URIRef) -> None:
    for entry in PROTOCOL.objects(test, UT.graphData):
        file, graph = str(PROTOCOL.value(entry, UT.graph)), str(PROTOCOL.value(entry, RDFS.label))
        body = (FOLDER / "protocol" / file.rpartition("/")[2]).read_bytes()
        kind = {"content-type": "application/n-triples"}
        assert client.put("/store", params={"graph": graph}, content=body, headers=kind).is_success
    for request in Collection(PROTOCOL, PROTOCOL.value(PROTOCOL.value(test, MF.action), HT.requests)):
        place = str(PROTOCOL.value(request, HT.absolutePath))
        query = "query" in name(test) or "sparql-query" in str(list(_header_values(request)))
        answer = send(client, PROTOCOL, request, place.replace("/sparql/", "/sparql" if query else "/update", 1))
        expected = PROTOCOL.value(request, HT.resp)
        statuses = {str(status).rpartition("StatusCode")[2][0] for status in PROTOCOL.objects(expected, MF.expectedStatus)}
        assert str(answer.status_code)[0] in statuses, answer.text
        if (kind_ := PROTOCOL.value(expected, MF.expectedFormat)) is not None:
            assert answer.headers["content-type"].partition(";")[0] in KINDS[str(kind_)]
        if (boolean := PROTOCOL.value(expected, MF.expectedBoolean)) is not None:
            assert answer.json()["boolean"] is boolean.toPython()


def _header_values(request: rdflib.term.Node) -> Iterator[str]:
    if head := PROTOCOL.value(request, HT.headers):
        yield from (str(PROTOCOL.value(header, HT.fieldValue)) for header in Collection(PROTOCOL, head))


@pytest.mark.parametrize("test", listed(STORE), ids=name)
def test_the_graph_store_protocol_is_kept(client: httpx.Client, test: rdflib.URIRef) -> None:
    for graph in ("http://www.example/gsp/person/1.ttl", "http://www.example/gsp/person/%31.ttl"):
        client.delete("/store", params={"graph": graph})  # what another test left
    location = ""
    for request in Collection(STORE, STORE.value(STORE.value(test, MF.action), HT.requests)):
        place = str(STORE.value(request, HT.absolutePath)).replace("$LOCATION$", location)
        if place.startswith("http"):
            place = urlsplit(place)._replace(scheme="", netloc="").geturl()
        answer = send(client, STORE, request, place.replace("/gsp", "/store", 1))
        expected = STORE.value(request, HT.resp)
        allowed = {STATUSES[str(status).rpartition("#")[2]] for status in STORE.objects(expected, MF.expectedStatus)}
        assert answer.status_code in allowed, answer.text
        if STORE.value(expected, MF.expectedLocation) is not None:
            location = answer.headers["location"]
        if body := STORE.value(expected, HT.body):
            turtle = str(STORE.value(body, CNT.chars)).encode()
            assert same(
                *([map(str, quad.triple) for quad in parse(text, format=RdfFormat.TURTLE)] for text in (answer.content, turtle))
            )


@pytest.fixture(scope="module")
def description(client: httpx.Client) -> rdflib.Graph:
    """What a GET of the endpoint gives (returns-rdf)."""
    answer = client.get("/sparql", headers={"accept": "text/turtle"})
    assert answer.status_code == 200
    return rdflib.Graph().parse(data=answer.text, format="turtle")


def test_the_service_description_names_the_endpoint(client: httpx.Client, description: rdflib.Graph) -> None:
    endpoint = rdflib.URIRef(f"{client.base_url}/sparql".replace("//sparql", "/sparql"))
    assert any(description.subjects(SD.endpoint, endpoint))  # has-endpoint-triple


def test_the_service_description_conforms_to_its_schema(description: rdflib.Graph) -> None:
    services = set(description.subjects(RDF.type, SD.Service))
    assert services
    assert set(description.subjects(SD.endpoint)) == services
    plain = dict.fromkeys((SD.endpoint, SD.resultFormat, SD.inputFormat, SD.name))
    classes = plain | {
        SD.supportedLanguage: SD.Language,
        SD.feature: SD.Feature,
        SD.defaultDataset: SD.Dataset,
        SD.defaultGraph: SD.Graph,
        SD.namedGraph: SD.NamedGraph,
        SD.graph: SD.Graph,
    }
    for _, property, value in description:
        if str(property).startswith(str(SD)):
            assert property in classes, property
            kind = classes[property]
            assert kind is None or str(value).startswith(str(SD)) or (value, RDF.type, kind) in description, value
    for graph in description.subjects(RDF.type, SD.NamedGraph):
        assert len(list(description.objects(graph, SD.name))) == 1


def test_the_tests_are_there() -> None:
    assert (len(listed(PROTOCOL)), len(listed(STORE))) == (34, 9)
