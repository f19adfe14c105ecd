"""Settlements as a page shows them: the verdict, what blocks a deal, the deals, and what lies behind a mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from posgraph.analysis.orders import Concession, Orders
from posgraph.analysis.settlements.results import Settlements
from posgraph.analysis.words import Words, count, listed, number
from posgraph.model import Dataset
from posgraph_api.views.settlements.choices import Choices
from posgraph_api.views.settlements.concession import Blocked, Line, Part, line, lines, parts
from posgraph_api.views.settlements.deal import DealView, PlanView
from posgraph_api.views.settlements.frontier import Frontier, best, degree
from posgraph_api.views.settlements.whatif import Compared, Supposed
from posgraph_api.views.statement import Statement

DEALS = 60
"""So many deals are listed; all that were found stand in the table to download."""

COLUMNS = 6
"""The satisfaction of so many parties stands in the list of deals; of more, that of the two of the picture and the least."""

OWN = 4
"""So many demands are named of what a deal holds beside those that are in every deal."""


@dataclass(frozen=True, slots=True)
class Row:
    """A deal in the list: ``own`` are the rarest demands that are not in every deal, ``more`` how many others there are."""

    id: str
    best: tuple[str, ...]
    shares: tuple[str, ...]
    own: tuple[str, ...]
    more: int
    moves: tuple[Line, ...]
    ordered: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal in the list."""

    id: str
    label: str
    date: str
    shares: tuple[str, ...]
    distance: str
    crossed: int
    silent: int
    coherent: bool


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Orders that would do if they were withdrawn."""

    ids: tuple[str, ...]
    lines: tuple[Line, ...]
    cost: str


@dataclass(frozen=True, slots=True)
class Drawer:
    """What lies behind a mark; of its parts one is there, or none where there is no such thing on that day."""

    title: str
    deal: DealView | None = None
    plan: PlanView | None = None
    blocker: Blocked | None = None
    statements: tuple[Statement, ...] = ()
    relations: tuple[str, ...] = ()
    assumed: str = ""
    row: str = ""
    red: bool = False


@dataclass(frozen=True, slots=True)
class SettlementsView:
    """The page."""

    parties: tuple[tuple[str, str], ...]
    verdict: str
    feasible: bool | None
    parts: tuple[Part, ...]
    least: str
    ways: tuple[tuple[tuple[str, ...], ...], ...]
    unbound: tuple[Line, ...]
    orders: tuple[tuple[Withdrawal, ...], ...]
    ordered: bool
    frontier: Frontier | None
    columns: tuple[tuple[str, str], ...]
    deals: tuple[Row, ...]
    deals_count: int
    core: tuple[str, ...]
    plans: tuple[Plan, ...]
    assumed: int
    wishes: int
    supposed: Supposed | None
    compared: tuple[Compared, ...]
    scenarios: tuple[tuple[str, str], ...]
    choices: Choices
    drawer: Drawer | None
    partial: bool
    longer: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page shows beside the settlements themselves."""

    frontier: Frontier | None
    supposed: Supposed | None
    compared: tuple[Compared, ...]
    choices: Choices
    drawer: Drawer | None
    partial: bool
    longer: int


def settlements_view(found: Settlements, orders: Orders, dataset: Dataset, beside: Beside) -> SettlementsView:
    """The view of settlements and of what is shown beside them."""
    words = Words(dataset)
    columns = _columns(found, beside.frontier)
    core = _core(found)
    return SettlementsView(
        parties=tuple((actor, cut(words.actor(actor))) for actor in found.parties),
        verdict=verdict(found, words),
        feasible=found.feasible,
        parts=parts(found, words),
        least=number(found.least.cost) if found.least else "",
        ways=found.least.ways if found.least else (),
        unbound=lines(found.unbound, {}, words),
        orders=tuple(tuple(_withdrawals(part.concessions, words)) for part in orders.components),
        ordered=orders.consistent,
        frontier=beside.frontier,
        columns=tuple((actor, cut(words.actor(actor))) for actor in columns),
        deals=tuple(_rows(found, columns, core, words)),
        deals_count=found.count,
        core=tuple(sorted(words.demand(demand) for demand in core)),
        plans=tuple(_plans(found, columns)),
        assumed=len(found.assumed),
        wishes=len(found.wishes),
        supposed=beside.supposed,
        compared=beside.compared,
        scenarios=tuple((each.id, each.label) for each in dataset.scenarios),
        choices=beside.choices,
        drawer=beside.drawer,
        partial=beside.partial,
        longer=beside.longer,
    )


def verdict(found: Settlements, words: Words) -> str:
    """The answer in a sentence, with names."""
    whom = (
        f"every red line of {listed((cut(words.actor(actor)) for actor in found.parties), 6)}"
        if found.parties
        else "every red line"
    )
    if found.feasible:
        return f"A deal can keep {whom}."
    if found.feasible is None:
        return f"Whether a deal can keep {whom} is not known: time ran out."
    sets = sum(len(part.blockers) for part in found.components)
    where = f", in {count(len(found.components), 'independent part')}" if len(found.components) > 1 else ""
    why = f": {count(sets, 'set')} of red lines {'blocks' if sets == 1 else 'block'} it{where}" if sets else ""
    return f"No deal can keep {whom}{why}."


def cut(label: str, most: int = 80) -> str:
    """A label that is short enough for a sentence or the head of a column.

    >>> cut("Ukraine"), cut("a very long name", 7)
    ('Ukraine', 'a very…')
    """
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


def _columns(found: Settlements, shown: Frontier | None) -> tuple[str, ...]:
    if len(found.parties) <= COLUMNS:
        return found.parties
    return (shown.x, shown.y) if shown else found.parties[:2]


def _core(found: Settlements) -> frozenset[str]:
    every = [frozenset(deal.demands) for deal in found.frontier]
    return frozenset.intersection(*every) if len(every) > 1 else frozenset()


def _rows(found: Settlements, columns: Iterable[str], core: frozenset[str], words: Words) -> Iterator[Row]:
    marks, rows = best(found), {row.position: row for row in found.red_lines}
    columns, often = tuple(columns), Counter(demand for deal in found.frontier for demand in deal.demands)
    for deal in found.frontier[:DEALS]:
        rest = sorted((often[demand], demand) for demand in deal.demands if demand not in core)
        own = [words.demand(demand) for _, demand in rest]  # the rarest first: they make the deal what it is
        shares = [degree(deal.satisfaction[actor]) for actor in columns]
        if len(columns) < len(found.parties):
            shares.append(degree(min(deal.satisfaction.values())))
        ordered = "not known" if deal.steps is None else "yes" if deal.steps.consistent else "no"
        yield Row(
            deal.id, marks.get(deal.id, ()), tuple(shares), tuple(own[:OWN]), max(0, len(own) - OWN),
            lines(deal.moves, rows, words), ordered,
        )  # fmt: skip


def _plans(found: Settlements, columns: Iterable[str]) -> Iterator[Plan]:
    columns = tuple(columns)
    for plan in found.proposals:
        shares = [degree(plan.satisfaction[actor]) for actor in columns]
        if len(columns) < len(found.parties):
            shares.append(degree(min(plan.satisfaction.values())))
        crossed, silent = (sum(map(len, ids.values())) for ids in (plan.crosses, plan.silent))
        far = "" if plan.distance is None else degree(plan.distance)
        yield Plan(
            plan.proposal, plan.label, plan.date or "", tuple(shares), far, crossed, silent, not plan.clashes
        )  # fmt: skip


def _withdrawals(ways: Iterable[Concession], words: Words) -> Iterator[Withdrawal]:
    for way in [*ways][:OWN]:
        yield Withdrawal(way.withdraw, tuple(line(id, words) for id in way.withdraw), number(way.cost))
