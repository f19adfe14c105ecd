"""The data as they were recorded at a moment: what GET answers then is what it answered at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

import posgraph
from posgraph.model.schema import TABLES
from posgraph.names import AUDIT_GRAPH
from posgraph.recording import Author, Recorder
from posgraph.store import DiskStore
from tests.api.writing import client_of, fill, writing
from tests.recording.made_up import loaded, plain, steps

AS_OF = "2025-12-29"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    place = tmp_path_factory.mktemp("recorded") / "store"
    fill(place)
    with DiskStore(place) as store:
        Recorder(store).put(plain(), Author("posgraph load"))
    with writing(place, "--dataset", "miami-2025") as running, client_of(running) as found:
        yield found


def everything(client: httpx.Client, **asked: str) -> dict[str, Any]:
    """All that the service says of a dataset."""
    paths = [f"/v1/{table.name}" for table in TABLES] + ["/v1/conflicts", "/v1/overlaps", "/v1/orders"]
    found = {}
    for path in paths:
        params = {"as_of": AS_OF, **asked} if path in ("/v1/conflicts", "/v1/overlaps", "/v1/orders") else asked
        answer = client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        found[path] = {key: value for key, value in answer.json().items() if key != "next"}
    return found


def now(client: httpx.Client) -> str:
    """The moment of the last change."""
    number = client.get("/v1/changes", params={"since": 10**9}).json()["last"]
    at: str = client.get(f"/v1/changes/{number}").json()["at"]
    return at


def test_a_moment_tells_what_was_answered_then(client: httpx.Client) -> None:
    random, known = Random(4), [(now(client), everything(client, dataset="toy"))]
    dataset = plain().dataset
    while len(known) < 8:
        sent = []
        for step in steps(dataset, random):
            sent.append(
                {step.verb: step.table} | ({"key": step.key} if step.key else {}) | ({"row": step.row} if step.row else {})
            )
        answer = client.post("/v1/changes", params={"dataset": "toy"}, json={"reason": "r", "steps": sent})
        if answer.status_code == 201:
            known.append((now(client), everything(client, dataset="toy")))
        else:
            assert answer.status_code in (409, 422), answer.text
    assert len({repr(state) for _, state in known}) > 5
    for at, state in known:
        assert everything(client, dataset="toy", recorded_at=at) == state
    one = known[0][1]["/v1/positions"]["items"][0]
    shown = client.get(f"/v1/positions/{one['id']}", params={"dataset": "toy", "recorded_at": known[0][0]})
    assert shown.json() == one
    turtle = client.get("/v1/positions", params={"dataset": "toy", "recorded_at": known[0][0]}, headers={"accept": "text/turtle"})
    assert turtle.status_code == 200
    assert f'dcterms:identifier "{one["id"]}"' in turtle.text


def test_findings_follow_the_record(client: httpx.Client) -> None:
    before, at = everything(client), now(client)
    path = "/v1/positions/RU003"
    client.patch(path, json={"reason": "r", "row": {"stance": "accepts", "revision_reason": "correction"}})
    assert client.get("/v1/conflicts", params={"as_of": AS_OF}).json()["items"] != before["/v1/conflicts"]["items"]
    assert everything(client, recorded_at=at) == before


def test_before_the_dataset_was_there_nothing_is_told(client: httpx.Client) -> None:
    answer = client.get("/v1/positions", params={"recorded_at": "2020-01-01"})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "not-recorded")
    never = client.get("/v1/positions", params={"dataset": "never", "recorded_at": now(client)})
    assert (never.status_code, never.json()["type"].rpartition("/")[2]) == (404, "not-recorded")


@pytest.mark.parametrize("moment", ["yesterday", "2025-13-01", "2025-12-29T10:00:00", "", "9" * 40])
def test_a_moment_that_cannot_be_read_is_refused(client: httpx.Client, moment: str) -> None:
    answer = client.get("/v1/positions", params={"recorded_at": moment})
    assert answer.status_code == (400 if moment else 200)
    if moment:
        assert answer.json()["errors"][0]["where"] == "recorded_at"


def test_a_moment_that_is_still_to_come_is_now(client: httpx.Client) -> None:
    assert everything(client, dataset="toy", recorded_at="2999-01-01T00:00:00Z") == everything(client, dataset="toy")


def test_a_dataset_that_was_replaced_or_removed_is_told_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "store"
    fill(place)
    first = datetime.now(UTC).isoformat()
    posgraph.load("brexit", place)
    with DiskStore(place) as store:
        recorder, dataset = Recorder(store), posgraph.open().dataset
        other = replace(dataset, title="Another title")
        header = recorder.put(loaded(other), Author("a"), before=dataset)
        gone = recorder.remove(other, Author("a"))
    with writing(place) as running, client_of(running) as client:
        whole = client.get("/v1/positions", params={"dataset": "miami-2025", "recorded_at": first, "limit": 10000}).json()[
            "items"
        ]
        assert len(whole) == len(posgraph.open().dataset.positions)
        at = header.at.isoformat()
        assert client.get("/v1/actors", params={"dataset": "miami-2025", "recorded_at": at}).status_code == 200
        after = client.get("/v1/actors", params={"dataset": "miami-2025", "recorded_at": gone.at.isoformat()})
        assert (after.status_code, after.json()["type"].rpartition("/")[2]) == (404, "not-recorded")


def test_a_store_that_was_filled_without_a_log_says_that_it_does_not_know(tmp_path: Path) -> None:
    place = tmp_path / "store"
    fill(place)
    with DiskStore(place) as store:
        store.drop(AUDIT_GRAPH)
    with writing(place) as running, client_of(running) as client:
        answer = client.get("/v1/positions", params={"recorded_at": "2026-01-01"})
        assert answer.status_code == 400
        assert "the log tells" in answer.json()["errors"][0]["expected"]
        client.post("/v1/sources", json={"title": "New"})
        assert client.get("/v1/sources", params={"recorded_at": now(client)}).json() == client.get("/v1/sources").json()
        assert client.get("/v1/positions", params={"recorded_at": "2026-01-01"}).status_code == 400
