"""What it takes: minimal sets of red lines that must move, the cheapest first; and blockers, which follow from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from fractions import Fraction
from itertools import combinations
from math import lcm, prod

import networkx as nx

from posgraph.analysis.orders.transversals import transversals
from posgraph.analysis.settlements.problem import Problem
from posgraph.analysis.settlements.results import Concession

Sets = Collection[frozenset[str]]


def concession(problem: Problem, ids: Iterable[str]) -> Concession:
    """The moving of these red lines; its cost is exactly the sum of the decimals as they are written."""
    return concessions(problem, [frozenset(ids)])[0]


def concessions(problem: Problem, sets: Iterable[frozenset[str]]) -> tuple[Concession, ...]:
    """The moving of each of these sets, the cheapest first, then the smallest, then by ids."""
    lines = {line.id: line for line in problem.red_lines}
    exact = {id: Fraction(str(line.cost)) for id, line in lines.items()}
    ranked = sorted((sum((exact[id] for id in ids), Fraction()), len(ids), sorted(ids)) for ids in sets)
    return tuple(Concession(tuple(ids), float(cost), _by(lines[id].actor for id in ids)) for cost, _, ids in ranked)


def prices(problem: Problem) -> dict[str, int]:
    """What it costs to move each red line, in whole numbers of an equal share of 1, since solvers want those."""
    exact = {line.id: Fraction(str(line.cost)) for line in problem.red_lines}
    scale = lcm(*(cost.denominator for cost in exact.values()))
    return {id: int(cost * scale) for id, cost in exact.items()}


def _by(actors: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(actors).items()))


def duals(sets: Sets, most: int, deadline: float) -> tuple[list[frozenset[str]], bool]:
    """The ``most`` smallest minimal sets that meet each of some sets, by size and ids; and whether there are no others.

    Of all concessions these are the blockers, and of all blockers the concessions (Reiter 1987). At ``deadline`` (monotonic
    seconds) those found so far are told.

    >>> [sorted(ids) for ids in duals([frozenset("ab"), frozenset("ac")], 10, float("inf"))[0]]
    [['a'], ['b', 'c']]
    """
    ids = sorted(frozenset[str]().union(*sets))
    number = {id: n for n, id in enumerate(ids)}
    rows = [frozenset(number[id] for id in members) for members in sets]
    listed = transversals(rows, dict.fromkeys(number.values(), 1), max(most, 1), deadline)
    found = [frozenset(ids[n] for n in members) for members in listed.found]
    return found[:most], listed.all and len(found) <= most


def factors(sets: Sets) -> list[list[frozenset[str]]]:
    """The independent choices that sets are made of: each set is one of each list, joined, and every such union is a set.

    Members hang together where not all that occurs of the one occurs with all that occurs of the other. Where that does not
    show in pairs, all is taken for one choice: a list may then hold several (those that share no blocker, see :func:`tied`).

    >>> both = factors([frozenset("ax"), frozenset("ay"), frozenset("bx"), frozenset("by")])
    >>> [[*map(min, choice)] for choice in both]
    [['a', 'b'], ['x', 'y']]
    """
    groups = [frozenset({id}) for id in sorted(frozenset[str]().union(*sets))]
    while True:
        pair = next((pair for pair in combinations(groups, 2) if not _independent(sets, *pair)), None)
        if pair is None:
            break
        groups = sorted([group for group in groups if group not in pair] + [pair[0] | pair[1]], key=sorted)
    choices = [within(sets, group) for group in groups]
    return choices if prod(map(len, choices)) == len(sets) else [sorted(sets, key=sorted)]


def tied(sets: Sets) -> list[list[frozenset[str]]]:
    """The sets, those that share members directly or by others in one list.

    >>> [[*map(sorted, group)] for group in tied([frozenset("ab"), frozenset("xy"), frozenset("bc")])]
    [[['a', 'b'], ['b', 'c']], [['x', 'y']]]
    """
    graph: nx.Graph[str] = nx.Graph()
    for members in sets:
        nx.add_star(graph, sorted(members))
    return sorted(([m for m in sets if m <= ids] for ids in nx.connected_components(graph)), key=lambda group: sorted(group[0]))


def within(sets: Sets, ids: frozenset[str]) -> list[frozenset[str]]:
    """What occurs of these members in the sets."""
    return sorted({members & ids for members in sets}, key=sorted)


def _independent(sets: Sets, one: frozenset[str], other: frozenset[str]) -> bool:
    return len({(s & one, s & other) for s in sets}) == len({s & one for s in sets}) * len({s & other for s in sets})
