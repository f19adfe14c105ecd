"""Every minimal set of statements that cannot all hold: the cycles of a knot, the shortest first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from time import monotonic

from posgraph.analysis.orders.knots import Arc, Cycle, Knot
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


def contradictions_of(knot: Knot, limit: int, deadline: float) -> tuple[tuple[Contradiction, ...], bool]:
    """The contradictions of a knot by rank, and whether these are all.

    Every minimal inconsistent set is what some simple cycle with a strict arc rests on. The search deepens by the number of
    members (Korf 1985), so what it has when it stops are the smallest: it goes no deeper once there are more than ``limit``,
    and stops short at :data:`MOST` or at ``deadline`` (monotonic seconds). One is found in any case.
    """
    search = _Search(knot, limit, deadline)
    complete = search.run()
    cycles = search.found or [_shrunk(knot, knot.short_cycles()[0])]
    return tuple(sorted(map(_contradiction, cycles), key=lambda c: c.rank)), complete


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


class _Search:
    """Depth-first search for cycles of at most ``bound`` members, bound by bound.

    Each cycle is looked for from its lowest node, through higher nodes only. Sets of members are the bits of a number.
    """

    def __init__(self, knot: Knot, limit: int, deadline: float) -> None:
        self.knot, self.limit, self.deadline = knot, limit, deadline
        self.found: list[Cycle] = []
        self.known: list[int] = []
        self.known_with: list[list[int]] = [[] for _ in knot.members]
        self.single = _once_only(knot)
        self.entering: list[list[Arc]] = [[] for _ in range(knot.size)]
        for arc in knot.arcs:
            self.entering[arc.head].append(arc)
        self.ways: dict[int, dict[int, int]] = {}
        self.bound: float = 1
        self.next_bound: float = 1

    def run(self) -> bool:
        """Find all; False where the limit or the deadline came first."""
        while self.next_bound < inf:
            self.bound, self.next_bound = self.next_bound, inf
            for root in range(self.knot.size):
                if monotonic() > self.deadline or not self._from(root):
                    return False
            if len(self.found) > self.limit and self.next_bound < inf:
                return False
        return True

    def _from(self, root: int) -> bool:
        """Find the cycles whose lowest node is ``root``; False where the limit or the deadline came first."""
        ways = self.ways.get(root) or self.ways.setdefault(root, self._ways_to(root))
        path: list[Arc] = []
        trail: list[tuple[Iterator[Arc], int, int]] = [(iter(self.knot.leaving[root]), 0, self.knot.all_days)]
        on_path, looked = {root}, 0
        while trail:
            leaving, members, days = trail[-1]
            for arc in leaving:
                looked += 1
                shared = days & arc.days
                if arc.head not in ways or not shared or (arc.head in on_path and arc.head != root):
                    continue
                now = members if arc.member is None else members | 1 << arc.member
                least = now.bit_count() + ways[arc.head]
                if least > self.bound:
                    self.next_bound = min(self.next_bound, least)
                elif arc.head == root:
                    if (arc.strict or any(a.strict for a in path)) and not any(k & ~now == 0 for k in self.known):
                        self._keep(now, (*path, arc))
                        if len(self.found) > max(self.limit, MOST):
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

    def _ways_to(self, root: int) -> dict[int, int]:
        """For each node above ``root`` that leads back to it, the least number of members that this takes."""
        cost, queue, done = {root: 0}, deque([root]), set()
        while queue:
            node = queue.popleft()
            if node in done:
                continue
            done.add(node)
            for arc in self.entering[node]:
                step = arc.member in self.single
                if arc.tail > root and cost[node] + step < cost.get(arc.tail, inf):
                    cost[arc.tail] = cost[node] + step
                    (queue.append if step else queue.appendleft)(arc.tail)
        return cost


def _once_only(knot: Knot) -> frozenset[int]:
    """Members that a simple cycle passes at most once: those with one arc, or one there and one back."""
    ends: dict[int, set[frozenset[int]]] = {}
    for arc in knot.arcs:
        if arc.member is not None:
            ends.setdefault(arc.member, set()).add(frozenset((arc.tail, arc.head)))
    return frozenset(member for member, pairs in ends.items() if len(pairs) == 1)
