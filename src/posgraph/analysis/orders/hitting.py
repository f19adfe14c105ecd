"""Cheapest hitting sets: which preferences to withdraw so that no cycle of a knot is left.

Contradictions and concessions are each other's minimal hitting sets (Reiter 1987). The hitting set is implicit (Moreno-Centeno
and Karp 2013): a MaxSAT solver (RC2: Ignatiev, Morgado, Marques-Silva 2019) proposes the cheapest set that breaks each cycle
known so far; cycles that it leaves are added, until it leaves none.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from fractions import Fraction
from math import lcm
from threading import Timer
from time import monotonic

from posgraph.analysis.orders.knots import Knot


class Hitting:
    """The hitting sets of one knot. Its preferences go by their numbers in the knot; ``costs`` are exact.

    ``clauses`` are the sets known of which one member must be withdrawn. ``bound``: no hitting set costs less. ``cut``: time
    (``deadline``, in monotonic seconds) ran out. ``scale``: costs are multiplied by it, since the solver takes whole numbers.
    """

    def __init__(self, knot: Knot, costs: Mapping[int, Fraction], deadline: float) -> None:
        self.knot, self.costs, self.deadline = knot, costs, deadline
        self.scale = lcm(*(price.denominator for price in costs.values()))
        self.clauses: dict[frozenset[int], None] = {}
        self.last: frozenset[int] = frozenset()
        self.bound = Fraction(0)
        self.cut = False

    def cheapest_first(self, *, checked: bool) -> Generator[frozenset[int], None, None]:
        """Minimal hitting sets, the cheapest first, of equals the smaller; with ``checked`` no other cycles are looked for.

        Weights are cost × scale × (n + 1) + 1: none is zero, which the solver would drop, and size breaks ties. So each set is
        minimal: a part of it would have come before, and then the whole would be blocked.
        """
        from pysat.examples.rc2 import RC2
        from pysat.formula import WCNF

        if not checked:
            self._left(())
        more = len(self.costs) + 1
        formula = WCNF()
        formula.extend([_clause(members) for members in self.clauses])
        for i, price in self.costs.items():
            formula.append([-i - 1], weight=int(price * self.scale) * more + 1)
        with RC2(formula) as solver:
            timer = Timer(max(0.0, self.deadline - monotonic()), solver.interrupt)
            timer.daemon = True
            timer.start()
            try:
                while monotonic() < self.deadline and (model := solver.compute(expect_interrupt=True)):
                    self.last = frozenset(variable - 1 for variable in model if variable > 0)
                    self.bound = Fraction(solver.cost // more, self.scale)
                    if not checked and (missed := self._left(self.last)):
                        for members in missed:
                            solver.add_clause(_clause(members))
                        continue
                    yield self.last
                    solver.add_clause([-i - 1 for i in self.last])
                self.cut = monotonic() >= self.deadline
                self.bound = max(self.bound, Fraction(solver.cost // more, self.scale))
            finally:
                timer.cancel()
                timer.join()

    def greedy(self) -> frozenset[int]:
        """A hitting set, if not the cheapest: the last proposal, and the cheapest member of each cycle that it leaves."""
        withdrawn = set(self.last)
        while left := self._left(withdrawn):
            for members in left:
                if withdrawn.isdisjoint(members):
                    withdrawn.add(min(members, key=lambda i: (self.costs[i], i)))
        for i in sorted(withdrawn, key=lambda i: (-self.costs[i], i)):
            if monotonic() < self.deadline + GRACE and not self.knot.short_cycles(withdrawn - {i}):
                withdrawn.remove(i)
        return frozenset(withdrawn)

    def _left(self, withdrawn: Collection[int]) -> list[frozenset[int]]:
        """The preferences on cycles that are left; they become clauses."""
        cycles = self.knot.short_cycles(withdrawn)
        passed = ({arc.member for arc in cycle if arc.member is not None} for cycle in cycles)
        found = dict.fromkeys(frozenset(members & self.costs.keys()) for members in passed)
        self.clauses.update(found)
        return list(found)


GRACE = 0.5
"""Seconds beyond the deadline that may go into making the last answer smaller."""


def _clause(members: frozenset[int]) -> list[int]:
    return sorted(i + 1 for i in members)
