"""The fault test: the service is killed at random moments while it writes, and nothing that it acknowledged is lost or halved."""

from __future__ import annotations

import random
import threading
from hashlib import blake2b
from pathlib import Path

import httpx

from posgraph.graph import load
from posgraph.graph import open as open_graph
from posgraph.recording import Journal
from tests.api.serving import start
from tests.cli.console import TALKS

TOKEN = "a-token-for-writing"
WRITES, KILLS = 500, 6


class Service:
    """A service that is killed and started again on the same store."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._start()

    def _start(self) -> None:
        self.process = start("--data", str(self._store), "--query-workers", "1", POSGRAPH_WRITE_TOKEN=TOKEN)
        assert self.process.stderr is not None
        said = self.process.stderr.readline()
        assert " at http://" in said, said + self.process.stderr.read()
        self.client = httpx.Client(base_url=said.split()[-1], headers={"authorization": f"Bearer {TOKEN}"}, timeout=60)

    def kill_in(self, seconds: float) -> None:
        """Kill it with SIGKILL after so many seconds."""
        threading.Timer(seconds, self.process.kill).start()

    def end(self) -> None:
        """Wait for the end of a process that was killed."""
        self.process.kill()
        self.process.wait(30)
        assert self.process.stderr is not None
        self.process.stderr.close()
        self.client.close()

    def start_again(self) -> None:
        self.end()
        self._start()


def actor(number: int) -> dict[str, str]:
    return {"id": f"made-up-{number}", "label": f"Made up {number}", "kind": "state"}


def write(service: Service, number: int) -> httpx.Response:
    """One write; the same key each time it is sent."""
    headers = {"idempotency-key": f"write-{number}"}
    return service.client.post("/v1/actors", headers=headers, json=actor(number))


def test_every_acknowledged_write_is_there_after_each_kill_and_no_other(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print("seed", seed)  # noqa: T201
    chance = random.Random(seed)
    load(TALKS, tmp_path / "s")
    with open_graph(tmp_path / "s", read_only=True) as graph:
        before, first = {row.id for row in graph.dataset.actors}, Journal(graph.store).last()
    service = Service(tmp_path / "s")
    repeated: list[int] = []
    struck = set(chance.sample(range(WRITES - 20), KILLS))
    kills = 0
    try:
        for number in range(WRITES):
            if number in struck:
                service.kill_in(chance.uniform(0, 0.03))  # while this write or one of the next is on its way
            while True:
                try:
                    answer = write(service, number)
                    assert answer.status_code == 201, answer.text
                    break
                except httpx.TransportError:  # not acknowledged: whoever wrote asks again under the same key
                    kills += 1
                    service.start_again()
                    there = {row["id"] for row in _all(service)}
                    wanted = {actor(n)["id"] for n in range(number)}
                    assert wanted <= there
                    assert there - before - wanted <= {actor(number)["id"]}
                    if actor(number)["id"] in there:
                        repeated.append(number)
    finally:
        service.end()
    assert kills >= KILLS // 2  # two that fall together are one
    with open_graph(tmp_path / "s") as graph:
        made = [row.id for row in graph.dataset.actors if row.id not in before]
        assert sorted(made) == sorted(actor(number)["id"] for number in range(WRITES))
        changes = Journal(graph.store).changes(first, 10 * WRITES)
        assert [change.number for change in changes] == list(range(first + 1, first + 1 + WRITES))
        kept = [blake2b(f"write-{number}".encode(), digest_size=16).hexdigest() for number in range(WRITES)]
        assert [change.key.text if change.key else "" for change in changes] == kept
        assert [change.rows[0].key for change in changes] == [actor(number)["id"] for number in range(WRITES)]
    print(f"{kills} kills; {len(repeated)} writes were done and not acknowledged, and were not done again")  # noqa: T201


def _all(service: Service) -> list[dict[str, str]]:
    """Every actor, page by page."""
    rows, cursor = [], None
    while True:
        answer = service.client.get("/v1/actors", params={"limit": 1000, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        rows += page["items"]
        if (cursor := page["next"]) is None:
            return rows
