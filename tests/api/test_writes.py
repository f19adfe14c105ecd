"""Rows are created, revised and retracted: wholly or not at all, once, and by nobody unseen."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from posgraph.model.schema import BY_NAME, TABLES
from tests.api.serving import Running
from tests.api.writing import client_of, fill, writing


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with writing(tmp_path_factory.mktemp("writes") / "store") as found:
        yield found


@pytest.fixture(scope="module")
def client(running: Running) -> Iterator[httpx.Client]:
    with client_of(running) as found:
        yield found


def last(client: httpx.Client) -> int:
    number: int = client.get("/v1/changes", params={"since": 10**9}).json()["last"]
    return number


def where(answer: httpx.Response) -> list[str]:
    return [error["where"] for error in answer.json()["errors"]]


def new_actor(client: httpx.Client, **more: Any) -> str:
    answer = client.post("/v1/actors", json={"label": "Somebody", "kind": "person", **more})
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["id"]
    return id


# fmt: off
CREATED: dict[str, dict[str, Any]] = {
    "sources": {"title": "A source", "kind": "article", "published": "2026-01", "url": "https://example.org/a"},
    "actors": {"label": "Somebody", "kind": "person", "part_of": "russia", "aliases": ["S", "a;b"]},
    "processes": {"label": "More talks", "kind": "round", "valid_from": "2026~"},
    "issues": {"label": "An issue", "broader": "security", "exclusive": True},
    "demands": {"label": "A demand", "issue": "security", "rank": 2, "min": 1.5},
    "relations": {"demand_a": "ceasefire-during-referendum-preparation", "relation": "requires", "demand_b": "direct-talks",
                  "by": "us"},
    "positions": {"actor": "russia", "demand": "direct-talks", "stance": "supports", "firmness": 0.75, "salience": 1,
                  "only_if": ["army-800000"], "source": "expertnews-2025-12-29", "valid_from": "2026-02-01",
                  "quote": "said \"so\"\n"},
    "sequencing": {"actor": "russia", "first": "direct-talks", "relation": "before", "then": "army-800000", "stance": "demands"},
    "participations": {"process": "ru-ua-miami-2025-12", "actor": "russia", "role": "observer", "capability": 2.5},
    "representations": {"representative": "v-fesenko", "represented": "russia"},
    "proposals": {"label": "A plan", "proposed_by": ["russia", "ukraine"], "status": "tabled", "date": "2026-01-01"},
    "clauses": {"proposal": "plan", "number": "1/a b", "demand": "direct-talks", "text": "Talks"},
    "events": {"label": "An event", "status": "planned", "date": "2026"},
    "assessments": {"kind": "risk", "about": "issue:security", "wording": "could", "probability": 0.25, "by": "somebody"},
    "scenarios": {"label": "Suppose", "changes": ["set russia:direct-talks=accepts"]},
}
CHANGED: dict[str, dict[str, Any]] = {
    "sources": {"title": "B", "kind": None},
    "actors": {"label": "B", "aliases": []},
    "processes": {"note": "B"},
    "issues": {"exclusive": False},
    "demands": {"max": 9, "min": None},
    "relations": {"note": "B"},
    "positions": {"stance": "rejects", "revision_reason": "correction"},
    "sequencing": {"relation": "after", "revision_reason": "correction"},
    "participations": {"capability": None},
    "representations": {"note": "B"},
    "proposals": {"status": "adopted"},
    "clauses": {"text": "B"},
    "events": {"status": "occurred"},
    "assessments": {"probability": 1},
    "scenarios": {"note": "B"},
}

# fmt: on


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_a_row_of_any_table_is_created_revised_and_retracted(client: httpx.Client, table: str) -> None:
    if table == "clauses":
        client.post("/v1/proposals", json={"id": "plan", "label": "Plan"})
    begun = last(client)
    row = CREATED[table]
    made = client.post(f"/v1/{table}", json=row)
    assert made.status_code == 201, made.text
    path, shown = made.headers["location"], made.json()
    assert {name: shown[name] for name in row} == row | ({"quote": 'said "so"'} if table == "positions" else {})
    assert made.headers["posgraph-change"] == str(begun + 1)
    got = client.get(path)
    assert (got.json(), got.headers["etag"]) == (shown, made.headers["etag"])

    revised = client.patch(path, json={"reason": "It is otherwise", "row": CHANGED[table]})
    statement = table in ("positions", "sequencing")
    assert revised.status_code == (201 if statement else 200), revised.text
    assert revised.json() == shown | CHANGED[table] | (
        {"revises": shown["id"], "iri": revised.json()["iri"], "id": revised.json()["id"]} if statement else {}
    )
    newer = revised.headers["location"] if statement else path
    assert client.get(newer).headers["etag"] == revised.headers["etag"]
    assert (client.get(path).json() == shown) == statement

    for one in dict.fromkeys((newer, path)):
        gone = client.request("DELETE", one, params={"reason": "A test"})
        assert gone.status_code == 200, gone.text
        assert [change["did"] for change in gone.json()["rows"]] == ["retracted"]
        assert client.get(one).status_code == 404
    assert last(client) == begun + (4 if statement else 3)


def test_what_get_shows_can_be_sent_back(client: httpx.Client) -> None:
    for table in ("actors", "demands", "participations", "proposals"):
        shown = client.get(f"/v1/{table}", params={"limit": 1}).json()["items"][0]
        key = "/".join(shown[name] for name in BY_NAME[table].key)
        answer = client.patch(f"/v1/{table}/{key}", json={"reason": "Nothing", "row": shown})
        assert (answer.status_code, answer.json()) == (200, shown)


def test_a_merge_patch_holds_the_bare_columns(client: httpx.Client) -> None:
    path, kind = f"/v1/actors/{new_actor(client)}", {"content-type": "application/merge-patch+json"}
    answer = client.patch(path, content=b'{"label": "Else"}', headers=kind, params={"reason": "Spelling"})
    assert answer.json()["label"] == "Else"
    assert client.get(f"{path}/history").json()["items"][-1]["reason"] == "Spelling"
    assert where(client.patch(path, content=b'{"label": "Else"}', headers=kind)) == ["reason"]


def test_every_fault_of_a_row_is_told_at_once_and_nothing_is_written(client: httpx.Client) -> None:
    begun = last(client)
    row = {"id": "p", "actor": "rusia", "stance": "rejcts", "salience": 2, "valid_from": "29.12.2025", "lable": "x", "quote": 5}
    answer = client.post("/v1/positions", json=row)
    assert answer.status_code == 422
    told = {error["where"]: (error["value"], error["hint"]) for error in answer.json()["errors"]}
    assert told == {
        "positions (p) column lable": ("lable", ""),
        "positions (p) column actor": ("rusia", "russia"),
        "positions (p) column demand": ("", ""),
        "positions (p) column stance": ("rejcts", "rejects"),
        "positions (p) column salience": ("2", ""),
        "positions (p) column valid_from": ("29.12.2025", "2025-12-29"),
        "positions (p) column quote": ("5", ""),
    }
    assert all(error["expected"] for error in answer.json()["errors"])
    assert last(client) == begun


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "word", "at"),
    [
        ("POST", "/v1/actors", {"id": "russia", "label": "R", "kind": "state"}, 422, "invalid-data", "actors (russia) column id"),
        ("POST", "/v1/actors", {"id": "x/y", "label": "R", "kind": "state"}, 422, "invalid-data", "actors column id"),
        ("POST", "/v1/actors", {"iri": "http://x/", "id": "n", "label": "N", "kind": "state"},
          422, "invalid-data", "actors (n) column iri"),
        ("POST", "/v1/actors", {"iri": "http://x/", "label": "N", "kind": "state"}, 422, "invalid-data", "actors () column iri"),
        ("POST", "/v1/actors", [], 400, "bad-request", "actors"),
        ("POST", "/v1/actors?reason=" + "x" * 3000, {"label": "N", "kind": "state"}, 400, "bad-request", "reason"),
        ("POST", "/v1/actors?recorded_at=2025-01-01", {"label": "N", "kind": "state"}, 400, "bad-parameter", "recorded_at"),
        ("POST", "/v1/actors?dataset=other", {"label": "N", "kind": "state"}, 400, "unknown-name", "dataset"),
        ("PATCH", "/v1/actors/rusia", {"reason": "r", "row": {"label": "R"}}, 404, "unknown-name", "path"),
        ("PATCH", "/v1/actors/russia", {"row": {"label": "R"}}, 400, "bad-request", "reason"),
        ("PATCH", "/v1/actors/russia", {"reason": "r"}, 400, "bad-request", "actors"),
        ("PATCH", "/v1/actors/russia", {"reason": "r", "rows": {}}, 400, "bad-request", "body member rows"),
        ("PATCH", "/v1/actors/russia", {"reason": "r\u0000", "row": {}}, 400, "bad-request", "reason"),
        ("PATCH", "/v1/actors/russia?reason=q", {"reason": "r", "row": {}}, 400, "bad-request", "reason"),
        ("PATCH", "/v1/actors/russia", {"reason": "r", "row": {"id": "r"}}, 422, "invalid-data", "actors (russia) column id"),
        ("PATCH", "/v1/actors/russia", {"reason": "r", "row": {"label": None}},
          422, "invalid-data", "actors (russia) column label"),
        ("PATCH", "/v1/positions/RU001", {"reason": "r", "row": {"id": "n", "stance": "accepts"}},
          422, "invalid-data", "positions (n) column revision_reason"),
        ("DELETE", "/v1/actors/russia", None, 400, "bad-request", "reason"),
        ("DELETE", "/v1/actors/rusia?reason=r", None, 404, "unknown-name", "path"),
        ("DELETE", "/v1/actors/russia?reason=r", None, 409, "refused-change", "actors (russia)"),
        ("POST", "/v1/changes", {"steps": []}, 400, "bad-request", "steps"),
        ("POST", "/v1/changes", {"steps": [{"create": "actors"}]}, 422, "invalid-data", "steps[0] row"),
        ("POST", "/v1/changes", {"steps": [{"retract": "actors", "key": "rusia"}], "reason": "r"},
          422, "invalid-data", "steps[0] key"),
        ("POST", "/v1/changes", {"steps": [{"retract": "actors", "key": "russia"}]}, 400, "bad-request", "reason"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_says_why(
    client: httpx.Client, method: str, path: str, sent: Any, status: int, word: str, at: str
) -> None:
    begun = last(client)
    answer = client.request(method, path, json=sent)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2], where(answer)[0]) == (status, word, at), answer.text
    assert last(client) == begun


def test_a_row_that_others_name_tells_them_all(client: httpx.Client) -> None:
    answer = client.request("DELETE", "/v1/sources/expertnews-2025-12-29", params={"reason": "r"})
    assert answer.status_code == 409
    assert "position RU001 (column source)" in answer.json()["detail"]


def test_put_is_not_offered(client: httpx.Client) -> None:
    answer = client.put("/v1/actors/russia", json={})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PATCH"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"label": "A", "kind": "state"}', "text/plain", 415),
        (b'{"label": "A", "kind": "state"}', "application/json; charset=latin-1", 415),
        (b'{"label": "\xff", "kind": "state"}', "application/json", 400),
        (b'{"label": "A", "label": "B", "kind": "state"}', "application/json", 400),
        (b'{"label": "A", "kind": "state", "salience": NaN}', "application/json", 400),
        (b'{"label": "\\ud800", "kind": "state"}', "application/json", 400),
        (b'{"label": ' + b"9" * 5000 + b', "kind": "state"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"label": ' + b"[" * 20 + b"]" * 20 + b"}", "application/json", 400),
        (b'{"label": 1e999, "kind": "state"}', "application/json", 422),
        (b"", "application/json", 400),
        (b'{"label": "' + b"A" * 1_000_000 + b'", "kind": "state"}', "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(client: httpx.Client, body: bytes, kind: str, status: int) -> None:
    answer = client.post("/v1/actors", content=body, headers={"content-type": kind})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_waited_for_is_asked_for(running: Running) -> None:
    host, port = running.url.removeprefix("http://").split(":")
    body = b'{"label": "Waited", "kind": "person"}'
    head = (
        f"POST /v1/actors HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer a-token-that-may-write\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), 30) as connection, connection.makefile("rb") as answer:
        connection.sendall(head.encode())
        assert answer.readline().startswith(b"HTTP/1.1 100")
        answer.readline()
        connection.sendall(body)
        assert answer.readline().startswith(b"HTTP/1.1 201")


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(client: httpx.Client) -> None:
    begun, version = last(client), client.get("/v1/actors/russia").headers["etag"]
    made = client.post("/v1/actors?dry_run=true", json={"id": "dry", "label": "D", "kind": "state"})
    assert (made.status_code, made.json()["written"], made.json()["rows"][0]["after"]["id"]) == (200, False, "dry")
    revised = client.patch("/v1/actors/russia?dry_run=true", json={"reason": "r", "row": {"label": "RF"}})
    assert revised.json()["rows"][0]["after"]["label"] == "RF"
    refused = client.request("DELETE", "/v1/actors/russia", params={"dry_run": "true", "reason": "r"})
    assert refused.status_code == 409
    several = client.post("/v1/changes?dry_run=true", json={"steps": [{"create": "actors", "row": {"label": "D"}}]})
    assert several.status_code == 422
    assert client.get("/v1/actors/dry").status_code == 404
    assert (last(client), client.get("/v1/actors/russia").headers["etag"]) == (begun, version)


def test_several_steps_are_one_change_or_none(client: httpx.Client) -> None:
    begun, id = last(client), uuid4().hex
    steps: list[dict[str, Any]] = [
        {"create": "positions", "row": {"id": id, "actor": id, "demand": id, "stance": "demands"}},
        {"create": "demands", "row": {"id": id, "label": "D", "issue": "security"}},
        {"create": "actors", "row": {"id": id, "label": "A", "kind": "person"}},
        {"revise": "actors", "key": id, "row": {"label": "B"}},
        {"retract": "positions", "key": id},
    ]
    bad = client.post("/v1/changes", json={"reason": "Together", "steps": [*steps, {"retract": "actors", "key": "russia"}]})
    assert bad.status_code == 409
    assert client.get(f"/v1/actors/{id}").status_code == 404
    answer = client.post("/v1/changes", json={"reason": "Together", "steps": steps})
    assert answer.status_code == 201, answer.text
    assert answer.json()["number"] == begun + 1 == last(client)
    assert {(row["table"], row["did"]) for row in answer.json()["rows"]} == {
        ("positions", "created"), ("demands", "created"), ("actors", "created"), ("actors", "revised"), ("positions", "retracted")
    }  # fmt: skip
    assert client.get(answer.headers["location"]).json() == answer.json()
    assert client.get(f"/v1/actors/{id}").json()["label"] == "B"


def test_an_etag_holds_only_for_the_row_as_it_was_read(client: httpx.Client) -> None:
    path = f"/v1/actors/{new_actor(client)}"
    tag = client.get(path).headers["etag"]

    def patch(condition: dict[str, str], label: str) -> httpx.Response:
        return client.patch(path, json={"reason": "r", "row": {"label": label}}, headers=condition)

    assert patch({"if-match": f'"other", {tag}'}, "B").status_code == 200
    for stale in (tag, f"W/{client.get(path).headers['etag']}", '"other"'):
        answer = patch({"if-match": stale}, "C")
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (412, "precondition-failed")
    assert patch({"if-match": "*"}, "D").json()["label"] == "D"
    assert client.request("DELETE", path, params={"reason": "r"}, headers={"if-match": tag}).status_code == 412
    now = client.get(path).headers["etag"]
    assert client.request("DELETE", path, params={"reason": "r"}, headers={"if-match": now}).status_code == 200
    assert patch({"if-match": "*"}, "E").status_code == 412


def test_a_row_is_created_only_if_it_is_not_there(client: httpx.Client) -> None:
    new = {"if-none-match": "*"}
    row = {"id": uuid4().hex, "label": "N", "kind": "state"}
    assert client.post("/v1/actors", json=row, headers=new).status_code == 201
    assert client.post("/v1/actors", json=row, headers=new).status_code == 412


def test_of_many_that_change_a_row_at_once_none_loses_what_another_wrote(running: Running) -> None:
    count = 8
    with client_of(running) as client:
        path = f"/v1/actors/{new_actor(client, aliases=[])}"
        start = threading.Barrier(count)

        def add(name: str) -> int:
            tries = 0
            with client_of(running) as own:
                start.wait(30)
                while True:
                    tries += 1
                    got = own.get(path)
                    row = {"aliases": [*got.json()["aliases"], name]}
                    answer = own.patch(path, json={"reason": name, "row": row}, headers={"if-match": got.headers["etag"]})
                    if answer.status_code == 200:
                        return tries
                    assert answer.status_code == 412, answer.text

        with ThreadPoolExecutor(count) as pool:
            tries = list(pool.map(add, [f"n{number}" for number in range(count)]))
        assert client.get(path).json()["aliases"] == [f"n{number}" for number in range(count)]
        assert len(client.get(f"{path}/history").json()["items"]) == count + 1
        assert all(tries)


def test_a_request_with_a_key_is_done_once_however_often_it_comes(client: httpx.Client) -> None:
    begun, key = last(client), {"idempotency-key": uuid4().hex}
    row = {"label": "Once", "kind": "person"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post("/v1/actors", json=row, headers=key), range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({(answer.text, answer.headers["location"], answer.headers["etag"]) for answer in answers}) == 1
    assert sorted("idempotency-replayed" in answer.headers for answer in answers) == [False, True, True, True]
    assert last(client) == begun + 1

    path, other_key = answers[0].headers["location"], {"idempotency-key": uuid4().hex}
    patched = client.patch(path, json={"reason": "r", "row": {"label": "Twice"}}, headers=other_key)
    client.patch(path, json={"reason": "r", "row": {"label": "Thrice"}})
    again = client.patch(path, json={"reason": "r", "row": {"label": "Twice"}}, headers=other_key)
    assert (again.status_code, again.text, again.headers["etag"]) == (patched.status_code, patched.text, patched.headers["etag"])
    assert client.get(path).json()["label"] == "Thrice"

    for other in (
        client.post("/v1/actors", json=row | {"label": "Other"}, headers=key),
        client.post("/v1/actors?reason=r", json=row, headers=key),
        client.post("/v1/processes", json=row, headers=key),
        client.patch(path, json={"reason": "r", "row": row}, headers=key),
    ):
        assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (422, "key-reused"), other.text


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "ü"])
def test_a_key_that_cannot_be_used_is_refused(client: httpx.Client, key: str) -> None:
    headers = [(b"idempotency-key", key.encode())]
    answer = client.post("/v1/actors", json={"label": "K", "kind": "state"}, headers=headers)
    assert (answer.status_code, where(answer)) == (400, ["Idempotency-Key"])


def test_reading_alone_does_not_allow_to_write(running: Running) -> None:
    answer = httpx.post(f"{running.url}/v1/actors", json={"label": "N", "kind": "state"})
    assert answer.status_code == 401


def test_what_was_answered_is_there_and_known_after_a_kill(tmp_path: Path) -> None:
    place, key = tmp_path / "store", {"idempotency-key": "the-same"}
    fill(place)
    body = json.dumps({"id": "kept", "label": "Kept", "kind": "person"}).encode()
    kind = {"content-type": "application/json", **key}
    with writing(place) as running, client_of(running) as client:
        first = client.post("/v1/actors", content=body, headers=kind)
        running.process.kill()
        running.process.wait(30)
    with writing(place) as running, client_of(running) as client:
        again = client.post("/v1/actors", content=body, headers=kind)
        assert (again.status_code, again.text, again.headers["posgraph-change"]) == (
            201,
            first.text,
            first.headers["posgraph-change"],
        )
        assert again.headers["idempotency-replayed"] == "true"
        assert client.get("/v1/actors/kept").text == first.text
        assert last(client) == int(first.headers["posgraph-change"])
