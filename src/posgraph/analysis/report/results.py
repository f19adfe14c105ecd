"""What changed between two days, as frozen results; ``to_dict()`` is the JSON shape ``report``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.orders import Contradiction
from posgraph.analysis.results import Conflict, Overlap
from posgraph.analysis.settlements.results import Blocker
from posgraph.analysis.shifts import Shift


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the paragraph, with the rows and the sources that it rests on."""

    text: str
    ids: tuple[str, ...]
    sources: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As a member of ``sentences``."""
        return {"text": self.text, "ids": [*self.ids], "sources": [*self.sources]}


@dataclass(frozen=True, slots=True)
class Change:
    """A position or a wanted order that came or went: ``day`` is the first on which that is so, ``by`` what took its place."""

    evidence: Evidence
    day: date | None
    by: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The position with the day, and what took its place."""
        return self.evidence.to_dict() | {"date": self.day and self.day.isoformat(), "by": [*self.by]}


@dataclass(frozen=True, slots=True)
class Turnover:
    """What is in force on one of the days only, and what came and went in between (``passed``).

    Of what went, ``superseded`` is what another took the place of, ``ended`` the rest.
    """

    begun: tuple[Change, ...]
    ended: tuple[Change, ...]
    superseded: tuple[Change, ...]
    passed: tuple[Change, ...]

    def to_dict(self) -> dict[str, Any]:
        """As ``positions``."""
        return {name: [c.to_dict() for c in getattr(self, name)] for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Difference:
    """Conflicts or overlaps that hold on the first day only (``gone``) or on the second only (``new``), the heaviest first.

    ``partial``: there are so many contradictions among orders that a search was cut off, so that there may be more.
    """

    gone: tuple[Conflict, ...] | tuple[Overlap, ...]
    new: tuple[Conflict, ...] | tuple[Overlap, ...]
    partial: bool = False

    def to_dict(self) -> dict[str, Any]:
        """``{"gone", "new", "partial"}``."""
        return {"gone": [c.to_dict() for c in self.gone], "new": [c.to_dict() for c in self.new], "partial": self.partial}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one order of the steps suits all on a day; if not, the cheapest withdrawal (None where none helps)."""

    consistent: bool
    contradictions: int
    withdraw: tuple[str, ...] | None
    cost: float | None
    partial: bool

    def to_dict(self) -> dict[str, Any]:
        """The verdict as plain data."""
        cheapest = None if self.withdraw is None else {"withdraw": [*self.withdraw], "cost": self.cost}
        counts = {"consistent": self.consistent, "contradictions": self.contradictions}
        return {**counts, "cheapest": cheapest, "partial": self.partial}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts on both days, and the minimal contradictions that only one of them has, the smallest first."""

    since: Verdict
    until: Verdict
    gone: tuple[Contradiction, ...]
    new: tuple[Contradiction, ...]

    def to_dict(self) -> dict[str, Any]:
        """``{"since", "until", "gone", "new"}``."""
        days = {"since": self.since.to_dict(), "until": self.until.to_dict()}
        return days | {"gone": [c.to_dict() for c in self.gone], "new": [c.to_dict() for c in self.new]}


@dataclass(frozen=True, slots=True)
class DealVerdict:
    """Whether a deal could keep every red line of the parties on a day (None: time ran out); the minimal sets that block it."""

    parties: tuple[str, ...]
    feasible: bool | None
    blockers: tuple[tuple[str, ...], ...]
    partial: bool

    def to_dict(self) -> dict[str, Any]:
        """The verdict as plain data."""
        return {
            "parties": [*self.parties],
            "feasible": self.feasible,
            "blockers": [[*members] for members in self.blockers],
            "partial": self.partial,
        }


@dataclass(frozen=True, slots=True)
class DealsChange:
    """The verdicts on both days, and the blockers that only one of them has, by members."""

    since: DealVerdict
    until: DealVerdict
    gone: tuple[Blocker, ...]
    new: tuple[Blocker, ...]

    def to_dict(self) -> dict[str, Any]:
        """``{"since", "until", "gone", "new"}``."""
        days = {"since": self.since.to_dict(), "until": self.until.to_dict()}
        return days | {"gone": [b.to_dict() for b in self.gone], "new": [b.to_dict() for b in self.new]}


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """All that changed from one day to another. ``shifts`` are those after the first day and by the second, the newest first."""

    since: date
    until: date
    positions: Turnover
    shifts: tuple[Shift, ...]
    conflicts: Difference
    overlaps: Difference
    orders: Verdicts
    settlements: DealsChange
    sentences: tuple[Sentence, ...]

    @property
    def paragraph(self) -> str:
        """The sentences, one after another."""
        return " ".join(s.text for s in self.sentences) or f"Nothing changed from {self.since} to {self.until}."

    @property
    def partial(self) -> bool:
        """A search, among orders or for deals, was cut off: there may be more than is told."""
        searched = (self.orders.since, self.orders.until, self.settlements.since, self.settlements.until)
        return self.conflicts.partial or any(verdict.partial for verdict in searched)

    def to_dict(self) -> dict[str, Any]:
        """The JSON shape ``report``."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "paragraph": self.paragraph,
            "sentences": [s.to_dict() for s in self.sentences],
            "positions": self.positions.to_dict(),
            "shifts": [s.to_dict() for s in self.shifts],
            "conflicts": self.conflicts.to_dict(),
            "overlaps": self.overlaps.to_dict(),
            "orders": self.orders.to_dict(),
            "settlements": self.settlements.to_dict(),
            "partial": self.partial,
        }

    def __repr__(self) -> str:
        return self.paragraph

    def _repr_html_(self) -> str:
        counts = [(f"positions {name}", getattr(self.positions, name)) for name in Turnover.__slots__]
        counts += [("shifts", self.shifts)]
        pairs: Sequence[tuple[str, Difference]] = (("conflicts", self.conflicts), ("overlaps", self.overlaps))
        counts += [(f"{name} {way}", getattr(found, way)) for name, found in pairs for way in ("gone", "new")]
        body = "".join(f"<tr><th>{name}</th><td>{len(found)}</td></tr>" for name, found in counts)
        said = "".join(f"<li>{escape(s.text)} <small>{escape(', '.join(s.ids))}</small></li>" for s in self.sentences)
        return f"<div><table><caption>{self.since} to {self.until}</caption>{body}</table><ul>{said}</ul></div>"
