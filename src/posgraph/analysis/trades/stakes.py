"""Stakes: what an actor has to lose on an issue on which another stands against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.results import Conflict
from posgraph.stance import UNKNOWN, Stance

PLACES = 12
"""Sums are rounded to so many places: 0.1 + 0.2 and 0.3 are one stake, not a gain of 4e-17."""


@dataclass(frozen=True, slots=True)
class Stake:
    """A position (or preference) that is a side of a conflict, and what it is worth to its holder.

    >>> said = Evidence("p", "n", "vote", "accepts", 0.8, 1, None, None, None, None, None, None, None, False)
    >>> Stake(said).value, Stake(said).red
    (0.4, True)
    """

    position: Evidence

    @property
    def polarity(self) -> float:
        """The polarity of its stance."""
        return Stance(self.position.stance).polarity or 0.0

    @property
    def salience(self) -> float:
        """Its salience; 0.5 where that is unknown."""
        return UNKNOWN if self.position.salience is None else self.position.salience

    @property
    def assumed(self) -> bool:
        """True where the salience is unknown."""
        return self.position.salience is None

    @property
    def value(self) -> float:
        """Salience × |polarity|, 0 … 1."""
        return self.salience * abs(self.polarity)

    @property
    def red(self) -> bool:
        """True where the holder drew a red line."""
        return self.position.firmness == 1

    def to_dict(self) -> dict[str, Any]:
        """The arithmetic of one position."""
        return {
            "position": self.position.position,
            "salience": self.salience,
            "polarity": self.polarity,
            "stake": self.value,
            "assumed": ["salience"] if self.assumed else [],
        }


@dataclass(frozen=True, slots=True)
class Half:
    """What one actor gives and gains in a trade: it withdraws ``given``, all on issue ``gives``, and keeps ``kept`` on ``gains``.

    A position that stands against the other actor on both issues goes with the issue that is given, and is not gained.
    """

    actor: str
    gives: str
    gains: str
    given: tuple[Stake, ...]
    kept: tuple[Stake, ...]

    @property
    def cost(self) -> float:
        """The stake on the issue given."""
        return total(self.given)

    @property
    def worth(self) -> float:
        """The stake on the issue gained."""
        return total(self.kept)

    @property
    def gain(self) -> float:
        """What is gained less what is given."""
        return round(self.worth - self.cost, PLACES)

    @property
    def crosses(self) -> tuple[str, ...]:
        """The red lines among what is given."""
        return tuple(stake.position.position for stake in self.given if stake.red)

    def to_dict(self) -> dict[str, Any]:
        """As ``a`` or ``b`` of a trade."""
        return {
            "actor": self.actor,
            "gives": self.gives,
            "gains": self.gains,
            "cost": self.cost,
            "worth": self.worth,
            "gain": self.gain,
            "given": [stake.position.to_dict() for stake in self.given],
            "kept": [stake.position.to_dict() for stake in self.kept],
            "crosses": list(self.crosses),
            "parts": {name: [stake.to_dict() for stake in getattr(self, name)] for name in ("given", "kept")},
        }


Stakes = Mapping[tuple[str, str], Mapping[str, tuple[Stake, ...]]]
"""By (actor, other actor), by issue: what the one has at stake against the other, sorted by id."""


def total(stakes: Iterable[Stake]) -> float:
    """The sum of stakes, whatever their order."""
    return round(fsum(stake.value for stake in stakes), PLACES)


def stakes_of(found: Iterable[Conflict]) -> Stakes:
    """What each actor has at stake against each other one, issue by issue: every position once."""
    rows: defaultdict[tuple[str, str], defaultdict[str, dict[str, Stake]]] = defaultdict(lambda: defaultdict(dict))
    for conflict in found:
        for own, other in ((conflict.a, conflict.b), (conflict.b, conflict.a)):
            rows[own.actor, other.actor][conflict.issue][own.position] = Stake(own)
    return {
        pair: {issue: tuple(held[id] for id in sorted(held)) for issue, held in sorted(issues.items())}
        for pair, issues in sorted(rows.items())
    }


def half(actor: str, gives: str, gains: str, held: Mapping[str, tuple[Stake, ...]]) -> Half:
    """What the actor would give and gain."""
    given = held[gives]
    gone = {stake.position.position for stake in given}
    return Half(actor, gives, gains, given, tuple(stake for stake in held[gains] if stake.position.position not in gone))
