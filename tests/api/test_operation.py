"""Operation: log lines and request ids, metrics, health and readiness, and the end of a service."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

import posgraph
from tests.api.serving import Running, serving
from tests.api.test_limits import HEAVY

BUNDLED = Path(__file__).parents[2] / "data" / "miami-2025"
TOKEN = "for-the-tests-only-0123456789"


@pytest.fixture(scope="module")
def watched() -> Iterator[Running]:
    """A service that logs in JSON and asks for a token."""
    flags = ("--log-format", "json", "--access-log", "--no-open-reading", "--query-seconds", "1", "--query-workers", "1")
    with serving(*flags, POSGRAPH_READ_TOKEN=TOKEN) as running:
        yield running


@pytest.fixture(scope="module")
def reader(watched: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=watched.url, timeout=60, headers={"authorization": f"Bearer {TOKEN}"}) as client:
        yield client


def entry(service: Running, id: str) -> dict[str, object]:
    """The log line of a request; it is written when the answer has been sent."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for line in service.said[1:]:
            if id in line:
                found: dict[str, object] = json.loads(line)
                return found
    raise AssertionError("".join(service.said))


def counted(client: httpx.Client) -> dict[str, float]:
    """The metrics of a service, each by its name and labels."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = (sample for family in families for sample in family.samples)
    return {f"{s.name}{''.join(f' {k}={v}' for k, v in sorted(s.labels.items()))}": s.value for s in samples}


def listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port)).close()
    except (ConnectionRefusedError, ConnectionResetError):  # reset: it stopped listening as the connection was made
        return False
    return True


def test_a_request_is_logged_with_all_that_is_known_of_it(watched: Running, reader: httpx.Client) -> None:
    reader.get("/v1/actors/russia", headers={"x-request-id": "log.me-1"})
    line = entry(watched, "log.me-1")
    assert datetime.fromisoformat(str(line.pop("time"))).utcoffset() == timedelta(0)
    assert float(str(line.pop("milliseconds"))) > 0
    assert int(str(line.pop("bytes"))) > 100
    assert line == {
        "level": "info",
        "logger": "posgraph.requests",
        "request_id": "log.me-1",
        "caller": "environment",
        "address": "127.0.0.1",
        "method": "GET",
        "path": "/v1/actors/russia",
        "protocol": "HTTP/1.1",
        "status": 200,
    }


def test_secrets_are_never_logged(watched: Running, reader: httpx.Client) -> None:
    for name in ("password", "api_key", "%74oken"):
        reader.get(f"/v1/actors?limit=1&{name}=hidden-value", headers={"x-request-id": "secret-1"})
    assert "…" in str(entry(watched, "secret-1")["path"]) or entry(watched, "secret-1")["path"] == "/v1/actors"
    assert "hidden-value" not in "".join(watched.said)
    assert TOKEN not in "".join(watched.said)


@pytest.mark.parametrize("given", ["a b", "a\u00e9".encode().decode("latin-1"), "x" * 65, "a/b", ""])
def test_an_id_that_is_none_is_replaced(reader: httpx.Client, given: str) -> None:
    found = reader.get("/health", headers={"x-request-id": given.encode("latin-1")}).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", found)


def test_every_answer_has_an_id_and_a_problem_repeats_it(reader: httpx.Client) -> None:
    assert reader.get("/v1/actors", headers={"x-request-id": "mine"}).headers.get_list("x-request-id") == ["mine"]
    for path, headers in [
        ("/v1/nothing", {}),
        ("/v1/actors", {"host": "elsewhere.example"}),
        ("/v1/actors", {"authorization": "Bearer x"}),
    ]:
        answer = reader.get(path, headers={**headers, "x-request-id": "problem-1"})
        assert answer.status_code >= 400
        assert answer.headers["x-request-id"] == answer.json()["request_id"] == "problem-1"


def test_requests_and_queries_are_counted(reader: httpx.Client) -> None:
    before = counted(reader)
    reader.get("/v1/actors/russia")
    reader.get("/v1/actors/nobody")
    reader.head("/v1/demands")
    reader.get("/no/such/page")
    reader.get("/sparql", params={"query": "ASK {}"})
    reader.get("/sparql", params={"query": "ASK {}"})
    assert reader.get("/sparql", params={"query": HEAVY}).status_code == 422
    assert reader.get("/sparql", params={"query": "ASK {"}).status_code == 400
    after = counted(reader)

    def more(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert more("posgraph_requests_total method=GET route=/v1/actors/{id} status=2xx") == 1, sorted(after)
    assert more("posgraph_requests_total method=GET route=/v1/actors/{id} status=4xx") == 1
    assert more("posgraph_requests_total method=HEAD route=/v1/demands status=2xx") == 1
    assert more("posgraph_requests_total method=GET route=other status=4xx") == 1
    assert more("posgraph_requests_total method=GET route=/sparql status=2xx") == 2
    assert more("posgraph_request_seconds_count route=/sparql") == 4
    assert after["posgraph_requests_in_flight"] == 1, "this one"
    assert after["posgraph_query_workers state=alive"] >= 1
    assert more("posgraph_queries_total outcome=time-limit") == 1
    assert more("posgraph_queries_total outcome=refused") == 1
    assert after["posgraph_process_resident_memory_bytes"] > 1e6


def test_names_that_clients_invent_make_no_metrics_of_their_own(reader: httpx.Client) -> None:
    for number in range(20):
        reader.request(f"MAKE{number}", f"/invented/{number}")
    names = [name for name in counted(reader) if "invented" in name or "MAKE" in name]
    assert names == []


def test_health_and_readiness_need_no_token_and_name_no_data_without_one(watched: Running, reader: httpx.Client) -> None:
    assert httpx.get(f"{watched.url}/health").json() == {"status": "ok", "posgraph": posgraph.__version__}
    assert reader.get("/health").json()["status"] == "ok"
    assert httpx.get(f"{watched.url}/metrics").status_code == 401
    ready = httpx.get(f"{watched.url}/ready")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "posgraph": posgraph.__version__, "writing": True, "reasons": []}
    assert ready.headers["cache-control"] == "no-store"
    with serving() as service:
        assert httpx.get(f"{service.url}/health").json()["datasets"] == ["miami-2025"]


def test_a_service_that_drains_answers_but_is_not_ready() -> None:
    with serving("--drain-seconds", "2") as service, httpx.Client(base_url=service.url) as client:
        service.process.terminate()
        end = time.monotonic() + 2
        while (ready := client.get("/ready")).status_code == 200:
            assert time.monotonic() < end
        assert (ready.status_code, ready.json()["reasons"]) == (503, ["it stops"])
        assert client.get("/v1/actors/russia").status_code == 200
        assert service.process.wait(20) == 0


def test_a_second_signal_ends_what_runs() -> None:
    with serving("--stop-seconds", "600", "--query-seconds", "600") as service:
        host, port = service.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as running:
            text = HEAVY.encode()
            head = (
                f"POST /sparql HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/sparql-query\r\nContent-Length: {len(text)}"
            )
            running.sendall(head.encode() + b"\r\n\r\n" + text)
            with httpx.Client(base_url=service.url) as client:
                while counted(client)["posgraph_requests_in_flight"] < 2:
                    pass
            os.kill(service.process.pid, signal.SIGTERM)
            while listens(host, int(port)):
                pass
            assert service.process.poll() is None, "it waits for the query"
            os.kill(service.process.pid, signal.SIGTERM)
            assert service.process.wait(20) == 0


def test_a_service_leaves_nothing_behind(tmp_path: Path) -> None:
    posgraph.graph.load(BUNDLED, tmp_path / "talks.store")
    (tmp_path / "temporary").mkdir()
    for workers, how in [("1", signal.SIGTERM), ("2", signal.SIGINT)]:
        with serving(
            *("--data", str(tmp_path / "talks.store"), "--workers", workers, "--query-workers", "1"),
            TMPDIR=str(tmp_path / "temporary"),
        ) as service:
            assert httpx.get(f"{service.url}/sparql", params={"query": "ASK {}"}, timeout=60).status_code == 200
            os.kill(service.process.pid, how)
            assert service.process.wait(30) == (130 if how == signal.SIGINT else 0)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["talks.store", "temporary"]
        assert list((tmp_path / "temporary").iterdir()) == []
