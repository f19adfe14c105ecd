"""The state of the talks on a day: who holds what, and what a change to it would raise between some of the actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from time import monotonic

from posgraph.analysis.bridges.change import Change, laid
from posgraph.analysis.conflicts import SEARCHES
from posgraph.analysis.contrary import contrary_orders
from posgraph.analysis.force import Force, Held, in_force
from posgraph.analysis.pairs import AnyHeld
from posgraph.analysis.state import demand_of
from posgraph.graphs.entailments import entailments
from posgraph.model import Dataset, Position, SequencePreference

Key = tuple[str, str, str]
"""A conflict: its rule and its two rows."""

OF_ORDERS = (("refused-order",), ("deadlock",))
"""The searches that look at preferences and conditions only; R7 is the third one."""


class Talks:
    """A dataset and what is in force in it on a day. ``seconds`` bound the checks of orders; ``partial`` says if they did."""

    def __init__(self, dataset: Dataset, moment: date, seconds: float) -> None:
        self.dataset, self.moment = dataset, moment
        self.force = in_force(dataset, moment)
        self.graph = entailments(dataset)
        self.deadline = monotonic() + seconds
        self.partial = False
        self.positions = {h.row.id: h for h in self.force.positions}
        self.preferences = {h.row.id: h for h in self.force.preferences}
        self._of: defaultdict[str, list[Held[Position]]] = defaultdict(list)
        for h in self.force.positions:
            self._of[h.row.actor].append(h)
        self._before: dict[tuple[frozenset[str], bool], frozenset[Key]] = {}

    def row(self, id: str) -> AnyHeld:
        """The row in force of this id."""
        return self.positions.get(id) or self.preferences[id]

    def held(self, actor: str, sign: int) -> Iterator[tuple[str, Held[Position]]]:
        """What the actor is pro (+1) or contra (-1), with its position."""
        for h in self._of[actor]:
            if h.row.stance.sign == sign and (demand := demand_of(self.dataset, h.row.demand)):
                yield demand, h

    def wants(self, actor: str, demand: str, gone: Collection[str] = ()) -> bool:
        """Whether the actor is pro the demand, or pro what entails it, in a position that is not gone."""
        return any(demand in self.graph.entailed(own) and h.row.id not in gone for own, h in self.held(actor, 1))

    def refuses(self, actor: str, demand: str) -> bool:
        """Whether the actor is contra the demand, or contra what it entails or requires."""
        return any(own in self.graph.needed(demand) for own, _ in self.held(actor, -1))

    def raises(self, change: Change, actors: frozenset[str], dataset: Dataset | None = None) -> frozenset[Key]:
        """The conflicts among these actors, and within each of them, that the change brings about.

        They are found by the search that finds all conflicts, over what would be in force. ``dataset`` has what the change
        speaks of where that is not on record. Orders and waiting are searched again only where the change touches them.
        """
        data, after = dataset or self.dataset, laid(self.force, change, self.moment)
        new = self._pairwise(data, after, actors) - self._known(actors, orders=False)
        if new or not self._touches_orders(after):
            return new
        return self._ordered(data, after, actors) - self._known(actors, orders=True)

    def still(self, change: Change, conflict: Key, actors: frozenset[str]) -> bool:
        """Whether a conflict over orders or waiting is left when the change is made."""
        return conflict in self._ordered(self.dataset, laid(self.force, change, self.moment), actors)

    def _known(self, actors: frozenset[str], *, orders: bool) -> frozenset[Key]:
        if (actors, orders) not in self._before:
            search = self._ordered if orders else self._pairwise
            self._before[actors, orders] = search(self.dataset, self.force, actors)
        return self._before[actors, orders]

    def _pairwise(self, dataset: Dataset, force: Force, actors: frozenset[str]) -> frozenset[Key]:
        """R1 to R6: what others hold, and orders, have no bearing on them."""
        positions = tuple(h for h in force.positions if h.row.actor in actors)
        own = replace(force, positions=positions, timeline=positions)
        searches = (search for rules, search in SEARCHES.items() if rules not in OF_ORDERS)
        return frozenset(pair.key for search in searches for pair in search(dataset, own))

    def _ordered(self, dataset: Dataset, force: Force, actors: frozenset[str]) -> frozenset[Key]:
        """R7 to R9: others may stand between two."""
        contrary = contrary_orders(dataset, force, max(self.deadline - monotonic(), 0.001))
        self.partial |= not contrary.complete
        found = chain(*(SEARCHES[rules](dataset, force) for rules in OF_ORDERS), contrary.pairs)
        return frozenset(pair.key for pair in found if {pair.a.row.actor, pair.b.row.actor} <= actors)

    def _touches_orders(self, after: Force) -> bool:
        """Whether the change adds or takes away a preference or a condition."""
        return _orders(self.force) != _orders(after)


def _orders(force: Force) -> set[Position | SequencePreference]:
    return {h.row for h in force.preferences} | {h.row for h in force.positions if h.row.only_if}
