"""Votes between positions on a line, and the probabilistic Condorcet distribution: which of them would prevail, and how likely.

Each actor votes for the nearer of two positions, with its weight (capability × salience) times how much nearer it is. A
position beats another with the probability of its share of the votes. The distribution p is the one that such duels between
positions drawn from it leave unchanged: p_i = (1/n) Σ_j P_ij (p_i + p_j).

It is a second view on the spread of outcomes, with no measured error of its own; it is not a better forecast than the mean.
Source: Wise, Lester and Efird, An Introduction to the KTAB Modeling Framework (2015), on the probabilistic Condorcet election.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posgraph.analysis.models.stand import Stand
from posgraph.errors import UsageError

EXACT = 1e-13
"""The fixed point is reached where no probability moves further than this in a round."""

ROUNDS = 100_000


@dataclass(frozen=True, slots=True)
class Distribution:
    """How likely each position is to prevail, the least first; ``settled`` is False where the search was cut off."""

    positions: tuple[float, ...]
    probabilities: tuple[float, ...]
    settled: bool = True

    @property
    def expected(self) -> float:
        """Σ p x."""
        return sum(p * x for p, x in zip(self.probabilities, self.positions, strict=True))

    @property
    def modal(self) -> float | None:
        """The likeliest position; None where several are equally likely (up to a rounding)."""
        most = max(self.probabilities)
        likeliest = [x for p, x in zip(self.probabilities, self.positions, strict=True) if p > most - 1e-9]
        return likeliest[0] if len(likeliest) == 1 else None


def net_vote(stands: Sequence[Stand], one: float, other: float, width: float) -> float:
    """The votes for ``one`` less those for ``other``: Σ w (|x − other| − |x − one|) / width, w = capability × salience.

    ``width`` is that of the issue's scale; the result is in units of the weights.

    >>> stands = [Stand("a", 10, 0.5, 40), Stand("b", 20, 0.8, 100), Stand("c", 60, 0.6, 50)]
    >>> net_vote(stands, 20, 10, 100), net_vote(stands, 20, 60, 100)
    (9.0, 28.0)
    """
    if not width > 0:
        raise UsageError("width", width, "the width of the scale, above 0")
    return sum(_votes(stands, one, other)) / width


def beats(stands: Sequence[Stand], one: float, other: float) -> float:
    """P_ij: the share of ``one`` in all votes between the two; 0.5 where nobody has a vote to give.

    >>> beats([Stand("a", 0), Stand("b", 100), Stand("c", 100)], 100, 0)
    0.6666666666666666
    """
    votes = _votes(stands, one, other)
    won, lost = sum(v for v in votes if v > 0), -sum(v for v in votes if v < 0)
    return won / (won + lost) if won + lost > 0 else 0.5


def _votes(stands: Sequence[Stand], one: float, other: float) -> list[float]:
    """The vote of each for ``one``, below 0 where it is for ``other``."""
    return [s.weight * (abs(s.position - other) - abs(s.position - one)) for s in stands]


def distribution(stands: Sequence[Stand]) -> Distribution:
    """The fixed point, from equal probabilities on. Raises UsageError where there is nobody.

    >>> d = distribution([Stand("a", 0), Stand("b", 50), Stand("c", 100)])
    >>> round(d.expected, 9), d.modal, [round(p, 3) for p in d.probabilities]
    (50.0, 50, [0.25, 0.5, 0.25])
    """
    if not stands:
        raise UsageError("stands", "", "at least one actor with a position")
    positions = tuple(sorted({s.position for s in stands}))
    n = len(positions)
    matrix = [[beats(stands, one, other) for other in positions] for one in positions]
    p = [1 / n] * n
    for _ in range(ROUNDS):
        moved = [sum(row[j] * (p[i] + p[j]) for j in range(n)) / n for i, row in enumerate(matrix)]
        total = sum(moved)
        moved = [value / total for value in moved]
        if max(abs(a - b) for a, b in zip(p, moved, strict=True)) < EXACT:
            return Distribution(positions, tuple(moved))
        p = moved
    return Distribution(positions, tuple(p), settled=False)
