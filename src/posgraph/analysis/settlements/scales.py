"""The ends of each party's scale: its worst and its best case over all that could be settled at all."""

from __future__ import annotations

from math import inf

from posgraph.analysis.settlements.encoding import encode
from posgraph.analysis.settlements.optima import optimum
from posgraph.analysis.settlements.problem import PRECISION, Problem
from posgraph.analysis.settlements.results import Scale


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
