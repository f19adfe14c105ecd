"""The graph store: whole graphs got, put, added to and removed, in every format, under the conditions that a client names."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import httpx
import pyoxigraph
import pytest
import rdflib

from posgraph.names import dataset_graph
from tests.api.serving import serving

WRITE, ADMIN = "a-token-that-may-write-here", "a-token-that-may-do-everything"
G = "http://example.org/g"
MIAMI = dataset_graph("miami-2025")
TURTLE = {"content-type": "text/turtle"}
BODY = '<a> <http://example.org/says> "b"@en , 5 .'


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        serving("--store-bytes", "2000000", POSGRAPH_WRITE_TOKEN=WRITE, POSGRAPH_ADMIN_TOKEN=ADMIN, POSGRAPH_RATE="0") as running,
        httpx.Client(base_url=running.url, timeout=60, headers={"authorization": f"Bearer {WRITE}"}) as client,
    ):
        yield client


def at(name: str) -> dict[str, str]:
    return {"graph": f"{G}/{name}"}


def problem(answer: httpx.Response, status: int, word: str) -> list[dict[str, str]]:
    assert answer.status_code == status, answer.text
    assert answer.json()["type"].endswith(f"/{word}")
    errors: list[dict[str, str]] = answer.json()["errors"]
    return errors


def statements(answer: httpx.Response) -> set[tuple[str, str, str]]:
    """The statements of an answer, whatever its format."""
    format = pyoxigraph.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in pyoxigraph.parse(answer.content, format)}


@pytest.mark.parametrize("media", ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"])
def test_a_graph_goes_in_and_out_in_every_format(client: httpx.Client, media: str) -> None:
    assert client.put("/store", params=at("formats"), content=BODY, headers=TURTLE).status_code in (201, 204)
    given = client.get("/store", params=at("formats"), headers={"accept": media})
    assert given.headers["content-type"].partition(";")[0] == media
    five = '"5"^^<http://www.w3.org/2001/XMLSchema#integer>'
    says = ("<http://example.org/g/a>", "<http://example.org/says>")
    assert statements(given) == {(*says, '"b"@en'), (*says, five)}
    again = client.put("/store", params=at("again"), content=given.content, headers={"content-type": media})
    assert again.status_code in (201, 204)
    assert statements(client.get("/store", params=at("again"))) == statements(given)


def test_a_graph_is_made_changed_and_removed(client: httpx.Client) -> None:
    assert client.get("/store", params=at("life")).status_code == 404
    assert client.put("/store", params=at("life"), content=BODY, headers=TURTLE).status_code == 201
    same = client.put("/store", params=at("life"), content=BODY, headers=TURTLE)
    assert (same.status_code, "posgraph-change" in same.headers) == (204, False)
    more = client.post("/store", params=at("life"), content="<a> <b> <c> .", headers=TURTLE)
    assert (more.status_code, "posgraph-change" in more.headers) == (204, True)
    lines = client.get("/store", params=at("life"), headers={"accept": "application/n-triples"}).text.splitlines()
    assert len(lines) == 3
    head = client.head("/store", params=at("life"))
    assert (head.status_code, head.content) == (200, b"")
    assert client.delete("/store", params=at("life")).status_code == 204
    problem(client.delete("/store", params=at("life")), 404, "not-found")


def test_a_graph_that_the_service_names_has_its_name_as_address(client: httpx.Client) -> None:
    made = client.post("/store", content=BODY, headers=TURTLE)
    assert made.status_code == 201
    address = made.headers["location"]
    assert client.get(address).content == client.get("/store", params={"graph": address}).content
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404


def test_conditions_are_held_against_the_graph(client: httpx.Client) -> None:
    first = {"if-none-match": "*"} | TURTLE
    assert client.put("/store", params=at("held"), content=BODY, headers=first).status_code == 201
    problem(client.put("/store", params=at("held"), content=BODY, headers=first), 412, "precondition-failed")
    tags = [
        client.get("/store", params=at("held"), headers={"accept": media}).headers["etag"]
        for media in ("text/turtle", "application/ld+json")
    ]
    assert len(set(tags)) == 2
    assert client.get("/store", params=at("held"), headers={"if-none-match": tags[0]}).status_code == 304
    changed = client.put("/store", params=at("held"), content="<a> <b> 1 .", headers={"if-match": tags[1]} | TURTLE)
    assert changed.status_code == 204
    problem(
        client.put("/store", params=at("held"), content=BODY, headers={"if-match": tags[0]} | TURTLE), 412, "precondition-failed"
    )
    problem(client.delete("/store", params=at("held"), headers={"if-match": tags[0]}), 412, "precondition-failed")
    problem(client.delete("/store", params=at("none"), headers={"if-match": "*"}), 404, "not-found")


def test_what_cannot_be_read_is_told(client: httpx.Client) -> None:
    errors = problem(client.put("/store", params=at("bad"), content="<a> <b> .\n<c> <d> <e>", headers=TURTLE), 400, "bad-request")
    assert errors[0]["where"].startswith("body line 1")
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'
    problem(
        client.put("/store", params=at("bad"), content=bomb, headers={"content-type": "application/rdf+xml"}), 400, "bad-request"
    )
    fetched = '{"@context": "http://127.0.0.1:1/c", "@id": "e:a"}'
    problem(
        client.put("/store", params=at("bad"), content=fetched, headers={"content-type": "application/ld+json"}),
        400,
        "bad-request",
    )
    problem(
        client.put("/store", params=at("bad"), content=BODY, headers={"content-type": "text/csv"}), 415, "unsupported-media-type"
    )
    problem(client.put("/store", params=at("bad"), content=BODY), 415, "unsupported-media-type")
    problem(client.put("/store", params=at("bad"), content="#" * 2_000_001, headers=TURTLE), 413, "too-large")
    problem(client.put("/store", content=BODY, headers=TURTLE), 400, "bad-parameter")
    problem(client.get("/store", params={"graph": "not an IRI"}), 400, "bad-parameter")
    problem(client.get("/store", params={"default": "", "graph": G}), 400, "bad-parameter")
    problem(client.get("/store", params=at("formats"), headers={"accept": "image/png"}), 406, "not-acceptable")
    problem(client.put("/store", params=at("bad"), content=BODY, headers={"authorization": ""} | TURTLE), 401, "unauthorized")
    assert client.get("/store", params=at("bad")).status_code == 404


def test_a_form_may_hold_several_documents(client: httpx.Client) -> None:
    files = {"one": ("one.ttl", BODY, "text/turtle"), "two": ("two.nt", "<e:a> <e:b> <e:c> .", "application/n-triples")}
    assert client.post("/store", params=at("form"), files=files).status_code == 201
    text = client.get("/store", params=at("form"), headers={"accept": "application/n-triples"}).text
    assert len(text.splitlines()) == 3


def test_the_unnamed_graph_is_a_graph_too(client: httpx.Client) -> None:
    for number in (1, 2):
        body = f"[] <http://example.org/says> [ <http://example.org/says> {number} ] ."
        assert client.put("/store", params={"default": ""}, content=body, headers=TURTLE).status_code in (201, 204)
    text = client.get("/store", params={"default": ""}, headers={"accept": "application/n-triples"}).text
    assert len(text.splitlines()) == 2
    assert client.delete("/store", params={"default": ""}).status_code == 204
    assert client.get("/store", params={"default": ""}).status_code == 404


def test_the_dump_is_everything_and_others_can_load_it(client: httpx.Client, tmp_path: Path) -> None:
    dump = client.get("/store", headers={"accept": "application/n-quads"}).content
    again = client.get("/store", headers={"accept": "application/trig"}).content
    stores = pyoxigraph.Store(), pyoxigraph.Store()
    for store, text, format in zip(stores, (dump, again), (pyoxigraph.RdfFormat.N_QUADS, pyoxigraph.RdfFormat.TRIG), strict=True):
        store.load(text, format)
    assert len(stores[0]) == len(stores[1]) == len(dump.splitlines())
    assert pyoxigraph.NamedNode(MIAMI) in list(stores[0].named_graphs())
    (tmp_path / "dump.nq").write_bytes(dump)
    program = which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    command = [program, "load", "--location", str(tmp_path / "copy"), "--file", str(tmp_path / "dump.nq")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_dataset_stays_readable_and_only_an_admin_removes_it(client: httpx.Client) -> None:
    whole = client.get("/store", params={"graph": MIAMI})
    problem(client.put("/store", params={"graph": MIAMI}, content=BODY, headers=TURTLE), 422, "invalid-data")
    problem(client.put("/store", params=at("elsewhere"), content=whole.content, headers=TURTLE), 422, "invalid-data")
    problem(client.delete("/store", params={"graph": MIAMI}), 403, "forbidden")
    same = client.put(
        "/store", params={"graph": MIAMI}, content=whole.content, headers=TURTLE | {"if-match": whole.headers["etag"]}
    )
    assert (same.status_code, "posgraph-change" in same.headers) == (204, False)
    admin = {"authorization": f"Bearer {ADMIN}"}
    assert client.delete("/store", params={"graph": MIAMI}, headers=admin).status_code == 204
    problem(client.get("/v1/actors"), 404, "no-dataset")
    assert client.put("/store", params={"graph": MIAMI}, content=whole.content, headers=TURTLE).status_code == 201
    assert client.get("/v1/actors").status_code == 200


def test_no_two_datasets_have_one_base(client: httpx.Client) -> None:
    start = "https://w3id.org/posgraph/graph/dataset/"
    lines = client.get("/store", params={"graph": f"{start}miami-2025"}, headers={"accept": "application/n-triples"})
    thief = lines.content.replace(b'"miami-2025"', b'"thief"')
    assert thief != lines.content
    headers = {"content-type": "application/n-triples"}
    [fault] = problem(
        client.put("/store", params={"graph": f"{start}thief"}, content=thief, headers=headers), 422, "invalid-data"
    )
    assert fault["expected"] == f"a base of its own; the dataset in {start}miami-2025 has this one"
    renamed = "BIND(IF(?o = 'miami-2025', 'thief', ?o) AS ?n)"
    copied = f"INSERT {{ GRAPH <{start}thief> {{ ?s ?p ?n }} }} WHERE {{ GRAPH <{start}miami-2025> {{ ?s ?p ?o }} {renamed} }}"
    problem(client.post("/update", data={"update": copied}), 422, "invalid-data")
    assert [item["id"] for item in client.get("/v1/datasets").json()["items"]] == ["miami-2025"]


def test_the_description_of_the_datasets_counts_what_is_there(client: httpx.Client) -> None:
    answer = client.get("/.well-known/void", headers={"accept": "text/turtle"})
    assert answer.status_code == 200
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    graph = rdflib.Graph().parse(data=answer.text)
    dataset = graph.value(None, rdflib.RDF.type, void.Dataset)
    lines = client.get(str(graph.value(dataset, void.dataDump)), headers={"accept": "application/n-triples"}).text.splitlines()
    assert graph.value(dataset, void.triples).toPython() == len(lines)
    counts = [graph.value(part, void.triples).toPython() for part in graph.objects(dataset, void.propertyPartition)]
    assert sum(counts) == len(lines)
    assert client.get(str(graph.value(dataset, void.sparqlEndpoint)), params={"query": "ASK {}"}).status_code == 200
