"""The routes of findings under /v1: conflicts, overlaps, common ground and orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from heapq import merge
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.analysis import lines
from posgraph.analysis.filters import chosen_rules
from posgraph.analysis.many import Place, Which, crowded
from posgraph.analysis.rules import KINDS, RULES, TABLED
from posgraph.errors import UsageError
from posgraph.model import Dataset
from posgraph_api import shapes
from posgraph_api.about.openapi import documented
from posgraph_api.findings import findings
from posgraph_api.findings.findings import ConflictsQuery, GroundQuery, OrdersQuery, OverlapsQuery, PairsQuery
from posgraph_api.http.caching import Body
from posgraph_api.http.media import FOUND, JSON, LINES
from posgraph_api.http.negotiation import choose
from posgraph_api.http.parameters import Dated, Given
from posgraph_api.listing import bulk, cursors, fields
from posgraph_api.listing.fields import FindingsPage
from posgraph_api.service import Service, encode

Q = TypeVar("Q", bound=Dated)
Check = Callable[[Dataset, Given], Iterable[UsageError]]
"""What is wrong with the texts of a request that only the data can refuse."""


def routes(service: Service) -> APIRouter:
    """One route for each question."""
    router = APIRouter(prefix="/v1", tags=["Findings"])

    @router.get(
        "/conflicts",
        **documented("conflicts", "What cannot both hold", model=shapes.Conflicts, media=LINES, query=ConflictsQuery),
    )
    def conflicts(request: Request) -> Response:
        """Pairs of positions that cannot both have their way, the most severe first: by which rule, over which chain of
        relations, with both quotes and sources, and from when to when.
        """
        here = service.at(request)
        query = read(here, request, ConflictsQuery, findings.conflict_refusals)
        find = partial(findings.conflicts, seconds=here.settings.query_seconds)
        return ranked(here, request, query, "conflicts", find, findings.conflict_key, (lines.CONFLICT, lines.pair))

    @router.get(
        "/overlaps", **documented("overlaps", "Where positions agree", model=shapes.Overlaps, media=LINES, query=OverlapsQuery)
    )
    def overlaps(request: Request) -> Response:
        """Pairs of positions that want, or refuse, something in common, the strongest first, with the evidence of both."""
        here = service.at(request)
        query = read(here, request, OverlapsQuery, findings.overlap_refusals)
        return ranked(here, request, query, "overlaps", findings.overlaps, findings.overlap_key, (lines.OVERLAP, lines.pair))

    @router.get("/ground", **documented("ground", "Common ground of a set of actors", model=shapes.Ground, query=GroundQuery))
    def ground(request: Request) -> Response:
        """What all of the actors want, what some want and nobody refuses, and what is contested."""
        here = service.at(request)
        query = read(here, request, GroundQuery)
        return whole(here, request, query, lambda: findings.ground(here.dataset(), query))

    @router.get(
        "/orders", **documented("orders", "Can the steps be ordered to suit all?", model=shapes.Orders, query=OrdersQuery)
    )
    def orders(request: Request) -> Response:
        """Whether one order of the steps satisfies every preference; if none does: every smallest contradiction, the
        cheapest concessions that end them, and the roadmap that costs least. `partial` is true where time ran out.
        """
        here = service.at(request)
        query, seconds = read(here, request, OrdersQuery), here.settings.query_seconds
        return whole(here, request, query, lambda: findings.orders(here.dataset(), query, seconds))

    return router


def read(service: Service, request: Request, model: type[Q], check: Check = findings.refusals) -> Q:
    """The parameters of a request, held against the data; every fault is in the one problem 400."""
    return model.read(request, partial(check, service.dataset()))


def finished(found: Mapping[str, Any]) -> bool:
    """Whether no search for the answer was cut off, so that the same question would get the same answer."""
    return not found.get("partial")


def whole(
    service: Service,
    request: Request,
    query: Dated,
    find: Callable[[], dict[str, Any]],
    *,
    lasting: Callable[[Mapping[str, Any]], bool] = finished,
    asked: object = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A result in one piece. ``asked`` is what it is kept under, where that is not the text of the query."""
    choose(request.headers.get("accept", ""), [JSON])
    key = (request.url.path, query.day, asked or query.model_dump_json(exclude_defaults=True))

    def make() -> Body:
        found = find()
        return Body.of(encode(found), JSON, headers, lasting=lasting(found))

    return service.answer(request, key, make)


P = TypeVar("P", bound=FindingsPage)
Item = Mapping[str, Any]
Lines = tuple[Sequence[str], Callable[[Item], Item]]
"""The columns of findings as CSV, and an item as cells."""


def paged(
    service: Service,
    request: Request,
    query: P,
    day: date | None,
    find: Callable[[Dataset, P], dict[str, Any]],
    key_of: Callable[[Mapping[str, Any]], cursors.Key],
    as_lines: Lines,
) -> Response:
    """A page of a result with items sorted by ``key_of``, which is computed once for all its pages; as lines, all of it unless
    a page is asked for.
    """
    media = FOUND[query.format] if query.format else choose(request.headers.get("accept", ""), [JSON, *LINES])
    names = fields.chosen(query.fields)
    members = fields.tree(names)
    columns = fields.columns(names, as_lines[0]) or as_lines[0]
    path = request.url.path
    key = (path, day, query.listing())

    def result(version: str) -> dict[str, Any]:
        return service.results.get((version, service.asked, *key), lambda: find(service.dataset(), query))

    def page(found: dict[str, Any]) -> tuple[Sequence[Item], str | None]:
        if media != JSON and not _of_a_part(query):
            return found["items"], None
        return cursors.cut(found["items"], key_of, f"{path}?{query.listing()}", query.cursor, query.limit)

    def make() -> Body:
        found = result(service.version())
        items, after = page(found)
        shown = fields.pick(items, members)
        return Body.of(
            encode({**found, "items": shown, "next": after}), JSON, query.following(path, after), lasting=finished(found)
        )

    given = (*key, query.limit, query.cursor, query.fields)
    if media == JSON:
        return service.answer(request, given, make)
    version = service.version()
    found = result(version)
    items, after = page(found)
    headers = query.following(path, after) | bulk.named(path.rpartition("/")[2], media)
    if not finished(found):
        headers["posgraph-partial"] = "true"
    written = partial(bulk.of_findings, items, as_lines[1], columns, members, media)
    whole = not _of_a_part(query)
    return bulk.respond(
        service, request, (*given, media, whole), len(items), written, media, headers,
        version=version, lasting=finished(found),
    )  # fmt: skip


def _of_a_part(query: FindingsPage) -> bool:
    return bool({"limit", "cursor"} & query.model_fields_set)


F = TypeVar("F", bound=PairsQuery)
Find = Callable[[Dataset, F, int | None, Place | None], dict[str, Any]]
"""Finds all that is asked for, or so many after a place in the order."""

AT_ONCE = 5000
"""So many findings are made at a time where all of very many are sent."""


def ranked(
    service: Service,
    request: Request,
    query: F,
    which: Which,
    find: Find[F],
    key_of: Callable[[Mapping[str, Any]], cursors.Key],
    as_lines: Lines,
) -> Response:
    """As :func:`paged`; where findings are many, none is made but those of the page."""
    version, dataset = service.version(), service.dataset()
    if not crowded(which, dataset, query.day, query.ever):
        return paged(service, request, query, query.day, lambda data, asked: find(data, asked, None, None), key_of, as_lines)
    media = FOUND[query.format] if query.format else choose(request.headers.get("accept", ""), [JSON, *LINES])
    names = fields.chosen(query.fields)
    members, columns = fields.tree(names), fields.columns(names, as_lines[0]) or as_lines[0]
    path, limit = request.url.path, query.limit
    listing = f"{path}?{query.listing()}"

    def page() -> tuple[dict[str, Any], str | None]:
        after = None
        if query.cursor is not None:
            after = cursors.place(query.cursor, listing, findings.place)
        found = find(dataset, query, limit + 1, after)
        items = found["items"]
        return {**found, "items": items[:limit]}, cursors.write(key_of(items[limit - 1]), listing) if len(items) > limit else None

    given = (path, query.day, query.listing(), limit, query.cursor, query.fields, media, not _of_a_part(query))

    def make() -> Body:
        found, after = page()
        shown = {**found, "items": fields.pick(found["items"], members), "next": after}
        return Body.of(encode(shown), JSON, query.following(path, after), lasting=finished(found))

    if media == JSON:
        return service.answer(request, given, make, version)
    headers = bulk.named(path.rpartition("/")[2], media)
    if _of_a_part(query):
        found, after = page()
        items, total = found["items"], len(found["items"])
        headers = query.following(path, after) | headers
    else:
        found, items = _every(dataset, query, which, find, key_of)
        total = found["total"]
    if not finished(found):
        headers["posgraph-partial"] = "true"
    written = partial(bulk.of_findings, items, as_lines[1], columns, members, media)
    return bulk.respond(
        service, request, given, total, written, media, headers, version=version, lasting=finished(found)
    )  # fmt: skip


def _every(
    dataset: Dataset, query: F, which: Which, find: Find[F], key_of: Callable[[Mapping[str, Any]], cursors.Key]
) -> tuple[dict[str, Any], Iterator[Item]]:
    """How many findings there are, and every one, made some thousand at a time.

    What is found by a search is searched for once: it may take long, and where it is cut off it may find something else again.
    """
    listed, searched = _about(query, which, tabled=True), _about(query, which, tabled=False)
    nothing: dict[str, Any] = {"total": 0, "items": []}
    counted = find(dataset, listed, 0, None) if listed else nothing
    others = find(dataset, searched, None, None) if searched else nothing
    found = {"total": counted["total"] + others["total"], "partial": others.get("partial", False)}
    return found, merge(_listed(dataset, listed, find, key_of) if listed else (), others["items"], key=key_of)


def _about(query: F, which: Which, *, tabled: bool) -> F | None:
    """The question about those rules alone that a table holds, or that are searched for; None where none of them is asked for."""
    name, known = ("rule", RULES) if which == "conflicts" else ("kind", {kind: kind for kind in KINDS})
    left = tuple(rule for rule in chosen_rules(getattr(query, name), known) if (rule in TABLED[which]) == tabled)
    return query.model_copy(update={name: left}) if left else None


def _listed(dataset: Dataset, query: F, find: Find[F], key_of: Callable[[Mapping[str, Any]], cursors.Key]) -> Iterator[Item]:
    """Every finding, made some thousand at a time."""
    after: Place | None = None
    while items := find(dataset, query, AT_ONCE, after)["items"]:
        yield from items
        if len(items) < AT_ONCE:
            break
        after = findings.place(key_of(items[-1]))
