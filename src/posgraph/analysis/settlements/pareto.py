"""Points that no other point beats, exactly: points of whole numbers, each packed into one.

A point of k values is one whole number with k fields of equal width, the first party's on top; adding two points is one
addition. The top bit of each field is kept free: it tells of a borrow when points are compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from time import monotonic

from posgraph.analysis.settlements.solver import OutOfTime

STRIDE = 512
"""Points after which the clock is looked at where every point is compared with many."""


@dataclass(frozen=True, slots=True)
class Packing:
    """``size`` fields of ``width`` bits each. Points that are compared have no value below 0 and none above the field."""

    size: int
    width: int

    def pack(self, values: Iterable[int]) -> int:
        """The point as one number; values below 0 are for adding only.

        >>> p = Packing(2, 8)
        >>> p.unpack(p.pack((3, 5)) + p.pack((-1, 2)))
        (2, 7)
        """
        found = 0
        for value in values:
            found = (found << self.width) + value
        return found

    def unpack(self, point: int) -> tuple[int, ...]:
        """The values of a point."""
        mask = (1 << self.width) - 1
        return tuple(point >> (self.width * i) & mask for i in reversed(range(self.size)))

    def front(self, points: Mapping[int, int], deadline: float) -> dict[int, int]:
        """The points (with what belongs to them) that no other is as good as in every value. Raises OutOfTime.

        >>> p = Packing(2, 8)
        >>> [p.unpack(x) for x in p.front({p.pack(v): 0 for v in [(3, 1), (1, 3), (1, 1), (2, 2), (2, 1)]}, float("inf"))]
        [(3, 1), (2, 2), (1, 3)]
        """
        if len(points) < 2:
            return dict(points)
        if monotonic() >= deadline:
            raise OutOfTime
        falling = sorted(points, reverse=True)
        if self.size < 2:
            kept = falling[:1] if self.size else falling
        elif self.size == 2:
            kept = self._two(falling)
        elif self.size == 3:
            kept = self._three(falling)
        else:
            kept = self._many(falling, deadline)
        return {point: points[point] for point in kept}

    def _two(self, falling: Sequence[int]) -> list[int]:
        mask, highest, kept = (1 << self.width) - 1, -1, []
        for point in falling:
            if point & mask > highest:
                highest = point & mask
                kept.append(point)
        return kept

    def _three(self, falling: Sequence[int]) -> list[int]:
        """The first value falls; of the other two a staircase is kept (Kung, Luccio and Preparata 1975)."""
        mask, width = (1 << self.width) - 1, self.width
        seconds: list[int] = []  # rising
        thirds: list[int] = []  # falling
        kept = []
        for point in falling:
            second, third = point >> width & mask, point & mask
            i = end = bisect_left(seconds, second)
            if i < len(seconds):
                if thirds[i] >= third:
                    continue
                end += seconds[i] == second
            while i and thirds[i - 1] <= third:
                i -= 1
            seconds[i:end] = [second]
            thirds[i:end] = [third]
            kept.append(point)
        return kept

    def _many(self, falling: Sequence[int], deadline: float) -> list[int]:
        """Each point against those kept before it: subtracting leaves every top bit in place where it is beaten."""
        tops = self.pack([1 << (self.width - 1)] * self.size)
        kept: list[int] = []
        raised: list[int] = []
        rest = iter(falling)
        while some := list(islice(rest, STRIDE)):
            if monotonic() >= deadline:
                raise OutOfTime
            for point in some:
                for i, other in enumerate(raised):
                    if (other - point) & tops == tops:
                        if i > 8:  # what beats one point beats many: it goes to the front
                            raised.insert(0, raised.pop(i))
                        break
                else:
                    kept.append(point)
                    raised.append(point | tops)
        return kept
