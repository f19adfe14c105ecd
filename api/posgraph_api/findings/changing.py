"""Shifts, convergence and the report of two days under /v1: what changed over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.analysis import lines
from posgraph.analysis.convergence import convergence as _convergence
from posgraph.analysis.report import report as _report
from posgraph.analysis.shifts import shifts as _shifts
from posgraph.analysis.shifts.kinds import KINDS
from posgraph.analysis.windows import Span
from posgraph.errors import UsageError
from posgraph.model import Dataset
from posgraph_api.about.openapi import documented
from posgraph_api.findings import findings
from posgraph_api.findings.answers import paged as in_pages
from posgraph_api.findings.answers import read, whole
from posgraph_api.http.media import LINES
from posgraph_api.http.parameters import AS_OF, Dated, Day, Given, Moment, Texts, each, option
from posgraph_api.listing import cursors, fields
from posgraph_api.listing.fields import FindingsPage, paths
from posgraph_api.service import Service
from posgraph_api.shapes.changes import Convergence, Report, Shift, Shifts

_SHIFT = list(paths(Shift))

TWO = "two different actors: actor=ID twice"


class ShiftsQuery(FindingsPage, Moment):
    """The parameters of /v1/shifts."""

    as_of: Day | None = option(None, "Only shifts by this day; today if left out.", AS_OF)
    ever: bool = option(False, "Switch the filter by time off: shifts of all times.", "true or false")
    since: Day | None = option(None, "Only shifts on this day or later.", AS_OF)
    actor: Texts = option((), "Only shifts of this actor. Repeatable.")
    issue: Texts = option((), findings.ISSUE)
    kind: Texts = option((), f"Only of this kind. One of {', '.join(KINDS)}. Repeatable.")


class ConvergenceQuery(Moment):
    """The parameters of /v1/convergence."""

    actor: Texts = option(..., "One of the two actors. Given twice.", TWO, min_length=2, max_length=2)
    window: str = option("months:6", "How long a window is: days:30, months:6, years:1.")
    step: str = option("months:1", "How far it moves each time: days:10, months:1, years:1.")
    since: Day | None = option(None, "Where the first window ends; the first day on which either speaks if left out.", AS_OF)
    until: Day | None = option(None, "Where the last one ends; the last such day if left out.", AS_OF)


class ReportQuery(Dated):
    """The parameters of /v1/report."""

    since: Day = option(..., "The first of the two days.", AS_OF)
    until: Day | None = option(None, "The second; today if left out.", AS_OF)
    actor: Texts = option((), findings.ACTOR)
    issue: Texts = option((), findings.ISSUE)

    @property
    def day(self) -> date:
        """The second of the two days."""
        return self.until or date.today()


def routes(service: Service) -> APIRouter:
    """One route for each question."""
    router = APIRouter(prefix="/v1", tags=["Change"])

    @router.get("/shifts", **documented("shifts", "Who moved?", model=Shifts, media=LINES, query=ShiftsQuery))
    def shifts(request: Request) -> Response:
        """Who moved, on what, when, in which direction and towards whom, the newest first, each with both quotes: first
        positions, concessions, hardenings, reversals, and silence.
        """
        here = service.at(request)
        query = read(here, request, ShiftsQuery, _shift_refusals)
        return in_pages(here, request, query, query.day, _shifted, _shift_key, (lines.SHIFT, lines.shift))

    @router.get(
        "/convergence", **documented("convergence", "Do two actors come closer?", model=Convergence, query=ConvergenceQuery)
    )
    def convergence(request: Request) -> Response:
        """Whether two actors come closer over time: in moving windows, an index from -1 (all that they say of one another's
        demands clashes) to 1 (all of it agrees), with the pairs of positions that it counts.
        """
        here = service.at(request)
        query = read(here, request, ConvergenceQuery, _convergence_refusals)
        return whole(here, request, query, lambda: _converged(here.dataset(), query))

    @router.get("/report", **documented("report", "What changed between two days?", model=Report, query=ReportQuery))
    def report(request: Request) -> Response:
        """What changed between two days, as a paragraph and as data: positions, shifts, conflicts, overlaps, and whether one
        order of the steps suits all.
        """
        here = service.at(request)
        query = read(here, request, ReportQuery)
        return whole(here, request, query, lambda: _reported(here, query), lasting=_lasting)

    return router


def _shifted(dataset: Dataset, query: ShiftsQuery) -> dict[str, Any]:
    return _shifts(
        dataset, query.day, query.ever, since=query.since, actors=query.actor, issues=query.issue, kinds=query.kind
    ).to_dict()


def _shift_key(item: Mapping[str, Any]) -> cursors.Key:
    """Where a shift stands in the library's order: the newest first, then by actor, demand and positions."""
    ids = (side["position"] for side in (item["to"], item["from"]) if side)
    return -date.fromisoformat(item["date"]).toordinal() if item["date"] else 0, item["actor"], item["demand"], *ids


def _converged(dataset: Dataset, query: ConvergenceQuery) -> dict[str, Any]:
    one, other = query.actor
    return _convergence(
        dataset,
        one,
        other,
        window=query.window,
        step=query.step,
        since=query.since,
        until=query.until,
        as_of=query.day,
        ever=query.ever,
    ).to_dict()


def _reported(service: Service, query: ReportQuery) -> dict[str, Any]:
    """A sixth of the time for each of its searches: conflicts, contradictions among orders and blockers, on both days."""
    seconds = service.settings.query_seconds / 6
    return _report(
        service.dataset(), query.since, query.day, actors=query.actor, issues=query.issue, seconds=seconds
    ).to_dict()  # fmt: skip


def _lasting(found: Mapping[str, Any]) -> bool:
    verdicts = (found[part][day] for part in ("orders", "settlements") for day in ("since", "until"))
    return not any(part["partial"] for part in (found["conflicts"], found["overlaps"], *verdicts))


def _shift_refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    yield from findings.refusals(dataset, given, KINDS)
    yield from fields.refusals(given, _SHIFT)


def _convergence_refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    """What cannot be asked of two actors: names that nothing has, one actor twice, a span that is none."""
    yield from findings.refusals(dataset, given)
    actors = given.get("actor", ())
    if len(actors) == 2 and len(set(actors)) == 1:
        yield UsageError("actor", " ".join(actors), TWO)
    for name in ("window", "step"):
        yield from each(Span.parse, given.get(name, ()), name)
