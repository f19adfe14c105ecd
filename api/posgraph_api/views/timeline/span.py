"""A span of time, as a picture shows it: which days, and where its ticks stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (1, 3, 6, 12, 24, 60, 120, 300)
SHARE, ENOUGH = 0.6, 200
"""The picture begins so late that still this share of the statements begin in it, or this many."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day that a picture shows."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days that are, at least one."""
        return max(1, (self.last - self.first).days)

    def ticks(self) -> Iterator[tuple[date, str]]:
        """At most 15 days to mark, with names: first days of months, quarters or years; in short spans Mondays, or every day.

        >>> [name for _, name in Span(date(2025, 10, 15), date(2026, 2, 3)).ticks()]
        ['Nov', 'Dec', '2026', 'Feb']
        """
        if self.days <= 14:
            yield from (
                (self.first + n * _DAY, f"{self.first + n * _DAY:%d %b}") for n in range((self.last - self.first).days + 1)
            )
            return
        if self.days <= 62:
            monday = self.first + timedelta(days=-self.first.weekday() % 7)
            weeks = (self.last - monday).days // 7 + 1
            yield from ((day, f"{day:%d %b}") for n in range(weeks) if (day := monday + timedelta(weeks=n)))
            return
        months = self.days / 30.4
        stride = next((n for n in (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000) if months / n <= 13), 12000)
        count = -(-(self.first.year * 12 + self.first.month - 1) // stride) * stride
        while count // 12 <= min(self.last.year, 9998):
            day = date(count // 12, count % 12 + 1, 1)
            if self.first <= day <= self.last:
                yield day, f"{day:%Y}" if day.month == 1 else f"{day:%b}"
            count += stride


def months_back(day: date, months: int) -> date:
    """The same day of an earlier month, or the last that it has.

    >>> months_back(date(2025, 12, 31), 1), months_back(date(2025, 3, 31), 1)
    (datetime.date(2025, 11, 30), datetime.date(2025, 2, 28))
    """
    count = max(12, day.year * 12 + day.month - 1 - months)
    year, month = count // 12, count % 12 + 1
    after = date(year + month // 12, month % 12 + 1, 1) if year < 9999 else date.max
    return min(date(year, month, 1) + timedelta(days=day.day - 1), after - _DAY)


def best_span(starts: Iterable[date | None], day: date, first: date | None, last: date | None) -> Span:
    """The span that is asked for; what is left open ends on the day, and begins so that most statements begin in it.

    >>> days = [date(2025, 12, 1), date(2025, 11, 1), date(2025, 10, 10), date(2016, 1, 1)]
    >>> best_span(days, date(2025, 12, 29), None, None)
    Span(first=datetime.date(2025, 9, 29), last=datetime.date(2025, 12, 29))
    """
    end = last or (day if first is None or first < day else first + timedelta(days=30) if first.year < 9999 else first)
    known = sorted(start for start in starts if start and start <= end)
    if first is None:
        backs = (months_back(end, months) for months in MONTHS)
        enough = (back for back in backs if known and sum(start >= back for start in known) >= min(SHARE * len(known), ENOUGH))
        first = next(enough, min(known[:1], default=months_back(end, 12)))
    return Span(min(first, end), end)
