"""The names by which the service may be called."""

from __future__ import annotations

import httpx

from tests.api.serving import serving
from tests.api.test_bad_requests import check


def test_on_loopback_no_other_name_is_answered(client: httpx.Client) -> None:
    port = client.base_url.port
    for host in ("evil.example", f"evil.example:{port}", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]:80"):
        for path in ("/v1/actors", "/sparql?query=ASK{}", "/", "/nothing"):
            body = check(client.get(path, headers={"host": host}), 421, "unknown-host")
            assert body["errors"][0]["where"] == "Host"  # type: ignore[index]
    for host in ("localhost", f"LOCALHOST:{port}", "127.0.0.1", f"[::1]:{port}", f"localhost.:{port}"):
        assert client.get("/health", headers={"host": host}).status_code == 200, host


def test_names_are_given_by_a_setting() -> None:
    with serving(POSGRAPH_HOSTS="talks.example 127.0.0.1") as service:
        assert httpx.get(f"{service.url}/health", headers={"host": "talks.example:443"}).status_code == 200
    with serving("--hosts", "*") as service:
        assert httpx.get(f"{service.url}/health", headers={"host": "any.example"}).status_code == 200


def test_a_service_for_others_takes_any_name() -> None:
    with serving("--host", "0.0.0.0") as service:
        url = service.url.replace("0.0.0.0", "127.0.0.1")
        assert httpx.get(f"{url}/health", headers={"host": "any.example"}).status_code == 200
