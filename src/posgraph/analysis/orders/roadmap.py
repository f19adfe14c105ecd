"""The roadmap: steps by rank, from the constraints that are left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx

from posgraph.graphs.constraints import Constraint, Point, constraint_graph


@dataclass(frozen=True, slots=True)
class Stage:
    """A step and when it can start at the earliest: 1 is first. ``also`` are steps that are the same step."""

    step: str
    rank: int
    also: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON shape ``orders``; ``also`` only where there is something to say."""
        return {"step": self.step, "rank": self.rank} | ({"also": [*self.also]} if self.also else {})


def roadmap(constraints: Iterable[Constraint], steps: Iterable[str], same: Callable[[str], Iterable[str]]) -> tuple[Stage, ...]:
    """Every step as early as the constraints allow; nothing where they are inconsistent.

    A rank is the number of different earliest starts up to and including the step's own: the longest chain of strict edges
    that leads to its start, in the constraint graph with what is simultaneous drawn together. Steps of equal rank need not
    start together; nothing puts the one before the other at that distance. ``steps`` are told even where nothing constrains
    them; ``same`` gives the steps that are one with a step.

    >>> stages = roadmap([Constraint("o", "preference", "north", "vote", "before", "treaty")], ["treaty", "vote"], lambda s: [s])
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
    stages = [Stage(step, rank[starts[step]], tuple(also)) for step, *also in one.values()]
    return tuple(sorted(stages, key=lambda stage: (stage.rank, stage.step)))
