"""A problem as clauses over numbered variables and whole-number gains: what MaxSAT and the search of the frontier work on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import networkx as nx

from posgraph.analysis.settlements.problem import Bond, Problem, whole

Clause = tuple[int, ...]
"""Of these literals at least one holds: n is "variable n is true", −n that it is false."""


class Point(NamedTuple):
    """What a settlement is worth to each party, in units of 1 / PRECISION, and the price that names its demands."""

    values: tuple[int, ...]
    price: int


@dataclass(frozen=True)
class Encoding:
    """Variables 1 … n stand for ``demands`` in order of their ids; those above for wishes that several demands fulfil together.

    ``gains`` has for a variable what it adds to each of ``parties``, in units of 1 / PRECISION. ``fixed`` are literals that
    every settlement holds, or that no settlement loses anything by; they are in no clause. ``exclusive`` are sets of
    variables of which at most one is true as a rule. ``feasible`` is false where the clauses contradict each other at sight.
    """

    parties: tuple[str, ...]
    demands: tuple[str, ...]
    clauses: tuple[Clause, ...]
    gains: dict[int, tuple[int, ...]]
    fixed: frozenset[int]
    exclusive: tuple[tuple[int, ...], ...]
    variables: tuple[int, ...] = field(default=())
    feasible: bool = True

    @cached_property
    def base(self) -> tuple[int, ...]:
        """What the fixed variables add to each party."""
        rows = [self.gains[v] for v in self.fixed if v in self.gains]
        return tuple(sum(column) for column in zip(*rows, strict=True)) if rows else (0,) * len(self.parties)

    def price(self, variable: int) -> int:
        """What it costs to have a demand in, such that of two sets the cheaper is the smaller, then the one with lesser ids."""
        n = len(self.demands)
        return (1 << n) - (1 << (n - variable)) if variable <= n else 0

    def bought(self, price: int) -> tuple[str, ...]:
        """The demands of the set that has this price."""
        n = len(self.demands)
        count = -(-price >> n)
        mask = (count << n) - price
        return tuple(d for i, d in enumerate(self.demands) if mask >> (n - 1 - i) & 1)

    def parts(self) -> list[tuple[int, ...]]:
        """The open variables, in parts that no clause ties together, in order of their least variable."""
        graph: nx.Graph[int] = nx.Graph()
        graph.add_nodes_from(self.variables)
        for clause in self.clauses:
            nx.add_path(graph, map(abs, clause))
        return sorted(tuple(sorted(nodes)) for nodes in nx.connected_components(graph))


def encode(problem: Problem, bonds: Iterable[Bond]) -> Encoding:
    """The problem under these bonds, as far as something is open in it."""
    held = {x.demand for bond in problem.binding for x in bond.literals} | {d for wish in problem.wishes for d in wish.demands}
    demands = tuple(sorted(held.union(problem.demands)))
    number = {d: i for i, d in enumerate(demands, 1)}
    clauses: set[Clause] = set()
    alike: nx.Graph[int] = nx.Graph()
    for bond in bonds:
        clause = {x.sign * number[x.demand] for x in bond.literals}
        if not any(-x in clause for x in clause):
            clauses.add(tuple(sorted(clause, key=abs)))
        if bond.rule == "exclusive":
            nx.add_path(alike, map(abs, clause))
    place = {actor: i for i, actor in enumerate(problem.parties)}
    gains: dict[int, list[int]] = {}
    joint: dict[frozenset[str], int] = {}
    for wish in problem.wishes:
        together = frozenset(wish.demands)
        alone = len(together) == 1
        variable = number[wish.demands[0]] if alone else joint.setdefault(together, len(demands) + len(joint) + 1)
        gains.setdefault(variable, [0] * len(place))[place[wish.actor]] += whole(wish.weight)
    for together, variable in joint.items():
        parts = sorted(number[d] for d in together)
        clauses |= {(d, -variable) for d in parts} | {(*(-d for d in parts), variable)}
    gained = {v: tuple(row) for v, row in gains.items() if any(row)}
    fixed, left = _settled(clauses, gained, range(1, len(demands) + len(joint) + 1))
    free = tuple(v for v in range(1, len(demands) + len(joint) + 1) if v not in fixed and -v not in fixed)
    groups = sorted(tuple(sorted(nodes)) for nodes in nx.connected_components(alike))
    exclusive = tuple(open_ for group in groups if len(open_ := tuple(v for v in group if v in free)) > 1)
    return Encoding(problem.parties, demands, tuple(sorted(left)), gained, fixed, exclusive, free, () not in left)


def _settled(clauses: Collection[Clause], gains: Collection[int], variables: Sequence[int]) -> tuple[frozenset[int], set[Clause]]:
    """Literals that follow, and demands that may stay out: nobody gains or loses by them and no clause asks for them.

    With the clauses that are left; the empty clause is among them where the clauses contradict each other.
    """
    fixed: set[int] = set()
    left = set(clauses)
    while True:
        wanted = {x for clause in left for x in clause if x > 0}
        more = {clause[0] for clause in left if len(clause) == 1}
        more |= {
            -v for v in variables if v not in gains and v not in wanted and v not in fixed and -v not in fixed and v not in more
        }
        if not more or () in left:
            return frozenset(fixed), left
        fixed |= more
        if any(-x in more for x in more):
            return frozenset(fixed), {()}
        left = {tuple(x for x in clause if -x not in more) for clause in left if not any(x in more for x in clause)}
