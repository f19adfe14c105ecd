"""Why it cannot be: a few bonds that do not let some others hold, none of them to spare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from posgraph.analysis.clash import Literal
from posgraph.analysis.settlements.problem import Bond
from posgraph.analysis.settlements.solver import Solver, negated

Ground = frozenset[int]
"""The numbers of the bonds that something rests on."""


class Reasons:
    """The bonds of a part, looked up by what they speak of."""

    def __init__(self, bonds: Sequence[Bond]) -> None:
        self.bonds = tuple(bonds)
        self._touched: defaultdict[Literal, list[int]] = defaultdict(list)
        for n, bond in enumerate(self.bonds):
            for x in bond.literals:
                self._touched[negated(x)].append(n)

    def why_not(self, asked: Sequence[Bond], deadline: float) -> tuple[Bond, ...]:
        """A minimal set of bonds that cannot be kept together with all that is asked, in their order.

        Where steps from what is asked lead to a contradiction it is found by the fewest rounds of them, so that chains are
        short. Raises OutOfTime; all bonds together must contradict what is asked.
        """
        near = self._nearest(asked)
        chosen = sorted(range(len(self.bonds)) if near is None else near)
        demands = sorted({x.demand for bond in (*asked, *(self.bonds[n] for n in chosen)) for x in bond.literals})
        with Solver(demands, asked, deadline=deadline) as solver:
            switch = {n: solver.switch([self.bonds[n]]) for n in chosen}
            number = {x: n for n, x in switch.items()}
            needed = set(chosen)
            for n in chosen:
                if n in needed and solver.holds(switch[m] for m in sorted(needed - {n})) is None:
                    needed = {number[x] for x in solver.core()}
        return tuple(self.bonds[n] for n in sorted(needed))

    def _nearest(self, asked: Iterable[Bond]) -> Ground | None:
        """What a first contradiction rests on that comes by steps, where all but one literal of a bond is ruled out; or None.

        Every round takes all steps that are possible after the one before; each literal rests on as few bonds as it can.
        """
        known: dict[Literal, Ground] = {}
        clauses = [(bond.literals, Ground()) for bond in asked]
        clauses += [(bond.literals, Ground({n})) for n, bond in enumerate(self.bonds) if len(bond.literals) == 1]
        while clauses:
            fresh: dict[Literal, Ground] = {}
            clashes: list[Ground] = []
            for literals, ground in clauses:
                open_ = [x for x in literals if negated(x) not in known]
                if len(open_) > 1 or any(x in known for x in open_):
                    continue
                rests = ground.union(*(known[negated(x)] for x in literals if x not in open_))
                if not open_:
                    clashes.append(rests)
                elif open_[0] not in fresh or _rank(rests) < _rank(fresh[open_[0]]):
                    fresh[open_[0]] = rests
            clashes += [rests | fresh[negated(x)] for x, rests in fresh.items() if negated(x) in fresh]
            if clashes:
                return min(clashes, key=_rank)
            known |= fresh
            numbers = sorted({n for x in fresh for n in self._touched[x]})
            clauses = [(bond.literals, Ground()) for bond in asked if fresh and len(bond.literals) > 1]
            clauses += [(self.bonds[n].literals, Ground({n})) for n in numbers]
        return None


def _rank(ground: Ground) -> tuple[int, list[int]]:
    return len(ground), sorted(ground)
