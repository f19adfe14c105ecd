"""Limits that hold: time, memory, size, and what happens when a client or the service goes away."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.api.serving import Running, serving
from tests.api.test_bad_requests import check

RUNAWAY = "SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h . ?i ?t ?j } ORDER BY ?j ?a ?e"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
SECONDS = 1.0


@pytest.fixture(scope="module")
def limited() -> Iterator[Running]:
    """A service with low limits and two query workers."""
    with serving("--query-seconds", str(SECONDS), "--query-bytes", "20000", "--query-megabytes", "400") as running:
        yield running


def alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def workers(service: Running) -> set[int]:
    """The processes that run queries for a service."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status, command = (folder / "status").read_text(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if f"PPid:\t{service.process.pid}\n" in status and b"posgraph_api.worker" in command and alive(int(folder.name)):
            found.add(int(folder.name))
    return found


def until_gone(pids: set[int]) -> None:
    """Wait until these processes have ended, for at most 20 seconds."""
    end = time.monotonic() + 20
    while any(map(alive, pids)):
        assert time.monotonic() < end, f"still there: {pids}"
        os.sched_yield()


@pytest.mark.parametrize("text", [HEAVY, "ASK { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?a = ?e && ?a != ?e) }"])
def test_a_query_that_takes_too_long_is_ended_in_time(limited: Running, text: str) -> None:
    answer = httpx.post(f"{limited.url}/sparql", data={"query": text}, timeout=SECONDS + 10)
    body = check(answer, 504, "time-limit")
    assert body["detail"] == "The query was ended after 1 s"


def test_an_ordinary_query_beside_a_runaway_is_answered() -> None:
    with (
        serving("--query-seconds", "5") as service,
        httpx.Client(base_url=service.url, timeout=60) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        idle = workers(service)
        runaway = pool.submit(httpx.post, f"{service.url}/sparql", data={"query": HEAVY}, timeout=60)
        busiest(idle)
        for _ in range(3):
            assert client.post("/sparql", data={"query": "ASK {}"}).status_code == 200
            assert client.get("/v1/actors").status_code == 200
        assert not runaway.done()
        client.close()
        assert runaway.result().status_code == 504


def test_a_runaway_with_an_order_ends_by_time_or_memory(limited: Running) -> None:
    answer = httpx.post(f"{limited.url}/sparql", data={"query": RUNAWAY}, timeout=SECONDS + 10)
    assert answer.status_code in (503, 504)
    assert answer.json()["type"].rpartition("/")[2] in ("query-ended", "time-limit")


def test_many_runaways_leave_a_service_that_works(limited: Running) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(httpx.post, f"{limited.url}/sparql", data={"query": HEAVY}, timeout=60) for _ in range(8)]
        kinds = {(each.result().status_code, each.result().json()["type"].rpartition("/")[2]) for each in asked}
    assert kinds <= {(504, "time-limit"), (503, "busy")}
    assert httpx.post(f"{limited.url}/sparql", data={"query": "ASK {}"}, timeout=30).text == '{"head":{},"boolean":true}'
    assert len(workers(limited)) == 2


def test_who_waits_too_long_for_a_worker_is_told_when_to_come_again(limited: Running) -> None:
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(httpx.post, f"{limited.url}/sparql", data={"query": HEAVY}, timeout=60) for _ in range(6)]
        busy = [each.result() for each in asked if each.result().status_code == 503]
    assert busy
    check(busy[0], 503, "busy")
    assert busy[0].headers["retry-after"] == "2"


def test_an_answer_larger_than_the_limit_is_not_sent(limited: Running) -> None:
    for text in ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
        body = check(httpx.post(f"{limited.url}/sparql", data={"query": text}, timeout=30), 422, "answer-too-large")
        assert body["detail"] == "The answer has more than 20000 bytes; none of it is sent"
        assert body["errors"][0]["hint"] == "LIMIT"
    assert httpx.post(f"{limited.url}/sparql", data={"query": "SELECT * { ?s ?p ?o } LIMIT 10"}, timeout=30).status_code == 200


def test_a_query_that_needs_too_much_memory_is_ended() -> None:
    with serving("--query-seconds", "120", "--query-megabytes", "200") as service:
        body = check(httpx.post(f"{service.url}/sparql", data={"query": RUNAWAY}, timeout=200), 503, "query-ended")
        assert "200 megabytes of memory" in str(body["detail"])
        assert httpx.post(f"{service.url}/sparql", data={"query": "ASK {}"}, timeout=30).status_code == 200


def sent(connection: socket.socket, text: str) -> None:
    """Send a query, and do not wait for its answer."""
    body = f"query={text}".replace(" ", "+")
    head = (
        "POST /sparql HTTP/1.1",
        "host: localhost",
        "content-type: application/x-www-form-urlencoded",
        f"content-length: {len(body)}",
    )
    connection.sendall("\r\n".join([*head, "", body]).encode())


def connected(service: Running) -> socket.socket:
    host, port = service.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)))


def test_a_client_that_leaves_ends_its_query(service: Running) -> None:
    before = workers(service)
    with connected(service) as connection:
        sent(connection, HEAVY)
        busy = busiest(before)
    until_gone({busy})
    assert httpx.post(f"{service.url}/sparql", data={"query": "ASK {}"}, timeout=30).status_code == 200


def busiest(pids: set[int]) -> int:
    """The process among these that begins to burn processor time."""

    def used(pid: int) -> int:
        return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))

    start = {pid: used(pid) for pid in pids}
    end = time.monotonic() + 20
    while True:
        for pid in pids:
            if used(pid) > start[pid] + 10:
                return pid
        assert time.monotonic() < end
        os.sched_yield()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_workers_end_with_the_service(how: signal.Signals) -> None:
    with serving("--stop-seconds", "1") as service:
        pids = workers(service)
        assert len(pids) == 2
        with connected(service) as connection:
            sent(connection, HEAVY)
            busiest(pids)
            service.process.send_signal(how)
            service.process.wait(30)
            until_gone(pids)
