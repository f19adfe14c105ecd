"""The scale of each party, from its worst to its best case, and how good a deal is for all on these scales.

The measures are the total satisfaction, that of the least satisfied, and the Nash product; they are compared exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, lcm, prod

from posgraph.analysis.settlements.encoding import encode
from posgraph.analysis.settlements.maxsat import optimum
from posgraph.analysis.settlements.problem import PRECISION, Problem, whole
from posgraph.analysis.settlements.results import Scale

MEASURES = ("total", "least", "nash")


def scales(problem: Problem, deadline: float = inf) -> dict[str, Scale]:
    """By party, the least and the most that a settlement can be worth to it, Σ salience × polarity, red lines left aside.

    Exact, by MaxSAT over whole numbers (weights × PRECISION). Once ``deadline`` (monotonic seconds) has passed, an end that is
    not known yet is a safe one: no settlement lies beyond it, and the scale is not ``proven``. Where the bonds contradict each
    other nothing can be settled, and the ends are those of the wishes alone.

    >>> from datetime import date
    >>> from posgraph.analysis.force import in_force
    >>> from posgraph.analysis.settlements.problem import problem
    >>> from posgraph.model import Dataset, Demand, Position
    >>> from posgraph.stance import Stance
    >>> rows = [("p1", "north", "vote", "demands", 0.8), ("p2", "north", "truce", "rejects", 0.5)]
    >>> held = tuple(Position(id=i, actor=a, demand=d, stance=Stance(s), salience=w) for i, a, d, s, w in rows)
    >>> demands = tuple(Demand(id=id, issue="i", label=id) for id in ("truce", "vote"))
    >>> d = Dataset(id="toy", demands=demands, positions=held)
    >>> scales(problem(d, in_force(d, date(2025, 1, 1)), ["north"]))
    {'north': Scale(worst=-0.5, best=0.8, proven=True)}
    """
    encoding = encode(problem, problem.bonds)
    found = {}
    for i, actor in enumerate(problem.parties):
        gains = {v: row[i] for v, row in encoding.gains.items() if row[i]}
        high = optimum(encoding, gains, deadline)
        low = optimum(encoding, {v: -gain for v, gain in gains.items()}, deadline)
        proven = high.chosen is not None and low.chosen is not None
        found[actor] = Scale(-low.bound / PRECISION, high.bound / PRECISION, proven)
    return found


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
