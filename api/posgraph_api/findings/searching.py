"""Search under /v1: what is found where, with the words marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from posgraph.analysis.filters import chosen_actors, chosen_issues
from posgraph.errors import UsageError
from posgraph.model import Dataset
from posgraph.searching import search as _search
from posgraph.searching.answer import chosen_kind, chosen_year
from posgraph.searching.entries import KINDS
from posgraph.searching.results import COLUMNS, line
from posgraph_api.about.openapi import documented
from posgraph_api.findings.answers import paged, read
from posgraph_api.http.media import LINES
from posgraph_api.http.parameters import AS_OF, Day, Given, OnDay, Texts, each, option
from posgraph_api.listing import cursors, fields
from posgraph_api.listing.fields import FindingsPage, paths
from posgraph_api.service import Service
from posgraph_api.shapes.search import Hit, Search

_HIT = list(paths(Hit))
_COLUMNS = tuple(COLUMNS)

WORDS = 'Words that must all be there; "words that follow one another", begin*, -not.'
TYPE = f"Only of this kind. One of {', '.join(KINDS)}. Repeatable."
ACTOR = "Only what is about this actor, or what it says. Repeatable."
ISSUE = "Only on this issue and those below it. Repeatable."
YEAR = "Only what begins, happened or was published in this year. Repeatable."


class SearchQuery(FindingsPage, OnDay):
    """The parameters of /v1/search."""

    q: str = option("", WORDS)
    type: Texts = option((), TYPE)
    actor: Texts = option((), ACTOR)
    issue: Texts = option((), ISSUE)
    year: Texts = option((), YEAR)
    prefix: bool = option(False, "Take the last word for the beginning of one, as while somebody types.", "true or false")
    as_of: Day | None = option(None, "The day on which statements count as in force; all times are searched.", AS_OF)


def routes(service: Service) -> APIRouter:
    """The one route."""
    router = APIRouter(prefix="/v1", tags=["Findings"])

    @router.get("/search", **documented("search", "Where does it say so?", model=Search, media=LINES, query=SearchQuery))
    def search(request: Request) -> Response:
        """Labels, aliases, quotes, clauses, titles, publishers and notes that hold all the words, in Latin, Ukrainian or Russian
        spelling, with the hits marked; what is spelt as asked comes first. Facets count by kind, actor, issue and year.
        """
        here = service.at(request)
        query = read(here, request, SearchQuery, _refusals)
        return paged(here, request, query, query.day, _found, _key, (_COLUMNS, line))

    return router


def refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    """What a search cannot be limited to."""
    yield from each(lambda name: chosen_actors(dataset, name), given.get("actor", ()))
    yield from each(lambda name: chosen_issues(dataset, name), given.get("issue", ()))
    yield from each(chosen_kind, given.get("type", ()))
    yield from each(chosen_year, given.get("year", ()))


def _refusals(dataset: Dataset, given: Given) -> Iterator[UsageError]:
    yield from refusals(dataset, given)
    yield from fields.refusals(given, _HIT)


def _found(dataset: Dataset, query: SearchQuery) -> dict[str, Any]:
    return _search(
        dataset, query.q, query.day, kinds=query.type, actors=query.actor, issues=query.issue, years=query.year,
        prefix=query.prefix,
    ).to_dict()  # fmt: skip


def _key(item: Mapping[str, Any]) -> cursors.Key:
    return (item["rank"],)
