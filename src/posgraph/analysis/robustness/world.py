"""What is found where something is left out: computed anew, so that nothing has to be believed of how findings hang together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import chain
from time import monotonic

from posgraph.analysis.clash import clash_table
from posgraph.analysis.conflicts import SEARCHES
from posgraph.analysis.contrary import contrary_orders
from posgraph.analysis.dress import Asked
from posgraph.analysis.force import Force, imagined
from posgraph.analysis.orders.knots import knots
from posgraph.analysis.orders.statements import statements
from posgraph.analysis.pairs import Pair, join, shortest
from posgraph.analysis.settlements.problem import Bond, Problem, problem
from posgraph.analysis.settlements.solver import OutOfTime, Solver
from posgraph.analysis.state import state
from posgraph.model import Dataset, Position, SequencePreference

Key = tuple[str, str, str]
"""A conflict: the rule and the two rows, sorted."""

Dispute = tuple[tuple[str, ...], str]
"""Who is at odds (sorted), and on which issue."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked of each world: the same day, actors, issues and parties. ``deadline`` is in monotonic seconds.

    The parties are fixed: to leave a report out does not change whose consent is needed. ``orders``: whether conflicts over
    orders (R7) are looked at; they are left aside where there are too many contradictions to find all of them.
    """

    dataset: Dataset
    moment: date
    actors: frozenset[str]
    issues: frozenset[str]
    parties: tuple[str, ...]
    deadline: float
    orders: bool = True

    def check(self) -> None:
        """Raise OutOfTime once the deadline has passed."""
        if monotonic() >= self.deadline:
            raise OutOfTime


@dataclass(frozen=True, eq=False)
class World:
    """The day with some rows and relations left out, ``gone``. Everything raises OutOfTime once time is over.

    ``base`` is the day as it is, for what is not touched by what is gone.
    """

    asked: Question
    gone: frozenset[str] = frozenset()
    base: World | None = None

    @cached_property
    def _imagined(self) -> tuple[Dataset, Force]:
        if self.gone:
            self.asked.check()
        return imagined(self.asked.dataset, self.asked.moment, False, self.gone)

    @property
    def dataset(self) -> Dataset:
        """The dataset without the relations that are gone."""
        return self._imagined[0]

    @property
    def force(self) -> Force:
        """What is in force without the rows that are gone."""
        return self._imagined[1]

    @cached_property
    def conflicts(self) -> dict[Key, Pair]:
        """The conflicts that are left."""
        data, force = self._imagined
        limits = Asked(self.asked.actors, self.asked.issues, within=False, limit=None)
        issue_of = {d.id: d.issue for d in data.demands}
        others = chain.from_iterable(seek(data, force) for seek in SEARCHES.values())
        found = chain(join(state(data, force.positions), clash_table(data)), others)
        if self.asked.orders:
            found = chain(found, self._contrary)
        return {pair.key: pair for pair in shortest(pair for pair in found if limits.keeps(pair, issue_of))}

    @cached_property
    def _contrary(self) -> tuple[Pair, ...]:
        """The conflicts over orders: as before, where no order, no condition and no relation is gone."""
        positions = self.asked.dataset.by_id("positions")
        if self.base and all(id in positions and not positions[id].only_if for id in self.gone):
            return self.base._contrary
        contrary = contrary_orders(self.dataset, self.force, self.asked.deadline - monotonic())
        if not contrary.complete:
            raise OutOfTime
        return contrary.pairs

    @cached_property
    def disputes(self) -> frozenset[Dispute]:
        """Who is still at odds with whom on what."""
        return frozenset(between(pair) for pair in self.conflicts.values())

    @cached_property
    def consistent(self) -> bool:
        """Whether one order of the steps suits all."""
        return not knots(statements(self.dataset, self.force, self._keeps))

    def _keeps(self, row: SequencePreference | Position, steps: Iterable[str]) -> bool:
        actors, issues, demands = self.asked.actors, self.asked.issues, self.dataset.by_id("demands")
        mine = not actors or row.actor in actors
        return mine and (not issues or any(step in demands and demands[step].issue in issues for step in steps))

    @cached_property
    def problem(self) -> Problem:
        """What a settlement must keep."""
        return problem(self.dataset, self.force, self.asked.parties, self.asked.issues)

    @cached_property
    def feasible(self) -> bool:
        """Whether a deal exists that keeps every red line."""
        return self.allows(self.problem.binding)

    def blocks(self, members: Iterable[str]) -> bool:
        """Whether no deal keeps just these red lines; not where one of them is gone or binds no more."""
        lines = {line.id: line for line in self.problem.red_lines}
        ids = frozenset(members)
        if not ids <= lines.keys():
            return False
        return not self.allows((*self.problem.bonds, *(bond for id in sorted(ids) for bond in lines[id].bonds)))

    def allows(self, bonds: Iterable[Bond]) -> bool:
        """Whether some set of demands keeps these bonds."""
        kept = tuple(bonds)
        demands = sorted({x.demand for bond in kept for x in bond.literals})
        self.asked.check()
        with Solver(demands, kept, deadline=self.asked.deadline) as solver:
            return solver.holds() is not None

    def firm(self, ids: frozenset[str]) -> bool:
        """Whether a deal exists if these positions, too, are red lines."""
        said = tuple(replace(h, row=replace(h.row, firmness=1.0)) if h.row.id in ids else h for h in self.force.positions)
        firmer = problem(self.dataset, replace(self.force, positions=said), self.asked.parties, self.asked.issues)
        return self.allows(firmer.binding)


def between(pair: Pair) -> Dispute:
    """The dispute that a conflict is part of."""
    return tuple(sorted({pair.a.row.actor, pair.b.row.actor})), pair.issue
