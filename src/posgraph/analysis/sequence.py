"""Orders of two steps, wanted and refused: R8 and the overlap ``order``. Steps that are the same count as one step.

A condition is an order too (``conditions``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from posgraph.analysis.conditions import conditions, ordered
from posgraph.analysis.force import Force, Held, overlap
from posgraph.analysis.pairs import AnyHeld, Pair
from posgraph.analysis.precedence import SYMMETRIC, Precedence, implied, precedence
from posgraph.graphs.entailments import Entailments, entailments
from posgraph.model import Dataset, SequencePreference


@dataclass(frozen=True, slots=True)
class Said:
    """A row and the order of steps that it is for or against, with ids as written."""

    held: AnyHeld
    order: Precedence


Orders = Mapping[Precedence, list[Said]]
"""Who says what, by the order meant (steps that are the same under one name)."""


def refused_orders(dataset: Dataset, force: Force) -> Iterator[Pair]:
    """R8: ``a`` is pro an order of two steps, ``b`` is contra that order or a wider one that it implies."""
    graph = entailments(dataset)
    wanted = _wanted(dataset, graph, force)
    for order, rejecting in _by_order(graph, force.preferences, -1).items():
        for a in wanted.get(order, ()):
            for b in rejecting:
                yield from _pair(dataset, graph, "refused-order", a, b)


def same_orders(dataset: Dataset, force: Force) -> Iterator[Pair]:
    """Two are pro the same order of two steps, or one that implies the other's."""
    graph = entailments(dataset)
    for holders in _wanted(dataset, graph, force).values():
        for a, b in combinations(holders, 2):
            if a.held.row.id != b.held.row.id:
                yield from _pair(dataset, graph, "order", a, b)


def _wanted(dataset: Dataset, graph: Entailments, force: Force) -> Orders:
    """Preferences that are pro, and the conditions of positions that are pro, on the days on which no preference says the same.

    A preference that is imagined away still stands for its condition, which so goes with it.
    """
    wanted = _by_order(graph, force.preferences, 1)
    for condition in conditions(dataset, force, (*force.preferences, *force.left_out)):
        order = ordered(condition)
        wanted[_merged(graph, order)].append(Said(condition.held, order))
    return wanted


def _by_order(
    graph: Entailments, preferences: Iterable[Held[SequencePreference]], sign: int
) -> defaultdict[Precedence, list[Said]]:
    """Preferences of that sign by what they say; a pro one also by the wider order that it implies."""
    found: defaultdict[Precedence, list[Said]] = defaultdict(list)
    for held in preferences:
        if held.row.stance.sign == sign:
            order = precedence(held.row)
            for meant in implied(order) if sign > 0 else (order,):
                found[_merged(graph, meant)].append(Said(held, order))
    return found


def _merged(graph: Entailments, said: Precedence) -> Precedence:
    """The order with each step named by the first, by id, of those that are the same."""
    first, then = min(graph.same(said.first)), min(graph.same(said.then))
    if said.relation in SYMMETRIC and then < first:
        first, then = then, first
    return Precedence(first, said.relation, then)


def _pair(dataset: Dataset, graph: Entailments, rule: str, a: Said, b: Said) -> Iterator[Pair]:
    if span := overlap(a.held, b.held):
        one, other = a.order, b.order
        relations: list[str] = []
        for step, facing in ((one.first, (other.first, other.then)), (one.then, (other.then, other.first))):
            same = graph.same(step)
            relations += next(same[s].relations for s in facing if s in same)
        issue = dataset.by_id("demands")[one.first].issue
        yield Pair(rule, a.held, b.held, (one.first, one.then), tuple(dict.fromkeys(relations)), issue, span)
