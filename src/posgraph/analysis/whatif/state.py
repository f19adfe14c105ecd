"""How things stand on one day: what clashes, which orders contradict each other, what blocks a deal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isclose
from time import monotonic
from typing import Any

from posgraph.analysis.conflicts import conflicts
from posgraph.analysis.evidence import Evidence, shown
from posgraph.analysis.force import imagined
from posgraph.analysis.orders import Contradiction, Orders, orders
from posgraph.analysis.orders.contradictions import share
from posgraph.analysis.results import Conflict, Conflicts
from posgraph.analysis.settlements.answer import settlements
from posgraph.analysis.settlements.components import cheapest, components
from posgraph.analysis.settlements.problem import problem
from posgraph.analysis.settlements.results import Blocker, Component, Concession, Settlements
from posgraph.model import Dataset

Ids = tuple[str, ...]

Tied = tuple[tuple[Ids, ...], ...]
"""For each part, alternatives that cost the same."""


@dataclass(frozen=True, slots=True)
class State:
    """One side of a comparison. ``concession`` is None where no moving of red lines is known to make a deal possible.

    ``rows`` is the evidence of what is in force, by id. ``deals`` are the best deals, if these were asked for.
    """

    conflicts: Conflicts
    orders: Orders
    blocked: tuple[Component, ...]
    concession: Concession | None
    rows: Mapping[str, Evidence] = field(hash=False)
    deals: Settlements | None = None

    @property
    def clashes(self) -> dict[tuple[str, Ids], Conflict]:
        """The conflicts by rule and ids of both sides."""
        return {(c.rule, tuple(sorted(c.ids))): c for c in self.conflicts}

    @property
    def contradictions(self) -> dict[Ids, Contradiction]:
        """The contradictions among orders by their members."""
        return {c.members: c for part in self.orders.components for c in part.contradictions}

    @property
    def because(self) -> dict[Ids, Blocker]:
        """The minimal sets of red lines that block a deal by their members, the smallest first."""
        found = {b.members: b for part in self.blocked for b in part.blockers}
        return {ids: found[ids] for ids in sorted(found, key=lambda ids: (len(ids), ids))}

    @property
    def blockers(self) -> tuple[Ids, ...]:
        """The members of these sets."""
        return tuple(self.because)

    @property
    def feasible(self) -> bool:
        """True where the red lines leave room for a deal."""
        return not self.blocked

    @property
    def partial(self) -> bool:
        """True where a search was cut off."""
        return (
            self.conflicts.partial
            or self.orders.partial
            or any(part.partial for part in (*self.blocked, *((self.deals,) if self.deals else ())))
        )

    @property
    def withdrawals(self) -> Tied:
        """For each part of the contradictions among orders, the withdrawals that cost least, any of which will do."""
        return _tied([(way.withdraw, way.cost) for way in part.concessions] for part in self.orders.components)

    @property
    def moves(self) -> Tied:
        """For each part of what blocks a deal, the sets of red lines that cost least to move, any of which will do."""
        return _tied([(way.move, way.cost) for way in part.concessions] for part in self.blocked)

    def order_figures(self) -> dict[str, Any]:
        """The verdict on orders: whether one order suits all, and the least that must be withdrawn (None: nothing helps).

        ``ways`` are the cheapest withdrawals of each part: of those that cost the same, none is preferred.
        """
        least = self.orders.cheapest
        return {
            "consistent": self.orders.consistent,
            "contradictions": len(self.contradictions),
            "cost": least.concession.cost if least else None,
            "ways": _lists(self.withdrawals) if least else [],
        }

    def deal_figures(self) -> dict[str, Any]:
        """The verdict on settlements: whether there can be a deal, and the least that must move (None: nothing known helps).

        With ``deals``, the best of them besides, after the cheapest concession if one is needed.
        """
        figures: dict[str, Any] = {
            "feasible": self.feasible,
            "cost": self.concession.cost if self.concession else None,
            "ways": _lists(self.moves) if self.concession else [],
            "blockers": [[*ids] for ids in self.blockers],
            "hard": any(part.hard for part in self.blocked),
        }
        if self.deals:
            figures["moved"] = [*self.deals.moved]
            figures["frontier"] = [deal.to_dict() for deal in self.deals.frontier]
            figures["best"] = {name: best.to_dict() for name, best in self.deals.best.items()}
        return figures


def state(
    dataset: Dataset,
    moment: date,
    parties: Iterable[str],
    without: Iterable[str] = (),
    *,
    deals: bool = False,
    seconds: float = 10.0,
) -> State:
    """How things stand on a day, without these rows; a deal is one of these parties.

    The search takes about ``seconds``, and with ``deals``, for the best deals, as long again.
    """
    deadline = monotonic() + seconds
    who = tuple(parties)
    clashes = conflicts(dataset, moment, without=without, seconds=share(deadline, 3) - monotonic())
    ordered = orders(dataset, moment, without=without, seconds=max(share(deadline, 2) - monotonic(), 0.001))
    data, force = imagined(dataset, moment, False, without)
    asked = problem(data, force, who)
    blocked = components(asked, deadline=deadline)
    rows = {h.row.id: shown(dataset, h) for h in force.positions} | {h.row.id: shown(dataset, h) for h in force.preferences}
    best = settlements(dataset, moment, actors=who, without=without, seconds=seconds) if deals else None
    return State(clashes, ordered, blocked, cheapest(blocked, asked), rows, best)


def _tied(parts: Iterable[list[tuple[Ids, float]]]) -> Tied:
    """Of each part, whose ways come cheapest first, all that cost as little as the first."""
    return tuple(tuple(ids for ids, cost in ways if isclose(cost, ways[0][1])) for ways in parts)


def _lists(tied: Tied) -> list[list[list[str]]]:
    return [[[*ids] for ids in ways] for ways in tied]
