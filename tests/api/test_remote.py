"""A service over another service: its data are asked for once, not once for each request."""

from __future__ import annotations

import httpx

from tests.api.serving import serving


def test_requests_share_one_reading_of_a_remote_dataset() -> None:
    with serving("--access-log") as store, serving("--data", store.url) as service:
        with httpx.Client(base_url=service.url, timeout=60) as client:
            assert client.get("/v1/actors").status_code == 200
            before = sum("/sparql" in line for line in list(store.said))
            for actor in ("russia", "ukraine", "united-states", "france", "germany", "e3"):
                assert client.get(f"/v1/positions?actor={actor}").status_code == 200
                assert client.get(f"/v1/conflicts?as_of=2025-12-29&actor={actor}").status_code == 200
            asked = sum("/sparql" in line for line in list(store.said)) - before
        assert before > 0
        assert asked < 6  # the version, every two seconds
