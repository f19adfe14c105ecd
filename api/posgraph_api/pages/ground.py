"""/ground: what all want, what nobody refuses, what is contested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from posgraph.analysis.ground import Ground, ground
from posgraph.errors import UnknownName, UsageError
from posgraph.model.cells import near
from posgraph_api.findings.findings import refusals
from posgraph_api.http.parameters import Given, Texts, option
from posgraph_api.links.view import View
from posgraph_api.pages.page import Page, Rows
from posgraph_api.pages.visit import Visit
from posgraph_api.views.ground import GroundView, ground_view


class GroundQuery(View):
    """The parameters of the page."""

    actor: Texts = option((), "Whose common ground; the parties if left out.")
    demand: str | None = option(None, "The demand whose statements stand in the drawer, by id.")


def _ground(at: Visit) -> Ground:
    actors = at.query.actor
    if not actors:
        return at.ground()
    return at.kept(("ground", at.day, actors), lambda: ground(at.dataset, actors, at.day))


def _view(at: Visit) -> GroundView:
    return ground_view(_ground(at), at.dataset, at.query.demand, at.query.actor)


def _rows(view: GroundView, _at: Visit) -> Rows:
    def lines() -> Iterator[Mapping[str, Any]]:
        for kind, asks in (("common", view.common), ("uncontested", view.uncontested), ("contested", view.contested)):
            for ask in asks:
                pro, contra = ([said.actor for said in voices] for voices in (ask.pro, ask.contra))
                row = {"kind": kind, "issue": ask.issue, "demand": ask.demand, "label": ask.label, "clashes": ask.clashes}
                yield row | {"pro": pro, "contra": contra}

    return ("kind", "issue", "demand", "label", "pro", "contra", "clashes"), lines()


def _refusals(at: Visit, given: Given) -> Iterator[UsageError]:
    yield from refusals(at.dataset, given)
    known = at.dataset.by_id("demands")
    for text in given.get("demand", ()):
        if text not in known:
            yield UnknownName("demand", text, "the id of a demand", near(text, list(known)))


PAGE = Page(
    path="/ground",
    name="ground",
    title="Common ground",
    query=GroundQuery,
    view=_view,
    template="ground.html",
    table=_rows,
    result=lambda _view, at: _ground(at).to_dict(),
    refusals=_refusals,
)
