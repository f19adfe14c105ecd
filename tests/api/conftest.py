from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

import posgraph
from posgraph.graph import Graph
from tests.api.serving import ADMIN, Running, serving, start_afresh


@pytest.fixture(scope="session")
def service() -> Iterator[Running]:
    """The bundled dataset, served with time enough for every search."""
    with serving("--query-seconds", "300", by=start_afresh, POSGRAPH_ADMIN_TOKEN=ADMIN) as running:
        yield running


@pytest.fixture(scope="session")
def client(service: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def graph() -> Graph:
    """The same dataset, opened here."""
    return posgraph.open()
