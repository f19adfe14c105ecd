"""Settlements, trades and bridges under /v1: what it would take to agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.analysis.bridges import bridges as _bridges
from posgraph.analysis.bridges.results import KINDS
from posgraph.analysis.filters import chosen_actors, chosen_issues
from posgraph.analysis.force import imagined
from posgraph.analysis.parties import parties
from posgraph.analysis.rules import RULES
from posgraph.analysis.settlements.answer import settlements as _settlements
from posgraph.analysis.settlements.problem import problem
from posgraph.analysis.trades import trades as _trades
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph_api.about.openapi import documented
from posgraph_api.findings import findings
from posgraph_api.findings.answers import read, whole
from posgraph_api.http.parameters import Given, OnDay, Texts, each, option
from posgraph_api.http.problems import refused
from posgraph_api.service import Service
from posgraph_api.shapes.exchanges import Bridges, Trades
from posgraph_api.shapes.settlements import Settlements

FROM_ONE = "a whole number from 1"
RED_LINE = "the id of a red line of a party that is in force"


class SettlementsQuery(OnDay):
    """The parameters of /v1/settlements."""

    actor: Texts = option((), "An actor whose consent is needed; the participants with role party if left out. Repeatable.")
    issue: Texts = option((), findings.ISSUE)
    decide: Texts = option((), "A deal must answer this issue. Repeatable.")
    without: Texts = option((), findings.WITHOUT)
    move: Texts = option((), "Imagine that this red line moves. Repeatable.")
    limit: int | None = option(
        None, "At most so many deals, and blockers and concessions of a component; 100 if left out.", FROM_ONE, ge=1
    )


class TradesQuery(OnDay):
    """The parameters of /v1/trades."""

    actor: Texts = option((), "Only trades of this actor; two or more: only between them. Repeatable.")
    issue: Texts = option((), "Only trades on this issue; two or more: of one for another. Repeatable.")
    limit: int | None = option(None, "At most so many trades; all if left out.", FROM_ONE, ge=1)


class BridgesQuery(OnDay):
    """The parameters of /v1/bridges."""

    actor: Texts = option((), findings.ACTOR)
    issue: Texts = option((), findings.ISSUE)
    rule: Texts = option((), f"Only over conflicts by this rule. One of {', '.join(RULES)}. Repeatable.")
    kind: Texts = option((), f"Only of this kind. One of {', '.join(KINDS)}. Repeatable.")
    limit: int | None = option(None, "At most so many bridges; all if left out.", FROM_ONE, ge=1)


def routes(service: Service) -> APIRouter:
    """One route for each question."""
    router = APIRouter(prefix="/v1", tags=["Deals"])

    @router.get(
        "/settlements",
        **documented("settlements", "Can a deal keep every red line?", model=Settlements, query=SettlementsQuery),
    )
    def settlements(request: Request) -> Response:
        """Whether a deal can keep every red line of the parties; if none can: every smallest set of red lines that block each
        other, and of those that must move, the cheapest first. Then the best deals, the zone of possible agreement of each
        issue, and each plan on the table beside them. `partial` is true where time or `limit` cut the search off.
        """
        here = service.at(request)
        query = read(here, request, SettlementsQuery, refusals)
        _check_moves(here.dataset(), query)
        return whole(here, request, query, lambda: _settled(here, query))

    @router.get("/trades", **documented("trades", "What could two actors trade?", model=Trades, query=TradesQuery))
    def trades(request: Request) -> Response:
        """Pairs of issues on which each of two actors could give on the one that it cares less about and gain on the other:
        those that ask for no red line first, then the greatest joint gain.
        """
        here = service.at(request)
        query = read(here, request, TradesQuery)
        return whole(
            here,
            request,
            query,
            lambda: _trades(here.dataset(), query.day, query.actor, query.issue, query.limit).to_dict(),
        )

    @router.get("/bridges", **documented("bridges", "What would end a conflict?", model=Bridges, query=BridgesQuery))
    def bridges(request: Request) -> Response:
        """What would end each conflict if both sides took it in the place of what they hold, with who has put it forward. Each
        is laid over the data, and told only if it raises no other conflict between the two. Its `changes` are those of a
        scenario for /v1/whatif.
        """
        here = service.at(request)
        query = read(here, request, BridgesQuery, _bridge_refusals)
        return whole(here, request, query, lambda: _bridged(here, query))

    return router


def _settled(service: Service, query: SettlementsQuery) -> dict[str, Any]:
    return _settlements(
        service.dataset(),
        query.day,
        actors=query.actor,
        issues=query.issue,
        decide=query.decide,
        without=query.without,
        move=query.move,
        limit=query.limit,
        seconds=service.settings.query_seconds,
    ).to_dict()


def _bridged(service: Service, query: BridgesQuery) -> dict[str, Any]:
    """Half of the time for the conflicts, half for what their orders ask."""
    seconds = service.settings.query_seconds / 2
    return _bridges(
        service.dataset(), query.day, query.actor, query.issue, query.rule, query.kind, query.limit, seconds
    ).to_dict()  # fmt: skip


def refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    """What cannot be asked about settlements: names that nothing has."""
    yield from findings.refusals(dataset, given)
    yield from each(lambda name: chosen_issues(dataset, name), given.get("decide", ()), "decide")
    for id in given.get("move", ()):
        if id not in dataset.by_id("positions"):
            yield UnknownName("move", id, RED_LINE, near(id, dataset.by_id("positions")))


def _bridge_refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    return findings.refusals(dataset, given, KINDS)


def _check_moves(dataset: Dataset, query: SettlementsQuery) -> None:
    """Refuse every position that is to move and is no red line of the parties on that day: one problem for all of them."""
    if not query.move:
        return
    data, force = imagined(dataset, query.day, False, query.without)
    who = chosen_actors(data, query.actor) or parties(data, query.day) or frozenset(h.row.actor for h in force.positions)
    lines = [line.id for line in problem(data, force, who, chosen_issues(dataset, query.issue)).red_lines]
    if wrong := [UnknownName("move", id, RED_LINE, near(id, lines)) for id in query.move if id not in lines]:
        raise refused(wrong)
