"""Spans of days, months or years: windows that move over time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from posgraph.errors import UsageError

EXPECTED = "a number of days, months or years: days:30, months:6 or years:1"
MOST = 10_000
"""How many windows a question may ask for."""

_SPAN = re.compile(r"(days|months|years):([1-9][0-9]{0,4})")


@dataclass(frozen=True, slots=True)
class Span:
    """A number of days, months or years.

    >>> span = Span.parse("months:6")
    >>> str(span), str(span.before(date(2025, 8, 31)))
    ('months:6', '2025-02-28')
    """

    unit: str
    size: int

    @classmethod
    def parse(cls, text: str, argument: str = "window") -> Span:
        """Read ``months:6``; UsageError, which names the argument, for anything else."""
        match = _SPAN.fullmatch(text) if isinstance(text, str) else None
        if not match:
            raise UsageError(argument, text, EXPECTED)
        return cls(match[1], int(match[2]))

    def before(self, day: date) -> date:
        """The day so long before; the last of its month where the month is too short, the first of all days before that."""
        return self.after(day, -1)

    def after(self, day: date, times: int = 1) -> date:
        """The day so many times as long after."""
        if self.unit == "days":
            ordinal = day.toordinal() + times * self.size
            return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))
        months = day.year * 12 + day.month - 1 + times * self.size * (12 if self.unit == "years" else 1)
        year, month = divmod(months, 12)
        if not date.min.year <= year <= date.max.year:
            return date.min if year < date.min.year else date.max
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    def __str__(self) -> str:
        return f"{self.unit}:{self.size}"


def ends(first: date, last: date, step: Span) -> Iterator[date]:
    """The days on which windows end: the first, then one a step, and the last. UsageError where they are too many.

    >>> [str(day) for day in ends(date(2025, 1, 31), date(2025, 4, 10), Span("months", 1))]
    ['2025-01-31', '2025-02-28', '2025-03-31', '2025-04-10']
    """
    day, number = first, 0
    while day < last:
        if number >= MOST:
            raise UsageError("step", step, f"a step with which there are at most {MOST:,} windows from {first} to {last}")
        yield day
        number += 1
        day = step.after(first, number)
    yield last
