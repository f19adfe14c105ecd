"""The least that must move: minimal sets of preferences without which a knot is consistent, cheapest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from math import lcm
from time import monotonic
from typing import Any

from posgraph.analysis.orders.hitting import Hitting
from posgraph.analysis.orders.knots import Knot
from posgraph.analysis.orders.transversals import transversals
from posgraph.model import SequencePreference
from posgraph.stance import UNKNOWN


@dataclass(frozen=True, slots=True)
class Concession:
    """Preferences whose withdrawal is enough.

    ``cost`` is Σ firmness × salience; an unknown number counts 0.5 and is named in ``assumed``. ``by`` counts per holder.
    """

    withdraw: tuple[str, ...]
    cost: float
    by: Mapping[str, int] = field(hash=False)
    assumed: Mapping[str, tuple[str, ...]] = field(hash=False)

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON shape ``orders``; ``assumed`` names, for each preference, what was unknown."""
        assumed = {row: [*names] for row, names in self.assumed.items()}
        return {"withdraw": [*self.withdraw], "cost": self.cost, "by": dict(self.by), "assumed": assumed}

    @property
    def rank(self) -> tuple[float, int, tuple[str, ...]]:
        """Sort key: the cheapest first, then the smallest, then by ids."""
        return self.cost, len(self.withdraw), self.withdraw


@dataclass(frozen=True, slots=True)
class Concessions:
    """Concessions by rank; ``complete`` where these are all. No concession has a lower price than ``bound``.

    Where time ran out before a cheapest one was proven, ``found`` holds the best that was found: it is enough, but may cost
    more than the bound, and a part of it may be enough too.
    """

    found: tuple[Concession, ...]
    complete: bool
    bound: int


class Prices:
    """What it costs to withdraw each preference: firmness × salience, exactly as the decimals are written.

    ``price`` holds the costs in whole numbers, since solvers want those: in units of 1/``scale``.

    >>> from posgraph.stance import Stance
    >>> row = SequencePreference(id="s", actor="n", first="a", relation="before", then="b", stance=Stance.demands, firmness=0.75)
    >>> prices = Prices([row])
    >>> prices.price["s"], prices.scale, prices.concession(["s"]).cost
    (3, 8, 0.375)
    """

    def __init__(self, rows: Iterable[SequencePreference]) -> None:
        self.rows = {row.id: row for row in rows}
        costs = {id: _known(row.firmness) * _known(row.salience) for id, row in self.rows.items()}
        self.scale = lcm(*(cost.denominator for cost in costs.values()))
        self.price = {id: int(cost * self.scale) for id, cost in costs.items()}
        unknown = {id: tuple(n for n in ("firmness", "salience") if getattr(row, n) is None) for id, row in self.rows.items()}
        self.unknown = {id: names for id, names in unknown.items() if names}

    def concession(self, ids: Iterable[str]) -> Concession:
        """The withdrawal of these preferences."""
        told = tuple(sorted(ids))
        return Concession(
            withdraw=told,
            cost=self.cost(self.total(told)),
            by=dict(sorted(Counter(self.rows[id].actor for id in told).items())),
            assumed={id: self.unknown[id] for id in told if id in self.unknown},
        )

    def total(self, ids: Iterable[str]) -> int:
        """The price of these together."""
        return sum(self.price[id] for id in ids)

    def cost(self, price: int) -> float:
        """The cost that a price stands for."""
        return float(Fraction(price, self.scale))


def _known(degree: float | None) -> Fraction:
    return Fraction(str(UNKNOWN if degree is None else degree))


def concessions_of(
    knot: Knot, prices: Prices, known: Iterable[Collection[str]], *, complete: bool, limit: int, deadline: float
) -> Concessions:
    """The ``limit`` concessions that come first, and at least one; of a knot that has no hard contradiction.

    ``known`` are the preferences in each contradiction found, and ``complete`` says that there are no others. Contradictions
    and concessions are each other's minimal hitting sets (Reiter 1987): where all contradictions are known the rest is set
    algebra, else a solver finds the cheapest sets first (of equals, any may come first).
    """
    index = {knot.members[i][0]: i for i in sorted(knot.withdrawable)}
    price = {i: prices.price[id] for id, i in index.items()}
    most = max(limit, 1)

    def told(withdrawn: Iterable[int]) -> Concession:
        return prices.concession(knot.members[i][0] for i in withdrawn)

    if complete:
        sets = {frozenset(index[id] for id in ids) for ids in known}
        now = monotonic()
        listed = transversals(sets, price, most, now + (deadline - now) / 2)
        if not listed.cut:
            found = [told(members) for members in listed.found]
            return Concessions(tuple(found), listed.all, prices.total(found[0].withdraw))
    search = Hitting(knot, price, deadline)
    with closing(search.cheapest_first()) as cheapest:
        found = [told(members) for members in islice(cheapest, most)]
    ended = len(found) < most and not search.cut
    bound = prices.total(found[0].withdraw) if found else search.bound
    found = sorted(found, key=lambda c: c.rank) or [told(search.greedy())]
    return Concessions(tuple(found), ended, bound)
