"""Several web processes over one store: one writes, the others read, and everybody reads what was written."""

from __future__ import annotations

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

import posgraph
from posgraph.store import DiskStore
from posgraph_api.serving.latest import Latest
from posgraph_api.serving.publishing import Publishing
from tests.api.serving import Running, serving
from tests.pages.addresses import ADDRESSES, VIEWS

BUNDLED = Path(__file__).parents[2] / "data" / "miami-2025"
TOKEN = "for-the-tests-only-0123456789"
WRITER = {"authorization": f"Bearer {TOKEN}", "content-type": "application/sparql-update"}
NUMBERS = "SELECT ?n { GRAPH <http://example.org/g> { <http://example.org/a> <http://example.org/n> ?n } }"


def insert(number: int) -> str:
    return f"INSERT DATA {{ GRAPH <http://example.org/g> {{ <http://example.org/a> <http://example.org/n> {number} }} }}"


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, for at most 30 seconds."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("several")


@pytest.fixture(scope="module")
def several(folder: Path) -> Iterator[Running]:
    """The bundled dataset in a store folder, served by two web processes."""
    posgraph.graph.load(BUNDLED, folder / "talks.store")
    temporary = folder / "temporary"
    temporary.mkdir()
    flags = ("--data", str(folder / "talks.store"), "--workers", "2", "--query-workers", "1")
    with serving(*flags, POSGRAPH_WRITE_TOKEN=TOKEN, TMPDIR=str(temporary)) as running:
        yield running
    assert [path.name for path in temporary.iterdir()] == []
    assert sorted(path.name for path in folder.iterdir()) == ["talks.store", "temporary"]


def asked(url: str, query: str) -> list[str]:
    """The first value of each row, asked over a connection of its own, so that any process may answer."""
    answer = httpx.post(f"{url}/sparql", data={"query": query}, headers={"accept": "text/csv"}, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.text.split()[1:]


def readers(service: Running) -> set[int]:
    """The web processes of a service."""
    found = set()
    for place in Path("/proc").glob("[0-9]*"):
        try:
            status, command = (place / "status").read_text(), (place / "cmdline").read_bytes()
        except OSError:
            continue
        if f"PPid:\t{service.process.pid}\n" in status and b"spawn_main" in command and "State:\tZ" not in status:
            found.add(int(place.name))
    return found


def test_several_web_processes_give_the_same_answers_and_tags(several: Running) -> None:
    answers = [httpx.get(f"{several.url}/v1/conflicts?as_of=2025-12-29", timeout=60) for _ in range(12)]
    assert len({(answer.content, answer.headers["etag"]) for answer in answers}) == 1
    turtles = [httpx.get(f"{several.url}/id/miami-2025/position/RU001?format=ttl", timeout=60) for _ in range(12)]
    assert len({answer.content for answer in turtles}) == 1
    cursors = {httpx.get(f"{several.url}/v1/actors?limit=3", timeout=60).json()["next"] for _ in range(6)}
    assert len(cursors) == 1


def test_twenty_readers_at_once_get_every_view_of_two_processes(several: Running) -> None:
    def read(reader: int) -> list[int]:
        paths = [ADDRESSES[name] for name in VIEWS]
        turned = paths[reader % len(paths) :] + paths[: reader % len(paths)]
        headers = {"accept": "text/html", "accept-encoding": "gzip"}
        with httpx.Client(base_url=several.url, headers=headers, timeout=60) as reading:
            return [reading.get(path).status_code for path in turned]

    with ThreadPoolExecutor(20) as pool:
        found = [status for statuses in pool.map(read, range(20)) for status in statuses]
    assert found == [200] * 20 * len(VIEWS)


def test_whoever_has_the_answer_to_a_write_reads_it_from_any_process(several: Running) -> None:
    for number in range(1, 16):
        answer = httpx.post(f"{several.url}/update", content=insert(number), headers=WRITER, timeout=60)
        assert answer.status_code == 204, answer.text
        for _ in range(3):
            assert str(number) in asked(several.url, NUMBERS)


def test_a_write_tells_who_asked_and_keeps_its_id(several: Running) -> None:
    answer = httpx.post(f"{several.url}/update", content=insert(100), headers={**WRITER, "x-request-id": "one-1"}, timeout=60)
    assert answer.status_code == 204, answer.text
    assert answer.headers.get_list("x-request-id") == ["one-1"]
    assert not [name for name in answer.headers if name.startswith("x-posgraph")]
    agents = "SELECT DISTINCT ?a { ?c pg:changeNumber ?n ; prov:wasAssociatedWith ?a } ORDER BY DESC(?n) LIMIT 1"
    assert asked(several.url, agents)[0].endswith("agent/environment")


def test_nobody_can_say_to_be_passed_on_by_a_reader(several: Running) -> None:
    said = {"name": "root", "right": "admin", "address": "", "request_id": "x", "scheme": "http", "client": None}
    forged = {"x-posgraph-request": json.dumps(said), "content-type": "application/sparql-update"}
    answer = httpx.post(f"{several.url}/update", content=insert(666), headers=forged, timeout=60)
    assert answer.status_code == 401
    assert "666" not in asked(several.url, NUMBERS)
    with_token = httpx.post(f"{several.url}/update", content=insert(667), headers={**WRITER, **forged}, timeout=60)
    assert with_token.status_code == 204
    agents = "SELECT DISTINCT ?a { ?c prov:wasAssociatedWith ?a }"
    assert not [agent for agent in asked(several.url, agents) if agent.endswith("agent/root")]


@pytest.mark.parametrize(
    "asked",
    [
        "POST /v1/backups%0A",
        "POST /v1/restore%0A",
        "POST /v1/x/../backups",
        "POST /v1/datasets/../backups",
        "DELETE /v1/x/../datasets/miami-2025",
        "DELETE /v1/./datasets/miami-2025",
    ],
)
def test_a_way_round_in_an_address_does_not_lead_to_more_rights(several: Running, asked: str) -> None:
    with socket.create_connection(("127.0.0.1", int(several.url.rpartition(":")[2])), timeout=60) as there:
        there.sendall(
            f"{asked} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode()
        )
        assert there.makefile("rb").readline().split()[1] in (b"403", b"404", b"405")
    assert httpx.get(f"{several.url}/v1/datasets/miami-2025").status_code == 200


def test_faults_of_a_write_come_back_as_the_writer_tells_them(several: Running) -> None:
    answer = httpx.post(f"{several.url}/update", content="INSERT {", headers=WRITER, timeout=60)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "bad-update")
    assert answer.headers["content-length"] == str(len(answer.content))
    large = httpx.post(f"{several.url}/update", content=b"#" * 2_000_000, headers=WRITER, timeout=60)
    assert (large.status_code, large.json()["type"].rpartition("/")[2]) == (413, "too-large")


def test_copies_that_nobody_reads_are_removed(several: Running, folder: Path) -> None:
    for number in range(200, 206):
        assert httpx.post(f"{several.url}/update", content=insert(number), headers=WRITER, timeout=60).status_code == 204

    def few() -> bool:
        assert httpx.post(f"{several.url}/update", content=insert(206), headers=WRITER, timeout=60).status_code == 204
        return 1 <= len(list(folder.glob(".talks.store-reading-*"))) <= 6  # the newest, and what processes have open

    until(few)


def test_a_process_that_is_killed_is_replaced_and_nothing_is_lost(several: Running) -> None:
    before = readers(several)
    assert len(before) == 2
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    until(lambda: len(readers(several)) == 2 and victim not in readers(several))
    numbers = asked(several.url, NUMBERS)
    assert {"1", "15", "100"} <= set(numbers)
    assert httpx.post(f"{several.url}/update", content=insert(300), headers=WRITER, timeout=60).status_code == 204
    assert "300" in asked(several.url, NUMBERS)


def test_metrics_are_those_of_all_processes_together(several: Running) -> None:
    def answered() -> float:
        text = httpx.get(f"{several.url}/metrics", timeout=60).text
        line = next(line for line in text.splitlines() if 'route="/v1/issues",status="2xx"' in line)
        return float(line.split()[-1])

    for _ in range(10):
        assert httpx.get(f"{several.url}/v1/issues", timeout=60).status_code == 200
    assert {answered() for _ in range(4)} == {10.0}
    text = httpx.get(f"{several.url}/metrics", timeout=60).text
    assert 'method="POST",route="/update",status="2xx"' in text, "a request that was passed on has the route that answered it"


def test_data_read_from_files_can_be_written_to_as_long_as_the_service_runs() -> None:
    with serving("--workers", "2", "--query-workers", "1", POSGRAPH_WRITE_TOKEN=TOKEN) as service:
        assert httpx.post(f"{service.url}/update", content=insert(1), headers=WRITER, timeout=60).status_code == 204
        assert all(asked(service.url, NUMBERS) == ["1"] for _ in range(4))


def test_a_reader_takes_what_was_published_and_keeps_what_it_works_with(tmp_path: Path) -> None:
    with DiskStore(tmp_path / "talks.store") as store:
        publishing = Publishing(store, tmp_path / "notice.json")
        publishing.publish()
        reader = Latest(tmp_path / "notice.json")
        held, first = reader.held, reader.version
        store.update(insert(1))
        publishing.publish()
        assert reader.stale()
        assert not reader.select(NUMBERS).to_dicts()
        reader.renew()
        assert not reader.stale()
        assert reader.select(NUMBERS).to_dicts() == [{"n": 1}]
        assert reader.version == store.version != first
        publishing.publish()
        assert Path(held.place).is_dir(), "somebody still works with it"
        del held
        publishing.publish()
        assert len(list(tmp_path.glob(".talks.store-reading-*"))) == 2, "the newest, and the one that the reader has open"
        reader.renew()
        reader.close()
        publishing.close()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["talks.store"]


def test_what_cannot_be_published_is_published_later(tmp_path: Path) -> None:
    with DiskStore(tmp_path / "talks.store") as store:
        place = tmp_path / "notices"
        publishing = Publishing(store, place / "notice.json")
        publishing.publish()  # the folder of notices is not there
        assert publishing.behind
        place.mkdir()
        until(lambda: not publishing.behind)
        assert Latest(place / "notice.json").version == store.version
        publishing.close()


def test_a_slow_client_does_not_hold_up_others(several: Running) -> None:
    host, port = several.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as slow:
        head = f"POST /update HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {TOKEN}\r\n"
        slow.sendall(f"{head}Content-Type: application/sparql-update\r\nContent-Length: 1000\r\n\r\nINSERT".encode())
        assert httpx.post(f"{several.url}/update", content=insert(400), headers=WRITER, timeout=30).status_code == 204
    assert "400" in asked(several.url, NUMBERS)


def test_every_process_knows_a_login_and_one_queue(several: Running) -> None:
    apart = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=several.url, headers={"accept": "text/html"}, limits=apart) as http:
        assert http.post("/login", data={"token": TOKEN, "next": "/review"}).status_code == 303
        page = http.get("/review/new").text
        word, key = (page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("form", "key"))
        typed = {"form": word, "key": key, "actor": "ukraine", "demand": "all-sanctions-lifted", "stance": "rejects"}
        made = {http.post("/review/new", data=typed).headers["location"] for _ in range(4)}
        assert made == {"/review/1"}
        assert {http.get("/review/1").status_code for _ in range(8)} == {200}
        assert http.post("/review/1", data=typed | {"form": "x", "version": "1", "did": "accept"}).status_code == 403
        done = http.post("/review/1", data={"form": word, "version": "1", "did": "accept"})
        assert (done.status_code, done.headers["location"]) == (303, "/review/1")
        assert all("Accepted by environment" in http.get("/review/1").text for _ in range(8))
