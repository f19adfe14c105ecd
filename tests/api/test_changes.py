"""The feed of changes: pages, one change, PROV, and a stream that goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph
import pytest
import rdflib

import posgraph
from posgraph_api.service import Service
from posgraph_api.serving.settings import Settings
from posgraph_api.writing.feed import events
from tests.api.serving import Running
from tests.api.writing import ADMIN, client_of, writing

STREAM = {"accept": "text/event-stream"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with writing(tmp_path_factory.mktemp("changes") / "store", "--streams", "3") as found:
        yield found


@pytest.fixture(scope="module")
def client(running: Running) -> Iterator[httpx.Client]:
    with client_of(running) as found:
        for name in ("one", "two", "three"):
            assert found.post("/v1/sources", json={"id": name, "title": name}).status_code == 201
        yield found


def write(client: httpx.Client, title: str) -> int:
    answer = client.patch("/v1/sources/one", json={"reason": f"Say {title}", "row": {"title": title}})
    return int(answer.headers["posgraph-change"])


def read(lines: Iterator[str]) -> dict[str, Any]:
    """The next event of a stream; comments are passed over."""
    found: dict[str, Any] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if not line and found:
            return found | {"data": json.loads(found["data"])}
        if name:
            found[name] = value
    raise AssertionError("the stream has ended")


def test_changes_come_oldest_first_and_go_on_where_the_last_page_ended(client: httpx.Client) -> None:
    since, seen, last = 0, [], -1
    while since != last:
        page = client.get("/v1/changes", params={"since": since, "limit": 2}).json()
        seen += [change["number"] for change in page["items"]]
        assert len(page["items"]) <= 2
        since, last = page["next"], page["last"]
    assert seen == list(range(1, last + 1))
    after = client.get("/v1/changes", params={"since": since}).json()
    assert after == {"items": [], "next": since, "last": since}
    number = write(client, "Later")
    assert [change["number"] for change in client.get("/v1/changes", params={"since": since}).json()["items"]] == [number]


def test_a_change_says_who_when_what_and_why(running: Running, client: httpx.Client) -> None:
    number = write(client, "Said")
    change = client.get(f"/v1/changes/{number}").json()
    assert change["rows"][0] | {"before": None} == {
        "table": "sources", "key": "one", "did": "revised", "before": None, "after": {"id": "one", "title": "Said"},
    }  # fmt: skip
    assert (change["kind"], change["by"], change["dataset"], change["reason"]) == (
        "edit",
        "environment",
        "miami-2025",
        "Say Said",
    )
    assert change["at"].endswith("Z")
    assert client.get("/v1/changes/1").json()["kind"] == "load"
    with client_of(running, ADMIN) as admin:
        assert admin.get(f"/v1/changes/{number}").json() == change | {"address": "127.0.0.1"}
        assert "address" in admin.get("/v1/changes").json()["items"][-1]
    for path in ("/v1/changes", f"/v1/changes/{number}"):
        for media in ("application/json", "text/turtle"):
            assert "127.0.0.1" not in client.get(path, headers={"accept": media}).text


@pytest.mark.parametrize("number", ["0", "999999", "x", "-1", "1" * 30, "１"])
def test_a_change_that_is_not_there_is_not_found(client: httpx.Client, number: str) -> None:
    answer = client.get(f"/v1/changes/{number}")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "unknown-name")


def test_only_changes_of_a_dataset_are_told_where_one_is_named(client: httpx.Client) -> None:
    every = client.get("/v1/changes").json()
    assert client.get("/v1/changes", params={"dataset": "miami-2025"}).json() == every
    assert client.get("/v1/changes", params={"dataset": "other"}).json()["items"] == []


def test_changes_are_activities_of_prov(client: httpx.Client) -> None:
    number = write(client, "Proven")
    asked = {"since": number - 1}
    prov, found = rdflib.PROV, {}
    for media in ("text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"):
        answer = client.get("/v1/changes", params=asked, headers={"accept": media})
        assert answer.headers["content-type"].partition(";")[0] == media
        triples = pyoxigraph.parse(answer.content, format=pyoxigraph.RdfFormat.from_media_type(media))
        found[media] = frozenset(str(quad.triple) for quad in triples)
        if media == "text/turtle":
            graph = rdflib.Graph().parse(data=answer.content, format="turtle")
    (change,) = graph.subjects(rdflib.RDF.type, prov.Activity)
    row = rdflib.URIRef("https://w3id.org/posgraph/id/miami-2025/source/one")
    assert (change, prov.generated, row) in graph
    assert str(graph.value(graph.value(change, prov.wasAssociatedWith), rdflib.RDFS.label)) == "environment"
    assert len(set(found.values())) == 1
    page = client.get("/v1/changes", params={"limit": 1}, headers={"accept": "text/turtle"})
    assert page.headers["link"] == '</v1/changes?limit=1&since=1>; rel="next"'


def test_a_stream_sends_what_was_missed_and_then_what_is_written(client: httpx.Client) -> None:
    missed = write(client, "Missed")
    with client.stream("GET", "/v1/changes/stream", params={"since": missed - 1}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        first = read(lines)
        assert (first["id"], first["event"]) == (str(missed), "change")
        assert first["data"] == client.get(f"/v1/changes/{missed}").json()
        number = write(client, "Now")
        assert read(lines)["id"] == str(number)


def test_a_stream_goes_on_after_the_last_event_that_came(client: httpx.Client) -> None:
    number = write(client, "Before")
    again = {"last-event-id": str(number - 1), **STREAM}
    with client.stream("GET", "/v1/changes", headers=again, params={"since": 0}) as answer:
        assert read(answer.iter_lines())["id"] == str(number)
    wrong = client.get("/v1/changes/stream", headers={"last-event-id": "x"})
    assert wrong.status_code == 400


def test_a_stream_without_a_beginning_tells_only_what_comes(client: httpx.Client) -> None:
    with client.stream("GET", "/v1/changes", headers=STREAM) as answer:
        lines = answer.iter_lines()
        assert next(lines) == ": posgraph"
        number = write(client, "New")
        assert read(lines)["id"] == str(number)


def test_a_stream_of_a_dataset_passes_over_the_others(client: httpx.Client) -> None:
    number = write(client, "Of one")
    with client.stream("GET", "/v1/changes/stream", params={"since": 0, "dataset": "miami-2025"}) as answer:
        lines = answer.iter_lines()
        assert [read(lines)["id"] for _ in range(number)] == [str(n) for n in range(1, number + 1)]


def test_there_are_only_so_many_streams_and_their_places_are_given_back(running: Running, client: httpx.Client) -> None:
    with ExitStack() as stack:
        open = [stack.enter_context(client.stream("GET", "/v1/changes/stream")).iter_lines() for _ in range(3)]
        assert [next(lines) for lines in open] == [": posgraph"] * 3
        refused = client.get("/v1/changes/stream")
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (503, "busy")
        assert refused.headers["retry-after"]
    for _ in range(100):
        with client.stream("GET", "/v1/changes/stream") as answer:
            if answer.status_code == 200:
                break
    assert answer.status_code == 200


def test_a_stream_ends_when_the_service_stops(tmp_path: Path) -> None:
    with writing(tmp_path / "store") as running, client_of(running) as client:
        with client.stream("GET", "/v1/changes/stream") as answer:
            lines = answer.iter_lines()
            assert next(lines) == ": posgraph"
            running.process.terminate()
            assert [line for line in lines if line and not line.startswith(":")] == []
        assert running.process.wait(30) == 0


def test_a_quiet_stream_shows_that_it_lives() -> None:
    async def beats() -> list[bytes]:
        service = Service.of(posgraph.open(), Settings())
        stream = events(service, None, None, heartbeat=0.01)
        return [await anext(stream) for _ in range(3)]

    assert asyncio.run(beats()) == [b": posgraph\n\n", b":\n\n", b":\n\n"]
