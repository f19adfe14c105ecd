"""What red lines can be kept together: the search for blockers, for concessions, and for the cheapest of these."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from time import monotonic
from types import TracebackType

from posgraph.analysis.clash import Literal, contra, pro
from posgraph.analysis.settlements.maxsat import maxsat
from posgraph.analysis.settlements.parts import Part
from posgraph.analysis.settlements.problem import Bond
from posgraph.analysis.settlements.solver import OutOfTime, Solver, negated


class Search:
    """What can be kept together of the red lines of one part. Use it in a ``with``."""

    def __init__(self, part: Part, deadline: float) -> None:
        self.part, self.deadline = part, deadline
        self.ids = tuple(line.id for line in part.lines)
        self._solver = Solver(part.demands, part.bonds, deadline=deadline)
        self._switch = {id: self._solver.switch(part.asks[id]) for id in self.ids}
        self._needs = [(id, [_sides(bond) for bond in part.asks[id]]) for id in self.ids]
        self._line = {switch: id for id, switch in self._switch.items()}
        self._solver.prefer(self._line)

    def __enter__(self) -> Search:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._solver.close()

    @property
    def hard(self) -> bool:
        """Whether the bonds contradict each other by themselves. Raises OutOfTime."""
        return self._solver.holds() is None

    def concessions(self) -> Iterator[frozenset[str]]:
        """Every minimal set of red lines without which the others can be kept: solve, grow, block. Raises OutOfTime."""
        fresh = self._solver.switch()
        while (kept := self._kept(fresh)) is not None:
            moved = self._rest(kept)
            yield moved
            self._solver.add((negated(fresh), *(self._switch[id] for id in sorted(moved))))

    def blockers(self) -> Iterator[frozenset[str]]:
        """Minimal sets of red lines that cannot be kept together, one after the other (Liffiton et al. 2016). Raises OutOfTime.

        A set not looked at yet is too much, then it holds one; or it can be kept, then one of the others must be in the next.
        """
        with Solver(self.ids, deadline=self.deadline) as known:
            known.prefer(pro(id) for id in self.ids)
            while (seed := known.holds()) is not None:
                kept = self._kept(*self._asked(seed))
                if kept is None:
                    members = self._shrunk()
                    yield members
                    known.add(contra(id) for id in sorted(members))
                else:
                    known.add(pro(id) for id in self.ids if id not in kept)

    def blocker(self, ids: Collection[str]) -> frozenset[str] | None:
        """A minimal set of those of these red lines that cannot be kept together, if there is one. Raises OutOfTime."""
        return self._shrunk() if self._kept(*self._asked(ids)) is None else None

    def needed(self, moved: Collection[str]) -> frozenset[str]:
        """A concession that is part of what is moved, where that is enough. Raises OutOfTime."""
        kept = self._kept(*self._asked(frozenset(self.ids).difference(moved)))
        assert kept is not None, "what is moved is enough"
        return self._rest(kept)

    def _asked(self, ids: Collection[str]) -> list[Literal]:
        return [self._switch[id] for id in self.ids if id in ids]

    def _rest(self, kept: frozenset[str]) -> frozenset[str]:
        """All others, once no more can be kept together with these."""
        while left := [id for id in self.ids if id not in kept]:
            one_more = self._solver.switch()
            self._solver.add((negated(one_more), *(self._switch[id] for id in left)))
            more = self._kept(one_more, *self._asked(kept))
            self._solver.add((negated(one_more),))
            if more is None:
                break
            kept = more
        return frozenset(left)

    def _kept(self, *asked: Literal) -> frozenset[str] | None:
        """All red lines that a settlement keeps in which these literals hold; None where there is none."""
        settlement = self._solver.holds(asked)
        if settlement is None:
            return None
        return frozenset(id for id, asked in self._needs if all(pros & settlement or cons - settlement for pros, cons in asked))

    def _shrunk(self) -> frozenset[str]:
        """A minimal part of what was just found to be too much."""
        members = self._solver.core()
        for switch in sorted(members):
            if switch in members and self._solver.holds(sorted(members - {switch})) is None:
                members = self._solver.core()
        return frozenset(self._line[switch] for switch in members)


def _sides(bond: Bond) -> tuple[frozenset[str], frozenset[str]]:
    """The demands of which one is in, or the demands of which one is out."""
    return frozenset(x.demand for x in bond.literals if x.sign > 0), frozenset(x.demand for x in bond.literals if x.sign < 0)


def cheapest_first(
    search: Search, known: Iterable[frozenset[str]], price: Mapping[str, int]
) -> Generator[frozenset[str], None, None]:
    """Concessions of a part that is not hard, the cheapest first, until there are no others. Raises OutOfTime.

    RC2 (Ignatiev, Morgado, Marques-Silva 2019) proposes the cheapest set that meets each blocker known so far; blockers that it
    leaves are added, until it leaves none. ``price`` is in whole numbers; of equals, any may come first.
    """
    from pysat.formula import WCNF

    number = {id: n for n, id in enumerate(search.ids, 1)}
    formula = WCNF()
    formula.extend([sorted(number[id] for id in members) for members in known])
    for id, n in number.items():
        if price[id]:
            formula.append([-n], weight=price[id])
    with maxsat(formula, search.deadline) as solver:
        while monotonic() < search.deadline:
            model = solver.compute(expect_interrupt=True)
            if model is None:
                break
            moved = {search.ids[n - 1] for n in model if 0 < n <= len(search.ids)}
            if missed := _blockers(search, moved):
                for members in missed:
                    solver.add_clause(sorted(number[id] for id in members))
            else:
                found = search.needed(moved)
                yield found
                solver.add_clause(sorted(-number[id] for id in found))
    if monotonic() >= search.deadline:
        raise OutOfTime


def _blockers(search: Search, moved: Iterable[str]) -> list[frozenset[str]]:
    """Blockers that are left when these are moved, no two of which share a red line, until none is left."""
    left = set(search.ids).difference(moved)
    found = []
    while members := search.blocker(left):
        found.append(members)
        left -= members
    return found
