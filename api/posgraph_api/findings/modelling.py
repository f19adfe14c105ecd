"""Published models under /v1: forecasts, exchanges, and the stability of packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.analysis.filters import chosen_actors
from posgraph.analysis.models.exchange import BOOKKEEPING
from posgraph.analysis.models.exchanges import SCALES, exchanges
from posgraph.analysis.models.forecasts import forecasts
from posgraph.analysis.models.standoff import standoff
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph_api.about.openapi import documented
from posgraph_api.findings import findings
from posgraph_api.findings.answers import read, whole
from posgraph_api.http.parameters import ONE_OF, Given, OnDay, Texts, named, option
from posgraph_api.service import Service
from posgraph_api.shapes.models import Exchanges, Forecasts, Stability

WEIGHT = "ACTOR=NUMBER, the number 0 or more, such as russia=3"


class ModelQuery(OnDay):
    """What a model may be limited to."""

    actor: Texts = option((), "Only between these actors; all parties if left out. Repeatable.")
    issue: Texts = option((), findings.ISSUE)
    without: Texts = option((), findings.WITHOUT)
    capability: Texts = option(
        (),
        f"What an actor can bring to bear next to the others, in the place of what the data say: {WEIGHT}. Repeatable.",
        WEIGHT,
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """The arguments of the library's function."""
        return {
            "as_of": self.day,
            "actors": self.actor,
            "issues": self.issue,
            "without": self.without,
            "capability": dict(map(_weight, self.capability)),
        }


class ExchangeQuery(ModelQuery):
    """The parameters of /v1/exchange."""

    scale: Literal["stretched", "coded"] = option(
        "stretched", "Every issue from 0 to 100 (stretched), or the numbers as they are coded.", ONE_OF + ", ".join(SCALES)
    )
    bookkeeping: Literal["published", "full"] = option(
        "full",
        "Every trade knows of every move before it (full), or only of some, as in the published figures.",
        ONE_OF + ", ".join(BOOKKEEPING),
    )


class StabilityQuery(OnDay):
    """The parameters of /v1/stability."""

    actor: Texts = option((), "Only between these actors; all parties if left out. Repeatable.")
    proposal: Texts = option((), "This proposal, as the demands of its clauses; all if no package is named. Repeatable.")
    state: Texts = option((), "A package of these demands, ID+ID… (in an address, + is written %2B). Repeatable.")
    without: Texts = option((), findings.WITHOUT)


def routes(service: Service) -> APIRouter:
    """One route for each model."""
    router = APIRouter(prefix="/v1", tags=["Models"])

    @router.get("/forecast", **documented("forecast", "Where may an issue end?", model=Forecasts, query=ModelQuery))
    def forecast(request: Request) -> Response:
        """Where each issue with numbers may end: means and a median of what the actors want beside the plain baselines, each
        with its mean error on 322 decisions whose outcome is known. None is much better than the plain mean.
        """
        here = service.at(request)
        query = read(here, request, ModelQuery, _refusals)
        return whole(here, request, query, lambda: forecasts(here.dataset(), **query.chosen).to_dict())

    @router.get(
        "/exchange",
        **documented("exchange", "Who could trade what under the exchange model?", model=Exchanges, query=ExchangeQuery),
    )
    def exchange(request: Request) -> Response:
        """The exchanges that the model of Stokman and van Oosten realises: two actors each give on the issue that they care
        less about, at the rate that makes their gains equal; with each, who else gains or loses by it.
        """
        here = service.at(request)
        query = read(here, request, ExchangeQuery, _refusals)
        return whole(here, request, query, lambda: _exchanged(here.dataset(), query))

    @router.get(
        "/stability", **documented("stability", "Which packages would nobody leave?", model=Stability, query=StabilityQuery)
    )
    def stability(request: Request) -> Response:
        """For each package, which party would gain by taking something out or putting something in, and whether the others
        could answer so that it would not (the graph model of conflict: Nash, SEQ, GMR, SMR). `partial` is true where there
        are more states than are laid out.
        """
        here = service.at(request)
        query = read(here, request, StabilityQuery, _stability_refusals)
        return whole(here, request, query, lambda: _stable(here.dataset(), query), lasting=_always)

    return router


def _exchanged(dataset: Dataset, query: ExchangeQuery) -> dict[str, Any]:
    return exchanges(dataset, **query.chosen, scale=query.scale, bookkeeping=query.bookkeeping).to_dict()


def _stable(dataset: Dataset, query: StabilityQuery) -> dict[str, Any]:
    return standoff(
        dataset, query.day, actors=query.actor, proposals=query.proposal, states=query.state, without=query.without
    ).to_dict()  # fmt: skip


def _always(_found: Mapping[str, Any]) -> bool:
    """States are cut by their number, not by time: the same question gets the same answer."""
    return True


def _weight(text: str) -> tuple[str, float]:
    """The actor and the number of a capability; UsageError for what is none."""
    actor, _, number = text.rpartition("=")
    try:
        found = float(number)
    except ValueError:
        found = -1.0
    if not actor.strip() or not (isfinite(found) and found >= 0):
        raise UsageError("capability", text, WEIGHT)
    return actor.strip(), found


def _refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    """What a model cannot take: names that nothing has, a capability that is no number, two for one actor."""
    yield from findings.refusals(dataset, given)
    first: dict[str, str] = {}
    for text in given.get("capability", ()):
        try:
            actor, _ = _weight(text)
            chosen_actors(dataset, actor)
        except UsageError as error:
            yield named(error, "capability")
            continue
        if (other := first.setdefault(actor, text)) != text:
            yield UsageError("capability", f"{other} {text}", "one number for one actor")


def _stability_refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    """What cannot be a package: names that nothing has."""
    yield from findings.refusals(dataset, given)
    plans, demands = dataset.by_id("proposals"), dataset.by_id("demands")
    for name in given.get("proposal", ()):
        if name not in plans:
            yield UnknownName("proposal", name, ONE_OF + ", ".join(sorted(plans)), near(name, plans))
    for text in given.get("state", ()):
        for name in text.split("+"):
            if name.strip() not in demands:
                yield UnknownName("state", name, "ids of demands, joined by + (in an address %2B)", near(name, demands))
