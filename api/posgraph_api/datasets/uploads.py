"""POST, PUT and DELETE of whole datasets: all of one, or nothing with every fault."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.errors import DataError, Fault, UsageError
from posgraph.importers.registry import Loaded
from posgraph.importers.upload import MEDIA, read_upload
from posgraph.model import Dataset
from posgraph.model.schema import TABLES
from posgraph.recording import Key
from posgraph.validation import content
from posgraph_api.about.openapi import documented, in_path
from posgraph_api.access.caller import caller_of
from posgraph_api.datasets import catalog
from posgraph_api.datasets.datasets import missing
from posgraph_api.datasets.received import FORM, Received, receive
from posgraph_api.http.media import JSON
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import Parameters, option
from posgraph_api.http.problems import Problem
from posgraph_api.service import Service, encode
from posgraph_api.shapes.uploads import Removed, Upload
from posgraph_api.writing.bodies import reason_of
from posgraph_api.writing.conditions import hold
from posgraph_api.writing.idempotency import key_of, replayed
from posgraph_api.writing.writer import Written, invalid

RECEIVING = 4
"""So many datasets are received at a time, each in memory; one at a time is read and written."""

_REASON = option(None, "Why, in your words; it is recorded with the change.")
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {
    "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]},
}
_BODY = {"required": True, "content": {**dict.fromkeys(MEDIA, _BINARY), FORM: _FORM}}
_ERRORS = (400, 406, 409, 412, 413, 415, 422, 503, 507)


class UploadQuery(Parameters):
    """The parameters of an upload."""

    name: str | None = option(None, "What the file is called: its dataset's id where the file itself says none.")
    dry_run: bool = option(False, "Check only: nothing is written.", "true or false")
    reason: str | None = _REASON


class RemovalQuery(Parameters):
    """The parameters of a removal."""

    reason: str | None = _REASON


@dataclass(slots=True)
class Gate:
    """How many datasets are being received and read."""

    receiving: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __enter__(self) -> None:
        if self.receiving >= RECEIVING:
            detail = f"{RECEIVING} datasets are being received; try again in a moment"
            raise Problem(503, "busy", detail, headers={"retry-after": "5"})
        self.receiving += 1

    def __exit__(self, *_: object) -> None:
        self.receiving -= 1


def routes(service: Service) -> APIRouter:
    """The routes that write whole datasets."""
    router = APIRouter(tags=["Rows"])
    gate = Gate()

    def documents(operation: str, summary: str, **more: Any) -> dict[str, Any]:
        told = documented(operation, summary, model=Upload, query=UploadQuery, body=_BODY, errors=_ERRORS, **more)
        told["responses"][201] = {**told["responses"][200], "description": "Written, and new"}
        return told

    @router.post("/v1/datasets", **documents("add-dataset", "Send a dataset"))
    async def add(request: Request) -> Response:
        """Puts a new dataset into the store: a zip of a folder of CSV tables, a spreadsheet (.xlsx) or RDF, as the body, or as
        the one file of a form. Where it has faults, each is told, and nothing is written. With `dry_run=true` it is only checked.
        """
        return await _receive(service, gate, request, None)

    @router.put(
        "/v1/datasets/{id}",
        **documents("put-dataset", "Replace a dataset", parameters=[in_path("id", "The dataset's id.", "put-dataset")]),
    )
    async def put(request: Request) -> Response:
        """Puts a dataset in the place of what the store holds under its id; 201 where that was nothing. The id in the file,
        where it has one, must be the same. `If-Match` with the ETag of /v1/datasets/{id} in JSON makes sure that nobody has
        changed it meanwhile.
        """
        return await _receive(service, gate, request, request.path_params["id"])

    @router.delete(
        "/v1/datasets/{id}",
        **documented(
            "remove-dataset",
            "Remove a dataset",
            model=Removed,
            query=RemovalQuery,
            parameters=[in_path("id", "The dataset's id.", "remove-dataset")],
            errors=(400, 404, 406, 409, 412, 503, 507),
        ),
    )
    def remove(request: Request) -> Response:
        """Removes a dataset whole; this takes the right `admin`. The log of changes keeps its rows."""
        query, id = RemovalQuery.read(request), request.path_params["id"]
        choose(request.headers.get("accept", ""), [JSON])
        reason, key = reason_of(query.reason, "reason", needed=False), key_of(request, b"")
        if id not in service.graph.datasets() and key is None:
            raise missing(service, id)

        def check(_before: Dataset) -> None:
            _hold(service, request, id)

        try:
            done = service.writer.remove(id, caller_of(request), reason=reason, key=key, check=check)
        except UsageError:
            raise missing(service, id) from None
        return replayed(_answer({"id": id, "change": done.change.number}), done.repeated)

    return router


async def _receive(service: Service, gate: Gate, request: Request, id: str | None) -> Response:
    query = UploadQuery.read(request)
    choose(request.headers.get("accept", ""), [JSON])
    reason = reason_of(query.reason, "reason", needed=False)
    with gate:
        sent = await receive(request, service.settings.upload_bytes, query.name or "")
        key = None if query.dry_run else key_of(request, sent.content)
        async with gate.turn:  # in a thread: others are answered meanwhile
            return await asyncio.to_thread(_put, service, request, sent, id, query.dry_run, reason, key)


def _put(
    service: Service, request: Request, sent: Received, id: str | None, dry_run: bool, reason: str, key: Key | None
) -> Response:
    try:
        loaded = read_upload(sent.content, sent.suffix, id or sent.name, most=service.settings.upload_bytes)
        _fit(service, loaded, id)
    except DataError as error:
        raise invalid(error) from None
    known = service.graph.datasets()

    def check(each: Loaded, _before: Dataset | None) -> None:
        there = each.id in service.graph.datasets()
        if id is None and there:
            raise _there(each.id)
        _fit(service, loaded, id)  # once more, now that nobody else writes
        _hold(service, request, each.id if there else None)

    if dry_run:
        for each in loaded:
            check(each, None)
        return _answer({"dry_run": True, "items": [_told(each, known, None) for each in loaded]})
    done = service.writer.put(loaded, caller_of(request), reason=reason, key=key, check=check)
    repeated = any(each.repeated for each in done)
    numbers = {each.change.dataset: each for each in done}
    new = not repeated and any(each.id not in known for each in loaded)
    body = {"dry_run": False, "items": [_told(each, known, numbers.get(each.id)) for each in loaded]}
    answer = _answer(body, 201 if new or id is None else 200)
    answer.headers["location"] = f"/v1/datasets/{quote(loaded[0].id, safe='')}"
    return replayed(answer, repeated)


def _fit(service: Service, loaded: Sequence[Loaded], id: str | None) -> None:
    """Raise DataError where a dataset is not the one that the address names, or takes the IRIs of another."""
    faults = []
    if id is not None and [each.id for each in loaded] != [id]:
        named = ", ".join(each.id for each in loaded)
        faults.append(Fault("id", named, f"one dataset with the id {id}, as in the address"))
    bases = {one["iri"]: one["id"] for one in catalog.listed(service)}
    for each in loaded:
        other = bases.get(each.dataset.base)
        if other is not None and other != each.id:
            faults.append(Fault(f"{each.id} base", each.dataset.base, f"a base of its own; the dataset {other} has this one"))
    if faults:
        raise DataError(faults)


def _hold(service: Service, request: Request, id: str | None) -> None:
    """Hold the conditions of a request against the dataset as it is (None: it is not there yet)."""

    def tag() -> str:
        return catalog.tag(service, id) if id is not None else ""

    remedy = "get /v1/datasets/ID in JSON again"
    hold(request, tag, "a dataset that is there", remedy, "a dataset that is not there, or is another")


def _there(id: str) -> Problem:
    fault = Fault("id", id, f"the id of a dataset that is not there yet; PUT /v1/datasets/{quote(id, safe='')} replaces this one")
    return Problem(409, "already-there", f"The store already holds a dataset {id!r}", [fault])


def _told(each: Loaded, known: Sequence[str], done: Written | None) -> dict[str, Any]:
    dataset = each.dataset
    return {
        "id": each.id,
        "iri": dataset.base,
        "title": dataset.title or None,
        "licence": dataset.licence or None,
        "description": dataset.description or None,
        "replaces": each.id in known,
        "change": done.change.number if done else None,
        "counts": {table.name: len(dataset.rows(table.name)) for table in TABLES},
        "remarks": [{"faults": [], **remark.to_dict()} for remark in content(each).remarks],
    }


def _answer(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(encode(body), status, media_type=JSON, headers={"cache-control": "no-store", "vary": "accept"})
