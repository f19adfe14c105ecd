"""Writing statements: an outcome is checked, and written in one transaction with its entry in the log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from posgraph.recording import Change, Effect
from posgraph_api.caller import Caller
from posgraph_api.outcome import Outcome
from posgraph_api.problems import Problem
from posgraph_api.protection import check
from posgraph_api.service import Service
from posgraph_api.trials import Tried

TRIES = 3
"""So often is an outcome found anew where somebody else has written meanwhile."""

CHANGE = "posgraph-change"
"""The header that tells the number of a change."""


class Stale(Exception):
    """The data have changed since the outcome was found."""


async def write(
    service: Service, caller: Caller, kind: str, find: Callable[[], Awaitable[Tried | None]]
) -> tuple[Outcome, Change | None] | None:
    """Find an outcome, check it and write it; no change where nothing would change, None where ``find`` gave up.

    Raises Problem: 403 and 422 from the check, 503 where others write all the time.
    """
    for _ in range(TRIES):
        tried = await find()
        if tried is None:
            return None
        try:
            return tried.outcome, await asyncio.to_thread(_write, service, caller, kind, tried)
        except Stale:
            continue
    raise Problem(503, "busy", f"Others have written {TRIES} times meanwhile; nothing was changed", headers={"retry-after": "1"})


def _write(service: Service, caller: Caller, kind: str, tried: Tried) -> Change | None:
    store = service.graph.store
    checked = check(store, tried.outcome, caller)
    if not tried.outcome:
        return None
    one = checked[0] if len(checked) == 1 else None
    before, after = (one.before, one.after) if one else (None, None)
    written = service.writer.effect(effect(tried.outcome), kind, caller, version=tried.version, before=before, after=after)
    if written is None:
        raise Stale
    return written.change


def without_body(documented: dict[str, Any], *others: int) -> dict[str, Any]:
    """What a route tells OpenAPI whose answer is 204, or one of ``others``, without a body."""
    responses = {status: said for status, said in documented["responses"].items() if status != 200}
    header = {CHANGE: {"description": "The number of the change.", "schema": {"type": "integer"}}}
    for status in (204, *others):
        responses[status] = {"description": HTTPStatus(status).phrase, "headers": header}
    return documented | {"responses": responses, "status_code": 204}


def told(change: Change | None) -> Response:
    """The answer to a write: 204, with the number of the change where there is one."""
    return Response(status_code=204, headers={CHANGE: str(change.number)} if change else {})


def effect(outcome: Outcome) -> Effect:
    """An outcome as the recorder writes it."""
    return Effect(
        gone=tuple(quad for change in outcome.graphs if not change.whole for quad in change.gone),
        added=tuple(quad for change in outcome.graphs for quad in change.added),
        drop=tuple(change.name for change in outcome.graphs if change.whole),
    )
