"""What if, under /v1: a scenario laid over the graph, or several side by side. Equal scenarios have one address."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.analysis.scenario import Change, change
from posgraph.analysis.scenario.address import NAME, PARAMETERS, from_query, to_query
from posgraph.analysis.scenario.files import kept
from posgraph.analysis.scenario.grammar import FORMS
from posgraph.analysis.whatif import compare, whatif
from posgraph.errors import UsageError
from posgraph.model import Dataset, Scenario
from posgraph_api.about.openapi import documented
from posgraph_api.findings import findings
from posgraph_api.findings.answers import read, whole
from posgraph_api.http.parameters import ABOUT, FAULTS, Given, OnDay, Texts, each, option
from posgraph_api.service import Service
from posgraph_api.shapes.scenarios import Comparison, WhatIf

Pairs = tuple[tuple[str, str], ...]
"""Parameters and their values, in canonical order."""


class WhatIfQuery(OnDay):
    """The parameters of /v1/whatif."""

    set_: Texts = option((), f"What an actor says instead: {FORMS['set'].removeprefix('set ')}. Repeatable.", alias="set")
    order: Texts = option((), f"An order that an actor wants, or refuses: {FORMS['order'].removeprefix('order ')}. Repeatable.")
    drop: Texts = option((), "Leave out this position, order or relation. Repeatable.")
    relate: Texts = option((), f"A further relation: {FORMS['relate'].removeprefix('relate ')}. Repeatable.")
    scenario: Texts = option((), "A scenario that the dataset keeps, by id. Repeatable: all are laid over together.")
    actor: Texts = option((), "An actor whose consent a deal needs; the participants with role party if left out. Repeatable.")
    deals: bool = option(False, "Look for the best deals too, before and after.", "true or false")

    @property
    def spelt(self) -> list[tuple[str, str]]:
        """The changes, each with its parameter."""
        return [(verb, text) for verb in FORMS for text in getattr(self, "set_" if verb == "set" else verb)]

    @property
    def kept(self) -> Pairs:
        """The kept scenarios that are named, each once, with their parameter."""
        return tuple((NAME, id) for id in dict.fromkeys(self.scenario))

    def address(self, path: str, scenario: Pairs) -> str:
        """The canonical address of the answer: with its day, and with what the scenario comes to."""
        about = [(name, text) for name in sorted(ABOUT) if (text := getattr(self, name))]
        given = [("as_of", str(self.day)), *about, *(("actor", name) for name in sorted(set(self.actor)))]
        return f"{path}?{urlencode([*given, *([('deals', 'true')] if self.deals else []), *scenario])}"


class ComparisonQuery(WhatIfQuery):
    """The parameters of /v1/comparison."""

    scenario: Texts = option((), "A scenario that the dataset keeps, by id; all of them if left out. Repeatable.")


def routes(service: Service) -> APIRouter:
    """The routes of one scenario and of several."""
    router = APIRouter(prefix="/v1", tags=["What if"])

    @router.get("/whatif", **documented("whatif", "What would a scenario change?", model=WhatIf, query=WhatIfQuery))
    def one(request: Request) -> Response:
        """The difference that changes would make in conflicts, orders and settlements, if they held from `as_of` on; the data
        stay as they are. The header `Link` holds the canonical address of the scenario: equal scenarios have equal ones.
        """
        here = service.at(request)
        query = read(here, request, WhatIfQuery, refusals)
        scenario = from_query(here.dataset(), [*query.spelt, *query.kept])
        link = query.address(request.url.path, to_query(scenario, here.dataset()))
        return whole(here, request, query, lambda: _one(here, query, scenario), asked=link, headers=_canonical_link(link))

    @router.get("/comparison", **documented("comparison", "Scenarios side by side", model=Comparison, query=ComparisonQuery))
    def several(request: Request) -> Response:
        """What each of several scenarios would change, in numbers, beside how things stand: those named, or all that the
        dataset keeps. Changes given besides make one more.
        """
        here = service.at(request)
        query = read(here, request, ComparisonQuery, partial(refusals, together=False))
        named = [kept(here.dataset(), id) for _, id in query.kept] or list(here.dataset().scenarios)
        own = [from_query(here.dataset(), query.spelt)] if query.spelt else []
        spelt = to_query(own[0]) if own else ()
        link = query.address(request.url.path, (*spelt, *query.kept))
        return whole(
            here, request, query, lambda: _several(here, query, [*named, *own]), asked=link, headers=_canonical_link(link)
        )

    return router


def _canonical_link(address: str) -> dict[str, str]:
    return {"link": f'<{address}>; rel="canonical"'}


def _one(service: Service, query: WhatIfQuery, scenario: Scenario) -> dict[str, Any]:
    return whatif(
        service.dataset(), scenario, query.day, actors=query.actor, deals=query.deals, seconds=_share(service, query, 1)
    ).to_dict()


def _several(service: Service, query: WhatIfQuery, scenarios: list[Scenario]) -> dict[str, Any]:
    return compare(
        service.dataset(),
        scenarios,
        query.day,
        actors=query.actor,
        deals=query.deals,
        seconds=_share(service, query, len(scenarios)),
    ).to_dict()


def _share(service: Service, query: WhatIfQuery, scenarios: int) -> float:
    """The time for one search: there is one for each scenario and one without, with ``deals`` two."""
    return service.settings.query_seconds / ((scenarios + 1) * (2 if query.deals else 1))


def refusals(dataset: Dataset, given: Given, together: bool = True) -> Iterator[UsageError]:
    """What cannot be supposed: names that nothing has, changes that cannot be read, changes that contradict each other.

    ``together``: the kept scenarios are laid over together with the changes, so that these may contradict them, too.
    """
    yield from findings.refusals(dataset, {"actor": given.get("actor", ())})
    changes = (each(partial(_change, dataset, verb), given.get(verb, ()), verb) for verb in FORMS)
    wrong = [*islice(chain(each(lambda name: kept(dataset, name), given.get(NAME, ()), NAME), *changes), FAULTS)]
    yield from wrong
    if not wrong:
        pairs = [(name, text) for name in PARAMETERS if together or name != NAME for text in given.get(name, ())]
        try:
            from_query(dataset, pairs)
        except UsageError as error:
            yield error


def _change(dataset: Dataset, verb: str, text: str) -> Change:
    return change(dataset, f"{verb} {text}")
