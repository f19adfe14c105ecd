"""SPARQLWrapper against a real service: every result format, both methods, updates with a token."""

from __future__ import annotations

import json
from xml.dom.minidom import Document

import pytest
import rdflib
from SPARQLWrapper import (
    BASIC,
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

from tests.api.serving import Running
from tests.clients.conftest import TOKEN

PREFIX = "PREFIX pg: <https://w3id.org/posgraph/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
STATES = PREFIX + "SELECT ?l { ?a a pg:State ; skos:prefLabel ?l } ORDER BY ?l"
GRAPH = "http://example.org/wrapper"
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib, of itself


def wrapper(service: Running, query: str, method: str = GET, requests: str = URLENCODED, path: str = "sparql") -> SPARQLWrapper:
    client = SPARQLWrapper(f"{service.url}/{path}")
    client.setQuery(query)
    client.setMethod(method)
    client.setRequestMethod(requests)
    return client


@pytest.mark.parametrize(("method", "requests"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
@pytest.mark.parametrize("format", [JSON, XML, CSV, TSV])
def test_rows_in_every_format(service: Running, format: str, method: str, requests: str) -> None:
    client = wrapper(service, STATES, method, requests)
    client.setReturnFormat(format)
    found = client.queryAndConvert()
    if format == JSON:
        labels = [row["l"]["value"] for row in found["results"]["bindings"]]
    elif format == XML:
        assert isinstance(found, Document)
        labels = [node.firstChild.data for node in found.getElementsByTagName("literal")]
    else:
        labels = [line.strip().strip('"') for line in found.decode().splitlines()[1:]]
    assert "Russia" in labels
    assert "Ukraine" in labels


def test_an_answer_that_is_yes_or_no(service: Running) -> None:
    client = wrapper(service, PREFIX + "ASK { ?a a pg:State }")
    client.setReturnFormat(JSON)
    assert client.queryAndConvert()["boolean"] is True


@pytest.mark.parametrize("format", [TURTLE, N3, RDFXML, JSONLD, XML])
def test_graphs_in_every_format(service: Running, format: str) -> None:
    client = wrapper(service, PREFIX + "CONSTRUCT { ?a skos:prefLabel ?l } WHERE { ?a a pg:State ; skos:prefLabel ?l }")
    client.setReturnFormat(format)
    found = client.queryAndConvert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert rdflib.Literal("Russia") in set(graph.objects())


def test_a_query_that_cannot_be_read_is_told_as_such(service: Running) -> None:
    with pytest.raises(QueryBadFormed, match="column"):
        wrapper(service, "SELECT * {").query()


def test_graphs_are_chosen_by_parameter(service: Running) -> None:
    client = wrapper(service, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    client.addDefaultGraph("http://example.org/none")
    client.setReturnFormat(JSON)
    assert client.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == "0"


@pytest.mark.parametrize("requests", [URLENCODED, POSTDIRECTLY])
def test_an_update_takes_a_token(service: Running, requests: str) -> None:
    text = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:{requests}> <urn:p> 1 }} }}"
    update = wrapper(service, text, POST, requests, "update")
    with pytest.raises(Unauthorized):
        update.query()
    update.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    assert update.query().response.status == 204
    asked = wrapper(service, f"ASK {{ GRAPH <{GRAPH}> {{ <urn:{requests}> ?p ?o }} }}")
    asked.setReturnFormat(JSON)
    assert json.loads(asked.query().response.read())["boolean"] is True


def test_an_update_with_user_and_password(service: Running) -> None:
    update = wrapper(service, f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:basic> <urn:p> 1 }} }}", POST, path="update")
    update.setHTTPAuth(BASIC)
    update.setCredentials("anyone", TOKEN)
    assert update.query().response.status == 204
