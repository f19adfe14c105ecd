"""/overlaps: who agrees with whom, on what, and in which way."""

from __future__ import annotations

from posgraph.analysis import lines
from posgraph.analysis.overlaps import overlaps
from posgraph.analysis.results import Overlaps
from posgraph.analysis.rules import KINDS
from posgraph_api.figures.network import network_figure
from posgraph_api.http.parameters import option
from posgraph_api.pages import finding
from posgraph_api.pages.page import Page
from posgraph_api.pages.visit import MOST, Visit
from posgraph_api.views.findings.network import exchanged, stances
from posgraph_api.views.findings.overlaps import OVERLAPS
from posgraph_api.views.findings.page import FindingView


class OverlapsQuery(finding.FindingQuery):
    """The parameters of the page."""

    kind: str | None = option(None, f"Only this kind. One of {', '.join(KINDS)}.")


def _found(at: Visit) -> Overlaps:
    query = at.query
    if not query.limited and not query.kind:
        return finding.kept(at, at.overlaps())
    kinds = (query.kind,) if query.kind else ()
    return finding.kept(
        at,
        at.kept(
            ("overlaps", at.day, query.actor, query.issue, query.kind),
            lambda: overlaps(at.dataset, at.day, False, query.actor, query.issues, kinds, limit=MOST),
        ),
    )


def _view(at: Visit) -> FindingView:
    return finding.drawn(at, _found(at), OVERLAPS, at.query.kind)


PAGE = Page(
    path="/overlaps",
    name="overlaps",
    title="Overlaps",
    query=OverlapsQuery,
    view=_view,
    template="overlaps.html",
    table=finding.table(lines.OVERLAP, _found),
    result=lambda _view, at: _found(at).to_dict(),
    figure=lambda view, at: network_figure(view.network, at.links, OVERLAPS, finding.edge(at)),
    graph=lambda _view, at: exchanged(_found(at).graph(), stances(at.force(), at.dataset), at.dataset),
    refusals=finding.refusals,
)
