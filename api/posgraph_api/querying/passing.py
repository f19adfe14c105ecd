"""Queries passed on to a SPARQL endpoint, with the same limits of time and size."""

from __future__ import annotations

import asyncio
import random
import time

import httpx

from posgraph.errors import Fault, QueryError
from posgraph.names import PREFIXES
from posgraph.store import RemoteStore
from posgraph.store.lexer import prologue
from posgraph_api.http.problems import Problem, of_error
from posgraph_api.querying.tasks import Limits, Reply, Task
from posgraph_api.querying.worker import GRAPHS, RESULTS

GRAPHS_SECONDS = 2.0
"""How long a list of the endpoint's graphs is trusted, unless this service writes."""

_PAUSES = (0.1, 0.4)
"""Seconds before a query is sent again where the endpoint fails for a moment."""

_MOMENTARY = (502, 503, 504)

_MOST_ERROR = 300


class Passing:
    """The executor of a remote store: the endpoint runs the query and writes the answer."""

    def __init__(self, store: RemoteStore, limits: Limits) -> None:
        self.limits, self._store = limits, store
        self._graphs: tuple[float, int, tuple[str, ...]] = (float("-inf"), 0, ())
        self._client: httpx.AsyncClient | None = None

    async def start(self) -> None:
        """Open the pool of connections."""
        self._client = httpx.AsyncClient(timeout=self.limits.seconds, headers=self._store.headers, follow_redirects=False)

    async def stop(self) -> None:
        """Close the connections."""
        if self._client:
            await self._client.aclose()

    def workers(self) -> tuple[int, int]:
        """None: the endpoint runs the queries."""
        return 0, 0

    async def run(self, task: Task) -> Reply:
        """The endpoint's answer; raises Problem 422 where it takes too long, 503 where it cannot be reached."""
        accept = {"Accept": ", ".join(filter(None, (task.results, task.graph)))}
        try:
            async with asyncio.timeout(self.limits.seconds):
                form = await self._form(task)
                for pause in (*_PAUSES, None):
                    try:
                        answer, body = await self._once(form, accept)
                    except httpx.TransportError as error:
                        if pause is None or isinstance(error, httpx.TimeoutException):
                            raise
                    else:
                        if pause is None or answer.status_code not in _MOMENTARY:
                            break
                    await asyncio.sleep(pause * random.uniform(0.5, 1.5))
        except (TimeoutError, httpx.TimeoutException):
            raise self.limits.too_long() from None
        except httpx.TransportError as error:
            raise Problem(
                503, "store-unavailable", f"The endpoint cannot be reached: {error}", headers={"retry-after": "5"}
            ) from None
        if len(body) > self.limits.bytes:
            return Reply({"error": "bytes"}, b"")
        if not answer.is_success:
            raise _failure(answer.status_code, bytes(body))
        media = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media not in (task.results, task.graph):
            if media in RESULTS or media in GRAPHS:
                return Reply({"error": "not-acceptable", "graph": media in GRAPHS}, b"")
            raise Problem(503, "store-unavailable", f"The endpoint answered with {media or 'no media type'}")
        return Reply({"type": media}, bytes(body))

    async def _once(self, form: dict[str, str | list[str]], accept: dict[str, str]) -> tuple[httpx.Response, bytearray]:
        """The answer to one request, and its body, as far as the limit of bytes lets it come."""
        assert self._client is not None
        body = bytearray()
        async with self._client.stream("POST", self._store.place, data=form, headers=accept) as answer:
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > self.limits.bytes:
                    break
        return answer, body

    async def _form(self, task: Task) -> dict[str, str | list[str]]:
        """The query as the protocol sends it."""
        default, named = task.default_graphs, task.named_graphs
        if not (default or named or task.own_dataset):
            default = named = await self._all_graphs()
        text = prologue(task.text, dict(PREFIXES)) + task.text
        return {"query": text, "default-graph-uri": list(default), "named-graph-uri": list(named)}

    async def _all_graphs(self) -> tuple[str, ...]:
        """Every graph: what a query sees that names none, whatever the endpoint takes as its default."""
        asked, writes, names = self._graphs
        if time.monotonic() - asked > GRAPHS_SECONDS or writes != self._store.writes:
            writes = self._store.writes  # before the question: a write that comes during it makes for another one
            names = await asyncio.to_thread(self._store.graphs)
            self._graphs = (time.monotonic(), writes, names)
        return names or ("urn:x-posgraph:none",)


def _failure(status: int, body: bytes) -> Problem:
    said = " ".join(body.decode(errors="replace").split())[:_MOST_ERROR]
    if status == 400:
        return of_error(QueryError(said or "the endpoint refuses this query"))
    fault = Fault("endpoint", str(status), "200", said)
    return Problem(503, "store-unavailable", f"The endpoint answered {status}: {said}", [fault], {"retry-after": "5"})
