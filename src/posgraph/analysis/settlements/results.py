"""What there is to say about settlements, as frozen results; ``to_dict()`` is the JSON shape ``settlements``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from posgraph.analysis.evidence import Evidence
from posgraph.analysis.orders.results import relation
from posgraph.analysis.settlements.problem import Bond, Wish, whole
from posgraph.analysis.wording import count
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
            "bonds": [bond.to_dict() for bond in self.bonds],
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
class Least:
    """The least that must move: what it costs, and for each component the concessions that cost least, any of which will do."""

    cost: float
    ways: tuple[tuple[tuple[str, ...], ...], ...]

    def to_dict(self) -> dict[str, Any]:
        """An entry of the result; ``ways`` has a list of alternatives for each component."""
        return {"cost": self.cost, "ways": [[[*move] for move in tied] for tied in self.ways]}


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
            "hard": [bond.to_dict() for bond in self.hard],
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

    ``values`` are the same before scaling: sums of salience × polarity. ``unlinked`` are pairs of its demands, wanted by
    different parties on one issue, that no relation links: whether they go together is for a reader to judge. ``moves`` are
    the red lines that the deal does not keep; ``elsewhere`` those that it does not keep on issues that were not asked about.
    """

    id: str
    demands: tuple[str, ...]
    satisfaction: Mapping[str, float] = field(hash=False)
    values: Mapping[str, float] = field(hash=False)
    moves: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    steps: Steps | None = None
    unlinked: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``frontier``."""
        return {
            "id": self.id,
            "demands": [*self.demands],
            "satisfaction": dict(self.satisfaction),
            "values": dict(self.values),
            "moves": [*self.moves],
            "elsewhere": [*self.elsewhere],
            "order": self.steps and self.steps.to_dict(),
            "unlinked": [[*pair] for pair in self.unlinked],
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
    """The zone of possible agreement on an issue: under all red lines, but for those that have moved in one of the cheapest ways.

    ``fixed`` demands are in every such settlement, ``open`` ones in some, ``shut`` ones in none; ``shut_by`` names the red lines
    that shut a demand out (of those that may move, all of which one at least stays). ``blocked``: red lines on this issue had to
    move.
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

    ``crosses`` has, by party, the red lines that nothing keeps that says all the plan says; ``silent`` those that it fails to
    keep merely by what it leaves out. ``coherent``: its clauses do not clash with each other. ``distance`` is the Euclidean
    distance in satisfaction to the nearest deal of the frontier; ``beaten_by`` are deals that nobody likes less and somebody
    likes more.
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
            "clashes": [bond.to_dict() for bond in self.clashes],
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
        span = whole(self.best) - whole(self.worst)
        return (whole(value) - whole(self.worst)) / span if span > 0 else 1.0

    def to_dict(self) -> dict[str, Any]:
        """An entry of ``scale``."""
        return {"worst": self.worst, "best": self.best, "proven": self.proven}


@dataclass(frozen=True, slots=True, repr=False)
class Settlements:
    """Whether a deal exists under the red lines of the parties; if not, who must move; the best deals, and the plans beside them.

    ``feasible`` says whether one exists, once those red lines that were named as moving have moved (None: time ran out before
    that was known). Where none does, ``least`` is the least that must move (None: no moving of red lines is known to help), and
    the frontier is that of the deals that would exist then. No way that costs least is preferred to another: a deal may ask for
    any of them, and says in ``moves`` for which.
    ``moved`` are all red lines that were named or that some way sets aside. ``frontier`` tells ``count`` deals, or as many of
    them as were asked for. ``wishes`` say what each position adds to its holder's satisfaction; ``positions`` are the evidence
    for them, ``red_lines`` those of them that bind or may move, ``elsewhere`` red lines on issues that were not asked about and
    that refuse what is in some deal. ``unbound`` are red lines under conditions that are written in words only, and so ask for
    nothing here.
    """

    as_of: date
    parties: tuple[str, ...]
    feasible: bool | None
    components: tuple[Component, ...]
    least: Least | None
    moved: tuple[str, ...]
    frontier: tuple[Deal, ...]
    count: int
    best: Mapping[str, Best] = field(hash=False)
    scale: Mapping[str, Scale] = field(hash=False)
    zones: tuple[Zone, ...]
    proposals: tuple[Measured, ...]
    wishes: tuple[Wish, ...]
    red_lines: tuple[Evidence, ...]
    positions: tuple[Evidence, ...]
    relations: tuple[DemandRelation, ...]
    unbound: tuple[str, ...] = ()
    elsewhere: tuple[Evidence, ...] = ()
    complete: bool = True

    @property
    def assumed(self) -> tuple[str, ...]:
        """The positions whose salience is unknown and taken as 0.5."""
        return tuple(sorted(wish.position for wish in self.wishes if wish.assumed))

    @property
    def partial(self) -> bool:
        """True where a limit or the time cut the search off somewhere."""
        return not self.complete or any(c.partial for c in self.components)

    def to_dict(self) -> dict[str, Any]:
        """The JSON shape ``settlements``."""
        return {
            "as_of": self.as_of.isoformat(),
            "parties": [*self.parties],
            "feasible": self.feasible,
            "components": [c.to_dict() for c in self.components],
            "least": self.least and self.least.to_dict(),
            "moved": [*self.moved],
            "frontier": [d.to_dict() for d in self.frontier],
            "count": self.count,
            "best": {name: best.to_dict() for name, best in self.best.items()},
            "scale": {actor: scale.to_dict() for actor, scale in self.scale.items()},
            "zones": [z.to_dict() for z in self.zones],
            "proposals": [p.to_dict() for p in self.proposals],
            "wishes": [w.to_dict() for w in self.wishes],
            "red_lines": [p.to_dict() for p in self.red_lines],
            "elsewhere": [p.to_dict() for p in self.elsewhere],
            "positions": [p.to_dict() for p in self.positions],
            "relations": [relation(r) for r in self.relations],
            "assumed": [*self.assumed],
            "unbound": [*self.unbound],
            "partial": self.partial,
        }

    @property
    def _ways(self) -> str:
        ways = self.least.ways if self.least else ()
        return "; ".join(" or ".join(f"{{{', '.join(move)}}}" for move in tied) for tied in ways)

    @property
    def verdict(self) -> str:
        """The answer in a sentence."""
        cut = " The search was cut off: there may be more." if self.partial else ""
        every = f"every red line of {', '.join(self.parties)}" if self.parties else "every red line"
        if self.feasible:
            return f"A deal exists that keeps {every}.{cut}"
        if self.feasible is None:
            return f"Whether a deal keeps {every} is not known: time ran out."
        found = sum(len(part.blockers) for part in self.components)
        blocked = f": {count(found, 'blocker')}" if found else ""
        return f"No deal keeps {every}{blocked}.{cut}"

    def __repr__(self) -> str:
        lines = [f"{self.as_of}: {self.verdict}"]
        said = {p.position: str(p) for p in self.red_lines}
        lines += ["blocked by: " + "; ".join(said[id] for id in b.members) for part in self.components for b in part.blockers]
        if self.least:
            lines.append(f"least to move, cost {self.least.cost:g}: {self._ways}")
        for name, best in self.best.items():
            deal = next((d for d in self.frontier if d.id == best.deal), None)
            points = ", ".join(f"{a} {s:.2f}" for a, s in deal.satisfaction.items()) if deal else ""
            lines.append(f"best by {name}: {best.deal} ({points})")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        said = {p.position: str(p) for p in self.red_lines}
        rows = [("blocked by", "; ".join(said[id] for id in b.members)) for part in self.components for b in part.blockers]
        if self.least:
            rows.append((f"least to move, cost {self.least.cost:g}", self._ways))
        marks = {best.deal: name for name, best in self.best.items()}
        for deal in self.frontier:
            points = ", ".join(f"{a} {s:.2f}" for a, s in deal.satisfaction.items())
            rows.append((f"deal {deal.id} {marks.get(deal.id, '')}".strip(), f"{points}: {', '.join(deal.demands)}"))
        for plan in self.proposals:
            points = ", ".join(f"{a} {s:.2f}" for a, s in plan.satisfaction.items())
            rows.append(
                (plan.label, f"{points}; crosses {', '.join(id for ids in plan.crosses.values() for id in ids) or 'nothing'}")
            )
        body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        return f"<table><caption>{escape(self.verdict)}</caption><tbody>{body}</tbody></table>"
