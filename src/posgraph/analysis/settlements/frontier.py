"""The deals that cannot be bettered for one party without loss to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import dist, inf
from time import monotonic

from posgraph.analysis.settlements.best import best
from posgraph.analysis.settlements.diagram import TooLarge
from posgraph.analysis.settlements.encoding import Encoding, Point, encode
from posgraph.analysis.settlements.maxsat import heaviest, optimum
from posgraph.analysis.settlements.problem import PRECISION, Problem
from posgraph.analysis.settlements.results import Best, Deal, Scale
from posgraph.analysis.settlements.scales import MEASURES, Measures
from posgraph.analysis.settlements.solver import OutOfTime
from posgraph.analysis.settlements.ways import Ways, ways

SHARE = 0.7
"""The part of the time that goes into the exact frontier; the rest is for single points of it, should that fail."""

GRACE = 0.3
"""Seconds beyond the deadline that may go into finding any settlement at all."""

ROUNDS = 1000
"""Weighted sums that are tried where the exact frontier is out of reach."""


@dataclass(frozen=True, slots=True)
class Frontier:
    """The Pareto frontier of the parties' satisfaction: deals sorted by total satisfaction, the highest first.

    ``count`` is the number of points found, of which ``deals`` has those within the limit. ``complete``: there are no others,
    and each deal is on the frontier; else no deal beats another, but others may be missing, or beat some. ``best`` has the
    best deal by each measure, empty where there is no deal.
    """

    deals: tuple[Deal, ...]
    count: int
    complete: bool
    best: Mapping[str, Best] = field(hash=False)


def frontier(problem: Problem, scales: Mapping[str, Scale], limit: int | None = None, deadline: float = inf) -> Frontier:
    """The exact frontier over all settlements that keep the red lines, one deal per point: fewest demands, then lesser ids.

    A deal is on it where no other satisfies some party more and none less. Dynamic programming over the decision diagram of
    the bonds (Bergman and Cire 2016), part by part, in whole numbers. With a ``limit``, the deals told are the best of each
    party, the best by total, by the least satisfied and by the Nash product, and then those that lie farthest from all told
    so far. Once ``deadline`` (monotonic seconds) has passed, the answer is what was found and not ``complete``.
    """
    measures = Measures(problem.parties, scales)
    encoding = encode(problem, problem.binding)
    begun = monotonic()
    until = deadline if deadline == inf else begun + SHARE * (deadline - begun)
    found: Ways | None = None
    try:
        found = ways(encoding, until)
        points = found.frontier(until) if found else []
        return _told(encoding, measures, points, limit, dict.fromkeys(MEASURES, True), complete=True)
    except (TooLarge, OutOfTime):
        deadline = max(deadline, monotonic() + GRACE)
    if not found and not optimum(encoding, {}, deadline).feasible:
        return Frontier((), 0, True, {})
    tops = {name: best(found, measures, name, (monotonic() + deadline) / 2) for name in MEASURES} if found else {}
    singles = list(_single(encoding, measures, deadline))
    points = _nondominated([*singles, *(top.point for top in tops.values())])
    proven = {name: top.proven for name, top in tops.items()} or {"total": bool(singles)}
    alone = len(problem.parties) == 1 and bool(singles)  # then the best by the total is all there is
    return _told(encoding, measures, points, limit, dict.fromkeys(MEASURES, True) if alone else proven, complete=alone)


def _told(
    encoding: Encoding, measures: Measures, points: list[Point], limit: int | None, proven: Mapping[str, bool], complete: bool
) -> Frontier:
    """The points as deals, as many as the limit allows."""
    parties = encoding.parties
    if not points:
        return Frontier((), 0, complete, {})
    points = sorted(points, key=lambda p: (-measures.of("total", p.values), p.price))
    tops = {name: max(points, key=lambda p: (measures.of(name, p.values), -p.price)) for name in MEASURES}
    ends = [max(points, key=lambda p: (p.values[i], measures.of("total", p.values), -p.price)) for i in range(len(parties))]
    kept = _spread(points, [*tops.values(), *ends], limit, measures)
    deals = []
    for number, point in enumerate(kept, 1):
        satisfied = [x / measures.one for x in measures.satisfactions(point.values)]
        values = [x / PRECISION for x in point.values]
        deals.append(
            Deal(
                f"d{number}",
                encoding.bought(point.price),
                dict(zip(parties, satisfied, strict=True)),
                dict(zip(parties, values, strict=True)),
            )
        )
    id_of = {point: deal.id for point, deal in zip(kept, deals, strict=True)}
    bests = {
        name: Best(id_of[point], measures.value(name, point.values), proven.get(name, False)) for name, point in tops.items()
    }
    return Frontier(tuple(deals), len(points), complete, bests)


def _spread(points: Sequence[Point], always: Sequence[Point], limit: int | None, measures: Measures) -> list[Point]:
    """As many points as the limit allows, in their order: those that are always told, then ever the one farthest from them."""
    if limit is None or len(points) <= limit:
        return list(points)
    place = [tuple(x / measures.one for x in measures.satisfactions(p.values)) for p in points]
    chosen = {points.index(p) for p in dict.fromkeys(always)}
    far = [min(dist(here, place[i]) for i in chosen) for here in place]
    while len(chosen) < limit:
        most = max(range(len(points)), key=lambda i: (far[i], -i))
        chosen.add(most)
        far = [min(d, dist(here, place[most])) for d, here in zip(far, place, strict=True)]
    return [points[i] for i in sorted(chosen)]


def _nondominated(points: Iterable[Point]) -> list[Point]:
    """Those that no other of these beats; of equal ones the cheapest."""
    cheapest: dict[tuple[int, ...], int] = {}
    for values, price in points:
        cheapest[values] = min(price, cheapest.get(values, price))
    kept: list[Point] = []
    for values in sorted(cheapest, reverse=True):
        if not any(all(x >= y for x, y in zip(other.values, values, strict=True)) for other in kept):
            kept.append(Point(values, cheapest[values]))
    return kept


def _single(encoding: Encoding, measures: Measures, deadline: float) -> Iterator[Point]:
    """Points of the frontier one by one, as the best by weighted sums of satisfactions; none if there is no settlement."""
    rounds = ROUNDS if len(encoding.parties) > 1 else 0
    for number, shares in enumerate(_weights(len(encoding.parties))):
        if number and (number > rounds or monotonic() >= deadline):
            return
        point = heaviest(encoding, measures.shares(shares), deadline)
        if point is None:
            return
        yield point


def _weights(parties: int) -> Iterator[list[int]]:
    """Shares of attention: all alike, each party first, then ever finer mixtures; nobody's is 0, so that no point is beaten."""
    yield [1] * parties
    for i in range(parties):
        yield [10**4 if i == j else 1 for j in range(parties)]
    for steps in range(2, 50):
        for shares in product(range(1, steps + 1), repeat=parties):
            if max(shares) == steps:
                yield list(shares)
