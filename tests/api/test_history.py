"""The history of a row, and the chain of positions that revise each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import httpx
import pytest

from tests.api.writing import client_of, writing


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with writing(tmp_path_factory.mktemp("history") / "store") as running, client_of(running) as found:
        yield found


def test_every_state_of_a_row_is_told_also_when_it_is_gone(client: httpx.Client) -> None:
    path = client.post("/v1/actors?reason=New", json={"id": "n", "label": "A", "kind": "state"}).headers["location"]
    client.patch(path, json={"reason": "Name", "row": {"label": "B"}})
    client.request("DELETE", path, params={"reason": "Gone"})
    assert client.get(path).status_code == 404
    found = client.get(f"{path}/history").json()
    assert (found["present"], found["revisions"], found["next"]) == (False, None, None)
    states = [(state["did"], state["reason"], state["by"]) for state in found["items"]]
    assert states == [("created", "New", "environment"), ("revised", "Name", "environment"), ("retracted", "Gone", "environment")]
    labels = [tuple(side and side["label"] for side in (state["before"], state["after"])) for state in found["items"]]
    assert labels == [(None, "A"), ("A", "B"), ("B", None)]
    numbers = [state["number"] for state in found["items"]]
    assert numbers == sorted(numbers)
    for state in found["items"]:
        change = client.get(f"/v1/changes/{state['number']}").json()
        assert (change["at"], change["reason"]) == (state["at"], state["reason"])


def test_a_row_that_came_with_its_dataset_begins_with_that(client: httpx.Client) -> None:
    source = client.get("/v1/sources", params={"limit": 1}).json()["items"][0]
    found = client.get(f"/v1/sources/{source['id']}/history").json()
    assert [(state["did"], state["number"], state["after"]["title"]) for state in found["items"]] == [
        ("loaded", 1, source["title"])
    ]
    client.patch(f"/v1/sources/{source['id']}", json={"reason": "r", "row": {"title": "Else"}})
    found = client.get(f"/v1/sources/{source['id']}/history").json()
    assert [(state["did"], state["after"]["title"]) for state in found["items"]] == [
        ("loaded", source["title"]),
        ("revised", "Else"),
    ]


def test_history_comes_in_pages(client: httpx.Client) -> None:
    path = client.post("/v1/sources", json={"title": "0"}).headers["location"]
    for number in range(1, 5):
        client.patch(path, json={"reason": "r", "row": {"title": str(number)}})
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{path}/history", params={"limit": 2, "cursor": cursor}).json()
        seen += [state["after"]["title"] for state in page["items"]]
        cursor = page["next"]
        client.patch(path, json={"reason": "r", "row": {"title": "more"}}) if len(seen) < 5 else None
    assert seen[:5] == ["0", "1", "2", "3", "4"]
    assert seen[5:] == ["more"] * 2
    assert client.get(f"{path}/history", params={"cursor": "x"}).json()["type"].rpartition("/")[2] == "bad-cursor"


def test_a_chain_of_revisions_says_what_is_in_force(client: httpx.Client) -> None:
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    row = {"actor": "russia", "demand": "direct-talks", "stance": "demands", "valid_from": yesterday}
    first = client.post("/v1/positions", json={"id": "c1", **row}).headers["location"]
    for id, key, reason, stance in (("c2", "c1", "correction", "supports"), ("c3", "c2", "change", "rejects")):
        sent = {"id": id, "stance": stance, "revision_reason": reason, "valid_from": yesterday}
        assert client.patch(f"/v1/positions/{key}", json={"reason": "r", "row": sent}).status_code == 201
    found = client.get(f"{first}/history").json()
    chain = [(each["id"], each["revises"], each["revision_reason"], each["in_force"]) for each in found["revisions"]]
    assert chain == [("c1", None, None, False), ("c2", "c1", "correction", False), ("c3", "c2", "change", True)]
    for key in ("c2", "c3"):
        assert client.get(f"/v1/positions/{key}/history").json()["revisions"] == found["revisions"]
    client.request("DELETE", "/v1/positions/c3", params={"reason": "r"})
    gone = client.get("/v1/positions/c3/history").json()
    assert (gone["present"], [each["id"] for each in gone["revisions"]]) == (False, ["c1", "c2", "c3"])
    assert [each["in_force"] for each in gone["revisions"]] == [False, True, False]


def test_keys_of_several_parts_have_a_history(client: httpx.Client) -> None:
    client.post("/v1/proposals", json={"id": "plan", "label": "Plan"})
    path = client.post("/v1/clauses", json={"proposal": "plan", "number": "1/a b", "text": "T"}).headers["location"]
    assert path == "/v1/clauses/plan/1%2Fa%20b"
    assert client.get(f"{path}/history").json()["items"][0]["after"]["text"] == "T"


def test_what_never_was_has_no_history(client: httpx.Client) -> None:
    answer = client.get("/v1/actors/rusia/history")
    assert (answer.status_code, answer.json()["errors"][0]["hint"]) == (404, "russia")
