"""gzip for clients that take it, and answers that come from memory."""

from __future__ import annotations

import gzip
import json

import httpx
import pytest

from tests.api.serving import Running

LARGE = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 10000"
PATHS = ("/sparql?query=SELECT * { ?s ?p ?o } LIMIT 100", "/v1/positions", "/id/miami-2025/position/RU001?format=ttl")


def raw(service: Running, path: str, **headers: str) -> tuple[httpx.Response, bytes]:
    """An answer, and its body as it was sent."""
    with httpx.stream("GET", service.url + path, headers=headers, timeout=60) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_compressed_for_those_who_take_it(service: Running, path: str) -> None:
    plain, text = raw(service, path, **{"accept-encoding": "identity"})
    squeezed, data = raw(service, path, **{"accept-encoding": "br, gzip;q=0.5"})
    assert "content-encoding" not in plain.headers
    assert squeezed.headers["content-encoding"] == "gzip"
    assert int(squeezed.headers["content-length"]) == len(data) < len(text)
    assert gzip.decompress(data) == text
    assert "accept-encoding" in squeezed.headers["vary"]
    assert squeezed.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
    again, body = raw(service, path, **{"accept-encoding": "gzip", "if-none-match": squeezed.headers["etag"]})
    assert (again.status_code, body) == (304, b"")
    assert again.headers["etag"] == squeezed.headers["etag"]


@pytest.mark.parametrize("taken", ["identity", "gzip;q=0", "br"])
def test_who_does_not_take_gzip_does_not_get_it(service: Running, taken: str) -> None:
    answer, _ = raw(service, PATHS[0], **{"accept-encoding": taken})
    assert "content-encoding" not in answer.headers


def test_a_short_answer_is_sent_as_it_is(service: Running) -> None:
    answer, data = raw(service, "/sparql?query=ASK {}", **{"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert data == b'{"head":{},"boolean":true}'


def test_an_answer_in_pieces_is_compressed_in_pieces(service: Running) -> None:
    answer, data = raw(service, f"/sparql?query={LARGE}", **{"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-length" not in answer.headers
    assert len(json.loads(gzip.decompress(data))["results"]["bindings"]) == 10_000


@pytest.mark.parametrize("path", ["/v1/positions?actor=russia", "/v1/conflicts?as_of=2025-12-29"])
def test_an_answer_from_memory_is_the_same_answer(service: Running, path: str) -> None:
    answers = [httpx.get(service.url + path, headers={"accept": "application/json"}) for _ in range(3)]
    assert len({answer.content for answer in answers}) == 1
    kept = {tuple(sorted((n, v) for n, v in a.headers.items() if n not in ("date", "x-request-id"))) for a in answers}
    assert len(kept) == 1
    tag = {"if-none-match": answers[0].headers["etag"], "accept": "application/json"}
    assert httpx.get(service.url + path, headers=tag).status_code == 304
    assert httpx.head(service.url + path, headers={"accept": "application/json"}).headers["etag"] == answers[0].headers["etag"]
