"""/v1/actors, /v1/positions, …: a list and single rows of every table, as JSON, as RDF, or as lines and columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.errors import Fault, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import article, near, singular
from posgraph.model.dataset import row_key
from posgraph.model.schema import TABLES, Table
from posgraph.store import Triples
from posgraph_api import shapes
from posgraph_api.about.description import written
from posgraph_api.about.openapi import documented, in_path
from posgraph_api.http.caching import Body
from posgraph_api.http.media import JSON, LISTS, RDF, ROWS
from posgraph_api.http.negotiation import choose
from posgraph_api.http.problems import Problem, refused
from posgraph_api.listing import bulk, cursors
from posgraph_api.listing.fields import OneRow, RowsPage, chosen, pick, tree
from posgraph_api.listing.fields import refusals as refuse
from posgraph_api.listing.rows import Rows, members, parameters, refusals, select
from posgraph_api.service import Service, encode


def routes(service: Service) -> APIRouter:
    """Two routes for each table."""
    router = APIRouter(prefix="/v1", tags=["Rows"])
    for table in TABLES:
        _add(router, service, table)
    return router


def _add(router: APIRouter, service: Service, table: Table) -> None:
    item, query = shapes.row(table), parameters(table)
    key = [in_path(name, f"The {singular(table.name)}'s {name}.", singular_id(table)) for name in table.key]
    # ids hold no slash; the last part of a key takes what is left, so that a path with one is answered with 404, not 405
    path = "/".join(f"{{{name}}}" for name in (*table.key[:-1], f"{table.key[-1]}:path"))
    router.add_api_route(
        f"/{table.name}",
        partial(_list, service, table, query),
        methods=["GET"],
        description=_LIST.format(table=table.name),
        **documented(table.name, f"List {table.name}", model=shapes.rows(table, item), media=[*RDF, *ROWS], query=query),
    )
    router.add_api_route(
        f"/{table.name}/{path}",
        partial(_one, service, table),
        methods=["GET"],
        description="The row as it was coded. `iri` is its name in RDF, and its page is the same path under /id/.",
        **documented(
            singular_id(table),
            f"One {singular(table.name)}",
            model=item,
            media=RDF,
            query=OneRow,
            parameters=key,
            errors=(400, 404, 406),
        ),
    )


_LIST = (
    "The {table} of the dataset, by key. Filters combine: a row passes all of them, and any of the values of one that is "
    "repeated. As RDF, with evidence, quotes and conditions; the next page is then in the header `Link`. As CSV (the table as it "
    "stands in a dataset's folder), NDJSON or an Arrow stream: all rows in one answer, unless `limit` or `cursor` is given."
)


def singular_id(table: Table) -> str:
    """The operation that reads one row.

    >>> from posgraph.model.schema import BY_NAME
    >>> singular_id(BY_NAME["sequencing"])
    'sequence-preference'
    """
    return singular(table.name).replace(" ", "-")


def _list(service: Service, table: Table, model: type[RowsPage], request: Request) -> Response:
    service = service.at(request)
    query = model.read(request, partial(refusals, service.dataset(), table))
    media = LISTS[query.format] if query.format else choose(request.headers.get("accept", ""), [JSON, *RDF, *ROWS])
    _check(query.fields, media)
    whole = media in ROWS and not {"limit", "cursor"} & query.model_fields_set
    key = (table.name, query.listing(), query.limit, query.cursor, query.fields, media, whole)
    if media in ROWS:
        return _lines(service, table, query, request, key, media, whole)
    return service.answer(request, key, lambda: _page(service, table, query, media))


def _lines(
    service: Service, table: Table, query: RowsPage, request: Request, key: tuple[Any, ...], media: str, whole: bool
) -> Response:
    """The rows as lines or columns: all of them, unless a page is asked for."""
    version, dataset = service.version(), service.dataset()
    rows, after = (select(dataset, table, query), None) if whole else _cut(dataset, table, query)
    headers = query.following(f"/v1/{table.name}", after) | bulk.named(table.name, media)
    pieces = partial(bulk.of_rows, dataset, table, rows, chosen(query.fields), media)
    return bulk.respond(service, request, key, len(rows), pieces, media, headers, version=version)


def _cut(dataset: Dataset, table: Table, query: RowsPage) -> tuple[Sequence[Any], str | None]:
    listing = f"/v1/{table.name}?{query.listing()}"
    found = select(dataset, table, query)
    return cursors.cut(found, lambda row: row_key(table.name, row), listing, query.cursor, query.limit)


def _page(service: Service, table: Table, query: RowsPage, media: str) -> Body:
    dataset = service.dataset()
    rows, after = _cut(dataset, table, query)
    found, headers = Rows(dataset, table, rows), query.following(f"/v1/{table.name}", after)
    if media == JSON:
        items = pick(found.to_dicts(), tree(chosen(query.fields)))
        return Body.of(encode({"items": items, "next": after}), media, headers)
    return Body.of(written(dataset, _triples(service, found), media), media, headers)


def _check(fields: str | None, media: str) -> None:
    """Raise Problem where fields are asked for of what has none."""
    if fields and media in RDF:
        raise refused([UsageError("fields", fields, f"no fields with {media}, which says all of a row; leave them out")])


def _one(service: Service, table: Table, request: Request) -> Response:
    service = service.at(request)
    query = OneRow.read(request, lambda given: refuse(given, members(table)))
    media = choose(request.headers.get("accept", ""), [JSON, *RDF])
    _check(query.fields, media)
    key = tuple(request.path_params[name] for name in table.key)
    return service.answer(request, (table.name, key, media, query.fields), lambda: _row(service, table, key, media, query))


def _row(service: Service, table: Table, key: tuple[str, ...], media: str, query: OneRow) -> Body:
    dataset = service.dataset()
    row = dataset.by_id(table.name).get("/".join(key))
    if row is None:
        raise missing(dataset, table, "/".join(key))
    rows = Rows(dataset, table, [row])
    if media == JSON:
        return Body.of(encode(pick(rows.to_dicts()[0], tree(chosen(query.fields)))), media)
    return Body.of(written(dataset, _triples(service, rows), media), media)


def _triples(service: Service, rows: Rows) -> Triples:
    """What the store says of rows; of rows as they were recorded once, what their cells say."""
    return service.graph.store.describe(*rows.iris()) if service.asked.recorded_at is None else rows.triples()


def missing(dataset: Dataset, table: Table, key: str) -> Problem:
    """The problem of a row that is not there."""
    what = singular(table.name)
    hint = near(key, dataset.by_id(table.name))
    fault = Fault("path", key, f"the {' and '.join(table.key)} of {article(what)}; /v1/{table.name} lists them", hint)
    return Problem(404, "unknown-name", f"No {what} is called {key!r}", [fault])
