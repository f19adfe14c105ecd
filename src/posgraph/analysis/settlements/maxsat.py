"""The settlement that is best by one sum of weights: MaxSAT, exact (RC2: Ignatiev, Morgado, Marques-Silva 2019)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING

from posgraph.analysis.settlements.encoding import Encoding, Point

if TYPE_CHECKING:
    from pysat.examples.rc2 import RC2
    from pysat.formula import WCNF

A_DAY = 86400.0
"""Seconds; a timer cannot wait for ever."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The largest worth of a settlement, or where time ran out a ``bound`` that none goes beyond.

    ``chosen`` are the variables that are true where it is reached, None where time ran out or, not ``feasible``, none exists.
    """

    bound: int
    chosen: frozenset[int] | None
    feasible: bool = True


@contextmanager
def maxsat(formula: WCNF, deadline: float, adapt: bool = False) -> Iterator[RC2]:
    """RC2 over the formula, interrupted once ``deadline`` (monotonic seconds) has passed.

    Ask it with ``compute(expect_interrupt=True)``: None then means that there is no model, or that there was no time.
    """
    from pysat.examples.rc2 import RC2

    with RC2(formula, adapt=adapt) as solver:
        timer = Timer(min(max(0.0, deadline - monotonic()), A_DAY), solver.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield solver
        finally:
            timer.cancel()
            timer.join()


def optimum(encoding: Encoding, weights: Mapping[int, int], deadline: float) -> Optimum:
    """The largest sum of the weights of true variables, over all that keeps the clauses. ``deadline`` is in monotonic seconds."""
    tied = {abs(x) for clause in encoding.clauses for x in clause}
    sure = {v for v in encoding.fixed if v > 0} | {v for v in encoding.variables if v not in tied and weights.get(v, 0) > 0}
    soft = {v: weights[v] for v in sorted(tied) if weights.get(v)}
    most = sum(weights.get(v, 0) for v in sure) + sum(w for w in soft.values() if w > 0)
    if not encoding.feasible or monotonic() >= deadline:
        return Optimum(most, None, encoding.feasible)
    if not encoding.clauses:
        return Optimum(most, frozenset(sure))
    from pysat.formula import WCNF

    formula = WCNF()
    formula.extend([list(clause) for clause in encoding.clauses])
    for v, weight in soft.items():
        formula.append([v if weight > 0 else -v], weight=abs(weight))
    with maxsat(formula, deadline, adapt=True) as solver:  # options of one issue are told from other wishes: ten times faster
        model = solver.compute(expect_interrupt=True)
        if model is None:
            cut = monotonic() >= deadline
            return Optimum(most - (solver.cost if cut else 0), None, feasible=cut)
        return Optimum(most - solver.cost, frozenset(sure.union(tied.intersection(model))))


def heaviest(encoding: Encoding, weights: Sequence[int], deadline: float) -> Point | None:
    """The best settlement by the weighted sum of the parties' values; None where there is none, or time ran out.

    Demands that nobody values stay out where nothing needs them, one by one; of settlements as good it is any.
    """
    worth = {v: sum(w * x for w, x in zip(weights, row, strict=True)) for v, row in encoding.gains.items()}
    answer = optimum(encoding, worth, deadline)
    if answer.chosen is None:
        return None
    chosen = set(answer.chosen)
    for v in sorted(answer.chosen - encoding.gains.keys() - encoding.fixed, reverse=True):
        if all(any((abs(x) in chosen and abs(x) != v) == (x > 0) for x in clause) for clause in encoding.clauses):
            chosen.discard(v)
    rows = [encoding.gains[v] for v in chosen if v in encoding.gains]
    values = tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * len(encoding.parties)
    return Point(values, sum(map(encoding.price, chosen)))
