"""Settlements sought by a SAT solver: demands are its variables, bonds its clauses."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from time import monotonic
from types import TracebackType

from posgraph.analysis.clash import Literal, contra, pro
from posgraph.analysis.settlements.problem import Bond

STRIDE = 2000
"""Conflicts after which the clock is looked at: some milliseconds."""


class OutOfTime(Exception):
    """The deadline passed before the solver could say yes or no."""


class Solver:
    """Settlements of these demands that keep these bonds. Close it, or use it in a ``with``.

    ``deadline`` is in seconds of time.monotonic(); once it has passed :class:`OutOfTime` is raised instead of an answer. The
    same questions in the same order get the same answers: a demand that need not be in a settlement is left out by
    preference. What binds only at times is put behind a ``switch``.

    >>> truce = Bond((contra("vote"), pro("truce")), "requires", "order")
    >>> with Solver(["truce", "vote"], [truce]) as s:
    ...     refused = s.switch([Bond((contra("truce"),), "red-line", "order")])
    ...     print(sorted(s.holds([pro("vote")])), s.holds([pro("vote"), refused]))
    ...     print(s.core() == {pro("vote"), refused})
    ['truce', 'vote'] None
    True
    """

    def __init__(self, demands: Iterable[str], bonds: Iterable[Bond] = (), *, deadline: float = inf) -> None:
        from pysat.solvers import Minisat22

        self.deadline = deadline
        self._solver = Minisat22()
        self._names = list(dict.fromkeys(demands))
        self._number = {name: n for n, name in enumerate(self._names, 1)}
        self._demands = len(self._names)
        self.prefer(contra(demand) for demand in self._number)
        for bond in bonds:
            self.add(bond.literals)

    def __enter__(self) -> Solver:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Free the memory of the solver."""
        self._solver.delete()

    def add(self, literals: Iterable[Literal]) -> None:
        """At least one of these (demands, switches) holds, from now on."""
        self._solver.add_clause([self._signed(x) for x in literals])

    def switch(self, bonds: Iterable[Bond] = ()) -> Literal:
        """A new literal: these bonds bind where it is among the literals asked for."""
        name = f"switch {len(self._names) + 1}"
        self._names.append(name)
        self._number[name] = len(self._names)
        for bond in bonds:
            self.add((contra(name), *bond.literals))
        return pro(name)

    def prefer(self, literals: Iterable[Literal]) -> None:
        """What to try first, of models that are as good; it binds nothing."""
        self._solver.set_phases([self._signed(x) for x in literals])

    def holds(self, literals: Iterable[Literal] = ()) -> frozenset[str] | None:
        """The demands of a settlement in which all these literals hold, or None where there is none."""
        asked = [self._signed(x) for x in literals]
        while monotonic() < self.deadline:
            self._solver.conf_budget(STRIDE if self.deadline < inf else -1)
            answer = self._solver.solve_limited(assumptions=asked)
            if answer is not None:
                model = self._solver.get_model() if answer else None
                return None if model is None else frozenset(self._names[n - 1] for n in model[: self._demands] if n > 0)
        raise OutOfTime

    def core(self) -> frozenset[Literal]:
        """After a None: some of the literals asked for that cannot hold together, if not always the fewest."""
        return frozenset(self._literal(n) for n in self._solver.get_core() or ())

    def _signed(self, literal: Literal) -> int:
        return self._number[literal.demand] * literal.sign

    def _literal(self, number: int) -> Literal:
        return Literal(self._names[abs(number) - 1], 1 if number > 0 else -1)


def negated(literal: Literal) -> Literal:
    """The opposite literal."""
    return Literal(literal.demand, -literal.sign)
