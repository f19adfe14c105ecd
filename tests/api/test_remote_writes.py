"""Writing through services over one SPARQL endpoint: everything that a store folder takes, and two services at a time."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from posgraph.graph import load
from posgraph.store import RemoteStore
from tests.api.serving import serving
from tests.store.conftest import serve

TALKS = Path(__file__).parents[1] / "cli/talks"
ADMIN = "admin-token-0123456789"
Pair = tuple[httpx.Client, httpx.Client]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The query URL of an endpoint of its own."""
    process, address = serve()
    yield f"{address}/query"
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="module")
def pair(endpoint: str) -> Iterator[Pair]:
    """Clients of two services over one endpoint."""
    with RemoteStore(endpoint) as store:
        load(TALKS, store)
    with ExitStack() as stack:
        clients = []
        for _ in range(2):
            service = stack.enter_context(serving("--data", endpoint, "--dataset", "talks", POSGRAPH_ADMIN_TOKEN=ADMIN))
            headers = {"authorization": f"Bearer {ADMIN}"}
            clients.append(stack.enter_context(httpx.Client(base_url=service.url, headers=headers, timeout=60)))
        yield clients[0], clients[1]


def actor(name: str, label: str = "") -> dict[str, str]:
    return {"id": name, "label": label or name, "kind": "state"}


def word(answer: httpx.Response) -> str:
    return str(answer.json()["type"].rpartition("/")[2])


def test_rows_are_created_revised_and_retracted(pair: Pair) -> None:
    one, other = pair
    made = one.post("/v1/actors", json=actor("east"))
    assert made.status_code == 201, made.text
    revised = one.patch("/v1/actors/east", json={"reason": "a longer name", "row": {"label": "East of here"}})
    assert revised.status_code == 200, revised.text
    assert one.get("/v1/actors/east").json()["label"] == "East of here"
    assert other.patch("/v1/actors/east", json={"reason": "a shorter one", "row": {"label": "E"}}).status_code == 200
    retracted = other.delete("/v1/actors/east", params={"reason": "not a state"})
    assert retracted.status_code == 200, retracted.text
    assert other.get("/v1/actors/east").status_code == 404
    states = other.get("/v1/actors/east/history").json()["items"]
    assert [state["did"] for state in states] == ["created", "revised", "revised", "retracted"]


def test_what_has_faults_is_told_and_not_written(pair: Pair) -> None:
    one, _ = pair
    before = one.get("/v1/changes").json()["items"][-1]["number"]
    wrong = one.post("/v1/positions", json={"id": "W1", "actor": "nobody", "demand": "ceasefire", "stance": "demands"})
    assert (wrong.status_code, word(wrong)) == (422, "invalid-data")
    refused = one.delete("/v1/actors/north", params={"reason": "gone"})
    assert (refused.status_code, word(refused)) == (409, "refused-change")
    assert one.get("/v1/changes").json()["items"][-1]["number"] == before


def test_a_request_that_comes_again_to_the_other_service_is_done_once(pair: Pair) -> None:
    one, other = pair
    keyed = {"idempotency-key": "once-only"}
    first = one.post("/v1/actors", json=actor("once"), headers=keyed)
    again = other.post("/v1/actors", json=actor("once"), headers=keyed)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.headers["posgraph-change"] == again.headers["posgraph-change"]
    assert word(other.post("/v1/actors", json=actor("twice"), headers=keyed)) == "key-reused"


def test_a_condition_is_held_against_what_the_other_service_wrote(pair: Pair) -> None:
    one, other = pair
    assert one.post("/v1/actors", json=actor("matched")).status_code == 201
    seen = one.get("/v1/actors/matched").headers["etag"]
    body = {"reason": "other words", "row": {"label": "Matched"}}
    assert other.patch("/v1/actors/matched", json=body, headers={"if-match": seen}).status_code == 200
    late = one.patch("/v1/actors/matched", json=body, headers={"if-match": seen})
    assert (late.status_code, word(late)) == (412, "precondition-failed")


def test_the_graph_as_it_was_recorded_and_the_feed_tell_of_both_services(pair: Pair) -> None:
    one, other = pair
    last = one.get("/v1/changes", params={"limit": 1000}).json()["items"][-1]["number"]
    assert one.post("/v1/actors", json=actor("first")).status_code == 201
    moment = datetime.now(UTC).isoformat()
    assert other.post("/v1/actors", json=actor("second")).status_code == 201
    feed = one.get("/v1/changes", params={"since": last}).json()["items"]
    assert [(item["number"], item["rows"][0]["key"]) for item in feed] == [(last + 1, "first"), (last + 2, "second")]
    past = {row["id"] for row in other.get("/v1/actors", params={"recorded_at": moment, "limit": 1000}).json()["items"]}
    assert "first" in past
    assert "second" not in past


def test_two_services_that_write_at_once_lose_nothing(pair: Pair) -> None:
    before = pair[0].get("/v1/changes", params={"limit": 1000}).json()["items"][-1]["number"]

    def write(side: int) -> list[int]:
        numbers = []
        for n in range(12):
            answer = pair[side].post("/v1/actors", json=actor(f"at-once-{side}-{n}"))
            assert answer.status_code == 201, answer.text
            numbers.append(int(answer.headers["posgraph-change"]))
        return numbers

    with ThreadPoolExecutor(2) as pool:
        numbers = sorted(number for each in pool.map(write, (0, 1)) for number in each)
    assert numbers == list(range(before + 1, before + 25))
    wanted = {f"at-once-{side}-{n}" for side in (0, 1) for n in range(12)}
    for client in pair:
        seen = client.get("/v1/changes", params={"since": before, "limit": 1000}).json()["items"]
        assert {item["rows"][0]["key"] for item in seen} == wanted
    with httpx.Client(base_url=pair[0].base_url, timeout=60) as reader:
        ask = "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a a pg:State ; dcterms:identifier ?id FILTER(STRSTARTS(?id, 'at-once-')) }"
        found = reader.get("/sparql", params={"query": ask, "format": "csv"}).text
        assert found.split() == ["n", "24"]


def test_datasets_are_sent_and_removed_and_findings_follow(pair: Pair) -> None:
    one, other = pair
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in TALKS.glob("*.csv"):
            archive.writestr(file.name, file.read_bytes())
    media = {"content-type": "application/zip"}
    sent = one.put("/v1/datasets/copy", params={"name": "copy"}, content=packed.getvalue(), headers=media)
    assert sent.status_code == 201, sent.text
    rows = other.get("/v1/positions", params={"dataset": "copy"}).json()["items"]
    assert {row["id"] for row in rows} >= {"N1", "N2"}
    whole = other.get("/v1/datasets/copy/download", params={"format": "ttl"})
    assert whole.status_code == 200
    again = one.put("/v1/datasets/copy", content=whole.content, headers={"content-type": "text/turtle"})
    assert again.status_code == 200, again.text
    assert other.delete("/v1/datasets/copy").status_code == 200
    assert word(one.get("/v1/positions", params={"dataset": "copy"})) == "unknown-name"
    kinds = [item["kind"] for item in one.get("/v1/changes", params={"dataset": "copy", "limit": 1000}).json()["items"]]
    assert kinds == ["load", "load", "remove"]


def test_statements_are_written_by_update_and_by_store(pair: Pair) -> None:
    one, other = pair
    graph = "http://example.org/notes"
    insert = f"INSERT DATA {{ GRAPH <{graph}> {{ <http://example.org/a> <http://example.org/says> 'a', 'b' }} }}"
    ask = {"query": f"ASK {{ GRAPH <{graph}> {{ ?s ?p 'a' }} }}", "format": "json"}
    assert one.get("/sparql", params=ask).json()["boolean"] is False
    assert one.post("/update", data={"update": insert}).status_code == 204
    assert one.get("/sparql", params=ask).json()["boolean"] is True  # also of a graph that was not there before
    assert other.get("/store", params={"graph": graph}, headers={"accept": "application/n-triples"}).text.count("\n") == 2
    pushed = other.post(
        "/update",
        data={"update": f"DELETE {{ GRAPH ?g {{ ?s ?p 'a' }} }} WHERE {{ GRAPH ?g {{ ?s ?p 'a' }} FILTER(?g = <{graph}>) }}"},
    )
    assert pushed.status_code == 204, pushed.text
    assert (
        one.get("/v1/changes", params={"since": int(pushed.headers["posgraph-change"]) - 1}).json()["items"][0]["kind"]
        == "update"
    )
    put = one.put(
        "/store",
        params={"graph": graph},
        content="<urn:a> <urn:b> <urn:c>, [ <urn:d> 1 ] .",
        headers={"content-type": "text/turtle"},
    )
    assert put.status_code in (200, 204), put.text
    text = other.get("/store", params={"graph": graph}, headers={"accept": "application/n-triples"}).text
    assert text.count("\n") == 3
    assert "says" not in text
    assert other.delete("/store", params={"graph": graph}).status_code == 204
    assert one.get("/store", params={"graph": graph}).status_code == 404


def test_what_is_written_past_the_services_is_seen_after_some_seconds(pair: Pair, endpoint: str) -> None:
    one, _ = pair
    assert one.post("/v1/actors", json=actor("direct")).status_code == 201
    assert one.get("/v1/actors/direct").json()["label"] == "direct"
    with RemoteStore(endpoint) as store:
        store.update(
            'DELETE { GRAPH ?g { ?a skos:prefLabel ?l } } INSERT { GRAPH ?g { ?a skos:prefLabel "Past the services" } } '
            'WHERE { GRAPH ?g { ?a dcterms:identifier "direct" ; skos:prefLabel ?l } }'
        )
    end = time.monotonic() + 30
    while (seen := one.get("/v1/actors/direct")).json().get("label") != "Past the services":
        assert seen.status_code == 200, seen.text
        assert time.monotonic() < end
        time.sleep(0.1)  # below the rate that a token has
    again = one.patch("/v1/actors/direct", json={"reason": "once more", "row": {"label": "Again"}})
    assert again.status_code == 200
    assert one.get("/v1/actors/direct").json()["label"] == "Again"
