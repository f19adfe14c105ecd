"""Knots: the strongly connected parts of the constraint graph in which statements clash. They are independent of each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from posgraph.analysis.orders.statements import Statements
from posgraph.graphs.constraints import PREFERENCE, Constraint, Point, constraint_graph

Key = tuple[str, str]
"""A source of constraints: its id and its kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Arc:
    """An edge of a knot between numbered nodes, and the steps that it leads from and to.

    ``member`` is the number of its source; None where it only says that a step starts before it ends.
    """

    tail: int
    head: int
    strict: bool
    days: int
    member: int | None
    constraint: Constraint | None
    steps: tuple[str, str]


Cycle = tuple[Arc, ...]
Edge = tuple[Point, Point, bool, Constraint | None]


@dataclass(frozen=True, eq=False)
class Knot:
    """Sources that cannot all hold, and the arcs between ``size`` nodes that they make.

    ``withdrawable`` are the numbers of the members that are preferences; the others are hard.
    """

    size: int
    members: tuple[Key, ...]
    withdrawable: frozenset[int]
    arcs: tuple[Arc, ...]
    all_days: int

    @cached_property
    def leaving(self) -> Sequence[Sequence[Arc]]:
        """The arcs that leave each node."""
        found: list[list[Arc]] = [[] for _ in range(self.size)]
        for arc in self.arcs:
            found[arc.tail].append(arc)
        return found

    def short_cycles(self, withdrawn: Collection[int] = (), uses: int = 3) -> list[Cycle]:
        """Cycles with a strict arc that remain when these members are withdrawn: none exactly where the rest is consistent.

        For each strict arc on a cycle a shortest one, unless ``uses`` cycles found before pass it.
        """
        found: list[Cycle] = []
        for day in bits(self.all_days):
            found += _cycles([arc for arc in self.arcs if arc.days >> day & 1 and arc.member not in withdrawn], self.size, uses)
        return found


def _cycles(arcs: Sequence[Arc], size: int, uses: int) -> Iterator[Cycle]:
    """For each strict arc on a cycle a shortest one, unless it is on enough of them."""
    part = _parts(arcs)
    way: dict[tuple[int, int], Arc] = {}
    after, before = [0] * size, [0] * size
    closing: defaultdict[int, list[Arc]] = defaultdict(list)
    for arc in arcs:
        if part[arc.tail] == part[arc.head]:
            way.setdefault((arc.tail, arc.head), arc)
            after[arc.tail] |= 1 << arc.head
            before[arc.head] |= 1 << arc.tail
            if arc.strict:
                closing[arc.head].append(arc)
    used: Counter[Arc] = Counter()
    for start, ends in closing.items():
        rings: list[int] = []
        for arc in ends:
            if used[arc] < uses:
                rings = rings or _rings(after, start)
                cycle = (arc, *(way[pair] for pair in _path(before, rings, arc.tail)))
                used.update(cycle)
                yield cycle


def _rings(after: Sequence[int], start: int) -> list[int]:
    """The nodes (bits) at each distance from a node."""
    rings, seen = [1 << start], 1 << start
    while rings[-1]:
        reached = 0
        for node in bits(rings[-1]):
            reached |= after[node]
        rings.append(reached & ~seen)
        seen |= reached
    return rings


def _path(before: Sequence[int], rings: Sequence[int], goal: int) -> list[tuple[int, int]]:
    """The edges of a shortest path from the node of the first ring."""
    distance = next(n for n, ring in enumerate(rings) if ring >> goal & 1)
    path: list[tuple[int, int]] = []
    for ring in reversed(rings[:distance]):
        node = next(bits(before[goal] & ring))
        path.append((node, goal))
        goal = node
    return path[::-1]


def bits(number: int) -> Iterator[int]:
    """The bits that are set in a number, lowest first."""
    while number:
        yield (number & -number).bit_length() - 1
        number &= number - 1


def knots(statements: Statements) -> tuple[Knot, ...]:
    """The knots, those with the fewest members first. Parts that share a preference are one: they cannot be settled apart."""
    graph = constraint_graph(statements.days)
    part = {point: i for i, points in enumerate(nx.strongly_connected_components(graph)) for point in points}
    inside: defaultdict[int, list[Edge]] = defaultdict(list)
    for u, v, data in graph.edges(data=True):
        if part[u] == part[v]:
            inside[part[u]].append((u, v, data["strict"], data["constraint"]))
    shared: nx.Graph[int | Key] = nx.Graph()
    for i, edges in inside.items():
        if any(strict for _, _, strict, _ in edges):
            shared.add_node(i)
            shared.add_edges_from((i, (c.source, c.kind)) for _, _, _, c in edges if c and c.withdrawable)
    groups = [[i for i in inside if i in nodes] for nodes in nx.connected_components(shared)]
    found = [_knot([edge for i in group for edge in inside[i]], statements) for group in groups]
    one_day = statements.all_days & (statements.all_days - 1) == 0
    return tuple(sorted((k for k in found if one_day or k.short_cycles()), key=lambda k: (len(k.members), k.members)))


def _knot(edges: Sequence[Edge], statements: Statements) -> Knot:
    """Number nodes and members. The two points of a step become one node where whatever passes the one passes the other."""
    into: defaultdict[Point, set[Point]] = defaultdict(set)
    out: defaultdict[Point, set[Point]] = defaultdict(set)
    for u, v, _, _ in edges:
        into[v].add(u)
        out[u].add(v)
    joined, leaving_is_strict, entering_is_strict = {}, set(), set()
    for u, v, _, constraint in edges:
        if constraint is None and into[v] == {u}:
            joined[v] = u
            leaving_is_strict.add(v)
        elif constraint is None and out[u] == {v}:
            joined[v] = u
            entering_is_strict.add(u)
    number: dict[Point, int] = {}
    members = sorted({(c.source, c.kind) for _, _, _, c in edges if c})
    index = {key: i for i, key in enumerate(members)}
    arcs = []
    for u, v, strict, c in edges:
        if c is None and joined.get(v) == u:
            continue
        tail, head = (number.setdefault(joined.get(point, point), len(number)) for point in (u, v))
        strict = strict or u in leaving_is_strict or v in entering_is_strict
        days, member = (statements.days[c], index[c.source, c.kind]) if c else (statements.all_days, None)
        arcs.append(Arc(tail, head, strict, days, member, c, (u[0], v[0])))
    withdrawable = frozenset(i for key, i in index.items() if key[1] == PREFERENCE)
    return Knot(len(number), tuple(members), withdrawable, tuple(arcs), statements.all_days)


def _parts(arcs: Sequence[Arc]) -> dict[int, int]:
    """The strongly connected part of each node."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from((arc.tail, arc.head) for arc in arcs)
    return {node: i for i, nodes in enumerate(nx.strongly_connected_components(graph)) for node in nodes}
