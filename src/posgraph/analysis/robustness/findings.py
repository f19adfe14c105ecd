"""The parts of an answer about robustness: conflicts, disputes, minimal sets and concessions, with what each hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from posgraph.analysis.robustness import verdicts


@dataclass(frozen=True, slots=True)
class Support:
    """A report, a relation or a source on which a finding hangs: without it alone the finding is gone.

    ``kind`` is position, order, relation or source; ``rows`` are the ids that go with it. ``doubts`` say why the report may be
    doubted: low, medium or unknown confidence, relayed (by an opponent, a mediator, a third party), anonymous, inferred, claim
    (a relation for which no source is named).
    """

    kind: str
    id: str
    rows: tuple[str, ...]
    source: str | None = None
    by: str | None = None
    doubts: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``hangs_on``."""
        return {
            "kind": self.kind,
            "id": self.id,
            "rows": [*self.rows],
            "source": self.source,
            "by": self.by,
            "doubts": [*self.doubts],
        }


@dataclass(frozen=True, slots=True)
class Severity:
    """A conflict, and how severe it may be. ``best`` and ``worst`` are its places (from 1) in the order by severity.

    ``survives`` says, for each band of confidence, whether the conflict is left without the reports of that band; ``hangs_on``
    are the ids of single reports and relations without which it is gone. ``assumed`` names, for each row, what is unknown and
    counts 0.5 in the severity as coded.
    """

    rule: str
    a: str
    b: str
    issue: str
    severity: float
    low: float
    high: float
    best: int
    worst: int
    survives: Mapping[str, bool] = field(hash=False)
    hangs_on: tuple[str, ...]
    assumed: Mapping[str, tuple[str, ...]] = field(hash=False)

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``conflicts``."""
        return {
            "rule": self.rule,
            "a": self.a,
            "b": self.b,
            "issue": self.issue,
            "severity": self.severity,
            "low": self.low,
            "high": self.high,
            "place": [self.best, self.worst],
            "survives": dict(self.survives),
            "hangs_on": [*self.hangs_on],
            "assumed": {row: [*names] for row, names in self.assumed.items()},
        }


@dataclass(frozen=True, slots=True)
class Dispute:
    """All conflicts of some actors on one issue. ``rows`` are the reports in conflict.

    ``apart`` is the largest number of these conflicts of which no two share a report, ``sources_apart`` the same for sources: so
    many independent pairs carry the dispute. ``partial``: time was over before all was tried that could end it.
    """

    actors: tuple[str, ...]
    issue: str
    conflicts: int
    rows: tuple[str, ...]
    sources: tuple[str, ...]
    apart: int
    sources_apart: int
    survives: Mapping[str, bool] = field(hash=False)
    hangs_on: tuple[Support, ...]
    partial: bool = False

    @property
    def verdict(self) -> str:
        """The answer in a sentence."""
        return verdicts.dispute(self)

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``disputes``."""
        return {
            "actors": [*self.actors],
            "issue": self.issue,
            "conflicts": self.conflicts,
            "rows": [*self.rows],
            "sources": [*self.sources],
            "apart": self.apart,
            "sources_apart": self.sources_apart,
            "survives": dict(self.survives),
            "hangs_on": [s.to_dict() for s in self.hangs_on],
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class Minimal:
    """A contradiction of orders or a blocker of settlements: a minimal set, so each of its members alone ends it.

    ``hangs_on`` are these, and the relations and sources that do so too. ``partial``: time was over before all was tried.
    """

    members: tuple[str, ...]
    actors: tuple[str, ...]
    survives: Mapping[str, bool] = field(hash=False)
    hangs_on: tuple[Support, ...]
    partial: bool = False

    @property
    def doubtful(self) -> tuple[Support, ...]:
        """Those reports and relations of which there is some doubt."""
        return tuple(s for s in self.hangs_on if s.doubts)

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``contradictions`` or ``blockers``."""
        return {
            "members": [*self.members],
            "actors": [*self.actors],
            "survives": dict(self.survives),
            "hangs_on": [s.to_dict() for s in self.hangs_on],
            "doubtful": [s.id for s in self.doubtful],
            "verdict": verdicts.minimal(self),
        }


@dataclass(frozen=True, slots=True)
class Priced:
    """A concession, what it may cost, and whether it is the cheapest of its component whatever the numbers are, or for some.

    ``assumed`` names, for each row, what is unknown and counts 0.5 in the cost as coded.
    """

    members: tuple[str, ...]
    cost: float
    low: float
    high: float
    certainly: bool
    possibly: bool
    assumed: Mapping[str, tuple[str, ...]] = field(hash=False)

    def to_dict(self, name: str) -> dict[str, Any]:
        """An entry of ``concessions``; ``name`` is that of the members, withdraw or move."""
        return {
            name: [*self.members],
            "cost": self.cost,
            "low": self.low,
            "high": self.high,
            "certainly_cheapest": self.certainly,
            "possibly_cheapest": self.possibly,
            "assumed": {row: [*names] for row, names in self.assumed.items()},
        }


@dataclass(frozen=True, slots=True)
class Component:
    """Minimal sets that hang together, and the ways out of them. ``decided_by``: the rows whose numbers decide which is cheapest.

    ``hangs_on``: what alone ends all of the sets.
    """

    sets: tuple[Minimal, ...]
    concessions: tuple[Priced, ...]
    decided_by: tuple[str, ...]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Flip:
    """Something that turns a verdict round when it is left out."""

    kind: str
    id: str
    rows: tuple[str, ...]

    def to_dict(self, name: str, after: bool) -> dict[str, Any]:
        """An entry of ``flips``; ``name`` is that of the verdict, consistent or feasible, and ``after`` what it is then."""
        return {"kind": self.kind, "drop": self.id, "rows": [*self.rows], name: after}
