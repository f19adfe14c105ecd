"""A service on a store folder, with tokens, for the tests that write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

import posgraph
from tests.api.serving import Running, serving

WRITE, ADMIN = "a-token-that-may-write", "a-token-that-may-do-everything"


def fill(place: Path) -> None:
    """A store folder with the bundled dataset."""
    posgraph.load("miami-2025", place)


@contextmanager
def writing(place: Path, *flags: str) -> Iterator[Running]:
    """A service on the store in a folder; it is filled where it is not there yet."""
    if not place.exists():
        fill(place)
    with serving("--data", str(place), "--rate", "0", *flags, POSGRAPH_WRITE_TOKEN=WRITE, POSGRAPH_ADMIN_TOKEN=ADMIN) as running:
        yield running


def client_of(running: Running, token: str = WRITE) -> httpx.Client:
    """A client that shows a token."""
    return httpx.Client(base_url=running.url, headers={"authorization": f"Bearer {token}"}, timeout=60)
