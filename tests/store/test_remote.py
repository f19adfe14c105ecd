"""The store behind an endpoint: a real server, and small real ones that answer as broken endpoints do."""

import base64
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from posgraph.errors import QueryError, StoreError
from posgraph.store import RemoteStore
from posgraph.store.endpoint import update_urls
from posgraph.store.interface import STAGING

G, H = "http://example.org/g", "http://example.org/h"
A = NamedNode("http://example.org/a")
Answer = tuple[int, str, bytes]


class Request(NamedTuple):
    body: str
    token: str
    secret: str
    path: str


@contextmanager
def endpoint(answer: Callable[[int], Answer], headers: Mapping[str, str] | None = None) -> Iterator[tuple[str, list[Request]]]:
    """An HTTP server whose n-th answer (from 0) is ``answer(n)``; gives its address and the requests it was sent."""
    requests: list[Request] = []

    def note(request: Request) -> Answer:
        requests.append(request)
        return answer(len(requests) - 1)

    with serving(note, headers) as url:
        yield url, requests


@contextmanager
def serving(answer: Callable[[Request], Answer], more: Mapping[str, str] | None = None) -> Iterator[str]:
    """An HTTP server that answers each request so, with more headers; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            token, secret = self.headers.get("X-Token", ""), self.headers.get("Authorization", "")
            status, kind, body = answer(Request(text, token, secret, self.path))
            self.send_response(status)
            for name, value in (more or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            with suppress(BrokenPipeError):  # whoever asked may have given up
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def by_path(answer: Callable[[str], Answer]) -> Iterator[tuple[str, list[str]]]:
    """The same with an answer by path; gives the paths that were asked."""
    asked: list[str] = []

    def note(request: Request) -> Answer:
        asked.append(request.path)
        return answer(request.path)

    with serving(note) as url:
        yield url, asked


ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'


def test_a_write_of_another_client_is_noticed(sparql_endpoint: str) -> None:
    where = f"{sparql_endpoint}/query"
    with RemoteStore(where, foreign_seconds=0) as remote, RemoteStore(where) as other:
        other.update("DROP ALL")
        before = remote.version
        other.update(f"INSERT DATA {{ GRAPH <{G}> {{ {A} {A} 1 }} }}")
        after = remote.version
        other.update(f"DELETE DATA {{ GRAPH <{G}> {{ {A} {A} 1 }} }} ; INSERT DATA {{ GRAPH <{G}> {{ {A} {A} 100 }} }}")
        assert len({before, after, remote.version}) == 3


def test_statements_are_counted_again_after_some_seconds_and_when_asked_to(sparql_endpoint: str) -> None:
    where = f"{sparql_endpoint}/query"
    with RemoteStore(where, foreign_seconds=3600) as remote, RemoteStore(where) as other:
        other.update("DROP ALL")
        before = remote.version
        other.update(f"INSERT DATA {{ GRAPH <{G}> {{ {A} {A} 1 }} }}")
        assert remote.version == before
        remote.refresh()
        assert remote.version != before


def test_what_lies_in_the_default_graph_of_the_endpoint_is_not_seen(remote: RemoteStore) -> None:
    remote.update(f"INSERT DATA {{ {A} {A} 1 . GRAPH <{G}> {{ {A} {A} 2 }} }}")
    assert remote.select("SELECT ?o { ?s ?p ?o }").to_dicts() == [{"o": 2}]


def test_a_graph_larger_than_one_request_arrives_whole(remote: RemoteStore) -> None:
    remote.replace(G, [Quad(A, A, Literal(n)) for n in range(12_001)])
    assert remote.select("SELECT (COUNT(*) AS ?n) (SUM(?o) AS ?sum) { ?s ?p ?o }").to_dicts() == [
        {"n": 12_001, "sum": 72_006_000}
    ]
    assert remote.graphs() == (G,)


def test_what_a_broken_write_left_long_ago_is_swept_away(remote: RemoteStore) -> None:
    old, strange = f"{STAGING}1700000000-abc", f"{STAGING}abc"
    for name in (old, strange):
        remote.update(f"INSERT DATA {{ GRAPH <{name}> {{ {A} {A} 1 }} }}")
    remote.replace(G, [Quad(A, A, Literal(1))])
    assert remote.graphs() == (G,)
    assert not remote.ask(f"ASK {{ GRAPH <{old}> {{ ?s ?p ?o }} }}", graphs=[old])
    assert remote.ask(f"ASK {{ GRAPH <{strange}> {{ ?s ?p ?o }} }}", graphs=[strange])


def test_a_store_opened_for_reading_refuses_to_write(sparql_endpoint: str) -> None:
    with RemoteStore(f"{sparql_endpoint}/query", read_only=True) as store:
        for write in (lambda: store.update("DROP ALL"), lambda: store.replace(G, []), lambda: store.drop(G)):
            with pytest.raises(StoreError, match="reading only"):
                write()


def test_an_endpoint_that_is_not_there_is_named() -> None:
    with (
        RemoteStore("http://127.0.0.1:9/sparql") as store,
        pytest.raises(StoreError, match=r"127\.0\.0\.1:9/sparql.*check that it runs"),
    ):
        store.query("ASK {}")


def test_a_password_in_the_url_is_not_told() -> None:
    with RemoteStore("http://me:secret@127.0.0.1:9/sparql") as store, pytest.raises(StoreError) as caught:
        store.query("ASK {}", graphs=[G])
    assert "secret" not in str(caught.value)
    assert "secret" not in repr(store)


@pytest.mark.parametrize("url", ["http://me:secret/x@127.0.0.1:9/sparql", "http://me:secret@127.0.0.1:many/sparql"])
def test_a_password_in_what_is_no_url_is_not_told(url: str) -> None:
    with pytest.raises(StoreError, match="no URL") as caught:
        RemoteStore(url)
    assert "secret" not in str(caught.value)


def test_user_and_password_of_the_url_or_a_token_go_with_each_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with endpoint(lambda _: (200, "application/sparql-results+json", ROWS)) as (url, requests):
        with RemoteStore(url.replace("//", "//me:s%20ecret@")) as store:
            store.query("ASK {}", graphs=[G])
            store.update("DROP ALL")
        with RemoteStore(url, token="open-sesame") as store:
            store.query("ASK {}", graphs=[G])
        basic = "Basic " + base64.b64encode(b"me:s ecret").decode()
        assert [request.secret for request in requests] == [basic, basic, "Bearer open-sesame"]
    assert "ecret@" not in caplog.text
    assert "open-sesame" not in caplog.text


@pytest.mark.parametrize(
    ("status", "remedy"), [(401, "token .*or a password"), (403, "may not"), (404, "check the URL"), (500, "the log")]
)
def test_an_http_error_names_endpoint_status_and_remedy(status: int, remedy: str) -> None:
    with (
        endpoint(lambda _: (status, "text/plain", b"no\nway")) as (url, _),
        RemoteStore(url) as store,
        pytest.raises(StoreError, match=rf"{url} answered {status}: no way; .*{remedy}"),
    ):
        store.query("ASK {}", graphs=[G])


def test_a_read_is_tried_again_when_the_server_fails_for_a_moment() -> None:
    busy, rows = (503, "text/plain", b"busy"), (200, "application/sparql-results+json", ROWS)
    with endpoint(lambda n: busy if n < 2 else rows) as (url, requests):
        with RemoteStore(url) as store:
            assert len(store.select("SELECT ?x {}", graphs=[G])) == 0
        assert len(requests) == 3


def test_an_endpoint_that_asks_for_a_pause_is_given_it() -> None:
    full, rows = (429, "text/plain", b"slow"), (200, "application/sparql-results+json", ROWS)
    with endpoint(lambda n: full if n < 1 else rows, {"Retry-After": "1"}) as (url, requests), RemoteStore(url) as store:
        begun = time.monotonic()
        store.query("ASK {}", graphs=[G])
        assert time.monotonic() - begun >= 1
        assert len(requests) == 2


@pytest.mark.parametrize("pause", ["3600", "Sun, 01 Jan 2090 00:00:00 GMT"])
def test_a_pause_that_is_too_long_is_told_at_once(pause: str) -> None:
    with endpoint(lambda _: (503, "text/plain", b"later"), {"Retry-After": pause}) as (url, requests):
        with RemoteStore(url) as store, pytest.raises(StoreError, match="503: later; try again later"):
            store.query("ASK {}", graphs=[G])
        assert len(requests) == 1


def test_an_answer_that_comes_drop_by_drop_is_given_up_after_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def drip() -> None:
            caller, _ = server.accept()
            with caller, suppress(OSError):
                caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 9999\r\n\r\n")
                while not over.wait(0.05):
                    caller.sendall(b"x")

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            place = f"http://127.0.0.1:{server.getsockname()[1]}/query"
            with RemoteStore(place, timeout=0.5) as store, pytest.raises(StoreError, match=r"within 0\.5 s"):
                store.query("ASK {}", graphs=[G])
        finally:
            over.set()
            thread.join()


def test_a_write_is_never_sent_twice() -> None:
    with endpoint(lambda _: (503, "text/plain", b"busy")) as (url, requests):
        with RemoteStore(url) as store, pytest.raises(StoreError, match="503: busy; try again later"):
            store.update("DROP ALL")
        assert [request.body for request in requests] == ["update=DROP+ALL"]


def test_a_refused_query_is_a_query_error_with_the_place_if_told() -> None:
    for said, place in (
        (b"Parse error: Encountered x at line 3, column 7.", (3, 7)),
        (b"error at 2:5: expected }", (2, 5)),
        (b"no", (0, 0)),
    ):
        with endpoint(lambda _, said=said: (400, "text/plain", said)) as (url, _):  # type: ignore[misc]
            with RemoteStore(url) as store, pytest.raises(QueryError, match=said.decode()) as caught:
                store.query("ASK {}", graphs=[G])
            assert (caught.value.line, caught.value.column) == place


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b"<p>Welcome"),
        ("", b""),
        ("application/sparql-results+json", b'{"head":'),
        ("application/n-triples", b"what?"),
    ],
)
def test_an_address_that_is_no_endpoint_is_a_store_error(kind: str, body: bytes) -> None:
    with endpoint(lambda _: (200, kind, body)) as (url, _), RemoteStore(url) as store, pytest.raises(StoreError, match=url):
        store.query("ASK {}", graphs=[G])


def test_an_answer_that_is_cut_off_is_an_error() -> None:
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"uri","value":"http://example.org/a"}},'
    with (
        endpoint(lambda _: (200, "application/sparql-results+json", body)) as (url, _),
        RemoteStore(url) as store,
        pytest.raises(StoreError, match=url),
    ):
        store.query("SELECT ?x {}", graphs=[G])


def test_a_silent_endpoint_is_given_up_after_the_timeout() -> None:
    asked, over = threading.Event(), threading.Event()

    def wait(_: int) -> Answer:
        asked.set()
        over.wait(10)
        return 200, "application/sparql-results+json", ROWS

    with endpoint(wait) as (url, requests), RemoteStore(url, timeout=0.2) as store:
        try:
            with pytest.raises(StoreError, match=r"within 0\.2 s"):
                store.query("ASK {}", graphs=[G])
        finally:
            over.set()
        assert asked.is_set()
        assert len(requests) == 1


def test_each_query_names_its_graphs() -> None:
    with endpoint(lambda _: (200, "application/sparql-results+json", ROWS)) as (url, requests), RemoteStore(url) as store:
        store.query("ASK {}", graphs=[G, H])
        assert requests[-1].body.count("default-graph-uri=") == requests[-1].body.count("named-graph-uri=") == 2
        store.query(f"ASK FROM <{G}> {{}}")
        assert requests[-1].body.startswith("query=")
        assert "graph-uri" not in requests[-1].body


def test_headers_go_with_each_request() -> None:
    with endpoint(lambda _: (200, "application/sparql-results+json", ROWS)) as (url, requests):
        with RemoteStore(url, headers={"X-Token": "t"}) as store:
            store.query("ASK {}", graphs=[G])
            store.update("DROP ALL")
        assert [request.token for request in requests] == ["t", "t"]


@pytest.mark.parametrize(
    ("query", "update"),
    [
        ("http://example.org/query", "http://example.org/update"),
        ("http://example.org/ds/sparql", "http://example.org/ds/update"),
        ("http://example.org/repositories/r", "http://example.org/repositories/r/statements"),
        ("http://example.org/repo", "http://example.org/repo"),
    ],
)
def test_the_update_url_follows_from_the_query_url(query: str, update: str) -> None:
    assert update_urls(query)[0] == update


def test_updates_go_to_the_query_url_where_nobody_takes_them_beside_it() -> None:
    with by_path(lambda path: (404, "text/plain", b"") if path == "/update" else (204, "text/plain", b"")) as (url, asked):
        with RemoteStore(url) as store:
            store.update("DROP ALL")
            store.update("DROP DEFAULT")
        assert asked == ["/update", "/sparql", "/sparql"]
