"""Robustness under /v1: how far the other answers hold."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.analysis.robustness import robustness as _robustness
from posgraph_api.about.openapi import documented
from posgraph_api.findings import findings
from posgraph_api.findings.answers import read, whole
from posgraph_api.http.parameters import OnDay, Texts, option
from posgraph_api.service import Service
from posgraph_api.shapes.robustness import Robustness

DRAWS = 1000
"""So many draws may be asked for."""


class RobustnessQuery(OnDay):
    """The parameters of /v1/robustness."""

    actor: Texts = option((), f"{findings.ACTOR} For deals, whose consent is needed.")
    issue: Texts = option((), findings.ISSUE)
    draws: int = option(
        100,
        f"How often to draw the saliences for the best deals, at most {DRAWS}.",
        f"a whole number, 0 to {DRAWS}",
        ge=0,
        le=DRAWS,
    )
    seed: int = option(0, "Where the draws begin.", "a whole number")
    limit: int | None = option(
        None, "At most so many conflicts, and so many disputes; all if left out.", "a whole number from 1", ge=1
    )


def routes(service: Service) -> APIRouter:
    """The route of robustness."""
    router = APIRouter(prefix="/v1", tags=["Findings"])

    @router.get(
        "/robustness", **documented("robustness", "What does each answer hang on?", model=Robustness, query=RobustnessQuery)
    )
    def robustness(request: Request) -> Response:
        """How far conflicts, orders and settlements hold if salience, firmness and confidence vary over their plausible ranges,
        or if reports are left out: those of low confidence, a single one, all of one source, a claimed relation. What hangs on
        one report says so and names it. `partial` is true where time ran out.
        """
        here = service.at(request)
        query = read(here, request, RobustnessQuery)
        return whole(here, request, query, lambda: _held(here, query))

    return router


def _held(service: Service, query: RobustnessQuery) -> dict[str, Any]:
    return _robustness(
        service.dataset(),
        query.day,
        actors=query.actor,
        issues=query.issue,
        draws=query.draws,
        seed=query.seed,
        limit=query.limit,
        seconds=service.settings.query_seconds,
    ).to_dict()
