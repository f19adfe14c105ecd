"""Writing rows under /v1: create, revise and retract, in every table by the same code, one by one or several as one change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.errors import Fault
from posgraph.model import Dataset
from posgraph.model.cells import singular
from posgraph.model.schema import BY_NAME, TABLES, Table
from posgraph.recording import Change, Step, edited
from posgraph.recording.editing import STATEMENTS
from posgraph.recording.past import row_of
from posgraph_api import shapes
from posgraph_api.about.openapi import documented, in_path
from posgraph_api.access.caller import caller_of
from posgraph_api.http.media import JSON
from posgraph_api.http.parameters import Parameters, option
from posgraph_api.http.problems import Problem
from posgraph_api.listing.tables import missing, singular_id
from posgraph_api.service import Service, encode
from posgraph_api.shapes import writes
from posgraph_api.updating.statements import CHANGE
from posgraph_api.writing.bodies import MERGE_PATCH, members, read_bytes, read_json, reason_of
from posgraph_api.writing.conditions import admit, shown
from posgraph_api.writing.idempotency import HEADER, key_of, replayed
from posgraph_api.writing.steps import all_there, key_in, mistaken, steps_of, taken
from posgraph_api.writing.writer import Written

_REVISION = '{"reason": "…", "row": {…}}; or ?reason= and Content-Type: application/merge-patch+json'
_FAULTS = (400, 401, 403, 404, 409, 412, 413, 415, 422, 507)


class Writing(Parameters):
    """The parameters of every write."""

    dataset: str | None = option(None, "The dataset that is written to, by id; the one that is served if left out.")
    dry_run: bool = option(False, "Say what would happen, and write nothing.", "true or false")
    reason: str | None = option(None, "The reason of the change, in your words.")


def routes(service: Service) -> APIRouter:
    """The routes that write rows."""
    router = APIRouter(prefix="/v1", tags=["Writing"])

    async def several(request: Request) -> Response:
        return await _several(service, request)

    router.add_api_route(
        "/changes",
        several,
        methods=["POST"],
        description=_SEVERAL,
        **documented("write-changes", "Write several rows as one change", model=writes.Tried, query=Writing,
            parameters=[_HEADERS[HEADER]], body=writes.body({JSON: writes.STEPS}), created=writes.Change, errors=_FAULTS),
    )  # fmt: skip
    for table in TABLES:
        _add(router, service, table)
    return router


def _add(router: APIRouter, service: Service, table: Table) -> None:
    one, row = singular(table.name), shapes.row(table)
    path = f"/{table.name}/" + "/".join(f"{{{name}}}" for name in (*table.key[:-1], f"{table.key[-1]}:path"))
    key = [in_path(name, f"The {one}'s {name}.", singular_id(table)) for name in table.key]
    conditions = [_HEADERS[name] for name in (HEADER, "If-Match")]
    statement = table.name in STATEMENTS

    async def create(request: Request) -> Response:
        return await _create(service, table, request)

    async def revise(request: Request) -> Response:
        return await _revise(service, table, request)

    async def retract(request: Request) -> Response:
        return await _retract(service, table, request)

    router.add_api_route(
        f"/{table.name}", create, methods=["POST"], description=_CREATE.format(one=one),
        **documented(f"create-{singular_id(table)}", f"Create a row of {table.name}", model=writes.Tried, query=Writing,
            parameters=[_HEADERS[HEADER], _HEADERS["If-None-Match"]], body=writes.body({JSON: writes.row(table, True)}),
            created=row, errors=_FAULTS),
    )  # fmt: skip
    router.add_api_route(
        path, revise, methods=["PATCH"], description=_ANEW.format(one=one) if statement else _REVISE.format(one=one),
        **documented(f"revise-{singular_id(table)}", f"Revise a row of {table.name}",
            model=writes.Tried if statement else row | writes.Tried, query=Writing, parameters=[*key, *conditions],
            body=writes.body({JSON: writes.revision(table), MERGE_PATCH: writes.row(table, False)}),
            created=row if statement else None, errors=_FAULTS),
    )  # fmt: skip
    router.add_api_route(
        path, retract, methods=["DELETE"], description=_RETRACT.format(one=one),
        **documented(f"retract-{singular_id(table)}", f"Retract a row of {table.name}",
            model=writes.Change | writes.Tried, query=Writing,
            parameters=[*key, *conditions], errors=_FAULTS),
    )  # fmt: skip


async def _create(service: Service, table: Table, request: Request) -> Response:
    query = Writing.read(request)
    sent = await read_json(request, service.settings.request_bytes)
    step, iri = taken("create", table, "", sent.value)

    def check(before: Dataset) -> None:
        admit(request, before, table, key_in(table, step.row))
        mistaken(before, table, step, iri)

    reason = reason_of(query.reason, "reason", needed=False)
    return await asyncio.to_thread(_write, service, request, query, [step], reason, sent.data, check, partial(_made, table))


async def _revise(service: Service, table: Table, request: Request) -> Response:
    query, key = Writing.read(request), _key(table, request)
    sent = await read_json(request, service.settings.request_bytes, (JSON, MERGE_PATCH))
    row, reason = sent.value, query.reason
    if sent.media == JSON:
        told = members(sent.value, "body", ("reason", "row"), _REVISION)
        if reason and told.get("reason"):
            raise twice("reason")
        row, reason = told.get("row"), told.get("reason") or reason
    text = reason_of(reason, "reason", needed=True)
    step, iri = taken("revise", table, key, row)
    answer = partial(_made if table.name in STATEMENTS else _changed, table)

    def check(before: Dataset) -> None:
        admit(request, before, table, key)
        if key not in before.by_id(table.name):
            raise missing(before, table, key)
        mistaken(before, table, step, iri)

    return await asyncio.to_thread(_write, service, request, query, [step], text, sent.data, check, answer)


async def _retract(service: Service, table: Table, request: Request) -> Response:
    query, key = Writing.read(request), _key(table, request)
    reason = reason_of(query.reason, "reason", needed=True)
    data = await read_bytes(request, service.settings.request_bytes)

    def check(before: Dataset) -> None:
        admit(request, before, table, key)
        if key not in before.by_id(table.name):
            raise missing(before, table, key)

    step = Step("retract", table.name, key)
    return await asyncio.to_thread(_write, service, request, query, [step], reason, data, check, _told)


async def _several(service: Service, request: Request) -> Response:
    query = Writing.read(request)
    sent = await read_json(request, service.settings.request_bytes)
    told = members(sent.value, "body", ("reason", "steps"))
    if query.reason and told.get("reason"):
        raise twice("reason")
    steps = steps_of(told.get("steps"))
    needed = any(step.verb != "create" for step, _ in steps)
    reason = reason_of(told.get("reason") or query.reason, "reason", needed=needed)

    def check(before: Dataset) -> None:
        all_there(before, steps)
        for step, iri in steps:
            mistaken(before, BY_NAME[step.table], step, iri)

    given = [step for step, _ in steps]
    return await asyncio.to_thread(_write, service, request, query, given, reason, sent.data, check, _listed)


def _write(
    service: Service,
    request: Request,
    query: Writing,
    steps: list[Step],
    reason: str,
    data: bytes,
    check: Callable[[Dataset], None],
    answer: Callable[[Dataset, Change, str], Response],
) -> Response:
    """Write the steps, or say what they would do; ``answer`` makes the answer of what was written."""
    here = service.at(request)
    id, key = here.id(), key_of(request, data)
    about = f"?{urlencode({'dataset': query.dataset})}" if query.dataset else ""
    if query.dry_run:
        return _dry(service, id, steps, check)
    written: Written = service.writer.edit(id, steps, caller_of(request), reason=reason, key=key, check=check)
    change = written.change
    found = answer(Dataset(id=id, base=_base(service, id)), change, about)
    found.headers[CHANGE] = str(change.number)
    return replayed(found, written.repeated)


def _base(service: Service, id: str) -> str:
    """What the IRIs of a dataset begin with; empty for the usual, also where it has been removed since."""
    return service.graph.values(id).base if id in service.graph.datasets() else ""


def _dry(service: Service, id: str, steps: list[Step], check: Callable[[Dataset], None]) -> Response:
    with service.writer.telling():
        before = service.graph.values(id)
        check(before)
        _, rows = edited(before, steps)
    return Response(encode({"written": False, "rows": [row.to_dict() for row in rows]}), media_type=JSON)


def _made(table: Table, head: Dataset, change: Change, about: str) -> Response:
    """201 with the row that a change created."""
    answer = _changed(table, head, change, about)
    answer.status_code = 201
    key = "/".join(quote(part, safe="") for part in change.rows[0].key.split("/", len(table.key) - 1))
    answer.headers["location"] = f"/v1/{table.name}/{key}{about}"
    return answer


def _changed(table: Table, head: Dataset, change: Change, _about: str) -> Response:
    """The row as a change left it, as GET showed it then: so that a repeated request is answered as the first was."""
    body = shown(head, table, row_of(table.name, change.rows[0].after or {}))
    return Response(body.data, headers={"etag": body.etag}, media_type=JSON)


def _told(_head: Dataset, change: Change, _about: str) -> Response:
    return Response(encode(change.to_dict()), media_type=JSON)


def _listed(head: Dataset, change: Change, about: str) -> Response:
    answer = _told(head, change, about)
    answer.status_code = 201
    answer.headers["location"] = f"/v1/changes/{change.number}"
    return answer


def _key(table: Table, request: Request) -> str:
    return "/".join(request.path_params[name] for name in table.key)


def twice(name: str) -> Problem:
    """The problem of something that is said in two places."""
    fault = Fault(name, "", f"the {name} in the body or in the query, not in both")
    return Problem(400, "bad-request", str(fault), [fault])


_HEADERS: dict[str, dict[str, Any]] = {
    HEADER: {
        "name": HEADER, "in": "header", "required": False, "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        "description": "Makes the request safe to repeat: one more with this key is answered as the first, and writes nothing.",
    },
    "If-Match": {
        "name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"},
        "description": "The `ETag` of the row's JSON: written only if the row is still as you know it.",
    },
    "If-None-Match": {
        "name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"},
        "description": "`*`: written only if there is no such row.",
    },
}  # fmt: skip
_SEVERAL = (
    "Rows created, revised and retracted as one change, one after the other: all of them or, where one has a fault, none. Rows "
    "that are created one after the other may name each other. A reason is needed where a row is revised or retracted."
)
_CREATE = (
    "A new {one}: the row as the list shows it. What is left out is not known; an `id` that is left out is made. Every fault is "
    "told at once, and then nothing is written."
)
_REVISE = "Changes the columns that are given; null makes one empty. What names the {one} stays."
_ANEW = (
    "A {one} is never overwritten: a new row revises it, and is answered. `revision_reason` says why. A `correction` takes over "
    "all that is not given; any other reason takes over only whose it is and what it is about."
)
_RETRACT = (
    "Takes the {one} out of the present; its history and the past (`recorded_at`) keep it. Refused while other rows name it. "
    "Where a source takes back what it reported, revise with `revision_reason` retraction instead."
)
