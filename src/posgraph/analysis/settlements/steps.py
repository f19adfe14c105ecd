"""The steps of a deal: whether what the parties want done first, of what the deal holds, can be put in one order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from time import monotonic

from posgraph.analysis.force import Force
from posgraph.analysis.orders.contradictions import MOST, every_contradiction
from posgraph.analysis.orders.knots import knots
from posgraph.analysis.orders.statements import statements
from posgraph.analysis.settlements.problem import Problem
from posgraph.analysis.settlements.results import Steps
from posgraph.graphs.entailments import entailments
from posgraph.model import Position, SequencePreference


class Ordering:
    """The orders that the parties want, asked of one deal after the other.

    An order of two steps counts for a deal unless one of its steps is left out: a demand that some party speaks of, or that
    brings such a one with it, and this is not in the deal. Steps that no party holds a position on (a signature, a vote) are not
    for the deal to decide and count as taken. Orders of actors whose consent is not needed do not count, nor do those without a
    step on ``issues`` (none: all).
    """

    def __init__(
        self, problem: Problem, force: Force, deadline: float, issues: frozenset[str] = frozenset(), limit: int = MOST
    ) -> None:
        self._problem, self._force, self._deadline, self._limit = problem, force, deadline, limit
        self._issues, self._issue_of = issues, {d.id: d.issue for d in problem.dataset.demands}
        spoken, graph = {d for wish in problem.wishes for d in wish.demands}, entailments(problem.dataset)
        steps = {s for h in force.preferences for s in (h.row.first, h.row.then)}
        steps |= {s for h in force.positions if h.row.only_if for s in (h.row.demand, *h.row.only_if)}
        self._needs = {step: spoken.intersection(graph.needed(step)) for step in steps}
        self._known: dict[frozenset[str], Steps] = {}
        self.complete = True

    def of(self, settlement: Collection[str]) -> Steps:
        """The verdict on a set of demands."""
        within = frozenset(settlement)
        out = frozenset(step for step, needs in self._needs.items() if not needs <= within)
        if out not in self._known:
            self._known[out] = self._verdict(out)
        return self._known[out]

    def _verdict(self, out: frozenset[str]) -> Steps:
        parties = frozenset(self._problem.parties)

        def keep(row: SequencePreference | Position, steps: Iterable[str]) -> bool:
            about = not self._issues or any(self._issue_of.get(step) in self._issues for step in steps)
            return about and row.actor in parties and out.isdisjoint(steps)

        tangled = knots(statements(self._problem.dataset, self._force, keep))
        found, complete = every_contradiction(tangled, self._limit, max(self._deadline, monotonic() + 0.05))
        self.complete &= complete
        return Steps(not found, tuple(c.members for c in found))
