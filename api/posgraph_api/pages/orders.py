"""/orders: who wants what before what, whether one order suits all, and the least that must move if none does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import networkx as nx

from posgraph.analysis import lines
from posgraph.analysis.orders import Orders, orders
from posgraph.analysis.orders.asked import asked
from posgraph.analysis.words import Words, listed
from posgraph.errors import UnknownName, UsageError
from posgraph.graphs.constraints import Constraint
from posgraph.model.cells import near
from posgraph_api.figures.orders import orders_figure
from posgraph_api.figures.standalone import Figure
from posgraph_api.findings import findings
from posgraph_api.http.parameters import Given, Texts, option
from posgraph_api.links.addresses import pair
from posgraph_api.links.view import View
from posgraph_api.pages.page import Page, Rows
from posgraph_api.pages.visit import Visit
from posgraph_api.views.orders.arrows import constraint_network
from posgraph_api.views.orders.contradiction import cycles_of, numbered, said_in
from posgraph_api.views.orders.page import Answer, Chosen, OrdersView, orders_view


class OrdersQuery(View):
    """The parameters of the page."""

    actor: Texts = option((), "Only orders that these want. Repeatable.")
    issue: Texts = option((), "Only orders with a step on this issue, or below it. Repeatable.")
    without: Texts = option((), "An order, position or relation that is imagined away, by id. Repeatable.")
    cycle: int | None = option(
        None, "The contradiction that the picture shows before all else, by number.", "a whole number from 1", ge=1
    )
    part: Literal["", "contradictions", "near", "all"] = option(
        "", "How many steps the picture shows.", "one of: contradictions, near, all"
    )
    ways: Literal["", "all"] = option("", "all: every way out, not only the cheapest.", "one of: all")
    pair: str | None = option(None, "The two steps whose statements stand in the drawer, by id: first~then.")


def _answer(at: Visit) -> Answer:
    query = at.query
    about = (at.day, query.actor, query.issue)
    fact = _said(at, ())
    said = _said(at, query.without) if query.without else fact
    return Answer(
        found=at.kept(("orders", *about, query.without), lambda: _orders(at, query.without)) if any(about[1:]) or query.without
        else at.orders(),
        fact=at.kept(("orders", *about, ()), lambda: _orders(at, ())) if any(about[1:]) else at.orders(),
        said=said,
        told=fact,
        force=at.force(),
    )  # fmt: skip


def _orders(at: Visit, without: Texts) -> Orders:
    query = at.query
    return orders(at.dataset, at.day, actors=query.actor, issues=query.issue, without=without, seconds=at.seconds)


def _said(at: Visit, without: Texts) -> tuple[Constraint, ...]:
    """What bears on the order of the steps that are asked about."""
    return tuple(asked(at.dataset, at.day, False, at.query.actor, at.query.issue, without)[2].days)


def _view(at: Visit) -> OrdersView:
    query, demands = at.query, at.dataset.by_id("demands")
    chosen = Chosen(query.cycle, query.part, pair(query.pair, demands, demands), query.ways == "all", query.without)
    return orders_view(_answer(at), at.dataset, chosen)


def _refusals(at: Visit, given: Given) -> Iterator[UsageError]:
    yield from findings.refusals(at.dataset, given)
    demands = at.dataset.by_id("demands")
    for text in given.get("pair", ()):
        if pair(text, demands, demands) is None:
            known = [f"{row.first}~{row.then}" for row in at.dataset.sequencing]
            yield UnknownName("pair", text, "the ids of two steps: first~then", near(text, known))


def _rows(_view: OrdersView, at: Visit) -> Rows:
    """One row for each member of each contradiction."""
    found, dataset, words = _answer(at).found, at.dataset, Words(at.dataset)
    said, relations, sources = said_in(found), dataset.by_id("relations"), dataset.by_id("sources")

    def rows() -> Iterator[Mapping[str, Any]]:
        for cycle, part, each in numbered(found):
            for kind, id in dict.fromkeys((c.kind, c.source) for c in each.because):
                row: dict[str, Any] = {"cycle": cycle, "part": part, "kind": kind}
                if p := said.get((kind, id)):
                    shown = p.to_dict()
                    yield row | {"says": words.sentence(shown) + words.condition(id)} | lines.position(shown)
                else:
                    relation = relations[id]
                    source = sources.get(relation.source or "")
                    where = {f"source_{name}": getattr(source, name) for name in ("title", "url", "published")} if source else {}
                    told = {"says": words.relation(id), "position": id, "actor": relation.by, "note": relation.note}
                    yield row | told | {"source": relation.source} | where

    return ("cycle", "part", "kind", "says", *lines.POSITION, "note"), rows()


def _figure(view: OrdersView, at: Visit) -> Figure | None:
    away = f"Imagined without {listed((row.id for row in view.without), 4)}: " if view.without else ""
    return orders_figure(view.map, away + view.verdict, at.links)


def _graph(_view: OrdersView, at: Visit) -> nx.Graph[Any]:
    answer = _answer(at)
    return constraint_network(answer.said, Words(at.dataset), cycles_of(answer.found))


PAGE = Page(
    path="/orders",
    name="orders",
    title="Orders of steps",
    query=OrdersQuery,
    view=_view,
    template="orders.html",
    table=_rows,
    result=lambda _view, at: _answer(at).found.to_dict(),
    figure=_figure,
    graph=_graph,
    refusals=_refusals,
)
