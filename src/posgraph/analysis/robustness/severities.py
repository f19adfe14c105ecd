"""How severe a conflict may be, and where it may stand among the others. Exact: severity grows with each of its numbers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from posgraph.analysis.robustness.ranges import Range, weight
from posgraph.model import Position, SequencePreference

Row = Position | SequencePreference


def severity(a: Row, b: Row) -> Range:
    """The range of the lesser of two weights: both ends are reached, where all numbers are at that end of their ranges.

    >>> from posgraph.stance import Stance
    >>> one = Position(id="p", actor="n", demand="d", stance=Stance.demands, salience=1, confidence=0.9)
    >>> other = Position(id="q", actor="s", demand="d", stance=Stance.opposes, salience=0.5, confidence=0.9)
    >>> tuple(map(float, severity(one, other)))
    (0.140625, 0.3125)
    """
    x, y = weight(a), weight(b)
    return Range(min(x.low, y.low), min(x.high, y.high))


def places(ranges: Sequence[Range]) -> list[tuple[int, int]]:
    """Of each, the best and the worst place (from 1) that it can have in an order by severity.

    What is more severe whatever the numbers are is so by the ends of the ranges alone, even for conflicts that share a row: the
    shared weight can be the lesser one of both, unless the other's own row weighs less in any case.

    >>> from fractions import Fraction as F
    >>> places([Range(F(1, 2), F(1)), Range(F(0), F(1, 4)), Range(F(0), F(3, 4))])
    [(1, 2), (2, 3), (1, 3)]
    """
    lows, highs = sorted(r.low for r in ranges), sorted(r.high for r in ranges)
    above = [len(lows) - bisect_right(lows, r.high) for r in ranges]  # their least is more than its most
    below = [bisect_left(highs, r.low) for r in ranges]
    return [(1 + up, len(ranges) - down) for up, down in zip(above, below, strict=True)]
