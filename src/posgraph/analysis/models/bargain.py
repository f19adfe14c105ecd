"""Bargaining solutions on a finite set of outcomes: which of them Nash, Kalai, and Kalai and Smorodinsky would choose.

An outcome is a vector of utilities, one for each actor in a fixed order; ``disagreement`` is what each has without a deal. Only
outcomes that give everybody at least that are considered. What comes out depends on the scaling of the utilities, which is
the caller's and has to be told with the result: Nash and Kalai-Smorodinsky do not change where one actor's utilities are
stretched, Kalai's egalitarian solution does. On a finite set several outcomes can be best; all of them are returned.

Sources: Nash, Econometrica 18 (1950); Kalai and Smorodinsky, Econometrica 43 (1975); Kalai, Econometrica 45 (1977).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from posgraph.errors import UsageError

Vector = Sequence[float]
"""The utility of an outcome for each actor."""

SLACK = 1e-12
"""Values nearer than this, relative to their size, count as equal."""


def rational(outcomes: Sequence[Vector], disagreement: Vector) -> tuple[int, ...]:
    """The places of the outcomes that leave nobody worse off than without a deal. Raises UsageError where lengths differ.

    >>> rational([(1, 1), (0, 3), (2, 0.5)], (0.5, 0.5))
    (0, 2)
    """
    for place, vector in enumerate(outcomes):
        if len(vector) != len(disagreement):
            raise UsageError(f"outcomes[{place}]", list(vector), f"{len(disagreement)} utilities, one for each actor")
    return tuple(n for n, v in enumerate(outcomes) if all(u >= d - SLACK for u, d in zip(v, disagreement, strict=True)))


def nash_product(vector: Vector, disagreement: Vector) -> float:
    """Π (u_i − d_i), in the product of the units.

    >>> nash_product((3, 2), (1, 0))
    4
    """
    return prod(u - d for u, d in zip(vector, disagreement, strict=True))


def nash(outcomes: Sequence[Vector], disagreement: Vector) -> tuple[int, ...]:
    """The outcomes with the greatest product of gains, max Π (u_i − d_i); where no deal helps all, every rational one.

    >>> line = [(-abs(x - 40), -abs(x - 60)) for x in range(101)]
    >>> nash(line, line[0])
    (40,)
    """
    return _best(outcomes, disagreement, lambda v: nash_product(v, disagreement))


def egalitarian(outcomes: Sequence[Vector], disagreement: Vector) -> tuple[int, ...]:
    """Kalai: the outcomes whose least gain is greatest, max min (u_i − d_i); utilities must be on one scale.

    >>> egalitarian([(4, 1), (2, 2), (1, 4)], (0, 0))
    (1,)
    """
    return _best(outcomes, disagreement, lambda v: min(u - d for u, d in zip(v, disagreement, strict=True)))


def kalai_smorodinsky(outcomes: Sequence[Vector], disagreement: Vector) -> tuple[int, ...]:
    """The outcomes whose least share of what each could gain at best is greatest: max min (u_i − d_i) / (m_i − d_i).

    m_i is the best that i can have in a rational outcome. An actor that cannot gain in any of them is not counted.

    >>> line = [(-abs(x - 40), -abs(x - 60)) for x in range(101)]
    >>> kalai_smorodinsky(line, line[0])
    (48,)
    """
    kept = rational(outcomes, disagreement)
    room = [max((outcomes[n][i] for n in kept), default=d) - d for i, d in enumerate(disagreement)]

    def share(vector: Vector) -> float:
        gains = zip(vector, disagreement, room, strict=True)
        return min(((u - d) / most for u, d, most in gains if most > SLACK), default=0.0)

    return _best(outcomes, disagreement, share)


def welfare(outcomes: Sequence[Vector], disagreement: Vector) -> tuple[int, ...]:
    """The outcomes with the greatest sum of utilities; utilities must be on one scale.

    >>> welfare([(4, 1), (2, 2), (1, 4)], (0, 0))
    (0, 2)
    """
    return _best(outcomes, disagreement, sum)


def _best(outcomes: Sequence[Vector], disagreement: Vector, value: Callable[[Vector], float]) -> tuple[int, ...]:
    values = {n: value(outcomes[n]) for n in rational(outcomes, disagreement)}
    most = max(values.values(), default=0.0)
    return tuple(n for n, v in values.items() if v >= most - SLACK * max(1.0, abs(most)))
