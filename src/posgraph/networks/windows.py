"""Moving windows of time, placed as Discourse Network Analyzer places them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from re import compile

import numpy as np
from numpy.typing import NDArray

from posgraph.errors import UsageError
from posgraph.networks.moments import DAY, moment, seconds

EXPECTED = "a unit and a number, like months:6; units: seconds, minutes, hours, days, weeks, months, years, events"
MOST = 10_000
"""How many windows a question may ask for."""

FIXED = {"seconds": 1, "minutes": 60, "hours": 3600, "days": DAY, "weeks": 7 * DAY}
MONTHS = {"months": 1, "years": 12}
_SIZE = compile(r"([a-z]+):([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Size:
    """How long windows are. ``half`` of the unit lie on either side of the middle.

    >>> [Size.parse(f"months:{n}").half for n in (1, 2, 3, 5, 6)]
    [0, 1, 1, 2, 3]
    """

    unit: str
    number: int

    @classmethod
    def parse(cls, text: str) -> Size:
        """Read ``months:6``; UsageError for anything else."""
        match = _SIZE.fullmatch(text) if isinstance(text, str) else None
        if not match or match[1] not in {*FIXED, *MONTHS, "events"}:
            raise UsageError("window", text, EXPECTED)
        return cls(match[1], int(match[2]))

    @property
    def half(self) -> int:
        """Half of the number less one, rounded up; of events, half of the number, rounded down."""
        return self.number // 2

    def __str__(self) -> str:
        return f"{self.unit}:{self.number}"


@dataclass(frozen=True, slots=True)
class Span:
    """One window, in seconds since 1970, both ends included, and the slice of the sorted statements that lie in it."""

    start: int
    middle: int
    stop: int
    rows: slice


def spans(size: Size, dates: NDArray[np.int64], first: int, last: int) -> list[Span]:
    """The windows over ``dates`` (ascending) that lie within ``first`` to ``last``. UsageError where they are too many.

    The middle moves by one unit from ``first`` on (by months: to the last day of a month that is too short, and on from
    there). Of events, it moves by one statement, and a window holds so many on either side.
    """
    if size.unit == "events":
        return _events(size, dates)
    found: list[tuple[int, int, int]] = []
    for span in _fixed(size, first, last) if size.unit in FIXED else _months(size, first, last):
        if len(found) == MOST:
            raise _too_many(size, f"{moment(first)} to {moment(last)}")
        found.append(span)
    lows = np.searchsorted(dates, [start for start, _, _ in found], "left").tolist()
    highs = np.searchsorted(dates, [stop for _, _, stop in found], "right").tolist()
    return [Span(*span, slice(low, high)) for span, low, high in zip(found, lows, highs, strict=True)]


def _too_many(size: Size, over: str) -> UsageError:
    return UsageError("window", size, f"a longer unit, or a shorter time: at most {MOST:,} windows over {over}")


def _fixed(size: Size, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    unit = FIXED[size.unit]
    half = size.half * unit
    for middle in range(first + half, last - half + 1, unit):
        yield middle - half, middle, middle + half


def _months(size: Size, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    unit = MONTHS[size.unit]
    half = size.half * unit
    middle: datetime | None = moment(first)
    while middle is not None and seconds(middle) <= last:
        start, stop = _after(middle, -half), _after(middle, half)
        if start is not None and stop is not None and first <= seconds(start) and seconds(stop) <= last:
            yield seconds(start), seconds(middle), seconds(stop)
        middle = _after(middle, unit)


def _after(when: datetime, months: int) -> datetime | None:
    """So many months later; None beyond the calendar."""
    year, month = divmod(when.year * 12 + when.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return when.replace(year=year, month=month + 1, day=min(when.day, monthrange(year, month + 1)[1]))


def _events(size: Size, dates: NDArray[np.int64]) -> list[Span]:
    half = size.half
    middles = range(half, len(dates) - half)
    if len(middles) > MOST:
        raise _too_many(size, f"{len(dates):,} statements")
    at: Callable[[int], int] = lambda row: int(dates[row])  # noqa: E731 - shorter than a function
    return [Span(at(n - half), at(n), at(n + half), slice(n - half, n + half + 1)) for n in middles]
