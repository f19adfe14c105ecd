"""Layers: in which column of a picture each box stands, so that links lead from left to right wherever that can be.

Drawing of layered graphs after Sugiyama, Tagawa and Toda (1981): break circles, rank, and order each layer for few crossings.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

import networkx as nx

_SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow from a box to another. ``level``: the two stand in one layer. ``loose``: it may go backwards before others do.

    ``width`` and ``height`` are those of its label.
    """

    id: str
    tail: str
    head: str
    level: bool = False
    loose: bool = False
    width: float = 0
    height: float = 0


Item = tuple[str, int]
"""What stands in a layer: a box (with −1), or the place where the link of this id passes through this layer."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The items of each layer, from above; ``ways`` the items that each link passes, from left to right (one layer: as given).

    ``back`` are links that lead from right to left.
    """

    layers: tuple[tuple[Item, ...], ...]
    ways: Mapping[str, tuple[Item, ...]]
    back: frozenset[str]

    @property
    def places(self) -> dict[Item, int]:
        """Where in its layer each item stands."""
        return {item: n for layer in self.layers for n, item in enumerate(layer)}

    @property
    def layer_of(self) -> dict[Item, int]:
        """The layer of each item."""
        return {item: n for n, layer in enumerate(self.layers) for item in layer}


def box(id: str) -> Item:
    """The item that a box is."""
    return id, -1


def layered(boxes: Iterable[str], links: Iterable[Link]) -> Layers:
    """The layers of boxes and links; the same whatever the order in which these are given.

    >>> links = [Link("1", "treaty", "truce", loose=True), Link("2", "truce", "vote"), Link("3", "vote", "treaty")]
    >>> found = layered(["treaty", "truce", "vote"], links)
    >>> [[id for id, _ in layer if _ < 0] for layer in found.layers], sorted(found.back)
    ([['truce'], ['vote'], ['treaty']], ['1'])
    """
    held, given = sorted(boxes), sorted(links, key=lambda link: link.id)
    group = _groups(held, given)
    rank, back = _ranks(group, given)
    ways = {link.id: _way(link, rank[group[link.tail]], rank[group[link.head]]) for link in given}
    layers: list[list[Item]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for id in held:
        layers[rank[group[id]]].append(box(id))
    for way in ways.values():
        for item in way:
            if item[1] >= 0:
                layers[item[1]].append(item)
    joined = sorted({pair for way in ways.values() for pair in pairwise(way)})
    across = [pair for pair in joined if not _level(pair, rank, group)]
    return Layers(_ordered(layers, across, group), ways, back)


def _level(pair: tuple[Item, Item], rank: Mapping[str, int], group: Mapping[str, str]) -> bool:
    one, other = (item[1] if item[1] >= 0 else rank[group[item[0]]] for item in pair)
    return one == other


def _groups(boxes: Sequence[str], links: Sequence[Link]) -> dict[str, str]:
    """For each box the least of those that stand in its layer because links say so."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(boxes)
    graph.add_edges_from((link.tail, link.head) for link in links if link.level)
    return {id: min(held) for held in nx.connected_components(graph) for id in held}


def _ranks(group: Mapping[str, str], links: Sequence[Link]) -> tuple[dict[str, int], frozenset[str]]:
    """The layer of each group: the longest way to it, but no box further left than need be; and which links lead back."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(set(group.values())))
    back = set()
    for link in sorted(links, key=lambda link: (link.loose, link.id)):
        tail, head = group[link.tail], group[link.head]
        if tail == head:
            continue
        if nx.has_path(graph, head, tail):
            back.add(link.id)
            tail, head = head, tail
        graph.add_edge(tail, head)
    order = list(nx.lexicographical_topological_sort(graph))
    rank: dict[str, int] = {}
    for id in order:
        rank[id] = max((rank[before] + 1 for before in graph.predecessors(id)), default=0)
    for id in order:
        if not graph.in_degree(id) and graph.out_degree(id):
            rank[id] = min(rank[after] for after in graph.successors(id)) - 1
    return rank, frozenset(back)


def _way(link: Link, tail: int, head: int) -> tuple[Item, ...]:
    """What a link passes: a place in every layer between its boxes."""
    one, other = (link.tail, link.head) if tail <= head else (link.head, link.tail)
    return box(one), *((link.id, at) for at in range(min(tail, head) + 1, max(tail, head))), box(other)


def _ordered(
    layers: Sequence[Sequence[Item]], pairs: Sequence[tuple[Item, Item]], group: Mapping[str, str]
) -> tuple[tuple[Item, ...], ...]:
    """The layers ordered so that few links cross: each item near the mean of its neighbours, to and fro, the best kept."""
    before: defaultdict[Item, list[Item]] = defaultdict(list)
    after: defaultdict[Item, list[Item]] = defaultdict(list)
    for one, other in pairs:
        after[one].append(other)
        before[other].append(one)
    now = [sorted(layer) for layer in layers]
    best, least = [tuple(layer) for layer in now], _crossings(now, after)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        for n in range(1, len(now)) if forth else range(len(now) - 2, -1, -1):
            beside = {item: place for place, item in enumerate(now[n - 1] if forth else now[n + 1])}
            now[n] = _by_mean(now[n], beside, before if forth else after, group)
        if (found := _crossings(now, after)) < least:
            best, least = [tuple(layer) for layer in now], found
    return tuple(best)


def _by_mean(
    layer: Sequence[Item], beside: Mapping[Item, int], near: Mapping[Item, Sequence[Item]], group: Mapping[str, str]
) -> list[Item]:
    """A layer by the mean place of each item's neighbours, groups kept together; who has none keeps about its place."""
    own = {
        item: fmean(beside[other] for other in near[item]) if near.get(item) else place * len(beside) / len(layer)
        for place, item in enumerate(layer)
    }
    of = {item: group[item[0]] if item[1] < 0 else f"{item[0]} {item[1]}" for item in layer}
    members: defaultdict[str, list[float]] = defaultdict(list)
    for item in layer:
        members[of[item]].append(own[item])
    return sorted(layer, key=lambda item: (round(fmean(members[of[item]]), 6), of[item], round(own[item], 6), item))


def _crossings(layers: Sequence[Sequence[Item]], after: Mapping[Item, Sequence[Item]]) -> int:
    """How many pairs of links cross."""
    total = 0
    for one, other in pairwise(layers):
        place = {item: n for n, item in enumerate(other)}
        ends = [sorted(place[item] for item in after.get(tail, ())) for tail in one]
        seen: list[int] = []
        for some in ends:
            total += sum(len(seen) - bisect_right(seen, end) for end in some)
            for end in some:
                insort(seen, end)
    return total
