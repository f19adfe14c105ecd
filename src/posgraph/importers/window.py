"""The window of a view: some processes, from one day to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posgraph.model import When


@dataclass(frozen=True, slots=True)
class Window:
    """The processes of a view (none: all) and its first and last day; None is open."""

    processes: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    def meets(self, begin: date | None, end: date | None) -> bool:
        """Whether some day from ``begin`` to ``end`` (None is open) lies in the window.

        >>> Window(last=date(2025, 12, 31)).meets(date(2026, 1, 1), None)
        False
        """
        return not (begin and self.last and begin > self.last) and not (end and self.first and end < self.first)

    def covers(self, begin: When | None, end: When | None) -> bool:
        """Whether a validity as written has a day in the window."""
        return self.meets(begin.first if begin else None, end.last if end else None)

    def holds(self, when: When) -> bool:
        """Whether a date as written can be a day of the window."""
        return self.meets(when.first, when.last)
