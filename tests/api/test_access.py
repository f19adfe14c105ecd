"""Tokens and rights: who may do what, and that no secret is ever said."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from SPARQLWrapper import JSON, SPARQLWrapper

import posgraph
from posgraph import tokens
from posgraph.errors import StoreError
from posgraph_api.access.access import WRONG
from tests.api.serving import Running, serving, start_afresh
from tests.api.test_bad_requests import check
from tests.api.test_server import ended
from tests.cli.console import TALKS, run

SECRET = "environment-token-7f3a"
READ, WRITE, ADMIN = ({"authorization": f"Bearer {SECRET}-{right}"} for right in tokens.RIGHTS)
CHOSEN = {f"POSGRAPH_{right.upper()}_TOKEN": f"{SECRET}-{right}" for right in tokens.RIGHTS}


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("store") / "talks.store"
    assert run("load", str(TALKS), "--into", str(place)).exit_code == 0
    return place


@pytest.fixture(scope="module")
def closed(store: Path) -> Iterator[Running]:
    """A service whose reading needs a token, behind a proxy that is this machine."""
    flags = ("--data", str(store), "--no-open-reading", "--trusted-proxies", "127.0.0.1", "--rate", "1", "--rate-burst", "80")
    with serving(*flags, "--query-workers", "1", "--access-log", by=start_afresh, **CHOSEN) as service:
        yield service
    said = "".join(service.said)
    assert SECRET not in said
    assert "hidden-in-the-address" not in said
    assert "guessed" not in said


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service as it is by default, with a file of tokens beside it."""
    place = tmp_path_factory.mktemp("tokens") / "tokens.json"
    with serving("--data", str(TALKS), "--tokens", str(place), "--query-workers", "1", "--access-log", **CHOSEN) as service:
        yield service
    said = "".join(service.said)
    assert SECRET not in said
    assert "guessed" not in said
    assert "aGlkZGVu" not in said


def _made(service: Running, name: str, *args: str) -> str:
    place = _file(service)
    done = run("token", "create", name, "--tokens", str(place), *args, data=None)
    assert done.exit_code == 0, done.stderr
    return done.stdout.strip()


def _file(service: Running) -> Path:
    command = service.process.args
    assert isinstance(command, list)
    return Path(command[command.index("--tokens") + 1])


def until(condition, seconds: float = 10.0) -> None:
    """Wait until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def write(service: Running, headers: dict[str, str], path: str = "/v1/no-such-list", method: str = "POST") -> httpx.Response:
    """A request that needs the right to write, or to administer, and then finds nothing."""
    return httpx.request(method, service.url + path, headers=headers)


def test_on_loopback_reading_is_open_and_writing_needs_a_token(opened: Running) -> None:
    assert httpx.get(f"{opened.url}/v1/actors").status_code == 200
    answer = write(opened, {})
    body = check(answer, 401, "unauthorized")
    assert answer.headers["www-authenticate"] == 'Bearer realm="posgraph", scope="write"'
    assert "posgraph token create NAME --right write" in str(body["detail"])


@pytest.mark.parametrize(
    ("headers", "method", "path", "status"),
    [
        (READ, "POST", "/v1/no-such-list", 403),
        (WRITE, "POST", "/v1/no-such-list", 404),
        (ADMIN, "POST", "/v1/no-such-list", 404),
        (READ, "PUT", "/v1/no-such-list/a", 403),
        (READ, "PATCH", "/v1/no-such-list/a", 403),
        (READ, "DELETE", "/v1/no-such-list/a", 403),
        (READ, "TRACE", "/v1/actors", 403),
        (WRITE, "DELETE", "/v1/datasets/no-such", 403),
        (WRITE, "POST", "/v1/backups", 403),
        (WRITE, "POST", "/v1/backups/", 403),
        (WRITE, "POST", "/v1/restore", 403),
        ({}, "OPTIONS", "/v1/actors", 204),
        ({}, "GET", "/health", 200),
        ({}, "HEAD", "/health", 200),
        (bearer("guessed"), "GET", "/health", 200),
        ({}, "GET", "/static/page.css", None),
    ],
)
def test_a_right_is_needed_for_each_kind_of_request(
    opened: Running, headers: dict[str, str], method: str, path: str, status: int | None
) -> None:
    answer = write(opened, headers, path, method)
    assert answer.status_code not in (401, 403) if status is None else answer.status_code == status, answer.text
    if status == 403:
        body = check(answer, 403, "forbidden")
        assert "the token environment may only" in str(body["detail"])
        assert "insufficient_scope" in answer.headers["www-authenticate"]


def test_beyond_loopback_reading_needs_a_token_unless_it_is_open(closed: Running) -> None:
    for path in ("/v1/actors", "/sparql?query=ASK{}", "/", "/docs", "/openapi.json", "/id/talks/actor/north", "/nothing"):
        check(httpx.get(closed.url + path), 401, "unauthorized")
    for right in (READ, WRITE, ADMIN):
        assert httpx.get(f"{closed.url}/v1/actors", headers=right).status_code == 200
    assert httpx.post(f"{closed.url}/sparql", data={"query": "ASK {}"}, headers=READ).json()["boolean"] is True
    with serving("--host", "0.0.0.0", "--data", str(TALKS), "--query-workers", "1") as service:
        url = service.url.replace("0.0.0.0", "127.0.0.1")
        assert httpx.get(f"{url}/health").status_code == 200
        check(httpx.get(f"{url}/v1/actors"), 401, "unauthorized")
        check(httpx.get(f"{url}/v1/actors", headers={"x-forwarded-for": "127.0.0.1"}), 401, "unauthorized")
    with serving("--host", "0.0.0.0", "--open-reading", "--data", str(TALKS), "--query-workers", "1") as service:
        url = service.url.replace("0.0.0.0", "127.0.0.1")
        assert httpx.get(f"{url}/v1/actors").status_code == 200
        check(httpx.post(f"{url}/v1/no-such-list"), 401, "unauthorized")


@pytest.mark.parametrize(
    "header",
    [
        "Bearer guessed-guessed-guessed",
        "Bearer pg_00000000_" + "guessed" * 6 + "g",
        "bearer",
        "Basic",
        "Basic not-base64",
        "Basic aGlkZGVu",
        "Digest username=guessed",
        f"Bearer {SECRET}-writ",
        f"Bearer {SECRET}-write,",
        "Bearer \udcff".encode("utf-8", "surrogateescape"),
    ],
)
def test_a_wrong_token_is_refused_also_where_none_is_needed(opened: Running, header: str | bytes) -> None:
    answer = httpx.get(
        f"{opened.url}/v1/actors", headers=[(b"authorization", header if isinstance(header, bytes) else header.encode())]
    )
    check(answer, 401, "unauthorized")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert "guessed" not in answer.text
    assert SECRET not in answer.text


def test_two_headers_are_one_too_many(opened: Running) -> None:
    answer = httpx.get(f"{opened.url}/v1/actors", headers=[("authorization", f"Bearer {SECRET}-read")] * 2)
    check(answer, 401, "unauthorized")


def test_a_token_is_also_a_password(closed: Running) -> None:
    for user in ("", "anybody", "ü"):
        assert httpx.get(f"{closed.url}/v1/actors", auth=(user, f"{SECRET}-read")).status_code == 200
    client = SPARQLWrapper(f"{closed.url}/sparql", returnFormat=JSON)
    client.setQuery("ASK { ?p a pg:Position }")
    client.setCredentials("anybody", f"{SECRET}-read")
    assert client.queryAndConvert()["boolean"] is True


@pytest.mark.parametrize(
    "page",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_page_of_another_origin_has_no_use_of_a_password_that_a_browser_keeps(opened: Running, page: dict[str, str]) -> None:
    answer = httpx.post(f"{opened.url}/v1/no-such-list", auth=("me", f"{SECRET}-write"), headers=page)
    check(answer, 401, "unauthorized")
    assert "basic" not in answer.headers["www-authenticate"].lower()
    assert write(opened, {**WRITE, **page}).status_code == 404
    own = {"origin": opened.url, "sec-fetch-site": "same-origin"}
    assert httpx.post(f"{opened.url}/v1/no-such-list", auth=("me", f"{SECRET}-write"), headers=own).status_code == 404


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "Token", "t%6Fken", "+token"])
def test_a_token_in_an_address_is_refused_and_not_repeated(closed: Running, name: str) -> None:
    for path in ("/v1/actors", "/sparql", "/", "/health", "/nothing"):
        answer = httpx.get(f"{closed.url}{path}?a=1&{name}=hidden-in-the-address", headers=READ)
        body = check(answer, 400, "bad-parameter")
        assert "hidden-in-the-address" not in answer.text
        assert "Authorization: Bearer" in str(body["detail"])


def test_what_looks_like_a_token_is_refused_anywhere_in_an_address_and_in_a_form(opened: Running) -> None:
    text = _made(opened, "shown", "--right", "read")
    for address in (f"/v1/actors?id={text}", f"/v1/actors/{text}", f"/v1/actors?x=%70g{text[2:]}", f"/?{text}"):
        answer = httpx.get(opened.url + address)
        check(answer, 400, "bad-parameter")
        assert text[12:] not in answer.text
        page = httpx.get(opened.url + address, headers={"accept": "text/html"})
        assert (page.status_code, text[12:] in page.text) == (400, False)
    answer = httpx.post(f"{opened.url}/sparql", data={"query": "ASK {}", "access_token": "hidden-in-the-form"})
    check(answer, 400, "bad-parameter")
    assert "hidden-in-the-form" not in answer.text
    assert text[12:] not in "".join(opened.said)


def test_tokens_come_and_go_while_the_service_runs(opened: Running) -> None:
    text = _made(opened, "editor", "--right", "write")
    until(lambda: write(opened, bearer(text)).status_code == 404)
    assert run("token", "revoke", "editor", "--tokens", str(_file(opened)), data=None).exit_code == 0
    until(lambda: write(opened, bearer(text)).status_code == 401)
    assert "editor is revoked" in str(check(write(opened, bearer(text)), 401, "unauthorized")["detail"])


def test_a_file_of_tokens_that_cannot_be_read_lets_nobody_in(opened: Running) -> None:
    text, place = _made(opened, "patient", "--right", "write"), _file(opened)
    until(lambda: write(opened, bearer(text)).status_code == 404)
    held = place.read_bytes()
    place.write_bytes(b"{")
    until(lambda: write(opened, bearer(text)).status_code == 503)
    assert httpx.get(f"{opened.url}/v1/actors").status_code == 200
    place.write_bytes(held)
    until(lambda: write(opened, bearer(text)).status_code == 404)


def test_a_store_folder_holds_its_tokens(closed: Running, store: Path) -> None:
    done = run("token", "create", "reader", "--right", "read", "--data", str(store), data=None)
    text = done.stdout.strip()
    until(lambda: httpx.get(f"{closed.url}/v1/actors", headers=bearer(text)).status_code == 200)
    with posgraph.connect(closed.url, token=text) as graph:
        assert graph.id == "talks"
    with pytest.raises(StoreError, match="401"), posgraph.connect(closed.url) as graph:
        _ = graph.id
    assert run("conflicts", "--ever", data=closed.url, POSGRAPH_TOKEN=text).exit_code == 0
    refused = run("conflicts", "--ever", data=closed.url, POSGRAPH_TOKEN=text[:-1])
    assert (refused.exit_code, text[:-1] in refused.output) == (2, False)


def test_requests_are_counted_by_token_and_by_address(closed: Running) -> None:
    text = run("token", "create", "busy", "--right", "read", "--data", str(_data(closed)), data=None).stdout.strip()
    with httpx.Client(base_url=closed.url) as client:
        until(lambda: client.get("/v1/actors", headers=bearer(text)).status_code == 200)
        first = client.get("/v1/actors", headers=bearer(text))
        assert first.headers["ratelimit-policy"] == '"requests";q=80;w=80'
        assert int(first.headers["ratelimit"].split(";r=")[1].split(";")[0]) < 80
        answers = [client.get("/health", headers={"x-forwarded-for": "203.0.113.7"}) for _ in range(100)]
        assert [answer.status_code for answer in answers].count(200) >= 80
        late = next(answer for answer in answers if answer.status_code != 200)
        body = check(late, 429, "too-many-requests")
        assert int(late.headers["retry-after"]) >= 1
        assert "80 at once" in str(body["detail"])
        assert client.get("/health", headers={"x-forwarded-for": "203.0.113.8"}).status_code == 200
        assert client.get("/health", headers={"x-forwarded-for": "203.0.113.8, 203.0.113.7"}).status_code == 429
        assert client.get("/v1/actors", headers={**bearer(text), "x-forwarded-for": "203.0.113.7"}).status_code == 200
        assert 429 in (client.get("/v1/actors", headers=bearer(text)).status_code for _ in range(200))
        until(lambda: client.get("/v1/actors", headers=ADMIN).status_code == 200)  # its own bucket may have to fill again


def _data(service: Running) -> Path:
    command = service.process.args
    assert isinstance(command, list)
    return Path(command[command.index("--data") + 1])


def test_after_many_wrong_tokens_those_that_could_be_guessed_are_not_looked_at(closed: Running) -> None:
    text = run("token", "create", "neighbour", "--right", "read", "--data", str(_data(closed)), data=None).stdout.strip()
    here = {"x-forwarded-for": "198.51.100.4"}
    until(lambda: httpx.get(f"{closed.url}/v1/actors", headers=bearer(text)).status_code == 200)
    with httpx.Client(base_url=closed.url) as client:
        wrong = [client.get("/v1/actors", headers={**bearer(f"guessed-{n}"), **here}) for n in range(3 * WRONG.burst)]
        assert {answer.status_code for answer in wrong} == {401, 429}
        check(wrong[-1], 429, "too-many-requests")
        assert client.get("/v1/actors", headers={**READ, **here}).status_code == 429
        assert client.get("/v1/actors", headers={**bearer(text), **here}).status_code == 200
        until(lambda: client.get("/v1/actors", headers=ADMIN).status_code == 200)  # its own bucket may have to fill again


def test_an_address_that_nobody_vouches_for_is_ignored(opened: Running) -> None:
    with httpx.Client(base_url=opened.url) as client:
        answer = client.get("/v1/actors", headers={"x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https"})
        assert "ratelimit" not in answer.headers  # it still is this machine


@pytest.mark.parametrize(
    ("flags", "environment", "message"),
    [
        ([], {"POSGRAPH_WRITE_TOKEN": "hidden"}, "POSGRAPH_WRITE_TOKEN: expected at least 16"),
        (["--trusted-proxies", "10.0.0.300"], {}, "trusted-proxies: '10.0.0.300'; expected an address or a network"),
        (["--tokens", "/no/such/folder/tokens.json"], {}, "expected a file in a folder that is there"),
        (["--tokens", __file__], {}, "is no file of tokens"),
        (["--rate", "-1"], {}, "--rate: '-1.0'; expected a number, 0 or more"),
    ],
)
def test_a_service_that_could_not_know_its_callers_does_not_start(
    flags: list[str], environment: dict[str, str], message: str
) -> None:
    code, said = ended(*flags, **environment)
    assert code == 2
    assert message in said
    assert "hidden" not in said
    assert "Traceback" not in said


def test_no_secret_is_in_what_can_be_listed_of_the_process(closed: Running) -> None:
    assert SECRET not in Path(f"/proc/{closed.process.pid}/cmdline").read_text(encoding="utf-8")
    shown = run("serve", "--show-settings", data=None, **CHOSEN)
    assert shown.exit_code == 0
    assert SECRET not in shown.output
    assert SECRET not in run("serve", "--help", **CHOSEN).output
    assert not any(name.startswith("POSGRAPH_") and "TOKEN" in name for name in os.environ)


def test_the_description_says_which_token_each_operation_takes(opened: Running, closed: Running) -> None:
    free = httpx.get(f"{opened.url}/openapi.json").json()
    tight = httpx.get(f"{closed.url}/openapi.json", headers=ADMIN).json()
    assert set(free["components"]["securitySchemes"]) == {"bearer", "basic"}
    assert free["paths"]["/v1/actors"]["get"]["security"] == [{}, {"bearer": []}, {"basic": []}]
    assert tight["paths"]["/v1/actors"]["get"]["security"] == [{"bearer": []}, {"basic": []}]
    assert tight["paths"]["/health"]["get"]["security"] == [{}]
    for methods in tight["paths"].values():
        for method, operation in methods.items():
            expected = {"429"} | ({"401"} if operation["x-right"] != "none" else set())
            expected |= {"403"} if operation["x-right"] in ("write", "admin") else set()
            assert expected <= set(operation["responses"]), (method, operation["operationId"])


def test_a_stream_of_changes_ends_with_its_token(tmp_path: Path) -> None:
    store = tmp_path / "talks.store"
    posgraph.load("miami-2025", store)
    made = run("token", "create", "reader", "--right", "read", "--data", str(store), data=None)
    with serving("--data", str(store), "--no-open-reading", **CHOSEN) as service:
        reading = {"authorization": f"Bearer {made.stdout.strip()}", "accept": "text/event-stream"}
        with httpx.stream("GET", f"{service.url}/v1/changes?since=0", headers=reading, timeout=30) as stream:
            lines = stream.iter_lines()
            assert next(line for line in lines if line.startswith("id:")) == "id: 1"
            assert run("token", "revoke", "reader", "--data", str(store), data=None).exit_code == 0
            told: list[str] = []
            with ThreadPoolExecutor(1) as pool:
                rest = pool.submit(lambda: told.extend(lines))
                for n in range(60):  # the file of tokens is looked at once a second, the token of a stream every two
                    row = {"id": f"actor-{n}", "label": "X", "kind": "state"}
                    done = httpx.post(f"{service.url}/v1/actors", json=row, headers=WRITE)
                    assert done.status_code == 201
                    with suppress(TimeoutError):
                        rest.result(0.2)
                        break
                assert rest.done()
        assert sum(line.startswith("id:") for line in told) < n + 1


def test_who_may_write_to_what_does_not_last_is_told_so() -> None:
    with serving(**CHOSEN) as service:
        until(lambda: any("what is written ends with the service" in line for line in service.said))
