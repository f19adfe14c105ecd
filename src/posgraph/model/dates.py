"""Dates as sources give them: the text as written, with the first and last day it can mean (EDTF, ISO 8601-2 level 1).

Read: ``2025-12-29``, ``2025-12``, ``2025``, any of them with ``~`` (about), ``?`` (uncertain) or ``%`` (both), and
intervals ``A/B``, ``A/..``, ``../B``. A mark changes no bound: how far "about" reaches is nobody's to guess.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<mark>[~?%]?)")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

EXPECTED = "a date: 2025-12-29, 2025-12, 2025, 2025-12~, 2025-12/2026-01 or 2025-12-29/.."


@dataclass(frozen=True, slots=True)
class When:
    """A date as written, and its bounds; an open bound is None.

    >>> When.parse("2025-12~")
    When(text='2025-12~', first=datetime.date(2025, 12, 1), last=datetime.date(2025, 12, 31))
    >>> str(When.parse("2025-11-20/..")), When.parse("2025-11-20/..").last
    ('2025-11-20/..', None)
    """

    text: str
    first: date | None
    last: date | None

    @classmethod
    def parse(cls, text: str) -> When:
        """Read a date; raises ValueError, with the forms that are understood, on anything else."""
        lower, slash, upper = text.partition("/")
        if not slash:
            return cls(text, *_bounds(text))
        first = None if lower == ".." else _bounds(lower)[0]
        last = None if upper == ".." else _bounds(upper)[1]
        if lower == upper == "..":
            raise ValueError(f"{text!r} says nothing; expected {EXPECTED}")
        if first and last and first > last:
            raise ValueError(f"{text!r} ends before it begins; expected {EXPECTED}")
        return cls(text, first, last)

    def __str__(self) -> str:
        return self.text


def day(text: str) -> date:
    """The day that a text names in the one form that is understood everywhere; raises ValueError on any other.

    >>> day("2025-12-29")
    datetime.date(2025, 12, 29)
    >>> day("2025-W52-1")
    Traceback (most recent call last):
    ValueError: '2025-W52-1' is no day of the calendar; expected one like 2025-12-29
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no day of the calendar; expected one like 2025-12-29")


def covers(start: When | None, end: When | None, moment: date) -> bool:
    """True where a day lies in a validity, taken as wide as its bounds allow; one that is missing is open.

    >>> covers(When.parse("2025-11"), None, date(2025, 12, 29)), covers(None, When.parse("2025-11"), date(2025, 12, 29))
    (True, False)
    """
    first, last = start.first if start else None, end.last if end else None
    return (first is None or first <= moment) and (last is None or moment <= last)


def _bounds(text: str) -> tuple[date, date]:
    """First and last day of a single EDTF date."""
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is no date; expected {EXPECTED}")
    year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError as error:
        raise ValueError(f"{text!r} is no day of the calendar ({error}); expected {EXPECTED}") from None
    return first, last
