"""/conflicts: who is at odds with whom, over what, and by which rule."""

from __future__ import annotations

from posgraph.analysis import lines
from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.results import Conflicts
from posgraph.analysis.rules import RULES
from posgraph_api.figures.network import network_figure
from posgraph_api.http.parameters import option
from posgraph_api.pages import finding
from posgraph_api.pages.page import Page
from posgraph_api.pages.visit import MOST, Visit
from posgraph_api.views.findings.conflicts import CONFLICTS
from posgraph_api.views.findings.network import exchanged, stances
from posgraph_api.views.findings.page import FindingView


class ConflictsQuery(finding.FindingQuery):
    """The parameters of the page."""

    rule: str | None = option(None, f"Only this rule, by name or notation. One of {', '.join(RULES)}.")


def _found(at: Visit) -> Conflicts:
    query = at.query
    if not query.limited and not query.rule:
        return finding.kept(at, at.conflicts())
    rules = (query.rule,) if query.rule else ()
    return finding.kept(
        at,
        at.kept(
            ("conflicts", at.day, query.actor, query.issue, query.rule),
            lambda: conflicts(at.dataset, at.day, False, query.actor, query.issues, rules, limit=MOST, seconds=at.seconds),
        ),
    )


def _view(at: Visit) -> FindingView:
    return finding.drawn(at, _found(at), CONFLICTS, at.query.rule)


PAGE = Page(
    path="/conflicts",
    name="conflicts",
    title="Conflicts",
    query=ConflictsQuery,
    view=_view,
    template="conflicts.html",
    table=finding.table(lines.CONFLICT, _found),
    result=lambda _view, at: _found(at).to_dict(),
    figure=lambda view, at: network_figure(view.network, at.links, CONFLICTS, finding.edge(at)),
    graph=lambda _view, at: exchanged(_found(at).graph(), stances(at.force(), at.dataset), at.dataset),
    refusals=finding.refusals,
)
