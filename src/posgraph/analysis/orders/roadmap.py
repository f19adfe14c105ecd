"""The roadmap: steps by rank, from the constraints that are left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx

from posgraph.graphs.constraints import Constraint, Point, constraint_graph


@dataclass(frozen=True, slots=True)
class Stage:
    """A step and when it can start at the earliest: 1 is first. ``also`` are steps that are the same step.

    ``entails`` are wider steps of a later rank that this step entails. That is no contradiction: an order binds a step only
    where it names it, so the narrow step is free while the wide one waits. Who reads the roadmap should know.
    """

    step: str
    rank: int
    also: tuple[str, ...] = ()
    entails: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON shape ``orders``; ``also`` and ``entails`` only where there is something to say."""
        more = {"also": [*self.also], "entails": [*self.entails]}
        return {"step": self.step, "rank": self.rank} | {name: steps for name, steps in more.items() if steps}


Others = Callable[[str], Collection[str]]
"""Steps that are linked to a step, itself included."""


def roadmap(constraints: Iterable[Constraint], steps: Iterable[str], same: Others, entailed: Others) -> tuple[Stage, ...]:
    """Every step as early as the constraints allow; nothing where they are inconsistent.

    A rank is the number of different earliest starts up to and including the step's own: the longest chain of strict edges
    that leads to its start, in the constraint graph with what is simultaneous drawn together. Steps of equal rank need not
    start together; nothing puts the one before the other at that distance. ``steps`` are told even where nothing constrains
    them; ``same`` gives the steps that are one with a step, ``entailed`` those that it entails.

    >>> order = Constraint("o", "preference", "north", "vote", "before", "treaty")
    >>> stages = roadmap([order], ["treaty", "vote"], lambda step: [step], lambda step: [step])
    >>> [(s.step, s.rank) for s in stages]
    [('vote', 1), ('treaty', 2)]
    """
    graph = constraint_graph(constraints)
    graph.add_nodes_from((step, "start") for step in steps)
    drawn: nx.DiGraph[int] = nx.condensation(graph)
    part: dict[Point, int] = drawn.graph["mapping"]
    leaving: defaultdict[int, list[tuple[int, bool]]] = defaultdict(list)
    for u, v, data in graph.edges(data=True):
        if part[u] != part[v]:
            leaving[part[u]].append((part[v], data["strict"]))
        elif data["strict"]:
            return ()
    length = dict.fromkeys(drawn, 0)
    for node in nx.topological_sort(drawn):
        for head, strict in leaving[node]:
            length[head] = max(length[head], length[node] + strict)
    starts = {step: length[part[step, point]] for step, point in graph if point == "start"}
    rank = {value: n for n, value in enumerate(sorted(set(starts.values())), 1)}
    one: defaultdict[str, list[str]] = defaultdict(list)
    for step in sorted(starts):
        one[min(same(step))].append(step)
    heads = sorted((rank[starts[step]], step) for step, *_ in one.values())

    def wider(narrow: str) -> tuple[str, ...]:
        reached = entailed(narrow)
        return tuple(step for place, step in heads if place > rank[starts[narrow]] and step in reached)

    return tuple(Stage(step, place, tuple(one[min(same(step))][1:]), wider(step)) for place, step in heads)
