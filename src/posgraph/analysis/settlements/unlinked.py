"""Pairs of demands on one issue that nobody has linked: a deal may hold both only because no relation says that they clash."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from posgraph.analysis.settlements.problem import Problem
from posgraph.graphs.entailments import entailments

Pair = tuple[str, str]


def unlinked(problem: Problem) -> tuple[Pair, ...]:
    """Demands of different parties on one issue, of which neither brings the other with it and which no bond keeps apart.

    Whether they go together is for a reader to judge: the data do not say. A pair that one party wants both of is not among
    them, since that party thinks that they go together.

    >>> from datetime import date
    >>> from posgraph.analysis.force import in_force
    >>> from posgraph.analysis.settlements.problem import problem
    >>> from posgraph.model import Dataset, Demand, Position
    >>> from posgraph.stance import Stance
    >>> rows = (("p1", "north", "a-wall"), ("p2", "south", "a-road"))
    >>> held = tuple(Position(id=i, actor=a, demand=d, stance=Stance.demands) for i, a, d in rows)
    >>> d = Dataset(id="toy", demands=tuple(Demand(id=id, issue="border", label=id) for _, _, id in rows), positions=held)
    >>> unlinked(problem(d, in_force(d, date(2025, 1, 1)), ("north", "south")))
    (('a-road', 'a-wall'),)
    """
    by_id, graph = problem.dataset.by_id("demands"), entailments(problem.dataset)
    wanted: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for wish in problem.wishes:
        if wish.weight > 0:
            wanted[by_id[wish.demands[0]].issue][wish.demands[0]].add(wish.actor)
    apart = {frozenset(x.demand for x in b.literals) for b in problem.bonds if len(b.literals) == 2 and b.literals[0].sign < 0}
    found: list[Pair] = []
    for demands in wanted.values():
        for a, b in combinations(sorted(demands), 2):
            if demands[a] & demands[b] or a in graph.needed(b) or b in graph.needed(a):
                continue
            if not any(frozenset((m, n)) in apart for m in graph.entailed(a) for n in graph.entailed(b)):
                found.append((a, b))
    return tuple(sorted(found))
