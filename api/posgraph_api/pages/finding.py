"""What the pages of conflicts and of overlaps share: their parameters, what of these the data refuse, and their formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from posgraph.analysis import lines
from posgraph.analysis.results import Conflicts, Overlaps
from posgraph.errors import UnknownName, UsageError
from posgraph.model import Dataset
from posgraph.model.cells import near
from posgraph_api.findings.findings import refusals as refused
from posgraph_api.http.parameters import Given, Texts, option
from posgraph_api.links.addresses import pair
from posgraph_api.links.view import View
from posgraph_api.pages.page import Rows
from posgraph_api.pages.visit import Visit
from posgraph_api.views.findings.between import Chosen
from posgraph_api.views.findings.network import places, stances
from posgraph_api.views.findings.page import FindingView, finding_view
from posgraph_api.views.findings.sort import Sort, weight

F = TypeVar("F", Conflicts, Overlaps)

NUMBER = "the number of a row, from 1"


class FindingQuery(View):
    """The parameters of both pages; each has its kinds under the name that REST gives them."""

    min: float = option(0.0, "Only findings of this weight or more.", "a number from 0 to 1", ge=0, le=1, allow_inf_nan=False)
    issue: str | None = option(None, "Only on this issue and those below it, by id.")
    actor: Texts = option((), "Only with this actor; two or more: only among them. Repeatable.")
    row: int = option(1, "The number of the first row of the table.", NUMBER, ge=1, le=10**9)
    edge: str | None = option(None, "The two actors whose findings stand in the drawer: ids joined by ~.")
    pair: str | None = option(None, "The two positions or orders whose findings stand in the drawer: ids joined by ~.")
    nth: int = option(1, "The number of the first pair in the drawer.", NUMBER, ge=1, le=10**9)

    @property
    def issues(self) -> tuple[str, ...]:
        """The issue, as the library takes it."""
        return (self.issue,) if self.issue else ()

    @property
    def limited(self) -> bool:
        """Whether anything but the weight limits what is asked for."""
        return bool(self.actor or self.issue)


def kept(at: Visit, found: F) -> F:
    """Findings of the least weight that is asked for, or more.

    Where all that are at hand weigh so much, those left out may too: then the totals are those of all, whatever their weight.
    """
    least = at.query.min
    items = tuple(item for item in found.items if weight(item) >= least)
    if not least or len(items) == len(found.items) < found.total:
        return found
    counted = replace(found, items=items, total=len(items))
    return replace(counted, total_hard=sum(item.hard for item in items)) if isinstance(counted, Conflicts) else counted


def drawn(at: Visit, found: Conflicts | Overlaps, sort: Sort, kind: str | None) -> FindingView:
    """The view of findings."""
    query, data = at.query, at.dataset
    said = at.kept(("stances", at.day), lambda: stances(at.force(), data))
    stood = at.kept(("places", at.day), lambda: places(said))
    rows = _rows(data)
    chosen = Chosen(query.actor, kind or "", query.row, edge(at), pair(query.pair, rows, rows), query.nth)
    view = finding_view(found.items, data, sort, stood, said, chosen, getattr(found, "partial", False))
    if len(found.items) == found.total:
        return view
    return replace(view, total=found.total, hard=getattr(found, "total_hard", 0), least=bool(query.min))


def edge(at: Visit) -> tuple[str, str] | None:
    """The two actors whose findings stand in the drawer."""
    actors = at.dataset.by_id("actors")
    return pair(at.query.edge, actors, actors)


def table(columns: tuple[str, ...], found: Callable[[Visit], Conflicts | Overlaps]) -> Callable[[FindingView, Visit], Rows]:
    """The rows of all findings, as REST gives them."""
    return lambda _view, at: (columns, (lines.pair(item.to_dict()) for item in found(at)))


def refusals(at: Visit, given: Given) -> Iterator[UsageError]:
    """What cannot be asked of the data."""
    yield from refused(at.dataset, given)
    actors, rows = at.dataset.by_id("actors"), _rows(at.dataset)
    for name, ids, what in (("edge", actors, "actors"), ("pair", rows, "positions or orders")):
        for text in given.get(name, ()):
            if pair(text, ids, ids) is None:
                yield UnknownName(name, text, f"the ids of two {what} joined by ~", _meant(text, ids))


def _rows(dataset: Dataset) -> frozenset[str]:
    return frozenset(dataset.by_id("positions")) | frozenset(dataset.by_id("sequencing"))


def _meant(text: str, ids: Iterable[str]) -> str:
    """The pair that a text most likely meant; empty where nothing comes near."""
    one, tilde, other = text.partition("~")
    known = list(ids)
    parts = [part if part in known else near(part, known) for part in (one, other)]
    return "~".join(parts) if tilde and all(parts) else ""
