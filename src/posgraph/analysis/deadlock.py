"""R9: holders that wait for one another, or for one who refuses.

A position with ``only_if`` waits for whoever is to bring about the demand that it names: a position q that is itself on a
condition, where the demand named is, entails or requires q's demand; or a position that is contra such a demand. A condition
whose holder also states it as an order goes with that order, where that one is imagined away.

All times are searched at once: each position carries the days on which it is in force as the bits of a number, and a search
goes on along a way of waiting only with the days on which no shorter way leads to the same position.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise

from posgraph.analysis.clash import contra
from posgraph.analysis.conditions import conditions
from posgraph.analysis.force import DAY, Force, Held, overlap
from posgraph.analysis.pairs import Pair
from posgraph.analysis.state import demand_of, reference, state
from posgraph.graphs.entailments import Chain, Entailments, entailments
from posgraph.model import Dataset, Position

Near = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Waits:
    """Who waits for whom, by position id. ``chains`` lead from a demand waited for to that of whoever is to bring it about.

    ``only_if`` are the demands that a position waits for, ``near`` the positions, ``back`` those that wait for it, ``days``
    when it is in force (bits).
    """

    held: Mapping[str, Held[Position]]
    demands: Mapping[str, str]
    only_if: Mapping[str, Sequence[str]]
    chains: Mapping[tuple[str, str], Chain]
    near: Near
    back: Near
    days: Mapping[str, int]

    def ways(self, start: str, near: Near) -> Iterator[tuple[str, ...]]:
        """From ``start`` a shortest way to each position that it leads to, on each day on which it does so."""
        reached = {start: self.days[start]}
        queue: deque[tuple[tuple[str, ...], int]] = deque([((start,), self.days[start])])
        while queue:
            way, days = queue.popleft()
            yield way
            for q in near.get(way[-1], ()):
                new = days & self.days[q] & ~reached.get(q, 0)
                if new:
                    reached[q] = reached.get(q, 0) | new
                    queue.append(((*way, q), new))

    def told(self, way: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The demands on a way of waiting, and the relations that it rests on."""
        steps = [*reference(self.held[way[0]].row), self.demands[way[0]]]
        relations: list[str] = []
        for p, q in pairwise(way):
            chain = self.chains[p, q]
            steps += chain.steps
            relations += chain.relations
        return tuple(steps), tuple(dict.fromkeys(relations))


def deadlocks(dataset: Dataset, force: Force) -> Iterator[Pair]:
    """Every two positions on a shortest circle of waiting, and every position that waits, at whatever remove, for a refusal.

    Two of one holder are a pair only where nobody else stands in between: nobody waits for itself because another does.
    """
    graph = entailments(dataset)
    waits = _waits(dataset, graph, force)
    if waits.held:
        yield from _circles(dataset, waits)
        yield from _refusals(dataset, graph, waits, force)


def _waits(dataset: Dataset, graph: Entailments, force: Force) -> Waits:
    held: dict[str, Held[Position]] = {}
    demands: dict[str, str] = {}
    offers: defaultdict[str, list[str]] = defaultdict(list)
    only_if: defaultdict[str, list[str]] = defaultdict(list)
    for c in conditions(dataset, force, force.left_out):
        if c.earlier not in only_if[c.held.row.id]:
            only_if[c.held.row.id].append(c.earlier)
    for h in force.conditional:
        if h.row.id in only_if and (demand := demand_of(dataset, h.row.demand)):
            held[h.row.id], demands[h.row.id] = h, demand
            offers[demand].append(h.row.id)
    chains: dict[tuple[str, str], Chain] = {}
    for p in held:
        for chain in sorted((c for e in only_if[p] for c in graph.needed(e).values()), key=lambda c: c.order):
            for q in offers.get(chain.steps[-1], ()):
                if q != p:
                    chains.setdefault((p, q), chain)
    near: defaultdict[str, list[str]] = defaultdict(list)
    back: defaultdict[str, list[str]] = defaultdict(list)
    for p, q in sorted(chains):
        near[p].append(q)
        back[q].append(p)
    return Waits(held, demands, only_if, chains, near, back, _days(held.values(), force.moment))


def _days(held: Iterable[Held[Position]], moment: date | None) -> Mapping[str, int]:
    """The days of each position as bits, one for each run of days on which the same positions are in force."""
    held = tuple(held)
    if moment:
        return dict.fromkeys((h.row.id for h in held), 1)
    begins = {h.start or date.min for h in held} | {h.end + DAY for h in held if h.end and h.end < date.max}
    runs = sorted(begins)
    return {h.row.id: (1 << bisect_right(runs, h.end or date.max)) - (1 << bisect_left(runs, h.start or date.min)) for h in held}


def _circles(dataset: Dataset, waits: Waits) -> Iterator[Pair]:
    """Pairs on a shortest circle through each link: that shows every link on any circle, without listing all circles."""
    rings = set()
    for q in waits.back:
        for way in waits.ways(q, waits.near):
            if (way[-1], q) in waits.chains:
                first = way.index(min(way))
                rings.add((*way[first:], *way[:first]))
    for ring in sorted(rings):
        span = overlap(*(waits.held[id] for id in ring))
        for x, y in combinations(sorted(ring), 2) if span else ():
            if span and _between_two(waits.held[x], waits.held[y], (waits.held[id] for id in ring)):
                start = ring.index(x)
                circle = (*ring[start:], *ring[:start])
                steps, relations = waits.told((*circle, x))
                issue = dataset.by_id("demands")[waits.demands[y]].issue
                yield Pair("deadlock", waits.held[x], waits.held[y], steps, relations, issue, span, {"cycle": circle})


def _refusals(dataset: Dataset, graph: Entailments, waits: Waits, force: Force) -> Iterator[Pair]:
    """A position that waits for a refusal, or for another position that does."""
    refused = state(dataset, force.positions)
    for last in waits.held:
        ends = [end for e in waits.only_if[last] for end in graph.needed(e).values()]
        stops = [(end, r) for end in ends for r in refused.get(contra(end.steps[-1]), ()) if overlap(r, waits.held[last])]
        for way in waits.ways(last, waits.back) if stops else ():
            path = way[::-1]
            p = path[0]
            own = graph.needed(waits.demands[p]) if p != last else {}
            for end, r in stops:
                if end.steps[-1] in own:
                    continue  # what p itself asks for is refused: R1 and R2 say so without the detour
                on_it = [*(waits.held[id] for id in path), r]
                if (span := overlap(*on_it)) and _between_two(waits.held[p], r, on_it):
                    steps, relations = waits.told(path)
                    chain = (*steps, *end.steps, *reference(r.row))
                    issue = dataset.by_id("demands")[end.steps[-1]].issue
                    used = tuple(dict.fromkeys((*relations, *end.relations)))
                    yield Pair("deadlock", waits.held[p], r, chain, used, issue, span, {"cycle": (*path, r.row.id)})


def _between_two(x: Held[Position], y: Held[Position], on_it: Iterable[Held[Position]]) -> bool:
    """True where the two are of different holders, or nobody else is among those on the way."""
    return x.row.actor != y.row.actor or all(h.row.actor == x.row.actor for h in on_it)
