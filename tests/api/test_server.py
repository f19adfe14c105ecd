"""The server as a program: its settings, its stores, its start and its end."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

import posgraph
from posgraph.errors import UsageError
from posgraph.store import RemoteStore
from posgraph_api.querying.executors import executor
from posgraph_api.querying.tasks import Reply, Task
from posgraph_api.serving.settings import Settings, options
from tests import forked
from tests.api.serving import serving, start, start_afresh
from tests.api.test_limits import HEAVY, alive, until_gone

BUNDLED = Path(__file__).parents[2] / "data" / "miami-2025"
COUNT = "SELECT (COUNT(*) AS ?n) { ?p a pg:Position }"


def ended(*flags: str, **environment: str) -> tuple[int, str]:
    """Exit code and messages of a service that cannot start."""
    process = start(*flags, **environment)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


def positions(url: str) -> int:
    answer = httpx.post(f"{url}/sparql", data={"query": COUNT}, timeout=60)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_a_port_in_use_is_told_without_a_traceback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = ended("--port", port)
    assert code == 2
    assert said == f"Error: port: '{port}'; expected a port that nobody listens on at 127.0.0.1; 0 takes a free one\n"


@pytest.mark.parametrize(
    ("flags", "environment", "message"),
    [
        (["--port", "80000"], {}, "--port: '80000'"),
        ([], {"POSGRAPH_QUERY_SECONDS": "never"}, "POSGRAPH_QUERY_SECONDS: 'never'"),
        (["--host", "no.such.host.invalid"], {}, "host: 'no.such.host.invalid'"),
        (["--host", "a..b"], {}, "host: 'a..b'"),
        (["--host", "192.0.2.1"], {}, "host: '192.0.2.1'"),
        (["--data", "/nowhere/at/all"], {}, "/nowhere/at/all"),
        (["--dataset", "miami-2026"], {}, "did you mean 'miami-2025'"),
    ],
)
def test_what_cannot_be_served_is_told(flags: list[str], environment: dict[str, str], message: str) -> None:
    code, said = ended(*flags, **environment)
    assert code == 2
    assert message in said
    assert "Traceback" not in said


def test_faults_of_the_data_are_told_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "actors.csv").write_text("id,label,kind\na,A,stat\n", encoding="utf-8")
    (tmp_path / "demands.csv").write_text("id,issue,label\nd,i,D\n", encoding="utf-8")
    (tmp_path / "positions.csv").write_text("id,actor,demand,stance\np,b,d,demands\n", encoding="utf-8")
    code, said = ended("--data", str(tmp_path))
    assert code == 1
    assert "'stat'" in said
    assert "'b'" in said
    assert "posgraph serves" not in said


def test_flags_win_over_variables() -> None:
    with serving("--query-seconds", "3", POSGRAPH_QUERY_SECONDS="4", POSGRAPH_QUERY_BYTES="12345") as service:
        answer = httpx.get(f"{service.url}/sparql", params={"query": "ASK {}"})
        assert answer.headers["posgraph-limits"] == "seconds=3, bytes=12345, megabytes=2048, rows=1000000"


def test_every_setting_is_a_flag_with_its_help() -> None:
    shown = forked.run("serve", "--help", text=True).stdout
    words = " ".join(shown.split())
    for option in options():
        assert option.secret == (f" {option.flag} " not in words)
        assert option.variable in words
        assert len(option.help) > 10


def test_settings_pass_through_the_environment_unchanged() -> None:
    given = Settings(data="a b", port=0, query_seconds=0.5, cors_origins=("http://a", "http://b"), access_log=True, workers=3)
    assert Settings.from_environment(given.to_environment()) == given
    assert Settings().to_environment() == {}
    assert Settings.from_environment({"POSGRAPH_ACCESS_LOG": "no", "POSGRAPH_PORT": ""}, host="::1", port=None) == Settings(
        host="::1"
    )


@pytest.mark.parametrize(
    "wrong", [{"port": -1}, {"workers": 0}, {"query_seconds": float("nan")}, {"query_seconds": 0}, {"query_bytes": 1}]
)
def test_settings_out_of_bounds_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        Settings(**wrong)


def test_the_environment_is_checked() -> None:
    for variable, text in [("POSGRAPH_PORT", "x"), ("POSGRAPH_ACCESS_LOG", "perhaps"), ("POSGRAPH_WORKERS", "1.5")]:
        with pytest.raises(UsageError, match=variable):
            Settings.from_environment({variable: text})


@contextmanager
def stored(folder: Path) -> Iterator[Path]:
    """The bundled dataset in a store folder."""
    posgraph.graph.load(BUNDLED, folder / "talks.store")
    yield folder / "talks.store"
    assert sorted(path.name for path in folder.iterdir()) == ["talks.store"], "a copy was left behind"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_store_folder_is_served(tmp_path: Path, workers: str) -> None:
    expected = len(posgraph.open().dataset.positions)
    with stored(tmp_path) as store:
        (tmp_path / ".talks.store-copy-stale").mkdir()
        with serving("--data", str(store), "--workers", workers, "--query-seconds", "1") as service:
            assert {positions(service.url) for _ in range(6)} == {expected}
            assert len(httpx.get(f"{service.url}/v1/positions", timeout=60).json()["items"]) == expected
            code, said = ended("--data", str(store))
            assert code == 2
            assert "open in another process" in said
            answer = httpx.post(f"{service.url}/sparql", data={"query": HEAVY}, timeout=60, headers={"accept": "text/csv"})
            assert answer.status_code in (422, 200)
            assert positions(service.url) == expected
        with posgraph.open(store) as graph:
            assert len(graph.dataset.positions) == expected


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_every_process_ends_with_the_service(how: signal.Signals) -> None:
    with serving("--workers", "2") as service:
        assert positions(service.url)
        family = descendants(service.process.pid)
        assert len(family) >= 4
        service.killed = how is signal.SIGKILL
        service.process.send_signal(how)
        service.process.wait(30)
        until_gone(family)


def descendants(pid: int) -> set[int]:
    """The processes below a process."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, level = set[int](), {pid}
    while level := {child for child, parent in parents.items() if parent in level}:
        found |= {child for child in level if alive(child)}
    return found


def test_another_service_is_served_as_an_endpoint() -> None:
    graph = posgraph.open()
    with serving("--query-seconds", "2") as inner, serving("--data", f"{inner.url}/sparql", "--query-seconds", "1") as outer:
        assert positions(outer.url) == len(graph.dataset.positions)
        assert (
            httpx.get(f"{outer.url}/v1/conflicts?as_of=2025-12-29", timeout=60).json()
            == graph.conflicts(as_of="2025-12-29").to_dict()
        )
        assert httpx.get(f"{outer.url}/id/miami-2025/position/RU001", timeout=60).json()["label"].startswith("Russia rejects")
        text = "CONSTRUCT { ?p pg:holder ?h } WHERE { ?p pg:holder ?h }"
        answer = httpx.post(f"{outer.url}/sparql", data={"query": text}, headers={"accept": "application/ld+json"}, timeout=60)
        assert answer.headers["content-type"] == "application/ld+json"
        late = httpx.post(f"{outer.url}/sparql", data={"query": HEAVY}, timeout=60)
        assert (late.status_code, late.json()["type"].rpartition("/")[2]) == (422, "time-limit")
        wrong = httpx.post(f"{outer.url}/sparql", data={"query": "SELECT * {"}, timeout=60)
        assert (wrong.status_code, wrong.json()["type"].rpartition("/")[2]) == (400, "bad-query")
        inner.process.terminate()
        inner.process.wait(30)
        for _ in range(20):  # on a busy machine the second that a query has may end before the endpoint is missed
            gone = httpx.post(f"{outer.url}/sparql", data={"query": COUNT}, timeout=60)
            if gone.status_code != 422:
                break
        assert (gone.status_code, gone.json()["type"].rpartition("/")[2]) == (503, "store-unavailable")
        assert httpx.get(f"{outer.url}/v1/actors", headers={"accept": "text/turtle"}, timeout=60).status_code == 503


class Guarded(BaseHTTPRequestHandler):
    """A SPARQL endpoint that answers only who gives the password of ``me``; each graph and each answer is empty."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        known = self.headers.get("authorization") == "Basic " + b64encode(b"me:secret").decode()
        self.send_response(200 if known else 401)
        self.send_header("content-type", "application/sparql-results+json")
        self.end_headers()
        self.wfile.write(b'{"head":{"vars":["n"]},"results":{"bindings":[]}}')

    def log_message(self, *_: object) -> None: ...


def test_queries_are_passed_on_with_the_password_in_the_address() -> None:
    async def asked(store: RemoteStore) -> Reply:
        passing = executor(store, Settings())
        await passing.start()
        try:
            return await passing.run(Task(text=COUNT, results="application/sparql-results+json", graph=""))
        finally:
            await passing.stop()

    with ThreadingHTTPServer(("127.0.0.1", 0), Guarded) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            with RemoteStore(f"http://me:secret@127.0.0.1:{server.server_port}/sparql") as store:
                assert "secret" not in store.place
                assert asyncio.run(asked(store)).head == {"type": "application/sparql-results+json"}
        finally:
            server.shutdown()
            thread.join()


def test_pages_of_named_origins_may_read() -> None:
    with serving("--cors-origins", "http://a.example, http://b.example") as service:
        for origin in ("http://a.example", "http://b.example"):
            answer = httpx.get(f"{service.url}/v1/actors", headers={"origin": origin})
            assert answer.headers["access-control-allow-origin"] == origin
        assert (
            "access-control-allow-origin"
            not in httpx.get(f"{service.url}/v1/actors", headers={"origin": "http://c.example"}).headers
        )
        asked = {
            "origin": "http://a.example",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        }
        assert httpx.options(f"{service.url}/sparql", headers=asked).status_code == 200


def test_requests_are_logged_on_request() -> None:
    with serving("--access-log") as service:
        httpx.get(f"{service.url}/v1/actors/russia")
    assert any(re.search(r'"GET /v1/actors/russia HTTP/1.1" 200', line) for line in service.said)


def test_ctrl_c_ends_the_service_quietly() -> None:
    with serving(by=start_afresh) as service:
        os.kill(service.process.pid, signal.SIGINT)
        assert service.process.wait(30) in (0, 130)
    assert "".join(service.said[1:]) in ("", "Stopped.\n")
