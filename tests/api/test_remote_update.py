"""Updates and graphs over an endpoint: what can be told from the text is checked here, anything else is sent on for an admin."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import httpx
import pytest

from tests.api.serving import serving

WRITE, ADMIN = "a-token-that-may-write-here", "a-token-that-may-do-everything"
G = "http://example.org/g"
UPDATE, TURTLE = {"content-type": "application/sparql-update"}, {"content-type": "text/turtle"}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server on a free port."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    program = which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    folder = str(tmp_path_factory.mktemp("endpoint"))
    process = subprocess.Popen(
        [program, "serve", "--location", folder, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=12)) as waiting:
            waiting.get(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def client(endpoint: str) -> Iterator[httpx.Client]:
    with (
        serving("--data", endpoint, POSGRAPH_WRITE_TOKEN=WRITE, POSGRAPH_ADMIN_TOKEN=ADMIN, POSGRAPH_RATE="0") as service,
        httpx.Client(base_url=service.url, timeout=60, headers={"authorization": f"Bearer {WRITE}"}) as client,
    ):
        yield client


def test_an_update_that_cannot_be_told_from_its_text_takes_an_admin(client: httpx.Client) -> None:
    plain = client.post("/update", content=f"INSERT DATA {{ GRAPH <{G}> {{ <e:a> <e:b> 1 }} }}", headers=UPDATE)
    was = f"GRAPH <{G}> {{ ?s ?p 1 }}"
    other = f"DELETE {{ {was} }} INSERT {{ GRAPH <{G}> {{ ?s pg:note 2 }} }} WHERE {{ {was} }} ; # end"
    refused = client.post("/update", content=other, headers=UPDATE)
    sent = client.post("/update", content=other, headers=UPDATE | {"authorization": f"Bearer {ADMIN}"})
    assert (plain.status_code, refused.status_code, sent.status_code) == (204, 403, 204)
    assert int(sent.headers["posgraph-change"]) == int(plain.headers["posgraph-change"]) + 1
    text = client.get("/store", params={"graph": G}, headers={"accept": "application/n-triples"}).text
    assert text == '<e:a> <https://w3id.org/posgraph/ns#note> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'


def test_what_the_endpoint_cannot_read_is_told(client: httpx.Client) -> None:
    answer = client.post("/update", content="DELETE WHERE { ?s ?p", headers=UPDATE | {"authorization": f"Bearer {ADMIN}"})
    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/bad-update")


def test_a_graph_is_replaced_and_removed(client: httpx.Client) -> None:
    name = {"graph": f"{G}/put"}
    for number, status in ((1, 201), (2, 204)):
        body = f"<e:a> <e:b> [ <e:c> {number} ] ."
        assert client.put("/store", params=name, content=body, headers=TURTLE).status_code == status
    assert len(client.get("/store", params=name, headers={"accept": "application/n-triples"}).text.splitlines()) == 2
    assert f"<{G}/put>" in client.get("/store", headers={"accept": "application/n-quads"}).text
    assert client.delete("/store", params=name).status_code == 204
    assert client.get("/store", params=name).status_code == 404
    assert client.get("/store", params={"default": ""}).status_code == 400
