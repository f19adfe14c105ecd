"""The best deal by total satisfaction, by the least satisfied or by the Nash product, without the whole frontier.

The total is a sum, and the diagram gives the best sum at once (``Ways.top``). The other two are bounded by weighted sums: with
weights w that sum to W, the least satisfaction is at most Σ wᵢsᵢ / W, and the product of n satisfactions at most
(Σ wᵢsᵢ / n)ⁿ / Πwᵢ. Weights that make the bound low are found step by step, and on the way deals that come near it; then
branch and bound settles what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, prod
from time import monotonic

from posgraph.analysis.settlements.encoding import Point
from posgraph.analysis.settlements.maxsat import heaviest
from posgraph.analysis.settlements.scales import Measures
from posgraph.analysis.settlements.solver import OutOfTime
from posgraph.analysis.settlements.ways import Ways

ROUNDS = 40
"""Weighted sums that are tried for a low bound."""

UNIT = 10_000
"""What weights are rounded to parts of: more would not make the bound much lower."""

STRIDE = 4096
"""Branches, times parties, after which the clock is looked at: a branch takes as long as there are parties."""

Row = tuple[int, ...]
"""A weighted sum of satisfactions, and then each satisfaction."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best deal that was met; ``proven``: no settlement is better by the measure."""

    point: Point
    proven: bool


def best(found: Ways, measures: Measures, name: str, deadline: float) -> Found:
    """The settlement that is best by ``total``, ``least`` or ``nash``; what was met until ``deadline`` if it is not proven.

    Nash product: of satisfactions from 0, each party's worst case, which takes the place of the point of disagreement. A deal
    that is best by the least satisfied is such that no other is as good for each and better for some, if time allows.
    """
    if name == "total":
        return Found(found.top(measures.factors), proven=True)
    tried: list[tuple[Fraction, list[int], Point]] = []
    for weights, point in (_fair if name == "least" else _nash)(found, measures, deadline):
        satisfied = measures.satisfactions(point.values)
        tried.append((_bound(name, weights, satisfied), weights, point))
        if monotonic() >= deadline:
            break
    _, weights, _ = min(tried)
    point = max((point for *_, point in tried), key=lambda p: (measures.of(name, p.values), -p.price))
    n = len(weights)
    try:
        if name == "nash":
            branches = Branches(found, measures, weights, prod, lambda least: roof(least * prod(weights) * n**n, n))
            return Found(branches.better(point, [1] * n, deadline), proven=True)
        branches = Branches(found, measures, weights, min, lambda least: least * sum(weights))
        point = branches.better(point, None, deadline)
    except OutOfTime as cut:
        return Found(cut.args[0], proven=False)
    try:
        all_alike = Branches(found, measures, [1] * n, sum, lambda least: least)
        return Found(all_alike.better(point, measures.satisfactions(point.values), deadline), proven=True)
    except OutOfTime as cut:
        return Found(cut.args[0], proven=True)


def _bound(name: str, weights: Sequence[int], satisfied: Sequence[int]) -> Fraction:
    """No settlement is better by the measure than this, up to a factor that does not depend on the weights.

    With many parties the product is beyond any floating-point number.

    >>> _bound("nash", [1] * 80, [10**6] * 80) == (80 * 10**6) ** 80
    True
    """
    worth, n = sum(w * s for w, s in zip(weights, satisfied, strict=True)), len(weights)
    return Fraction(worth, sum(weights)) if name == "least" else Fraction(worth**n, prod(weights))


def _fair(found: Ways, measures: Measures, deadline: float) -> Iterator[tuple[list[int], Point]]:
    """Weights that grow for whom the deals so far leave behind (multiplicative weights: Freund and Schapire 1999)."""
    gained = [0.0] * len(measures.factors)
    for _ in range(ROUNDS):
        pull = [exp(-4 * (x - min(gained))) for x in gained]
        weights = [max(1, round(UNIT * x / sum(pull))) for x in pull]
        point = heaviest(found.encoding, measures.shares(weights), deadline) or found.top(measures.shares(weights))
        yield weights, point
        gained = [x + s / measures.one for x, s in zip(gained, measures.satisfactions(point.values), strict=True)]


def _nash(found: Ways, measures: Measures, deadline: float) -> Iterator[tuple[list[int], Point]]:
    """Weights 1 / s at the mean s of the deals so far: the slope of the product's logarithm (Frank and Wolfe 1956)."""
    mean = [1.0] * len(measures.factors)
    for n in range(ROUNDS // 2):
        weights = [max(1, round(UNIT / max(s, 0.001))) for s in mean]
        point = heaviest(found.encoding, measures.shares(weights), deadline) or found.top(measures.shares(weights))
        yield weights, point
        satisfied = (s / measures.one for s in measures.satisfactions(point.values))
        mean = [(n * x + s) / (n + 1) for x, s in zip(mean, satisfied, strict=True)]


class Branches:
    """Ways through all parts, one after the other.

    ``measure`` takes satisfactions, in units of 1 / ``measures.one``, to the number that is to be large; ``asks`` takes such a
    number to the least sum, under ``weights``, of any deal that reaches it.
    """

    def __init__(
        self,
        found: Ways,
        measures: Measures,
        weights: Sequence[int],
        measure: Callable[[Sequence[int]], int],
        asks: Callable[[int], int],
    ) -> None:
        self.found, self.measures, self.weights, self.measure, self.asks = found, measures, weights, measure, asks
        self.layers = [
            [[(arc.to, self._row(measures.shares(arc.values)), arc.price) for arc in arcs] for arcs in layer]
            for layers in found.parts
            for layer in layers
        ]
        size = range(len(weights) + 1)
        ahead: list[list[Row]] = [[(0,) * len(size)]]
        for layer in reversed(self.layers):
            after = ahead[-1]
            ahead.append([tuple(max(after[to][i] + row[i] for to, row, _ in arcs) for i in size) for arcs in layer])
        self.ahead = ahead[::-1]

    def better(self, point: Point, floor: Sequence[int] | None, deadline: float) -> Point:
        """The best deal that leaves nobody below ``floor`` (None: below what the measure itself asks), if one beats ``point``.

        Depth first, the most promising choice first. Raises OutOfTime with the best deal so far.
        """
        value = self.measure(self.measures.satisfactions(point.values))
        needed = self._needed(value + 1, floor)
        base, cost = self.found.start
        stack = [(0, 0, self._row(self.measures.satisfactions(base)), cost)]
        steps, stride = 0, max(1, STRIDE // len(self.weights))
        while stack:
            steps += 1
            if not steps % stride and monotonic() >= deadline:
                raise OutOfTime(point)
            depth, node, reached, paid = stack.pop()
            if depth == len(self.layers):
                if self.measure(reached[1:]) > value:
                    value = self.measure(reached[1:])
                    needed = self._needed(value + 1, floor)
                    point = self._point(reached[1:], paid)
                continue
            branches = []
            for to, row, price in self.layers[depth][node]:
                there = tuple(x + y for x, y in zip(reached, row, strict=True))
                hope = tuple(x + y for x, y in zip(there, self.ahead[depth + 1][to], strict=True))
                if all(x >= y for x, y in zip(hope, needed, strict=True)):
                    branches.append((hope[0], (depth + 1, to, there, paid + price)))
            stack.extend(branch for _, branch in sorted(branches))
        return point

    def _row(self, satisfied: Sequence[int]) -> Row:
        return (sum(w * s for w, s in zip(self.weights, satisfied, strict=True)), *satisfied)

    def _needed(self, least: int, floor: Sequence[int] | None) -> Row:
        return (self.asks(least), *(floor or [least] * len(self.weights)))

    def _point(self, satisfied: Sequence[int], price: int) -> Point:
        rows = zip(satisfied, self.measures.worst, self.measures.factors, self.found.start.values, strict=True)
        return Point(tuple(s // factor + worst if factor else base for s, worst, factor, base in rows), price)


def roof(number: int, degree: int) -> int:
    """The smallest whole number of which this power reaches the number.

    >>> roof(27, 3), roof(28, 3)
    (3, 4)
    """
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**degree < number else (low, middle)
    return low
