"""Cheapest hitting sets where the cycles are too many to list: which preferences to withdraw so that no cycle of a knot is left.

The hitting set is implicit (Moreno-Centeno and Karp 2013): a MaxSAT solver (RC2: Ignatiev, Morgado, Marques-Silva 2019)
proposes the cheapest set that breaks each cycle known so far; cycles that it leaves are added, until it leaves none.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING

from posgraph.analysis.orders.knots import Knot

if TYPE_CHECKING:
    from pysat.examples.rc2 import RC2

GRACE = 0.5
"""Seconds beyond the deadline that may go into making the last answer smaller."""


class Hitting:
    """The hitting sets of one knot. Its preferences go by their numbers in the knot; ``price`` is in whole numbers.

    ``known`` are the sets found of which one member must be withdrawn. ``bound``: no hitting set costs less. ``cut``: time
    (``deadline``, in monotonic seconds) ran out.
    """

    def __init__(self, knot: Knot, price: Mapping[int, int], deadline: float) -> None:
        self.knot, self.price, self.deadline = knot, price, deadline
        self.known: dict[frozenset[int], None] = {}
        self.last: frozenset[int] = frozenset()
        self.bound = 0
        self.cut = False

    def cheapest_first(self) -> Generator[frozenset[int], None, None]:
        """Minimal hitting sets, the cheapest first.

        What is told is then blocked with all that contains it, so that the next optimum is minimal too; what costs nothing
        has no part in the optimum and is taken out of it where it is not needed.
        """
        from pysat.examples.rc2 import RC2
        from pysat.formula import WCNF

        self._left(())
        formula = WCNF()
        formula.extend([_clause(members) for members in self.known])
        for i, price in self.price.items():
            if price:
                formula.append([-i - 1], weight=price)
        with RC2(formula, minz=True, trim=5) as solver:  # smaller cores: a little slower as a rule, ten times faster at worst
            timer = Timer(max(0.0, self.deadline - monotonic()), self._stop, [solver])
            timer.daemon = True
            timer.start()
            try:
                while monotonic() < self.deadline and (model := solver.compute(expect_interrupt=True)):
                    self.bound = solver.cost
                    self.last = frozenset(variable - 1 for variable in model if variable > 0)
                    if missed := self._left(self.last):
                        for members in missed:
                            solver.add_clause(_clause(members))
                    else:
                        withdrawn = self._needed(self.last)
                        yield withdrawn
                        solver.add_clause([-i - 1 for i in withdrawn])
                self.cut |= monotonic() >= self.deadline
                self.bound = max(self.bound, solver.cost)
            finally:
                timer.cancel()
                timer.join()

    def greedy(self) -> frozenset[int]:
        """A hitting set, if not the cheapest: the last proposal, and the cheapest member of each cycle that it leaves."""
        withdrawn = set(self.last)
        while left := self._left(withdrawn):
            for members in left:
                if withdrawn.isdisjoint(members):
                    withdrawn.add(min(members, key=lambda i: (self.price[i], i)))
        for i in sorted(withdrawn, key=lambda i: (-self.price[i], i)):
            if monotonic() < self.deadline + GRACE and not self.knot.short_cycles(withdrawn - {i}):
                withdrawn.remove(i)
        return frozenset(withdrawn)

    def _stop(self, solver: RC2) -> None:
        self.cut = True
        solver.interrupt()

    def _left(self, withdrawn: Collection[int]) -> list[frozenset[int]]:
        """The preferences on cycles that are left; they are known from now on."""
        passed = ({arc.member for arc in cycle if arc.member is not None} for cycle in self.knot.short_cycles(withdrawn))
        found = dict.fromkeys(frozenset(members & self.price.keys()) for members in passed)
        self.known.update(found)
        return list(found)

    def _needed(self, withdrawn: frozenset[int]) -> frozenset[int]:
        """The set without what costs nothing and is not needed."""
        for i in sorted(i for i in withdrawn if not self.price[i]):
            if not self.knot.short_cycles(withdrawn - {i}):
                withdrawn -= {i}
        return withdrawn


def _clause(members: frozenset[int]) -> list[int]:
    return sorted(i + 1 for i in members)
