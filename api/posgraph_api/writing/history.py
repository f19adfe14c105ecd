"""/v1/{table}/{key}/history: what was recorded of a row, change by change, and which rows revise which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.analysis.force import in_force
from posgraph.model import Dataset
from posgraph.model.cells import singular
from posgraph.model.schema import TABLES, Table
from posgraph.recording import Change
from posgraph.recording.change import cells, written
from posgraph.recording.editing import STATEMENTS
from posgraph.recording.past import row_of
from posgraph_api.about.openapi import documented, in_path
from posgraph_api.http.caching import Body
from posgraph_api.http.media import JSON
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import LIMIT, MOST, Parameters, option
from posgraph_api.listing import cursors
from posgraph_api.listing.tables import missing, singular_id
from posgraph_api.service import Service, encode
from posgraph_api.shapes import writes


class HistoryQuery(Parameters):
    """The parameters of a row's history."""

    dataset: str | None = option(None, "The dataset that is asked about, by id; the one that is served if left out.")
    limit: int = option(LIMIT, f"How many states a page has, at most {MOST}.", f"a whole number, 1 to {MOST}", ge=1, le=MOST)
    cursor: str | None = option(None, "Where to go on: the text in `next` of the page before.")


def routes(service: Service) -> APIRouter:
    """The history of the rows of each table."""
    router = APIRouter(prefix="/v1", tags=["Changes"])
    for table in TABLES:
        one = singular(table.name)
        path = "/".join(f"{{{name}}}" for name in (*table.key[:-1], f"{table.key[-1]}:path"))
        key = [in_path(name, f"The {one}'s {name}.", singular_id(table)) for name in table.key]
        router.add_api_route(
            f"/{table.name}/{path}/history",
            partial(_history, service, table),
            methods=["GET"],
            description=_ABOUT.format(one=one),
            **documented(f"{singular_id(table)}-history", f"What was recorded of a row of {table.name}", model=writes.History,
                query=HistoryQuery, parameters=key, errors=(400, 404, 406)),
        )  # fmt: skip
    return router


_ABOUT = (
    "Every recorded state of the {one}, the oldest first: which change made it, who wrote that, when and why, and the cells "
    "before and after. Also of one that was retracted. Of positions and sequence preferences `revisions` tells the chain in "
    "which one revises another, and what of it is in force today."
)


def _history(service: Service, table: Table, request: Request) -> Response:
    here = service.at(request)
    query = HistoryQuery.read(request)
    choose(request.headers.get("accept", ""), [JSON])
    key = "/".join(request.path_params[name] for name in table.key)
    asked = ("history", table.name, key, query.limit, query.cursor, date.today())
    return here.answer(request, asked, lambda: _made(here, table, key, query))


def _made(service: Service, table: Table, key: str, query: HistoryQuery) -> Body:
    dataset = service.dataset()
    row = dataset.by_id(table.name).get(key)
    found = states(service, dataset, table.name, key)
    if not found and row is None:
        raise missing(dataset, table, key)
    path = f"/v1/{table.name}/{key}/history"
    page, after = cursors.cut(found, lambda state: (state["number"],), path, query.cursor, query.limit)
    last = row if row is not None else row_of(table.name, found[-1]["before"])
    revisions = list(_revisions(dataset, table, last)) if table.name in STATEMENTS else None
    told = {"table": table.name, "key": key, "present": row is not None, "items": page, "revisions": revisions, "next": after}
    return Body.of(encode(told), JSON)


def states(service: Service, dataset: Dataset, table: str, key: str) -> list[dict[str, Any]]:
    """Every recorded state of a row, the oldest first; none where nothing is recorded of it."""
    journal, row = service.writer.recorder.journal, dataset.by_id(table).get(key)
    changes = journal.of_row(dataset.base, dataset.id, table, key)
    found = [state for change in changes for state in _states(change, table, key)]
    if not found and row is None:
        return []
    if not found or found[0]["before"] is not None:  # it was there before the first change of it: loaded with its dataset
        load = journal.first_load(dataset.id, found[0]["number"] if found else journal.last() + 1)
        first = found[0]["before"] if found else cells(table, row)
        found[:0] = [_state(load, table, key, "loaded", None, first)] if load else []
    return found


def _states(change: Change, table: str, key: str) -> Iterator[dict[str, Any]]:
    own = [row for row in change.rows if (row.table, row.key) == (table, key)]
    if own:  # of a row that one change wrote twice, what it came to
        did = "retracted" if own[-1].after is None else "created" if own[0].before is None else "revised"
        yield _state(change, table, key, did, own[0].before, own[-1].after)


def _state(change: Change, table: str, key: str, did: str, before: Any, after: Any) -> dict[str, Any]:
    return {
        "number": change.number,
        "at": written(change.at),
        "kind": change.kind,
        "by": change.by,
        "reason": change.reason or None,
        "table": table,
        "key": key,
        "did": did,
        "before": before,
        "after": after,
    }


def _revisions(dataset: Dataset, table: Table, row: Any) -> Iterator[dict[str, Any]]:
    """The chain that a row is part of, from its first row on; of a row that is not there any more, what leads up to it."""
    rows = {**dataset.by_id(table.name), row.id: row}
    chain, first = {row.id}, row
    while first.revises in rows and first.revises not in chain:
        first = rows[first.revises]
        chain.add(first.id)
    force = in_force(dataset, date.today())
    held = {one.row.id for one in (force.positions if table.name == "positions" else force.preferences)}
    after: dict[str, list[Any]] = {}
    for each in rows.values():
        after.setdefault(each.revises, []).append(each)
    queue, seen = [first], {first.id}
    for one in queue:  # grows while it is read
        yield {"id": one.id, "revises": one.revises, "revision_reason": one.revision_reason, "in_force": one.id in held}
        fresh = [each for each in after.get(one.id, ()) if each.id not in seen]
        seen.update(each.id for each in fresh)
        queue += fresh
