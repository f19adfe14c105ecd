"""How good a deal is for all: by the total satisfaction, by the least satisfied, by the Nash product. Compared exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm, prod

from posgraph.analysis.settlements.problem import whole
from posgraph.analysis.settlements.results import Scale

MEASURES = ("total", "least", "nash")


class Measures:
    """The measures over values in units of 1 / PRECISION, each party's on its scale.

    Satisfactions are whole numbers of 1 / ``one``. Whom nothing can satisfy more or less has satisfaction 1, and no part in
    the Nash product.
    """

    def __init__(self, parties: Sequence[str], scales: Mapping[str, Scale]) -> None:
        self.worst = [whole(scales[actor].worst) for actor in parties]
        self.span = [whole(scales[actor].best) - low for actor, low in zip(parties, self.worst, strict=True)]
        self.one = lcm(*(span for span in self.span if span))
        self.factors = [self.one // span if span else 0 for span in self.span]

    def shares(self, values: Sequence[int]) -> list[int]:
        """What values add to satisfactions, in units of 1 / ``one``."""
        return [value * factor for value, factor in zip(values, self.factors, strict=True)]

    def satisfactions(self, values: Sequence[int]) -> list[int]:
        """Of each party, in units of 1 / ``one``."""
        rows = zip(values, self.worst, self.factors, strict=True)
        return [(value - low) * factor if factor else self.one for value, low, factor in rows]

    def of(self, name: str, values: Sequence[int]) -> int:
        """The measure of this name; the units differ from measure to measure."""
        found = self.satisfactions(values)
        return sum(found) if name == "total" else min(found, default=self.one) if name == "least" else prod(found)

    def value(self, name: str, values: Sequence[int]) -> float:
        """The same as a plain number: 0 … the number of parties for the total, 0 … 1 for the others."""
        return self.of(name, values) / (self.one ** len(values) if name == "nash" else self.one)
