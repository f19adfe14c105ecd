"""All settlements of a problem, as diagrams of its independent parts, and what is best among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from time import monotonic

from posgraph.analysis.settlements.diagram import Layer, diagram
from posgraph.analysis.settlements.encoding import Encoding, Point
from posgraph.analysis.settlements.pareto import Packing
from posgraph.analysis.settlements.solver import OutOfTime


@dataclass(frozen=True)
class Ways:
    """The settlements of ``encoding``; each takes one way through every one of ``parts``."""

    encoding: Encoding
    parts: tuple[list[Layer], ...]

    @property
    def start(self) -> Point:
        """What is settled anyway."""
        return Point(self.encoding.base, sum(self.encoding.price(v) for v in self.encoding.fixed if v > 0))

    def top(self, weights: Sequence[int]) -> Point:
        """A settlement with the largest weighted sum of values; of those the one with fewest demands, then by ids.

        >>> Ways(Encoding(("n",), ("a", "b"), (), {1: (2,)}, frozenset({-2}), ()), ()).top([1])
        Point(values=(0,), price=0)
        """
        values, price = self.start
        for layers in self.parts:
            ahead: list[tuple[int, int, tuple[int, ...]]] = [(0, 0, (0,) * len(values))]  # worth, −price, values
            for layer in reversed(layers):
                ahead = [
                    max(
                        (
                            ahead[to][0] + sum(w * x for w, x in zip(weights, more, strict=True)),
                            ahead[to][1] - cost,
                            tuple(x + y for x, y in zip(ahead[to][2], more, strict=True)),
                        )
                        for to, more, cost in arcs
                    )
                    for arcs in layer
                ]
            values = tuple(x + y for x, y in zip(values, ahead[0][2], strict=True))
            price -= ahead[0][1]
        return Point(values, price)

    def frontier(self, deadline: float) -> list[Point]:
        """Every point that no settlement beats, each with its cheapest settlement. Raises OutOfTime.

        The frontier of a part is found layer by layer: at each node only what no other way to it beats goes on. Frontiers of
        parts are added, the smallest first.
        """
        size = len(self.encoding.parties)
        rows = list(self.encoding.gains.values())
        unit = [gcd(*(row[i] for row in rows)) or 1 for i in range(size)]
        most = [sum(abs(row[i]) for row in rows) // unit[i] for i in range(size)]
        packing = Packing(size, max(most, default=0).bit_length() + 3)
        fronts = sorted((_front(layers, packing, unit, most, deadline) for layers in self.parts), key=len)
        zero = packing.pack(most)
        found = {zero: 0}
        for front in fronts:
            sums: dict[int, int] = {}
            for point, price in front.items():
                _add(found, point - zero, price, sums)
                if monotonic() >= deadline:
                    raise OutOfTime
            found = packing.front(sums, deadline)
        base, cost = self.start
        return [
            Point(
                tuple((x - m) * u + b for x, m, u, b in zip(packing.unpack(point), most, unit, base, strict=True)), price + cost
            )
            for point, price in found.items()
        ]


def ways(encoding: Encoding, deadline: float) -> Ways | None:
    """The settlements, or None where there is none. Raises TooLarge."""
    if not encoding.feasible:
        return None
    parts = []
    for part in encoding.parts():
        layers = diagram(encoding, part, deadline)
        if not layers:
            return None
        parts.append(layers)
    return Ways(encoding, tuple(parts))


def _front(layers: list[Layer], packing: Packing, unit: list[int], most: list[int], deadline: float) -> dict[int, int]:
    """The frontier of a part: packed values in units, shifted up by ``most`` so that none falls below 0, with their prices."""
    labels: list[dict[int, int]] = [{packing.pack(most): 0}]
    for layer in layers:
        following: list[dict[int, int]] = [{} for _ in range(1 + max(arc.to for arcs in layer for arc in arcs))]
        for reached, arcs in zip(labels, layer, strict=True):
            for to, values, cost in arcs:
                _add(reached, packing.pack(x // u for x, u in zip(values, unit, strict=True)), cost, following[to])
        labels = [packing.front(points, deadline) for points in following]
    return labels[0]


def _add(points: Mapping[int, int], step: int, cost: int, into: dict[int, int]) -> None:
    """Each point moved by a step at a cost; of equal points the cheapest is kept."""
    for point, price in points.items():
        if into.setdefault(point + step, price + cost) > price + cost:
            into[point + step] = price + cost
