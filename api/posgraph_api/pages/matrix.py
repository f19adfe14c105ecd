"""/matrix: who says what on which issue, all at one glance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from posgraph.analysis.force import Force, in_force
from posgraph.analysis.shifts import shifts
from posgraph.errors import UnknownName, UsageError
from posgraph.model.cells import near
from posgraph_api.figures.matrix import matrix_figure
from posgraph_api.findings.findings import refusals as refused
from posgraph_api.http.parameters import Given, Texts, option
from posgraph_api.links.addresses import pair
from posgraph_api.links.view import View
from posgraph_api.pages.page import Page, Rows
from posgraph_api.pages.visit import Visit
from posgraph_api.views.matrix.cell import Cell
from posgraph_api.views.matrix.page import ORDERS, Cells, Choice, MatrixView, cells_of, matrix_view

COLUMNS = ("actor", "actor_label", "issue", "issue_label", "summary", "stance", "count", "mixed", "disputed", "third", "moved",
           "says", "positions", "earlier")  # fmt: skip


class MatrixQuery(View):
    """The parameters of the page."""

    order: Literal["camp", "name", "positions"] = option(
        "camp", "How actors and issues are ordered.", f"one of: {', '.join(ORDERS)}"
    )
    actor: Texts = option((), "Only this actor. Repeatable.")
    issue: str | None = option(None, "Only this issue and those below it, by id.")
    cell: str | None = option(None, "The actor and the issue whose statements stand in the drawer: ids joined by ~.")


def history(at: Visit) -> Force:
    """Everything that was ever in force."""
    return at.kept(("history",), lambda: in_force(at.dataset, None, ever=True))


def _view(at: Visit) -> MatrixView:
    data, query, past = at.dataset, at.query, history(at)
    cells: Cells = at.kept(("cells", at.day), lambda: cells_of(data, at.force(), past, at.day))
    chosen = pair(query.cell, data.by_id("actors"), data.by_id("issues"))
    choice = Choice(tuple(dict.fromkeys(query.actor)), query.issue, query.order, chosen)
    moves = shifts(data, at.day, actors=chosen[0], issues=chosen[1]).items if chosen else ()
    return matrix_view(data, cells, at.force(), past, moves, at.day, choice)


def _filled(view: MatrixView) -> Iterator[tuple[str, str, Cell]]:
    for head, row in zip(view.rows, view.cells, strict=True):
        for column, one in zip(view.columns, row, strict=True):
            if one:
                yield head.label, column.label, one


def _rows(view: MatrixView, _at: Visit) -> Rows:
    return COLUMNS, (
        _told(one)
        | {"actor_label": actor, "issue_label": issue, "summary": one.sign, "says": one.told, "count": len(one.positions)}
        for actor, issue, one in _filled(view)
    )


def _told(one: Cell) -> dict[str, Any]:
    return {
        "actor": one.actor,
        "issue": one.issue,
        "stance": one.stance and one.stance.value,
        "mixed": one.mixed,
        "disputed": one.disputed,
        "third": one.third,
        "moved": one.moved or None,
        "positions": [*one.positions],
        "earlier": [*one.earlier],
    }


def _result(view: MatrixView, at: Visit) -> dict[str, Any]:
    heads = (
        [{"id": head.id, "label": head.label, "positions": head.positions} for head in some] for some in (view.rows, view.columns)
    )
    actors, issues = heads
    cells = [_told(one) | {"polarity": one.stance and one.stance.polarity} for _, _, one in _filled(view)]
    return {"as_of": at.day.isoformat(), "actors": actors, "issues": issues, "cells": cells}


def _refusals(at: Visit, given: Given) -> Iterator[UsageError]:
    yield from refused(at.dataset, given)
    sides: tuple[Mapping[str, Any], Mapping[str, Any]] = (at.dataset.by_id("actors"), at.dataset.by_id("issues"))
    for text in given.get("cell", ()):
        if pair(text, *sides) is None:
            parts = text.split("~", 1)
            meant = [near(part, list(ids)) if part not in ids else part for part, ids in zip(parts, sides, strict=False)]
            hint = "~".join(meant) if len(meant) == 2 and all(meant) else ""
            yield UnknownName("cell", text, "the id of an actor and that of an issue joined by ~", hint)


PAGE = Page(
    path="/matrix",
    name="matrix",
    title="Stance matrix",
    query=MatrixQuery,
    view=_view,
    template="matrix.html",
    table=_rows,
    result=_result,
    figure=lambda view, at: matrix_figure(view, at.links) if view.rows and view.columns else None,
    aside=lambda view: bool(view.rows),
    refusals=_refusals,
)
