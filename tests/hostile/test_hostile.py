"""Two hundred hostile requests: each is refused in bounded time, and an ordinary query beside them is answered at once."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from threading import Event, Thread
from urllib.parse import urlsplit

import httpx
import pytest

import posgraph
from tests.api.serving import Running, serving
from tests.hostile.requests import GROUPS, TOKEN, Attack

PATIENCE = 20.0
"""Seconds after which a request counts as unanswered."""

ORDINARY = "SELECT ?label { ?actor a pg:State ; skos:prefLabel ?label } ORDER BY ?label"


@cache
def attacks() -> list[Attack]:
    """All of them; they take seconds to make and megabytes to keep."""
    return [attack for group in GROUPS for attack in group()]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The bundled dataset in a store folder, with a token for writing, and little time for a query."""
    store = tmp_path_factory.mktemp("hostile") / "talks.store"
    posgraph.load("miami-2025", store)
    with serving("--data", str(store), "--query-seconds", "2", POSGRAPH_WRITE_TOKEN=TOKEN) as running:
        yield running


def send(service: Running, data: bytes) -> tuple[int, bytes]:
    """The status and the start of the answer to these bytes; 0 where the connection ends without one."""
    address = urlsplit(service.url)
    answer = b""
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE) as wire:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before it was read to its end: the answer is there
            wire.sendall(data)
        with suppress(ConnectionResetError):
            while chunk := wire.recv(65536):
                answer = (answer + chunk)[:65536] if len(answer) < 65536 else answer[:65530] + chunk[-6:]
    head = answer.split(b"\r\n", 1)[0].split()
    return (int(head[1]) if len(head) > 1 and head[1].isdigit() else 0), answer


class Beside:
    """Asks an ordinary query again and again, in a thread of its own, and remembers how long each took."""

    def __init__(self, url: str) -> None:
        self.took: list[float] = []
        self.statuses: set[int] = set()
        self._url, self._stop = url, Event()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> Beside:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        with httpx.Client(base_url=self._url, timeout=PATIENCE) as client:
            while not self._stop.is_set():
                # a text that no cache holds
                query = f"{ORDINARY} # {len(self.took)}"
                start = time.monotonic()
                answer = client.post("/sparql", data={"query": query}, headers={"accept": "text/csv"})
                self.took.append(time.monotonic() - start)
                self.statuses.add(answer.status_code)
                self._stop.wait(0.05)


def test_there_are_two_hundred() -> None:
    assert len({name for name, _ in attacks()}) == len(attacks()) >= 200


def test_each_is_refused_and_an_ordinary_query_beside_them_is_answered_within_a_second(service: Running) -> None:
    def attacked(attack: Attack) -> tuple[str, int, bytes]:
        try:
            return attack[0], *send(service, attack[1])
        except TimeoutError:
            return attack[0], -1, b"no answer"

    made = attacks()
    with Beside(service.url) as beside, ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(attacked, made))
    wrong = [(name, status, answer[:300]) for name, status, answer in answers if not _refused(status, answer)]
    assert not wrong, "\n".join(map(str, wrong))
    assert beside.statuses == {200}
    assert max(beside.took) < 1.0, sorted(beside.took)[-5:]
    assert len(beside.took) > 20


def _refused(status: int, answer: bytes) -> bool:
    """Whether a request was refused, or its answer, which was on its way already, broken off so that this can be seen."""
    broken = status == 200 and b"transfer-encoding: chunked" in answer.lower() and not answer.endswith(b"0\r\n\r\n")
    return 400 <= status < 500 or status == 503 or broken


def test_nothing_was_changed_and_nothing_was_told_that_is_secret(service: Running) -> None:
    with httpx.Client(base_url=service.url, timeout=PATIENCE) as client:
        assert client.get("/v1/changes").json()["items"][1:] == []  # the first is posgraph load
        assert client.get("/v1/datasets").json()["items"][0]["id"] == "miami-2025"
    assert TOKEN not in "".join(service.said)


def test_no_answer_holds_a_file_of_the_machine(service: Running) -> None:
    for name, data in attacks():
        if "passwd" in name or "file" in name:
            assert b"root:" not in send(service, data)[1], name
