"""/settlements: whether a deal can keep every red line, who must move if none can, the best deals, and what if."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from posgraph.analysis.settlements.answer import settlements
from posgraph.analysis.words import Words
from posgraph_api.figures.frontier import frontier_figure
from posgraph_api.figures.standalone import Figure
from posgraph_api.pages.page import Page, Rows
from posgraph_api.pages.supposing import (
    LONG,
    Answers,
    SettlementsQuery,
    answers,
    asked,
    comparison,
    difference_of,
    refusals,
)
from posgraph_api.pages.visit import Visit
from posgraph_api.views.settlements.choices import choices
from posgraph_api.views.settlements.concession import blocked
from posgraph_api.views.settlements.deal import deal_view, plan_view
from posgraph_api.views.settlements.frontier import axes, best, frontier
from posgraph_api.views.settlements.page import Beside, Drawer, SettlementsView, settlements_view
from posgraph_api.views.settlements.whatif import Supposed, assumed, compared, moved, notes, turns, within
from posgraph_api.views.statement import statement

_STAYS = "A red line that moves stays as a wish: conflicts and orders stay as they are. Withdraw it to see them without it."
_LEFT = "The dataset is large: conflicts and orders with and without what is supposed are compared by a longer search."


def _view(at: Visit) -> SettlementsView:
    found, query = answers(at), at.query
    words = Words(found.laid.dataset)
    pair = axes(found.found, query.x, query.y)
    today = found.today if found.today and pair and set(pair) <= set(found.today.parties) else None
    picture = frontier(found.found, today, words, *pair, query.pick or "", query.plan or "") if pair else None
    side = comparison(at) if query.compare and at.dataset.scenarios else None
    red = frozenset(row.position for row in found.found.red_lines)
    beside = Beside(
        frontier=picture,
        supposed=_supposed(found, words),
        compared=compared(side) if side else (),
        choices=choices(at.force(), red, found.found.parties, found.found.relations, at.words),
        drawer=_drawer(at, found, words),
        partial=found.partial or bool(side and side.partial),
        longer=LONG if found.partial and found.seconds < min(LONG, at.seconds) else 0,
    )
    return settlements_view(found.found, found.orders, found.laid.dataset, beside)


def _supposed(found: Answers, words: Words) -> Supposed | None:
    if found.today is None:
        return None
    told = [f"It is no red line of a party on that day, so it cannot move: {words.said(id)}" for id in found.idle]
    if found.difference is None:
        told.append(_LEFT if found.changes else _STAYS)
        only = (moved(found.found, found.today, words),)
        return Supposed(assumed(found.changes, found.accepted, words), only, tuple(told), (), found.partial)
    changed = turns(found.difference, words)
    if found.accepted:  # the scenario knows of no red lines that move
        changed = (moved(found.found, found.today, words), *changed[1:])
    told += notes(found.difference, words)
    return Supposed(
        assumed(found.changes, found.accepted, words), changed, tuple(told), within(found.difference, words), found.partial
    )  # fmt: skip


def _drawer(at: Visit, found: Answers, words: Words) -> Drawer | None:
    query, dataset, result = at.query, found.laid.dataset, found.found
    if query.line:
        return _line(at, found, words, query.line)
    if query.pick:
        return Drawer(f"Deal {query.pick}", deal=deal_view(result, dataset, words, query.pick))
    if query.plan:
        return Drawer(words.label("proposals", query.plan), plan=plan_view(result, dataset, words, query.plan))
    if query.blocker:
        clash = blocked(result, words, query.blocker)
        ids = [line.id for line in clash.lines] if clash else []
        rows = {row.position: row for row in result.red_lines}
        cards = tuple(statement(rows[id], dataset) for id in ids if id in rows)
        return Drawer("Red lines that no deal keeps together", blocker=clash, statements=cards)
    return None


def _line(at: Visit, found: Answers, words: Words, id: str) -> Drawer:
    if id in found.laid.added:
        return Drawer("Supposed", assumed=words.said(id))
    if id in at.dataset.by_id("relations"):
        return Drawer("A relation between demands", relations=(words.relation(id),), row=id)
    row = at.evidence(id)
    red = any(line.position == id for line in found.found.red_lines)
    return Drawer("Statement", statements=(statement(row, at.dataset),) if row else (), row=id if row else "", red=red)


def _rows(_view: SettlementsView, at: Visit) -> Rows:
    """Deals, what must move, what blocks and the proposals, in one table: ``kind`` says which a row is."""
    found = answers(at, at.seconds).found
    parties, marks = found.parties, best(found)

    def cells() -> Iterator[Mapping[str, Any]]:
        for part in found.components:
            for blocker in part.blockers:
                yield {"kind": "blocker", "issues": part.issues, "rows": blocker.members, "actors": blocker.actors}
            for way in part.concessions:
                yield {"kind": "concession", "issues": part.issues, "rows": way.move, "cost": way.cost, "actors": tuple(way.by)}
        for deal in found.frontier:
            ordered = deal.steps.consistent if deal.steps else None
            row: dict[str, Any] = {"kind": "deal", "id": deal.id, "best": marks.get(deal.id, ())}
            row |= {"rows": deal.moves, "demands": deal.demands}
            yield row | {"ordered": ordered} | {f"satisfaction of {a}": s for a, s in deal.satisfaction.items()}
        for plan in found.proposals:
            crossed = [id for ids in plan.crosses.values() for id in ids]
            row = {"kind": "proposal", "id": plan.proposal, "rows": crossed, "demands": plan.demands}
            row["distance"] = plan.distance
            yield row | {f"satisfaction of {a}": s for a, s in plan.satisfaction.items()}

    columns = ("kind", "id", "best", "issues", "rows", "cost", "actors", "demands", "ordered", "distance")
    return (*columns, *(f"satisfaction of {actor}" for actor in parties)), cells()


def _result(_view: SettlementsView, at: Visit) -> dict[str, Any]:
    """What /v1/settlements gives for the same question, and with a scenario what /v1/whatif gives."""
    query, scenario = at.query, asked(at)
    if not scenario.changes:
        return settlements(at.dataset, at.day, actors=query.actor, move=query.accept, seconds=at.seconds).to_dict()
    found = difference_of(at, scenario, at.seconds / 2).to_dict()
    if not query.accept:
        return found
    return found | {"accept": [*query.accept], "deal": answers(at, at.seconds).found.to_dict()}


def _figure(view: SettlementsView, at: Visit) -> Figure | None:
    def href(kind: str, id: str) -> str:
        other = {"pick": None, "plan": None, "blocker": None, "line": None}
        return at.links.here("drawer", **(other | {"pick" if kind == "deal" else "plan": id}))

    return frontier_figure(view.frontier, href) if view.frontier else None


PAGE = Page(
    path="/settlements",
    name="settlements",
    title="Settlements",
    query=SettlementsQuery,
    view=_view,
    template="settlements.html",
    table=_rows,
    result=_result,
    figure=_figure,
    refusals=refusals,
)
