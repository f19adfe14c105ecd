"""Limits that hold: time, memory, size, and what happens when a client or the service goes away."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from posgraph.store import DiskStore, MemoryStore, Store
from posgraph_api.querying.executors import executor
from posgraph_api.querying.tasks import Task
from posgraph_api.serving.settings import Settings
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
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status, command = (folder / "stat").read_text(), (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"posgraph_api.querying.worker" in command and alive(int(folder.name)):
            parents[int(folder.name)] = int(status.rpartition(")")[2].split()[1])
    first = {pid for pid, parent in parents.items() if parent == service.process.pid}  # it holds the data and forks the others
    return {pid for pid, parent in parents.items() if parent in first}


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so, for at most 20 seconds."""
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        os.sched_yield()


def until_gone(pids: set[int]) -> None:
    """Wait until these processes have ended, for at most 20 seconds."""
    until(lambda: not any(map(alive, pids)))


@pytest.mark.parametrize("text", [HEAVY, "ASK { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?a = ?e && ?a != ?e) }"])
def test_a_query_that_takes_too_long_is_ended_in_time(limited: Running, text: str) -> None:
    answer = httpx.post(f"{limited.url}/sparql", data={"query": text}, timeout=SECONDS + 10)
    body = check(answer, 422, "time-limit")
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
        assert runaway.result().status_code == 422


def test_a_runaway_with_an_order_ends_by_time_or_memory(limited: Running) -> None:
    answer = httpx.post(f"{limited.url}/sparql", data={"query": RUNAWAY}, timeout=SECONDS + 10)
    assert answer.status_code in (422, 503)
    assert answer.json()["type"].rpartition("/")[2] in ("query-ended", "time-limit")


def test_many_runaways_leave_a_service_that_works(limited: Running) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(httpx.post, f"{limited.url}/sparql", data={"query": HEAVY}, timeout=60) for _ in range(8)]
        kinds = {(each.result().status_code, each.result().json()["type"].rpartition("/")[2]) for each in asked}
    assert kinds <= {(422, "time-limit"), (503, "busy")}
    assert httpx.post(f"{limited.url}/sparql", data={"query": "ASK {}"}, timeout=30).text == '{"head":{},"boolean":true}'
    until(lambda: len(workers(limited)) == 2)


def test_who_waits_too_long_for_a_worker_is_told_when_to_come_again(limited: Running) -> None:
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(httpx.post, f"{limited.url}/sparql", data={"query": HEAVY}, timeout=60) for _ in range(6)]
        busy = [each.result() for each in asked if each.result().status_code == 503]
    assert busy
    check(busy[0], 503, "busy")
    assert busy[0].headers["retry-after"] == "2"


def test_queries_that_never_end_keep_nobody_else_from_an_answer() -> None:
    with (
        serving("--query-seconds", "6") as service,
        httpx.Client(base_url=service.url, timeout=60) as client,
        ThreadPoolExecutor(20) as pool,
    ):
        texts = [f"{HEAVY} # {n}" for n in range(20)]
        asked = [pool.submit(httpx.post, f"{service.url}/sparql", data={"query": text}, timeout=60) for text in texts]
        until(lambda: len(workers(service)) > 2)
        times = []
        for n in range(8):
            begun = time.monotonic()
            answer = client.post("/sparql", data={"query": f"SELECT ?s {{ ?s a pg:Position }} LIMIT 10 # {n}"})
            times.append(time.monotonic() - begun)
            assert answer.status_code == 200
        assert max(times) < 6, times  # nobody waits until an endless one has had its time
        assert not all(each.done() for each in asked)
        assert {each.result().status_code for each in asked} <= {422, 503}


def test_so_many_may_wait_and_no_more() -> None:
    with serving("--query-seconds", "3", "--query-queue", "2", "--query-workers", "1") as service, ThreadPoolExecutor(12) as pool:
        asked = [
            pool.submit(httpx.post, f"{service.url}/sparql", data={"query": f"{HEAVY} # {n}"}, timeout=60) for n in range(12)
        ]
        answers = [each.result() for each in asked]
        refused = [answer for answer in answers if "wait" in answer.json()["detail"]]
        assert refused
        for answer in refused:
            check(answer, 503, "busy")
            assert answer.headers["retry-after"] == "4"
            assert answer.elapsed.total_seconds() < 3


def test_an_answer_with_more_rows_than_the_limit_is_not_sent() -> None:
    formats = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"]
    with serving("--query-rows", "100") as service, httpx.Client(base_url=service.url, timeout=60) as client:
        for text, accepts in (("SELECT * { ?s ?p ?o }", formats), ("CONSTRUCT WHERE { ?s ?p ?o }", ["text/turtle"])):
            for accept in accepts:
                answer = client.post("/sparql", data={"query": f"{text} LIMIT 101"}, headers={"accept": accept})
                body = check(answer, 422, "answer-too-large")
                assert body["detail"] == "The answer has more than 100 rows; none of it is sent"
                answer = client.post("/sparql", data={"query": f"{text} LIMIT 100"}, headers={"accept": accept})
                assert answer.status_code == 200
                assert answer.headers["posgraph-limits"].endswith("rows=100")


LARGE = "SELECT * { ?s ?p ?o . ?a ?b ?c }"


def test_a_large_answer_comes_in_pieces_and_whole(service: Running) -> None:
    rows = 20_000
    text = f"{LARGE} LIMIT {rows}"
    with httpx.stream("POST", f"{service.url}/sparql", data={"query": text}, timeout=60) as answer:
        assert answer.headers["transfer-encoding"] == "chunked"
        assert "content-length" not in answer.headers
        assert "etag" not in answer.headers
        assert "rows=" in answer.headers["posgraph-limits"]
        body = b"".join(answer.iter_bytes())
    assert len(body) > 1_000_000
    assert len(json.loads(body)["results"]["bindings"]) == rows


@pytest.mark.parametrize("flags", [("--query-bytes", "3000000"), ("--query-rows", "20000")])
def test_an_answer_that_meets_a_limit_on_its_way_is_broken_off(flags: tuple[str, str]) -> None:
    with serving(*flags) as service, connected(service) as connection:
        sent(connection, LARGE)
        data = b""
        while piece := connection.recv(1 << 20):
            data += piece
        assert data.startswith(b"HTTP/1.1 200")
        assert len(data) > 1_000_000
        assert not data.endswith(b"0\r\n\r\n")
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.post(f"{service.url}/sparql", data={"query": LARGE}, timeout=60)
        assert httpx.post(f"{service.url}/sparql", data={"query": "ASK {}"}, timeout=30).status_code == 200


def test_a_client_that_leaves_in_the_middle_ends_its_query(service: Running) -> None:
    with connected(service) as connection:
        before = workers(service)
        sent(connection, f"{LARGE} OFFSET 1000")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    until(lambda: bool(before - workers(service)))
    assert httpx.post(f"{service.url}/sparql", data={"query": "ASK {}"}, timeout=30).status_code == 200


@pytest.mark.parametrize("kind", ["memory", "disk"])
def test_a_write_is_seen_by_the_next_query_and_old_copies_go(tmp_path: Path, kind: str) -> None:
    def insert(store: Store, n: int) -> None:
        store.update(f"INSERT DATA {{ GRAPH <http://example.org/g> {{ <http://example.org/{n}> <http://example.org/p> {n} }} }}")

    async def asked(store: Store) -> None:
        pool = executor(store, Settings())
        await pool.start()
        try:
            for n in range(1, 6):
                insert(store, n)
                task = Task(text="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", results="text/csv", graph="")
                replies = await asyncio.gather(*(pool.run(task) for _ in range(3)))
                assert {reply.body for reply in replies} == {f"n\r\n{n}\r\n".encode()}
                assert {reply.version for reply in replies} == {store.version}
            end = time.monotonic() + 20
            while len(list(tmp_path.glob(".store-copy-*"))) > 2:
                assert time.monotonic() < end
                await asyncio.sleep(0)
        finally:
            await pool.stop()

    with MemoryStore() if kind == "memory" else DiskStore(tmp_path / "store") as store:
        asyncio.run(asked(store))
    assert not list(tmp_path.glob(".store-copy-*"))


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


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize(
    ("request_line", "header", "status"),
    [
        ("GET /sparql?query=" + "x" * 70_000, "", 414),
        ("GET /v1/actors", "x-a: " + "x" * 70_000, 431),
        ("NO HTTP AT ALL", "", 400),
    ],
)
def test_a_request_with_too_long_a_head_or_none_is_refused(
    service: Running, request_line: str, header: str, status: int, split: bool
) -> None:
    text = f"{request_line} HTTP/1.1\r\nhost: localhost\r\n{header}\r\n\r\n".replace("\r\n\r\n\r\n", "\r\n\r\n").encode()
    with connected(service) as connection:
        for piece in (text[:60_000], text[60_000:66_000], text[66_000:]) if split else (text,):
            connection.sendall(piece)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["status"] == status


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
