"""What a finding hangs on: the single reports, relations and sources without any one of which it is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from posgraph.analysis.robustness.drops import Drop, Droppable
from posgraph.analysis.robustness.world import Question, World
from posgraph.analysis.settlements.solver import OutOfTime


class Hanging:
    """The worlds without this or that, each looked at once. ``complete`` is False once time was over.

    ``untried`` counts what was not left out for want of time: where it grows, more may end a finding than is told.
    """

    def __init__(self, asked: Question) -> None:
        self.asked = asked
        self.base = World(asked)
        self.droppable = Droppable(asked.dataset, self.base.force)
        self.complete = True
        self.untried = 0
        self._worlds: dict[frozenset[str], World] = {frozenset(): self.base}

    def without(self, ids: frozenset[str]) -> World:
        """The world without these."""
        return self._worlds.setdefault(ids, World(self.asked, ids, self.base))

    def on(self, proofs: Iterable[Iterable[str]], gone: Callable[[World], bool], *, single: bool = False) -> tuple[Drop, ...]:
        """What alone ends a finding, given what proves it: only what has a part in every proof can, and each is tried.

        A proof may name more than it needs; it may not name less. ``single``: reports and relations, but no sources.
        """
        drops = self.droppable.meeting(proofs)
        return self.tried((drop for drop in drops if not (single and drop.kind == "source")), gone)

    def tried(self, drops: Iterable[Drop], gone: Callable[[World], bool]) -> tuple[Drop, ...]:
        """Those of the drops that end a finding, as far as time allows."""
        return tuple(drop for drop in drops if self._ask(drop, gone))

    def survives(self, bands: Iterable[Drop], holds: Callable[[World], bool]) -> dict[str, bool]:
        """By band of confidence, whether a finding is left without the reports of that band; none told once time is over."""
        return {band.id: answer for band in bands if (answer := self._ask(band, holds)) is not None}

    def _ask(self, drop: Drop, question: Callable[[World], bool]) -> bool | None:
        try:
            return question(self.without(drop.ids))
        except OutOfTime:
            self.complete = False
            self.untried += 1
            return None
