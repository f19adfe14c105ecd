"""Running a query for a request: as long as the client is there, and with a problem for whatever fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from fastapi import Request

from posgraph.errors import QueryError
from posgraph.store.syntax import syntax
from posgraph_api.http.negotiation import unacceptable
from posgraph_api.http.problems import Problem, of_error
from posgraph_api.querying.tasks import Limits, Reply, Task
from posgraph_api.querying.worker import GRAPHS, RESULTS
from posgraph_api.service import Service

T = TypeVar("T")


async def run(service: Service, request: Request, task: Task) -> Reply | None:
    """The result of a query; None where the client has gone. Raises Problem."""
    reply = await until_gone(request, service.executor.run(task))
    if reply is not None and "error" in reply.head:
        raise failure(reply, request.headers.get("accept", ""), task.text, service.executor.limits)
    return reply


async def until_gone(request: Request, work: Awaitable[T]) -> T | None:
    """The result of the work, or None where the client went away first; then the work is cancelled."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:  # the server stops, and has waited long enough
        raise Problem(503, "busy", "The service stops", headers={"retry-after": "10"}) from None
    finally:
        task.cancel()  # nothing happens to what is done
        gone.cancel()
        await asyncio.wait({task, gone})
    return None if task.cancelled() else task.result()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def failure(reply: Reply, accept: str, text: str, limits: Limits) -> Problem:
    """The problem that a worker tells of instead of an answer."""
    kind = reply.head["error"]
    if kind == "not-acceptable":
        return unacceptable(accept, list(GRAPHS if reply.head["graph"] else RESULTS))
    if kind in ("rows", "bytes"):
        return limits.too_large(kind)
    if kind == "syntax":
        return of_error(syntax(reply.head["message"], text))
    return of_error(QueryError(reply.head["message"]))
