"""Who is at odds with whom, or agrees: actors as nodes, what lies between two of them as one edge, and where they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from posgraph.analysis.force import Force
from posgraph.analysis.state import demand_of
from posgraph.model import Dataset
from posgraph_api.views.findings.sort import Found, weight
from posgraph_api.views.layout import Point, distances, scaled

DENSE = 40
"""Of more actors than this the picture is drawn by bloc, with fewer edges."""

NODES, EDGES, FEW = 120, 120, 60
"""At most so many nodes and edges are drawn; of a dense network ``FEW`` edges."""

_PLACED = 200

Stances = Mapping[str, Mapping[str, float]]
"""Polarities by actor and by what they are about."""


@dataclass(frozen=True, slots=True)
class Node:
    """An actor: how many findings it is a side of, with how many others; ``bloc`` counts from 1, 0 where none are sought."""

    actor: str
    label: str
    count: int
    others: int
    place: Point
    bloc: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """All between two actors: how many findings, the sum and the largest of their weights, how many are hard."""

    a: str
    b: str
    count: int
    total: float
    most: float
    hard: int


@dataclass(frozen=True, slots=True)
class Network:
    """What is drawn; ``actors`` and ``pairs`` say how many there are in all. Strongest edges first, nodes by id.

    ``blocs`` are the sizes of the blocs, where the picture is by bloc.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    actors: int
    pairs: int
    hard: int
    blocs: tuple[int, ...] = ()


def stances(force: Force, dataset: Dataset) -> Stances:
    """What each actor says of each demand, as the mean of its positions in force; what has no polarity is left out."""
    said: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for held in force.positions:
        polarity, target = held.row.stance.polarity, held.row.demand
        if polarity is not None:
            said[held.row.actor][demand_of(dataset, target) or target].append(polarity)
    return {actor: {demand: sum(all) / len(all) for demand, all in rows.items()} for actor, rows in said.items()}


def places(said: Stances) -> Mapping[str, Point]:
    """Where actors stand, from all that they say on the day; of very many, those who say most."""
    chosen = sorted(sorted(said), key=lambda actor: -len(said[actor]))[:_PLACED]
    actors = sorted(chosen)
    return dict(zip(actors, scaled(distances([said[actor] for actor in actors])), strict=True))


def edges(items: Iterable[Found]) -> tuple[Edge, ...]:
    """One edge for each two actors, the strongest (by the sum of its weights) first."""
    sums: dict[tuple[str, str], list[float]] = {}
    for item in items:
        a, b = item.a.actor, item.b.actor
        if a != b:
            each = sums.setdefault((a, b) if a < b else (b, a), [0, 0.0, 0.0, 0])
            value = weight(item)
            each[0] += 1
            each[1] += value
            each[2] = max(each[2], value)
            each[3] += item.hard
    made = (Edge(a, b, int(n), round(total, 6), most, int(hard)) for (a, b), (n, total, most, hard) in sums.items())
    return tuple(sorted(made, key=lambda e: (-e.total, -e.count, e.a, e.b)))


def network(found: Sequence[Edge], stood: Mapping[str, Point], said: Stances, dataset: Dataset) -> Network:
    """The network of these edges, cut to what can be drawn."""
    counts, others, labels = Counter[str](), Counter[str](), dataset.by_id("actors")
    for edge in found:
        for actor in (edge.a, edge.b):
            counts[actor] += edge.count
            others[actor] += 1
    drawn = sorted(sorted(counts, key=lambda actor: (-counts[actor], actor))[:NODES])
    dense = len(drawn) > DENSE
    bloc = blocs(drawn, said) if dense else {}
    nodes = tuple(
        Node(
            actor, str(labels[actor].label) if actor in labels else actor, counts[actor], others[actor],
            stood.get(actor, (0.0, 0.0)), bloc.get(actor, 0),
        )
        for actor in drawn
    )  # fmt: skip
    within = [edge for edge in found if {edge.a, edge.b} <= set(drawn)][: FEW if dense else EDGES]
    return Network(
        nodes, tuple(within), len(counts), len(found), sum(e.hard for e in found), tuple(Counter(sorted(bloc.values())).values())
    )


def blocs(actors: Sequence[str], said: Stances) -> dict[str, int]:
    """Which actors stand together: communities by modularity (Clauset, Newman and Moore 2004) of the network of those who are
    nearer to each other than the mean, the nearer the stronger. The largest has the number 1.

    >>> said = {"a": {"x": 1.0}, "b": {"x": 1.0}, "c": {"x": -1.0}, "d": {"x": -0.5}, "e": {"x": -1.0}}
    >>> blocs(["a", "b", "c", "d", "e"], said)
    {'c': 1, 'd': 1, 'e': 1, 'a': 2, 'b': 2}
    """
    apart = distances([said.get(actor, {}) for actor in actors])
    size = len(actors)
    mean = float(apart.sum()) / max(1, size * (size - 1))
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_weighted_edges_from(
        (n, m, round(mean - float(apart[n, m]), 6)) for n in range(size) for m in range(n) if mean - apart[n, m] > 1e-6
    )
    if not graph.number_of_edges():
        return dict.fromkeys(actors, 1)
    found = nx.community.greedy_modularity_communities(graph, weight="weight")
    ordered = sorted((sorted(each) for each in found), key=lambda each: (-len(each), each))
    return {actors[n]: number for number, each in enumerate(ordered, 1) for n in each}


def exchanged(graph: nx.Graph[str], said: Stances, dataset: Dataset) -> nx.Graph[str]:
    """The network as a file holds it: labels and blocs of actors; of edges how many findings, how many are hard, the most
    severe, the sum. ``graph`` is one of :func:`posgraph.graphs.signed.signed_graph`.
    """
    made: nx.Graph[str] = nx.Graph()
    labels, actors = dataset.by_id("actors"), sorted(graph)
    bloc = blocs(actors, said) if len(actors) <= _PLACED else {}
    for actor in actors:
        row = labels.get(actor)
        count = sum(data["count"] for _, _, data in graph.edges(actor, data=True))
        made.add_node(actor, label=row.label if row else actor, kind=row.kind if row else None, count=count, bloc=bloc.get(actor))
    for a, b, data in sorted(graph.edges(data=True), key=lambda each: each[:2]):
        items = data["items"]
        made.add_edge(
            a, b, weight=round(data["weight"], 6), count=data["count"], sign=data["sign"], most=max(map(weight, items)),
            hard=sum(item.hard for item in items),
        )  # fmt: skip
    return made
