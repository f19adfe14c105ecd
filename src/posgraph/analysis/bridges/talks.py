"""The state of the talks on a day: who holds what, and what a change to it would raise between some of the actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from time import monotonic

from posgraph.analysis.bridges.change import Change, laid
from posgraph.analysis.clash import opposed
from posgraph.analysis.conflicts import SEARCHES
from posgraph.analysis.contrary import contrary_orders
from posgraph.analysis.force import Force, Held, in_force
from posgraph.analysis.pairs import AnyHeld, Pair
from posgraph.analysis.scale import apart
from posgraph.analysis.state import demand_of, state
from posgraph.graphs.entailments import entailments
from posgraph.model import Dataset, Position

Key = tuple[str, str, str]
"""A conflict: its rule and its two rows."""

Orders = frozenset[tuple[str, tuple[str, ...]]]
"""The preferences and the conditions in force: the id of each row, and what it waits for."""

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
        self._said = state(dataset, self.force.positions)
        self._of: defaultdict[tuple[str, int], list[tuple[str, Held[Position]]]] = defaultdict(list)
        for h in self.force.positions:
            if demand := demand_of(dataset, h.row.demand):
                self._of[h.row.actor, h.row.stance.sign].append((demand, h))
        self._contraries: dict[Orders, tuple[Pair, ...]] = {}
        self._before: dict[tuple[frozenset[str], bool], frozenset[Key]] = {}

    def row(self, id: str) -> AnyHeld:
        """The row in force of this id."""
        return self.positions.get(id) or self.preferences[id]

    def held(self, actor: str, sign: int) -> Sequence[tuple[str, Held[Position]]]:
        """What the actor is pro (+1) or contra (-1), with its position."""
        return self._of[actor, sign]

    def wants(self, actor: str, demand: str, gone: Collection[str] = ()) -> bool:
        """Whether the actor is pro the demand, or pro what entails it, in a position that is not gone."""
        return any(demand in self.graph.entailed(own) and h.row.id not in gone for own, h in self.held(actor, 1))

    def refuses(self, actor: str, demand: str) -> bool:
        """Whether the actor is contra the demand, or contra what it entails or requires."""
        return any(own in self.graph.needed(demand) for own, _ in self.held(actor, -1))

    def raises(self, change: Change, actors: frozenset[str], dataset: Dataset | None = None) -> bool:
        """Whether the change brings about a conflict among these actors, or within one of them.

        ``dataset`` has what the change speaks of where that is not on record. By R1 to R5 only a row that is new can clash. A
        scale, orders and waiting look at several rows at once: all that is in force is searched, orders and waiting only where
        the change touches them.
        """
        data, after = dataset or self.dataset, laid(self.force, change, self.moment)
        if self._clashes(data, after, change, actors) or not self._known(actors, orders=False).issuperset(
            self._apart(data, after, actors)
        ):
            return True
        return self._touches_orders(after) and not self._known(actors, orders=True).issuperset(self._ordered(data, after, actors))

    def still(self, change: Change, conflict: Key, actors: frozenset[str]) -> bool:
        """Whether a conflict over orders or waiting is left when the change is made."""
        return conflict in self._ordered(self.dataset, laid(self.force, change, self.moment), actors)

    def _known(self, actors: frozenset[str], *, orders: bool) -> frozenset[Key]:
        if (actors, orders) not in self._before:
            search = self._ordered if orders else self._apart
            self._before[actors, orders] = frozenset(search(self.dataset, self.force, actors))
        return self._before[actors, orders]

    def _clashes(self, dataset: Dataset, after: Force, change: Change, actors: frozenset[str]) -> bool:
        """R1 to R5: whether a new row of these actors clashes with another of theirs."""
        made, left, table = {p.id for p in change.positions}, {h.row.id for h in after.positions}, opposed(dataset)
        new = state(dataset, (h for h in after.positions if h.row.id in made))
        return any(
            len(new.get(y, ())) > (x == y) or any(h.row.actor in actors and h.row.id in left for h in self._said.get(y, ()))
            for x in new
            for y in table.get(x, ())
        )

    def _apart(self, dataset: Dataset, force: Force, actors: frozenset[str]) -> Iterator[Key]:
        """R6: what others hold has no bearing on it."""
        positions = tuple(h for h in force.positions if h.row.actor in actors)
        return (pair.key for pair in apart(dataset, replace(force, positions=positions, timeline=positions)))

    def _ordered(self, dataset: Dataset, force: Force, actors: frozenset[str]) -> Iterator[Key]:
        """R7 to R9: others may stand between two. R7 comes last, since it takes the longest."""
        searches = chain.from_iterable(SEARCHES[rules](dataset, force) for rules in OF_ORDERS)
        for pair in chain(searches, self._contrary(dataset, force)):
            if {pair.a.row.actor, pair.b.row.actor} <= actors:
                yield pair.key

    def _contrary(self, dataset: Dataset, force: Force) -> tuple[Pair, ...]:
        """R7, which follows from the orders and the conditions in force: many changes leave the same."""
        stated = _orders(force)
        if stated not in self._contraries:
            found = contrary_orders(dataset, force, max(self.deadline - monotonic(), 0.001))
            self.partial |= not found.complete
            self._contraries[stated] = found.pairs
        return self._contraries[stated]

    def _touches_orders(self, after: Force) -> bool:
        """Whether the change adds or takes away a preference or a condition."""
        return _orders(self.force) != _orders(after)


def _orders(force: Force) -> Orders:
    orders = ((h.row.id, ()) for h in force.preferences)
    return frozenset((*orders, *((h.row.id, h.row.only_if) for h in force.positions if h.row.only_if)))
