"""Orders as a page shows them: the verdict, the picture, the contradictions with their quotes, the ways out, the roadmap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posgraph.analysis.evidence import shown
from posgraph.analysis.force import Force
from posgraph.analysis.orders import Contradiction, Orders
from posgraph.analysis.words import Words
from posgraph.graphs.constraints import Constraint
from posgraph.model import Dataset
from posgraph_api.views.orders.arrows import Arrow, Map, arrows, mapped
from posgraph_api.views.orders.brief import Brief
from posgraph_api.views.orders.contradiction import Claim, claim, cycles_of, numbered
from posgraph_api.views.orders.knot import LISTED, Part, parts_of
from posgraph_api.views.orders.roadmap import Roadmap, roadmap
from posgraph_api.views.orders.verdict import assumed, because, bound, least, missing, ties, verdict
from posgraph_api.views.statement import Statement, statement
from posgraph_api.views.text import shorten


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page about orders is drawn from.

    ``found`` is the answer, ``fact`` that without anything imagined away; ``said`` and ``told`` what each rests on.
    """

    found: Orders
    fact: Orders
    said: tuple[Constraint, ...]
    told: tuple[Constraint, ...]
    force: Force


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen: a contradiction by number, how much the picture shows, a pair of steps, rows imagined away."""

    cycle: int | None = None
    part: str = ""
    pair: tuple[str, str] | None = None
    every_way: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Away:
    """A row imagined away, in words."""

    id: str
    says: str


@dataclass(frozen=True, slots=True)
class Drawer:
    """What is said of a pair of steps, either way round."""

    title: str
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    cycles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OrdersView:
    """The page. ``verdict`` is its answer in words, ``fact`` the answer without what is imagined away."""

    verdict: str
    because: tuple[str, ...]
    least: str
    ties: tuple[str, ...]
    fact: str
    without: tuple[Away, ...]
    consistent: bool
    partial: bool
    total: int
    cycle: int | None
    missing: str
    choices: tuple[tuple[int, str], ...]
    holders: tuple[tuple[str, str], ...]
    map: Map
    parts: tuple[Part, ...]
    bound: str
    roadmap: Roadmap
    assumed: tuple[str, ...]
    drawer: Drawer | None


def orders_view(answer: Answer, dataset: Dataset, chosen: Chosen) -> OrdersView:
    """The view of an answer."""
    words, found = Brief(dataset), answer.found
    numbers = numbered(found)
    cycle = chosen.cycle if chosen.cycle and chosen.cycle <= len(numbers) else None
    every = _arrows(answer, words)
    drawer = _drawer(answer, every, chosen.pair, dataset, words) if chosen.pair else None
    quoted = {*(said.id for said in drawer.statements), *(told.id for told in drawer.claims)} if drawer else set[str]()
    focus = {step for orders in (found, answer.fact) for part in orders.components for step in part.steps}
    return OrdersView(
        verdict=verdict(found),
        because=because(found, words),
        least=least(found, words),
        ties=ties(found, words),
        fact=verdict(answer.fact) if chosen.without else "",
        without=tuple(Away(id, _row(id, dataset, words)) for id in chosen.without),
        consistent=found.consistent,
        partial=found.partial,
        total=len(numbers),
        cycle=cycle,
        missing=missing(chosen.cycle, len(numbers)) if chosen.cycle != cycle else "",
        choices=tuple((n, f"{n}: {_short(each, words)}") for n, _, each in numbers[:LISTED]),
        holders=_holders(answer, words),
        map=mapped(every, words, focus, chosen.part, cycle),
        parts=parts_of(found, dataset, cycle, chosen.every_way, quoted),
        bound=bound(found),
        roadmap=roadmap(found, dataset, focus),
        assumed=assumed(found),
        drawer=drawer,
    )


def _arrows(answer: Answer, words: Words) -> tuple[Arrow, ...]:
    given = answer.found.cheapest.concession.withdraw if answer.found.cheapest else ()
    return arrows(answer.said, words, cycles_of(answer.found), set(answer.told) - set(answer.said), given)


def _short(each: Contradiction, words: Words) -> str:
    return " → ".join(shorten(words.demand(step), 130) for step in each.steps[:4])


def _holders(answer: Answer, words: Words) -> tuple[tuple[str, str], ...]:
    """Whose orders there are on the day, by name."""
    force = answer.force
    held = {h.row.actor for h in force.preferences} | {h.row.actor for h in force.positions if h.row.only_if and h.row.stance.pro}
    return tuple(sorted(((id, shorten(words.actor(id), 300)) for id in held), key=lambda pair: (pair[1], pair[0])))


def _row(id: str, dataset: Dataset, words: Words) -> str:
    return words.relation(id) if id in dataset.by_id("relations") else words.reported(id)


def _drawer(answer: Answer, every: Sequence[Arrow], pair: tuple[str, str], dataset: Dataset, words: Words) -> Drawer:
    """All that is said of a pair of steps on the day: orders, for and against, conditions and relations."""
    steps = set(pair)
    on_pair = [arrow for arrow in every if {arrow.tail, arrow.head} == steps]
    sources = {source for arrow in on_pair for source in arrow.sources}
    held = [shown(dataset, h) for h in answer.force.preferences if {h.row.first, h.row.then} == steps]
    held += [shown(dataset, h) for h in answer.force.positions if h.row.id in sources and h.row.only_if]
    relations = sorted(sources & set(dataset.by_id("relations")))
    return Drawer(
        f"{words.demand(pair[0])} and {words.demand(pair[1])}",
        tuple(statement(p, dataset) for p in held),
        tuple(claim(id, dataset, words) for id in relations),
        tuple(sorted({n for arrow in on_pair for n in arrow.cycles})),
    )
