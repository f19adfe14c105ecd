"""/search: where the words stand, with the hits marked; facets for kind, actor, issue and year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from posgraph.errors import UsageError
from posgraph.searching import Found, search
from posgraph.searching.results import COLUMNS, line
from posgraph_api.findings import searching
from posgraph_api.http.parameters import Given, Texts, option
from posgraph_api.links.view import View
from posgraph_api.pages.page import Page, Rows
from posgraph_api.pages.visit import Visit
from posgraph_api.views.search import SearchView, search_view

SHOWN, MOST = 30, 500


class SearchQuery(View):
    """The parameters of the page."""

    q: str = option("", searching.WORDS)
    type: Texts = option((), searching.TYPE)
    actor: Texts = option((), searching.ACTOR)
    issue: Texts = option((), searching.ISSUE)
    year: Texts = option((), searching.YEAR)
    limit: int = option(SHOWN, f"How many hits the page shows, at most {MOST}.", f"a whole number, 1 to {MOST}", ge=1, le=MOST)


def _found(at: Visit, limit: int | None) -> Found:
    """The hits; the last word may be the beginning of one, as somebody is still typing it."""
    query = at.query
    return search(
        at.dataset, query.q, at.day, kinds=query.type, actors=query.actor, issues=query.issue, years=query.year, prefix=True,
        limit=limit,
    )  # fmt: skip


def _view(at: Visit) -> SearchView:
    query = at.query
    chosen = {"type": query.type, "actor": query.actor, "issue": query.issue, "year": query.year}
    return search_view(_found(at, query.limit), at.dataset, chosen)


def _rows(_view: SearchView, at: Visit) -> Rows:
    return COLUMNS, (line(hit.to_dict()) for hit in _found(at, None))


def _result(_view: SearchView, at: Visit) -> dict[str, Any]:
    return _found(at, None).to_dict()


def _refusals(at: Visit, given: Given) -> Iterable[UsageError]:
    return searching.refusals(at.dataset, given)


PAGE = Page(
    path="/search",
    name="search",
    title="Search",
    query=SearchQuery,
    view=_view,
    template="search.html",
    table=_rows,
    result=_result,
    refusals=_refusals,
)
