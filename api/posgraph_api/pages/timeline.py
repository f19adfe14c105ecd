"""/timeline: who said what when, for how long, and who moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ConfigDict

from posgraph.analysis import lines
from posgraph.analysis.evidence import shown
from posgraph.analysis.force import Force, in_force
from posgraph.analysis.shifts import shifts
from posgraph.errors import UnknownName, UsageError
from posgraph.model.cells import near
from posgraph_api.figures.timeline import timeline_figure
from posgraph_api.findings.findings import refusals as refused
from posgraph_api.http.parameters import AS_OF, Day, Given, option
from posgraph_api.links.view import View
from posgraph_api.pages.page import Page, Rows
from posgraph_api.pages.visit import Visit
from posgraph_api.views.timeline.history import history
from posgraph_api.views.timeline.lanes import Mark, marks_of
from posgraph_api.views.timeline.page import TimelineView, timeline_view

COLUMNS = ("issue", "start", "end", "shift", *lines.POSITION)


class TimelineQuery(View):
    """The parameters of the page."""

    model_config = ConfigDict(populate_by_name=True)

    actor: str | None = option(None, "Only positions of this actor, by id.")
    issue: str | None = option(None, "Only positions on this issue and those below it, by id.")
    from_: Day | None = option(
        None, "The first day of the picture; so that most positions begin in it if left out.", AS_OF, alias="from"
    )
    to: Day | None = option(None, "The last day of the picture; the day of the page if left out.", AS_OF)
    pick: str | None = option(None, "The position or wanted order whose history stands in the drawer, by id.")


def _ever(at: Visit) -> Force:
    return at.kept(("history",), lambda: in_force(at.dataset, None, ever=True))


def _marks(at: Visit) -> tuple[Mark, ...]:
    return at.kept(("marks",), lambda: marks_of(at.dataset, _ever(at).positions))


def _view(at: Visit) -> TimelineView:
    query = at.query
    told = history(at.dataset, query.pick, _ever(at), at.day) if query.pick else None
    return timeline_view(at.dataset, _marks(at), at.day, query.from_, query.to, query.actor, query.issue, told)


def _rows(view: TimelineView, at: Visit) -> Rows:
    held = {one.row.id: one for one in _ever(at).positions}

    def rows() -> Iterator[Mapping[str, Any]]:
        for mark in view.shown:
            own = {"issue": mark.issue, "start": mark.start, "end": mark.end, "shift": mark.kind}
            yield own | lines.position(shown(at.dataset, held[mark.id]).to_dict())

    return COLUMNS, rows()


def _result(_view: TimelineView, at: Visit) -> dict[str, Any]:
    query = at.query
    actors, issues = ((name,) if name else () for name in (query.actor, query.issue))
    return shifts(at.dataset, query.to or at.day, since=query.from_, actors=actors, issues=issues).to_dict()


def _refusals(at: Visit, given: Given) -> Iterator[UsageError]:
    yield from refused(at.dataset, given)
    known = [*at.dataset.by_id("positions"), *at.dataset.by_id("sequencing")]
    for text in given.get("pick", ()):
        if text not in known:
            yield UnknownName("pick", text, "the id of a position or of a wanted order", near(text, known))
    first, last = (given.get(name, ("",))[0] for name in ("from", "to"))
    if first and last and first > last:
        yield UsageError("to", last, f"a day that is not before {first}")


PAGE = Page(
    path="/timeline",
    name="timeline",
    title="Timeline",
    query=TimelineQuery,
    view=_view,
    template="timeline.html",
    table=_rows,
    result=_result,
    figure=lambda view, at: timeline_figure(view, at.links) if view.lanes.lanes else None,
    refusals=_refusals,
)
