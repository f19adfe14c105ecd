"""Branch and bound along the diagram: the best deal by a measure that a weighted sum of satisfactions bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic

from posgraph.analysis.settlements.encoding import Point
from posgraph.analysis.settlements.measures import Measures
from posgraph.analysis.settlements.solver import OutOfTime
from posgraph.analysis.settlements.ways import Ways

STRIDE = 4096
"""Branches after which the clock is looked at."""

Row = tuple[int, ...]
"""A weighted sum of satisfactions, and then each satisfaction."""


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
        steps = 0
        while stack:
            steps += 1
            if not steps % STRIDE and monotonic() >= deadline:
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
