"""Who else loses by a trade: third actors that want, or refuse, what is given up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from posgraph.analysis.evidence import Evidence, shown
from posgraph.analysis.force import Force, Held
from posgraph.analysis.precedence import SYMMETRIC, Precedence, implied, precedence
from posgraph.analysis.state import demand_of
from posgraph.graphs.entailments import entailments
from posgraph.model import Dataset, SequencePreference


@dataclass(frozen=True, slots=True)
class Loser:
    """A third actor's row that says what row ``given`` says, or what says it too.

    ``via`` leads, where pro, from its demand to the one that is given up; where contra, from what is no longer refused to the
    consequence that it refuses.
    """

    actor: str
    given: str
    via: tuple[str, ...]
    relations: tuple[str, ...]
    position: Evidence

    def to_dict(self) -> dict[str, Any]:
        """As a member of ``losers``."""
        return {
            "actor": self.actor,
            "given": self.given,
            "via": list(self.via),
            "relations": list(self.relations),
            "position": self.position.to_dict(),
        }


class Bystanders:
    """All that is in force, to be asked who else says what a row says."""

    def __init__(self, dataset: Dataset, force: Force) -> None:
        self._dataset, self._graph = dataset, entailments(dataset)
        self._positions = {h.row.id: h for h in force.positions}
        self._preferences = {h.row.id: h for h in force.preferences}

    def of(self, given: Iterable[str], traders: frozenset[str]) -> tuple[Loser, ...]:
        """Those who lose when these rows are withdrawn, each row of theirs once with its shortest way; by actor, then id."""
        best: dict[str, Loser] = {}
        for id in sorted(given):
            for loser in self._losers(id):
                key = loser.position.position
                if loser.actor not in traders and (key not in best or len(loser.via) < len(best[key].via)):
                    best[key] = loser
        return tuple(sorted(best.values(), key=lambda loser: (loser.actor, loser.position.position)))

    def _losers(self, id: str) -> Iterator[Loser]:
        if (held := self._positions.get(id)) and (demand := demand_of(self._dataset, held.row.demand)):
            yield from self._of_demand(id, demand, held.row.stance.sign)
        elif preference := self._preferences.get(id):
            yield from self._of_order(id, preference)

    def _of_demand(self, id: str, demand: str, sign: int) -> Iterator[Loser]:
        """Pro it is who is pro what entails it; contra it is who is contra what it entails or requires."""
        for h in self._positions.values():
            if h.row.stance.sign != sign or (own := demand_of(self._dataset, h.row.demand)) is None:
                continue
            ways = self._graph.entailed(own) if sign > 0 else self._graph.needed(demand)
            if chain := ways.get(demand if sign > 0 else own):
                yield Loser(h.row.actor, id, chain.steps, chain.relations, shown(self._dataset, h))

    def _of_order(self, id: str, given: Held[SequencePreference]) -> Iterator[Loser]:
        """Who wants that order, or one that implies it; who refuses it, or one that it implies."""
        said, sign = self._merged(precedence(given.row)), given.row.stance.sign
        for h in self._preferences.values():
            own = self._merged(precedence(h.row))
            if h.row.stance.sign == sign and (said in implied(own) if sign > 0 else own in implied(said)):
                yield Loser(h.row.actor, id, (h.row.first, h.row.then), (), shown(self._dataset, h))

    def _merged(self, order: Precedence) -> Precedence:
        """The order with one name for steps that are the same."""
        first, then = (min(self._graph.same(step)) for step in (order.first, order.then))
        swapped = order.relation in SYMMETRIC and then < first
        return Precedence(*((then, order.relation, first) if swapped else (first, order.relation, then)))
