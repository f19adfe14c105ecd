"""An endpoint that is not there, or goes away while it is served: told clearly, and used again when it is back."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from posgraph.graph import load
from posgraph.store import RemoteStore
from tests import forked
from tests.api.serving import serving
from tests.store.conftest import serve

TALKS = Path(__file__).parents[1] / "cli/talks"
TOKEN = "write-token-0123456789"
QUERY = "SELECT (COUNT(*) AS ?n) { ?p a pg:Position }"


def until(status: int, ask: Callable[[], httpx.Response]) -> httpx.Response:
    """The first answer with this status."""
    end = time.monotonic() + 30
    while (answer := ask()).status_code != status:
        assert time.monotonic() < end, answer.text
        time.sleep(0.1)
    return answer


def test_an_endpoint_that_is_not_there_is_told_at_the_start_without_its_password() -> None:
    for command in (["serve", "--port", "0", "--data"], ["load", str(TALKS), "--into"]):
        ended = forked.run(*command, "http://me:secret@127.0.0.1:9/query", text=True, env=os.environ | {"POSGRAPH_TOKEN": ""})
        assert ended.returncode != 0
        assert "http://127.0.0.1:9/query cannot be reached" in ended.stderr
        assert "check that it runs" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert "secret" not in ended.stdout + ended.stderr


def test_an_endpoint_that_goes_away_is_told_and_used_again_when_it_is_back(tmp_path: Path) -> None:
    arguments = ("--location", str(tmp_path / "data"))
    process, address = serve(*arguments)
    try:
        with RemoteStore(f"{address}/query") as store:
            load(TALKS, store)
        with (
            serving("--data", f"{address}/query", POSGRAPH_WRITE_TOKEN=TOKEN) as service,
            httpx.Client(base_url=service.url, timeout=60, headers={"authorization": f"Bearer {TOKEN}"}) as client,
        ):
            row = {"id": "east", "label": "East", "kind": "state"}
            asks = (
                lambda: client.post("/v1/actors", json=row),
                lambda: client.get("/v1/actors"),
                lambda: client.get("/v1/conflicts", params={"as_of": "2025-12-29"}),
                lambda: client.get("/id/talks/actor/north"),
                lambda: client.get("/sparql", params={"query": QUERY, "format": "csv"}),
                lambda: client.get("/store", params={"graph": "https://w3id.org/posgraph/graph/dataset/talks"}),
                lambda: client.post("/update", data={"update": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}),
            )
            assert client.get("/v1/actors").status_code == 200
            process.terminate()
            process.wait(30)
            for ask in asks:
                gone = until(503, ask)  # what was asked in the last two seconds is still known
                assert gone.json()["type"].endswith("/store-unavailable"), gone.text
                assert int(gone.headers["retry-after"]) > 0
            assert client.get("/ready").status_code == 503
            assert client.get("/health").status_code == 200
            process, _ = serve(*arguments, port=int(urlsplit(address).port or 0))
            until(200, asks[1])
            assert client.post("/v1/actors", json=row).status_code == 201
            for ask in asks[1:5]:
                assert ask().status_code == 200
            assert client.get("/ready").status_code == 200
    finally:
        process.terminate()
        process.wait(30)
