"""Writing statements: an outcome is checked, and written in one transaction with its entry in the log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from posgraph.recording import Change, Effect, Key
from posgraph_api.access.caller import Caller
from posgraph_api.http.problems import Problem
from posgraph_api.service import Service
from posgraph_api.updating.outcome import Outcome
from posgraph_api.updating.protection import check
from posgraph_api.updating.trials import Tried

TRIES = 8
"""So often is an outcome found anew where somebody else has written meanwhile."""

CHANGE = "posgraph-change"
"""The header that tells the number of a change."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, if anything was; ``repeated``: it was written before, under the same key."""

    change: Change | None
    repeated: bool = False


class Stale(Exception):
    """The data have changed since the outcome was found."""


async def write(
    service: Service, caller: Caller, kind: str, find: Callable[[], Awaitable[Tried | None]], key: Key | None = None
) -> Written | None:
    """Find an outcome, check it and write it; without a change where nothing would change, None where ``find`` gave up.

    With a key, what was written under it before is told again. Raises Problem: 403 and 422 from the check, 503 where others write
    all the time.
    """
    if key is not None and (earlier := await asyncio.to_thread(service.writer.earlier, key)):
        return Written(earlier, repeated=True)
    for _ in range(TRIES):
        tried = await find()
        if tried is None:
            return None
        try:
            return await asyncio.to_thread(_write, service, caller, kind, tried, key)
        except Stale:
            continue
    raise Problem(503, "busy", f"Others have written {TRIES} times meanwhile; nothing was changed", headers={"retry-after": "1"})


def _write(service: Service, caller: Caller, kind: str, tried: Tried, key: Key | None) -> Written:
    store = service.graph.store
    checked = check(store, tried.outcome, caller)
    if not tried.outcome:
        return Written(None)
    one = checked[0] if len(checked) == 1 else None
    before, after = (one.before, one.after) if one else (None, None)
    done = effect(tried.outcome)
    written = service.writer.effect(done, kind, caller, version=tried.version, key=key, before=before, after=after)
    if written is None:
        raise Stale
    return Written(written.change, written.repeated)


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
