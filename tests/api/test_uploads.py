"""Whole datasets: sent, replaced, removed, downloaded; all of one or nothing, with every fault."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Message

from posgraph import importers, resources
from posgraph.exporters import EXPORTERS, render
from posgraph.exporters.archive import archive
from posgraph.exporters.folder import folder
from posgraph.importers.upload import read_upload
from posgraph.model.schema import TABLES
from posgraph_api.http.media import DATASETS
from posgraph_api.http.problems import Problem
from posgraph_api.writing import bodies
from tests.api.serving import Running, serving

READABLE = ["csv", "xlsx", "ttl", "trig", "nt", "nq", "jsonld"]
ZIP = {"content-type": "application/zip"}
ADMIN = {"authorization": "Bearer " + "a" * 20}
LIMIT = 3_000_000
TOY = {
    "dataset.toml": b'id = "toy"\ntitle = "Toy"\n',
    "actors.csv": b"id,label,kind\na,A,state\nb,B,state\n",
    "demands.csv": b"id,issue,label\nd,i,D\n",
    "positions.csv": b"id,actor,demand,stance\n" + b"".join(b"p%02d,a,d,accepts\n" % n for n in range(10)),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    store = tmp_path_factory.mktemp("uploads") / "new.store"
    tokens = {"POSGRAPH_WRITE_TOKEN": "w" * 20, "POSGRAPH_ADMIN_TOKEN": "a" * 20}
    with serving("--data", str(store), "--upload-bytes", str(LIMIT), **tokens) as running:
        yield running


@pytest.fixture
def client(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, timeout=60, headers={"authorization": "Bearer " + "w" * 20}) as client:
        yield client
        for item in client.get("/v1/datasets").json()["items"]:
            assert client.delete(f"/v1/datasets/{item['id']}", headers=ADMIN).status_code == 200


def packed(files: Mapping[str, bytes]) -> bytes:
    raw = BytesIO()
    with ZipFile(raw, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return raw.getvalue()


def ids(client: httpx.Client) -> list[str]:
    return [item["id"] for item in client.get("/v1/datasets").json()["items"]]


def faults(answer: httpx.Response, status: int = 422, word: str = "invalid-data") -> list[dict[str, Any]]:
    assert answer.status_code == status, answer.text
    assert answer.json()["type"].endswith(f"/{word}")
    found: list[dict[str, Any]] = answer.json()["errors"]
    return found


def send(client: httpx.Client, content: bytes = b"", **headers: str) -> httpx.Response:
    return client.post("/v1/datasets", content=content or packed(TOY), headers=ZIP | headers)


@pytest.mark.parametrize("name", sorted({*resources.bundled()} - {"commons-2019"}))  # 4,154 rows of one kind
def test_what_is_downloaded_can_be_sent_again_and_is_equal(client: httpx.Client, name: str) -> None:
    dataset = importers.read(name)
    tables = archive(folder(dataset), name)
    assert send(client, tables).status_code == 201
    for kind in READABLE:
        answer = client.get(f"/v1/datasets/{name}/download?format={kind}")
        suffix = EXPORTERS[kind].suffix or ".zip"
        assert answer.headers["content-type"].partition(";")[0] == DATASETS[kind]
        assert f'filename="{name}{suffix}"' in answer.headers["content-disposition"]
        [read] = read_upload(answer.content, suffix, most=LIMIT)
        assert read.dataset == dataset
        if name == "brexit":  # the smallest; the others are read here, by what the service reads them
            client.delete(f"/v1/datasets/{name}", headers=ADMIN)
            again = client.post("/v1/datasets", content=answer.content, headers={"content-type": answer.headers["content-type"]})
            assert again.status_code == 201, again.text
            assert client.get(f"/v1/datasets/{name}/download?format=csv").content == tables


def test_a_new_dataset_is_told_with_its_rows_and_where_it_is(client: httpx.Client) -> None:
    answer = send(client)
    assert answer.status_code == 201
    assert answer.headers["location"] == "/v1/datasets/toy"
    [item] = answer.json()["items"]
    counts = {table.name: 0 for table in TABLES} | {"actors": 2, "demands": 1, "issues": 1, "positions": 10}
    assert (item["id"], item["title"], item["replaces"], item["counts"]) == ("toy", "Toy", False, counts)
    assert any(remark["text"] == "without a source" and len(remark["rows"]) == 10 for remark in item["remarks"])
    assert client.get("/v1/datasets/toy").json()["counts"] == counts
    assert len(client.get("/v1/positions").json()["items"]) == 10


def test_a_download_by_accept_and_its_tag(client: httpx.Client) -> None:
    send(client)
    turtle = client.get("/v1/datasets/toy/download", headers={"accept": "text/turtle"})
    assert "a pg:Dataset" in turtle.text
    again = client.get("/v1/datasets/toy/download?format=ttl", headers={"if-none-match": turtle.headers["etag"]})
    assert again.status_code == 304
    with ZipFile(BytesIO(client.get("/v1/datasets/toy/download?format=parquet").content)) as files:
        assert "toy/positions.parquet" in files.namelist()
    assert faults(client.get("/v1/datasets/tyo/download"), 404, "unknown-name")[0]["hint"] == "toy"
    assert faults(client.get("/v1/datasets/toy/download?format=tll"), 400, "bad-parameter")[0]["hint"] == "ttl"


def test_networks_and_nanopublications_of_a_dataset_are_downloaded_as_they_are_exported(client: httpx.Client) -> None:
    send(client)
    [toy] = read_upload(packed(TOY), ".zip", most=LIMIT)
    for kind in ("graphml", "gexf", "graph", "edges", "dot", "nanopub"):
        answer = client.get(f"/v1/datasets/toy/download?format={kind}")
        assert answer.headers["content-type"].partition(";")[0] == DATASETS[kind]
        assert f'filename="toy{EXPORTERS[kind].suffix}"' in answer.headers["content-disposition"]
        assert answer.content == render(toy.dataset, kind)
    with ZipFile(BytesIO(client.get("/v1/datasets/toy/download?format=arrow").content)) as files:
        assert "toy/positions.arrow" in files.namelist()


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("application/gexf+xml", "application/gexf+xml"),
        ("text/vnd.graphviz", "text/vnd.graphviz"),
        ("application/json, */*", "application/zip"),
        ("application/trig", "application/trig"),
    ],
)
def test_accept_asks_for_a_dataset_or_a_network_but_never_gets_a_mere_list(client: httpx.Client, accept: str, given: str) -> None:
    send(client)
    answer = client.get("/v1/datasets/toy/download", headers={"accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == given
    assert b"a pg:Dataset" in answer.content or given != "application/trig"


def test_one_that_is_there_is_not_replaced_unawares(client: httpx.Client) -> None:
    send(client)
    [fault] = faults(send(client), 409, "already-there")
    assert (fault["value"], "PUT /v1/datasets/toy" in fault["expected"]) == ("toy", True)
    answer = client.put("/v1/datasets/toy", content=packed(TOY), headers=ZIP)
    assert (answer.status_code, answer.json()["items"][0]["replaces"]) == (200, True)


def test_replacing_holds_to_its_conditions(client: httpx.Client) -> None:
    new = client.put("/v1/datasets/toy", content=packed(TOY), headers=ZIP | {"if-none-match": "*"})
    assert new.status_code == 201
    tag = client.get("/v1/datasets/toy").headers["etag"]
    changed = packed(TOY | {"positions.csv": TOY["positions.csv"].replace(b"p00,a,d,accepts", b"p00,a,d,rejects")})
    assert client.put("/v1/datasets/toy", content=changed, headers=ZIP | {"if-match": tag}).status_code == 200
    for condition in ({"if-match": tag}, {"if-none-match": "*"}, {"if-match": '"other"'}):
        late = client.put("/v1/datasets/toy", content=packed(TOY), headers=ZIP | condition)
        assert faults(late, 412, "precondition-failed")
    assert client.get("/v1/positions/p00").json()["stance"] == "rejects"
    assert faults(client.delete("/v1/datasets/toy", headers=ADMIN | {"if-match": tag}), 412, "precondition-failed")


def test_a_trial_writes_nothing(client: httpx.Client) -> None:
    answer = client.post("/v1/datasets?dry_run=true", content=packed(TOY), headers=ZIP)
    assert answer.status_code == 200
    assert answer.json()["dry_run"] is True
    assert answer.json()["items"][0]["change"] is None
    assert ids(client) == []
    bad = packed(TOY | {"actors.csv": b"id,label,kind\na,A,stat\n"})
    assert faults(client.post("/v1/datasets?dry_run=true", content=bad, headers=ZIP))


def test_every_fault_is_told_and_nothing_is_loaded(client: httpx.Client) -> None:
    bad = TOY | {
        "actors.csv": b"id,label,kind\na,A,stat\n",
        "positions.csv": b"id,actor,demand,stance\np,a,dd,accepts\nq,b,d,acepts\n",
    }
    told = {(fault["where"], fault["value"]) for fault in faults(send(client, packed(bad)))}
    assert told == {
        ("actors.csv row 2 (a) column kind", "stat"),
        ("positions.csv row 2 (p) column demand", "dd"),
        ("positions.csv row 3 (q) column actor", "b"),
        ("positions.csv row 3 (q) column stance", "acepts"),
    }
    assert ids(client) == []


def test_of_very_many_faults_the_first_are_told_with_their_number(client: httpx.Client) -> None:
    rows = b"".join(b"p%d,x%d,d,accepts\n" % (n, n) for n in range(1500))
    answer = send(client, packed(TOY | {"positions.csv": b"id,actor,demand,stance\n" + rows}))
    assert len(faults(answer)) == 1000
    assert answer.json()["detail"].startswith("1,500 faults")


def test_a_request_that_is_sent_again_is_done_once(client: httpx.Client) -> None:
    first, again = (send(client, **{"idempotency-key": "one-upload"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert first.json()["items"][0]["change"] == again.json()["items"][0]["change"]
    other = packed(TOY | {"dataset.toml": b'id = "other"\n'})
    assert faults(send(client, other, **{"idempotency-key": "one-upload"}), 422, "key-reused")


def test_several_datasets_of_one_file_are_all_there_or_none(client: httpx.Client) -> None:
    parts = []
    for name in ("one", "two"):
        send(client, packed(TOY | {"dataset.toml": f'id = "{name}"\n'.encode()}))
        parts.append(client.get(f"/v1/datasets/{name}/download?format=nq").content)
        client.delete(f"/v1/datasets/{name}", headers=ADMIN)
    bad = parts[1].replace(b"vocab/stance/accepts", b"vocab/stance/acepts", 1)
    quads = {"content-type": "application/n-quads"}
    assert faults(client.post("/v1/datasets", content=parts[0] + bad, headers=quads))
    assert ids(client) == []
    again = quads | {"idempotency-key": "both-at-once"}
    first, answer = (client.post("/v1/datasets", content=b"".join(parts), headers=again) for _ in range(2))
    assert [item["id"] for item in answer.json()["items"]] == ["one", "two"]
    one, two = (item["change"] for item in first.json()["items"])
    assert (two - one, answer.headers["idempotency-replayed"]) == (1, "true")
    assert [item["change"] for item in answer.json()["items"]] == [one, two]
    assert ids(client) == ["one", "two"]


def test_removing_takes_an_administrator_and_the_log_keeps_the_rows(client: httpx.Client) -> None:
    send(client)
    assert client.delete("/v1/datasets/toy").status_code == 403
    answer = client.delete("/v1/datasets/toy?reason=a+trial", headers=ADMIN)
    assert answer.status_code == 200
    assert ids(client) == []
    query = (
        f"SELECT ?reason ?rows {{ ?c pg:changeNumber {answer.json()['change']} ; pg:changeReason ?reason ; pg:rowChanges ?rows }}"
    )
    [row] = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert row["reason"]["value"] == "a trial"
    assert "p09" in row["rows"]["value"]
    assert faults(client.delete("/v1/datasets/toy", headers=ADMIN), 404, "unknown-name")


@pytest.mark.parametrize(
    ("headers", "address"),
    [
        ({"content-type": "application/octet-stream", "content-disposition": 'attachment; filename="talks.zip"'}, ""),
        ({"content-type": "application/octet-stream"}, "?name=talks.zip"),
        ({}, "?name=talks.zip"),
        ({"content-type": "application/zip"}, "?name=talks"),
    ],
)
def test_a_file_may_be_told_by_its_name(client: httpx.Client, headers: dict[str, str], address: str) -> None:
    content = packed({name: content for name, content in TOY.items() if name != "dataset.toml"})
    answer = client.post(f"/v1/datasets{address}", content=content, headers=headers)
    assert answer.status_code == 201, answer.text
    assert ids(client) == ["talks"]


def test_a_form_with_one_file_is_what_browsers_send(client: httpx.Client) -> None:
    turtle = {"file": ("toy.zip", packed(TOY), "application/x-zip-compressed")}
    assert client.post("/v1/datasets", files=turtle, data={"note": "x"}).status_code == 201
    two = [("file", ("a.zip", packed(TOY))), ("file", ("b.zip", packed(TOY)))]
    assert faults(client.post("/v1/datasets", files=two), 400, "bad-request")[0]["value"] == "2 files"


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=", b""),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno end"),
        ("multipart/form-data; boundary=x", b"--x\r\nno headers\r\n--x--"),
        ("multipart/form-data; boundary=x", b"--x" * 100 + b"--"),
        ("multipart/form-data; boundary=" + "x" * 100, b""),
    ],
)
def test_a_damaged_form_is_told_as_such(client: httpx.Client, media: str, body: bytes) -> None:
    assert faults(client.post("/v1/datasets", content=body, headers={"content-type": media}), 400, "bad-request")


@pytest.mark.parametrize("media", ["text/csv", "application/json", "image/png", "application/octet-stream", ""])
def test_what_is_no_dataset_is_refused_before_it_is_read(client: httpx.Client, media: str) -> None:
    answer = client.post("/v1/datasets", content=b"x", headers={"content-type": media} if media else {})
    assert faults(answer, 415, "unsupported-media-type")
    assert "application/zip" in answer.headers["accept-post"]


def test_what_is_too_large_is_refused_packed_or_unpacked(client: httpx.Client) -> None:
    assert faults(send(client, b"x" * (LIMIT + 1)), 413, "too-large")
    rows = b"".join(b"%d,%064x,state\n" % (n, n * n) for n in range(45_000))
    [fault] = faults(send(client, packed(TOY | {"actors.csv": b"id,label,kind\n" + rows})))
    assert re.fullmatch(r"unpacks to \d+ bytes", fault["value"])


def test_the_id_in_the_file_is_that_of_the_address(client: httpx.Client) -> None:
    [fault] = faults(client.put("/v1/datasets/other", content=packed(TOY), headers=ZIP))
    assert (fault["where"], fault["value"]) == ("id", "toy")
    unnamed = packed({name: content for name, content in TOY.items() if name != "dataset.toml"})
    assert client.put("/v1/datasets/other", content=unnamed, headers=ZIP).status_code == 201


def test_no_dataset_takes_the_addresses_of_another(client: httpx.Client) -> None:
    send(client)
    thief = packed(TOY | {"dataset.toml": b'id = "thief"\nbase = "https://w3id.org/posgraph/id/toy/"\n'})
    [fault] = faults(send(client, thief))
    assert fault["where"] == "thief base"


def test_a_cursor_outlives_writes(client: httpx.Client) -> None:
    send(client)
    first = client.get("/v1/positions?limit=4").json()
    assert [item["id"] for item in first["items"]] == ["p00", "p01", "p02", "p03"]
    kept = [b"p%02d" % n for n in (0, 2, 5, 6, 9)]  # p03, after which the cursor stands, is gone, too
    rows = [b"%s,a,d,accepts\n" % id for id in [b"o99", *kept, b"p055", b"p031"]]
    changed = packed(TOY | {"positions.csv": b"id,actor,demand,stance\n" + b"".join(rows)})
    assert client.put("/v1/datasets/toy", content=changed, headers=ZIP).status_code == 200
    rest = client.get("/v1/positions", params={"limit": 4, "cursor": first["next"]}).json()
    assert [item["id"] for item in rest["items"]] == ["p031", "p05", "p055", "p06"]
    last = client.get("/v1/positions", params={"limit": 4, "cursor": rest["next"]}).json()
    assert [item["id"] for item in last["items"]] == ["p09"]


def test_a_download_can_be_had_as_it_was_recorded(client: httpx.Client, tmp_path: Path) -> None:
    send(client)
    [before] = client.get("/sparql", params={"query": "SELECT (MAX(?at) AS ?now) { ?c prov:endedAtTime ?at }"}).json()["results"][
        "bindings"
    ]
    was = client.get("/v1/datasets/toy/download").content
    changed = packed(TOY | {"actors.csv": b"id,label,kind\na,Other,state\nb,B,state\n"})
    assert client.put("/v1/datasets/toy", content=changed, headers=ZIP).status_code == 200
    moment = {"recorded_at": before["now"]["value"]}
    assert client.get("/v1/datasets/toy/download", params=moment).content == was
    assert client.get("/v1/datasets/toy/download").content != was


def test_a_client_that_goes_away_within_its_request_is_no_bug(running: Running, client: httpx.Client) -> None:
    def refused() -> float:
        name = 'posgraph_requests_total{method="POST",route="/v1/datasets",status="4xx"} '
        return sum(float(line.removeprefix(name)) for line in client.get("/metrics").text.splitlines() if line.startswith(name))

    before = refused()
    head = f"Host: localhost\r\nAuthorization: Bearer {'w' * 20}\r\nContent-Type: application/zip\r\nContent-Length: 999"
    with socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2]))) as there:
        there.sendall(f"POST /v1/datasets HTTP/1.1\r\n{head}\r\n\r\nPK".encode())
    end = time.monotonic() + 30
    while refused() == before:
        assert time.monotonic() < end
    assert "Traceback" not in "".join(running.said)


def test_a_body_that_does_not_go_on_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent() -> Message:
        await asyncio.sleep(60)
        raise AssertionError("the body was waited for")

    monkeypatch.setattr(bodies, "PAUSE_SECONDS", 0.01)
    with pytest.raises(Problem) as caught:
        asyncio.run(bodies.read_bytes(Request({"type": "http", "headers": []}, silent), 100))
    assert caught.value.status == 408
