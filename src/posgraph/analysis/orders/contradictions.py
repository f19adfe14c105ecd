"""Every minimal set of statements that cannot all hold: the cycles of a knot, the shortest first."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic

from posgraph.analysis.orders.knots import Arc, Cycle, Knot, bits
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
    search = _Search(knot, most, deadline)
    complete = search.run()
    cycles = search.found or [_shrunk(knot, knot.short_cycles()[0])]
    return tuple(sorted(map(_contradiction, cycles), key=lambda c: c.rank))[:most], complete


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


FAR = 1 << 30
"""The length of a way that does not exist."""


class _Search:
    """Depth-first search for cycles of at most ``bound`` members, bound by bound.

    Each cycle is looked for from its lowest node, through higher nodes only. Sets of members are the bits of a number.
    """

    def __init__(self, knot: Knot, most: int, deadline: float) -> None:
        self.knot, self.most, self.deadline = knot, most, deadline
        self.found: list[Cycle] = []
        self.known: list[int] = []
        self.known_with: list[list[int]] = [[] for _ in knot.members]
        once = _once_only(knot)
        self.counted, self.free = [0] * knot.size, [0] * knot.size
        for arc in knot.arcs:
            (self.counted if arc.member in once else self.free)[arc.head] |= 1 << arc.tail
        self.ways: dict[int, array[int]] = {}
        self.bound: float = 1
        self.next_bound: float = 1

    def run(self) -> bool:
        """Find all; False where the limit or the deadline came first."""
        while self.next_bound < inf:
            self.bound, self.next_bound = self.next_bound, inf
            for root in range(self.knot.size):
                if monotonic() > self.deadline or not self._from(root):
                    return False
        return True

    def _from(self, root: int) -> bool:
        """Find the cycles whose lowest node is ``root``; False where the limit or the deadline came first."""
        if root not in self.ways:
            self.ways[root] = self._ways_to(root)
        ways = self.ways[root]
        path: list[Arc] = []
        trail: list[tuple[Iterator[Arc], int, int]] = [(iter(self.knot.leaving[root]), 0, self.knot.all_days)]
        on_path, looked = {root}, 0
        while trail:
            leaving, members, days = trail[-1]
            for arc in leaving:
                looked += 1
                shared = days & arc.days
                if ways[arc.head] == FAR or not shared or (arc.head in on_path and arc.head != root):
                    continue
                now = members if arc.member is None else members | 1 << arc.member
                least = now.bit_count() + ways[arc.head]
                if least > self.bound:
                    self.next_bound = min(self.next_bound, least)
                elif arc.head == root:
                    if (arc.strict or any(a.strict for a in path)) and not any(k & ~now == 0 for k in self.known):
                        self._keep(now, (*path, arc))
                        if len(self.found) > self.most:
                            return False
                elif now == members or not any(k & ~now == 0 for k in self.known_with[arc.member or 0]):
                    path.append(arc)
                    on_path.add(arc.head)
                    trail.append((iter(self.knot.leaving[arc.head]), now, shared))
                    break
            else:
                trail.pop()
                if path:
                    on_path.discard(path.pop().head)
            if looked > 5000:
                looked = 0
                if monotonic() > self.deadline:
                    return False
        return True

    def _keep(self, members: int, cycle: Cycle) -> None:
        self.found.append(cycle)
        self.known.append(members)
        for arc in cycle:
            if arc.member is not None:
                self.known_with[arc.member].append(members)

    def _ways_to(self, root: int) -> array[int]:
        """For each node, the least number of members that the way back to ``root`` through higher nodes takes."""
        ways = array("l", [FAR]) * self.knot.size
        allowed = -1 << root
        ring, count = 1 << root, 0
        while ring:
            new = ring
            while new := self._before(new, self.free) & allowed & ~ring:
                ring |= new
            allowed &= ~ring
            for node in bits(ring):
                ways[node] = count
            ring = self._before(ring, self.counted) & allowed
            count += 1
        return ways

    def _before(self, nodes: int, arcs: Sequence[int]) -> int:
        """The nodes that such arcs lead from to any of these."""
        found = 0
        for node in bits(nodes):
            found |= arcs[node]
        return found


def _once_only(knot: Knot) -> frozenset[int]:
    """Members that a simple cycle passes at most once: those with one arc, or one there and one back."""
    ends: dict[int, set[frozenset[int]]] = {}
    for arc in knot.arcs:
        if arc.member is not None:
            ends.setdefault(arc.member, set()).add(frozenset((arc.tail, arc.head)))
    return frozenset(member for member, pairs in ends.items() if len(pairs) == 1)
