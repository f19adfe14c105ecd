"""The tests of writing rows once more, over a SPARQL endpoint in the place of a store folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import posgraph
from tests.api.serving import Running, serving
from tests.api.test_writes import *  # noqa: F403
from tests.api.writing import ADMIN, WRITE
from tests.store.conftest import serve


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    process, address = serve()
    try:
        place = f"{address}/query"
        posgraph.load("miami-2025", place)
        with serving("--data", place, "--rate", "0", POSGRAPH_WRITE_TOKEN=WRITE, POSGRAPH_ADMIN_TOKEN=ADMIN) as found:
            yield found
    finally:
        process.terminate()
        process.wait(30)


del test_what_was_answered_is_there_and_known_after_a_kill  # noqa: F821 - it has a store folder of its own
