"""R9: holders that wait for one another, or for one who refuses.

A position with ``only_if`` waits for whoever is to bring about the demand that it names: a position q that is itself on a
condition, where the demand named is, entails or requires q's demand; or a position that is contra such a demand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import networkx as nx

from posgraph.analysis.clash import contra
from posgraph.analysis.force import Held, overlap
from posgraph.analysis.pairs import Pair
from posgraph.analysis.state import demand_of, reference, state
from posgraph.graphs.entailments import Chain, Entailments, entailments
from posgraph.model import Dataset, Position


def deadlocks(dataset: Dataset, positions: Iterable[Held[Position]]) -> Iterator[Pair]:
    """Every two positions on a shortest cycle of waiting, and every position that waits, at whatever remove, for a refusal."""
    held = {h.row.id: h for h in positions}
    graph = entailments(dataset)
    waits = _waits(dataset, graph, held.values())
    if waits:
        yield from _cycles(dataset, waits, held)
        yield from _refusals(dataset, graph, waits, held)


def _waits(dataset: Dataset, graph: Entailments, positions: Iterable[Held[Position]]) -> nx.DiGraph[str]:
    """Who waits for whom: position ids, each with its ``demand``; edges with the shortest ``chain`` from a demand waited for."""
    waits: nx.DiGraph[str] = nx.DiGraph()
    waiting: dict[str, Position] = {}
    offers: defaultdict[str, list[str]] = defaultdict(list)
    for row in (h.row for h in positions if h.row.stance.pro and h.row.only_if):
        if demand := demand_of(dataset, row.demand):
            waits.add_node(row.id, demand=demand)
            offers[demand].append(row.id)
            waiting[row.id] = row
    for p, row in waiting.items():
        ends = sorted((chain for e in row.only_if for chain in graph.needed(e).values()), key=lambda chain: chain.order)
        for chain in ends:
            for q in offers.get(chain.steps[-1], ()):
                if q != p and not waits.has_edge(p, q):
                    waits.add_edge(p, q, chain=chain)
    return waits


def _cycles(dataset: Dataset, waits: nx.DiGraph[str], held: Mapping[str, Held[Position]]) -> Iterator[Pair]:
    """Pairs on a shortest cycle through each edge: that shows every edge on any cycle, without listing all cycles."""
    rings = set()
    for part in nx.strongly_connected_components(waits):
        inner = waits.subgraph(part)
        for p, q in inner.edges:
            cycle = [p, *nx.shortest_path(inner, q, p)[:-1]]
            first = cycle.index(min(cycle))
            rings.add((*cycle[first:], *cycle[:first]))
    for ring in sorted(rings):
        span = overlap(*(held[id] for id in ring))
        for x, y in combinations(sorted(ring), 2) if span else ():
            start = ring.index(x)
            round_trip = (*ring[start:], *ring[:start], x)
            steps, relations = _way(waits, held, round_trip)
            issue = dataset.by_id("demands")[waits.nodes[y]["demand"]].issue
            if span:
                yield Pair("deadlock", held[x], held[y], steps, relations, issue, span, {"cycle": round_trip[:-1]})


def _refusals(dataset: Dataset, graph: Entailments, waits: nx.DiGraph[str], held: Mapping[str, Held[Position]]) -> Iterator[Pair]:
    """A position that waits for a refusal, or for another position that does."""
    refused = state(dataset, held.values())
    for last in waits:
        ends = [end for e in held[last].row.only_if for end in graph.needed(e).values()]
        stops = [(end, r) for end in ends for r in refused.get(contra(end.steps[-1]), ())]
        paths = dict(nx.single_target_shortest_path(waits, last)) if stops else {}
        for p, path in sorted(paths.items()):
            own = graph.needed(waits.nodes[p]["demand"]) if p != last else {}
            for end, r in stops:
                if end.steps[-1] in own:
                    continue  # what p itself asks for is refused: R1 and R2 say so without the detour
                if span := overlap(*(held[id] for id in path), r):
                    steps, relations = _way(waits, held, path)
                    chain = (*steps, *end.steps, *reference(r.row))
                    issue = dataset.by_id("demands")[end.steps[-1]].issue
                    used = tuple(dict.fromkeys((*relations, *end.relations)))
                    yield Pair("deadlock", held[p], r, chain, used, issue, span, {"cycle": (*path, r.row.id)})


def _way(
    waits: nx.DiGraph[str], held: Mapping[str, Held[Position]], path: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The demands on a path of waiting, and the relations that it rests on."""
    steps = [*reference(held[path[0]].row), waits.nodes[path[0]]["demand"]]
    relations: list[str] = []
    for p, q in pairwise(path):
        chain: Chain = waits.edges[p, q]["chain"]
        steps += chain.steps
        relations += chain.relations
    return tuple(steps), tuple(dict.fromkeys(relations))
