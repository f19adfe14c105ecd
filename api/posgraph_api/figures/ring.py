"""A ring: marks on a circle, group by group, for pictures that are too dense for free places. No line crosses a label there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

RADIUS = 235.0
"""The radius of the circle."""

_GAP = 1.5


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the ring; ``turn`` is in degrees, clockwise from the right."""

    x: float
    y: float
    turn: float

    @property
    def left(self) -> bool:
        """Whether it is on the left half."""
        return 90 < self.turn % 360 < 270


def ring(groups: Sequence[int], side: float) -> tuple[Spot, ...]:
    """Places for the members of groups, given group by group, clockwise from the top; between groups there is a gap.

    ``side`` is half the side of the square in whose middle the ring lies.

    >>> [(spot.x, spot.y, spot.left) for spot in ring([1, 2], 375)]
    [(610.0, 375.0, False), (140.0, 375.0, True)]
    """
    steps = [1 + _GAP * (at == 0 or groups[at - 1] != group) for at, group in enumerate(groups)]
    total, turned, found = sum(steps), 0.0, []
    for step in steps:
        turned += step
        turn = -90 + 360 * (turned - _GAP / 2 - 0.5) / total
        x, y = side + RADIUS * cos(turn * pi / 180), side + RADIUS * sin(turn * pi / 180)
        found.append(Spot(round(x, 1), round(y, 1), round(turn, 1)))
    return tuple(found)
