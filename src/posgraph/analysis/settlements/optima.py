"""The settlement that is best by one sum of weights: MaxSAT, exact (RC2: Ignatiev, Morgado, Marques-Silva 2019)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Timer
from time import monotonic

from posgraph.analysis.settlements.encoding import Encoding


@dataclass(frozen=True, slots=True)
class Optimum:
    """The largest worth of a settlement, or where time ran out a ``bound`` that none goes beyond.

    ``chosen`` are the variables that are true where it is reached, None where time ran out or, not ``feasible``, none exists.
    """

    bound: int
    chosen: frozenset[int] | None
    feasible: bool = True


def optimum(encoding: Encoding, weights: Mapping[int, int], deadline: float) -> Optimum:
    """The largest sum of the weights of true variables, over all that keeps the clauses. ``deadline`` is in monotonic seconds."""
    fixed = frozenset(v for v in encoding.fixed if v > 0)
    base = sum(weights.get(v, 0) for v in fixed)
    soft = {v: weights[v] for v in encoding.variables if weights.get(v)}
    most = base + sum(w for w in soft.values() if w > 0)
    if not encoding.feasible:
        return Optimum(most, None, feasible=False)
    if monotonic() >= deadline:
        return Optimum(most, None)
    from pysat.examples.rc2 import RC2Stratified
    from pysat.formula import WCNF

    formula = WCNF()
    formula.nv = max(encoding.variables, default=0)
    formula.extend([list(clause) for clause in encoding.clauses])
    for v, weight in soft.items():
        formula.append([v if weight > 0 else -v], weight=abs(weight))
    with RC2Stratified(formula, exhaust=True, minz=True) as solver:
        timer = Timer(min(max(0.0, deadline - monotonic()), 10**6), solver.interrupt)
        timer.daemon = True
        timer.start()
        try:
            model = solver.compute(expect_interrupt=True)
        finally:
            timer.cancel()
            timer.join()
        if model is None:
            cut = monotonic() >= deadline
            return Optimum(most - solver.cost if cut else most, None, feasible=cut)
        true = frozenset(x for x in model if x > 0)
        return Optimum(most - solver.cost, fixed.union(v for v in encoding.variables if v in true))
