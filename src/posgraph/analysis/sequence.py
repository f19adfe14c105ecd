"""Orders of two steps, wanted and refused: R8 and the overlap ``order``. Steps that are the same count as one step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from posgraph.analysis.force import Held, overlap
from posgraph.analysis.pairs import Pair
from posgraph.analysis.precedence import IMPLIED, SYMMETRIC, Precedence, precedence
from posgraph.graphs.entailments import Entailments, entailments
from posgraph.model import Dataset, SequencePreference

Preferences = Iterable[Held[SequencePreference]]


def refused_orders(dataset: Dataset, preferences: Preferences) -> Iterator[Pair]:
    """R8: ``a`` is pro an order of two steps, ``b`` is contra that order or a wider one that it implies."""
    graph = entailments(dataset)
    wanted, refused = _by_order(graph, preferences, 1), _by_order(graph, preferences, -1)
    for order, rejecting in refused.items():
        for a in wanted.get(order, ()):
            for b in rejecting:
                yield from _pair(dataset, graph, "refused-order", a, b)


def same_orders(dataset: Dataset, preferences: Preferences) -> Iterator[Pair]:
    """Two are pro the same order of two steps, or one that implies the other's."""
    graph = entailments(dataset)
    for holders in _by_order(graph, preferences, 1).values():
        for a, b in combinations(holders, 2):
            yield from _pair(dataset, graph, "order", a, b)


def _by_order(graph: Entailments, preferences: Preferences, sign: int) -> Mapping[Precedence, list[Held[SequencePreference]]]:
    """Preferences of that sign by what they say; a pro one also by the wider order that it implies."""
    found: defaultdict[Precedence, list[Held[SequencePreference]]] = defaultdict(list)
    for held in preferences:
        if held.row.stance.sign == sign:
            said = precedence(held.row)
            for relation in (said.relation, IMPLIED.get(said.relation, "") if sign > 0 else ""):
                if relation:
                    found[_merged(graph, said._replace(relation=relation))].append(held)
    return found


def _merged(graph: Entailments, said: Precedence) -> Precedence:
    """The order with each step named by the first, by id, of those that are the same."""
    first, then = min(graph.same(said.first)), min(graph.same(said.then))
    if said.relation in SYMMETRIC and then < first:
        first, then = then, first
    return Precedence(first, said.relation, then)


def _pair(
    dataset: Dataset, graph: Entailments, rule: str, a: Held[SequencePreference], b: Held[SequencePreference]
) -> Iterator[Pair]:
    if span := overlap(a, b):
        one, other = precedence(a.row), precedence(b.row)
        relations: list[str] = []
        for step in (one.first, one.then):
            same = graph.same(step)
            relations += next(same[s].relations for s in (other.first, other.then) if s in same)
        issue = dataset.by_id("demands")[one.first].issue
        yield Pair(rule, a, b, (one.first, one.then), tuple(dict.fromkeys(relations)), issue, span)
