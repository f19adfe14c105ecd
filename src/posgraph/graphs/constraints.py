"""Orders as a graph of points: each step has a start and an end, each statement about an order is a few edges between them.

An edge u → v says "u before v" (``strict``) or "u not after v"; two edges that are not strict, there and back, say "at once".
This is the point algebra (Vilain and Kautz 1986) of Allen's interval relations (Allen 1983): such a graph is inconsistent
exactly when a cycle holds a strict edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import networkx as nx

from posgraph.model import Dataset

Point = tuple[str, str]
"""A step and which of its points: ``"start"`` or ``"end"``."""

PREFERENCE, CONDITION, REQUIRES, SAME = "preference", "condition", "requires", "same"
"""Kinds of source. Only preferences are ever withdrawn; the others are hard."""

MEANING: Mapping[str, str] = MappingProxyType(
    {
        "before": "e1<s2",
        "meets": "e1=s2",
        "overlaps": "s1<s2 s2<e1 e1<e2",
        "starts": "s1=s2 e1<e2",
        "during": "s2<s1 e1<e2",
        "finishes": "e1=e2 s2<s1",
        "equals": "s1=s2 e1=e2",
        "after": "e2<s1",
        "metBy": "e2=s1",
        "overlappedBy": "s2<s1 s1<e2 e2<e1",
        "startedBy": "s1=s2 e2<e1",
        "contains": "s1<s2 e2<e1",
        "finishedBy": "e1=e2 s1<s2",
        "with": "s1=s2",
        REQUIRES: "e2<s1",
        CONDITION: "e2<s1",
        SAME: "s1=s2 e1=e2",
    }
)
"""What each relation of a first and a second step says of their starts (s) and ends (e)."""


class Edge(NamedTuple):
    """``tail`` lies before ``head`` (strict), or not after it."""

    tail: Point
    head: Point
    strict: bool


@dataclass(frozen=True, slots=True, order=True)
class Constraint:
    """One statement about the order of two steps, and the row (``kind``, ``source``) that makes it.

    ``holder`` is the actor of a preference or condition, and whoever asserts a relation.

    >>> c = Constraint("SQ001", "preference", "russia", "peace-agreement", "before", "ceasefire")
    >>> print(c)
    peace-agreement before ceasefire
    >>> c.edges
    (Edge(tail=('peace-agreement', 'end'), head=('ceasefire', 'start'), strict=True),)
    """

    source: str
    kind: str
    holder: str
    first: str
    relation: str
    then: str

    @property
    def edges(self) -> tuple[Edge, ...]:
        """What it says of the points of its steps."""
        return edges(self.first, self.relation, self.then)

    @property
    def withdrawable(self) -> bool:
        """True for a preference: the one kind that a holder can withdraw."""
        return self.kind == PREFERENCE

    def __str__(self) -> str:
        word = {CONDITION: "only after", SAME: "is the same step as"}.get(self.relation, self.relation)
        return f"{self.first} {word} {self.then}"


def edges(first: str, relation: str, then: str) -> tuple[Edge, ...]:
    """What a relation says of the points of two steps; KeyError for a relation that :data:`MEANING` does not hold.

    >>> [(u[1], v[1], strict) for u, v, strict in edges("vote", "during", "ceasefire")]
    [('start', 'start', True), ('end', 'end', True)]
    """
    steps = {"1": first, "2": then}
    found = []
    for a, i, sign, b, j in _READ[relation]:
        u, v = (steps[i], _POINT[a]), (steps[j], _POINT[b])
        found.append(Edge(u, v, sign == "<"))
        if sign == "=":
            found.append(Edge(v, u, False))
    return tuple(found)


def constraint_graph(constraints: Iterable[Constraint]) -> nx.MultiDiGraph[Point]:
    """The points of all steps named, with one edge per thing said; edge data ``strict`` and ``constraint``.

    That a step starts before it ends is said by nobody: there ``constraint`` is None.

    >>> g = constraint_graph([Constraint("o1", "preference", "north", "vote", "before", "treaty")])
    >>> [(u, v, d["strict"], str(d["constraint"])) for u, v, d in g.edges(data=True)]  # doctest: +NORMALIZE_WHITESPACE
    [(('vote', 'start'), ('vote', 'end'), True, 'None'),
     (('vote', 'end'), ('treaty', 'start'), True, 'vote before treaty'),
     (('treaty', 'start'), ('treaty', 'end'), True, 'None')]
    """
    graph: nx.MultiDiGraph[Point] = nx.MultiDiGraph()
    stated = sorted(set(constraints))
    for step in dict.fromkeys(step for c in stated for step in (c.first, c.then)):
        graph.add_edge((step, "start"), (step, "end"), strict=True, constraint=None)
    for c in stated:
        for u, v, strict in c.edges:
            graph.add_edge(u, v, strict=strict, constraint=c)
    return graph


def relation_constraints(dataset: Dataset, steps: Iterable[str]) -> tuple[Constraint, ...]:
    """The ``requires`` and ``same`` relations that bear on these steps, directly or through one another, and those that cannot
    all hold whatever anybody wants: on a circle with a ``requires`` each demand would have to come before itself.

    Other relations among demands that nobody puts in an order, and that are linked to no such demand, are left out.
    """
    stated = [
        Constraint(r.id, r.relation, r.by, r.demand_a, r.relation, r.demand_b)
        for r in dataset.relations
        if r.relation in (REQUIRES, SAME)
    ]
    links: nx.Graph[str] = nx.Graph()
    links.add_edges_from((c.first, c.then) for c in stated)
    reached: set[str] = set()
    for step in steps:
        if step in links and step not in reached:
            reached |= nx.node_connected_component(links, step)
    later: nx.DiGraph[str] = nx.DiGraph()
    later.add_edges_from((c.then, c.first) for c in stated)
    later.add_edges_from((c.first, c.then) for c in stated if c.relation == SAME)
    ring = {demand: i for i, demands in enumerate(nx.strongly_connected_components(later)) for demand in demands}
    rings = {ring[c.first] for c in stated if c.relation == REQUIRES and ring[c.first] == ring[c.then]}
    return tuple(c for c in stated if c.first in reached or (ring[c.first] == ring[c.then] and ring[c.first] in rings))


_POINT = {"s": "start", "e": "end"}
_READ = {word: re.findall(r"([se])([12])([<=])([se])([12])", text) for word, text in MEANING.items()}
