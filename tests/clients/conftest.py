"""One service for all clients that others wrote: a store in memory, with a token to write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.serving import Running, serving

TOKEN = "client-token-0123456789"


@pytest.fixture(scope="session")
def service() -> Iterator[Running]:
    """The bundled dataset, which takes writes with TOKEN."""
    with serving("--rate", "0", POSGRAPH_WRITE_TOKEN=TOKEN) as running:
        yield running
