"""Every minimal set of statements that cannot all hold: the cycles of a knot, the shortest first."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from math import inf
from time import monotonic

from posgraph.analysis.orders.cycles import Search
from posgraph.analysis.orders.knots import Cycle, Knot
from posgraph.graphs.constraints import CONDITION, PREFERENCE, Constraint

MOST = 1000
"""How many contradictions, and how many concessions, of a knot are told where no limit is given."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A minimal inconsistent set: all of it cannot hold, and without any one of its members the rest can.

    ``members`` are the ids of preferences, conditions and relations; ``actors`` those who hold them (not those who assert
    relations). ``steps`` go round the cycle, and ``because`` says, in the same order, what the members add to it.
    """

    members: tuple[str, ...]
    steps: tuple[str, ...]
    actors: tuple[str, ...]
    because: tuple[Constraint, ...]

    @property
    def hard(self) -> bool:
        """True where no member is a preference, so that no withdrawal helps."""
        return not any(c.withdrawable for c in self.because)

    @property
    def rank(self) -> tuple[int, tuple[str, ...]]:
        """Sort key: the smallest first, then by ids."""
        return len(self.members), self.members

    def __str__(self) -> str:
        return "; ".join(f"{c.holder}: {c} ({c.source})" for c in self.because)

    def to_dict(self) -> dict[str, object]:
        """As in the JSON shape ``orders``, with ``because``: who says what."""
        because = [{"member": c.source, "kind": c.kind, "by": c.holder, "says": str(c)} for c in self.because]
        return {"members": [*self.members], "steps": [*self.steps], "actors": [*self.actors], "because": because}


def contradictions_of(knot: Knot, most: int, deadline: float) -> tuple[tuple[Contradiction, ...], bool]:
    """The contradictions of a knot by rank, and whether these are all.

    Every minimal inconsistent set is what some simple cycle with a strict arc rests on. The search deepens by the number of
    members (Korf 1985), so that what it has when ``most`` or ``deadline`` (monotonic seconds) stops it are the smallest. One is
    found in any case.
    """
    search = Search(knot, most, deadline)
    complete = search.run()
    cycles = search.found or [_shrunk(knot, knot.short_cycles()[0])]
    return tuple(sorted(map(_contradiction, cycles), key=lambda c: c.rank))[:most], complete


def share(deadline: float, parts: float) -> float:
    """When the first of so many parts of the time that is left is over (monotonic seconds)."""
    now = monotonic()
    return now + (deadline - now) / parts


def every_contradiction(tangled: Sequence[Knot], most: int, deadline: float) -> tuple[tuple[Contradiction, ...], bool]:
    """The contradictions of all knots by rank, at most ``most`` of each, and whether these are all."""
    found: list[Contradiction] = []
    complete = True
    for n, knot in enumerate(tangled):
        those, all_of_them = contradictions_of(knot, most, share(deadline, len(tangled) - n))
        found += those
        complete = complete and all_of_them
    return tuple(sorted(found, key=lambda c: c.rank)), complete


def contradictions_as_found(tangled: Sequence[Knot]) -> Iterator[Contradiction]:
    """The contradictions of all knots, each as soon as it is known, the smallest first. It ends where all are told."""
    streams = (map(_contradiction, Search(knot, sys.maxsize, inf).stream()) for knot in tangled)
    return merge(*streams, key=lambda c: len(c.members))


def hard_contradiction(knot: Knot) -> Contradiction | None:
    """A contradiction without preferences, if there is one."""
    cycles = knot.short_cycles(knot.withdrawable)
    return _contradiction(_shrunk(knot, cycles[0])) if cycles else None


def _contradiction(cycle: Cycle) -> Contradiction:
    """What a cycle says, told from its first preference by id."""
    labelled = [(arc, arc.constraint) for arc in cycle if arc.constraint]
    start = min(range(len(labelled)), key=lambda i: (not labelled[i][1].withdrawable, labelled[i][1].source))
    told = labelled[start:] + labelled[:start]
    return Contradiction(
        members=tuple(sorted({c.source for _, c in told})),
        steps=tuple(dict.fromkeys(step for arc, _ in told for step in arc.steps)),
        actors=tuple(sorted({c.holder for _, c in told if c.kind in (PREFERENCE, CONDITION)})),
        because=tuple(dict.fromkeys(c for _, c in told)),
    )


def _shrunk(knot: Knot, cycle: Cycle) -> Cycle:
    """A cycle whose members are minimal, among the members of this one."""
    for member in sorted({arc.member for arc in cycle if arc.member is not None}):
        inside = {arc.member for arc in cycle if arc.member is not None} - {member}
        cycle = next(iter(knot.short_cycles(set(range(len(knot.members))) - inside)), cycle)
    return cycle
