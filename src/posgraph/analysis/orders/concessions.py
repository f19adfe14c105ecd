"""The least that must move: minimal sets of preferences without which a knot is consistent, cheapest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from posgraph.analysis.orders.contradictions import MOST
from posgraph.analysis.orders.hitting import Hitting
from posgraph.analysis.orders.knots import Knot
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
    """Concessions by rank; ``complete`` where these are all. No concession costs less than ``bound``.

    Where time ran out before a cheapest one was proven, ``found`` holds the best that was found: it is enough, but may cost
    more than the bound, and a part of it may be enough too.
    """

    found: tuple[Concession, ...]
    complete: bool
    bound: float


def cost(row: SequencePreference) -> Fraction:
    """What it costs to withdraw a preference: firmness × salience, exactly as the decimals are written.

    >>> from posgraph.stance import Stance
    >>> row = SequencePreference(id="s", actor="n", first="a", relation="before", then="b", stance=Stance.demands, firmness=0.75)
    >>> cost(row)
    Fraction(3, 8)
    """
    firmness, salience = (Fraction(str(UNKNOWN if n is None else n)) for n in (row.firmness, row.salience))
    return firmness * salience


def concession(rows: Iterable[SequencePreference]) -> Concession:
    """The withdrawal of these preferences."""
    told = sorted(rows, key=lambda row: row.id)
    unknown = {row.id: tuple(n for n in ("firmness", "salience") if getattr(row, n) is None) for row in told}
    return Concession(
        withdraw=tuple(row.id for row in told),
        cost=float(sum(map(cost, told))),
        by=dict(sorted(Counter(row.actor for row in told).items())),
        assumed={row: names for row, names in unknown.items() if names},
    )


def concessions_of(
    knot: Knot,
    rows: Mapping[str, SequencePreference],
    known: Sequence[Collection[str]],
    *,
    complete: bool,
    limit: int,
    deadline: float,
) -> Concessions:
    """The concessions of a knot that has no hard contradiction, and at least one of them.

    ``rows`` are the preferences by id; ``known`` the preferences of each contradiction found, and ``complete`` says that there
    are no others. Of those that are as good as the last one within the ``limit``, more are told; the caller cuts them.
    """
    index = {knot.members[i][0]: i for i in sorted(knot.withdrawable)}
    search = Hitting(knot, {i: cost(rows[id]) for id, i in index.items()}, deadline)
    search.clauses.update(dict.fromkeys(frozenset(index[id] for id in ids) for ids in known))
    found: list[Concession] = []
    ended = True
    with closing(search.cheapest_first(checked=complete)) as sets:
        for withdrawn in sets:
            found.append(_told(knot, rows, withdrawn))
            if len(found) > limit and (found[-1].rank[:2] > found[max(limit, 1) - 1].rank[:2] or len(found) > max(limit, MOST)):
                ended = False
                break
    bound = found[0].cost if found else float(search.bound)
    found = found or [_told(knot, rows, search.greedy())]
    return Concessions(tuple(sorted(found, key=lambda c: c.rank)), ended and not search.cut, bound)


def _told(knot: Knot, rows: Mapping[str, SequencePreference], withdrawn: Iterable[int]) -> Concession:
    return concession(rows[knot.members[i][0]] for i in withdrawn)
