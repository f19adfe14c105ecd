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
