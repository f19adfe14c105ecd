"""Stance: what a holder says to a demand, and the numbers that words stand for.

The order and the sign of the polarities carry the meaning; the spacing is a convention (ontology/vocab/stance.ttl).
"""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType

POLARITY: MappingProxyType[str, float | None] = MappingProxyType(
    {
        "demands": 1.0,
        "supports": 0.75,
        "accepts": 0.5,
        "conditional": 0.25,
        "neutral": 0.0,
        "opposes": -0.5,
        "rejects": -1.0,
        "ambiguous": None,
        "undefined": None,
    }
)


class Stance(Enum):
    """The nine stances, strongest yes first. ``ambiguous`` and ``undefined`` have no polarity: no rule fires on them.

    >>> Stance("rejects").polarity
    -1.0
    >>> Stance.ambiguous.polarity is None, Stance.neutral.sign
    (True, 0)
    """

    demands = "demands"
    supports = "supports"
    accepts = "accepts"
    conditional = "conditional"
    neutral = "neutral"
    opposes = "opposes"
    rejects = "rejects"
    ambiguous = "ambiguous"
    undefined = "undefined"

    polarity: float | None
    """−1 … 1, or None where the stance carries no polarity."""
    sign: int
    """+1 (pro), −1 (contra), 0 (neutral, or no polarity)."""

    def __init__(self, word: str) -> None:
        number = POLARITY[word] or 0.0
        self.polarity = POLARITY[word]
        self.sign = (number > 0) - (number < 0)

    @property
    def pro(self) -> bool:
        """True where the polarity is above 0."""
        return self.sign > 0

    @property
    def contra(self) -> bool:
        """True where the polarity is below 0."""
        return self.sign < 0

    def __str__(self) -> str:
        return str(self.value)


FIRMNESS = MappingProxyType({"red_line": 1.0, "firm": 0.75, "flexible": 0.25})
"""Words of firmness: how little the holder will move."""

CONFIDENCE = MappingProxyType({"high": 0.9, "medium": 0.6, "low": 0.3})
"""Words of confidence: the coder's trust in the coding."""

UNKNOWN = 0.5
"""What a computation uses for an unknown salience, firmness or confidence; its result says so."""
