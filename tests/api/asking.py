"""Requests to an application without a server, for tests that count on nothing that a server adds."""

from __future__ import annotations

import asyncio

import httpx

from posgraph.graph import Graph
from posgraph_api.app import create_app
from posgraph_api.serving.settings import Settings


class Client:
    """Asks an application without a server."""

    def __init__(self, graph: Graph) -> None:
        self.transport = httpx.ASGITransport(create_app(graph, Settings()))

    def get(self, address: str, **headers: str) -> httpx.Response:
        """The answer to a request."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url="http://127.0.0.1") as client:
                return await client.get(address, headers=headers)

        return asyncio.run(ask())
