"""Where an actor stands on a line: the numbers that the models of one issue work on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stand:
    """An actor's position on an issue's line (in the issue's units), how much it cares (0..1), what it can bring to bear (>= 0).

    >>> Stand("north", 20.0, salience=0.8, capability=100.0).weight
    80.0
    """

    actor: str
    position: float
    salience: float = 1.0
    capability: float = 1.0

    @property
    def weight(self) -> float:
        """Salience × capability."""
        return self.salience * self.capability
