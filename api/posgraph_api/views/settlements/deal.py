"""A deal and a proposal as their drawers show them: what each party gets and gives up, and which red lines move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posgraph.analysis.settlements.results import Change, Deal, Measured, Settlements
from posgraph.analysis.words import Words
from posgraph.model import Dataset
from posgraph_api.views.settlements.concession import Line, Reason, line, lines, reason
from posgraph_api.views.settlements.frontier import best, degree
from posgraph_api.views.statement import Statement, statement

PARTIES = 4
"""Of a deal of more parties, what it is to those whom it satisfies least is shown."""

CARDS = 12
"""So many statements of a party are shown as cards; the others are links to theirs."""


@dataclass(frozen=True, slots=True)
class Share:
    """What a deal is to a party: ``lost`` are the statements that it goes against, ``cards`` the weightiest of them. Red lines
    that move are told by themselves.
    """

    actor: str
    label: str
    satisfaction: str
    got: tuple[Line, ...]
    lost: tuple[Line, ...]
    cards: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Demands:
    """Demands of one issue, by id and label."""

    issue: str
    demands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DealView:
    """A deal. ``others`` are parties of which only the satisfaction is told; ``knots`` sets of rows that keep its steps from
    being ordered; ``ordered`` is None where that is not known.
    """

    id: str
    best: tuple[str, ...]
    shares: tuple[Share, ...]
    others: tuple[tuple[str, str], ...]
    moves: tuple[Statement, ...]
    demands: tuple[Demands, ...]
    count: int
    ordered: bool | None
    knots: tuple[tuple[Line, ...], ...]
    unlinked: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mending:
    """What would have to change in a proposal's text: clauses that go (number and text), demands that come."""

    deal: str
    distance: str
    clauses: tuple[tuple[str, str], ...]
    added: tuple[Demands, ...]
    count: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """A proposal beside the deals. ``crossed`` are statements of red lines that nothing keeps which says all that it says;
    ``silent`` are those that it only says nothing of.
    """

    id: str
    label: str
    status: str
    date: str
    distance: str
    beaten: int
    shares: tuple[tuple[str, str], ...]
    crossed: tuple[Statement, ...]
    silent: tuple[Line, ...]
    clashes: tuple[Reason, ...]
    repair: Mending | None
    nearest: tuple[Mending, ...]


def deal_view(found: Settlements, dataset: Dataset, words: Words, id: str | None) -> DealView | None:
    """The deal of an id."""
    deal = next((deal for deal in found.frontier if deal.id == id), None)
    if deal is None:
        return None
    rows = {row.position: row for row in found.positions}
    steps = deal.steps
    least = sorted(found.parties, key=lambda actor: (deal.satisfaction[actor], actor)) if len(found.parties) > PARTIES else None
    shown = least[:PARTIES] if least else found.parties
    return DealView(
        deal.id,
        best(found).get(deal.id, ()),
        tuple(_share(found, dataset, words, deal, actor) for actor in shown),
        tuple((words.actor(actor), degree(deal.satisfaction[actor])) for actor in found.parties if actor not in shown),
        tuple(statement(rows[id], dataset) for id in deal.moves if id in rows),
        by_issue(deal.demands, dataset, words),
        len(deal.demands),
        steps.consistent if steps else None,
        tuple(lines(members, {}, words) for members in steps.contradictions[:CARDS]) if steps else (),
        tuple((words.demand(a), words.demand(b)) for a, b in deal.unlinked),
    )


def plan_view(found: Settlements, dataset: Dataset, words: Words, id: str | None) -> PlanView | None:
    """The proposal of an id, measured."""
    plan = next((plan for plan in found.proposals if plan.proposal == id), None)
    if plan is None:
        return None
    rows = {row.position: row for row in found.positions}
    crossed = [id for ids in plan.crosses.values() for id in ids if id in rows]
    return PlanView(
        plan.proposal,
        plan.label,
        plan.status or "",
        plan.date or "",
        "" if plan.distance is None else degree(plan.distance),
        len(plan.beaten_by),
        tuple((words.actor(actor), degree(value)) for actor, value in plan.satisfaction.items()),
        tuple(statement(rows[id], dataset) for id in crossed[: 2 * CARDS]),
        tuple(line(id, words, rows.get(id)) for ids in plan.silent.values() for id in ids),
        tuple(reason(bond, words) for bond in plan.clashes),
        _mending(plan.repair, plan, dataset, words) if plan.repair else None,
        tuple(_mending(change, plan, dataset, words) for change in plan.nearest),
    )


def by_issue(demands: Iterable[str], dataset: Dataset, words: Words) -> tuple[Demands, ...]:
    """Demands by the label of their issue, both in the order of the alphabet."""
    known = dataset.by_id("demands")
    groups: dict[str, list[tuple[str, str]]] = {}
    for id in demands:
        issue = known[id].issue if id in known else ""
        groups.setdefault(words.label("issues", issue), []).append((id, words.demand(id)))
    return tuple(Demands(issue, tuple(sorted(groups[issue], key=lambda each: each[1]))) for issue in sorted(groups))


def _share(found: Settlements, dataset: Dataset, words: Words, deal: Deal, actor: str) -> Share:
    """A wish that is fulfilled is got; a demand that is in although it is refused, or out although it is wanted, is lost."""
    within, rows = frozenset(deal.demands), {row.position: row for row in found.positions}
    got, lost = list[tuple[float, str]](), list[tuple[float, str]]()
    for wish in found.wishes:
        if wish.actor == actor and wish.weight:
            held = within.issuperset(wish.demands)
            (got if held == (wish.weight > 0) else lost).append((-abs(wish.weight), wish.position))
    ids = [id for _, id in sorted(lost)]
    cards = tuple(statement(rows[id], dataset) for id in [id for id in ids if id not in deal.moves][:CARDS])
    return Share(
        actor,
        words.actor(actor),
        degree(deal.satisfaction[actor]),
        tuple(line(id, words, rows[id]) for _, id in sorted(got)),
        tuple(line(id, words, rows[id]) for id in ids),
        cards,
    )


def _mending(change: Change, plan: Measured, dataset: Dataset, words: Words) -> Mending:
    texts = {clause.number: clause for clause in dataset.clauses if clause.proposal == plan.proposal}
    gone = [(n, texts[n].text or words.demand(texts[n].demand or "")) for n in change.clauses if n in texts]
    return Mending(
        change.deal, degree(change.distance), tuple(gone), by_issue(change.added, dataset, words), len(change.added)
    )  # fmt: skip
