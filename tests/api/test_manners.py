"""What a careful client may rely on for every address: HEAD, OPTIONS, CORS, Allow, media types and errors."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.serving import Running, serving
from tests.api.test_openapi import EXAMPLES, WITHOUT, operations
from tests.api.writing import ADMIN, client_of, writing

ORIGIN = "https://app.example"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with writing(tmp_path_factory.mktemp("manners") / "store", "--cors-origins", ORIGIN, "--streams", "2") as found:
        yield found


@pytest.fixture(scope="module")
def client(running: Running) -> Iterator[httpx.Client]:
    with client_of(running, ADMIN) as found:
        yield found


@pytest.fixture(scope="module")
def schema(client: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def test_head_is_get_without_the_body_everywhere(client: httpx.Client, schema: dict[str, Any]) -> None:
    for path, method, operation in operations(schema):
        if method != "get" or operation["operationId"] in WITHOUT:
            continue
        address = EXAMPLES[operation["operationId"]]["path"]
        accept = {"accept": EXAMPLES[operation["operationId"]]["media"]}
        get, head = client.get(address, headers=accept), client.head(address, headers=accept)
        assert (head.status_code, head.content) == (get.status_code, b""), path
        for name in ("content-type", "etag", "link"):
            assert head.headers.get(name) == get.headers.get(name), (path, name)


def test_head_of_a_stream_ends_and_takes_no_place(client: httpx.Client) -> None:
    for _ in range(5):  # more than may be open at once
        answer = client.head("/v1/changes/stream", headers={"accept": "text/event-stream"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        until = time.monotonic() + 10
        while client.head("/v1/changes/stream").status_code == 503:
            assert time.monotonic() < until


def test_every_address_names_its_methods(client: httpx.Client, schema: dict[str, Any]) -> None:
    for path, methods in schema["paths"].items():
        address = re.sub(r"\{\w+\}", "x", path)
        expected = {method.upper() for method in methods} | {"OPTIONS"} | ({"HEAD"} if "get" in methods else set())
        for method in ("OPTIONS", "PROPFIND"):
            answer = client.request(method, address)
            assert answer.status_code == (204 if method == "OPTIONS" else 405), path
            told = set(answer.headers["allow"].split(", "))
            # what ends in /history might be the key of a row, too, which PATCH and DELETE look for
            assert told == expected or (path.endswith("/history") and told > expected), path


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_pages_of_a_named_origin_may_write_with_a_token(client: httpx.Client, method: str) -> None:
    wanted = "authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, x-request-id"
    asked = {"origin": ORIGIN, "access-control-request-method": method, "access-control-request-headers": wanted}
    answer = client.options("/v1/actors/russia", headers=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert method in answer.headers["access-control-allow-methods"].split(", ")
    assert "access-control-allow-credentials" not in answer.headers  # a browser adds no cookie and no password by itself


def test_pages_of_other_origins_may_not_write(client: httpx.Client) -> None:
    asked = {"origin": "https://other.example", "access-control-request-method": "PATCH"}
    answer = client.options("/v1/actors/russia", headers=asked)
    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers


def test_a_page_can_read_every_header_that_is_described(client: httpx.Client, schema: dict[str, Any]) -> None:
    answer = client.get("/v1/actors", headers={"origin": ORIGIN})
    told = answer.headers["access-control-expose-headers"].split(", ")
    assert {name.lower() for name in schema["components"]["headers"]} <= set(told)


def test_errors_can_be_read_by_a_page_too(client: httpx.Client) -> None:
    for answer in (
        client.get("/v1/nothing", headers={"origin": ORIGIN}),
        client.post("/v1/actors", content=b"{", headers={"origin": ORIGIN, "content-type": "application/json"}),
        client.post("/v1/actors", headers={"origin": ORIGIN, "authorization": "Bearer wrong-token-of-a-stranger"}),
    ):
        assert answer.status_code in (400, 401, 404)
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/v1/actors/", "/v1/changes/", "/v1/conflicts/", "/sparql/", "/health/", "/v1/datasets/"])
def test_an_address_with_a_slash_too_many_is_not_found(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ('application/JSON;charset="UTF-8"', 200),
        ("application/json; charset=latin-1", 415),
        ("text/plain", 415),
        ("application/jsonx", 415),
        ("", 415),
    ],
)
def test_a_body_says_what_it_is(client: httpx.Client, sent: str, status: int) -> None:
    body = '{"id": "manners", "label": "Länge", "kind": "person"}'.encode()
    answer = client.post("/v1/actors?dry_run=true", content=body, headers={"content-type": sent})
    assert answer.status_code == status, answer.text
    if status == 415:
        assert answer.headers["accept-post"] == "application/json"


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "application/problem+json", "text/turtle", "image/png", "?"])
def test_errors_are_problems_whatever_is_accepted(client: httpx.Client, accept: str) -> None:
    answer = client.get("/v1/actors/nobody", headers={"accept": accept})
    assert answer.status_code in (404, 406)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_browsers_get_errors_as_pages(client: httpx.Client) -> None:
    answer = client.get("/v1/nothing", headers={"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_readers_of_an_empty_store_do_not_learn_where_it_lies(tmp_path: Path) -> None:
    with serving("--data", str(tmp_path / "hidden.store"), "--query-workers", "1") as service:
        answer = httpx.get(f"{service.url}/v1/actors")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "no-dataset")
    assert "hidden" not in answer.text


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_the_unnamed_graph_has_no_value(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/store?default=no", headers={"content-type": "text/turtle"})
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (400, "default")


def test_a_new_graph_without_statements_has_no_address(client: httpx.Client) -> None:
    answer = client.post("/store", content=b"", headers={"content-type": "text/turtle"})
    assert (answer.status_code, answer.headers.get("location")) == (204, None)
