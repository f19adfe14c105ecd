"""How many positions and wanted orders begin in each stretch of time, so that one sees where the record is thick and thin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MOST = 60
"""So many bars at most: months, else quarters, else years, else as many years as it takes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time, its first and last day, and how many statements begin in it; ``here``: the day of the page is in it."""

    name: str
    first: date
    last: date
    count: int
    here: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """The bars without gaps, and how many statements have no known beginning."""

    bars: tuple[Bar, ...]
    undated: int

    @property
    def total(self) -> int:
        """How many statements the bars hold."""
        return sum(bar.count for bar in self.bars)


def begun(starts: Iterable[date | None], day: date) -> Begun:
    """The bars of these beginnings.

    >>> found = begun([date(2025, 1, 5), date(2025, 1, 9), date(2025, 3, 1), None], date(2025, 3, 2))
    >>> [(bar.name, bar.count, bar.here) for bar in found.bars], found.undated
    ([('2025-01', 2, False), ('2025-02', 0, False), ('2025-03', 1, True)], 1)
    >>> [bar.name for bar in begun([date(2020, 1, 5), date(2025, 4, 9)], date(2025, 3, 2)).bars][-2:]
    ['2025-01 to 2025-03', '2025-04 to 2025-06']
    """
    every = list(starts)
    months = Counter(start.year * 12 + start.month - 1 for start in every if start)
    if not months:
        return Begun((), len(every))
    wide = _width(min(months), max(months))
    counts: Counter[int] = Counter()
    for month, number in months.items():
        counts[month // wide] += number
    bars = (_bar(n, wide, counts[n], day) for n in range(min(counts), max(counts) + 1))
    return Begun(tuple(bars), sum(1 for start in every if start is None))


def _width(first: int, last: int) -> int:
    """How many months a bar is wide."""
    wide = next((months for months in (1, 3, 12) if last // months - first // months < MOST), 0)
    return wide or 12 * (((last - first) // 12) // MOST + 1)


def _bar(n: int, wide: int, number: int, day: date) -> Bar:
    first, after = _month(n * wide), _month((n + 1) * wide)
    last = after - timedelta(days=1) if after else date.max
    name = f"{first:%Y-%m}" if wide == 1 else f"{first:%Y}" if wide == 12 else f"{first:%Y-%m} to {last:%Y-%m}"
    return Bar(name, first or date.min, last, number, (first or date.min) <= day <= last)


def _month(n: int) -> date | None:
    """The first day of a month, counted from the year 0; None after the last year that there is."""
    return date(max(n // 12, 1), n % 12 + 1, 1) if n // 12 <= date.max.year else None
