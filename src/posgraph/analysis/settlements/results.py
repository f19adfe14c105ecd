"""What there is to say about settlements, as frozen results; ``to_dict()`` is the JSON shape ``settlements``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.settlements.problem import Bond
from posgraph.model import DemandRelation


@dataclass(frozen=True, slots=True)
class Blocker:
    """Red lines that no settlement can keep together, none of them to spare: a minimal unsatisfiable set.

    ``bonds`` are what they run against, again none to spare (empty where the one asks for what the other refuses);
    ``demands`` those that the bonds and the red lines speak of, sorted.
    """

    members: tuple[str, ...]
    actors: tuple[str, ...]
    demands: tuple[str, ...]
    bonds: tuple[Bond, ...]

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``because``."""
        return {
            "members": [*self.members],
            "actors": [*self.actors],
            "demands": [*self.demands],
            "rules": sorted({bond.rule for bond in self.bonds}),
            "relations": sorted({id for bond in self.bonds for id in bond.relations}),
            "bonds": [
                {"rule": b.rule, "literals": [str(x) for x in b.literals], "relations": [*b.relations]} for b in self.bonds
            ],
        }


@dataclass(frozen=True, slots=True)
class Concession:
    """Red lines whose moving makes a deal possible, none of them to spare: a minimal correction set. ``by``: how many of whom.

    ``cost`` is the sum of firmness × salience.
    """

    move: tuple[str, ...]
    cost: float
    by: Mapping[str, int] = field(hash=False)

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON shape."""
        return {"move": [*self.move], "cost": self.cost, "by": dict(self.by)}


@dataclass(frozen=True, slots=True)
class Component:
    """Blockers that hang together, and all ways to undo just these, the cheapest first.

    Components are independent: to make a deal possible, one concession in each. ``hard``: no moving of red lines helps, since the
    bonds contradict each other by themselves (then ``bonds`` says which). ``partial``: there may be more than is told.
    """

    issues: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    concessions: tuple[Concession, ...]
    hard: tuple[Bond, ...] = ()
    partial: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON shape, with ``because``, ``hard`` and ``partial``."""
        return {
            "issues": [*self.issues],
            "blockers": [[*b.members] for b in self.blockers],
            "because": [b.to_dict() for b in self.blockers],
            "concessions": [c.to_dict() for c in self.concessions],
            "hard": [{"rule": b.rule, "literals": [str(x) for x in b.literals], "relations": [*b.relations]} for b in self.hard],
            "partial": self.partial,
        }


@dataclass(frozen=True, slots=True)
class Steps:
    """Whether the steps of a deal can be ordered; if not, the minimal sets of rows that contradict each other."""

    consistent: bool
    contradictions: tuple[tuple[str, ...], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """An entry of a deal."""
        return {"consistent": self.consistent, "contradictions": [[*members] for members in self.contradictions]}


@dataclass(frozen=True, slots=True)
class Deal:
    """A settlement: the demands in it, and how far it satisfies each party, 0 (its worst case) to 1 (its best).

    ``values`` are the same before scaling: sums of salience × polarity.
    """

    id: str
    demands: tuple[str, ...]
    satisfaction: Mapping[str, float] = field(hash=False)
    values: Mapping[str, float] = field(hash=False)
    steps: Steps | None = None

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``frontier``."""
        return {
            "id": self.id,
            "demands": [*self.demands],
            "satisfaction": dict(self.satisfaction),
            "values": dict(self.values),
            "order": self.steps and self.steps.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Best:
    """The deal that is best by one measure, and its value; ``proven``: no settlement is better."""

    deal: str
    value: float
    proven: bool

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``best``."""
        return {"id": self.deal, "value": self.value, "proven": self.proven}


@dataclass(frozen=True, slots=True)
class Range:
    """What each party has said yes to on a scale or a measure, as an interval, and where all of them meet (None: nowhere)."""

    unit: str | None
    by: Mapping[str, tuple[float | None, float | None]] = field(hash=False)
    meet: tuple[float | None, float | None] | None
    gap: float | None

    def to_dict(self) -> dict[str, Any]:
        """An entry of a zone; an open side is null."""
        return {
            "unit": self.unit,
            "by": {actor: [*ends] for actor, ends in self.by.items()},
            "meet": self.meet and [*self.meet],
            "gap": self.gap,
        }


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone of possible agreement on an issue, under all red lines.

    ``fixed`` demands are in every settlement, ``open`` ones in some, ``shut`` ones in none; ``shut_by`` names the red lines that
    shut a demand out. Where the red lines of the issue's component leave no settlement, ``blocked`` is true and nothing is open.
    """

    issue: str
    fixed: tuple[str, ...]
    open: tuple[str, ...]
    shut: tuple[str, ...]
    shut_by: Mapping[str, tuple[str, ...]] = field(hash=False)
    blocked: bool
    range: Range | None = None
    ranks: Range | None = None

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``zones``."""
        return {
            "issue": self.issue,
            "fixed": [*self.fixed],
            "open": [*self.open],
            "shut": [{"demand": d, "by": [*self.shut_by.get(d, ())]} for d in self.shut],
            "blocked": self.blocked,
            "range": self.range and self.range.to_dict(),
            "ranks": self.ranks and self.ranks.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to change in a plan to arrive at a deal; ``clauses`` are those that go, ``demands`` those that come."""

    deal: str
    distance: float
    dropped: tuple[str, ...]
    clauses: tuple[str, ...]
    added: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``nearest``."""
        return {
            "id": self.deal,
            "distance": self.distance,
            "dropped": [*self.dropped],
            "clauses": [*self.clauses],
            "added": [*self.added],
        }


@dataclass(frozen=True, slots=True)
class Measured:
    """A plan on the table, measured: what it brings with it, whom it satisfies how far, which red lines it crosses.

    ``crosses`` has, by party, the red lines that the plan does not keep; ``silent`` the demands pressed as red lines that it
    merely leaves out. ``coherent``: its clauses do not clash with each other. ``distance`` is the Euclidean distance in
    satisfaction to the nearest deal of the frontier; ``beaten_by`` are deals that nobody likes less and somebody likes more.
    """

    proposal: str
    label: str
    status: str | None
    date: str | None
    demands: tuple[str, ...]
    satisfaction: Mapping[str, float] = field(hash=False)
    values: Mapping[str, float] = field(hash=False)
    crosses: Mapping[str, tuple[str, ...]] = field(hash=False)
    silent: Mapping[str, tuple[str, ...]] = field(hash=False)
    clashes: tuple[Bond, ...]
    distance: float | None
    beaten_by: tuple[str, ...]
    nearest: tuple[Change, ...]
    repair: Change | None = None

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``proposals``."""
        return {
            "proposal": self.proposal,
            "label": self.label,
            "status": self.status,
            "date": self.date,
            "demands": [*self.demands],
            "satisfaction": dict(self.satisfaction),
            "values": dict(self.values),
            "crosses": {actor: [*ids] for actor, ids in self.crosses.items()},
            "silent": {actor: [*ids] for actor, ids in self.silent.items()},
            "coherent": not self.clashes,
            "clashes": [
                {"rule": b.rule, "literals": [str(x) for x in b.literals], "relations": [*b.relations]} for b in self.clashes
            ],
            "distance": self.distance,
            "beaten_by": [*self.beaten_by],
            "nearest": [c.to_dict() for c in self.nearest],
            "repair": self.repair and self.repair.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a party's scale: what its worst and its best case are worth to it, over all that could be settled at all.

    Red lines are left aside here, so that the scale stays when they move and plans that cross them can be placed on it.
    """

    worst: float
    best: float
    proven: bool = True

    def of(self, value: float) -> float:
        """A value on the scale: 0 is the worst case, 1 the best; 1 where nothing can make a difference."""
        span = self.best - self.worst
        return (value - self.worst) / span if span > 0 else 1.0

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``scale``."""
        return {"worst": self.worst, "best": self.best, "proven": self.proven}


@dataclass(frozen=True, slots=True, repr=False)
class Settlements:
    """Whether a deal exists under the red lines of the parties; if not, who must move; the best deals, and the plans beside them.

    ``feasible`` says whether one exists. Where none does, the frontier is that of the deals that would exist if the red lines in
    ``moved`` moved: the cheapest concession of every component, or those that were named. ``evidence`` holds the red lines and
    all other positions that count, by id; ``assumed`` the ids of those whose salience is unknown and taken as 0.5.
    """

    as_of: date
    parties: tuple[str, ...]
    feasible: bool
    components: tuple[Component, ...]
    moved: tuple[str, ...]
    frontier: tuple[Deal, ...]
    best: Mapping[str, Best] = field(hash=False)
    scale: Mapping[str, Scale] = field(hash=False)
    zones: tuple[Zone, ...]
    proposals: tuple[Measured, ...]
    red_lines: tuple[Evidence, ...]
    positions: tuple[Evidence, ...]
    relations: tuple[DemandRelation, ...]
    assumed: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()
    complete: bool = True

    @property
    def partial(self) -> bool:
        """True where a limit or the time cut the search off somewhere."""
        return not self.complete or any(c.partial for c in self.components)
