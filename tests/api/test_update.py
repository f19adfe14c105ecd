"""Updates: written wholly or not at all, only where every dataset stays readable, and never longer than the limit."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

import posgraph.graph
from posgraph.names import AUDIT_GRAPH, ONTOLOGY_GRAPH, dataset_graph
from tests.api.serving import Running, serving
from tests.cli.console import TALKS

WRITE, ADMIN = "a-token-that-may-write-here", "a-token-that-may-do-everything"
G = "http://example.org/g"
DATASET = dataset_graph("talks")
HOLDER = "https://w3id.org/posgraph/ns#holder"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = tmp_path_factory.mktemp("update") / "store"
    posgraph.graph.load(TALKS, place)
    return str(place)


@pytest.fixture(scope="module", params=["memory", "disk"])
def service(request: pytest.FixtureRequest) -> Iterator[Running]:
    where = ("--data", request.getfixturevalue("folder") if request.param == "disk" else str(TALKS))
    with serving(
        *where, "--query-seconds", "2", POSGRAPH_WRITE_TOKEN=WRITE, POSGRAPH_ADMIN_TOKEN=ADMIN, POSGRAPH_RATE="0"
    ) as running:
        yield running


@pytest.fixture
def client(service: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=60, headers={"authorization": f"Bearer {WRITE}"}) as client:
        yield client


def update(client: httpx.Client, text: str, **params: str) -> httpx.Response:
    return client.post("/update", params=params, content=text, headers={"content-type": "application/sparql-update"})


def ask(client: httpx.Client, text: str) -> bool:
    found: bool = client.post("/sparql", data={"query": f"ASK {{ {text} }}"}).json()["boolean"]
    return found


def problem(answer: httpx.Response, status: int, word: str) -> list[dict[str, str]]:
    assert answer.status_code == status, answer.text
    assert answer.json()["type"].endswith(f"/{word}")
    errors: list[dict[str, str]] = answer.json()["errors"]
    return errors


def test_an_update_is_written_with_its_number(client: httpx.Client) -> None:
    first = update(client, f"INSERT DATA {{ GRAPH <{G}> {{ <{G}/a> pg:note 'one', 'two' }} }}")
    second = update(client, f"DELETE {{ GRAPH <{G}> {{ ?s ?p 'one' }} }} WHERE {{ GRAPH <{G}> {{ ?s ?p 'two' }} }}")
    assert (first.status_code, second.status_code) == (204, 204)
    assert int(second.headers["posgraph-change"]) == int(first.headers["posgraph-change"]) + 1
    assert ask(client, f"<{G}/a> pg:note 'two' FILTER NOT EXISTS {{ <{G}/a> pg:note 'one' }}")
    change = f"?c pg:changeNumber {second.headers['posgraph-change']} ; pg:changeKind ?kind"
    assert ask(client, f"GRAPH <{AUDIT_GRAPH}> {{ {change} ; prov:wasAssociatedWith ?by . ?by rdfs:label ?name }}")


@pytest.mark.parametrize("text", ["INSERT DATA {}", "DELETE DATA { <e:none> <e:none> 1 }", "DELETE WHERE { <e:none> ?p ?o }", ""])
def test_an_update_that_changes_nothing_is_no_change(client: httpx.Client, text: str) -> None:
    answer = update(client, text)
    assert answer.status_code == 204, answer.text
    assert "posgraph-change" not in answer.headers


def test_the_order_of_plain_statements_counts(client: httpx.Client) -> None:
    one = f"DATA {{ GRAPH <{G}/order> {{ <{G}/x> pg:note 'kept' }} }}"
    assert update(client, f"INSERT {one} ; DELETE {one} ; INSERT {one}").status_code == 204
    assert ask(client, f"GRAPH <{G}/order> {{ ?s ?p 'kept' }}")
    assert update(client, f"INSERT {one} ; DELETE {one}").status_code == 204
    assert not ask(client, f"GRAPH <{G}/order> {{ ?s ?p 'kept' }}")


def test_prefixes_may_be_declared_between_operations(client: httpx.Client) -> None:
    first = f"PREFIX a: <{G}/> INSERT DATA {{ GRAPH a:p {{ a:p pg:note 1 }} }}"
    second = f"PREFIX b: <{G}/>\nINSERT DATA {{ GRAPH b:p {{ b:q pg:note 2 }} }}"
    assert update(client, f"{first} ;\n{second}").status_code == 204
    assert ask(client, f"GRAPH <{G}/p> {{ <{G}/p> pg:note 1 . <{G}/q> pg:note 2 }}")


def test_blank_nodes_that_are_taken_out_leave_the_others(client: httpx.Client) -> None:
    text = f"INSERT DATA {{ GRAPH <{G}/blank> {{ <{G}/b> pg:note [ pg:note 1 ], [ pg:note 2 ] }} }}"
    assert update(client, text).status_code == 204
    one = f"{{ GRAPH <{G}/blank> {{ ?s ?p ?b . ?b pg:note 1 }} }}"
    assert update(client, f"DELETE {one} WHERE {one}").status_code == 204
    answer = client.get("/store", params={"graph": f"{G}/blank"}, headers={"accept": "application/n-triples"})
    assert len(answer.text.splitlines()) == 2
    assert ask(client, f"GRAPH <{G}/blank> {{ <{G}/b> pg:note/pg:note 2 }}")


def test_the_graphs_of_the_protocol_are_what_where_sees(client: httpx.Client) -> None:
    assert update(client, f"INSERT DATA {{ GRAPH <{G}/u> {{ <{G}/u> pg:note 'seen' }} }}").status_code == 204
    text = f"INSERT {{ GRAPH <{G}/v> {{ ?s pg:note 'found' }} }} WHERE {{ ?s pg:note 'seen' }}"
    assert "posgraph-change" not in update(client, text).headers
    assert "posgraph-change" in update(client, text, **{"using-graph-uri": f"{G}/u"}).headers
    errors = problem(update(client, f"WITH <{G}> {text}", **{"using-graph-uri": G}), 400, "bad-update")
    assert errors[0]["where"] == "line 1, column 1"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("CLEAR ALL ;\nDELETE WERE { ?s ?p ?o }", "line 2, column 8"),
        ("LOAD <http://example.org/>", "line 1, column 1"),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "line 1, column 29"),
        ("SELECT * { ?s ?p ?o }", "line 1, column 1"),
    ],
)
def test_what_cannot_be_run_is_told_with_its_place(client: httpx.Client, text: str, where: str) -> None:
    assert problem(update(client, text), 400, "bad-update")[0]["where"] == where


def test_requests_that_the_protocol_does_not_know_are_refused(client: httpx.Client) -> None:
    problem(client.get("/update", params={"update": "CLEAR ALL"}), 405, "method-not-allowed")
    problem(client.post("/update", data={"update": ["CLEAR ALL", "CLEAR ALL"]}), 400, "bad-request")
    problem(client.post("/update", data={}, headers={"content-type": "application/x-www-form-urlencoded"}), 400, "bad-request")
    problem(client.post("/update", content="CLEAR ALL", headers={"content-type": "text/plain"}), 415, "unsupported-media-type")
    problem(client.post("/update", data={"update": "", "dataset": "x"}), 400, "bad-parameter")
    problem(update(client, " " * 1_000_001), 413, "too-large")
    problem(client.post("/update", data={"update": "CLEAR ALL"}, headers={"authorization": ""}), 401, "unauthorized")


def test_a_dataset_that_could_not_be_read_afterwards_is_not_written(client: httpx.Client) -> None:
    before = client.get("/store", params={"graph": DATASET}).headers["etag"]
    for text in (
        f"DELETE {{ GRAPH <{DATASET}> {{ ?p <{HOLDER}> ?o }} }} WHERE {{ GRAPH <{DATASET}> {{ ?p <{HOLDER}> ?o }} }}",
        "INSERT DATA { GRAPH <http://example.org/d> { <e:d> a pg:Dataset ; dcterms:identifier 'talks' } }",
    ):
        errors = problem(update(client, text), 422, "invalid-data")
        assert all(error["where"] and error["expected"] for error in errors)
    assert client.get("/store", params={"graph": DATASET}).headers["etag"] == before


@pytest.mark.parametrize("graph", [AUDIT_GRAPH, ONTOLOGY_GRAPH, "https://w3id.org/posgraph/graph/staging/1"])
def test_graphs_that_the_service_keeps_are_its_own(client: httpx.Client, graph: str) -> None:
    statement = f"GRAPH <{graph}> {{ <e:a> <e:b> 1 }}"
    problem(update(client, f"INSERT DATA {{ {statement} }}"), 403, "protected-graph")
    problem(update(client, f"INSERT {{ {statement} }} WHERE {{}}"), 403, "protected-graph")
    problem(update(client, f"DROP ALL ; INSERT DATA {{ {statement} }}"), 403, "protected-graph")
    problem(
        client.put("/store", params={"graph": graph}, content="", headers={"content-type": "text/turtle"}), 403, "protected-graph"
    )


def test_an_update_without_end_is_ended_and_changes_nothing(client: httpx.Client) -> None:
    everything = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6))
    count = f"SELECT ?a0 (COUNT(*) AS ?n) {{ GRAPH ?g {{ {everything} }} }} GROUP BY ?a0"
    text = f"INSERT {{ GRAPH <{G}> {{ ?a0 pg:note ?n }} }} WHERE {{ {{ {count} }} }}"
    with ThreadPoolExecutor(1) as beside:
        running = beside.submit(update, client, text)
        while not running.done():
            assert client.get("/health").status_code == 200
    problem(running.result(), 422, "time-limit")


def test_writers_beside_each_other_lose_nothing(client: httpx.Client) -> None:
    def add(n: int) -> int:
        if n % 2:
            return update(client, f"INSERT DATA {{ GRAPH <{G}/many> {{ <{G}/n> pg:note {n} }} }}").status_code
        return update(client, f"INSERT {{ GRAPH <{G}/many> {{ <{G}/n> pg:note {n} }} }} WHERE {{}}").status_code

    with ThreadPoolExecutor(3) as threads:
        statuses = list(threads.map(add, range(6)))
    kept = client.get("/store", params={"graph": f"{G}/many"}, headers={"accept": "application/n-triples"}).text
    assert {204} <= set(statuses) <= {204, 503}
    assert len(kept.splitlines()) == statuses.count(204)


def test_rdflib_writes_through_its_own_store(service: Running, client: httpx.Client) -> None:
    headers = {"Authorization": f"Bearer {WRITE}"}
    store = SPARQLUpdateStore(f"{service.url}/sparql", f"{service.url}/update", headers=headers, autocommit=False)
    graph = rdflib.Graph(store, identifier=f"{G}/rdflib")
    thing = rdflib.URIRef(f"{G}/thing")
    graph.add((thing, rdflib.RDFS.label, rdflib.Literal("written by rdflib")))
    store.commit()
    assert list(graph.objects(thing, rdflib.RDFS.label)) == [rdflib.Literal("written by rdflib")]
    graph.remove((thing, None, None))
    store.commit()
    assert not ask(client, f"<{thing}> ?p ?o")


def test_everything_can_be_dropped_by_an_admin_alone_and_the_log_stays(client: httpx.Client) -> None:
    problem(update(client, "DROP ALL"), 403, "forbidden")
    client.headers["authorization"] = f"Bearer {ADMIN}"
    assert update(client, "DROP ALL").status_code == 204
    graphs = client.post("/sparql", data={"query": "SELECT ?g { GRAPH ?g {} }"}, headers={"accept": "text/csv"}).text.split()[1:]
    assert {AUDIT_GRAPH, ONTOLOGY_GRAPH} <= set(graphs)
    assert DATASET not in graphs


def test_an_update_that_is_sent_again_under_its_key_is_written_once(client: httpx.Client) -> None:
    headers = {"content-type": "application/sparql-update", "idempotency-key": f"update-{uuid4()}"}
    text = f"DELETE {{ GRAPH <{G}/n> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{G}/n> {{ <{G}> pg:note ?next }} }} WHERE {{ "
    text += f"OPTIONAL {{ GRAPH <{G}/n> {{ ?s ?p ?o }} }} BIND(COALESCE(?o, 0) + 1 AS ?next) }}"
    first, again = (client.post("/update", content=text, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (204, 204)
    assert first.headers["posgraph-change"] == again.headers["posgraph-change"]
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert ask(client, f"GRAPH <{G}/n> {{ <{G}> pg:note 1 }}")
    other = client.post("/update", content=text + " ", headers=headers)
    problem(other, 422, "key-reused")
    assert not ask(client, f'GRAPH <{AUDIT_GRAPH}> {{ ?c ?p "{headers["idempotency-key"]}" }}')
