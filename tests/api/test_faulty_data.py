"""Data that turn faulty behind a running service, as a remote store may, are a problem that lists the faults."""

from __future__ import annotations

import asyncio

import httpx
from pyoxigraph import NamedNode

import posgraph
from posgraph.names import dataset_graph, expand
from posgraph_api import create_app
from tests.cli.console import TALKS


def test_faults_that_come_later_are_listed_in_a_problem() -> None:
    async def answers() -> tuple[httpx.Response, httpx.Response]:
        with posgraph.open(TALKS) as graph:
            transport = httpx.ASGITransport(create_app(graph))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                before = await client.get("/v1/conflicts")
                holder = NamedNode(expand("pg:holder"))
                graph.store.replace(dataset_graph("talks"), [q for q in graph.quads() if q.predicate != holder])
                return before, await client.get("/v1/conflicts")

    before, after = asyncio.run(answers())
    assert before.status_code == 200
    assert (after.status_code, after.json()["type"].rpartition("/")[2]) == (503, "bad-data")
    assert any("N1" in error["where"] and "holder" in error["expected"] for error in after.json()["errors"])
