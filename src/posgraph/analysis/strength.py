"""How much a finding weighs: the lesser of its two sides, each |polarity| × salience × confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from posgraph.model import Position, SequencePreference
from posgraph.stance import UNKNOWN


@dataclass(frozen=True, slots=True)
class Side:
    """One side's numbers; ``assumed`` names those that were unknown and taken as 0.5."""

    polarity: float
    salience: float
    confidence: float
    assumed: tuple[str, ...]

    @property
    def weight(self) -> float:
        """|polarity| × salience × confidence, 0 … 1."""
        return abs(self.polarity) * self.salience * self.confidence

    def to_dict(self) -> dict[str, Any]:
        """The side as a member of ``parts``."""
        return {
            "polarity": self.polarity,
            "salience": self.salience,
            "confidence": self.confidence,
            "assumed": list(self.assumed),
        }


def side(row: Position | SequencePreference) -> Side:
    """The numbers of a row; an unknown salience or confidence counts as 0.5 and is named.

    >>> from posgraph.stance import Stance
    >>> s = side(Position(id="p", actor="n", demand="d", stance=Stance.rejects, salience=0.8))
    >>> s.weight, s.assumed
    (0.4, ('confidence',))
    """
    given = {"salience": row.salience, "confidence": row.confidence}
    known = {name: UNKNOWN if value is None else value for name, value in given.items()}
    return Side(
        row.stance.polarity or 0.0, known["salience"], known["confidence"], tuple(n for n, v in given.items() if v is None)
    )


def weight(row: Position | SequencePreference) -> float:
    """|polarity| × salience × confidence, as ``side`` tells it, without the rest.

    >>> from posgraph.stance import Stance
    >>> weight(Position(id="p", actor="n", demand="d", stance=Stance.rejects, salience=0.8))
    0.4
    """
    salience = UNKNOWN if row.salience is None else row.salience
    return abs(row.stance.polarity or 0.0) * salience * (UNKNOWN if row.confidence is None else row.confidence)


def red_line(row: Position | SequencePreference) -> bool:
    """True where the holder will not move: firmness 1."""
    return row.firmness == 1
