"""Days on which something begins or ends, so that one can step through time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from posgraph.analysis.force import in_force
from posgraph_api.pages.visit import Visit


@dataclass(frozen=True, slots=True)
class Days:
    """The day of a page, whether that is only because it is today, and the nearest days on which something changes."""

    day: date
    today: bool
    before: date | None
    after: date | None


def days(visit: Visit) -> Days:
    """The days around that of a visit."""
    known: tuple[date, ...] = visit.kept(("days",), lambda: _changes(visit))
    at, past = bisect_left(known, visit.day), bisect_right(known, visit.day)
    before = known[at - 1] if at else None
    after = known[past] if past < len(known) else None
    return Days(visit.day, visit.query.asof is None, before, after)


def _changes(visit: Visit) -> tuple[date, ...]:
    history = in_force(visit.dataset, None, ever=True)
    found = set[date]()
    spans = [(held.start, held.end) for held in history.positions] + [(held.start, held.end) for held in history.preferences]
    for start, end in spans:
        if start:
            found.add(start)
        if end and end < date.max:
            found.add(end + timedelta(days=1))
    return tuple(sorted(found))
